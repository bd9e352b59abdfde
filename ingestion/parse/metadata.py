"""What a notice is: from the page's metadata block, else from its head and its signature."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from ingestion.models import NoticeMetadata
from ingestion.parse.blocks import Block
from ingestion.parse.citations import NUMBER, normalise_number
from ingestion.parse.folding import fold_text
from ingestion.parse.numerals import read_numeral
from ingestion.parse.regions import Place, find_place

_LABELS = {
    "title": ("标题", "名称", "信息名称", "文件名称", "公文标题"),
    "number": ("发文字号", "文号", "文件编号", "文件号", "公文文号", "发文文号"),
    "issuer": (
        "发文机关",
        "发文机构",
        "发文单位",
        "制发机关",
        "发布机构",
        "发布机关",
        "公开机构",
        "公开主体",
    ),
    "written": ("成文日期", "生成日期", "发文日期", "成文时间", "发文时间", "生成时间", "印发日期"),
    "published": ("发布日期", "发布时间", "公开日期", "公布日期", "发布于"),
    "index": ("索引号", "信息索引", "信息索引号"),
    "validity": ("有效性", "时效", "时效性", "有效期", "效力状态", "文件状态"),
    "source": ("来源", "信息来源", "稿件来源"),
}
_ALL_LABELS = sorted(
    (label for labels in _LABELS.values() for label in labels), key=len, reverse=True
)
_LABEL_LINE = re.compile(rf"(?P<label>{'|'.join(_ALL_LABELS)})[:](?P<value>.*)")
_SOURCE_IN_LINE = re.compile(r"来源:([^\s:|]{2,30})$")
_NEXT_LABEL = re.compile(
    r"(?:发布)?(?:时间|日期)[:]|(?:字号|字体|浏览|点击|阅读|访问|作者|编辑)[\u4e00-\u9fff]{0,2}[:]"
)
_NONE = {"", "无", "暂无", "-", "--", "/", "无文号", "null", "空"}
_KINDS = (
    "通知|意见|方案|规划|计划|办法|决定|公告|通告|纲要|批复|要点|报告|若干措施|措施|细则|规定|条例|函|决议|命令"
    "|令|行动|指南|清单|通报|举措|政策|规则|安排|导则"
)
_OF_KIND = "(?:的(?:通知|函|意见|公告|决定|批复|报告))?"
_EDITION = r"试行|暂行|修订|修订版|征求意见稿|\d{4}-\d{4}年?|\d{4}年(?:版|修订)?"
_TITLE = re.compile(rf"^.{{4,140}}(?:{_KINDS})(?:\(?(?:{_EDITION})\)?)?{_OF_KIND}")
_FIRST_TITLE = re.compile(
    r"^(?:关于|[^。,;:]{2,60}?(?:关于|印发|转发|批转|办公[厅室]))[^。;:]{2,120}?"
    rf"(?:{_KINDS})(?:\([^()]{{1,20}}\))?{_OF_KIND}"
    r"(?=各|\(|[\u4e00-\u9fff]{1,10}[〔\[【]|$)"
)
_BODY = re.compile(
    r"^[\u4e00-\u9fff()、]{0,40}(?:人民政府|政府|办公[厅室]|委员会|[厅局委部署院会]|党委|党组|指挥部|领导小组"
    r"|管委会|总局|总署|银行|公司|中心|联社|组)$"
)
_BY_TITLE = re.compile(r"^(?P<issuer>[\u4e00-\u9fff、()]{2,80}?)(?:关于|印发|转发|批转)")
_DAY = re.compile(
    r"(?P<y>(?:19|20)\d{2})(?:年|-|/|\.)(?P<m>\d{1,2})(?:月|-|/|\.)(?P<d>[0-3]?\d)日?"
)
_CN_DAY = re.compile(
    r"(?P<y>[一二][〇零一二三四五六七八九]{3})年(?P<m>[一二三四五六七八九十]{1,2})月"
    r"(?P<d>[一二三四五六七八九十]{1,3})日"
)
_SIGNED = re.compile(
    r"^\(?(?P<issuer>[\u4e00-\u9fff、()]{2,60}?)?(?P<date>(?:19|20)\d{2}年\d{1,2}月\d{1,2}日"
    r"|[一二][〇零一二三四五六七八九]{3}年[一二三四五六七八九十]{1,2}月[一二三四五六七八九十]{1,3}日)\)?(?:\(此件[^)]{0,20}\)|印发)?$"
)
_SIGNED_INSIDE = re.compile(
    r"[。)](?P<issuer>[\u4e00-\u9fff]{2,30}?(?:政府|办公[厅室]|委员会|[厅局委部院]))"
    r"(?P<date>(?:19|20)\d{2}年\d{1,2}月\d{1,2}日)"
)
_LEAD = re.compile(
    r"(?:网|报|社|中心|记者).{0,12}(?:讯|获悉|报道)|全文(?:如下|见下文)|(?:详情|原文|内容)如下[:。]|现(?:将全文|全文)"
)
_FULL_TEXT = re.compile(r"(?:全文|原文|内容|详情)如下[:。]")
_NUMBER_LINE = re.compile(rf"^[(〔]?(?:{NUMBER.pattern})[)〕]?$")
_NUMBER_TAIL = re.compile(rf"\(?(?:{NUMBER.pattern})\)$")
_FRONT = 40


def read_metadata(
    blocks: list[Block], stated: Mapping[str, str], *, is_reprint: bool = False
) -> NoticeMetadata:
    """Read the metadata; what the page states of itself comes before what the text says.

    Args:
        stated: printed label -> printed value, from the page's metadata block.
    """
    texts = _part_lead([block.text for block in blocks if not block.cells])
    labelled = _read_labels(blocks) | _clean(stated)
    lead = _find_lead(texts)
    is_repost = is_reprint or lead > 0
    body = texts[lead:]
    title_at, own_title = _find_title(body)
    title = own_title if is_repost and own_title else labelled.get("title") or own_title
    written, signers = _find_signature(body)
    issuers = _choose_issuers(title, own_title, signers, labelled.get("issuer"))
    place = next((p for p in map(find_place, issuers) if p), None) or _place_by_title(title)
    return NoticeMetadata(
        title=title,
        document_number=_choose_number(labelled, body, title_at, title),
        issuers=tuple(issuers),
        level=place.level if place else None,
        region=place.region if place else None,
        province=place.province if place else None,
        written_date=_read_day(labelled.get("written")) or written,
        published_date=_read_day(labelled.get("published")),
        index_number=labelled.get("index"),
        validity=labelled.get("validity"),
        source_site=labelled.get("source"),
        is_repost=is_repost,
    )


def _part_lead(texts: list[str]) -> list[str]:
    """A reprint on one line: what stands behind 全文如下: is the notice itself."""
    for position, text in enumerate(texts[:8]):
        match = _FULL_TEXT.search(text)
        if match and match.end() < len(text):
            rest = text[match.end() :]
            return [*texts[:position], text[: match.end()], rest, *texts[position + 1 :]]
    return texts


def _clean(stated: Mapping[str, str]) -> dict[str, str]:
    """Printed labels to fields; a printed 无 says that there is nothing."""
    found: dict[str, str] = {}
    for label, value in stated.items():
        name = "".join(fold_text(label).split()).strip(":[]【】")
        words = " ".join(value.replace("\u00a0", " ").replace("\u3000", " ").split())
        field = next((f for f, labels in _LABELS.items() if name in labels), None)
        if field and words.strip() not in _NONE:
            found.setdefault(field, words)
    return found


def _read_labels(blocks: list[Block]) -> dict[str, str]:
    """Labels printed in the text itself, above the notice: 文号:某政发〔2022〕3号."""
    pairs: dict[str, str] = {}
    for block in blocks[:_FRONT]:
        if block.cells:
            for name, stated in zip(block.cells[::2], block.cells[1::2], strict=False):
                if name.text.rstrip(":") in _ALL_LABELS:
                    pairs.setdefault(name.text, stated.text)
            continue
        match = _LABEL_LINE.match(block.text)
        if match and len(block.text) < 200:
            value = match["value"]
            source = _SOURCE_IN_LINE.search(value)
            if source and match["label"] != "来源":
                pairs.setdefault("来源", source[1])
                value = value[: source.start()]
            pairs.setdefault(match["label"], _NEXT_LABEL.split(value)[0])
    return _clean(pairs)


def _find_lead(texts: list[str]) -> int:
    """Where the notice's own words begin behind a news lead; 0 where there is none."""
    leads = [
        position
        for position, text in enumerate(texts[:8])
        if _LEAD.search(text) and not _LABEL_LINE.match(text)
    ]
    announcing = [position for position in leads if _FULL_TEXT.search(texts[position])]
    return 1 + (announcing or leads)[0] if leads else 0


