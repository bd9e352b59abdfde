"""Tables that have lost their walls: a cell on each line, or cells parted by spaces.

序号 / 指标 / 单位 / 2023年 / 2025年 / 1 / 甲率 / % / 86 / 90 / 2 … becomes rows of cells again, so
that nothing reads them as prose.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from heapq import merge

from ingestion.parse.tables.columns import Role, read_role
from ingestion.parse.tables.flat_atoms import Atoms, FlatTable, Span
from ingestion.parse.tables.flat_columns import SpacedReader
from ingestion.parse.tables.flat_numbered import read_numbered
from ingestion.parse.tables.flat_unnumbered import read_unnumbered

# Heads that a table may begin with; a pattern that begins with one character is searched fast.
_OPENING = (
    r"[ \t]*+(?=序 *号|编 *号|(?:主 *要|具 *体|考 *核|规 *划|发 *展|核 *心)? *指 *标"
    r"|(?:重 *点|主 *要|工 *作|实 *事|民 *生|目 *标)? *(?:任 *务|项 *目|事 *项|内 *容)|目 *标"
    r"|类 *别|领 *域|品 *种|产 *品|类 *型|[\u4e00-\u9fff]{0,6}名 *称)"
)
# Inside a long line, where only gaps part the cells.
_IN_LINE = re.compile(r"  (?=(?:序号|(?:主要)?指标(?:名称)?)(?:  |$))")
_AT_START, _TEASER = re.compile(r"\A" + _OPENING), re.compile(r"\n" + _OPENING)


def part_flat_tables(folded: str, lines: list[Span]) -> tuple[list[Span], dict[int, list[Span]]]:
    """Lines with each row of a flat table made one, and by the row's start its cells."""
    starts: list[int] = []
    taken: dict[int, range] = {}
    walls: dict[int, list[Span]] = {}
    after = 0
    first = _AT_START.match(folded)
    begun = [first] if first else []
    heads = merge(begun, _TEASER.finditer(folded), _IN_LINE.finditer(folded), key=re.Match.end)
    for match in heads:
        starts = starts or [start for start, _ in lines]
        line = _find_line(starts, match.end())
        if line < after:
            continue
        table = _read_table(folded, lines, line)
        if table is None:
            continue
        after = table.after
        for cells, covered in table.rows:
            taken[covered.start] = covered
            walls[cells[0][0]] = cells
    return (_merge_lines(lines, taken, walls) if taken else lines), walls


def _merge_lines(
    lines: list[Span], taken: dict[int, range], walls: dict[int, list[Span]]
) -> list[Span]:
    merged = []
    skip = 0
    starts = sorted(walls)
    for position, (start, end) in enumerate(lines):
        if position < skip:
            continue
        covered = taken.get(position)
        if covered is None:
            merged.append((start, end))
            continue
        begin = starts[bisect_left(starts, start)]
        merged.append((begin, walls[begin][-1][1]))
        skip = covered.stop
    return merged


def _find_line(starts: list[int], position: int) -> int:
    """The line that a position stands in."""
    return bisect_right(starts, position) - 1


def _read_table(folded: str, lines: list[Span], line: int) -> FlatTable | None:
    """The table that begins on a line, if one does."""
    if "\t" in folded[slice(*lines[line])].strip():
        return None  # its walls stand
    atoms = Atoms(folded, lines, line)
    first = atoms.get(0)
    role = read_role(first.text) if first else None
    table = None
    if role is Role.NUMBER:
        table = read_numbered(atoms)
    elif role is not None:
        table = read_unnumbered(atoms)
    return table or SpacedReader(folded, lines).read(line)
