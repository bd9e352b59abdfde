"""The words behind a quantity that name what it counts: 12个示范区, 2个省级和1个国家级数据中心."""

from __future__ import annotations

import re

from ingestion.parse.tokens.quantities import Quantity
from ingestion.parse.tokens.sentences import BOUNDARY, Sentence, strip_dates

LIST_GAP = re.compile(r"[、和及与]|以及|")
JOINTS = re.compile(r"、|和|(?<![惠以普涉])及|与")
_OPENS = re.compile(r"\([^()]*$")
_LEVELLED = re.compile(r".{0,4}?[级类型等]")
_OWN_LEVEL = re.compile(r"[\u4e00-\u9fff]{1,4}?[级类型等]")
_DEED = re.compile(r"的(?P<deed>[\u4e00-\u9fff]{2,12}(?:改造|建设|治理|整治|提升|升级))$")
_ENDS_IN_DEED = re.compile(r"..(?:改造|建设|治理|整治|提升|升级|修复|创建)$")


_ASIDE = re.compile(r"^\([^()]{1,60}\d[^()]{0,40}\)")  # 3000个(含已建成500个)


def read_right(sentence: Sentence, quantities: list[Quantity], position: int) -> str:
    """What stands behind a quantity, up to the next one or the end of the clause."""
    own, following = _cut_right(sentence, quantities, position)
    if following is None:
        return own
    lent, _ = _cut_right(sentence, quantities, following)
    gap = sentence.text[quantities[position].end : quantities[following].start]
    if not own and LIST_GAP.fullmatch(gap) and quantities[following].unit_class == "counter":
        return lent  # 40所和60所标杆校
    return _lend_head(own, lent)


def _cut_right(
    sentence: Sentence, quantities: list[Quantity], position: int
) -> tuple[str, int | None]:
    """The words up to the next quantity of the clause, and that quantity's position."""
    text, start = sentence.text, quantities[position].end
    marks = [i for i in (text.find(mark, start) for mark in BOUNDARY) if i >= 0]
    end = min(marks, default=len(text))
    following = position + 1
    if following >= len(quantities) or quantities[following].start >= end:
        words = _ASIDE.sub("", strip_dates(text[start:end], start, sentence.dates))
        return "" if JOINTS.match(words) else words, None
    own = text[start : quantities[following].start]
    aside = _OPENS.search(own)
    if aside:  # what stands in the bracket is beside it
        closed = text.find(")", quantities[following].end, end)
        if closed >= 0 and all(q.start > end or q.end <= closed for q in quantities[following:]):
            return own[: aside.start()] + text[closed + 1 : end], None
    joints = [match.start() for match in JOINTS.finditer(own)]
    if joints and joints[0] == 0:
        return "", following
    return (own[: joints[-1]] if joints else own), following


def _lend_head(words: str, following: str) -> str:
    """2个省级和1个国家级数据中心: the first takes the head of the second."""
    if not words:
        return ""
    if _LEVELLED.fullmatch(words) and len(following) > 3:
        own = _OWN_LEVEL.match(following)
        if own:
            return words + following[own.end() :]
    noun = words[-2:]
    if len(words) >= 3 and noun in following:
        rest = following[following.find(noun) + 2 :]
        if _ENDS_IN_DEED.search(rest):
            return words + rest
    deed = _DEED.search(following)
    if deed and words and not words.endswith(deed["deed"]):
        return words + deed["deed"]
    return words