def _find_title(texts: list[str]) -> tuple[int, str | None]:
    """The first block of the head, or two of them in a row, that reads as a title."""
    head = texts[:_FRONT]
    for position, text in enumerate(head):
        if _LABEL_LINE.match(text) or NUMBER.fullmatch(text.strip("()")):
            continue
        if _TITLE.fullmatch(_trim(text)) and "。" not in text and len(text) <= 140:
            return position, _trim(text)
        inline = _FIRST_TITLE.match(text)
        if inline and (len(text) > 140 or inline.end() < len(text)):
            return position, inline.group()
        joined = text + head[position + 1] if position + 1 < len(head) else ""
        if (
            joined
            and len(text) < 50
            and not re.search(r"[。;:]", joined)
            and _TITLE.fullmatch(_trim(joined))
        ):
            return position + 1, _trim(joined)
        if text.endswith(":") or "。" in text:
            break
    return 0, None


def _trim(text: str) -> str:
    """A title without the number that closes it."""
    match = _NUMBER_TAIL.search(text) if text.endswith(")") else None
    return text[: match.start()] if match and match.start() > 8 else text


def _find_signature(texts: list[str]) -> tuple[date | None, list[str]]:
    """The date under the notice and the bodies above it."""
    for position, text in enumerate(texts):
        tail = text.rsplit("。", 1)[-1] if len(text) > 80 else text
        match = _SIGNED.match(tail)
        if not match or _LABEL_LINE.match(text):
            continue
        signers = [match["issuer"]] if match["issuer"] else []
        if not signers:
            for before in reversed(texts[max(0, position - 6) : position]):
                name = before.rsplit("。", 1)[-1]
                if not (3 <= len(name) <= 40 and _BODY.fullmatch(name)):
                    break
                signers.insert(0, name)
                if name != before:
                    break
        return _read_day(match["date"]), [one for name in signers for one in split_issuers(name)]
    for text in texts[:_FRONT]:
        inside = _SIGNED_INSIDE.search(text)
        if inside:
            return _read_day(inside["date"]), [inside["issuer"]]
    return None, []


