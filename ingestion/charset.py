"""The encoding of a page: what it says of itself, weighed against its bytes.

Text is never replaced silently: bytes that no decoding turns into plausible text are refused.
"""

from __future__ import annotations

import codecs
import re
from collections import Counter
from dataclasses import dataclass
from functools import cache

from ingestion.errors import UnreadableText

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_META = re.compile(rb"<meta[^>]{0,200}?charset\s{0,4}=\s{0,4}[\"']?([\w-]{1,40})", re.IGNORECASE)
_XML = re.compile(rb"^\s{0,20}<\?xml[^>]{0,100}?encoding=[\"']([\w-]{1,40})", re.IGNORECASE)
_HEADER = re.compile(r"charset\s{0,4}=\s{0,4}[\"']?([\w-]{1,40})", re.IGNORECASE)
# Not the defaults that servers send without looking (latin-1, ascii): they say nothing.
_WRITTEN_IN = frozenset({"utf-8", "utf-16", "utf-16-le", "utf-16-be"})
_CANDIDATES = ("gb18030", "big5hkscs")  # beside UTF-8 and what the page says
_CONTROL = re.compile(r"[\x01-\x08\x0b\x0e-\x1f\x7f\ufffd\ue000-\uf8ff]")
_PUNCTUATION = frozenset(
    "，。；：、！？“”‘’（）《》〈〉【】〔〕［］—…·～％　 ①②③④⑤⑥⑦⑧⑨⑩–−×÷±°®©•\xa0\ufeff\u2003\u2002"
)

RIVAL = 0.15  # by so much another encoding reads the bytes as more usual text
FEW = 12  # characters; two bytes of Big5 are often one usual character of GB 2312 too
_SAMPLE = 500_000  # characters; the longest notices have 150,000
PLAUSIBLE = 0.6  # share of common characters; see tests/ingestion/test_charset.py for the margins


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text and how its encoding was found.

    `charset` is what Python decodes it with; `basis` is bom, header, meta or bytes, or guess where
    too little speaks for it; `declared` is the page's own claim where it differs; a BOM stays in
    the text as U+FEFF.
    """

    text: str
    charset: str
    basis: str
    declared: str | None = None
    flags: tuple[str, ...] = ()


def decode(body: bytes, *, header: str | None = None) -> Decoded:
    """Read bytes as text.

    Args:
        header: the Content-Type header, or None.

    Raises:
        UnreadableText: binary, cut within a character, or no plausible text in any encoding.
    """
    for bom, charset in _BOMS:
        if body.startswith(bom):
            return Decoded(_decode_strictly(body, charset), charset, "bom")
    claims = _claims(body, header)
    if _is_cut_utf8(body):
        raise UnreadableText("the bytes end within a character", "fetch or copy the file again")
    scores = _score_all(body, claims)
    if not scores:
        raise _unreadable(body)
    charset = _choose(scores, claims)
    basis = next((basis for basis, claimed in claims if claimed == charset), "bytes")
    declared = next((claimed for _, claimed in claims if claimed != charset), None)
    flags = ("charset_mismatch",) if declared else ()
    text = body.decode(charset)
    if _is_uncertain(text, charset, scores):
        return Decoded(text, charset, "guess", declared, (*flags, "charset_uncertain"))
    return Decoded(text, charset, basis, declared, flags)


def normalize_name(name: str) -> str | None:
    """An encoding's own name, of those that pages are written in; None for any other.

    gb2312 and gbk are read as gb18030, which holds both. A page may not choose among all of
    Python's codecs: `undefined`, a common slip, raises, and `unicode_escape` would rewrite it.
    """
    try:
        known = codecs.lookup(name.strip().strip("\"'")).name
    except (LookupError, ValueError):
        return "gb18030" if name.lower().startswith(("gb", "x-gb")) else None
    if known in ("gb2312", "gbk", "gb18030", "hz"):
        return "gb18030"
    if known in ("big5", "cp950", "big5hkscs"):
        return "big5hkscs"
    return known if known in _WRITTEN_IN else None


def _claims(body: bytes, header: str | None) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    if header and (match := _HEADER.search(header)):
        found.append(("header", match.group(1)))
    for pattern in (_META, _XML):
        if inside := pattern.search(body[:4096]):
            found.append(("meta", inside.group(1).decode("ascii", "replace")))
    named = [(basis, normalize_name(name)) for basis, name in found]
    return [(basis, name) for basis, name in named if name is not None]


def _score_all(body: bytes, claims: list[tuple[str, str]]) -> dict[str, float]:
    """By encoding that can decode the bytes, its score; plausible UTF-8 is looked at alone."""
    scores: dict[str, float] = {}
    for name in dict.fromkeys(["utf-8", *(name for _, name in claims), *_CANDIDATES]):
        score = _score(body, name)
        if score is not None:
            scores[name] = score
        if name == "utf-8" and (score or 0) >= PLAUSIBLE:
            break
    return scores


def _choose(scores: dict[str, float], claims: list[tuple[str, str]]) -> str:
    """A plausible claim wins, except over bytes that are plausible UTF-8: that is no accident."""
    if scores.get("utf-8", 0) >= PLAUSIBLE:
        return "utf-8"
    for _, name in claims:
        if scores.get(name, 0) >= PLAUSIBLE:
            return name
    best = max(scores, key=lambda name: scores[name])
    if scores[best] < PLAUSIBLE:
        raise UnreadableText(
            f"read as {best}, only {scores[best]:.0%} of the characters are usual in Chinese text",
            "save the file as UTF-8 or GB18030",
        )
    return best


def _is_uncertain(text: str, charset: str, scores: dict[str, float]) -> bool:
    """Whether another encoding would do as well, or too little is said to tell; UTF-8 is sure."""
    if charset == "utf-8" or text.isascii():
        return False
    rivals = [score for name, score in scores.items() if name not in (charset, "utf-8")]
    if any(score > scores[charset] + RIVAL for score in rivals):
        return True
    return sum(char > "\x7f" for char in _take_sample(text)) < FEW


def _score(body: bytes, charset: str) -> float | None:
    """Share of the characters beyond ASCII that Chinese text usually has; None if undecodable."""
    try:
        text = body.decode(charset)
    except UnicodeError:
        return None
    text = _take_sample(text)
    if sum(1 for _ in _CONTROL.finditer(text)) > len(text) / 100:
        return None
    usual = usual_characters(charset)
    foreign = usual_found = 0
    for char, times in Counter(text).items():
        if char > "\x7f":
            foreign += times
            usual_found += times if char in usual else 0
    return usual_found / foreign if foreign else 1.0


def _take_sample(text: str) -> str:
    """All of a page's text; of something far longer, its two ends and its middle."""
    if len(text) <= 3 * _SAMPLE:
        return text
    middle = len(text) // 2
    return text[:_SAMPLE] + text[middle : middle + _SAMPLE] + text[-_SAMPLE:]


