"""Tables that have lost their walls: a cell on each line, or cells parted by spaces.

序号 / 指标 / 单位 / 2023年 / 2025年 / 1 / 甲率 / % / 86 / 90 / 2 … becomes rows of cells again, so
that nothing reads them as prose.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from itertools import chain, pairwise

from ingestion.parse.markers import starts_with_marker
from ingestion.parse.responsible import split_bodies
from ingestion.parse.table_columns import Role, is_bare_head, read_role
from ingestion.parse.table_headers import Header, align, merge_heads, read_header
from ingestion.parse.table_values import is_blank, is_value_like, read_value

Span = tuple[int, int]
# Heads that a table may begin with; a pattern that begins with one character is searched fast.
_OPENING = (
    r"[ \t]*+(?=序 *号|编 *号|(?:主 *要|具 *体|考 *核|规 *划|发 *展|核 *心)? *指 *标"
    r"|(?:重 *点|主 *要|工 *作|实 *事|民 *生|目 *标)? *(?:任 *务|项 *目|事 *项|内 *容)|目 *标"
    r"|类 *别|领 *域|品 *种|产 *品|类 *型|[\u4e00-\u9fff]{0,6}名 *称)"
)
_AT_START, _TEASER = re.compile(_OPENING), re.compile(r"\n" + _OPENING)
_CELL = re.compile(r"\S++(?: (?! )\S++)*+")  # parted by two spaces or more
_WORD = re.compile(r"\S++")
_NOTE = re.compile(r"\((?![一二三四五六七八九十\d]{1,3}\))[^()]{1,14}\)")  # (万亩) under its name
_CLOSE = re.compile(r"附(?:件|表)|注[:]|备注[:]|\((?:责任编辑|此件)|来源[:]|抄送|联系人")
_PAGE_NUMBER = re.compile(r"-+ ?\d{1,3} ?-+")
_ORDINAL = re.compile(r"0?(\d{1,3})[.、]?")
_LONGEST_HEAD = 24
_MOST_HEADS = 20
_GROUP = 20  # a line this short may stand between rows: 二、社会发展


@dataclass(frozen=True, slots=True)
class _Atom:
    """What stands alone on a line, or on two where a bracket (万亩) broke off."""

    text: str
    start: int
    end: int
    line: int
    last: int  # line


@dataclass(frozen=True, slots=True)
class _Table:
    rows: list[tuple[list[Span], range]]  # cells, and the lines that they took
    after: int  # line


def part_flat_tables(folded: str, lines: list[Span]) -> tuple[list[Span], dict[int, list[Span]]]:
    """Lines with each row of a flat table made one, and by the row's start its cells."""
    reader: _Reader | None = None
    taken: dict[int, range] = {}
    walls: dict[int, list[Span]] = {}
    after = 0
    first = _AT_START.match(folded)
    for match in chain([first] if first else [], _TEASER.finditer(folded)):
        reader = reader or _Reader(folded, lines)
        line = reader.find_line(match.end())
        if line < after or line >= len(lines):
            continue
        table = reader.read(line)
        if table is None:
            continue
        after = table.after
        for cells, covered in table.rows:
            taken[covered.start] = covered
            walls[cells[0][0]] = cells
    return (_merge_lines(lines, taken, walls) if taken else lines), walls


def _merge_lines(
    lines: list[Span], taken: dict[int, range], walls: dict[int, list[Span]]
) -> list[Span]:
    merged = []
    skip = 0
    starts = sorted(walls)
    for position, (start, end) in enumerate(lines):
        if position < skip:
            continue
        covered = taken.get(position)
        if covered is None:
            merged.append((start, end))
            continue
        begin = starts[bisect_left(starts, start)]
        merged.append((begin, walls[begin][-1][1]))
        skip = covered.stop
    return merged


