"""Which row an expectation breaks off at: a message without it leaves a person with thousands."""

from __future__ import annotations

from collections.abc import Callable, Sequence


def find_culprit(keys: Sequence[str], breaks: Callable[[Sequence[str]], bool]) -> str | None:
    """Halve the rows until one is left; None where no row alone is the cause.

    Args:
        breaks: whether the expectation breaks off over the rows of these keys.
    """
    if not keys or breaks([]) or not breaks(keys):
        return None  # without any row: then the rule itself is wrong
    while len(keys) > 1:
        halves = keys[: len(keys) // 2], keys[len(keys) // 2 :]
        broken = next((half for half in halves if breaks(half)), None)
        if broken is None:
            return None
        keys = broken
    return keys[0]
