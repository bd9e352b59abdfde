"""Numbers with their units and comparators in one sentence: 不低于15平方米/人, 2-3个, 下降13%.

A quantity is only what stands there; whether it is promised is decided in targets.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from ingestion.models import Change, Comparator
from ingestion.parse.tokens.numerals import read_numeral
from ingestion.parse.tokens.units import UnitClass, match_unit


@dataclass(slots=True)
class Quantity:
    """A number, its unit and the comparator words that touch it, as offsets into the sentence."""

    start: int  # of the quote
    end: int
    number: int  # where the number itself starts
    verb: str  # the word of reaching or changing right before it, or ""
    verb_start: int
    comparator: Comparator
    value: Decimal
    high: Decimal | None
    unit: str
    unit_class: UnitClass
    change: Change | None
    is_level: bool  # a verb says that this level is to be reached
    has_bound: bool  # 以上, 以下 ... stand behind it
    is_wordy: bool = False  # written in Chinese numerals
    is_ban: bool = False  # 不得低于: a standard to be met


_NUMBER = r"(?:\d{1,3}(?:,\d{3}){1,4}(?!\d)|\d{1,9})(?:\.\d{1,8})?(?!\d)"
_CN = "一二三四五六七八九"
_CN_NUMBER = (
    rf"百分之(?:[{_CN}]?十[{_CN}]?|[{_CN}]|百)(?:点[{_CN}〇零]{{1,2}})?"
    rf"|(?:[{_CN}]?[千百][{_CN}十百零]{{1,6}}|[两二三四五六七八九十百千]{{1,4}})(?:点[{_CN}〇零]{{1,3}})?"
    r"|一(?=[个座家所处条辆台套支])"
)
# A number is not part of a word (PM2.5, O2O, GB23350-2009), nor of a longer number.
_QUANTITY = re.compile(
    rf"(?=[0-9两翻减{_CN}十百千])(?:(?<![\d.A-Za-z/〔\[第每×±-])"
    rf"(?:(?P<low>{_NUMBER})(?P<lowunit>%|[万亿千百十]{{1,2}}(?:元|亩|吨|人|户)?"
    rf"|元|亩|吨|公里|米|天)?(?:-{{1,2}}|~|至|到))?"
    rf"(?P<number>{_NUMBER})(?P<ratio>[:](?P<other>\d{{1,4}}(?:\.\d{{1,3}})?))?(?![\d])"
    rf"|(?<![每第十百千万亿\d{_CN}几数两])(?<![{_CN}十百千]点)(?<![{_CN}]、)(?:(?P<cnlow>[{_CN}])(?:至|到))?(?P<cn>{_CN_NUMBER})"
    rf"(?![{_CN}十百])"
    r"|(?P<double>翻(?P<times>[一两二三\d]?)番)|(?P<half>减半))"
)
_MORE = re.compile(r"[余多]")
# 3亿5000万元, 1万2千亿元: two numbers that are one.
_COMPOUND = re.compile(
    r"(?P<high>\d{1,5})(?P<step>[万亿])零?(?P<low>\d{1,4})(?P<small>千万|百万|[万千百])?(?![\d.])"
)
_STEPS = {"亿": 10**8, "千万": 10**7, "百万": 10**6, "万": 10**4, "千": 10**3, "百": 10**2, "": 1}
# 1.2、0.05、2万吨; 10万、20万和30万亩: the unit stands behind the last.
_LISTED = re.compile(
    r"(?P<step>[万亿]?)(?:(?:、|和|及)\d{1,9}(?:\.\d{1,8})?(?:[万亿](?=[、和及]\d))?){1,8}"
)
_AFTER = re.compile(r"(?P<bound>以上|以下|以内|之内|及以上|及以下|或以上)|(?P<about>左右|上下)")
_ASIDE = re.compile(r"\([^()]{1,14}\)(?=以上|以下|以内|左右)")  # 12万个(含私人桩)以上
_AT_LEAST = re.compile(r"(?:至少|最少)[^,。;:\d]{0,12}$")  # 至少建设1处
# 不低于供应总量的70%: the bound stands before the whole.
_BOUND_APART = re.compile(r"(?P<bound>不低于|不少于|不超过|不高于)[^,。;:\d%]{2,20}的$")
_PAIRED = re.compile(r"\([个家名项人户处件座台套辆间栋幢艘]{1,2}\)")  # 50名(个)以上, 100台(套)
_UNKNOWN_UNIT = re.compile(
    r"[万亿千百]{0,2}(?![的和及与以之左上年月])(?:(?![一二三四五六七八九十])[\u4e00-\u9fff]){1,3}"
    r"(?=以上|以下|以内|左右|[,。;、)]|$|和)"
)
_MULTIPLE = re.compile(r"万亿|[万亿](?=以上|以下|以内|左右|[,。;、)]|$)")  # 人数达1000万以上
_OUT_OF = re.compile(r"/(?:10)?[万千](?![\u4e00-\u9fff]{2})|/10万|/千")  # 死亡率降至18/10万
_RATIO_MORE = re.compile(r"[:]\d")
_RATIO_END = re.compile(r"$|[,。;、)和]|以上|以下|以内|左右|及以")
_INDEX = re.compile(r"(?:系数|指数|比|效率|密度)$")  # 水利用系数提高0.05
_COMPARING: tuple[tuple[Comparator, str], ...] = (
    (
        "ge",
        "不低于 不少于 不小于 不得低于 不得少于 不得小于 至少 大于等于 ≥ 优于"
        " 未低于 未少于 不再低于 大于或等于 高于或等于",
    ),
    ("gt", "大于 高于 超过 突破 超 多于 > 逾 超出"),
    (
        "le",
        "不高于 不超过 不大于 不多于 不超 不得超过 不得高于 不得大于 不得多于 不突破 最多 ≤"
        " 未超过 未超出 未突破 未高于 不再超过 不再高于 不超出 低于或等于 小于或等于 小于等于",
    ),
    ("lt", "低于 小于 少于 < 不到 不足 未达到"),
)
_COMPARATORS = {word: sign for sign, words in _COMPARING for word in words.split()}
_STEM_UP = "(?<![最不提升])高|提高|(?<!改造)提升|增长|延长|增加|扩大|上升|扩容|新增|净增|递增"
_STEM_DOWN = "下降|降低|减少|削减|压减|缩减|压缩|压降|缩短|缩小|消减|核减|精简|节约|减排|降|减"
_MODAL = "力争|确保|争取|基本|全部|总体|稳定|(?<![年人户亩村平])均|都|净"
_LEVEL = "达到|稳定在|维持在|保持在|控制在|保持|维持|控制到|压减到"
_TO_LEVEL = (  # 提高到
    f"{_STEM_UP}|{_STEM_DOWN}|发展|扩展|调整|恢复|压缩|回升|收窄|扩充|集聚|突破|上涨|优化|拓展|覆盖|整合|归并|增"
)
_PLAIN = "达|为|是|实现|完成|占到|占|共"
_COMPARE = "|".join(sorted(map(re.escape, _COMPARATORS), key=len, reverse=True))
_ABOUT = "约|大约|近|接近"
_MONEY = "人民币"


def _first_letters(*alternations: str) -> str:
    """What any of the words begins with: a search is spared the places where none does."""
    words = re.sub(r"\(\?<![^()]*\)", "", "|".join(alternations)).split("|")
    return "".join(sorted({word[0] for word in words}))


_VERB = re.compile(
    rf"(?=[{_first_letters(_MODAL, _LEVEL, _TO_LEVEL, _PLAIN, _COMPARE, _ABOUT, _MONEY)}]|$)"
    rf"(?P<modal>{_MODAL})?"
    rf"(?:(?P<level>{_LEVEL}|(?:{_TO_LEVEL})(?:到|至|为))"
    rf"|(?P<up>{_STEM_UP})(?:了)?|(?P<down>{_STEM_DOWN})(?:了)?|(?P<plain>{_PLAIN}))?"
    rf"(?P<compare>{_COMPARE})?(?P<about>{_ABOUT})?(?:{_MONEY})?$"
)
_DOING = ("新增", "净增")  # a verb of doing: outside the quote, though it says increase
_LEFT = 14


def find_quantities(text: str, hidden: list[tuple[int, int]]) -> list[Quantity]:
    """The quantities of a sentence.

    Args:
        hidden: stretches that hold none: dates, titles, quoted names, brackets.
    """
    found: list[Quantity] = []
    for match in _QUANTITY.finditer(text):
        floor = found[-1].end if found else 0
        if match.start() < floor or _is_hidden(*match.span(), hidden):
            continue
        quantity = _read(text, match, floor)
        if quantity:
            found.append(quantity)
    return found


def _is_hidden(start: int, end: int, hidden: list[tuple[int, int]]) -> bool:
    for a, b in hidden:  # noqa: SIM110  # any() costs twice, at every number of a notice
        if a <= start < b or a < end <= b:
            return True
    return False


def _read(text: str, match: re.Match[str], floor: int) -> Quantity | None:
    if match["double"] or match["half"]:
        return _read_fold(text, match)
    number, high, unit, unit_class, end = _read_number(text, match)
    if number is None or not unit or text.startswith("×", end):
        return None
    in_bracket = text.startswith("(", end)
    paired = _PAIRED.match(text, end) if in_bracket else None
    if paired:
        unit, end = unit + paired.group(), paired.end()
    aside = _ASIDE.match(text, end) if in_bracket else None
    after = _AFTER.match(text, aside.end() if aside else end)
    start = match.start()
    verb = _VERB.search(text, max(floor, start - _LEFT), start)
    assert verb is not None
    if unit_class == "ratio" and not _moves_an_index(text, verb):
        return None
    if unit_class == "time" and not (
        any(verb[kind] for kind in ("level", "down", "up", "compare"))
        or verb["plain"] == "达"
        or _goes_on(text, floor, start)
    ):
        return None
    change = _read_change(verb)
    comparator = _compare(verb, after, high is not None, change)
    quote = _quote_start(verb, start)
    is_apart = "至少" in text or "最少" in text
    apart = _AT_LEAST.search(text, max(floor, start - _LEFT), start) if is_apart else None
    if apart:
        comparator = "ge" if comparator == "eq" else comparator
        quote = min(quote, apart.start())
    is_of = unit_class == "percent" and high is None and not verb.group()
    whole = _BOUND_APART.search(text, max(floor, start - 2 * _LEFT), start) if is_of else None
    if whole:
        comparator, quote = _COMPARATORS[whole["bound"]], whole.start()
    return Quantity(
        start=quote,
        end=after.end() if after else end,
        number=start,
        verb=verb["level"] or verb["up"] or verb["down"] or verb["plain"] or "",
        verb_start=verb.start() if verb.group() else start,
        comparator=comparator,
        value=number,
        high=high,
        unit=unit,
        unit_class=unit_class,
        change=change,
        is_level=bool(verb["level"] or verb["compare"]) or verb["plain"] == "达",
        has_bound=bool(after and after["bound"]),
        is_wordy=bool(match["cn"]) and len(match["cn"]) < 3 and unit[0] not in "万亿",
        is_ban=(verb["compare"] or "").startswith("不得"),
    )


_Read = tuple[Decimal | None, Decimal | None, str, UnitClass, int]  # value, high, unit, class, end


def _goes_on(text: str, floor: int, start: int) -> bool:
    """压缩至35小时以内和2小时以内: the second stands right behind the first."""
    return floor > 0 and text[floor:start] in ("、", "和", "及")


def _moves_an_index(text: str, verb: re.Match[str]) -> bool:
    """A number without a unit counts where a level is named: PUE降到1.3, 利用系数提高0.05."""
    if verb["level"] or verb["compare"]:
        return True
    return bool(verb["up"] or verb["down"] or verb["plain"] == "达") and bool(
        _INDEX.search(text, 0, verb.start())
    )


def _read_number(text: str, match: re.Match[str]) -> _Read:
    """The numbers of a match and the unit behind them; no unit, no quantity."""
    end = match.end()
    if match["number"] and not match["low"] and (compound := _read_compound(text, match)):
        return compound
    first, second = _read_values(match)
    if match["cn"] and match["cn"].startswith("百分之"):
        return first, None, "%", "percent", end
    if match["ratio"]:
        # 1:1.5:3 is a scale of prices; of 1:2.5 the first number says nothing.
        known = match["other"] == "1" and not _RATIO_MORE.match(text, end)
        return first, None, "1" if known else "", "ratio", end
    if _MORE.match(text, end) and match_unit(text, end + 1):
        end += 1
    unit_class, unit, end = match_unit(text, end) or _guess_unit(text, match, end)
    return first, second, unit, unit_class, end


def _guess_unit(text: str, match: re.Match[str], end: int) -> tuple[UnitClass, str, int]:
    """The unit of a number that no known unit stands behind; empty where it counts nothing."""
    if match["cn"]:
        return "unknown", "", end
    if shared := _find_shared_unit(text, end):
        return shared
    if plain := _MULTIPLE.match(text, end) or _OUT_OF.match(text, end):
        return "counter", plain.group(), plain.end()
    if _RATIO_END.match(text, end):
        return "ratio", "1", end
    unknown = None if _is_year(match["number"]) else _UNKNOWN_UNIT.match(text, end)
    words = unknown.group() if unknown else ""
    return "unknown", words, end + len(words)


def _read_compound(text: str, match: re.Match[str]) -> _Read | None:
    """3亿5000万元 -> 3.5 亿元; 1万2千亿元 -> 1.2 万亿元."""
    whole = _COMPOUND.match(text, match.start("number"))
    if whole is None:
        return None
    step, small = _STEPS[whole["step"]], _STEPS[whole["small"] or ""]
    unit = match_unit(text, whole.end())
    if unit is None or small >= step or int(whole["low"]) * small >= step:
        return None
    value = int(whole["high"]) + Decimal(int(whole["low"]) * small) / step
    return value, None, whole["step"] + unit[1], unit[0], unit[2]


def _find_shared_unit(text: str, end: int) -> tuple[UnitClass, str, int] | None:
    """The unit of a number that has none of its own: the one behind the last of its list."""
    listed = _LISTED.match(text, end)
    unit = match_unit(text, listed.end()) if listed else None
    if listed is None or unit is None:
        return None
    own = listed["step"]
    if own and not unit[1].startswith(own):
        return None  # 10万、20吨
    return unit[0], unit[1], end + len(own)


def _read_values(match: re.Match[str]) -> tuple[Decimal | None, Decimal | None]:
    """A single value, or the two ends of a range."""
    if match["cn"]:
        whole = match["cn"]
        if whole.startswith("百分之"):
            return _read_percent(whole), None
        value = None if whole in ("百", "千") else _read_decimal(whole)
        low = read_numeral(match["cnlow"]) if match["cnlow"] else None
    else:
        value = Decimal(match["number"].replace(",", ""))
        low = Decimal(match["low"].replace(",", "")) if match["low"] else None
    return (low, value) if low is not None else (value, None)


def _read_percent(words: str) -> Decimal | None:
    """百分之五十八点三 -> 58.3."""
    return _read_decimal(words.removeprefix("百分之"))


def _read_decimal(words: str) -> Decimal | None:
    """一百二十五点六 -> 125.6."""
    whole, _, part = words.partition("点")
    value = read_numeral(whole)
    if value is None or not part:
        return value
    return Decimal(f"{value}.{read_numeral(part)}")


def _is_year(number: str) -> bool:
    return len(number) == 4 and number.isdigit() and 1900 <= int(number) <= 2100


def _read_fold(text: str, match: re.Match[str]) -> Quantity:
    """翻一番 is twice as much; 减半 half as much."""
    start, end = match.span()
    if match["half"]:
        return Quantity(
            start,
            end,
            start,
            "",
            start,
            "eq",
            Decimal(50),
            None,
            "%",
            "percent",
            "decrease",
            True,
            False,
        )
    times = match["times"]
    doubled = Decimal(times) if times.isdigit() else read_numeral(times)
    value = Decimal(2) ** int(doubled or 1)
    return Quantity(
        start, end, start, "", start, "eq", value, None, "倍", "percent", None, True, False
    )


def _read_change(verb: re.Match[str]) -> Change | None:
    if verb["up"]:
        return "increase"
    return "decrease" if verb["down"] else None


def _compare(
    verb: re.Match[str], after: re.Match[str] | None, is_range: bool, change: Change | None
) -> Comparator:
    """What the words around the number say; a bound behind it speaks before a plain 达到."""
    words = _COMPARATORS.get(verb["compare"] or "")
    if is_range:
        return "range"
    if after and after["bound"]:
        return "ge" if after["bound"].endswith("上") else "le"
    if words:
        return words
    if (after and after["about"]) or verb["about"]:
        return "approx"
    return "eq"


def _quote_start(verb: re.Match[str], start: int) -> int:
    """Verbs that touch the number are inside the quote; 达, 为, 实现 and verbs of doing are not."""
    if verb["level"]:
        return verb.start("modal") if verb["modal"] else verb.start("level")
    if (verb["up"] and verb["up"] not in _DOING) or verb["down"]:
        return verb.start("modal" if verb["modal"] == "净" else "up" if verb["up"] else "down")
    if verb["compare"]:
        return verb.start("compare")
    return verb.start("about") if verb["about"] else start