class _Reader:
    def __init__(self, folded: str, lines: list[Span]) -> None:
        self.folded = folded
        self.lines = lines
        self.starts = [start for start, _ in lines]

    def find_line(self, position: int) -> int:
        """The line that a position stands in."""
        found = bisect_left(self.starts, position)
        is_start = found < len(self.starts) and self.starts[found] == position
        return found if is_start else found - 1

    def read(self, line: int) -> _Table | None:
        """The table that begins on a line, if one does."""
        if "\t" in self.folded[slice(*self.lines[line])].strip():
            return None
        atoms = _Atoms(self.folded, self.lines, line)
        first = atoms.get(0)
        role = read_role(first.text) if first else None
        if role is Role.NUMBER and first and first.last == first.line:
            return _read_numbered(atoms) or self._read_spaced(line)
        if role is not None:
            return _read_unnumbered(atoms) or self._read_spaced(line)
        return self._read_spaced(line)

    def _read_spaced(self, line: int) -> _Table | None:
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
        return _Table(rows, position) if len(rows) > 1 else None

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
        if end - start > 400:
            return []
        wide = [m.span() for m in _CELL.finditer(self.folded, start, end)]
        if len(wide) > 1 and all(map(read_role, self._texts(wide))):
            return wide
        words = [m.span() for m in _WORD.finditer(self.folded, start, end)]
        return words if len(words) > 2 and all(map(read_role, self._texts(words))) else []

    def _split_row(self, line: int, header: Header) -> list[Span]:
        start, end = self.lines[line]
        if end - start > 400:
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
    return header.width - 2 <= len(texts) <= header.width + 1 and align(texts, header) is not None


class _Atoms:
    """The lines from one on that hold anything, read as far as they are asked for."""

    def __init__(self, folded: str, lines: list[Span], line: int) -> None:
        self.folded = folded
        self.lines = lines
        self.line = line
        self.read: list[_Atom] = []

    def get(self, position: int) -> _Atom | None:
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
                self.read[-1] = _Atom(
                    before.text + text, before.start, begin + len(bare), before.line, self.line
                )
            else:
                self.read.append(_Atom(text, begin, begin + len(bare), self.line, self.line))
        self.line += 1


def _read_numbered(atoms: _Atoms) -> _Table | None:
    """序号 … 1 … 2 …: each row runs up to the next number."""
    begins = (
        k for k in range(1, _MOST_HEADS) if _read_ordinal(atoms.text(k)) or _is_head(atoms, k)
    )
    first = next(begins, 0)
    if first < 2 or _is_head(atoms, first):
        return None
    heads = atoms.texts(0, first)
    if any(len(text) > _LONGEST_HEAD or "。" in text for text in heads):
        return None
    if sum(read_role(text) is not None for text in heads) < 2:
        return None
    ends = _find_rows(atoms, first, len(heads))
    width = ends[1] - ends[0] if len(ends) > 1 else len(heads)
    kept = _choose_heads(heads, width)
    header = read_header([heads[i] for i in kept], None)
    rows = [_pick_row(atoms, kept)]
    for start, end in pairwise(ends):
        cells, covered = atoms.row(start, _trim_row(atoms, start, end, len(kept)))
        rows.append((_mend_name(cells, header), covered))
    close = _close_row(atoms, ends[-1], len(kept), header)
    if close > ends[-1] + 1:
        rows.append(atoms.row(ends[-1], close))
    return _Table(rows, atoms.line_after(close)) if len(rows) > 1 else None


def _is_head(atoms: _Atoms, position: int) -> bool:
    """序号 again: another table begins."""
    return atoms.text(position) == atoms.text(0)


def _pick_row(atoms: _Atoms, kept: list[int]) -> tuple[list[Span], range]:
    spans, covered = atoms.row(0, kept[-1] + 1)
    return [spans[i] for i in kept], covered


def _choose_heads(heads: list[str], width: int) -> list[int]:
    """Positions of the heads that stand over a column: 目标值 above 2023年 and 2025年 does not."""
    kept = list(range(len(heads)))
    for position in reversed(range(len(heads))):
        surplus = len(kept) - width
        if surplus > 0 and (read_role(heads[position]) is None or is_bare_head(heads[position])):
            kept.remove(position)
    return kept


def _find_rows(atoms: _Atoms, first: int, width: int) -> list[int]:
    """Where each row's number stands; a row's own values may look like the next number."""
    found = [first]
    number = _read_ordinal(atoms.text(first)) or 0
    while True:
        start, number = found[-1], number + 1
        if len(found) > 1:
            width = found[-1] - found[-2]
        near = [start + width, *range(start + 2, start + 2 * width + 4)]
        following = next(
            (
                k
                for k in near
                if _read_ordinal(atoms.text(k)) == number and _is_worded(atoms.text(k + 1))
            ),
            None,
        )
        if following is None:
            return found
        found.append(following)


def _is_worded(text: str) -> bool:
    return not is_blank(text) and read_value(text) is None


