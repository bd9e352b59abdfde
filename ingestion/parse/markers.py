"""The marks that open a heading: 第一章, 第一条, 一、, （一）, 1., （1）, ①."""

from __future__ import annotations

import re

_CN = "一二三四五六七八九十百"
# By rank, the outermost first. What a notice skips does not matter: only the order does.
_RANKED = tuple(
    re.compile(pattern)
    for pattern in (
        rf"第[{_CN}]{{1,4}}(?:[编篇]|部分)",
        rf"第[{_CN}\d]{{1,4}}章",
        rf"第[{_CN}\d]{{1,4}}节",
        rf"第[{_CN}\d]{{1,5}}条",
        rf"[{_CN}]{{1,4}}(?:、|\.(?!\d))",
        rf"[(〔\[][{_CN}]{{1,4}}[)〕\]][、.]?|[㈠-㈩]",
        r"\d{1,3}(?:、(?!\d{1,3}(?![\d年]))|\.(?!\d)|\.(?=20\d\d年))",
        r"\(\d{1,3}\)[、.]?|\d{1,2}\)",
        r"[①-⑳]",
    )
)
ARTICLE = 4  # 第一条: its text is the rule itself, not a title
_ANY = re.compile("|".join(f"(?:{pattern.pattern})" for pattern in _RANKED))
_TITLE_LIMIT = 45


def match_marker(text: str, position: int = 0) -> tuple[int, int] | None:
    """The rank (1 outermost) and the end of the marker that stands at `position`, if one does."""
    for rank, pattern in enumerate(_RANKED, 1):
        match = pattern.match(text, position)
        if match:
            return rank, match.end()
    return None


def starts_with_marker(text: str) -> bool:
    return _ANY.match(text) is not None


def is_heading_like(text: str) -> bool:
    """A marker and a short phrase that no sentence mark ends: a heading alone on its line."""
    match = _ANY.match(text)
    if not match:
        return False
    title = text[match.end() :]
    return len(title) <= _TITLE_LIMIT and not any(mark in title for mark in "。;,:")