def _choose_issuers(
    title: str | None, own_title: str | None, signers: list[str], stated: str | None
) -> list[str]:
    """Stated, unless it is cut short to 省政府 where the text has the whole name."""
    named = _issuers_of_title(own_title) or _issuers_of_title(title)
    if signers and named and "".join(signers) == "".join(named):
        named = signers
    whole = signers or named
    if stated:
        listed = [name for name in re.split(r"[、,;\s]+", fold_text(stated)) if name]
        if not (whole and re.match(r"[省市县区州]", listed[0])):
            return whole if whole and "".join(whole) == "".join(listed) else listed
    return whole


def split_issuers(names: str) -> list[str]:
    """Names that only a space parted: 甲县财政局 甲县水利局, 国家发展改革委 国家能源局."""
    found = []
    for name in names.split("、"):
        place = find_place(name)
        region = place.region if place and place.level != "national" else "国家"
        parts = re.split(
            rf"(?<=[局委厅部会室府院行署])(?=(?:中共)?(?:{re.escape(region)}|国家))", name
        )
        found += [part for part in parts if part]
    return found


def _issuers_of_title(title: str | None) -> list[str]:
    match = _BY_TITLE.match(title or "")
    if not match or not _BODY.fullmatch(match["issuer"]):
        return []
    return split_issuers(match["issuer"])


def _choose_number(
    labelled: Mapping[str, str], texts: list[str], title_at: int, title: str | None
) -> str | None:
    stated = normalise_number(fold_text(labelled.get("number", "")))
    if stated:
        return stated
    for text in texts[: title_at + 6]:
        if _NUMBER_LINE.match(text):
            return normalise_number(text)
    first = texts[title_at] if title_at < len(texts) else ""
    for text in (title or "", first):
        match = NUMBER.search(text)
        if (
            match
            and match.start() <= len(title or "") + 4
            and not re.search(r"《|。", text[: match.start()])
        ):
            return normalise_number(match.group())
    return None


def _place_by_title(title: str | None) -> Place | None:
    return find_place(title) if title else None


def _read_day(text: str | None) -> date | None:
    folded = fold_text(text or "")
    match = _DAY.search(folded)
    try:
        if match:
            return date(int(match["y"]), int(match["m"]), int(match["d"]))
        match = _CN_DAY.search(folded)
        if match:
            y, m, d = (int(read_numeral(match[part]) or 0) for part in "ymd")
            return date(y, m, d)
    except ValueError:
        return None
    return None
