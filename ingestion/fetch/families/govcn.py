"""gov.cn: the State Council's policy library, by its search, and its feed of recent papers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any, Literal
from urllib.parse import urlencode, urljoin

from pydantic import BaseModel, ConfigDict, Field

from ingestion.fetch.families.crawl import Crawl, Total, is_falling
from ingestion.fetch.families.json_list import (
    Fields,
    ask,
    dig,
    list_of,
    read_entries,
    read_total,
    rows_missing,
)
from ingestion.fetch.families.paging import ListPage, page_through
from ingestion.fetch.listing import Row

_LIBRARY = Fields(
    title="title", url="url", posted=("pubtime", "pubtimeStr"), number="pcode",
    index="index", issuer="puborg", written="ptime",
)  # fmt: skip
_FEED = Fields(title="TITLE", url="URL", posted="DOCRELPUBTIME")


class GovcnLibrary(BaseModel):
    """The search behind the policy library: papers of the State Council, of ministries, or both.

    Shapes: rows in `searchVO.listVO`, or by category in `searchVO.catMap`, `page_size` of each on
    a page; past the end the lists are empty and the totals stay. `totalpage` divides the sum of
    the categories, so the list ends before it; the longest category says where.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    family: Literal["govcn_library"]
    api: str = "http://sousuo.www.gov.cn/search-gov/data"
    library: Literal["zhengcelibrary_gw", "zhengcelibrary_bm", "zhengcelibrary_gw_bm"] = (
        "zhengcelibrary_gw_bm"
    )
    searches: tuple[dict[str, str], ...] = ({},)  # parameters of each, such as pcodeYear
    page_size: int = Field(default=20, ge=1, le=100)

    def list_rows(self, crawl: Crawl, date_format: str | None) -> Iterator[Row]:
        for search in self.searches:
            asked = {"t": self.library, "q": "", "sort": "pubtime", "sortType": "1"} | search
            place = f"{urljoin(crawl.home, self.api)}?{urlencode(asked)}"
            yield from page_through(crawl, place, partial(self._read, crawl, place, date_format))

    def _read(
        self, crawl: Crawl, place: str, date_format: str | None, number: int
    ) -> ListPage | None:
        answer = ask(crawl, place, {"p": number + 1, "n": self.page_size})
        if answer is None:
            return None
        found = dig(answer, "searchVO")
        if not isinstance(found, dict):
            raise rows_missing(crawl, place, "searchVO")
        shelves = [found, *_values_of(found.get("catMap"))]
        pages = [
            read_entries(crawl, place, list_of(shelf.get("listVO")), _LIBRARY, date_format)
            for shelf in shelves
        ]
        totals = [read_total(shelf.get("totalCount")) for shelf in shelves]
        whole, parts = totals[0], [total.rows for total in totals[1:] if total is not None]
        page = _merge(pages)
        longest = max(parts, default=whole.rows if whole else 0)
        is_last = (number + 1) * self.page_size >= longest > 0
        return replace(page, total=Total(sum(parts)) if parts else whole, is_last=is_last)


def _merge(pages: list[ListPage]) -> ListPage:
    """The categories as one list, newest first where each of them is."""
    rows = [row for page in pages for row in page.rows]
    if all(is_falling(page.rows) for page in pages):
        rows.sort(key=lambda row: row.listed_date or date.max, reverse=True)
    return ListPage(rows, [row for page in pages for row in page.refused])


def _values_of(shelves: Any) -> list[dict[str, Any]]:
    found = shelves.values() if isinstance(shelves, dict) else []
    return [shelf for shelf in found if isinstance(shelf, dict)]


class GovcnFeed(BaseModel):
    """One file with the newest thousand papers, newest first; there is nothing behind it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    family: Literal["govcn_feed"]
    feeds: tuple[str, ...] = ("/zhengce/zuixin/ZUIXINZHENGCE.json",)

    def list_rows(self, crawl: Crawl, date_format: str | None) -> Iterator[Row]:
        for feed in self.feeds:
            place = urljoin(crawl.home, feed)
            yield from page_through(crawl, place, partial(self._read, crawl, place, date_format))

    def _read(
        self, crawl: Crawl, place: str, date_format: str | None, number: int
    ) -> ListPage | None:
        if number:
            return None
        answer = ask(crawl, place, {})
        if not isinstance(answer, list):
            raise rows_missing(crawl, place, "at its top")
        page = read_entries(crawl, place, answer, _FEED, date_format)
        crawl.note_reach(place, page.rows)
        return replace(page, is_last=True)
