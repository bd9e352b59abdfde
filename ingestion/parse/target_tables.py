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
from ingestion.parse.place_tables import (
    PlaceHeader,
    begins_with_places,
    read_place_header,
    read_place_row,
)
from ingestion.parse.table_columns import Column, Role, read_column, read_role
from ingestion.parse.table_headers import (
    Header,
    align,
    is_row_of_values,
    merge_heads,
    read_header,
)
from ingestion.parse.table_values import is_blank, join_unit, read_binding, read_value

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
_UNIT_LINE = re.compile(r"\(?(?:计量)?单位[:]")
_PROSE = re.compile(r"[。;]")
_TABLE_GAP = 80  # more text than this between two rows parts two tables
_CAPTION = 160  # how far above a table its caption is looked for
_LONGEST_NAME = 60


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

    title: str
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
        self.header: Header | None = None
        self.places: PlaceHeader | None = None
        self.heads: list[str] = []  # cells of the header row right above, or none
        self.across = _Across()
        self.end = 0

    def read(self, row: Block, path: tuple[str, ...]) -> None:
        start, end = row.span(0, len(row.text))
        between = self.given[max(self.end, start - _CAPTION) : start]
        if start - self.end > _TABLE_GAP or _PROSE.search(fold_text(between)):
            self.header, self.places, self.heads, self.across = None, None, [], _Across()
        self.end = end
        texts = [cell.text for cell in row.cells]
        if self._read_heads(texts, between, path):
            return
        self.heads = []
        if self.places:
            self.targets += read_place_row(row, self.places, path, self.given)
        elif self.header and (targets := _read_row(row, self.header, path, self.given)):
            self.targets += targets
        else:
            self._read_across(row, _last_line(between), path)

    def _read_heads(self, texts: list[str], between: str, path: tuple[str, ...]) -> bool:
        """Whether the row is a header, or the second row of one."""
        if self._read_places(texts, between, path):
            return True
        merged = merge_heads(self.heads, texts) if self.heads else None
        header = read_header(merged or texts, self.written)
        if header is None:
            roles = [read_role(text) for text in texts if text]
            named = sum(role in (Role.NAME, Role.UNIT, Role.NUMBER) for role in roles)
            self.heads = texts if named and None not in roles and len(roles) > 1 else []
            return bool(self.heads) and not is_row_of_values(texts)
        self.heads = merged or texts
        caption = _read_caption(between, path, self.written)
        self.header, self.places = _date_header(header, caption), None
        self.across = _Across()
        return True

    def _read_places(self, texts: list[str], between: str, path: tuple[str, ...]) -> bool:
        if not begins_with_places(texts):
            return False
        caption = _read_caption(between, path, self.written)
        self.places = read_place_header(
            texts, caption.title, caption.deadline, caption.unit, self.written
        )
        return self.places is not None

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


def _read_caption(between: str, path: tuple[str, ...], written: date | None) -> _Caption:
    above = fold_text(between)
    unit = _CAPTION_UNIT.search(above.rstrip().removesuffix(")"))
    lines = ["".join(line.split()) for line in above.split("\n") if line.strip()][-3:]
    titles = [line for line in reversed(lines) if not _UNIT_LINE.match(line)]
    deadline = None
    for text in [*titles, *("".join(fold_text(heading).split()) for heading in reversed(path))]:
        coming = [
            mention.deadline
            for mention in find_dates(text, written)
            if mention.deadline and (written is None or mention.deadline.year >= written.year)
        ]
        if coming and len(text) <= _TABLE_GAP:
            deadline = coming[-1]
            break
    return _Caption(titles[0] if titles else "", deadline, unit["unit"] if unit else None)


def _date_header(header: Header, caption: _Caption) -> Header:
    values = tuple(
        (i, head if head.deadline else replace(head, deadline=caption.deadline))
        for i, head in header.values
    )
    return replace(header, values=values, caption_unit=caption.unit)


def _read_row(row: Block, header: Header, path: tuple[str, ...], given: str) -> list[Target]:
    """The targets of a row; one that a spanning cell has shortened lines up from the right."""
    shift = align([cell.text for cell in row.cells], header)
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
