"""Tables with a cell on each line: 序号 / 指标 / 单位 / 2025年 / 1 / 甲率 / % / 90 / 2 …

With numbers, a row runs up to the next one; without, a row is as many lines as the header has, for
as long as they fit its columns. Where prose begins, the table ends.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from ingestion.parse.rows.responsible import split_bodies
from ingestion.parse.tables.columns import Role, is_bare_head, read_role
from ingestion.parse.tables.headers import Header, line_up, read_header
from ingestion.parse.tables.values import is_blank, is_value_like, read_binding, read_value
from ingestion.parse.text.markers import starts_with_marker

Span = tuple[int, int]
_NOTE = re.compile(r"\((?![一二三四五六七八九十\d]{1,3}\))[^()]{1,14}\)")  # (万亩) under its name
_CLOSE = re.compile(r"附(?:件|表)|注[:]|备注[:]|\((?:责任编辑|此件)|来源[:]|抄送|联系人")
_PAGE_NUMBER = re.compile(r"-{1,3} ?\d{1,3} ?-{1,3}")
_ORDINAL = re.compile(r"0?(\d{1,3})[.、]?")
_LONGEST_HEAD = 24
_MOST_HEADS = 20
_GROUP = 20  # a line this short may stand between rows: 二、社会发展


@dataclass(frozen=True, slots=True)
class Atom:
    """What stands alone on a line, or on two where a bracket (万亩) broke off."""

    text: str
    start: int
    end: int
    line: int
    last: int  # line


@dataclass(frozen=True, slots=True)
class FlatTable:
    rows: list[tuple[list[Span], range]]  # cells, and the lines that they took
    after: int  # line


class Atoms:
    """The lines from one on that hold anything, read as far as they are asked for."""

    def __init__(self, folded: str, lines: list[Span], line: int) -> None:
        self.folded = folded
        self.lines = lines
        self.line = line
        self.read: list[Atom] = []

    def get(self, position: int) -> Atom | None:
        while len(self.read) <= position + 1 and self.line < len(self.lines):
            self._read_line()
        return self.read[position] if position < len(self.read) else None

    def text(self, position: int) -> str:
        atom = self.get(position)
        return atom.text if atom else ""

    def texts(self, start: int, end: int) -> list[str]:
        return [self.text(i) for i in range(start, end)]

    def row(self, start: int, end: int) -> tuple[list[Span], range]:
        atoms = [atom for i in range(start, end) if (atom := self.get(i))]
        return [(a.start, a.end) for a in atoms], range(atoms[0].line, atoms[-1].last + 1)

    def line_after(self, position: int) -> int:
        before = self.get(position - 1)
        return before.last + 1 if before else self.line

    def _read_line(self) -> None:
        start, end = self.lines[self.line]
        raw = self.folded[start:end]
        bare = raw.strip()
        if bare and not _PAGE_NUMBER.fullmatch(bare):
            begin = start + len(raw) - len(raw.lstrip())
            text = "".join(bare.split()) if "\t" not in bare else "\t"  # walls: another table
            before = self.read[-1] if self.read else None
            if before and _NOTE.fullmatch(text) and len(before.text) <= 40:
                self.read[-1] = Atom(
                    before.text + text, before.start, begin + len(bare), before.line, self.line
                )
            else:
                self.read.append(Atom(text, begin, begin + len(bare), self.line, self.line))
        self.line += 1


def read_numbered(atoms: Atoms) -> FlatTable | None:
    """序号 … 1 … 2 …: each row runs up to the next number."""
    begins = (
        k for k in range(1, _MOST_HEADS) if _read_ordinal(atoms.text(k)) or _is_head(atoms, k)
    )
    first = next(begins, 0)
    if first < 2 or _is_head(atoms, first):
        return None
    heads = atoms.texts(0, first)
    if any(len(text) > _LONGEST_HEAD or "。" in text for text in heads):
        return None
    if sum(read_role(text) is not None for text in heads) < 2:
        return None
    ends = _find_rows(atoms, first, len(heads))
    width = ends[1] - ends[0] if len(ends) > 1 else len(heads)
    kept = _choose_heads(heads, width)
    header = read_header([heads[i] for i in kept], None)
    rows = [_pick_row(atoms, kept)]
    for start, end in pairwise(ends):
        cells, covered = atoms.row(start, _trim_row(atoms, start, end, len(kept)))
        rows.append((_mend_name(cells, header), covered))
    close = _close_row(atoms, ends[-1], len(kept), header)
    if close > ends[-1] + 1:
        rows.append(atoms.row(ends[-1], close))
    return FlatTable(rows, atoms.line_after(close)) if len(rows) > 1 else None


def _is_head(atoms: Atoms, position: int) -> bool:
    """序号 again: another table begins."""
    return atoms.text(position) == atoms.text(0)


def _pick_row(atoms: Atoms, kept: list[int]) -> tuple[list[Span], range]:
    spans, covered = atoms.row(0, kept[-1] + 1)
    return [spans[i] for i in kept], covered


def _choose_heads(heads: list[str], width: int) -> list[int]:
    """Positions of the heads that stand over a column: 目标值 above 2023年 and 2025年 does not."""
    kept = list(range(len(heads)))
    for position in reversed(range(len(heads))):
        surplus = len(kept) - width
        if surplus > 0 and (read_role(heads[position]) is None or is_bare_head(heads[position])):
            kept.remove(position)
    return kept


def _find_rows(atoms: Atoms, first: int, width: int) -> list[int]:
    """Where each row's number stands; a row's own values may look like the next number."""
    found = [first]
    number = _read_ordinal(atoms.text(first)) or 0
    while True:
        start, number = found[-1], number + 1
        if len(found) > 1:
            width = found[-1] - found[-2]
        near = [start + width, *range(start + 2, start + 2 * width + 4)]
        following = next(
            (
                k
                for k in near
                if _read_ordinal(atoms.text(k)) == number and _is_worded(atoms.text(k + 1))
            ),
            None,
        )
        if following is None:
            return found
        found.append(following)


def _is_worded(text: str) -> bool:
    return not is_blank(text) and read_value(text) is None


def _read_ordinal(text: str) -> int | None:
    match = _ORDINAL.fullmatch(text) if len(text) <= 4 else None
    return int(match[1]) if match else None


def _trim_row(atoms: Atoms, start: int, end: int, width: int) -> int:
    """A row without the name of the next group, 二、社会发展, that stands behind it."""
    while end - start > width and starts_with_marker(atoms.text(end - 1)):
        end -= 1
    return end


def _mend_name(cells: list[Span], header: Header | None) -> list[Span]:
    """A row with too many cells: its name was broken over lines."""
    surplus = len(cells) - header.width if header else 0
    if header is None or surplus <= 0:
        return cells
    name = header.name
    joined = (cells[name][0], cells[name + surplus][1])
    return [*cells[:name], joined, *cells[name + surplus + 1 :]]


def _close_row(atoms: Atoms, start: int, width: int, header: Header | None) -> int:
    """Where the last row ends: it has no next number behind it."""
    if header:
        for end in range(start + width, start + width - 3, -1):
            if line_up(atoms.texts(start, end), header) is not None and atoms.get(end - 1):
                return end
        return start
    end = start + 1
    while end < start + width:
        text = atoms.text(end)
        if not text or (end > start + 2 and starts_with_marker(text)) or _CLOSE.match(text):
            break
        end += 1
    return end


def read_unnumbered(atoms: Atoms) -> FlatTable | None:
    """指标 / 单位 / 2025年 / 甲率 / % / 90 …: rows of the header's width, while they fit."""
    count = _count_heads(atoms)
    if count == 1:
        return _read_across(atoms)
    if count < 2:
        return None
    heads = atoms.texts(0, count)
    if Role.BODY in map(read_role, heads) and read_header(heads, None) is None:
        return _read_tasks(atoms, heads)
    leaves = [i for i, text in enumerate(heads) if not is_bare_head(text)]
    for kept in ([*range(count)], leaves):
        header = read_header([heads[i] for i in kept], None) if len(kept) > 1 else None
        rows, after = _read_fitting(atoms, count, header) if header else ([], 0)
        if header and len(rows) >= (1 if header.width > 2 else 2):
            return FlatTable([_pick_row(atoms, kept), *rows], atoms.line_after(after))
    return None


