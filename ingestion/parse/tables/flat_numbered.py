"""Numbered tables, a cell on each line: 序号 / 指标 / 2025年 / 1 / 甲率 / 90 / 2 …

A row runs up to the next number.
"""

from __future__ import annotations

import re
from itertools import pairwise

from ingestion.parse.tables.columns import is_bare_head, read_role
from ingestion.parse.tables.flat_atoms import LONGEST_HEAD, MOST_HEADS, Atoms, FlatTable, Span
from ingestion.parse.tables.headers import Header, line_up, read_header
from ingestion.parse.tables.values import is_blank, read_value
from ingestion.parse.text.markers import starts_with_marker

_CLOSE = re.compile(r"附(?:件|表)|注[:]|备注[:]|\((?:责任编辑|此件)|来源[:]|抄送|联系人")
_ORDINAL = re.compile(r"0?(\d{1,3})[.、]?")


def read_numbered(atoms: Atoms) -> FlatTable | None:
    """序号 … 1 … 2 …: each row runs up to the next number."""
    begins = (k for k in range(1, MOST_HEADS) if _read_ordinal(atoms.text(k)) or _is_head(atoms, k))
    first = next(begins, 0)
    if first < 2 or _is_head(atoms, first):
        return None
    heads = atoms.texts(0, first)
    if any(len(text) > LONGEST_HEAD or "。" in text for text in heads):
        return None
    if sum(read_role(text) is not None for text in heads) < 2:
        return None
    ends = _find_rows(atoms, first, len(heads))
    width = ends[1] - ends[0] if len(ends) > 1 else len(heads)
    kept = _choose_heads(heads, width)
    header = read_header([heads[i] for i in kept], None)
    rows = [atoms.pick(kept)]
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
