"""DOC, and WPS that is DOC by another name: the text of Word 97 to 2003, by its piece table.

Source: [MS-DOC], 2.4.1 Retrieving Text. The compound file is opened by xlrd's own reader.
"""

from __future__ import annotations

import io
import re
import struct
from collections.abc import Iterator

from ingestion.attachments.failures import NotRead
from ingestion.attachments.word_rows import read_row_marks

LONGEST = 2_000_000  # characters, before fields and marks are dropped
_MAGIC = 0xA5EC
_CLX = 0x01A2  # where the FIB tells the offset and length of the piece table
_CELL, _ROW = "\x07", "\x00"  # the second is our own: no text holds it
_CODE = re.compile("\x13[^\x13\x14\x15]{0,2000}\x14|\x13[^\x13\x14\x15]{0,2000}\x15|[\x14\x15]")
_DROPPED = re.compile("[\x00-\x06\x08\x0e-\x1d\x1f]")


def read_lines(body: bytes, kind: str) -> list[str]:
    """Paragraphs as lines; a table's row as one line, its cells parted by tabs.

    Raises:
        NotRead: encrypted, or of a Word older than 97.
    """
    from xlrd.compdoc import CompDoc

    compound = CompDoc(body, logfile=io.StringIO())
    main = compound.get_named_stream("WordDocument")
    if main is None:
        raise NotRead("a compound file without a Word document in it; perhaps encrypted")
    magic, version, flags = struct.unpack_from("<HH6xH", main)
    if magic != _MAGIC or version < 0xC1:
        raise NotRead("not a document of Word 97 or later")
    if flags & 0x0100:
        raise NotRead("it is encrypted")
    table = compound.get_named_stream("1Table" if flags & 0x0200 else "0Table")
    if table is None:
        raise NotRead("its piece table is missing")
    characters = struct.unpack_from("<i", main, 0x4C)[0]  # of the main text, notes left out
    marks = read_row_marks(main, table)
    text = "".join(_read_pieces(main, table, marks))[: max(characters, 0)]
    return [line for line in _split_lines(text) if line]


def _read_pieces(main: bytes, table: bytes, marks: set[int]) -> Iterator[str]:
    """The stretches of the text in their order; each is UTF-16, or cp1252 in single bytes."""
    start, length = struct.unpack_from("<II", main, _CLX)
    clx = table[start : start + length]
    at = 0
    while at < len(clx) and clx[at] == 1:  # property changes stand before the table
        at += 3 + struct.unpack_from("<H", clx, at + 1)[0]
    if at >= len(clx) or clx[at] != 2:
        raise NotRead("its piece table is broken")
    pieces = clx[at + 5 : at + 5 + struct.unpack_from("<I", clx, at + 1)[0]]
    count = (len(pieces) - 4) // 12
    edges = struct.unpack_from(f"<{count + 1}I", pieces)
    if edges[-1] > LONGEST:
        raise NotRead(f"more than {LONGEST:,} characters")
    for number in range(count):
        place = struct.unpack_from("<I", pieces, 4 * (count + 1) + 8 * number + 2)[0]
        size = max(edges[number + 1] - edges[number], 0)
        if place & 0x40000000:
            begin, width, charset = (place & 0x3FFFFFFF) // 2, 1, "cp1252"
        else:
            begin, width, charset = place, 2, "utf-16-le"
        text = main[begin : begin + size * width].decode(charset, "replace")
        yield _mark_rows(text, begin, width, marks)


def _mark_rows(text: str, begin: int, width: int, marks: set[int]) -> str:
    """The mark that ends a row looks like the one that ends a cell; its properties tell."""
    if _CELL not in text:
        return text
    return "".join(
        _ROW if char == _CELL and begin + width * (place + 1) in marks else char
        for place, char in enumerate(text)
    )


def _split_lines(text: str) -> Iterator[str]:
    previous = None
    while previous != text:  # fields stand in fields
        previous, text = text, _CODE.sub("", text)
    text = text.replace("\x1e", "-").replace("\x0b", "\r").replace("\x0c", "\r")
    *rows, rest = text.split(_ROW)
    for row in rows:
        yield from _split_row(row)
    yield from _split_plain(rest.replace(_CELL, "\r"))


def _split_row(stretch: str) -> Iterator[str]:
    """What stands before a row, and the row: its first cell is the last paragraph before a mark.

    A first cell of several paragraphs cannot be told from paragraphs before the table.
    """
    first, *others = stretch.split(_CELL)
    *before, opening = first.split("\r")
    yield from _split_plain("\r".join(before))
    cells = [" ".join(_clean(cell).split()) for cell in [opening, *others][:-1]]
    filled = [cell for cell in cells if cell]
    if len(cells) == 1 or not filled:
        yield from filled
    else:
        yield "\t".join(cells)


def _split_plain(stretch: str) -> Iterator[str]:
    yield from (_clean(line).strip() for line in stretch.split("\r"))


def _clean(text: str) -> str:
    return _DROPPED.sub("", text).replace("\xa0", " ")
