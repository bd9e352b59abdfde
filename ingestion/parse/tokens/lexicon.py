"""The word lists of the seed `reading_words`, as the alternations that patterns are made of."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from ingestion import vocabulary


@cache
def any_of(name: str) -> str:
    """Every word of a list, the longest first, each with what may stand behind it.

    Raises:
        KeyError: the seed has no list of that name; add its words to `reading_words.csv`.
    """
    words = [word for word in vocabulary.reading_words() if word.list == name]
    if not words:
        raise KeyError(f"reading_words.csv has no list {name!r}")
    words.sort(key=lambda word: -len(word.word))
    return "|".join(
        re.escape(w.word) + _behind("!", w.not_before) + _behind("=", w.only_before) for w in words
    )


def words_of(name: str) -> frozenset[str]:
    """The bare words of a list."""
    return frozenset(word.word for word in vocabulary.reading_words() if word.list == name)


def _behind(sign: str, words: Iterable[str]) -> str:
    alternatives = "|".join(map(re.escape, words))
    return f"(?{sign}{alternatives})" if alternatives else ""
