"""TRS WCM and its dialects: static list pages index.html, index_1.html ... index_{N-1}.html."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal
from urllib.parse import urljoin

from pydantic import BaseModel, ConfigDict, Field

from ingestion.fetch.families.crawl import PAGE_LIMIT, Crawl
from ingestion.fetch.listing import Row, read_rows

# createPageHTML(pages, current, "index", "html"); a dialect puts the number of records first.
_CALL = re.compile(r"createPageHTML?\(([^)]{1,200})\)")
_COUNT = re.compile(
    r"countPage\s{0,4}=\s{0,4}(?:Number\()?[\"']?(\d{1,5})"
    r"|totalPage\s{0,4}[:=]\s{0,4}[\"']?(\d{1,5})"
    r"|共\s?(\d{1,5})\s?页"
)


class TrsStatic(BaseModel):
    """Where the lists stand and how their pages are named."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    family: Literal["trs_static"]
    channels: tuple[str, ...] = Field(min_length=1)
    first_page: str = "index.html"
    next_page: str = Field(default="index_{n}.html", pattern=r"\{n\}")
    second_is: int = 1  # the n of page 2
    rows: str | None = None  # XPath of a row, where the default does not serve

    def list_rows(self, crawl: Crawl, date_format: str | None) -> Iterator[Row]:
        for channel in self.channels:
            yield from self._list_channel(crawl, urljoin(crawl.home, channel), date_format)

    def _list_channel(self, crawl: Crawl, channel: str, date_format: str | None) -> Iterator[Row]:
        url, pages = urljoin(channel, self.first_page), 1
        for number in range(PAGE_LIMIT):
            markup = crawl.read_list(url)
            if markup is None and number == 0:
                raise crawl.layout_changed(url, "list: the page is gone")
            rows = read_rows(markup or "", url, rows=self.rows, date_format=date_format)
            if number == 0:
                if not rows:
                    raise crawl.layout_changed(url, "rows")
                pages = count_pages(markup or "")
            elif not rows:
                # Seen on real sites: deep pages that are short stubs or are gone.
                crawl.notes.append(f"{url}: page {number + 1} of {pages} holds no rows")
                return
            yield from (row for row in rows if crawl.window.holds(row))
            if number + 1 >= pages or crawl.window.is_passed_by(rows):
                return
            url = urljoin(channel, self.next_page.format(n=number + self.second_is))


def count_pages(markup: str) -> int:
    """How many pages the pager's script tells of; 1 where it tells of none."""
    if call := _CALL.search(markup):
        numbers = [int(part) for part in re.findall(r"(?<![\w\"'])\d{1,7}", call.group(1))]
        if len(numbers) >= 3:  # records, pages, current
            return max(1, numbers[1])
        if numbers:
            return max(1, numbers[0])
    if count := _COUNT.search(markup):
        return max(1, int(next(group for group in count.groups() if group)))
    return 1
