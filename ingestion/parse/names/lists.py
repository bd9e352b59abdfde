"""Lists of indicators that share a subject or a head: 甲、乙排放总量分别达到… is two names."""

from __future__ import annotations

import re

from ingestion.parse.tokens.lexicon import any_of

_HEAD_START = re.compile(rf"中[\u4e00-\u9fff]{{2,10}}(?:占比|比例|比重)|{any_of('shared_head')}")
_DONE = f"(?:{any_of('processing')})"
_DONE_TO = re.compile(rf"{_DONE}$")
_DONE_RATE = re.compile(rf"{_DONE}(?P<head>率|量|比例|能力|水平)")
_RATED = re.compile(r"(?<=..)[\u4e00-\u9fff]{2}率$")
# 单位GDP能耗、用水量: what the first is counted per, the second is too.
_PER = re.compile(
    r"(?:单位|万元|亿元)(?:GDP|国内生产总值|地区生产总值|生产总值|工业增加值|建筑面积|产品)|人均|户均|亩均"
)
_DEED_OF_LAND = re.compile(r"新增|恢复|改善|新建|扩建|改建|改造|续建|修复|更新|补充")
_SECTORS = re.compile(r"一二三(?=产|次产业)")
_PAIRED = {
    "城镇",
    "农村",
    "城市",
    "乡村",
    "国内",
    "国际",
    "线上",
    "线下",
    "男性",
    "女性",
    "国有",
    "民营",
}
_NEWLY = re.compile(r"新[\u4e00-\u9fff]{2}")
_HEADED = re.compile(r"(?:率|比例|比重|占比|量|额|数|面积)$")
_OF_TYPE = re.compile(r"(?![大中小新])[\u4e00-\u9fff]{2,4}型(?=..)")  # 溶剂型涂料、油墨使用比例
_PLACE_END = re.compile(
    r"(?:(?<=地区)|(?<=流域)|(?<=平原)|(?<=..[省市县区]))(?=[\u4e00-\u9fff]{2})"
)
# A joint may stand inside a name (知晓率和参与率): the fewer kinds of joints, the surer.
_PARTINGS = tuple(
    re.compile(rf"、|(?<=[\u4e00-\u9fff])(?:{joints})(?=[\u4e00-\u9fffA-Z])")
    for joints in ("和|(?<![惠普涉])及|以及|(?<!参)与", "和|以及", "$^")
)


def split_list(words: str, count: int) -> list[str]:
    """甲、乙排放总量 for two quantities -> 甲排放总量, 乙排放总量; [] if it is no list."""
    parts = _unfold(words, count) or next(
        (p for p in (s.split(words) for s in _PARTINGS) if len(p) == count), []
    )
    return _share(parts) if parts else []


def find_head(words: str) -> str:
    """What the members of a list share: 播种面积 of 粮食播种面积; "" where nothing shows it."""
    match = next((m for m in _HEAD_START.finditer(words) if m.start() >= 2), None)
    return words[match.start() :] if match else ""


def _unfold(words: str, count: int) -> list[str]:
    """一二三产增加值 is three names, 城乡居民收入 two, though nothing parts them."""
    if count == 3 and _SECTORS.match(words):
        return [f"{one}{words[3:]}" for one in "一二三"]
    if count == 2 and words.startswith("城乡"):
        return ["城镇" + words[2:], "农村" + words[2:]]
    return []


def _share(parts: list[str]) -> list[str]:
    """Lend every member of a list what the first or the last of them says for all."""
    per = _PER.match(parts[0])
    if per:
        parts = [p if _PER.match(p) else per.group() + p for p in parts]
    aligned = _align(parts)
    if aligned != parts:
        return aligned
    kind = _OF_TYPE.match(parts[0])
    if kind:
        parts = [p if "型" in p else kind.group() + p for p in parts]
    last = parts[-1]
    if _is_complete(parts[0]) and _is_complete(parts[-2]):
        return [parts[0], *(_lend_subject(parts[0], part) for part in parts[1:])]
    place = _PLACE_END.search(last)
    if place and all(
        _PLACE_END.search(part + "某某") or part.endswith(("地区", "流域")) for part in parts[:-1]
    ):
        head = last[place.start() :]
        return [f"{part}{head}" for part in parts[:-1]] + [last]
    head = find_head(last)
    if not head and _DONE_TO.search(parts[0]) and (measured := _DONE_RATE.fullmatch(last)):
        head = measured["head"]  # 粪污收集、处理、利用率
    if not head and (rated := _RATED.search(last)):
        head = rated.group()  # 果蔬、水产损耗率
    done = _DONE_TO.search(parts[0])
    if done and done.start() >= 2 and _DONE_TO.fullmatch(last[: len(last) - len(head)]):
        crop = parts[0][: done.start()]  # 花生种植、收获机械化率: 收获 is of 花生 too
        parts = [p if p.startswith(crop) else crop + p for p in parts]
    parts = _lend_attribute(parts)
    return [p if _is_complete(p) else f"{p}{head}" for p in parts[:-1]] + parts[-1:]


def _lend_attribute(parts: list[str]) -> list[str]:
    """改造后的居住建筑、公共建筑节能率: the second are the converted ones too."""
    attribute = re.match(r"[^的]{2,6}的", parts[0])
    if not attribute:
        return parts
    return [p if "的" in p else attribute.group() + p for p in parts]


def _align(parts: list[str]) -> list[str]:
    """进口、出口通关时间 share what follows 口; 新增、恢复和改善灌溉面积 what follows the verb.

    营运客车、货车能耗: what stands before 客车 is shared too.
    """
    first, last = parts[0], parts[-1]
    if len(first) >= len(last):
        return parts
    if all(_DEED_OF_LAND.fullmatch(part) for part in parts[:-1]) and _DEED_OF_LAND.match(last):
        return [part + last[2:] for part in parts[:-1]] + [last]
    if all(part in _PAIRED for part in parts[:-1]) and last[:2] in _PAIRED:
        return [part + last[2:] for part in parts[:-1]] + [last]  # 城镇和农村居民收入
    if all(_NEWLY.fullmatch(part) for part in parts[:-1]) and _NEWLY.match(last):
        return [part + last[3:] for part in parts[:-1]] + [last]  # 新签约、新开工项目
    return _align_kinds(parts, first, last)


def _align_kinds(parts: list[str], first: str, last: str) -> list[str]:
    size = next((n for n in (2, 3, 4) if n <= len(first) and last[n - 1] == first[-1]), 0)
    if not size or any(len(part) != size for part in parts[1:-1]):
        return parts
    before, head = first[:-size], last[size:]
    if len(head) < 2 or _HEADED.search(first):
        return parts
    return [first + head, *(before + part + head for part in parts[1:-1]), before + last]


def _lend_subject(first: str, other: str) -> str:
    """花生种植机械化率、收获机械化率: the second measures 花生 too."""
    shared = 0
    while shared < min(len(first), len(other)) and first[-1 - shared] == other[-1 - shared]:
        shared += 1
    own = len(other) - shared
    subject = first[: len(first) - shared - own]
    if shared < 2 or not 1 <= own <= 2 or len(subject) < 2:
        return other
    return subject + other


def _is_complete(words: str) -> bool:
    """A name with a head of its own: 养老床位数, but not 氨氮."""
    return (
        re.search(
            r"(?:率|比例|比重|占比|总量|总额|(?<!需氧)量|消耗|能耗|数|面积|额|收入|规模|里程|能力|强度|增加值|产值|总值|投入|投资|余额|贷款|价值|支出|寿命|指数|碳排放|率)$",
            words,
        )
        is not None
        and len(words) > 3
    )
