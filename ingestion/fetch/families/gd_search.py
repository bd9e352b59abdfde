"""search.gd.gov.cn: the search over Guangdong's sites, asked by POST."""

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
    dig,
    read_entries,
    read_total,
    rows_missing,
    send,
)
from ingestion.fetch.families.paging import ListPage, page_through
from ingestion.fetch.listing import Row

_FIELDS = Fields(
    title="title", url=("url", "post_url"),
    posted=("first_publish_time", "display_publish_time", "pub_time"),
    number="document_number", index="identifier", issuer="publisher", written="date",
)  # fmt: skip


class GdSearch(BaseModel):
    """The searches, as the fields of their forms: range, site_id, gdbsDivision, keywords ...

    Shapes: `data.list`, 20 a page, and `data.total`; past the end the list is empty and the total
    null.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    family: Literal["gd_search"]
    searches: tuple[dict[str, str], ...] = Field(min_length=1)
    api: str = "https://search.gd.gov.cn/api/search/file"
    page_size: int = Field(default=20, ge=1, le=100)
    window: int | None = WINDOW  # rows that can be paged to; null where there is no such end

    def list_rows(self, crawl: Crawl, date_format: str | None) -> Iterator[Row]:
        for search in self.searches:
            place = f"{urljoin(crawl.home, self.api)}#{urlencode(search)}"
            read = partial(self._read, crawl, place, search, date_format)
            yield from page_through(crawl, place, read)

    def _read(
        self, crawl: Crawl, place: str, search: dict[str, str], date_format: str | None, number: int
    ) -> ListPage | None:
        body = {"sort": "time"} | search | {"page": str(number + 1)}
        answer = send(crawl, place.partition("#")[0], body, as_form=True)
        if answer is None:
            return None
        entries = dig(answer, "data.list")
        if not isinstance(entries, list):
            raise rows_missing(crawl, place, "data.list")
        page = read_entries(crawl, place, entries, _FIELDS, date_format)
        total = read_total(dig(answer, "data.total"), window=self.window)
        came = (number + 1) * self.page_size
        is_last = self.window is not None and came + self.page_size > self.window
        is_last = is_last or (total is not None and came >= total.rows)
        return replace(page, total=total, is_last=is_last)
