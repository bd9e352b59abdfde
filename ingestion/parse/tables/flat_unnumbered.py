"""Tables without numbers, a cell on each line: a row is as many lines as the header has.

It goes on for as long as the lines fit the columns. Where prose begins, the table ends.
"""

from __future__ import annotations

from ingestion.parse.rows.responsible import split_bodies
from ingestion.parse.tables.columns import Role, is_bare_head, read_role
from ingestion.parse.tables.flat_atoms import LONGEST_HEAD, MOST_HEADS, Atoms, FlatTable, Span
from ingestion.parse.tables.headers import Header, line_up, read_header
from ingestion.parse.tables.values import is_value_like, read_binding

_GROUP = 20  # a line this short may stand between rows: 二、社会发展


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
            return FlatTable([atoms.pick(kept), *rows], atoms.line_after(after))
    return None


def _count_heads(atoms: Atoms) -> int:
    """How many lines head columns, one after the other; none of them twice."""
    seen: set[str] = set()
    while len(seen) < MOST_HEADS:
        text = atoms.text(len(seen))
        if len(text) > LONGEST_HEAD or text in seen or not read_role(text):
            break
        seen.add(text)
    return len(seen)


def _read_across(atoms: Atoms) -> FlatTable | None:
    """主要指标 / 甲率 / 乙率 / 2025年目标值 / 90% / 85%: as many values as there are names."""
    if read_role(atoms.text(0)) is not Role.NAME:
        return None
    place = next((k for k in range(1, MOST_HEADS) if read_role(atoms.text(k))), 0)
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