def _read_ordinal(text: str) -> int | None:
    match = _ORDINAL.fullmatch(text) if len(text) <= 4 else None
    return int(match[1]) if match else None


def _trim_row(atoms: _Atoms, start: int, end: int, width: int) -> int:
    """A row without the name of the next group, 二、社会发展, that stands behind it."""
    while end - start > width and starts_with_marker(atoms.text(end - 1)):
        end -= 1
    return end


def _mend_name(cells: list[Span], header: Header | None) -> list[Span]:
    """A row with too many cells: its name was broken over lines."""
    surplus = len(cells) - header.width if header else 0
    if header is None or surplus <= 0:
        return cells
    name = header.name
    joined = (cells[name][0], cells[name + surplus][1])
    return [*cells[:name], joined, *cells[name + surplus + 1 :]]


def _close_row(atoms: _Atoms, start: int, width: int, header: Header | None) -> int:
    """Where the last row ends: it has no next number behind it."""
    if header:
        for end in range(start + width, start + width - 3, -1):
            if align(atoms.texts(start, end), header) is not None and atoms.get(end - 1):
                return end
        return start
    end = start + 1
    while end < start + width:
        text = atoms.text(end)
        if not text or (end > start + 2 and starts_with_marker(text)) or _CLOSE.match(text):
            break
        end += 1
    return end


def _read_unnumbered(atoms: _Atoms) -> _Table | None:
    """指标 / 单位 / 2025年 / 甲率 / % / 90 …: rows of the header's width, while they fit."""
    count = _count_heads(atoms)
    if count < 2:
        return None
    heads = atoms.texts(0, count)
    if Role.BODY in map(read_role, heads) and read_header(heads, None) is None:
        return _read_tasks(atoms, heads)
    leaves = [i for i, text in enumerate(heads) if not is_bare_head(text)]
    for kept in ([*range(count)], leaves):
        header = read_header([heads[i] for i in kept], None) if len(kept) > 1 else None
        rows, after = _read_fitting(atoms, count, header) if header else ([], 0)
        if header and len(rows) >= (1 if header.width > 2 else 2):
            return _Table([_pick_row(atoms, kept), *rows], atoms.line_after(after))
    return None


def _read_tasks(atoms: _Atoms, heads: list[str]) -> _Table | None:
    """任务 / 责任单位 / 完成时间, then the same of each task; bodies tell whether a row fits."""
    roles = [read_role(text) for text in heads]
    position = len(heads)
    rows = [atoms.row(0, position)]
    while atoms.get(position):
        width = next(
            (w for w in (len(heads), len(heads) - 1) if _allots(atoms, position, roles, w)), 0
        )
        if width < 2:
            break
        rows.append(atoms.row(position, position + width))
        position += width
    return _Table(rows, atoms.line_after(position)) if len(rows) > 2 else None


def _allots(atoms: _Atoms, start: int, roles: list[Role | None], width: int) -> bool:
    own = roles[len(roles) - width :]
    texts = atoms.texts(start, start + width)
    return all(
        bool(split_bodies(text)) if role is Role.BODY else bool(text) and not split_bodies(text)
        for role, text in zip(own, texts, strict=True)
    )


def _count_heads(atoms: _Atoms) -> int:
    """How many lines head columns, one after the other; none of them twice."""
    seen: set[str] = set()
    while len(seen) < _MOST_HEADS:
        text = atoms.text(len(seen))
        if len(text) > _LONGEST_HEAD or text in seen or not read_role(text):
            break
        seen.add(text)
    return len(seen)


def _read_fitting(
    atoms: _Atoms, position: int, header: Header
) -> tuple[list[tuple[list[Span], range]], int]:
    rows: list[tuple[list[Span], range]] = []
    while atoms.get(position):
        end = _fit(atoms, position, header)
        if (
            end is None
            and len(atoms.text(position)) <= _GROUP
            and not is_value_like(atoms.text(position))
        ):
            end = _fit(atoms, position + 1, header)
            position += end is not None
        if end is None:
            break
        rows.append(atoms.row(position, end))
        position = end
    return rows, position


def _fit(atoms: _Atoms, start: int, header: Header) -> int | None:
    """The end of a row that lines up with the header; a cell that spans rows comes only once."""
    for end in range(start + header.width, start + max(1, header.width - 3), -1):
        if (
            atoms.get(end - 1)
            and align(atoms.texts(start, end), header) == end - start - header.width
        ):
            return end
    return None
