"""Markup as lines: what a reader sees, a line a block."""

from __future__ import annotations

import re
from collections.abc import Iterator

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
_EDGES = " \u00a0\u3000\u2002\u2003\u200b\ufeff\t"


def parse_markup(text: str) -> html.HtmlElement | None:
    """The tree of a page, or None where there is none to speak of."""
    # The declaration of an encoding is spent: the text is decoded already.
    text = re.sub(r"^\s*<\?xml[^>]{0,200}\?>", "", text.lstrip("\ufeff"))
    if not text.strip():
        return None
    parser = html.HTMLParser(remove_comments=True, remove_pis=True, huge_tree=False)
    try:
        return html.document_fromstring(text, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None


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
    events = etree.iterwalk(root, events=("start", "end"))
    skip_until: html.HtmlElement | None = None
    for event, element in events:
        if skip_until is not None:
            if element is skip_until and event == "end":
                skip_until = None
                writer.add(element.tail if element is not root else None)
            continue
        tag = element.tag if isinstance(element.tag, str) else ""
        if event == "start":
            if tag == "tr" and _is_data_row(element):
                writer.add_row(_read_cells(element))
                skip_until = element
                continue
            if tag in _BLOCKS or tag == "br":
                writer.end_line()
            writer.add(element.text)
        else:
            if tag in _BLOCKS:
                writer.end_line()
            writer.add(element.tail if element is not root else None)


def _is_data_row(row: html.HtmlElement) -> bool:
    """A row of a table of data; a layout table holds whole blocks or another table in a cell."""
    if row.xpath(".//table"):
        return False
    return all(len(cell.xpath(".//p | .//div | .//li")) <= 12 for cell in _cells(row)) and (
        len(_cells(row)) > 1 or len(row.xpath("ancestor::table[1]//tr")) > 1
    )


def _cells(row: html.HtmlElement) -> list[html.HtmlElement]:
    return [cell for cell in row if cell.tag in ("td", "th")]


def _read_cells(row: html.HtmlElement) -> list[str]:
    return [_read_cell(cell) for cell in _cells(row)]


def _read_cell(cell: html.HtmlElement) -> str:
    """A cell's text on one line: its own lines are joined as they would read on."""
    words = "".join(_visible(cell))
    return _SPACES.sub(" ", words).strip(_EDGES)


def _visible(cell: html.HtmlElement) -> Iterator[str]:
    for piece in cell.itertext():
        yield str(piece)
