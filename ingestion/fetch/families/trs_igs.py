"""TRS IGS: the search of provincial policy libraries (湖北, 广西, 陕西, 天津), as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import Literal
from urllib.parse import urlencode, urljoin

from pydantic import BaseModel, ConfigDict, Field

from ingestion.fetch.families.crawl import Crawl
from ingestion.fetch.families.json_list import (
    WINDOW,
    Fields,
    ask,
    dig,
    read_entries,
    read_total,
    rows_missing,
)
from ingestion.fetch.families.paging import ListPage, page_through
from ingestion.fetch.listing import Row

# By province: 湖北 and 广西, then 天津, then 陕西; of several names the first that says something.
_FIELDS = Fields(
    title=("DOCTITLE", "BT", "title"),
    url=("DOCPUBURL", "URL", "url"),
    posted=("PUBDATE", "FBRQ", "fwrq"),
    number=("fileNum", "FWZH"),
    index=("IdxID", "IDXID"),
    issuer=("publisher", "FWJG_name", "publishdept"),
    written=("CWRQ",),
)


class TrsIgs(BaseModel):
    """The searches, as their parameters: index, type, siteId, `filter[AVAILABLE]` ...

    Shapes: `page.content`, `page.total` in quotes, `page.totalPages` within a window of 10,000
    rows, past which the site answers 500; dates in UTC where they end in `Z`. What lies outside
    the window is reached by parting the search, say by year.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    family: Literal["trs_igs"]
    searches: tuple[dict[str, str], ...] = Field(min_length=1)
    api: str = "/igs/front/search/list.html"
    page_size: int = Field(default=10, ge=1, le=100)
    window: int = Field(default=WINDOW, ge=1)
    order: str = "PUBDATE"  # the field that it is sorted by, newest first
    fields: Fields = _FIELDS

    def list_rows(self, crawl: Crawl, date_format: str | None) -> Iterator[Row]:
        for search in self.searches:
            asked = search | {"orderProperty": self.order, "orderDirection": "desc"}
            place = f"{urljoin(crawl.home, self.api)}?{urlencode(asked)}"
            yield from page_through(crawl, place, partial(self._read, crawl, place, date_format))

    def _read(
        self, crawl: Crawl, place: str, date_format: str | None, number: int
    ) -> ListPage | None:
        answer = ask(crawl, place, {"pageNumber": number + 1, "pageSize": self.page_size})
        if answer is None:
            return None
        entries = dig(answer, "page.content")
        if not isinstance(entries, list):
            raise rows_missing(crawl, place, "page.content")
        page = read_entries(crawl, place, entries, self.fields, date_format)
        total = read_total(dig(answer, "page.total"), window=self.window)
        pages = read_total(dig(answer, "page.totalPages"))
        is_last = (number + 2) * self.page_size > self.window
        is_last = is_last or (pages is not None and number + 1 >= pages.rows)
        return replace(page, total=total, is_last=is_last)
