"""What a family is given to list a source with, and when it may stop."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from ingestion.charset import decode
from ingestion.errors import FetchRefused, LayoutChanged
from ingestion.fetch.client import Response
from ingestion.fetch.listing import Row

PAGE_LIMIT = 2000  # no list is this long; a pager that never ends stops here


@dataclass(frozen=True, slots=True)
class Window:
    """The days asked for, both ends included; None leaves an end open."""

    since: date | None = None
    until: date | None = None

    def holds(self, row: Row) -> bool:
        """A row without a date may be new, so it is in."""
        if row.listed_date is None:
            return True
        if self.since is not None and row.listed_date < self.since:
            return False
        return self.until is None or row.listed_date <= self.until

    def is_passed_by(self, rows: list[Row]) -> bool:
        """Whether a newest-first list has gone past `since`: no row of a page is as new as it.

        A pinned old row does not end the crawl, because newer rows stand beside it.
        """
        since = self.since
        return since is not None and all(
            row.listed_date is not None and row.listed_date < since for row in rows
        )


@dataclass(slots=True)
class Crawl:
    """One listing of one source. `notes` collects what a maintainer should know."""

    source_id: str
    home: str
    window: Window
    get: Callable[[str], Response]
    notes: list[str] = field(default_factory=list)
    list_hashes: set[str] = field(default_factory=set)

    def read_list(self, url: str) -> str | None:
        """The text of a list page; None where the site says that there is no such page.

        Raises:
            FetchRefused: the page did not come whole, or came with an error status.
        """
        response = self.get(url)
        if response.status in (404, 410):
            return None
        if response.status != 200:
            raise FetchRefused(f"http_{response.status}", f"{url} answered {response.status}")
        self.list_hashes.add(response.body_sha256)
        return decode(response.body, header=response.content_type).text

    def layout_changed(self, url: str, missing: str) -> LayoutChanged:
        return LayoutChanged(
            f"{self.source_id}: {url} holds no {missing}",
            "look at the page, then mend the lists of its source file",
        )
