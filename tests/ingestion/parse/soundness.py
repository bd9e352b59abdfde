"""What must hold of the reading of any text, whatever the text says."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import get_args

from ingestion.models import Comparator, Measure, ParsedNotice, Target


class Unsound(AssertionError):
    """A record that no text can have earned; the message names the rule that it breaks."""


def check_notice(notice: ParsedNotice, text: str) -> None:
    """Every span slices back to its quote, every value is one that a column can hold.

    Raises:
        Unsound: see the message; `fuzz.py` saves the text.
    """
    _hold(notice.text == text, "the notice holds the given text")
    for target in notice.targets:
        _hold(_slices_back(text, target.start, target.end, target.quote), "a target's quote")
        _check_target(target)
    for measure in notice.measures:
        _hold(_slices_back(text, measure.start, measure.end, measure.text), "a measure's text")
        _check_measure(measure)
    for citation in notice.citations:
        _hold(_slices_back(text, citation.start, citation.end, citation.quote), "a citation")
        _hold(bool(citation.title or citation.number), "a citation names something")
    for start, end in _find_parts(notice):
        _hold(0 <= start < end <= len(text), "a part lies inside the text")
    for day in (notice.metadata.written_date, notice.metadata.published_date):
        _hold(_is_day(day), "a date of the metadata")
    _hold(_in_order(notice), "records in the order of the text")


def _check_target(target: Target) -> None:
    _hold(bool(target.indicator.strip()), "a target has an indicator")
    _hold(_is_finite(target.value) and _is_finite(target.value_high), "a value is a number")
    _hold(target.comparator in (None, *get_args(Comparator)), "a known comparator")
    _hold(_is_day(target.deadline) and _is_day(target.period_start), "a deadline is a day")
    _hold(target.baseline_year is None or 0 < target.baseline_year < 10_000, "a baseline year")
    _hold((target.comparator == "range") == (target.value_high is not None), "a range has two ends")
    _hold((target.deadline_basis == "none") == (target.deadline is None), "a deadline has a basis")
    if target.kind == "numeric":
        _hold(target.value is not None and bool(target.unit), "a number and a unit")
    _hold(_are_names(target.lead), "lead bodies are names")


def _check_measure(measure: Measure) -> None:
    _hold(_is_day(measure.deadline), "a deadline is a day")
    _hold(_are_names(measure.lead) and _are_names(measure.support), "bodies are names")


def _find_parts(notice: ParsedNotice) -> list[tuple[int, int]]:
    sections = [(section.start, section.end) for section in notice.sections]
    return sections + [(sentence.start, sentence.end) for sentence in notice.sentences]


def _slices_back(text: str, start: int, end: int, quote: str) -> bool:
    return 0 <= start < end <= len(text) and text[start:end] == quote


def _is_finite(value: Decimal | None) -> bool:
    return value is None or (isinstance(value, Decimal) and value.is_finite())


def _is_day(day: date | None) -> bool:
    return day is None or (isinstance(day, date) and not isinstance(day, datetime))


def _are_names(names: tuple[str, ...]) -> bool:
    return all(name and name == name.strip() for name in names)


def _in_order(notice: ParsedNotice) -> bool:
    targets = [target.start for target in notice.targets]
    sentences = [sentence.start for sentence in notice.sentences]
    return targets == sorted(targets) and sentences == sorted(sentences)


def _hold(holds: bool, rule: str) -> None:
    if not holds:
        raise Unsound(rule)
