"""What a cell of a table says: a value (≥5, >90%, 15—18, 18左右, [3.5]), a unit, or nothing (—)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from ingestion.models import Change, Comparator

_NUMBER = r"(?:\d{1,3}(?:,\d{3}){1,4}|\d{1,12})(?:\.\d{1,6})?"
_LETTER = r"\u4e00-\u9fffA-Za-zμ²³㎡"
_UNIT = rf"[%‰℃]|(?:[{_LETTER}]|/(?=[{_LETTER}]))(?:[{_LETTER}/·]|(?<=[A-Za-z])[23]){{0,11}}?"
_VALUE = re.compile(
    r"(?:预期|力争|累计|[三四五]年累计)?(?P<annual>年均|每年|年平均)?(?:累计)?"
    r"(?P<quote>(?:力争|基本|稳定)?(?:达到|稳定在|保持在?|维持在?|控制在|(?:提高|提升|下降|降低|降|压减)[到至]|达|为)?"
    r"(?P<words>≥|≤|>=|<=|>|<|=|不低于|不少于|不小于|不得低于|不超过|不高于|不大于|大于等于|小于等于|大于|小于|高于|低于|少于|超过|突破|至少|约|近)?"
    r"(?P<change>累计下降|累计增长|累计降低|下降|降低|减少|压减|削减|增长|提高|提升|增加|新增|净增|[↑↓+])?"
    r"(?P<more>约|不低于|不超过|≥|≤|>|<)?(?P<sign>-)?"
    rf"[\[【(]?(?P<low>{_NUMBER})(?:[%万亿](?=[-~至]))?(?:(?:-{{1,2}}|~|至)(?P<high>{_NUMBER}))?(?::\d{{1,3}}(?:\.\d{{1,3}})?)?"
    rf"(?P<unit>{_UNIT})??[\]】)]?"
    r"(?P<bound>及?以上|及?以下|以内|之内|左右|上下)?[\]】)]?)"
    r"(?:\([^()]{1,20}\)|\[[^\[\]]{0,12}\]|[*①-⑩]){0,2}"
)
_COMPARATORS: dict[str, Comparator] = {
    "≥": "ge", ">=": "ge", "不低于": "ge", "不少于": "ge", "不小于": "ge", "不得低于": "ge",
    "大于等于": "ge", "至少": "ge", "大于": "ge", ">": "gt", "高于": "gt", "超过": "gt",
    "突破": "gt",
    "≤": "le", "<=": "le", "不超过": "le", "不高于": "le", "不大于": "le", "小于等于": "le",
    "<": "lt", "小于": "lt", "低于": "lt", "少于": "lt", "约": "approx", "近": "approx",
    "以上": "ge", "及以上": "ge", "以下": "le", "及以下": "le", "以内": "le", "之内": "le",
    "左右": "approx", "上下": "approx",
}  # fmt: skip
# 2023年, 6月底, Ⅲ类, 一级: not what a thing amounts to.
_NO_UNIT = re.compile(r"[级届期号类]|月|年(?:底|末|前|度|[\u4e00-\u9fff])|第|^[、及和与]|[序]")
_MULTIPLIER = re.compile(r"(?:万亿|[万亿千百])$")
_BLANK = re.compile(r"[-—–/\\*.…无]{0,6}")
_WORDS_ONLY = re.compile(  # a level that no number says
    r"持续|逐步|不断|明显|显著|稳定|稳步|基本|完成|达到|达标|按|全覆盖|省|国家|上级|控制|保持|高于|不低于|优于|待|另行|进一步|大幅|有所|提升|下降|改善"
)
_UNIT_CELL = re.compile(r"[%‰℃\u4e00-\u9fffA-Za-zμ/²³㎡·.()\d万亿-]{1,14}")
_DIGITS_ONLY = re.compile(r"[\d.,]+")
_BINDING = re.compile(r"(?P<word>约束|预期|指导|引导|导向|激励)性?(?:指标)?")


@dataclass(frozen=True, slots=True)
class CellValue:
    """A quantity that fills a cell, as offsets into the cell's text."""

    start: int
    end: int
    comparator: Comparator
    value: Decimal
    high: Decimal | None
    unit: str | None
    change: Change | None
    annual: bool


def read_value(text: str) -> CellValue | None:
    """The quantity in a cell that says nothing else."""
    match = _VALUE.fullmatch(text) if len(text) <= 48 else None
    if match is None or (match["unit"] and _NO_UNIT.search(match["unit"])):
        return None
    if match["unit"] == "年" and re.fullmatch(r"(?:19|20)\d\d", match["low"]):
        return None  # 2025年
    words = match["words"] or match["more"] or match["bound"] or ""
    comparator = _COMPARATORS.get(words, "eq")
    if comparator in ("eq", "approx") and match["bound"]:
        comparator = _COMPARATORS[match["bound"]]
    return CellValue(
        start=match.start("quote"),
        end=match.end("quote"),
        comparator="range" if match["high"] else comparator,
        value=_to_number(match["low"]),
        high=_to_number(match["high"]) if match["high"] else None,
        unit=match["unit"],
        change=_read_change(match["change"] or match["sign"]),
        annual=match["annual"] is not None,
    )


def _to_number(text: str) -> Decimal:
    return Decimal(text.replace(",", ""))


def _read_change(words: str | None) -> Change | None:
    if not words:
        return None
    falls = words in "↓-" or words.endswith(("下降", "降低", "减少", "压减", "削减"))
    return "decrease" if falls else "increase"


def join_unit(own: str | None, column: str | None) -> str:
    """1.2万 in a column of 人 is counted in 万人; a number without any unit in 1."""
    if own and column and _MULTIPLIER.fullmatch(own):
        return column if column.startswith(own) else own + column
    return own or column or "1"


def is_blank(text: str) -> bool:
    """—, /, - and nothing at all."""
    return _BLANK.fullmatch(text) is not None


def is_value_like(text: str) -> bool:
    """What may stand in a column of values: a quantity, a dash, 持续下降, 完成省下达任务."""
    if is_blank(text) or read_value(text) is not None:
        return True
    return len(text) <= 16 and _WORDS_ONLY.search(text) is not None


def is_unit_like(text: str) -> bool:
    if is_blank(text):
        return True
    return bool(_UNIT_CELL.fullmatch(text)) and not _DIGITS_ONLY.fullmatch(text)


def read_binding(text: str) -> str | None:
    """约束性 or 预期性 where a cell says it, in either of the common spellings."""
    match = _BINDING.fullmatch(text)
    return f"{match['word']}性" if match else None
