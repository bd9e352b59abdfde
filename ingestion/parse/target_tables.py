"""Tables of indicators: one target for every indicator and target year.

指标 | 单位 | 2020年 | 2025年 | 属性: the column of 2020 is the present, that of 2025 the promise.
Transposed tables are read too: a row of names, then the row 2025年目标值 with a value for each.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date

from ingestion.models import Binding, Change, DeadlineBasis, Target
from ingestion.parse.benchmarks import find_benchmarks
from ingestion.parse.blocks import Block
from ingestion.parse.dates import find_dates
from ingestion.parse.folding import fold_text
from ingestion.parse.table_columns import (
    Column,
    Role,
    is_group,
    is_plain_target,
    read_column,
    read_role,
    spans_the_plan,
)
from ingestion.parse.table_values import (
    is_blank,
    is_unit_like,
    is_value_like,
    join_unit,
    read_binding,
    read_value,
)

_WORDS = re.compile(r"[\u4e00-\u9fffA-Za-z]{2}")
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
    r"\((?:单位:)?(?P<unit>[%‰℃]|(?!其中|含|不含|以|累计|年均|按|\d)[\u4e00-\u9fffA-Za-zμ/²³]{1,14}?3?)\)$"
)
_NO_UNIT = re.compile(
    r"口径|当年|现价|可比价|不变价|指标|以上$|约束|预期|平均|新增|累计|年度|常住|户籍|值$|率$"
)
_CAPTION_UNIT = re.compile(r"单位[:](?P<unit>[%‰\u4e00-\u9fff/]{1,8})[)]?\s*$")
_PROSE = re.compile(r"[。;]")
_TABLE_GAP = 80  # more text than this between two rows parts two tables
_CAPTION = 160  # how far above a table its caption is looked for
_LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class _Header:
    width: int
    name: int
    unit: int | None
    values: tuple[tuple[int, Column], ...]
    caption_unit: str | None = None


@dataclass(frozen=True, slots=True)
class _Name:
    """What the indicator's cell says besides the indicator itself."""

    indicator: str
    unit: str | None
    change: Change | None
    baseline_year: int | None
    annual: bool


@dataclass(frozen=True, slots=True)
class _Caption:
    """What the lines above a table say of all its columns: 2025年目标表(单位:万亩)."""

    deadline: date | None
    unit: str | None


def read_target_tables(
    rows: list[tuple[Block, tuple[str, ...]]], written: date | None, given: str
) -> list[Target]:
    """The targets of every table that has a column, or a row, of names and one of a coming year."""
    reader = _Reader(written, given)
    for row, path in rows:
        reader.read(row, path)
    return reader.targets


class _Reader:
    """Goes from row to row; knows the header above, and the names of a transposed table."""

    def __init__(self, written: date | None, given: str) -> None:
        self.written = written
        self.given = given
        self.targets: list[Target] = []
        self.header: _Header | None = None
        self.heads: list[str] = []  # cells of the header row right above, or none
        self.across = _Across()
        self.end = 0

    def read(self, row: Block, path: tuple[str, ...]) -> None:
        start, end = row.span(0, len(row.text))
        between = self.given[max(self.end, start - _CAPTION) : start]
        if start - self.end > _TABLE_GAP or _PROSE.search(fold_text(between)):
            self.header, self.heads, self.across = None, [], _Across()
        self.end = end
        texts = [cell.text for cell in row.cells]
        if self._read_heads(texts, between, path):
            return
        self.heads = []
        if self.header and (targets := _read_row(row, self.header, path, self.given)):
            self.targets += targets
        else:
            self._read_across(row, _last_line(between), path)

    def _read_heads(self, texts: list[str], between: str, path: tuple[str, ...]) -> bool:
        """Whether the row is a header, or the second row of one."""
        merged = _merge_heads(self.heads, texts) if self.heads else None
        header = _read_header(merged or texts, self.written)
        if header is None:
            roles = [read_role(text) for text in texts if text]
            named = sum(role in (Role.NAME, Role.UNIT, Role.NUMBER) for role in roles)
            self.heads = texts if named and None not in roles and len(roles) > 1 else []
            return bool(self.heads) and not _is_row_of_values(texts)
        self.heads = merged or texts
        caption = _read_caption(between, path, self.written)
        self.header = _date_header(header, caption)
        self.across = _Across()
        return True

    def _read_across(self, row: Block, above: str, path: tuple[str, ...]) -> None:
        """A row of a transposed table: its label in the first cell, or alone on the line above."""
        cells = [cell for cell in row.cells if cell.text]
        if not cells:
            return
        own = _read_label(cells[0].text)
        label, rest = (cells[0].text, cells[1:]) if own else (above, cells)
        role = own or _read_label(above)
        across = self.across
        if role is Role.NAME and all(_is_name(cell.text) for cell in rest):
            self.across = _Across([_read_name(cell.text) for cell in rest])
        elif role is Role.UNIT and len(rest) == len(across.names):
            across.units = [cell.text for cell in rest]
        elif role is Role.TARGET and len(rest) == len(across.names):
            column = read_column(label, self.written)
            across.first = len(self.targets)
            across.placed = []
            for position, (cell, name) in enumerate(zip(rest, across.names, strict=True)):
                unit = across.units[position] if across.units else None
                target = _build(cell, name, unit, column, path, self.given)
                if target and column.role is Role.TARGET:
                    self.targets.append(target)
                    across.placed.append(position)
        elif role is Role.BINDING and len(rest) == len(across.names):
            for offset, position in enumerate(across.placed):
                place = across.first + offset
                self.targets[place] = _bind(self.targets[place], rest[position].text)


