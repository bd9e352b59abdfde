"""Tables whose columns are parted by spaces: 指标名称      单位    2025年目标."""

from __future__ import annotations

import re

from ingestion.parse.tables.columns import read_role
from ingestion.parse.tables.flat_atoms import FlatTable, Span
from ingestion.parse.tables.headers import Header, line_up, merge_heads, read_header

_CELL = re.compile(r"\S++(?: (?! )\S++)*+")  # parted by two spaces or more
_WORD = re.compile(r"\S++")
_GROUP = 20  # a line this short may stand between rows: 二、社会发展
_LONGEST = 400  # a row's line


class SpacedReader:
    """Reads a table from the line of its header on."""

    def __init__(self, folded: str, lines: list[Span]) -> None:
        self.folded = folded
        self.lines = lines

    def read(self, line: int) -> FlatTable | None:
        """指标名称     单位    2025年目标, and rows that part the same way."""
        spans = self._split_heads(line)
        header = read_header(self._texts(spans), None)
        if header is None:
            return None
        rows = [(spans, range(line, line + 1))]
        heads: list[str] | None = self._texts(spans)
        position = line + 1
        while position < len(self.lines):
            cells = self._split_row(position, header)
            lower = self._split_heads(position) if heads and not cells else []
            merged = merge_heads(heads, self._texts(lower)) if heads and lower else None
            wider = read_header(merged, None) if merged else None
            if cells or wider:
                rows.append((cells or lower, range(position, position + 1)))
                header = wider or header
                heads = None
            elif not self._may_stand_between(position, header):
                break
            position += 1
        return FlatTable(rows, position) if len(rows) > 1 else None

    def _may_stand_between(self, position: int, header: Header) -> bool:
        """An empty line, or the name of a group with a row right under it."""
        text = self.folded[slice(*self.lines[position])].strip()
        if not text:
            return True
        following = next(
            (
                i
                for i in range(position + 1, min(len(self.lines), position + 4))
                if self.folded[slice(*self.lines[i])].strip()
            ),
            None,
        )
        return (
            len(text) <= _GROUP
            and following is not None
            and bool(self._split_row(following, header))
        )

    def _split_heads(self, line: int) -> list[Span]:
        """The heads on a line, parted by two spaces, or by one where every word is a head."""
        start, end = self.lines[line]
        if end - start > _LONGEST:
            return []
        wide = [m.span() for m in _CELL.finditer(self.folded, start, end)]
        if len(wide) > 1 and all(map(read_role, self._texts(wide))):
            return wide
        words = [m.span() for m in _WORD.finditer(self.folded, start, end)]
        return words if len(words) > 2 and all(map(read_role, self._texts(words))) else []

    def _split_row(self, line: int, header: Header) -> list[Span]:
        start, end = self.lines[line]
        if end - start > _LONGEST:
            return []
        wide = [m.span() for m in _CELL.finditer(self.folded, start, end)]
        if len(wide) > 1 and _fits_row(self._texts(wide), header):
            return wide
        words = [m.span() for m in _WORD.finditer(self.folded, start, end)]
        behind = header.width - 1 - header.name
        if len(words) < header.width:
            return words if len(words) > 1 and _fits_row(self._texts(words), header) else []
        tail = words[len(words) - behind :] if behind else []
        name = (words[header.name][0], words[len(words) - behind - 1][1])
        cells = [*words[: header.name], name, *tail]
        return cells if _fits_row(self._texts(cells), header) else []

    def _texts(self, spans: list[Span]) -> list[str]:
        return ["".join(self.folded[a:b].split()) for a, b in spans]


def _fits_row(texts: list[str], header: Header) -> bool:
    return header.width - 2 <= len(texts) <= header.width + 1 and line_up(texts, header) is not None
