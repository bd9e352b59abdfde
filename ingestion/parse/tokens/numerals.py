"""Chinese numerals to numbers: 三 -> 3, 十二 -> 12, 两百五十 -> 250, 二〇二五 -> 2025."""

from __future__ import annotations

from decimal import Decimal

_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_STEPS = {"十": 10, "百": 100, "千": 1000}


def read_numeral(text: str) -> Decimal | None:
    """The number that a Chinese numeral up to 9999 says; None where it says none."""
    if not text or any(c not in _DIGITS and c not in _STEPS for c in text):
        return None
    if not any(c in _STEPS for c in text):
        return Decimal("".join(str(_DIGITS[c]) for c in text))
    total = digit = 0
    for char in text:
        if char in _STEPS:
            total += (digit or 1) * _STEPS[char]
            digit = 0
        else:
            digit = _DIGITS[char]
    return Decimal(total + digit)
