"""DOCX: paragraphs as lines, tables as rows, the numbers that Word counts by itself included."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from ingestion.attachments.docx_numbering import Numbering, read_numbering
from ingestion.attachments.merged_cells import is_shared
from ingestion.attachments.package import Package, parse_xml
from ingestion.raised import CLOSE, OPEN, settle_raised

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
# Passed over: what was deleted, what a box says twice for old readers, field codes, notes' marks.
_UNSEEN = frozenset(
    (f"{_W}del", f"{_W}moveFrom", f"{_MC}Fallback", f"{_W}instrText", f"{_W}pPr", f"{_W}rPr")
)
_GONE = tuple(f"{_W}{name}" for name in ("vanish", "strike", "dstrike"))
_OFF = ("0", "false", "off")
_SPACES = re.compile(r"[ \t\r\n]+")


def read_lines(body: bytes, kind: str) -> list[str]:
    """The document's text in its order; headers, footers, footnotes and comments left out."""
    package = Package(body)
    tree = parse_xml(package.read("word/document.xml"))
    content = tree.find(f"{_W}body")
    if content is None:
        return []
    return list(_read_blocks(content, read_numbering(package)))


def _read_blocks(parent: etree._Element, numbering: Numbering) -> Iterator[str]:
    for element in parent:
        if element.tag == f"{_W}p":
            yield from _read_paragraph(element, numbering)
        elif element.tag == f"{_W}tbl":
            yield from _read_table(element, numbering)
        elif element.tag not in _UNSEEN:  # w:sdt, w:ins, w:customXml hold blocks again
            yield from _read_blocks(element, numbering)


def _read_paragraph(paragraph: etree._Element, numbering: Numbering) -> Iterator[str]:
    """The lines of a paragraph, then those of the boxes that hang on it."""
    label = numbering.next_label(paragraph)
    boxes: list[etree._Element] = []
    words = settle_raised("".join(_pieces(paragraph, boxes)))
    lines = [line.strip() for line in words.split("\n")]
    if label and any(lines):
        lines[0] = label + lines[0]
    yield from (line for line in lines if line)
    for box in boxes:
        yield from _read_blocks(box, numbering)


def _pieces(element: etree._Element, boxes: list[etree._Element]) -> Iterator[str]:
    """The text of a paragraph's runs. Not deep: libxml2 has bounded the tree."""
    for part in element:
        if part.tag in _UNSEEN or (part.tag == f"{_W}r" and _is_gone(part)):
            continue
        if part.tag == f"{_W}t":
            yield _SPACES.sub(" ", part.text or "")
        elif part.tag in (f"{_W}br", f"{_W}cr"):
            yield "\n"
        elif part.tag == f"{_W}tab":
            yield "  "
        elif part.tag == f"{_W}noBreakHyphen":
            yield "-"
        elif part.tag == f"{_W}txbxContent":
            boxes.append(part)
        elif _is_raised(part):
            yield from (OPEN, *_pieces(part, boxes), CLOSE)
        else:
            yield from _pieces(part, boxes)


def _is_gone(run: etree._Element) -> bool:
    """Whether a run is hidden or struck out: its words are not the document's."""
    properties = run.find(f"{_W}rPr")
    found = [] if properties is None else [properties.find(name) for name in _GONE]
    return any(one is not None and one.get(f"{_W}val", "1") not in _OFF for one in found)


def _is_raised(part: etree._Element) -> bool:
    place = part.find(f"{_W}rPr/{_W}vertAlign")
    return place is not None and place.get(f"{_W}val") == "superscript"


def _read_table(table: etree._Element, numbering: Numbering) -> Iterator[str]:
    """A row a line. A merged cell says its text once, a label in every row that it covers."""
    labels: dict[int, str] = {}  # column -> what a cell that goes on below says there
    for row in _parts(table, "tr"):
        read = [_read_cell(cell, numbering) for cell in _parts(row, "tc")]
        is_head = any(width > 1 for _, width, _ in read)
        cells: list[str] = []
        for text, width, merge in read:
            if merge == "restart":
                labels[len(cells)] = text if not is_head and is_shared(text) else ""
            shown = labels.get(len(cells), "") if merge == "continue" else text
            cells += [shown] + [""] * (width - 1)
        filled = [text for text in cells if text]
        if len(read) == 1:
            yield from filled
        elif filled:
            yield "\t".join(cells)


def _parts(parent: etree._Element, name: str) -> Iterator[etree._Element]:
    """Rows of a table, or cells of a row, also inside w:sdt and w:ins; inner tables left out."""
    for element in parent:
        if element.tag == f"{_W}{name}":
            yield element
        elif element.tag not in _UNSEEN and element.tag != f"{_W}tbl":
            yield from _parts(element, name)


def _read_cell(cell: etree._Element, numbering: Numbering) -> tuple[str, int, str]:
    """A cell's text, how many columns it takes, and whether it is merged: restart, continue."""
    words = [" ".join(line.split()) for line in _read_blocks(cell, numbering)]
    properties = cell.find(f"{_W}tcPr")
    if properties is None:
        return " ".join(words), 1, ""
    span = properties.find(f"{_W}gridSpan")
    wide = span.get(f"{_W}val", "1") if span is not None else "1"
    width = min(int(wide), 60) if wide.isdigit() else 1
    merge = properties.find(f"{_W}vMerge")
    kind = merge.get(f"{_W}val", "continue") if merge is not None else ""
    return " ".join(words), max(width, 1), kind
