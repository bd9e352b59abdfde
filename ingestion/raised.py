"""Superscripts in a line of text: an exponent stays one, the mark of a footnote goes.

A raised digit is never part of the number before it: 10<sup>8</sup> is not 108, and a footnote's
mark behind 42 does not make it 421. A reader puts what it finds raised between `OPEN` and `CLOSE`,
and `settle_raised` decides over the whole line, as only the words around tell what it is.
"""

from __future__ import annotations

import re

OPEN, CLOSE = "\ufdd0", "\ufdd1"  # no characters of any text, by Unicode's promise
_BETWEEN = re.compile(f"{OPEN}([^{OPEN}{CLOSE}]*){CLOSE}")
_LEFT_OVER = str.maketrans("", "", OPEN + CLOSE)
_AS_SIGNS = str.maketrans("0123456789+-−–", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁻")
_LOOK_BACK = 16  # characters; no unit and no ×10 is longer

_FIGURES = r"\d{1,3}(?:\s{0,2}[,，、~-]\s{0,2}\d{1,3}){0,9}"
_MARK = re.compile(
    rf"[\[【〔［(（]?\s{{0,2}}(?:注\s{{0,2}})?{_FIGURES}\s{{0,2}}[\]】〕］)）]?"
    r"|[\[【〔［(（]?注[\]】〕］)）]?|[①-⒇㈠-㈩*＊†‡※#]{1,9}"
)
_SIGNED = re.compile(r"[-−–]\d{1,2}")
_LENGTH = re.compile(r"(?:(?<![A-Za-z])[kKhHcCdDmMnNμµ]?[mM]|(?<!平方)(?<!立方)(?:米|公里))$")
_TIMES_TEN = re.compile(r"[×xX*✕✖╳·]\s*10$")
_TEN = re.compile(r"(?<![\d.,，])10$")


def settle_raised(line: str) -> str:
    """A line with its superscripts written out, or left out where they are footnotes' marks."""
    if OPEN not in line and CLOSE not in line:
        return line
    joined = line.replace(CLOSE + OPEN, "")  # one mark in three runs: [, 1, ]
    return _BETWEEN.sub(_settle, joined).translate(_LEFT_OVER)


def _settle(match: re.Match[str]) -> str:
    raised = match[1].strip()
    before = match.string[max(match.start() - _LOOK_BACK, 0) : match.start()]
    before = before.translate(_LEFT_OVER).rstrip()
    after = match.string[match.end() : match.end() + 1]
    if _SIGNED.fullmatch(raised) or _is_exponent(before, raised, after):
        return raised.translate(_AS_SIGNS)
    if _MARK.fullmatch(raised):
        return ""
    # Words, or the rest of a line whose <sup> nobody closed: kept, but no number goes on in it.
    return raised.translate(_AS_SIGNS) if len(raised) <= _LOOK_BACK else _part(match[1])


def _is_exponent(before: str, raised: str, after: str) -> bool:
    if raised in ("2", "3") and _LENGTH.search(before):
        return True
    if not (raised.isascii() and raised.isdigit() and len(raised) <= 2):
        return False
    if _TIMES_TEN.search(before):
        return True
    # A bare 10 is a power where it can be one; 10³ is read as no number, which is no wrong one.
    return raised != "1" and after not in ("%", "％") and _TEN.search(before) is not None


def _part(words: str) -> str:
    """The figures that a long raised text opens with as signs, the rest as it is."""
    rest = words.lstrip("0123456789")
    return words[: len(words) - len(rest)].translate(_AS_SIGNS) + rest
