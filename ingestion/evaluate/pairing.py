"""Which row that was read answers which gold row of the same notice: one to one, best first."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ingestion.evaluate.rows import Row


def overlap(one: Row, other: Row) -> int:
    """Characters in common; negative where the spans stand apart."""
    return int(min(one["end"], other["end"]) - max(one["start"], other["start"]))


def share(one: Row, other: Row) -> float:
    """Characters in common over characters in either."""
    common = overlap(one, other)
    if common <= 0:
        return 0.0
    return common / int(max(one["end"], other["end"]) - min(one["start"], other["start"]))


def pair(
    gold: Sequence[Row],
    read: Sequence[Row],
    can_meet: Callable[[Row, Row], bool],
    rank: Callable[[Row, Row], float],
) -> dict[int, int]:
    """Positions in `gold` to positions in `read`; of equal ranks the earlier rows meet."""
    candidates = [
        (-rank(g, r), i, j)
        for i, g in enumerate(gold)
        for j, r in enumerate(read)
        if can_meet(g, r)
    ]
    pairs: dict[int, int] = {}
    taken = set()
    for _, i, j in sorted(candidates):
        if i not in pairs and j not in taken:
            pairs[i] = j
            taken.add(j)
    return pairs
