"""Markup as lines: what a reader sees, a line a block."""

from __future__ import annotations

import re

from lxml import etree, html

from ingestion.parse.page_tables import read_tables
from ingestion.raised import CLOSE, OPEN, settle_raised

_BLOCK_NAMES = """
    address article aside blockquote body center dd div dl dt fieldset figure footer form h1 h2 h3
    h4 h5 h6 header hr legend li main nav ol p pre section table tbody td tfoot th thead tr ul
    ucapcontent
"""
_BLOCKS = frozenset(_BLOCK_NAMES.split())
_UNSEEN = (
    "//script | //style | //noscript | //template | //iframe | //object | //select | //textarea"
    " | //button | //input | //head/title | //del | //s | //strike"
)
_HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|text-decoration[a-z-]*\s*:[^;]*line-through",
    re.IGNORECASE,
)
MUCH_STRUCK = 200  # characters; as many may be a tag that nobody closed, and not an editor's will
_RAISED = re.compile(r"vertical-align\s*:\s*super", re.IGNORECASE)
_WHITE_SPACE = re.compile(r"white-space\s*:\s*([a-z-]+)", re.IGNORECASE)
_KEEPING = frozenset(("pre", "pre-wrap", "pre-line", "break-spaces"))
_LINE_END = re.compile(r"\r\n?|\n")
_SPACES = re.compile(r"[ \t\r\n\f\v]+")
_EDGES = " \u00a0\u3000\u2002\u2003\u200b\ufeff\t"


def drop_hidden(tree: html.HtmlElement) -> None:
    """Take out what a reader does not see, or sees struck out; what follows an element stays."""
    doomed = list(tree.xpath(_UNSEEN))
    doomed += [e for e in tree.xpath("//*[@style]") if _HIDDEN.search(e.get("style", ""))]
    doomed += tree.xpath("//*[@hidden]")
    for element in doomed:
        if element.getparent() is not None:
            element.drop_tree()


def is_much_struck(tree: html.HtmlElement) -> bool:
    """Whether a page strikes out so much that a notice may go with it; asked before it is gone."""
    struck = tree.xpath("//del | //s | //strike")
    return any(len("".join(e.text_content().split())) >= MUCH_STRUCK for e in struck)


def read_blocks(element: html.HtmlElement) -> list[str]:
    """The lines of an element: a paragraph, a part between two <br>, or a table row is a line.

    Where the page shows the line ends of its text (<pre>, white-space: pre-wrap) they end lines.
    """
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

    def add_lines(self, text: str | None) -> None:
        """Text whose own line ends are shown."""
        first, *others = _LINE_END.split(text or "")
        self.add(first)
        for line in others:
            self.end_line()
            self.add(line)

    def end_line(self) -> None:
        line = _SPACES.sub(" ", settle_raised("".join(self._pieces))).strip(_EDGES)
        self._pieces.clear()
        if line:
            self._lines.append(line)

    def add_row(self, cells: list[str]) -> None:
        self.end_line()
        if any(cells):
            self._lines.append("\t".join(cells))


def _walk(root: html.HtmlElement, writer: _LineWriter) -> None:
    """Depth-first without recursion: markup may be nested deeper than Python's stack."""
    rows_of_data = read_tables(root, _read_cell)
    inside_row: html.HtmlElement | None = None
    keeps = [any(map(_keeps_lines, root.iterancestors()))]  # of each element around, outside first

    def add(text: str | None) -> None:
        (writer.add_lines if keeps[-1] else writer.add)(text)

    for event, element in etree.iterwalk(root, events=("start", "end")):
        if inside_row is not None:
            if element is inside_row and event == "end":
                inside_row = None
                add(element.tail)
            continue
        is_block = element.tag in _BLOCKS
        if event == "start":
            if element in rows_of_data:
                writer.add_row(rows_of_data[element])
                inside_row = element
                continue
            if is_block or element.tag == "br":
                writer.end_line()
            writer.add(OPEN if _is_raised(element) else None)
            keeps.append(_keeps_lines(element, keeps[-1]))
            add(element.text)
        else:
            writer.add(CLOSE if _is_raised(element) else None)
            if is_block:
                writer.end_line()
            keeps.pop()
            add(element.tail if element is not root else None)


def _read_cell(cell: html.HtmlElement) -> str:
    """A cell's text on one line; a space stands where the cell itself breaks its lines."""
    pieces: list[str] = []
    for event, element in etree.iterwalk(cell, events=("start", "end")):
        if element is not cell and (element.tag == "br" or element.tag in _BLOCKS):
            pieces.append(" ")
        if _is_raised(element):
            pieces.append(OPEN if event == "start" else CLOSE)
        text = element.text if event == "start" else element.tail
        if text and not (element is cell and event == "end"):
            pieces.append(text)
    return _SPACES.sub(" ", settle_raised("".join(pieces))).strip(_EDGES)


def _keeps_lines(element: html.HtmlElement, around: bool = False) -> bool:
    """Whether a page shows the line ends within an element, as it is told or as it is around."""
    styled = _WHITE_SPACE.search(element.get("style", ""))
    if styled is not None and styled[1].lower() != "inherit":
        return styled[1].lower() in _KEEPING
    return around or element.tag == "pre"


def _is_raised(element: html.HtmlElement) -> bool:
    return element.tag == "sup" or _RAISED.search(element.get("style", "")) is not None
