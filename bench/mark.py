"""A figure beside its pass mark."""

from __future__ import annotations


def show(
    name: str,
    value: float,
    unit: str,
    *,
    at_least: float | None = None,
    at_most: float | None = None,
) -> bool:
    """Print one figure; say whether it holds."""
    holds = (at_least is None or value >= at_least) and (at_most is None or value <= at_most)
    marks = [] if at_least is None else [f">= {at_least:g}"]
    marks += [] if at_most is None else [f"<= {at_most:g}"]
    mark = ", ".join(marks)
    verdict = ("ok" if holds else "MISSED") if mark else ""
    print(f"{name:<58} {value:>9.2f} {unit:<6} {mark:<9} {verdict}".rstrip(), flush=True)
    return holds
