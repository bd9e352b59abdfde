"""Lists that move while they are paged through: a row taken off page 1 pulls one up unseen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ingestion.errors import FetchRefused, LayoutChanged


@dataclass(frozen=True, slots=True)
class WatchedList:
    """The first page of a list that was paged through, to see in the end whether it stood still.

    A row that was added meanwhile comes twice, which harms nobody; one that was taken off hides
    the row that moved up in its place. Only another reading of the list finds it. The links are
    compared and not the bytes, which on many sites hold a clock or count their views.
    """

    links: list[str]
    read_again: Callable[[], list[str]]

    def has_shifted(self) -> bool:
        """Whether the first page holds other rows now, or the same in another order."""
        try:
            return self.read_again() != self.links
        except (FetchRefused, LayoutChanged):
            return False  # the list itself came whole; what cannot be asked changes nothing
