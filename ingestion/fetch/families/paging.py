"""Paging: from the newest page of a list to the asked-for day, over lists that shift meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial

from ingestion.errors import LayoutChanged
from ingestion.fetch.families.crawl import Crawl, Total, is_falling
from ingestion.fetch.listing import RefusedRow, Row
from ingestion.fetch.shifting import WatchedList

PAGE_LIMIT = 2000  # no list is this long; a pager that never ends stops here
STALE = 3  # pages in a row with nothing but known rows, after which a list goes round
RETURNS = 3  # how often a page is read again because the list grew shorter under us


@dataclass(frozen=True, slots=True)
class ListPage:
    """One page of a list; `is_last` where the site says that nothing follows.

    `pages` is how many the site says that there are.
    """

    rows: list[Row]
    refused: list[RefusedRow] = field(default_factory=list)
    total: Total | None = None
    is_last: bool = False
    pages: int | None = None

    @property
    def is_empty(self) -> bool:
        return not self.rows and not self.refused


Read = Callable[[int], ListPage | None]  # a page by its number, from 0; None where it is gone


def page_through(
    crawl: Crawl, place: str, read: Read, *, newest_first: bool = True, may_be_empty: bool = False
) -> Iterator[Row]:
    """The rows of a list that are in the window, page by page.

    Paging ends at the list's end, where a site gives again what it gave, and past `since`: on a
    page with no row as new as that. Where a page is not in order, one such page is not
    believed, but two are; rows pinned on top of it do not count. An entry that is taken off the
    list while it is read moves the next one to a page that was read already: where the total has
    fallen, that page is read again. Where no total can show it, the crawl is given the list to look
    at once more in the end.

    Args:
        place: the list's address, for totals, rejections and notes.
        newest_first: False for a list that is in no order of days; it is read to its end.
        may_be_empty: a list of which others stand beside it.

    Raises:
        LayoutChanged: the first page holds no row that can be followed: a list that holds nothing
            is a list that we no longer read. Or a later page holds nothing or is gone, although
            the site tells of more behind it and `since` is not reached.
        FetchRefused: a wall stands in the place of a later page.
    """
    course = _Course(crawl, place, newest_first)
    while course.number < PAGE_LIMIT:
        page = read(course.number)
        if not course.has_begun and (page is None or not page.rows):
            if may_be_empty and (page is None or page.is_empty):
                return
            raise crawl.layout_changed(place, "row that can be followed")
        if page is None or not page.rows:
            course.check_end(page)
        if page is None or page.is_empty:
            course.end_early()
            break
        if not course.is_repeated(page):
            yield from (row for row in page.rows if crawl.window.holds(row))
        if course.ends_with(page):
            break
    else:
        crawl.notes.append(f"{place}: left after {PAGE_LIMIT} pages")
    if course.may_have_shifted:
        crawl.watched.append(WatchedList(course.first, partial(_read_links, read)))


def _read_links(read: Read) -> list[str]:
    page = read(0)
    return [] if page is None else [row.url for row in page.rows]


class _Course:
    """How far the reading of one list has come."""

    def __init__(self, crawl: Crawl, place: str, newest_first: bool) -> None:
        self.crawl = crawl
        self.place = place
        self.newest_first = newest_first
        self.number = 0
        self.first: list[str] = []  # the links of the first page
        self._furthest = -1
        self._given = 0
        self._seen: set[str] = set()
        self._total: Total | None = None
        self._fallen_to: set[int] = set()
        self._was_passed = False
        self._is_sure = False
        self._turned = False  # from a page behind which rows of the window may stand
        self._reached_past = False  # by the page before
        self._is_dated = False
        self._pages: int | None = None
        self._size = 0  # of the fullest page
        self._is_told = True  # the total, by every page
        self._before: list[str] = []
        self._stale = 0

    @property
    def has_begun(self) -> bool:
        return self._furthest >= 0

    @property
    def may_have_shifted(self) -> bool:
        """Whether a row of the window may have moved up unseen.

        Not where every page told the whole total: one that falls was followed, and what came is all
        of it, or all down to `since`.
        """
        total = self._total
        if not self._turned:
            return False
        if total is None or not self._is_told or total.bound == "at_least":
            return True
        return not self._is_sure and self._given < total.rows

    def ends_with(self, page: ListPage) -> bool:
        """Take note of a page, and turn to the next one unless it was the last to be read."""
        is_again = self.number <= self._furthest
        if self.number == 0:
            self.first = [row.url for row in page.rows]
        if self._goes_round(page, is_again):
            self.end_early(f"; page {self.number + 1} repeats earlier ones")
            return True
        self.crawl.refuse(self.place, page.refused)
        self._count(page, is_again)
        self._furthest = max(self._furthest, self.number)
        self._pages = page.pages or self._pages
        self._size = max(self._size, len(page.rows) + len(page.refused))
        self._is_dated = self._is_dated or any(row.listed_date for row in page.rows)
        has_fallen = self._take_total(page.total)
        self._is_sure = self._has_passed(page)
        if self._is_sure:
            return True
        if has_fallen:
            self.number -= 1
            return False
        if page.is_last:
            self.end_early()
            return True
        self.number += 1
        self._reached_past = self._reaches_past(page)
        self._turned = self._turned or not self._reached_past
        return False

    def check_end(self, page: ListPage | None) -> None:
        """Make sure that a later page without rows may be where the list ends.

        Deep pages of real lists are stubs or gone. That is told and no more, where the days asked
        for end before, where none were asked for, or where the list shows no days to tell by.

        Raises:
            FetchRefused, LayoutChanged: it may not; see `page_through`.
        """
        said = f"{self.place}: page {self.number + 1}"
        self.crawl.check_wall(said, is_promised=self._tells_of(self.number + 1))
        since = self.crawl.window.since
        is_needed = since is not None and self._is_dated and not self._reached_past
        if is_needed and (page is None or page.is_empty) and self._tells_of(self.number + 2):
            raise LayoutChanged(
                f"{self.crawl.source_id}: {said} {'is gone' if page is None else 'holds no rows'},"
                f" although more are told of, and {since} is not reached",
                "open that page in a browser and run again, or ask for a later --since",
            )

    def _tells_of(self, pages: int) -> bool:
        """Whether the site tells of so many pages, or of rows to fill them."""
        if self._pages is not None and self._pages >= pages:
            return True
        total = self._total
        return (
            total is not None
            and total.bound != "at_most"
            and (total.rows > (pages - 1) * self._size)
        )

    def is_repeated(self, page: ListPage) -> bool:
        """Whether every row of a page came before."""
        return bool(page.rows) and all(row.url in self._seen for row in page.rows)

    def _goes_round(self, page: ListPage, is_again: bool) -> bool:
        """Whether the site gives again what it gave, as some do past the end of a list.

        The answer before, once more, is that; a page of known rows in another order may come from
        rows added on top meanwhile, so it takes several.
        """
        urls = [row.url for row in page.rows]
        is_same, self._before = urls == self._before, urls
        if is_again or not self.is_repeated(page):
            self._stale = 0
            return False
        self._stale += 1
        return is_same or self._stale >= STALE

    def end_early(self, why: str = "") -> None:
        """Say so where less came than the list told of, or nobody knows how much there is."""
        total = self._total
        if total is not None and total.bound == "at_least":
            told = f"the site counts no further than {total.rows}"
            self.crawl.notes.append(f"{self.place}: {self._given} records came, {told}{why}")
        elif total is not None and total.bound == "exact" and self._given < total.rows:
            came = f"{self._given} of {total.rows} records came"
            self.crawl.notes.append(f"{self.place}: {came}{why}")
        elif why:
            self.crawl.notes.append(f"{self.place}: {self._given} records came{why}")

    def _count(self, page: ListPage, is_again: bool) -> None:
        self._given += len({row.url for row in page.rows} - self._seen)
        self._given += 0 if is_again else len(page.refused)
        self._seen.update(row.url for row in page.rows)

    def _has_passed(self, page: ListPage) -> bool:
        if not self.newest_first or not page.rows:
            return False
        is_passed = self.crawl.window.is_passed_by(page.rows)
        is_sure = is_passed and (is_falling(page.rows) or self._was_passed)
        self._was_passed = is_passed
        return is_sure

    def _reaches_past(self, page: ListPage) -> bool:
        """Whether a page goes down past the window, so that no row of it can stand behind."""
        last = [row for row in page.rows if row.listed_date is not None][-1:]
        is_in_order = self.newest_first and bool(last) and is_falling(page.rows)
        return self._was_passed or (is_in_order and self.crawl.window.is_passed_by(last))

    def _take_total(self, total: Total | None) -> bool:
        """Keep what the page says of the whole. Whether the list grew shorter since the last."""
        if total is None:
            self._is_told = False
            return False
        former, self._total = self._total, total
        self.crawl.totals[self.place] = total
        has_fallen = former is not None and total.rows < former.rows and self.number > 0
        # A first page that is made once a day may tell another total than those behind it.
        if not has_fallen or total.rows in self._fallen_to or len(self._fallen_to) == RETURNS:
            return False
        self._fallen_to.add(total.rows)
        return True
