"""Who answers for an item: （牵头单位：甲局；责任单位：乙局）, （甲局牵头，乙局配合）."""

from __future__ import annotations

import re
from dataclasses import dataclass

_BODY_END = (
    r"(?:[厅局委办部署会院行社团体处室站所科队]|办公室|管委会|政府|公司|集团|中心|银行|支行|海关|联社|合作社|法院|检察院"
    r"|工商联|文联|妇联|残联|科协|电视台|大学|学院|学校|中心小学|各中小学|开发区|园区|新区|景区|社区|各村(?:\(居\))?|各地|各县区|各部门|单位|部门|企业|机构|协会|学会|乡镇|街道|银监|证监"
    r"|合作署|各(?:有关|相关)?(?:[省市县区州盟旗乡镇]{1,3}|县级市)(?:[(〔][^()〔〕]{1,12}[)〕])?"
    r"(?:、(?:[省市县区州盟旗乡镇]{1,2}|县级市|街道)(?:[(〔][^()〔〕]{1,8}[)〕])?){0,3})"
)
_LEAD_LABEL = (
    r"(?:牵头(?:责任)?(?:单位|部门|领导)|责任领导(?:单位)?|分管领导|主办单位"
    r"|主要责任单位|第一责任单位)"
)
_SUPPORT_LABEL = (
    r"(?:配合(?:单位|部门)|责任(?:单位|部门)|参与(?:单位|部门)|协办单位|协同单位|参加单位|落实单位)"
)
_LABELLED = re.compile(rf"(?P<lead>{_LEAD_LABEL})[:]?|(?P<support>{_SUPPORT_LABEL})[:]?")
_LEADING = re.compile(r"(?:等)?(?:共同|联合)?(?:牵头)(?:负责|落实|,|;|$|组织)?")
_BY = re.compile(
    r"(?:^|,)由(?P<lead>[^,;]{2,60}?)(?:共同|联合|负责)?牵头"
    r"(?:,(?P<support>[^,;]{2,60}?)(?:等)?(?:积极)?(?:配合|参与|协助)(?=,|$))?"
)
_BY_ONE = re.compile(r"^由(?P<lead>[^,;]{2,40}?)负责,(?P<support>)")  # 由甲局负责,加快…
# (甲部、乙部等负责。列第一位者为牵头单位,下同): the first of a list leads, also in what follows.
FIRST_LEADS = re.compile(
    r"(?:列|排)?(?:在)?(?:第一位|首位)(?:的|者)?(?:单位|部门)?为牵头(?:单位|部门)"
)
_NOTES = re.compile(
    r"[。;,]?(?:列|排)(?:在)?(?:第一位|首位).{0,40}$|[;,。](?:完成)?(?:时限|时间|期限)[:].{0,30}$"
)
_SHARED = re.compile(r"(?:等)?(?:按照?职责|按照?分工|分工|依职责|根据职责|各负其责|分别)")
_IN_CHARGE = re.compile(r"(?:等)?(?:具体|共同|组织|牵头)?(?:负责|落实)")
_SUPPORTING = re.compile(r"(?:等)?(?:配合|参与|协助|参加)")
_WORDS = re.compile(
    r"^(?:由|请)(?=.{2})|(?:等(?:部门|单位|有关部门|有关单位|相关部门)?)?(?:按照?(?:各自)?(?:职责|分工).*|分工.*|负责.*|牵头.*|配合.*|参与.*|落实.*|依职责.*)$|等$|等(?:部门|单位|有关部门|有关单位|相关部门)$"
)
_BODY = re.compile(rf"^.{{0,40}}{_BODY_END}(?:\([^)]{{0,20}}\))?$")
_SPLIT = re.compile(r"[、,;](?![^()]{0,8}\))|(?<=[厅局委办部行])和(?=[省市区县国各])")
_PLACES = r"(?:[省市州盟县区旗乡镇]{1,2}|县级市|街道)(?:[(〔][^()〔〕]{1,8}[)〕])?"
_EACH = re.compile(rf"各(?:有关|相关)?{_PLACES}(?:、{_PLACES}){{0,3}}")
_EACH_TOO = re.compile(rf"{_PLACES}(?:人民)?(?:政府|管委会|办事处)?")
_COUNTED = re.compile(r"\d[所站处室]$")  # 新建学校2所 ends like a body
_LONGEST_NAME = 30
_TEASER = re.compile(r"(?:牵头|责任|配合|主办|参与)(?:单位|部门)|负责|牵头|配合|落实")


