"""The tables of a page: which of them hold data, and what the cells of their rows are.

A merged cell says its text at its first place, and the other places that it covers are empty, so
that every row is as wide as the others and no number is counted twice. Only a label that it gives
to several rows of data (县林草局, 约束性, 2025年底) is said in each of them.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from itertools import islice

from lxml import html

from ingestion.attachments import is_shared

BLOCKS_OF_A_CELL = 12
LONGEST_WITH_TABLE = 200  # characters of a cell that holds a table; a layout's part holds a page
WIDEST = 60  # columns; what spans ask for beyond them is not given
TALLEST = 1000
_NUMBER = re.compile(r"\d{1,4}")


ReadCell = Callable[[html.HtmlElement], str]
Rows = dict[html.HtmlElement, list[html.HtmlElement]]  # table -> its own rows
Covered = dict[int, tuple[int, str]]


def read_tables(root: html.HtmlElement, read_cell: ReadCell) -> dict[html.HtmlElement, list[str]]:
    """The rows of data under an element, each with its cells."""
    rows: dict[html.HtmlElement, list[str]] = {}
    for own in _find_data(root):
        covered: Covered = {}
        for row in own:
            rows[row] = _read_row(row, covered, read_cell)
    return rows


def _find_data(root: html.HtmlElement) -> Iterator[list[html.HtmlElement]]:
    """The rows of each table that holds data; tables inside one are words of its cells."""
    own: Rows = defaultdict(list)
    for row in root.iter("tr"):
        if (table := next(row.iterancestors("table"), None)) is not None:
            own[table].append(row)
    data: set[html.HtmlElement] = set()
    for table in root.iter("table"):
        inside = any(ancestor in data for ancestor in table.iterancestors("table"))
        rows = own.get(table, [])
        if not inside and _holds_data(rows) and not _frames_another(rows, own):
            data.add(table)
            yield own[table]


def _holds_data(rows: list[html.HtmlElement]) -> bool:
    """Whether a table is more than a frame.

    A layout table has one cell a row, or a cell with a whole text or a page's part in it; its
    parts are read as blocks.
    """
    cells = [_cells(row) for row in rows]
    if max(map(len, cells), default=0) < 2:
        return False
    return all(_is_short(cell) for row in cells for cell in row)


def _frames_another(rows: list[html.HtmlElement], own: Rows) -> bool:
    """Whether a table only stands around another: one cell a row, or one row, says anything.

    What is in a cell beside others, under a head, is words of that cell.
    """
    cells = [cell for row in rows for cell in _cells(row)]
    if not any(_is_grid(own.get(table, [])) for cell in cells for table in cell.iter("table")):
        return False
    filled = [sum(map(_says_something, _cells(row))) for row in rows]
    return max(filled) <= 1 or sum(map(bool, filled)) == 1


def _is_grid(rows: list[html.HtmlElement]) -> bool:
    return len(rows) > 1 and max(len(_cells(row)) for row in rows) > 1


def _says_something(cell: html.HtmlElement) -> bool:
    return any(str(piece).strip() for piece in cell.itertext())


def _is_short(cell: html.HtmlElement) -> bool:
    """Whether a cell is a cell: a text of many paragraphs only stands in a table for its looks."""
    blocks = sum(1 for _ in islice(cell.iter("p", "div", "li"), BLOCKS_OF_A_CELL + 1))
    if blocks > BLOCKS_OF_A_CELL:
        return False
    if next(cell.iterdescendants("table"), None) is None:
        return True
    length = 0
    for piece in cell.itertext():
        length += len("".join(str(piece).split()))
        if length > LONGEST_WITH_TABLE:
            return False
    return True


def _cells(row: html.HtmlElement) -> list[html.HtmlElement]:
    return [cell for cell in row if cell.tag in ("td", "th")]


def _read_row(row: html.HtmlElement, covered: Covered, read_cell: ReadCell) -> list[str]:
    """The cells of a row, in the table's columns.

    Args:
        covered: column -> rows that a cell from above covers, and what it says there; kept up.
    """
    cells = _cells(row)
    if len(cells) == 1 and not any(rest for rest, _ in covered.values()):
        return [read_cell(cells[0])]  # a line over the whole table
    is_head = any(_span(cell, "colspan", WIDEST) > 1 for cell in cells)
    given: list[str] = []
    spans: Covered = {}
    for cell in cells:
        _skip_covered(given, covered)
        width = min(_span(cell, "colspan", WIDEST), max(WIDEST - len(given), 1))
        rest, text = _span(cell, "rowspan", TALLEST) - 1, read_cell(cell)
        if len(given) < WIDEST:
            spans[len(given)] = rest, (text if not is_head and is_shared(text) else "")
            spans |= dict.fromkeys(range(len(given) + 1, len(given) + width), (rest, ""))
        given += [text] + [""] * (width - 1)
    _skip_covered(given, covered)
    covered.update(spans)
    return given


def _skip_covered(given: list[str], covered: Covered) -> None:
    while covered.get(len(given), (0, ""))[0] > 0:
        rest, text = covered[len(given)]
        covered[len(given)] = rest - 1, text
        given.append(text)


def _span(cell: html.HtmlElement, name: str, most: int) -> int:
    match = _NUMBER.match(cell.get(name, "").strip())
    asked = int(match.group()) if match else 1
    return min(asked, most) if asked else (most if name == "rowspan" else 1)
