"""A sentence with its tokens: dates, quantities, benchmarks, and what hides them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from ingestion.parse.text.structure import Clauses
from ingestion.parse.tokens.benchmarks import Benchmark, find_benchmarks, may_hold_benchmark
from ingestion.parse.tokens.dates import DateMention, find_dates
from ingestion.parse.tokens.quantities import Quantity, find_quantities

# Titles, slogans and asides hold no promise: 《…规划》, “9917”工程, (含3个县).
_HIDDEN = re.compile(
    r"[《“\"(〔\[【](?:(?<=《)[^》]{1,120}》|(?<=“)(?![^”]{0,60}(?:达到|,[^”]{0,60}[\d%]))[^”]{1,60}”"
    r"|(?<=\")[^\"]{1,40}\"|(?<=\()(?!其中|包括|(?!含|不含|已|现)[^()]{0,12}(?:完成|新增|建成)[^()\d]{0,10}\d)[^()]{1,200}\)"
    r"|(?<=[〔\[【])\d{4}[〕\]】]\d*号?)"
)
# Begins with a class of characters, so that a search skips to them.
_DIGIT = re.compile(
    r"[0-9两二三四五六七八九十百翻一减](?:(?<![一减])|(?<=一)[个座家所处条]|(?<=减)半)"
)
_TITLE = re.compile(r"《[^》]{1,120}》")  # 《2030年前碳达峰行动方案》 dates nothing
_MOST = 60  # more numbers than a sentence of prose holds: a table that has lost its walls
BOUNDARY = ",;:"


@dataclass(slots=True)
class Sentence:
    """A sentence of the notice and the tokens found in it, as offsets into its text."""

    clauses: Clauses
    text: str
    dates: list[DateMention]
    deadlines: list[DateMention]
    quantities: list[Quantity]
    benchmarks: list[Benchmark]
    goes_on: bool = False  # the sentence before it ended in ；


def read_sentences(all_clauses: list[Clauses], written: date | None) -> list[Sentence]:
    """Find the tokens of every sentence, in order."""
    sentences = [read_sentence(clauses, written) for clauses in all_clauses]
    for before, sentence in pairwise(sentences):
        sentence.goes_on = before.clauses.stop == ";"
    return sentences


def read_sentence(clauses: Clauses, written: date | None) -> Sentence:
    """Find the tokens of a sentence.

    Args:
        written: the notice's own date, by which 今年 and 明年 are resolved.
    """
    text = clauses.text
    dates = find_dates(text, written)
    if dates and "《" in text:
        titles = [match.span() for match in _TITLE.finditer(text)]
        dates = [m for m in dates if not any(a < m.start < b for a, b in titles)]
    deadlines = [m for m in dates if m.role == "deadline"] if dates else []
    has_number, may_compare = _DIGIT.search(text), may_hold_benchmark(text)
    if not (has_number or may_compare):
        return Sentence(clauses, text, dates, deadlines, [], [])
    hidden = [match.span() for match in _HIDDEN.finditer(text)]
    quantities: list[Quantity] = []
    if has_number and len(dates) + len(hidden) < _MOST:
        covered = hidden + [(mention.start, mention.end) for mention in dates]
        quantities = find_quantities(text, covered)
        if len(quantities) > _MOST:
            quantities = []
    benchmarks = find_benchmarks(text, hidden) if may_compare else []
    return Sentence(clauses, text, dates, deadlines, quantities, benchmarks)


def find_clause(text: str, position: int) -> tuple[int, int]:
    """The clause around a position: from one ，；： to the next, brackets left whole."""
    comma, stop = text.rfind(",", 0, position), text.rfind(";", 0, position)
    begin = 1 + max(comma, stop, text.rfind(":", 0, position))
    if ")" in text[begin:position]:
        begin = _find_begin(text, position)
    comma, stop = text.find(",", position), text.find(";", position)
    size = len(text)
    return begin, min(comma if comma >= 0 else size, stop if stop >= 0 else size)


def _find_begin(text: str, position: int) -> int:
    depth = 0
    for i in range(position - 1, -1, -1):
        if text[i] == ")":
            depth += 1
        elif text[i] == "(" and depth:
            depth -= 1
        elif text[i] in BOUNDARY and not depth:
            return i + 1
    return 0


def strip_dates(text: str, offset: int, dates: list[DateMention]) -> str:
    """A stretch of the sentence, which begins at `offset`, without the deadlines in it."""
    parts, position = [], 0
    for mention in dates:
        start, end = mention.start - offset, mention.end - offset
        if mention.role != "baseline" and start >= position and end <= len(text):
            parts.append(text[position:start])
            position = end
    parts.append(text[position:])
    return "".join(parts).replace("()", "")
