"""What stands alone on each line of a table that lost its walls."""

from __future__ import annotations

import re
from dataclasses import dataclass

Span = tuple[int, int]
_NOTE = re.compile(r"\((?![一二三四五六七八九十\d]{1,3}\))[^()]{1,14}\)")  # (万亩) under its name
_PAGE_NUMBER = re.compile(r"-{1,3} ?\d{1,3} ?-{1,3}")
LONGEST_HEAD = 24
MOST_HEADS = 20


@dataclass(frozen=True, slots=True)
class Atom:
    """What stands alone on a line, or on two where a bracket (万亩) broke off."""

    text: str
    start: int
    end: int
    line: int
    last: int  # line


@dataclass(frozen=True, slots=True)
class FlatTable:
    rows: list[tuple[list[Span], range]]  # cells, and the lines that they took
    after: int  # line


class Atoms:
    """The lines from one on that hold anything, read as far as they are asked for."""

    def __init__(self, folded: str, lines: list[Span], line: int) -> None:
        self.folded = folded
        self.lines = lines
        self.line = line
        self.read: list[Atom] = []

    def get(self, position: int) -> Atom | None:
        while len(self.read) <= position + 1 and self.line < len(self.lines):
            self._read_line()
        return self.read[position] if position < len(self.read) else None

    def text(self, position: int) -> str:
        atom = self.get(position)
        return atom.text if atom else ""

    def texts(self, start: int, end: int) -> list[str]:
        return [self.text(i) for i in range(start, end)]

    def row(self, start: int, end: int) -> tuple[list[Span], range]:
        atoms = [atom for i in range(start, end) if (atom := self.get(i))]
        return [(a.start, a.end) for a in atoms], range(atoms[0].line, atoms[-1].last + 1)

    def pick(self, kept: list[int]) -> tuple[list[Span], range]:
        """The row of the heads, without those that stand over no column."""
        spans, covered = self.row(0, kept[-1] + 1)
        return [spans[i] for i in kept], covered

    def line_after(self, position: int) -> int:
        before = self.get(position - 1)
        return before.last + 1 if before else self.line

    def _read_line(self) -> None:
        start, end = self.lines[self.line]
        raw = self.folded[start:end]
        bare = raw.strip()
        if bare and not _PAGE_NUMBER.fullmatch(bare):
            begin = start + len(raw) - len(raw.lstrip())
            text = "".join(bare.split()) if "\t" not in bare else "\t"  # walls: another table
            before = self.read[-1] if self.read else None
            if before and _NOTE.fullmatch(text) and len(before.text) <= 40:
                self.read[-1] = Atom(
                    before.text + text, before.start, begin + len(bare), before.line, self.line
                )
            else:
                self.read.append(Atom(text, begin, begin + len(bare), self.line, self.line))
        self.line += 1
