"""PDF: its text layer as lines, its ruled tables as rows. A scan has no text layer."""

from __future__ import annotations

import ctypes
import math
from collections import Counter
from collections.abc import Iterator
from typing import TypeVar

import pypdfium2
import pypdfium2.raw as pdfium

from ingestion.attachments.failures import NotRead
from ingestion.attachments.page_layout import Character, Rule, lay_out
from ingestion.charset import PLAUSIBLE, usual_characters

PAGES = 1_000
CHARACTERS = 40_000  # of a page; a dense one has 3,000
OBJECTS = 20_000  # drawn on a page, before its lines are no longer looked at
THIN = 4.0  # points: a rectangle thinner than this is a line
_Placed = TypeVar("_Placed", Character, Rule)
_UNREAD_SHARE = 0.05  # of characters that the fonts do not name


def read_lines(body: bytes, kind: str) -> list[str]:
    """The lines of all pages, page numbers as they stand.

    Raises:
        NotRead: encrypted, broken, a scan, or in fonts that do not say which characters they draw.
    """
    try:
        document = pypdfium2.PdfDocument(body)
    except pypdfium2.PdfiumError as error:
        if "assword" in str(error):
            raise NotRead("it is encrypted") from error
        raise NotRead(f"a broken pdf ({error})") from error
    if len(document) > PAGES:
        raise NotRead(f"more than {PAGES:,} pages")
    lines: list[str] = []
    bare = 0
    for number in range(len(document)):
        own = list(_read_page(document, number))
        bare += not own
        lines += own
    if bare == len(document):
        raise NotRead("its pages hold no text: a scan")
    if bare > len(document) / 2:
        raise NotRead(f"{bare} of its {len(document)} pages hold no text: a scan")
    _check_words("".join(lines))
    return lines


def _check_words(text: str) -> None:
    foreign = [char for char in text if char > "\x7f"]
    unnamed = sum(_is_unnamed(char) for char in text)
    usual = usual_characters("utf-8")
    plausible = sum(char in usual for char in foreign) >= PLAUSIBLE * len(foreign)
    if unnamed > _UNREAD_SHARE * len(text) or not plausible:
        raise NotRead("its fonts do not say which characters they draw")


def _is_unnamed(char: str) -> bool:
    return char in "\ufffd\ufffe" or "\ue000" <= char <= "\uf8ff" or "\x01" <= char <= "\x08"


def _read_page(document: pypdfium2.PdfDocument, number: int) -> Iterator[str]:
    try:
        page = document[number]
    except pypdfium2.PdfiumError as error:
        raise NotRead(f"its page {number + 1} is broken") from error
    try:
        characters, turns = _read_characters(page, number)
        turn = turns.most_common(1)[0][0] if turns else 0
        upright = [one for one, own in characters if own == turn]
        rules = list(_read_rules(page)) if upright else []
        yield from lay_out([_turn(one, turn) for one in upright], [_turn(r, turn) for r in rules])
    finally:
        page.close()


def _read_characters(
    page: pypdfium2.PdfPage, number: int
) -> tuple[list[tuple[Character, int]], Counter[int]]:
    """Each character with the quarter turn it is written at; watermarks aslant are left out."""
    text = page.get_textpage()
    count = text.count_chars()
    if count > CHARACTERS:
        raise NotRead(f"its page {number + 1} holds more than {CHARACTERS:,} characters")
    found: list[tuple[Character, int]] = []
    turns: Counter[int] = Counter()
    box = pdfium.FS_RECTF()
    for index in range(count):
        code = pdfium.FPDFText_GetUnicode(text, index)
        char = chr(code) if code < 0x110000 else "\ufffd"
        if pdfium.FPDFText_IsGenerated(text, index) == 1 or char in "\0\r\n\t" or char.isspace():
            continue
        quarters = math.degrees(max(pdfium.FPDFText_GetCharAngle(text, index), 0.0)) / 90
        if abs(quarters - round(quarters)) > 0.05:
            continue
        pdfium.FPDFText_GetLooseCharBox(text, index, ctypes.byref(box))
        turn = round(quarters) % 4
        turns[turn] += 1
        found.append((Character(char, box.left, box.right, box.bottom, box.top), turn))
    text.close()
    return _pair_surrogates(found), turns


def _pair_surrogates(found: list[tuple[Character, int]]) -> list[tuple[Character, int]]:
    """A character beyond the first plane may come as its two halves."""
    paired: list[tuple[Character, int]] = []
    for one, turn in found:
        if "\udc00" <= one.char <= "\udfff" and paired:
            first = paired[-1][0]
            if "\ud800" <= first.char <= "\udbff":
                both = (first.char + one.char).encode("utf-16", "surrogatepass").decode("utf-16")
                paired[-1] = (first._replace(char=both), turn)
                continue
        paired.append((one, turn))
    return paired


def _read_rules(page: pypdfium2.PdfPage) -> Iterator[Rule]:
    """The lines drawn on a page: thin shapes, and the edges of boxes."""
    for seen, drawn in enumerate(page.get_objects(filter=(pdfium.FPDF_PAGEOBJ_PATH,), max_depth=4)):
        if seen > OBJECTS:
            return
        left, bottom, right, top = drawn.get_bounds()
        wide, high = right - left, top - bottom
        if high <= THIN or wide <= THIN:
            yield Rule(left, right, bottom, top)
        else:
            yield Rule(left, right, bottom, bottom)
            yield Rule(left, right, top, top)
            yield Rule(left, left, bottom, top)
            yield Rule(right, right, bottom, top)


def _turn(one: _Placed, quarters: int) -> _Placed:
    """Where it stands once the page is turned so that text at so many quarter turns is upright."""
    left, right, bottom, top = one.left, one.right, one.bottom, one.top
    if quarters == 3:
        left, right, bottom, top = bottom, top, -right, -left
    elif quarters == 2:
        left, right, bottom, top = -right, -left, -top, -bottom
    elif quarters == 1:
        left, right, bottom, top = -top, -bottom, left, right
    return one._replace(left=left, right=right, bottom=bottom, top=top)
