"""Markup as lines: what a reader sees, a line a block."""

from __future__ import annotations

import re
from itertools import islice

from lxml import etree, html

_BLOCK_NAMES = """
    address article aside blockquote body center dd div dl dt fieldset figure footer form h1 h2 h3
    h4 h5 h6 header hr legend li main nav ol p pre section table tbody td tfoot th thead tr ul
    ucapcontent
"""
_BLOCKS = frozenset(_BLOCK_NAMES.split())
_UNSEEN = (
    "//script | //style | //noscript | //template | //iframe | //object | //select | //textarea"
    " | //button | //input | //head/title"
)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_SPACES = re.compile(r"[ \t\r\n\f\v]+")
BLOCKS_OF_A_CELL = 12
_EDGES = " \u00a0\u3000\u2002\u2003\u200b\ufeff\t"


def drop_hidden(tree: html.HtmlElement) -> None:
    """Take out what a reader does not see; text that follows an element stays."""
    doomed = list(tree.xpath(_UNSEEN))
    doomed += [e for e in tree.xpath("//*[@style]") if _HIDDEN.search(e.get("style", ""))]
    doomed += tree.xpath("//*[@hidden]")
    for element in doomed:
        if element.getparent() is not None:
            element.drop_tree()


def read_blocks(element: html.HtmlElement) -> list[str]:
    """The lines of an element: a paragraph, a part between two <br>, or a table row is a line."""
    lines: list[str] = []
    writer = _LineWriter(lines)
    _walk(element, writer)
    writer.end_line()
    return lines


class _LineWriter:
    """Collects the pieces of a line; a line of white space alone is none."""

    def __init__(self, lines: list[str]) -> None:
        self._lines = lines
        self._pieces: list[str] = []

    def add(self, text: str | None) -> None:
        if text:
            self._pieces.append(text)

    def end_line(self) -> None:
        line = _SPACES.sub(" ", "".join(self._pieces)).strip(_EDGES)
        self._pieces.clear()
        if line:
            self._lines.append(line)

    def add_row(self, cells: list[str]) -> None:
        self.end_line()
        if any(cells):
            self._lines.append("\t".join(cells))


def _walk(root: html.HtmlElement, writer: _LineWriter) -> None:
    """Depth-first without recursion: markup may be nested deeper than Python's stack."""
    rows_of_data = _rows_of_data(root)
    inside_row: html.HtmlElement | None = None
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if inside_row is not None:
            if element is inside_row and event == "end":
                inside_row = None
                writer.add(element.tail)
            continue
        is_block = element.tag in _BLOCKS
        if event == "start":
            if element in rows_of_data:
                writer.add_row([_read_cell(cell) for cell in _cells(element)])
                inside_row = element
                continue
            if is_block or element.tag == "br":
                writer.end_line()
            writer.add(element.text)
        else:
            if is_block:
                writer.end_line()
            writer.add(element.tail if element is not root else None)


def _rows_of_data(root: html.HtmlElement) -> set[html.HtmlElement]:
    """The rows of the tables that hold data.

    A layout table is one that holds another table, or a single cell, or a cell with a whole text
    in it; its parts are read as blocks.
    """
    rows: set[html.HtmlElement] = set()
    for table in root.iter("table"):
        if next(table.iterdescendants("table"), None) is not None:
            continue
        own = list(table.iter("tr"))
        cells = [cell for row in own for cell in _cells(row)]
        if len(cells) > 1 and all(_is_short(cell) for cell in cells):
            rows.update(own)
    return rows


def _is_short(cell: html.HtmlElement) -> bool:
    """Whether a cell is a cell: a text of many paragraphs only stands in a table for its looks."""
    return sum(1 for _ in islice(cell.iter("p", "div", "li"), BLOCKS_OF_A_CELL + 1)) <= (
        BLOCKS_OF_A_CELL
    )


def _cells(row: html.HtmlElement) -> list[html.HtmlElement]:
    return [cell for cell in row if cell.tag in ("td", "th")]


def _read_cell(cell: html.HtmlElement) -> str:
    """A cell's text on one line; a space stands where the cell itself breaks its lines."""
    pieces: list[str] = []
    for event, element in etree.iterwalk(cell, events=("start", "end")):
        if element is not cell and (element.tag == "br" or element.tag in _BLOCKS):
            pieces.append(" ")
        text = element.text if event == "start" else element.tail
        if text and not (element is cell and event == "end"):
            pieces.append(text)
    return _SPACES.sub(" ", "".join(pieces)).strip(_EDGES)
