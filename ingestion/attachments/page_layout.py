"""A page's characters, known by where they stand, as lines and as rows of ruled tables."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ingestion.attachments.merged_cells import is_shared
from ingestion.attachments.ruled_tables import Grid, Rule, find_grids

INDENT = 1.4  # in heights of a character: a line that begins this far in begins a paragraph
GAP = 1.2  # white space this wide parts words that no line parts
WORD_GAP = 0.18
_SIDE = "　"

__all__ = ["Character", "Rule", "lay_out"]


class Character(NamedTuple):
    """A character and its box, in points from the lower left corner of the page."""

    char: str
    left: float
    right: float
    bottom: float
    top: float


Line = list[Character]


def lay_out(characters: Sequence[Character], rules: Sequence[Rule]) -> Iterator[str]:
    """The page's lines from above to below; a ruled table's rows have tabs between their cells."""
    grids = find_grids(rules)
    inside: dict[int, list[Character]] = defaultdict(list)
    outside: list[Character] = []
    for one in characters:
        x, y = (one.left + one.right) / 2, (one.bottom + one.top) / 2
        place = next((number for number, grid in enumerate(grids) if grid.holds(x, y)), None)
        (outside if place is None else inside[place]).append(one)
    lines = find_lines(outside)
    edge = _left_edge(lines)
    parts = [(_height_of(line), [write_line(line, edge)]) for line in lines]
    parts += [(grids[place].top, _write_table(grids[place], own)) for place, own in inside.items()]
    for _, written in sorted(parts, key=lambda part: -part[0]):
        yield from written


def find_lines(characters: Sequence[Character]) -> list[Line]:
    """Characters whose middles stand at one height, from above to below, left to right."""
    lines: list[Line] = []
    middle, size = 0.0, 0.0
    for one in sorted(characters, key=lambda one: -(one.bottom + one.top)):
        own = (one.bottom + one.top) / 2
        if not lines or middle - own > 0.45 * max(size, one.top - one.bottom):
            lines.append([])
            middle, size = own, one.top - one.bottom
        lines[-1].append(one)
    return [sorted(line, key=lambda one: one.left) for line in lines]


def write_line(line: Line, edge: float | None = None) -> str:
    """A line's text: two wide spaces where a paragraph begins, gaps as two spaces."""
    size = max(one.top - one.bottom for one in line) or 1.0
    text = ""
    if edge is not None and INDENT * size <= line[0].left - edge <= 3 * size:
        text = _SIDE * 2
    last: Character | None = None
    for one in line:
        if last is not None:
            if one.char == last.char and one.left - last.left < 0.3 * size:
                continue  # drawn twice, to look bold
            gap = one.left - last.right
            if gap > GAP * size:
                text += "  "
            elif gap > WORD_GAP * size and _is_latin(last.char) and _is_latin(one.char):
                text += " "
        text += one.char
        last = one
    return text


def _is_latin(char: str) -> bool:
    return char.isascii() and char.isalnum()


def _left_edge(lines: Sequence[Line]) -> float | None:
    """Where the page's lines begin: the leftmost place at which more than one of them does."""
    starts = Counter(round(line[0].left / 2) * 2 for line in lines if len(line) > 4)
    if not starts:
        return None
    shared = [place for place, count in starts.items() if count > 1]
    return float(min(shared or starts))


def _height_of(line: Line) -> float:
    return max(one.top for one in line)


def _write_table(grid: Grid, characters: Sequence[Character]) -> list[str]:
    cells: dict[tuple[int, int], list[Character]] = defaultdict(list)
    for one in characters:
        place = grid.place_of((one.left + one.right) / 2, (one.bottom + one.top) / 2)
        cells[place].append(one)
    texts = {
        place: " ".join(write_line(line) for line in find_lines(own))
        for place, own in cells.items()
    }
    rows: list[str] = []
    for row in range(grid.height):
        shown = [_show(grid, texts, row, column) for column in range(grid.width)]
        filled = [text for text in shown if text]
        if len(filled) == 1 and grid.is_alone(row):
            rows += filled
        elif filled:
            rows.append("\t".join(shown))
    return rows


def _show(grid: Grid, texts: dict[tuple[int, int], str], row: int, column: int) -> str:
    """A cell's own text, or the label of the cell above that it is one with."""
    first = grid.joined.get((row, column), (row, column))
    text = texts.get(first, "")
    if first == (row, column):
        return text
    is_label = first[1] == column and not grid.is_head(first[0]) and is_shared(text)
    return text if is_label else ""
