"""Grids drawn with lines: which cell of a table a point of the page stands in."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

NEAR = 3.0  # points: lines closer than this are one line
SHORTEST = 8.0  # points: what is shorter parts no cells
MOST_RULES = 4_000
MOST_CELLS = 20_000


class Rule(NamedTuple):
    """A drawn line, in points; thin in one direction."""

    left: float
    right: float
    bottom: float
    top: float


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: the places of its lines, and which cells are one because no line parts them."""

    columns: list[float]  # left to right
    rows: list[float]  # below to above
    joined: dict[tuple[int, int], tuple[int, int]]  # covered cell -> the first cell it is part of

    @property
    def width(self) -> int:
        return len(self.columns) - 1

    @property
    def height(self) -> int:
        return len(self.rows) - 1

    @property
    def top(self) -> float:
        return self.rows[-1]

    def holds(self, x: float, y: float) -> bool:
        inside = self.columns[0] <= x <= self.columns[-1]
        return inside and self.rows[0] <= y <= self.rows[-1]

    def place_of(self, x: float, y: float) -> tuple[int, int]:
        """Row from above and column from the left, of the first cell where cells are joined."""
        column = min(max(bisect_right(self.columns, x) - 1, 0), self.width - 1)
        up = min(max(bisect_right(self.rows, y) - 1, 0), self.height - 1)
        place = (self.height - 1 - up, column)
        return self.joined.get(place, place)

    def is_alone(self, row: int) -> bool:
        """Whether one cell takes up the whole row."""
        return len({self.joined.get((row, i), (row, i)) for i in range(self.width)}) == 1

    def is_head(self, row: int) -> bool:
        """Whether a cell of the row spans columns, as in a head of two rows."""
        firsts = [self.joined.get((row, i), (row, i)) for i in range(self.width)]
        return any(one == other for one, other in pairwise(firsts))


def find_grids(rules: Sequence[Rule]) -> list[Grid]:
    """The tables of a page: lines that meet, with two columns or two rows at least."""
    long = [r for r in rules if max(r.right - r.left, r.top - r.bottom) >= SHORTEST]
    if len(long) > MOST_RULES:
        return []
    grids = [_build(group) for group in _group(long)]
    found = [grid for grid in grids if grid is not None]
    # A box inside a table's cell is part of the table.
    return sorted(found, key=lambda g: -(g.columns[-1] - g.columns[0]) * (g.rows[-1] - g.rows[0]))


def _group(rules: Sequence[Rule]) -> list[list[Rule]]:
    """Lines that touch one another, directly or through others: a sweep from left to right."""
    parent = list(range(len(rules)))

    def root(one: int) -> int:
        while parent[one] != one:
            parent[one] = parent[parent[one]]
            one = parent[one]
        return one

    order = sorted(range(len(rules)), key=lambda i: rules[i].left)
    active: list[int] = []
    for i in order:
        here = rules[i]
        active = [j for j in active if rules[j].right + NEAR >= here.left]
        for j in active:
            if rules[j].bottom - NEAR <= here.top and here.bottom - NEAR <= rules[j].top:
                parent[root(i)] = root(j)
        active.append(i)
    groups: dict[int, list[Rule]] = defaultdict(list)
    for i, rule in enumerate(rules):
        groups[root(i)].append(rule)
    return list(groups.values())


def _build(rules: list[Rule]) -> Grid | None:
    flat = [r for r in rules if r.right - r.left >= r.top - r.bottom]
    steep = [r for r in rules if r.right - r.left < r.top - r.bottom]
    rows = _merge((r.bottom + r.top) / 2 for r in flat)
    columns = _merge((r.left + r.right) / 2 for r in steep)
    if len(rows) < 2 or len(columns) < 2:
        return None
    if not 2 <= (len(rows) - 1) * (len(columns) - 1) <= MOST_CELLS:
        return None
    return Grid(columns, rows, _join(columns, rows, flat, steep))


def _merge(places: Iterable[float]) -> list[float]:
    """Places that are nearly one become one."""
    merged: list[float] = []
    for place in sorted(places):
        if not merged or place - merged[-1] > NEAR:
            merged.append(place)
    return merged


def _join(
    columns: list[float], rows: list[float], flat: list[Rule], steep: list[Rule]
) -> dict[tuple[int, int], tuple[int, int]]:
    """Cells between which no line is drawn, each with the first cell, from above and the left."""
    height, width = len(rows) - 1, len(columns) - 1
    below = [[r for r in flat if abs((r.bottom + r.top) / 2 - y) <= NEAR] for y in rows]
    left = [[r for r in steep if abs((r.left + r.right) / 2 - x) <= NEAR] for x in columns]
    first: dict[tuple[int, int], tuple[int, int]] = {}
    for row in range(height):
        up = height - 1 - row
        y = (rows[up] + rows[up + 1]) / 2
        for column in range(width):
            x = (columns[column] + columns[column + 1]) / 2
            if column and not any(r.bottom - NEAR <= y <= r.top + NEAR for r in left[column]):
                part = (row, column - 1)
            elif row and not any(r.left - NEAR <= x <= r.right + NEAR for r in below[up + 1]):
                part = (row - 1, column)
            else:
                continue
            first[row, column] = first.get(part, part)
    return first
