"""Numbers with their units and comparators in one sentence: 不低于15平方米/人, 2-3个, 下降13%.

A quantity is only what stands there; whether it is promised is decided in targets.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from ingestion.models import Change, Comparator
from ingestion.parse.tokens.amounts import read_amount
from ingestion.parse.tokens.numerals import read_numeral
from ingestion.parse.tokens.units import UnitClass
from ingestion.parse.tokens.verbs import COMPARATORS, VERB, compare, find_quote, read_change


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
_AFTER = re.compile(r"(?P<bound>以上|以下|以内|之内|及以上|及以下|或以上)|(?P<about>左右|上下)")
_ASIDE = re.compile(r"\([^()]{1,14}\)(?=以上|以下|以内|左右)")  # 12万个(含私人桩)以上
_AT_LEAST = re.compile(r"(?:至少|最少)[^,。;:\d]{0,12}$")  # 至少建设1处
# 不低于供应总量的70%: the bound stands before the whole.
_BOUND_APART = re.compile(r"(?P<bound>不低于|不少于|不超过|不高于)[^,。;:\d%]{2,20}的$")
_PAIRED = re.compile(r"\([个家名项人户处件座台套辆间栋幢艘]{1,2}\)")  # 50名(个)以上, 100台(套)
_INDEX = re.compile(r"(?:系数|指数|比|效率|密度)$")  # 水利用系数提高0.05
_LEFT = 14


def find_quantities(text: str, hidden: list[tuple[int, int]]) -> list[Quantity]:
    """The quantities of a sentence.

    Args:
        hidden: stretches that hold none: dates, titles, quoted names, brackets.
    """
    found: list[Quantity] = []
    for match in _QUANTITY.finditer(text):
        floor = found[-1].end if found else 0
        start, end = match.span()
        if start < floor or any(a <= start < b or a < end <= b for a, b in hidden):
            continue
        quantity = _read(text, match, floor)
        if quantity:
            found.append(quantity)
    return found


def _read(text: str, match: re.Match[str], floor: int) -> Quantity | None:
    if match["double"] or match["half"]:
        return _read_fold(text, match)
    number, high, unit, unit_class, end = read_amount(text, match)
    if number is None or not unit or text.startswith("×", end):
        return None
    in_bracket = text.startswith("(", end)
    paired = _PAIRED.match(text, end) if in_bracket else None
    if paired:
        unit, end = unit + paired.group(), paired.end()
    aside = _ASIDE.match(text, end) if in_bracket else None
    after = _AFTER.match(text, aside.end() if aside else end)
    start = match.start()
    verb = VERB.search(text, max(floor, start - _LEFT), start)
    assert verb is not None
    if unit_class == "ratio" and not _moves_an_index(text, verb):
        return None
    if unit_class == "time" and not (
        any(verb[kind] for kind in ("level", "down", "up", "compare"))
        or verb["plain"] == "达"
        or _goes_on(text, floor, start)
    ):
        return None
    change = read_change(verb)
    comparator = compare(verb, after, high is not None, change)
    quote = find_quote(verb, start)
    is_apart = "至少" in text or "最少" in text
    apart = _AT_LEAST.search(text, max(floor, start - _LEFT), start) if is_apart else None
    if apart:
        comparator = "ge" if comparator == "eq" else comparator
        quote = min(quote, apart.start())
    is_of = unit_class == "percent" and high is None and not verb.group()
    whole = _BOUND_APART.search(text, max(floor, start - 2 * _LEFT), start) if is_of else None
    if whole:
        comparator, quote = COMPARATORS[whole["bound"]], whole.start()
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