class _Across:
    """A transposed table: names, units and the targets of its last row of values."""

    def __init__(self, names: list[_Name] | None = None) -> None:
        self.names = names or []
        self.units: list[str] = []
        self.first = 0
        self.placed: list[int] = []


def _read_label(text: str) -> Role | None:
    return read_role(text) if not is_blank(text) else None


def _is_name(text: str) -> bool:
    return (
        read_role(text) is None
        and bool(_WORDS.search(text))
        and len(text) <= _LONGEST_NAME
        and read_value(text) is None
    )


def _last_line(between: str) -> str:
    lines = [line for line in fold_text(between).split("\n") if line.strip("| \t-:")]
    return "".join(lines[-1].split()).strip("|") if lines else ""


def _read_header(texts: list[str], written: date | None) -> _Header | None:
    """The columns of a row that heads a table; None where it names no indicator or no promise."""
    roles = [read_role(text) for text in texts]
    filled = sum(bool(text) for text in texts)
    if sum(role is not None for role in roles) < max(2, filled - 2) or _is_row_of_values(texts):
        return None
    heads = [(i, read_column(texts[i], written)) for i, role in enumerate(roles) if _holds(role)]
    name = _find_name(texts, roles)
    if name is None:
        return None
    if roles[name] is Role.NAME:  # 目标, 指标 behind the name's own column is a column of values
        heads += [
            (i, Column(Role.TARGET))
            for i, text in enumerate(texts)
            if i > name and text in ("目标", "指标")
        ]
    values = [(i, head) for i, head in heads if i != name]
    values = _settle_years(values, texts, written)
    if not values:
        return None
    unit = next((i for i, role in enumerate(roles) if role is Role.UNIT), None)
    return _Header(len(texts), name, unit, tuple(values))


def _holds(role: Role | None) -> bool:
    return role in (Role.TARGET, Role.PRESENT)


def _find_name(texts: list[str], roles: list[Role | None]) -> int | None:
    """The column of the indicators: the last that heads names, before units and values.

    领域 | 单位 | 2025年 has only a group for it, and a corner cell may be empty or say 种类.
    """
    limit = next(
        (i for i, role in enumerate(roles) if role is Role.UNIT or (_holds(role) and i)), len(roles)
    )
    named = [i for i in range(limit) if roles[i] is Role.NAME]
    own = [i for i in named if not is_group(texts[i])]
    if own or named:
        return (own or named)[-1]
    named = [i for i, role in enumerate(roles) if role is Role.NAME]
    if named:
        return named[0]
    open_cells = [i for i in range(limit) if roles[i] is None]
    is_sure = Role.UNIT in roles or sum(map(_holds, roles)) > 1
    return open_cells[-1] if is_sure and open_cells else None


