"""Which marks of a DOC end a table's row: the properties of its paragraphs tell.

Source: [MS-DOC], 2.4.3 Overview of Tables, 2.8.6 PlcBtePapx, 2.9.174 PapxFkp.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

_PLACE = 0x0102  # where the FIB tells the offset and length of the table of property pages
_PAGE = 512
_ENDS_ROW = 0x2417  # sprmPFTtp
_ELSEWHERE = 0x6646  # sprmPHugePapx: only a row's end has more properties than a page holds
_TABLE_OF_CELLS = 0xD608  # sprmTDefTable: the one operand whose length takes two bytes
_SIZES = {0: 1, 1: 1, 2: 2, 3: 4, 4: 2, 5: 2, 7: 3}


def read_row_marks(main: bytes, table: bytes) -> set[int]:
    """Where in the stream the paragraphs end that are the end of a row."""
    start, length = struct.unpack_from("<II", main, _PLACE)
    places = table[start : start + length]
    count = max((len(places) - 4) // 8, 0)
    marks: set[int] = set()
    for number in range(count):
        page = struct.unpack_from("<I", places, 4 * (count + 1) + 4 * number)[0] & 0x3FFFFF
        marks |= set(_read_page(main[page * _PAGE : (page + 1) * _PAGE]))
    return marks


def _read_page(page: bytes) -> Iterator[int]:
    if len(page) < _PAGE:
        return
    runs = page[-1]
    for run in range(runs):
        end = struct.unpack_from("<I", page, 4 * (run + 1))[0]
        offset = page[4 * (runs + 1) + 13 * run] * 2
        if offset and _ends_row(_properties(page, offset)):
            yield end


def _properties(page: bytes, offset: int) -> bytes:
    """A paragraph's own properties, its style's number left out."""
    words = page[offset]
    begin, size = (offset + 1, 2 * words - 1) if words else (offset + 2, 2 * page[offset + 1])
    return page[begin + 2 : begin + size]


def _ends_row(properties: bytes) -> bool:
    at = 0
    while at + 2 < len(properties):
        code = struct.unpack_from("<H", properties, at)[0]
        if code == _ELSEWHERE:
            return True
        if code == _ENDS_ROW:
            return properties[at + 2] != 0
        at += 2 + _operand_size(code, properties, at + 2)
    return False


def _operand_size(code: int, properties: bytes, at: int) -> int:
    if code == _TABLE_OF_CELLS and at + 2 <= len(properties):
        return 1 + int(struct.unpack_from("<H", properties, at)[0])
    kind = code >> 13
    return _SIZES[kind] if kind != 6 else 1 + properties[at]
