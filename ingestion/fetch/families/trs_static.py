"""TRS WCM and its dialects: static list pages index.html, index_1.html ... index_{N-1}.html."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from posixpath import splitext
from typing import Literal
from urllib.parse import urljoin

from lxml import html
from pydantic import BaseModel, ConfigDict, Field

from ingestion.errors import LayoutChanged
from ingestion.fetch.families.crawl import Crawl, Total
from ingestion.fetch.families.paging import ListPage, page_through
from ingestion.fetch.families.trs_pager import Pager, count_pages, has_next, read_pager
from ingestion.fetch.listing import Row, Rows, scan_rows
from ingestion.fetch.scripts import read_written
from ingestion.markup import ElementPath, parse_markup

__all__ = ["TrsStatic", "count_pages"]


class TrsStatic(BaseModel):
    """Where the lists stand and how their pages are named.

    Shapes: rows in the markup, or written by document.writeln; a pager of any dialect that
    `trs_pager` reads. `next_page` and `second_is` are read from it unless they are given here.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    family: Literal["trs_static"]
    channels: tuple[str, ...] = Field(min_length=1)
    first_page: str = "index.html"
    next_page: str | None = Field(default=None, pattern=r"\{n\}")
    second_is: int | None = None  # the n of page 2
    single_page: bool = False  # all rows stand on the first page; the pager only shows and hides
    rows: ElementPath | None = None  # XPath of a row, where the default does not serve
    undated: bool = False  # the list shows no dates

    def list_rows(self, crawl: Crawl, date_format: str | None) -> Iterator[Row]:
        for channel in self.channels:
            reader = _Channel(self, crawl, urljoin(crawl.home, channel), date_format)
            yield from page_through(crawl, reader.first, reader.read)

    def name_pages(self, pager: Pager) -> Pager:
        """The pager with the names that its source gives, which come before what the page says."""
        pages = 1 if self.single_page else pager.pages
        if self.next_page is not None:
            second = 1 if self.second_is is None else self.second_is
            return Pager(pages, pager.records, self.next_page, second)
        stem, ending = splitext(self.first_page)
        name = pager.next_page or f"{stem or 'index'}_{{n}}{ending or '.html'}"
        second = pager.second_is if self.second_is is None else self.second_is
        return Pager(pages, pager.records, name, second)


class _Channel:
    """One channel: its first page tells of the others."""

    def __init__(
        self, family: TrsStatic, crawl: Crawl, channel: str, date_format: str | None
    ) -> None:
        self.family = family
        self.crawl = crawl
        self.channel = channel
        self.first = urljoin(channel, family.first_page)
        self._date_format = date_format
        self._pager = Pager()

    def read(self, number: int) -> ListPage | None:
        url = self._url_of(number)
        markup = self.crawl.read_list(url)
        if markup is None and number == 0:
            raise self.crawl.layout_changed(url, "list: the page is gone")
        if markup is None and number == 1:
            raise self._wrong_name(url)
        found = self._scan(markup or "", url)
        tree = parse_markup(markup or "")
        pager = read_pager(markup or "", tree)
        if number == 0:
            self._pager = self.family.name_pages(pager)
        elif not found.read and not found.refused:
            # Seen on real sites: deep pages that are short stubs or are gone.
            pages = self._pager.pages or "an untold number"
            self.crawl.notes.append(f"{url}: page {number + 1} of {pages} holds no rows")
        total = None if pager.records is None else Total(pager.records)
        is_last = self._is_last(number, tree)
        return ListPage(found.read, found.refused, total, is_last, self._pager.pages)

    def _is_last(self, number: int, tree: html.HtmlElement | None) -> bool:
        if self._pager.pages is None:
            return not has_next(tree)
        return number + 1 >= self._pager.pages

    def _url_of(self, number: int) -> str:
        if number == 0 or self._pager.next_page is None:
            return self.first
        n = number - 1 + self._pager.second_is
        return urljoin(self.channel, self._pager.next_page.replace("{n}", str(n)))

    def _scan(self, markup: str, url: str) -> Rows:
        """The rows of the markup, and those that its scripts write."""
        rows, undated = self.family.rows, self.family.undated
        found = scan_rows(markup, url, rows=rows, date_format=self._date_format, undated=undated)
        written = scan_rows(
            read_written(markup), url, rows=rows, date_format=self._date_format, undated=undated
        )
        known = {row.url for row in found.read}
        more = [row for row in written.read if row.url not in known]
        return replace(found, read=found.read + more, refused=found.refused + written.refused)

    def _wrong_name(self, url: str) -> LayoutChanged:
        return LayoutChanged(
            f"{self.crawl.source_id}: {url} is gone, although the pager tells of"
            f" {self._pager.pages or 'more'} pages",
            "take `next_page` and `second_is` from the link 下一页, or set `single_page: true`",
        )
