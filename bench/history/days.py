"""The words for a day by which something is due, and the day that the grammar reads in them."""

from __future__ import annotations

from datetime import date
from functools import cache

from bench.history.frames import HEAD
from ingestion import vocabulary
from ingestion.parse import read_notice

_WORDS = ("到{y}年", "到{y}年底", "{y}年底前", "{y}年6月底前", "{y}年9月底前")
_YEARS = range(2012, 2043)


@cache
def ordinary_days() -> dict[int, tuple[tuple[str, date], ...]]:
    """By year, what may be said of a day in it."""
    return {year: tuple(_read(word.format(y=year)) for word in _WORDS) for year in _YEARS}


@cache
def plan_ends() -> tuple[tuple[tuple[str, date], ...], ...]:
    """What may be said of the last day of each plan, the earliest plan first."""
    ends = [plan for plan in vocabulary.plan_periods() if plan.end_date.year in _YEARS]
    return tuple(
        tuple(
            _read(word)
            for word in (
                f"到“{plan.name}”末",
                *(w.format(y=plan.end_date.year) for w in _WORDS[:3]),
            )
        )
        for plan in ends
    )


def _read(words: str) -> tuple[str, date]:
    head = HEAD.replace("2024", "2011")  # written before all of them
    (target,) = read_notice(f"{head}{words}，农村自来水普及率达到90%。").targets
    assert target.deadline is not None, f"the grammar reads no day in {words}"
    return words, target.deadline
