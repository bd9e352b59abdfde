"""Tables of indicators: one target for every indicator and target year.

指标 | 单位 | 2020年 | 2025年 | 属性: the column of 2020 is the present, that of 2025 the promise.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from ingestion.models import Binding, Change, Comparator, Target
from ingestion.parse.blocks import Block

_INDICATOR = re.compile(
    r"^(?:主要|具体|考核|规划|发展)?(?:指标|目标)(?:名称|内容)?$|^(?:项目|指标项)$|指标名称"
)
_UNIT = re.compile(r"^(?:计量)?单位$")
_BINDING = re.compile(r"属性|性质|类型|类别属性")
_YEAR = re.compile(r"(?P<year>20\d{2})年?")
_PRESENT = re.compile(r"现状|基期|基数|实际|完成|实绩|已达|十三五")
_VALUE = re.compile(
    r"(?P<words>≥|≤|>|<|不低于|不少于|不超过|不高于|大于|小于|高于|低于|超过|达到|约)?"
    r"(?P<change>下降|降低|减少|增长|提高|增加|累计下降|累计增长)?"
    r"[\[【(]?(?P<low>\d{1,12}(?:\.\d{1,6})?)(?:(?:-{1,2}|~)(?P<high>\d{1,12}(?:\.\d{1,6})?))?[\]】)]?"
    r"(?P<unit>[%‰]|[\u4e00-\u9fff/]{0,8}?)?(?P<bound>以上|以下|以内|左右)?"
)
_COMPARATORS: dict[str, Comparator] = {
    "≥": "ge", "不低于": "ge", "不少于": "ge", "大于": "ge", ">": "gt", "高于": "gt", "超过": "gt",
    "≤": "le", "不超过": "le", "不高于": "le", "<": "lt", "小于": "lt", "低于": "lt",
    "约": "approx", "以上": "ge", "以下": "le", "以内": "le", "左右": "approx",
}  # fmt: skip
_WORDS = re.compile(r"[\u4e00-\u9fffA-Za-z]{2}")
_NUMBERED = re.compile(r"^(?:\d{1,3}[.、]?|[①-⑳]|\([一二三四五六七八九十\d]{1,3}\)|其中:)")
# 单位地区生产总值能耗降低 | % | 14 promises what 能耗降低14% does: the verb says a change. A name
# that is a noun of change (下降率, 增速, 降低幅度) stays a name, and its value is a level.
_CHANGE_IN_NAME = re.compile(
    r"(?<=..)(?P<annual>年均)?(?:累计)?(?P<change>下降|降低|减少|削减|增长|提高|提升|增加)$"
)
_BASE_IN_NAME = re.compile(r"(?<=..)(?:比|较|同)(?P<year>20\d{2})年$")
_UNIT_IN_NAME = re.compile(r"\((?P<unit>[%‰\u4e00-\u9fffA-Za-z/²³]{1,14})\)$")


@dataclass(frozen=True, slots=True)
class _Header:
    width: int
    indicator: int
    unit: int | None
    binding: int | None
    years: tuple[tuple[int, int], ...]  # column, year of the promise


@dataclass(frozen=True, slots=True)
class _Name:
    """What the indicator's cell says besides the indicator itself."""

    indicator: str
    unit: str | None
    change: Change | None
    baseline_year: int | None
    annual: bool


def read_target_tables(
    rows: list[tuple[Block, tuple[str, ...]]], written: date | None, given: str
) -> list[Target]:
    """The targets of every table that has a column of indicators and one of a coming year."""
    targets: list[Target] = []
    header: _Header | None = None
    for row, path in rows:
        found = _read_header([cell.text for cell in row.cells], written)
        if found:
            header = found
        elif header:
            targets += _read_row(row, header, path, given)
    return targets


def _read_header(texts: list[str], written: date | None) -> _Header | None:
    indicator = next((i for i, text in enumerate(texts) if _INDICATOR.search(text)), None)
    if indicator is None:
        return None
    years = []
    for column, text in enumerate(texts):
        match = _YEAR.search(text)
        if not match or _PRESENT.search(text) or column == indicator:
            continue
        year = int(match["year"])
        if written is None or year >= written.year or "目标" in text:
            years.append((column, year))
    if written is None:  # without a date the last year is the promise
        years = years[-1:]
    if not years:
        return None
    unit = next((i for i, text in enumerate(texts) if _UNIT.match(text)), None)
    binding = next((i for i, text in enumerate(texts) if _BINDING.search(text)), None)
    return _Header(len(texts), indicator, unit, binding, tuple(years))


def _read_row(row: Block, header: _Header, path: tuple[str, ...], given: str) -> list[Target]:
    """A row that a spanning cell has shortened lines up with the header from the right."""
    shift = len(row.cells) - header.width

    def cell(column: int | None) -> Block | None:
        if column is None or not 0 <= column + shift < len(row.cells):
            return None
        return row.cells[column + shift]

    name = cell(header.indicator)
    if name is None or len(name.text) < 2:
        return []
    named = _read_name(name.text)
    if not _WORDS.search(named.indicator):
        return []
    unit_cell, binding_cell = cell(header.unit), cell(header.binding)
    unit = unit_cell.text if unit_cell and unit_cell.text.strip("-/") else None
    targets = []
    for column, year in header.years:
        value = cell(column)
        if value and (target := _read_value(value, named, unit, year, path, given)):
            targets.append(_bind(target, binding_cell))
    return targets


def _read_name(text: str) -> _Name:
    indicator = _NUMBERED.sub("", text)
    unit = _UNIT_IN_NAME.search(indicator)
    indicator = indicator[: unit.start()] if unit else indicator
    changed = _CHANGE_IN_NAME.search(indicator)
    bare = indicator[: changed.start()] if changed else indicator
    base = _BASE_IN_NAME.search(bare) if changed else None
    return _Name(
        indicator=bare[: base.start()] if base else bare,
        unit=unit["unit"] if unit else None,
        change=_change(changed["change"]) if changed else None,
        baseline_year=int(base["year"]) if base else None,
        annual=bool(changed and changed["annual"]),
    )


def _read_value(
    cell: Block, name: _Name, unit: str | None, year: int, path: tuple[str, ...], given: str
) -> Target | None:
    match = _VALUE.fullmatch(cell.text)
    if not match:
        return None
    start, end = cell.span(0, len(cell.text))
    comparator = _COMPARATORS.get(match["words"] or match["bound"] or "", "eq")
    return Target(
        start=start, end=end, quote=given[start:end], indicator=name.indicator,
        comparator="range" if match["high"] else comparator, value=Decimal(match["low"]),
        value_high=Decimal(match["high"]) if match["high"] else None,
        unit=match["unit"] or unit or name.unit or "1", annual=name.annual,
        change=_change(match["change"]) or name.change, baseline_year=name.baseline_year,
        deadline=date(year, 12, 31), deadline_basis="clause", section=path,
    )  # fmt: skip


def _change(words: str | None) -> Change | None:
    if not words:
        return None
    return "decrease" if words.endswith(("下降", "降低", "减少", "削减")) else "increase"


def _bind(target: Target, cell: Block | None) -> Target:
    words: tuple[Binding, ...] = ("约束性", "预期性")
    binding = next((word for word in words if cell and word in cell.text), None)
    return replace(target, binding=binding) if binding else target
