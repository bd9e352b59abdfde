"""Tables of indicators: one target for every indicator and target year.

指标 | 单位 | 2020年 | 2025年 | 属性: the column of 2020 is the present, that of 2025 the promise.
Transposed tables are read too: a row of names, then the row 2025年目标值 with a value for each.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date

from ingestion.models import Target
from ingestion.parse.tables.cells import TableName, bind, build_target, read_name
from ingestion.parse.tables.columns import Role, read_column, read_role
from ingestion.parse.tables.headers import (
    Header,
    align,
    is_row_of_values,
    merge_heads,
    read_header,
)
from ingestion.parse.tables.place_tables import (
    PlaceHeader,
    begins_with_places,
    read_place_header,
    read_place_row,
)
from ingestion.parse.tables.values import is_blank, read_binding, read_value
from ingestion.parse.text.blocks import Block
from ingestion.parse.text.folding import fold_text
from ingestion.parse.tokens.dates import find_dates

_WORDS = re.compile(r"[\u4e00-\u9fffA-Za-z]{2}")
_CAPTION_UNIT = re.compile(r"单位[:](?P<unit>[%‰\u4e00-\u9fff/]{1,8})[)]?\s*$")
_UNIT_LINE = re.compile(r"\(?(?:计量)?单位[:]")
_YEARS, _A_YEAR = re.compile(r"年份|年度|时间|目标年"), re.compile(r"20\d{2}(?!\d)")
_PROSE = re.compile(r"[。;]")
_TABLE_GAP = 80  # more text than this between two rows parts two tables
_CAPTION = 160  # how far above a table its caption is looked for
_LONGEST_NAME = 60


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
        self.years: list[TableName] = []  # of a table with a row for each year
        self.end = 0

    def read(self, row: Block, path: tuple[str, ...]) -> None:
        start, end = row.span(0, len(row.text))
        between = self.given[max(self.end, start - _CAPTION) : start]
        if start - self.end > _TABLE_GAP or _PROSE.search(fold_text(between)):
            self.header, self.places, self.heads, self.across = None, None, [], _Across()
            self.years = []
        self.end = end
        texts = [cell.text for cell in row.cells]
        if _YEARS.fullmatch(texts[0]) and all(map(_is_name, texts[1:])):
            self.years = [read_name(text) for text in texts[1:]]
            return
        if len(texts) == len(self.years) + 1 and _A_YEAR.match(texts[0]):
            self._read_year(row, path)
            return
        if self._read_heads(texts, between, path):
            return
        self.heads = []
        if self.places:
            self.targets += read_place_row(row, self.places, path, self.given)
        elif self.header and (targets := _read_row(row, self.header, path, self.given)):
            self.targets += targets
        else:
            self._read_across(row, _last_line(between), path)

    def _read_year(self, row: Block, path: tuple[str, ...]) -> None:
        """2023年 | 3 | 14 under 年份 | 甲面积(万亩) | 乙站(座)."""
        column = read_column(row.cells[0].text, self.written)
        for cell, name in zip(row.cells[1:], self.years, strict=True):
            target = build_target(cell, name, None, column, path, self.given)
            if target and column.role is Role.TARGET:
                self.targets.append(target)

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
            self.across = _Across([read_name(cell.text) for cell in rest])
        elif role is Role.UNIT and len(rest) == len(across.names):
            across.units = [cell.text for cell in rest]
        elif role is Role.TARGET and len(rest) == len(across.names):
            column = read_column(label, self.written)
            across.first = len(self.targets)
            across.placed = []
            for position, (cell, name) in enumerate(zip(rest, across.names, strict=True)):
                unit = across.units[position] if across.units else None
                target = build_target(cell, name, unit, column, path, self.given)
                if target and column.role is Role.TARGET:
                    self.targets.append(target)
                    across.placed.append(position)
        elif role is Role.BINDING and len(rest) == len(across.names):
            for offset, position in enumerate(across.placed):
                place = across.first + offset
                self.targets[place] = bind(self.targets[place], rest[position].text)


class _Across:
    """A transposed table: names, units and the targets of its last row of values."""

    def __init__(self, names: list[TableName] | None = None) -> None:
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
    name = read_name(cells[header.name + shift].text)
    unit = None
    if header.unit is not None and 0 <= header.unit + shift < len(cells):
        text = cells[header.unit + shift].text
        unit = text if not is_blank(text) else None
    binding = next((cell.text for cell in reversed(cells) if read_binding(cell.text)), "")
    targets = []
    for column, head in header.values:
        if not 0 <= column + shift < len(cells):
            continue
        target = build_target(
            cells[column + shift], name, unit or header.caption_unit, head, path, given
        )
        if target:
            targets.append(bind(target, binding))
    return targets
