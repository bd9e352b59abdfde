"""What a family is given to list a source with, and when it may stop."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from typing import Literal

from ingestion.charset import decode
from ingestion.errors import FetchRefused, LayoutChanged
from ingestion.fetch.client import Response
from ingestion.fetch.listing import RefusedRow, Row, count_titles
from ingestion.fetch.shifting import WatchedList
from ingestion.fetch.truth import find_wall
from ingestion.models import Rejection

_REASONS = {
    "row_without_link": "the row holds no address that can be followed",
    "row_without_date": "the row shows no date that can be read; see date_format and undated",
}


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


@dataclass(frozen=True, slots=True)
class Total:
    """How many rows a list says that it has.

    `bound` is `exact`; `at_least` where the site stops counting (a search engine's 10,000); or
    `at_most` where it counts what it does not show.
    """

    rows: int
    bound: Literal["exact", "at_least", "at_most"] = "exact"

    def __str__(self) -> str:
        words = {"exact": "", "at_least": "at least ", "at_most": "at most "}
        return f"{words[self.bound]}{self.rows} rows"


@dataclass(slots=True)
class Crawl:
    """One listing of one source.

    `notes` collects what a maintainer should know, `rejections` the rows that cannot be followed,
    `totals` what each list says of its own length, `watched` the lists that may have shifted
    unseen. `post` sends a body of a content type.
    """

    source_id: str
    home: str
    window: Window
    get: Callable[[str], Response]
    notes: list[str] = field(default_factory=list)
    list_hashes: set[str] = field(default_factory=set)
    time_zone: str = "Asia/Shanghai"
    post: Callable[[str, bytes, str], Response] | None = None
    rejections: list[Rejection] = field(default_factory=list)
    totals: dict[str, Total] = field(default_factory=dict)
    watched: list[WatchedList] = field(default_factory=list)
    _last: str = ""  # the list page that was read last

    def read_list(self, url: str) -> str | None:
        """The text of a list page; None where the site says that there is no such page.

        Raises:
            FetchRefused: the page did not come whole, or came with an error status.
        """
        return self._take(url, self.get(url))

    def send_list(self, url: str, body: bytes, content_type: str) -> str | None:
        """The same, of a list that is asked for by POST."""
        if self.post is None:
            raise FetchRefused("no_post", f"{url} is asked by POST, which is not at hand here")
        return self._take(url, self.post(url, body, content_type))

    def _take(self, url: str, response: Response) -> str | None:
        self._last = ""
        if response.status in (404, 410):
            return None
        if response.status != 200:
            raise FetchRefused(f"http_{response.status}", f"{url} answered {response.status}")
        self.list_hashes.add(response.body_sha256)
        self._last = decode(response.body, header=response.content_type).text
        return self._last

    def refuse(self, place: str, rows: Iterable[RefusedRow]) -> None:
        """Keep rows that cannot be followed, each once, under their own address or the list's."""
        for row in rows:
            detail = f"{_REASONS[row.reason]}: {row.shown[:120]}"
            gone = Rejection(
                self.source_id, row.url or place, "fetch", row.reason, detail, row.body
            )
            if gone not in self.rejections:
                self.rejections.append(gone)

    def note_reach(self, place: str, rows: list[Row]) -> None:
        """Say so where a feed does not reach back to the day that was asked for."""
        days = [row.listed_date for row in rows if row.listed_date is not None]
        since = self.window.since
        if days and (since is None or min(days) > since):
            self.notes.append(f"{place}: it reaches back to {min(days)} only")

    def has_shifted(self) -> bool:
        """Whether a list moved while it was paged through; asks the site."""
        return any(watched.has_shifted() for watched in self.watched)

    def check_wall(self, place: str, *, is_promised: bool) -> None:
        """Make sure that what stands in the place of a later page is the list's end.

        An error page served as 200 is how some lists end, where nobody promised that page.

        Raises:
            FetchRefused: challenge, login_wall or soft_404; what is behind it was not seen.
        """
        reason, _, told = (find_wall(self._last) or "").partition(": ")
        if reason and (is_promised or reason != "soft_404"):
            raise FetchRefused(reason, f"{place}: {told}")

    def layout_changed(self, url: str, missing: str) -> LayoutChanged:
        """The error of a list that holds nothing, with what stands there instead."""
        said = f"{self.source_id}: {url} holds no {missing}"
        if wall := find_wall(self._last):
            return LayoutChanged(f"{said}: {wall}", "see it from another network, or leave it out")
        if titles := count_titles(self._last):
            return LayoutChanged(
                f"{said}, though {titles} links of a title's length",
                "name a row in lists.rows, its dates in date_format; undated: true if it has none",
            )
        return LayoutChanged(said, "look at the page, then mend the lists of its source file")


def is_falling(rows: list[Row]) -> bool:
    """Whether the rows are newest first, but for those pinned on top: fewer than half of them."""
    days = [row.listed_date for row in rows if row.listed_date is not None]
    rises = [place for place, (above, below) in enumerate(pairwise(days), 1) if above < below]
    return not rises or rises[-1] < len(days) / 2
