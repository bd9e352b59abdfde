"""One character to one character: the many widths of a digit or a bracket become one.

Folding never changes the length, so an offset into the folded text is an offset into the given one.
"""

from __future__ import annotations

import re
import unicodedata

_FULL_WIDTH = {0xFF01 + i: 0x21 + i for i in range(94)}  # ２０２２％ reads as 2022%
# Digits of other scripts, which a pattern's \d would take for a number.
_DIGITS = {
    ord(char): ord("0") + unicodedata.decimal(char)
    for char in map(chr, range(0x80, 0x20000))
    if char.isdecimal()
}
_SPACES = dict.fromkeys((0x0B, 0x0C, 0xA0, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000), 0x20)
_BREAKS = dict.fromkeys((0x0D, 0x85, 0x2028, 0x2029), 0x0A)
# Nothing to see: NUL, zero-width marks, half of a broken surrogate pair.
_UNSEEN = dict.fromkeys(
    (0x00, *range(0x200B, 0x2010), 0x2060, 0xFEFF, *range(0xD800, 0xE000)), 0x20
)
_SIGNS = str.maketrans(
    "，；：？！（）﹙﹚—–―‐‑−─━～∼〜﹪∶「」『』≧≦⩾⩽○",
    ",;:?!()()--------~~~%:“”“”≥≤≥≤〇",
)
# The tab keeps its form: it is the wall between the cells of a table.
_TABLE = {
    chr(given): chr(folded)
    for given, folded in {
        **_DIGITS,
        **_FULL_WIDTH,
        **_SPACES,
        **_BREAKS,
        **_UNSEEN,
        **_SIGNS,
    }.items()
}
# One class of characters each: a class that reaches beyond the first plane is searched slowly.
_FOLDED = re.compile("[" + "".join(re.escape(c) for c in _TABLE if c <= "\uffff") + "]")
_BEYOND = re.compile("[\U00010000-\U0010ffff]")


def fold_text(text: str) -> str:
    """Fold the widths of signs and spaces.

    Shape: as long as `text`, character for character.
    """
    found = _FOLDED.search(text)
    while found:  # a few kinds a text: quicker than one look-up a character
        text = text.replace(found.group(), _TABLE[found.group()])
        found = _FOLDED.search(text, found.end())
    if _BEYOND.search(text):
        for char in _TABLE.keys() & set(text):
            text = text.replace(char, _TABLE[char])
    return text
