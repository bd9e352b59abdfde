"""Everyday sentences, made from templates: any indicator in any of them is read the same way."""

from __future__ import annotations

from itertools import cycle, pairwise

import pytest

from tests.ingestion.parse.reading import read_targets
from tests.ingestion.parse.templates import (
    AMOUNTS,
    COUNTS,
    DATES,
    LEVELS,
    PAIRS,
    RATES,
    RELATED,
    SHARES,
    THINGS,
)


@pytest.mark.parametrize(("template", "comparator", "change"), SHARES)
def test_a_share_is_read_the_same_in_every_sentence(
    template: str, comparator: str, change: str | None
) -> None:
    for rate, (words, day) in zip(RATES, DATES, strict=True):
        (target,) = read_targets(template.format(d=words, i=rate))
        read = (target.indicator, target.comparator, target.change, str(target.deadline))
        assert read == (rate, comparator, change, day)


@pytest.mark.parametrize(("template", "comparator", "change"), LEVELS)
def test_an_amount_is_read_the_same_in_every_sentence(
    template: str, comparator: str, change: str | None
) -> None:
    for (amount, unit), (words, day) in zip(AMOUNTS, cycle(DATES), strict=False):
        (target,) = read_targets(template.format(d=words, i=amount, u=unit))
        read = (target.indicator, target.comparator, target.change, str(target.deadline))
        assert read == (amount, comparator, change, day)


@pytest.mark.parametrize("template", COUNTS)
def test_a_count_is_read_the_same_in_every_sentence(template: str) -> None:
    for thing, unit in THINGS:
        (target,) = read_targets(template.format(i=thing, u=unit, n=120))
        assert (target.indicator, target.unit, target.value) == (thing, unit, 120)


@pytest.mark.parametrize(("template", "names"), RELATED)
def test_a_part_is_named_by_its_whole(template: str, names: list[str]) -> None:
    for (rate, other), (thing, unit) in zip(pairwise(RATES), THINGS, strict=False):
        words = {"r": rate, "s": other, "t": thing, "u": unit}
        read = [t.indicator for t in read_targets(template.format(**words)) if t.kind == "numeric"]
        assert read == [name.format(**words) for name in names]


@pytest.mark.parametrize("template", PAIRS)
def test_two_things_of_a_list_keep_their_own_numbers(template: str) -> None:
    for (one, u), (other, v) in pairwise(THINGS):
        read = read_targets(template.format(i=one, u=u, n=120, j=other, v=v))[:2]
        rows = [(t.indicator, t.value, t.unit) for t in read]
        assert rows == [(one, 120, u), (other, 30, v)]
