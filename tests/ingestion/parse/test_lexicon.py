"""The word lists of the seed: whole, sorted out, and read as the seed says."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from ingestion import vocabulary
from ingestion.parse.tokens.lexicon import any_of

LISTS = {"making", "lead_in", "trailing", "shared_head", "processing", "saying_nothing"}


def test_the_seed_has_the_lists_that_are_read_and_no_word_twice() -> None:
    words = vocabulary.reading_words()
    assert {word.list for word in words} == LISTS
    twice = [key for key, n in Counter((w.list, w.word) for w in words).items() if n > 1]
    assert not twice


@pytest.mark.parametrize(
    ("name", "text", "read"),
    [
        ("making", "建成投运泵站", "建成投运"),  # the longest word goes first
        ("making", "开发岗位", "开发"),
        ("making", "开发区", None),
        ("lead_in", "再建", "再"),
        ("lead_in", "再生水", None),
    ],
)
def test_a_word_counts_only_before_what_the_seed_says(
    name: str, text: str, read: str | None
) -> None:
    match = re.match(any_of(name), text)
    assert (match.group() if match else None) == read


def test_a_list_that_the_seed_does_not_hold_is_named() -> None:
    with pytest.raises(KeyError, match=r"reading_words\.csv has no list 'verbs'"):
        any_of("verbs")