def _read_across(atoms: Atoms) -> FlatTable | None:
    """主要指标 / 甲率 / 乙率 / 2025年目标值 / 90% / 85%: as many values as there are names."""
    if read_role(atoms.text(0)) is not Role.NAME:
        return None
    place = next((k for k in range(1, _MOST_HEADS) if read_role(atoms.text(k))), 0)
    if place < 3:
        return None
    rows, end = [atoms.row(0, place)], place
    while read_role(atoms.text(end)) and atoms.get(end + place - 1):
        texts = atoms.texts(end + 1, end + place)
        if not all(is_value_like(text) or read_binding(text) for text in texts):
            break
        rows.append(atoms.row(end, end + place))
        end += place
    return FlatTable(rows, atoms.line_after(end)) if len(rows) > 1 else None


def _read_tasks(atoms: Atoms, heads: list[str]) -> FlatTable | None:
    """任务 / 责任单位 / 完成时间, then the same of each task; bodies tell whether a row fits."""
    roles = [read_role(text) for text in heads]
    position = len(heads)
    rows = [atoms.row(0, position)]
    while atoms.get(position):
        width = next(
            (w for w in (len(heads), len(heads) - 1) if _allots(atoms, position, roles, w)), 0
        )
        if width < 2:
            break
        rows.append(atoms.row(position, position + width))
        position += width
    return FlatTable(rows, atoms.line_after(position)) if len(rows) > 2 else None


def _allots(atoms: Atoms, start: int, roles: list[Role | None], width: int) -> bool:
    own = roles[len(roles) - width :]
    texts = atoms.texts(start, start + width)
    return all(
        bool(split_bodies(text)) if role is Role.BODY else bool(text) and not split_bodies(text)
        for role, text in zip(own, texts, strict=True)
    )


def _count_heads(atoms: Atoms) -> int:
    """How many lines head columns, one after the other; none of them twice."""
    seen: set[str] = set()
    while len(seen) < _MOST_HEADS:
        text = atoms.text(len(seen))
        if len(text) > _LONGEST_HEAD or text in seen or not read_role(text):
            break
        seen.add(text)
    return len(seen)


def _read_fitting(
    atoms: Atoms, position: int, header: Header
) -> tuple[list[tuple[list[Span], range]], int]:
    rows: list[tuple[list[Span], range]] = []
    while atoms.get(position):
        end = _fit(atoms, position, header)
        if (
            end is None
            and len(atoms.text(position)) <= _GROUP
            and not is_value_like(atoms.text(position))
        ):
            end = _fit(atoms, position + 1, header)
            position += end is not None
        if end is None:
            break
        rows.append(atoms.row(position, end))
        position = end
    return rows, position


def _fit(atoms: Atoms, start: int, header: Header) -> int | None:
    """The end of a row that lines up with the header; a cell that spans rows comes only once."""
    for end in range(start + header.width, start + max(1, header.width - 3), -1):
        if (
            atoms.get(end - 1)
            and line_up(atoms.texts(start, end), header) == end - start - header.width
        ):
            return end
    return None
