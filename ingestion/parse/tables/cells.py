"""A name and a cell of a table, put together to a target."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from ingestion.models import Binding, Change, DeadlineBasis, Target
from ingestion.parse.names.scopes import match_scope
from ingestion.parse.tables.columns import Column
from ingestion.parse.tables.values import join_unit, read_binding, read_value
from ingestion.parse.text.blocks import Block
from ingestion.parse.tokens.benchmarks import find_benchmarks

# 1.甲率, (2)乙率, ①丙率, 其中:丁率. A digit without its mark belongs to the name (5G基站).
_NUMBERED = re.compile(
    r"^(?:\d{1,3}(?:[、]|\.(?!\d))|[①-⑳]|\((?:[一二三四五六七八九十]{1,3}|\d{1,3})\)"
    r"|[一二三四五六七八九十]{1,3}、|#|\*|-{1,2}|其中[:,]?|[:])"
)
_MARKED = re.compile(r"(?:[*#①-⑩]|注\d?)+$")  # points to a footnote
# 单位地区生产总值能耗降低 | % | 14 promises what 能耗降低14% does: the verb says a change. A name
# that is a noun of change (下降率, 增速, 降低幅度) stays a name, and its value is a level.
_CHANGE_IN_NAME = re.compile(
    r"(?<=..)(?P<annual>年均|每年)?(?:累计)?(?P<change>下降|降低|减少|削减|增长|提高|提升|增加)$"
)
_BASE_IN_NAME = re.compile(r"(?<=..)(?:比|较|同)(?P<year>20\d{2})年$")
_UNIT_IN_NAME = re.compile(
    r"\((?:单位:)?(?P<unit>[%‰℃]|(?!其中|含|不含|以|累计|年均|按|\d)[\u4e00-\u9fffA-Za-zμ/²³]{1,14}?3?)"
    r"(?:,[^(),]{1,12})?\)$"
)
_NO_UNIT = re.compile(
    r"口径|当年|现价|可比价|不变价|指标|以上$|约束|预期|平均|新增|累计|年度|常住|户籍|值$|率$"
)
_SHORTEST = 3  # what is left of a name without its scope


@dataclass(frozen=True, slots=True)
class TableName:
    """What the indicator's cell says besides the indicator itself."""

    indicator: str
    unit: str | None
    change: Change | None
    baseline_year: int | None
    annual: bool
    scope: str | None = None


def read_name(text: str) -> TableName:
    """1.全县万元产值能耗降低(%) -> 万元产值能耗, decrease, %, of 全县."""
    indicator = _MARKED.sub("", text)
    for _ in range(2):
        indicator = _NUMBERED.sub("", indicator, count=1)
    unit = _UNIT_IN_NAME.search(indicator)
    if unit and _NO_UNIT.search(unit["unit"]):
        unit = None
    indicator = indicator[: unit.start()] if unit else indicator
    changed = _CHANGE_IN_NAME.search(indicator)
    bare = indicator[: changed.start()] if changed else indicator
    base = _BASE_IN_NAME.search(bare) if changed else None
    bare = bare[: base.start()] if base else bare
    found = match_scope(bare)
    scope, begin = found if found and len(bare) - found[1] >= _SHORTEST else (None, 0)
    return TableName(
        indicator=bare[begin:],
        unit=unit["unit"] if unit else None,
        change=_change(changed["change"]) if changed else None,
        baseline_year=int(base["year"]) if base else None,
        annual=bool(changed and changed["annual"]),
        scope=scope,
    )


def build_target(
    cell: Block, name: TableName, unit: str | None, head: Column, path: tuple[str, ...], given: str
) -> Target | None:
    """The target in a cell: its own value, or a level that it names (不低于全省平均水平)."""
    if not name.indicator:
        return None
    value = read_value(cell.text)
    basis: DeadlineBasis = "clause" if head.deadline else "none"
    if value is None:
        return _build_benchmark(cell, name, head, basis, path, given)
    start, end = cell.span(value.start, value.end)
    total = "[" in cell.text[value.start : value.end]  # 年均增长/[累计]
    return Target(
        start=start, end=end, quote=given[start:end], indicator=name.indicator + head.measure,
        comparator=value.comparator, value=value.value, value_high=value.high,
        unit=join_unit(value.unit, head.unit or unit or name.unit),
        annual=name.annual or value.annual or (head.annual and not total),
        change=name.change or value.change or head.change,
        baseline_year=name.baseline_year or head.baseline_year,
        deadline=head.deadline, deadline_basis=basis, period_start=head.period_start,
        scope=name.scope, section=path,
    )  # fmt: skip


def _build_benchmark(
    cell: Block,
    name: TableName,
    head: Column,
    basis: DeadlineBasis,
    path: tuple[str, ...],
    given: str,
) -> Target | None:
    found = find_benchmarks(cell.text, [])
    if not found or not found[0].accepts(name.indicator):
        return None
    benchmark = found[0]
    start, end = cell.span(benchmark.start, benchmark.end)
    return Target(
        start=start, end=end, quote=given[start:end], indicator=name.indicator,
        comparator=benchmark.comparator, value=None, value_high=None, unit=None, annual=False,
        change=benchmark.change, baseline_year=None, deadline=head.deadline,
        deadline_basis=basis, period_start=head.period_start,
        scope=name.scope, section=path,
        kind="benchmark",
    )  # fmt: skip


def _change(words: str) -> Change:
    return "decrease" if words.endswith(("下降", "降低", "减少", "削减")) else "increase"


def bind(target: Target, text: str) -> Target:
    words: tuple[Binding, ...] = ("约束性", "预期性")
    said = read_binding(text)
    binding = next((word for word in words if word == said), None)
    return replace(target, binding=binding) if binding else target