@cache
def usual_characters(charset: str) -> frozenset[str]:
    """The 3,755 first-level characters of GB 2312 and its marks; for others, Big5's first too.

    Bytes read in the wrong encoding give rare characters: of UTF-8 Chinese read as GB18030, a
    third or less is first-level.
    """
    usual = set(_PUNCTUATION) | set(_block("gb2312", range(0xB0, 0xD8), range(0xA1, 0xFF)))
    usual |= set(_block("gb2312", range(0xA1, 0xAA), range(0xA1, 0xFF)))
    if charset != "gb18030":
        usual |= set(_block("big5", range(0xA4, 0xC7), range(0x40, 0xFF)))
    return frozenset(usual)


def _block(charset: str, leads: range, trails: range) -> str:
    return "".join(
        bytes((lead, trail)).decode(charset, "ignore") for lead in leads for trail in trails
    )


def _is_cut_utf8(body: bytes) -> bool:
    """Whether all but the last character is UTF-8 Chinese: GB18030 would read it, as nonsense."""
    try:
        body.decode("utf-8")
    except UnicodeDecodeError as error:
        is_last = error.reason == "unexpected end of data" and error.start >= len(body) - 3
        return (
            is_last
            and error.start > 0
            and not body[: error.start].isascii()
            and ((_score(body[: error.start], "utf-8") or 0) >= PLAUSIBLE)
        )
    return False


def _decode_strictly(body: bytes, charset: str) -> str:
    try:
        return body.decode(charset)
    except UnicodeDecodeError as error:
        raise _unreadable(body) from error


def _unreadable(body: bytes) -> UnreadableText:
    if body.count(0) > len(body) / 100:
        return UnreadableText("the bytes are not text", "give a .txt or .html file")
    return UnreadableText(
        "neither UTF-8 nor GB18030 nor Big5 reads it to the end", "save the file as UTF-8"
    )
