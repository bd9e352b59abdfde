"""hycloud: the tables behind policy libraries (重庆, 广西, 贵州 and tax offices), asked by POST."""

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
    dig,
    read_entries,
    read_total,
    rows_missing,
    send,
)
from ingestion.fetch.families.paging import ListPage, page_through
from ingestion.fetch.listing import Row

_CHONGQING = Fields(
    title="f_202121500898", url="doc_pub_url", posted="save_time",
    number="f_202121837479", written="f_202121607647",
)  # fmt: skip


class Hycloud(BaseModel):
    """The tables, as the bodies that the site's own page sends: tableName, tenantId, customFilter.

    Shapes: `data.list` and `data.pager`; fields are numbered by table, so `fields` names them.
    A total of exactly 10,000 is where the site stops counting. Rows are in no order of days unless
    the body has `sorts`; say so in `newest_first`, or every night reads the list to its end.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    family: Literal["hycloud"]
    tables: tuple[dict[str, Any], ...] = Field(min_length=1)
    api: str = "/irs/front/list"
    page_size: int = Field(default=20, ge=1, le=100)
    window: int = Field(default=WINDOW, ge=1)
    newest_first: bool = False
    rows_at: str = "data.list"
    pager_at: str = "data.pager"
    fields: Fields = _CHONGQING

    def list_rows(self, crawl: Crawl, date_format: str | None) -> Iterator[Row]:
        for number, table in enumerate(self.tables):
            place = f"{urljoin(crawl.home, self.api)}#{table.get('tableName', number)}-{number}"
            read = partial(self._read, crawl, place, table, date_format)
            yield from page_through(crawl, place, read, newest_first=self.newest_first)

    def _read(
        self, crawl: Crawl, place: str, table: dict[str, Any], date_format: str | None, number: int
    ) -> ListPage | None:
        body = table | {"pageNo": number + 1, "pageSize": self.page_size}
        answer = send(crawl, place.partition("#")[0], body)
        if answer is None:
            return None
        entries = dig(answer, self.rows_at)
        if not isinstance(entries, list):
            raise rows_missing(crawl, place, self.rows_at)
        page = read_entries(crawl, place, entries, self.fields, date_format)
        total = read_total(dig(answer, f"{self.pager_at}.total"), window=self.window)
        pages = read_total(dig(answer, f"{self.pager_at}.pageCount"))
        is_last = (number + 2) * self.page_size > self.window
        is_last = is_last or (pages is not None and number + 1 >= pages.rows)
        return replace(page, total=total, is_last=is_last)