def _settle_years(
    heads: list[tuple[int, Column]], texts: list[str], written: date | None
) -> list[tuple[int, Column]]:
    """Which columns promise, and over which years 年均增长 and 五年累计 are measured."""
    dated = [(i, head) for i, head in heads if head.deadline and not spans_the_plan(texts[i])]
    aimed = [(i, head) for i, head in dated if head.role is Role.TARGET]
    present = [
        head.deadline.year for _, head in dated if head.role is Role.PRESENT and head.deadline
    ]
    if len(aimed) > 1 and not present and _starts_plan(aimed[0], aimed[1], texts, written):
        present = [aimed[0][1].deadline.year] if aimed[0][1].deadline else []
        aimed = aimed[1:]
    if written is None:  # without a date the last year is the promise
        aimed = aimed[-1:]
    last = max((head.deadline for _, head in aimed if head.deadline), default=None)
    settled = list(aimed)
    for column, head in heads:
        if head.role is not Role.TARGET:
            continue
        if spans_the_plan(texts[column]):
            began = date(present[-1] + 1, 1, 1) if present and last else None
            settled.append(
                (
                    column,
                    replace(
                        head,
                        deadline=head.deadline or last,
                        period_start=head.period_start or began,
                    ),
                )
            )
        elif head.deadline is None and (is_plain_target(texts[column]) or texts[column] == "指标"):
            settled.append((column, head))
    return sorted(settled, key=lambda pair: pair[0])


def _starts_plan(
    first: tuple[int, Column], second: tuple[int, Column], texts: list[str], written: date | None
) -> bool:
    """2020年 | 2025年 in a notice of December 2020: the first year is what the plan starts from."""
    begin, close = first[1].deadline, second[1].deadline
    if not (begin and close and written) or "目标" in texts[first[0]]:
        return False
    return begin.year == written.year and close.year - begin.year >= 4


def _merge_heads(upper: list[str], lower: list[str]) -> list[str] | None:
    """Two header rows as one: 目标值 over 2023年 and 2025年 -> 目标值2023年, 目标值2025年."""
    roles = [read_role(text) for text in lower if text]
    if not roles or any(
        role not in (Role.TARGET, Role.PRESENT, Role.BINDING, Role.UNIT) for role in roles
    ):
        return None
    if not any(map(_holds, roles)):
        return None
    if len(lower) >= len(upper):
        return _overlay(upper, lower)
    groups = [i for i, text in enumerate(upper) if _holds(read_role(text))]
    if not groups or len(lower) < len(groups):
        return None
    merged: list[str] = []
    rest = list(lower)
    for position, text in enumerate(upper):
        if position not in groups:
            merged.append(text)
            continue
        take = 1 if position != groups[-1] else len(rest)
        merged += [_join_heads(text, rest.pop(0)) for _ in range(take)]
    return merged


def _overlay(upper: list[str], lower: list[str]) -> list[str]:
    """Rows of one width, where an empty cell above goes on with the one to its left."""
    above = upper + [""] * (len(lower) - len(upper))
    merged, group = [], ""
    for over, under in zip(above, lower, strict=True):
        group = over if over else group
        merged.append(_join_heads(group, under) if under else over)
    return merged


def _join_heads(over: str, under: str) -> str:
    return under if over == under or read_role(over) in (Role.UNIT, Role.NAME) else over + under


def _is_row_of_values(texts: list[str]) -> bool:
    """A header has no number but its years."""
    return any(read_value(text) and not re.fullmatch(r"20\d\d", text) for text in texts)


def _read_caption(between: str, path: tuple[str, ...], written: date | None) -> _Caption:
    above = fold_text(between)
    unit = _CAPTION_UNIT.search(above.rstrip().removesuffix(")"))
    lines = [line for line in above.split("\n") if line.strip()][-3:]
    for text in [*reversed(lines), *map(fold_text, reversed(path))]:
        packed = "".join(text.split())
        if len(packed) > _TABLE_GAP:
            continue
        coming = [
            mention.deadline
            for mention in find_dates(packed, written)
            if mention.deadline and (written is None or mention.deadline.year >= written.year)
        ]
        if coming:
            return _Caption(coming[-1], unit["unit"] if unit else None)
    return _Caption(None, unit["unit"] if unit else None)


