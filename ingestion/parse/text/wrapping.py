"""Which line goes on in the next one: a page's width and its end break sentences, paragraphs don't.

The last line before the break is judged, not the paragraph that has grown up to it: a flattened
table and a list of short deeds are made of lines that stand alone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from ingestion.parse.text.markers import is_heading_like, starts_with_marker

# A paragraph that its page broke ends on none of these.
_ENDED = tuple("。;:?!…”》)】]")
_OPEN_BRACKET = re.compile(r"\([^()]{0,200}$")  # (牵头单位: at the end of a line
_SIGNATURE = re.compile(
    r"(?:\d{4}年\d{1,2}月\d{1,2}日|[〇零一二三四五六七八九十]{4}年[一二三四五六七八九十]{1,2}月[一二三四五六七八九十]{1,3}日)"
    r"(?:印发)?\)?$"
)
_OWN_LINE = re.compile(
    r"^[\u4e00-\u9fff]{2,6}:|^\(?[\u4e00-\u9fffA-Za-z]{1,14}[〔\[【(]\d{4}[〕\]】)]\d{1,5}号\)?$"
)
_TITLE_LINE = re.compile(
    r"^[^。,;:]{6,80}(?:通知|意见|方案|规划|办法|决定|公告|通告|纲要|计划|要点|措施|细则|规定)"
)
# Where a word or a number is cut in two: 0.|45万, 2025|年6月, 1500|个, 达|到85%, 18人以|上.
_NUMBER_CUT = re.compile(
    r"\d\.\|\d|\d(?:[平立]\|方|[公万亿千]\|[\u4e00-\u9fff])|(?<!\d)20\d\d\|年(?:\d|[底末初前]|上半|下半)"
    r"|[\u4e00-\u9fff][^|]{0,6}\d\|(?:[%个人亿万元吨亩套座家项名户辆台处所条]|公里|平方|立方|千瓦)"
)
_WORD_CUT = re.compile(r"(?:以|达|将|和|与|及|或|的|至|每|各|占)$")
_WHOLE_WORD = re.compile(r"(?:参与|总和|目的|发达|缓和|调和)$")
_TAIL = tuple(",。;、)”》%的")  # no line begins with one of these

_LONGEST = 4_000  # a paragraph that is longer has not been broken into lines
_LONG = 25  # where nothing tells the page's width, a shorter line was not broken by it
_SHORTEST = 8  # the shortest line that may be cut within a word
_SLACK = 4  # a full line is shorter by what its last word needed


@dataclass(frozen=True, slots=True)
class Layout:
    """How a text is set: the width that breaks its lines, and whether blank lines part them all."""

    width: float | None
    is_spaced: bool


@dataclass(frozen=True, slots=True)
class Break:
    """What stands between two lines."""

    last_line: str
    is_blank: bool
    is_page: bool  # a page number stands there


def read_layout(folded: str) -> Layout:
    """Tell a text set to a width: most of its unfinished lines are about as long as its longest."""
    lines = [line for raw in folded.split("\n") if (line := raw.strip())]
    blanks = folded.count("\n") + 1 - len(lines)
    is_spaced = blanks >= 0.5 * len(lines)
    open_lines = sorted(
        _measure(line) for line in lines if len(line) >= 15 and not line.endswith(_ENDED)
    )
    if len(open_lines) < 6:
        return Layout(None, is_spaced)
    width = open_lines[len(open_lines) * 9 // 10]
    full = sum(width - 2 * _SLACK <= length <= width + _SLACK for length in open_lines)
    longer = sum(len(line) > width + _SLACK and _measure(line) > width + _SLACK for line in lines)
    is_set = full >= 0.6 * len(open_lines) and longer <= max(2, 0.04 * len(lines))
    return Layout(width if is_set else None, is_spaced)


def _measure(line: str) -> float:
    """A line's length in full widths: two digits take the room of one character."""
    return len(line) - len(line.encode("ascii", "ignore")) / 2


def goes_on(text: str, following: str, between: Break, layout: Layout) -> bool:
    """Whether a line was broken inside its sentence, as a page break or a fixed width does it."""
    if len(text) > _LONGEST or starts_with_marker(following) or following.startswith("--"):
        return False
    if _OPEN_BRACKET.search(text[-201:]):
        return True
    if text.endswith(_ENDED) or is_heading_like(text) or _stands_alone(text, following):
        return False
    if text.endswith((",", "、")) or _is_cut(text, following, between):
        return True
    return _is_full(text, following, between, layout)


def _is_full(text: str, following: str, between: Break, layout: Layout) -> bool:
    """Whether the last line went as far as its page let it."""
    length = len(between.last_line)
    if between.is_page:
        return length >= _LONG or "。" in text
    if layout.width is not None:
        return length >= 0.7 * layout.width
    if between.is_blank and not layout.is_spaced:
        return False
    is_prose = "。" in following or ";" in following or ("," in following and "。" in text)
    return length >= _LONG and is_prose


def _is_cut(text: str, following: str, between: Break) -> bool:
    """Whether the break goes through a word or a number."""
    if _NUMBER_CUT.search(f"{text[-8:]}|{following[:3]}"):
        return True
    if len(between.last_line) < _SHORTEST:
        return False
    if following.startswith(_TAIL):
        return True
    return _WORD_CUT.search(text[-1:]) is not None and not _WHOLE_WORD.search(text[-2:])


def _stands_alone(text: str, following: str) -> bool:
    """A title, a signature or a label is never one sentence with its neighbour."""
    if (len(following) < 40 and _SIGNATURE.search(following)) or _SIGNATURE.search(text[-24:]):
        return True
    if following == text or following.startswith("附件") or _OWN_LINE.match(following):
        return True
    return _TITLE_LINE.fullmatch(text) is not None
