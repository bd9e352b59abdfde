"""What a cell over several rows says in each of them, in pages and documents alike."""

from __future__ import annotations

import re

LONGEST = 30  # characters
_DIGIT = re.compile(r"\d")
_DAY = re.compile(r"20\d\d年(?:\d{1,2}月)?(?:\d{1,2}日)?")


def is_shared(text: str) -> bool:
    """Whether what a cell says over several rows is meant for each: who, by when, of what kind.

    A quantity is meant for all of them together, and a whole task would be promised twice.
    """
    return len(text) <= LONGEST and not _DIGIT.search(_DAY.sub("", text))