_CARRIES_OUT = re.compile(r"负责落实$")  # 甲局等按职责分工负责,各县政府负责落实


@dataclass(frozen=True, slots=True)
class Responsible:
    """Bodies named for an item."""

    lead: tuple[str, ...] = ()
    support: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.lead or self.support)


NOBODY = Responsible()


def read_responsible(text: str) -> Responsible | None:
    """The bodies that a sentence of responsibility names; None where it is no such sentence.

    A plain list of bodies in brackets counts: （市住建局）.
    """
    in_brackets = text.startswith(("(", "〔"))
    if not in_brackets:
        head = text[:14]
        if "单位" not in head and "部门" not in head and "领导" not in head:
            return None
    bare = text.strip("()[]【】〔〕。;")
    if not bare or len(bare) > 600 or not (in_brackets or _LABELLED.match(bare)):
        return None
    bare = _NOTES.sub("", bare)
    if not (_TEASER.search(bare) or _is_list(bare)):
        return None
    return _read_labelled(bare) if _LABELLED.search(bare) else _read_phrases(bare)


def read_leader(text: str) -> Responsible | None:
    """由甲局牵头,乙局配合,推进…: who leads, said inside the sentence of action."""
    if "牵头" not in text and not text.startswith("由"):
        return None
    match = _BY.search(text) or _BY_ONE.match(text)
    lead = split_bodies(match["lead"]) if match else []
    if match is None or not lead:
        return None
    return Responsible(tuple(lead), tuple(split_bodies(match["support"] or "")))


def _read_labelled(text: str) -> Responsible | None:
    lead: list[str] = []
    support: list[str] = []
    marks = list(_LABELLED.finditer(text))
    for mark, following in zip(marks, [*marks[1:], None], strict=True):
        said = text[mark.end() : following.start() if following else len(text)]
        if "牵头" in said and (who := _read_phrases(said)):  # 责任部门:甲局牵头,乙局配合
            lead += who.lead
            support += who.support
            continue
        names = split_bodies(said)
        (lead if mark["lead"] else support).extend(names)
    if not lead and not support:
        return None
    return Responsible(tuple(lead), tuple(support))


def _read_phrases(text: str) -> Responsible | None:
    """甲局牵头,乙局按职责分工负责 -> 甲局 leads, 乙局 supports; 甲局负责 -> 甲局 leads."""
    lead: list[str] = []
    support: list[str] = []
    pending: list[str] = []
    text = text.split("。", 1)[0]
    for phrase in re.split(r"[,;]", text):
        names = split_bodies(phrase)
        is_added = (lead or support) and _CARRIES_OUT.search(phrase)
        if is_added or _SHARED.search(phrase) or _SUPPORTING.search(phrase):
            support += pending + names
        elif _LEADING.search(phrase) or _IN_CHARGE.search(phrase):
            lead += pending + names
        else:
            pending += names
            continue
        pending = []
    lead += pending
    if not lead and not support:
        return None
    return Responsible(tuple(lead), tuple(support))


def split_bodies(text: str) -> list[str]:
    """The names in a list of bodies, without the words that say what they do."""
    names = []
    for raw in _join_each(_SPLIT.split(text)):
        name = _WORDS.sub("", raw.strip("。:"))
        name = _unwrap(name)
        if len(name) > _LONGEST_NAME or _COUNTED.search(name):
            continue
        if name and _BODY.fullmatch(name):
            names.append(name)
    return names


def _join_each(parts: list[str]) -> list[str]:
    """各市、州、县(区)人民政府 is one name, though 、 stands in it; 各市、市财政局 are two."""
    joined: list[str] = []
    for part in parts:
        if joined and _EACH.fullmatch(joined[-1]) and _EACH_TOO.fullmatch(_WORDS.sub("", part)):
            joined[-1] += f"、{part}"
        else:
            joined.append(part)
    return joined


def _unwrap(name: str) -> str:
    if name.count("(") > name.count(")"):
        return name.lstrip("(")
    return name.rstrip(")") if name.count(")") > name.count("(") else name


def _is_list(text: str) -> bool:
    parts = [part for part in re.split(r"[、,;]", text) if part]
    return (
        bool(parts)
        and all(len(part) <= 25 and _BODY.fullmatch(re.sub(r"等$", "", part)) for part in parts)
        and (len(parts) > 1 or re.match(r"[省市县区国州盟旗]", parts[0]) is not None)
    )
