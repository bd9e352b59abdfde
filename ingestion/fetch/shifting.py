"""Lists that move while they are paged through: a row taken off page 1 pulls one up unseen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from ingestion.errors import FetchRefused
from ingestion.fetch.client import Response


@dataclass(slots=True)
class WatchedLists:
    """Fetches list pages and remembers the first, to see in the end whether it is still the same.

    A row that was added meanwhile comes twice, which harms nobody; one that was taken off hides
    the row that moved up in its place. Only another reading of the list finds it.
    """

    fetch: Callable[[str], Response]
    _first: Response | None = None
    _asked: set[str] = field(default_factory=set)

    def get(self, url: str) -> Response:
        response = self.fetch(url)
        self._asked.add(url)
        self._first = self._first or response
        return response

    def have_shifted(self) -> bool:
        """Whether the first page is another one now; asked only where there was more than one."""
        first, asked = self._first, len(self._asked)
        self._first, self._asked = None, set()
        if first is None or asked < 2:
            return False
        try:
            return self.fetch(first.url).body_sha256 != first.body_sha256
        except FetchRefused:
            return False  # the lists themselves came whole; what cannot be asked changes nothing