def _date_header(header: _Header, caption: _Caption) -> _Header:
    values = tuple(
        (i, head if head.deadline else replace(head, deadline=caption.deadline))
        for i, head in header.values
    )
    return replace(header, values=values, caption_unit=caption.unit)


def _read_row(row: Block, header: _Header, path: tuple[str, ...], given: str) -> list[Target]:
    """The targets of a row; one that a spanning cell has shortened lines up from the right."""
    shift = _align([cell.text for cell in row.cells], header)
    if shift is None:
        return []
    cells = row.cells
    name = _read_name(cells[header.name + shift].text)
    unit = None
    if header.unit is not None and 0 <= header.unit + shift < len(cells):
        text = cells[header.unit + shift].text
        unit = text if not is_blank(text) else None
    binding = next((cell.text for cell in reversed(cells) if read_binding(cell.text)), "")
    targets = []
    for column, head in header.values:
        if not 0 <= column + shift < len(cells):
            continue
        target = _build(cells[column + shift], name, unit or header.caption_unit, head, path, given)
        if target:
            targets.append(_bind(target, binding))
    return targets


def _align(texts: list[str], header: _Header) -> int | None:
    """By how many columns a row stands off its header: cells that span rows come only once."""
    filled = len(texts)
    while filled and not texts[filled - 1]:
        filled -= 1
    for shift in dict.fromkeys((len(texts) - header.width, filled - header.width, 0)):
        if _fits(texts, header, shift):
            return shift
    return None


def _fits(texts: list[str], header: _Header, shift: int) -> bool:
    place = header.name + shift
    if not 0 <= place < len(texts) or not _is_indicator(texts[place]):
        return False
    unit = header.unit + shift if header.unit is not None else None
    if unit is not None and not (0 <= unit < len(texts) and is_unit_like(texts[unit])):
        return False
    values = [texts[i + shift] for i, _ in header.values if 0 <= i + shift < len(texts)]
    return bool(values) and all(is_value_like(text) for text in values)


def _is_indicator(text: str) -> bool:
    named = _WORDS.search(text) and read_value(text) is None and read_binding(text) is None
    return bool(named) and len(text) <= _LONGEST_NAME


def _read_name(text: str) -> _Name:
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
    return _Name(
        indicator=bare[: base.start()] if base else bare,
        unit=unit["unit"] if unit else None,
        change=_change(changed["change"]) if changed else None,
        baseline_year=int(base["year"]) if base else None,
        annual=bool(changed and changed["annual"]),
    )


def _build(
    cell: Block, name: _Name, unit: str | None, head: Column, path: tuple[str, ...], given: str
) -> Target | None:
    """The target in a cell: its own value, or a level that it names (不低于全省平均水平)."""
    if not name.indicator:
        return None
    value = read_value(cell.text)
    basis: DeadlineBasis = "clause" if head.deadline else "none"
    if value is None:
        return _build_benchmark(cell, name, head, basis, path, given)
    start, end = cell.span(value.start, value.end)
    total = "[" in value_text(cell, value.start, value.end)  # 年均增长/[累计]
    return Target(
        start=start, end=end, quote=given[start:end], indicator=name.indicator + head.measure,
        comparator=value.comparator, value=value.value, value_high=value.high,
        unit=join_unit(value.unit, head.unit or unit or name.unit),
        annual=name.annual or value.annual or (head.annual and not total),
        change=name.change or value.change or head.change,
        baseline_year=name.baseline_year or head.baseline_year,
        deadline=head.deadline, deadline_basis=basis, period_start=head.period_start, section=path,
    )  # fmt: skip


def value_text(cell: Block, start: int, end: int) -> str:
    return cell.text[start:end]


def _build_benchmark(
    cell: Block,
    name: _Name,
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
        deadline_basis=basis, period_start=head.period_start, section=path, kind="benchmark",
    )  # fmt: skip


def _change(words: str) -> Change:
    return "decrease" if words.endswith(("下降", "降低", "减少", "削减")) else "increase"


def _bind(target: Target, text: str) -> Target:
    words: tuple[Binding, ...] = ("约束性", "预期性")
    said = read_binding(text)
    binding = next((word for word in words if word == said), None)
    return replace(target, binding=binding) if binding else target
