"""The marks that open a heading: 第一章, 第一条, 一、, 第一步，, （一）, 1., （1）, ①."""

from __future__ import annotations

import re
from collections.abc import Callable

from ingestion.parse.tokens.numerals import read_numeral

_CN = "一二三四五六七八九十百"
# By rank, the outermost first. What a notice skips does not matter: only the order does.
_RANKED = (
    rf"第[{_CN}]{{1,4}}(?:[编篇]|部分)",
    rf"第[{_CN}\d]{{1,4}}章",
    rf"第[{_CN}\d]{{1,4}}节",
    rf"第[{_CN}\d]{{1,5}}条",
    rf"[{_CN}]{{1,4}}(?:、|\.(?!\d))",
    rf"第[{_CN}]{{1,2}}(?:步|阶段)[,:、.]",
    rf"[(〔\[][{_CN}]{{1,4}}[)〕\]][、.]?|[㈠-㈩]",
    r"\d{1,3}(?:、(?!\d{1,3}(?![\d年]))|\.(?!\d)|\.(?=20\d\d年))",
    r"\(\d{1,3}\)[、.]?|\d{1,2}\)",
    r"[①-⑳]",
)
ARTICLE = 4  # 第一条: its text is the rule itself, not a title
CHAPTER_LIST, LIST, FIGURE = 5, 7, 8  # 一、, (一) and 1.
_OPENERS = frozenset(f"第(〔[0123456789{_CN}㈠㈡㈢㈣㈤㈥㈦㈧㈨㈩①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳")
_ANY = re.compile("|".join(f"({pattern})" for pattern in _RANKED))  # the group is the rank
_TITLE_LIMIT = 45


def match_marker(text: str, position: int = 0) -> tuple[int, int] | None:
    """The rank (1 outermost) and the end of the marker that stands at `position`, if one does."""
    if text[position : position + 1] not in _OPENERS:
        return None
    match = _ANY.match(text, position)
    return (match.lastindex, match.end()) if match and match.lastindex else None


# Where the sign behind the numeral is white space, or a figure follows it: told by what precedes.
_SPACED = re.compile(
    rf"(?P<cn>[{_CN}]{{1,3}})(?=[\u4e00-\u9fff]{{2,20}}$)|\d{{1,2}}(?=[\u4e00-\u9fff]{{2,14}}$)"
)
_BEFORE_FIGURE = re.compile(r"(\d{1,2})\.(?=\d{2,4}[\u4e00-\u9fff])")
_NUMERAL = re.compile(rf"[^\d{_CN}]{{0,2}}(?P<numeral>\d{{1,3}}|[{_CN}]{{1,4}})")


def match_spaced_marker(text: str, has_gap: Callable[[int], bool]) -> tuple[int, int] | None:
    """二 重点任务: a numeral that only white space parts from its short title.

    Args:
        has_gap: whether white space stood before the character at an offset.
    """
    match = _SPACED.match(text)
    if match is None or not has_gap(match.end()):
        return None
    return (CHAPTER_LIST if match["cn"] else FIGURE), match.end()


def match_before_figure(text: str, number: int) -> tuple[int, int] | None:
    """11.121人才项目 behind 10.: the next number of the list, and no decimal."""
    match = _BEFORE_FIGURE.match(text)
    return (FIGURE, match.end()) if match and int(match[1]) == number else None


def read_number(heading: str) -> int | None:
    """The number that a marker says."""
    match = _NUMERAL.match(heading)
    if match is None:
        return None
    numeral = match["numeral"]
    value = int(numeral) if numeral.isdigit() else read_numeral(numeral)
    return int(value) if value is not None else None


def starts_with_marker(text: str) -> bool:
    return text[:1] in _OPENERS and _ANY.match(text) is not None


def is_heading_like(text: str) -> bool:
    """A marker and a short phrase that no sentence mark ends: a heading alone on its line."""
    match = _ANY.match(text)
    if not match:
        return False
    title = text[match.end() :]
    return len(title) <= _TITLE_LIMIT and not any(mark in title for mark in "。;,:")
