"""UCAP: the search of a channel (甘肃 and many cities), as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import Any, Literal
from urllib.parse import urljoin

from pydantic import BaseModel, ConfigDict, Field

from ingestion.fetch.families.crawl import Crawl
from ingestion.fetch.families.json_list import (
    WINDOW,
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

_FIELDS = Fields(
    title=("title", "titleHtml"), url="url",
    posted=("publishedTimeStr", "publishedTime", "pubdate"), number=("refno", "fileNum"),
    index=("indexnumber", "indexNum"), issuer=("puborg", "publisher"), written="writedate",
)  # fmt: skip


class Ucap(BaseModel):
    """The channels, as the 32 hex digits of each; they stand in the scripts of its list page.

    Shapes: `data` with total, page, rows and `results`; a paper's facts lie beside the row in
    `domainMetaList[].resultList[]`, as key and value.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    family: Literal["ucap"]
    channels: tuple[str, ...] = Field(min_length=1)
    api: str = "/common/search/{channel}"
    page_size: int = Field(default=15, ge=1, le=100)
    window: int = Field(default=WINDOW, ge=1)
    fields: Fields = _FIELDS

    def list_rows(self, crawl: Crawl, date_format: str | None) -> Iterator[Row]:
        for channel in self.channels:
            place = urljoin(crawl.home, self.api.replace("{channel}", channel))
            yield from page_through(crawl, place, partial(self._read, crawl, place, date_format))

    def _read(
        self, crawl: Crawl, place: str, date_format: str | None, number: int
    ) -> ListPage | None:
        asked = {"page": number + 1, "_pageSize": self.page_size, "_isAgg": "true"}
        answer = ask(crawl, place, asked | {"_isJson": "true", "_template": "index"})
        if answer is None:
            return None
        data = dig(answer, "data") or dig(answer, "results.data")
        entries = dig(data, "results")
        if not isinstance(entries, list):
            raise rows_missing(crawl, place, "data.results")
        flat = [_flatten(entry) for entry in entries]
        page = read_entries(crawl, place, flat, self.fields, date_format)
        total = read_total(dig(data, "total"), window=self.window)
        size = _size_of(data, self.page_size)
        is_last = (number + 2) * size > self.window
        is_last = is_last or (total is not None and (number + 1) * size >= total.rows)
        return replace(page, total=total, is_last=is_last)


def _size_of(data: Any, asked: int) -> int:
    """The rows of a page: the site's own number, which need not be the one asked for."""
    told = read_total(dig(data, "rows"))
    return told.rows if told is not None and told.rows > 0 else asked


def _flatten(entry: Any) -> Any:
    """A row with the facts that lie beside it; what the row itself says comes first."""
    if not isinstance(entry, dict):
        return entry
    beside: dict[str, Any] = {}
    for group in list_of(entry.get("domainMetaList")):
        for fact in list_of(dig(group, "resultList")):
            if isinstance(fact, dict) and fact.get("value"):
                beside.setdefault(str(fact.get("key")), fact["value"])
    return beside | {name: value for name, value in entry.items() if name != "domainMetaList"}
