"""Hanweb (大汉) jpage: a column page with the first records, then a proxy that gives the rest."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Literal
from urllib.parse import urlencode, urljoin

from pydantic import BaseModel, ConfigDict, Field

from ingestion.fetch.families.crawl import Crawl, Total
from ingestion.fetch.families.hanweb_records import Group, read_group
from ingestion.fetch.families.paging import ListPage, page_through
from ingestion.fetch.listing import RefusedRow, Row, Rows, scan_rows
from ingestion.markup import ElementPath

_PARAMETERS = re.compile(r"ajaxParam\s{0,4}:\s{0,4}\{([^}]{1,1000})\}")
_PAIR = re.compile(r"""["']?(?<!\w)(\w{1,40})["']?\s{0,4}:\s{0,4}["']?([^,"'}]{0,200})["']?""")
_PROXY = re.compile(r"""(?:proxyUrl|url)\s{0,4}:\s{0,4}["']([^"'\s]{0,200}dataproxy\.jsp)""")
_TOTAL = re.compile(r"totalRecord\s{0,4}:\s{0,4}(\d{1,9})")
_PER_PAGE = re.compile(r"perPage\s{0,4}:\s{0,4}(\d{1,4})")
_USUAL_PROXY = "/module/web/jpage/dataproxy.jsp"
_IN_RECORD = "//li[.//a[@href]] | //tr[.//a[@href]]"
_FORM = "application/x-www-form-urlencoded; charset=UTF-8"


class HanwebJpage(BaseModel):
    """The columns, as paths of their pages: /col/col15863/index.html.

    Shapes: the column page embeds the first group in a `datastore`, or, where its proxy is of no
    use, the rows in its own markup; the proxy answers with a `datastore` or a JavaScript array.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    family: Literal["hanweb_jpage"]
    columns: tuple[str, ...] = Field(min_length=1)
    proxy: str | None = None  # where the column's script does not name it
    by_post: bool = False  # for proxies that take the parameters as a form only
    rows: ElementPath | None = None  # XPath of a row in a record, where the default does not serve
    undated: bool = False  # the list shows no dates

    def list_rows(self, crawl: Crawl, date_format: str | None) -> Iterator[Row]:
        for column in self.columns:
            place = urljoin(crawl.home, column)
            yield from page_through(crawl, place, _Column(self, crawl, place, date_format).read)


class _Column:
    """Asks for the records after those that came, with the parameters of the column's script.

    unitid and webid stand on the column page only, and a wrong pair gives another column, so
    they are read from there and never guessed. Where the script has none, the answer's own
    `nextgroup` link leads on.
    """

    def __init__(
        self, family: HanwebJpage, crawl: Crawl, column: str, date_format: str | None
    ) -> None:
        self.family = family
        self.crawl = crawl
        self.column = column
        self._date_format = date_format
        self._proxy = urljoin(column, family.proxy or _USUAL_PROXY)
        self._parameters: dict[str, str] = {}
        self._per_page = 15
        self._groups: list[Group] = []  # those that came, in order

    def read(self, number: int) -> ListPage | None:
        group = self._read_column() if number == 0 else self._ask_for(number)
        if group is None:
            return None
        self._groups[number:] = [group]
        rows = self._scan(group)
        total = None if group.total is None else Total(group.total)
        return ListPage(rows.read, rows.refused, total, self._next_request(number + 1) is None)

    def _read_column(self) -> Group:
        page = self.crawl.read_list(self.column)
        group = read_group(page) if page is not None else None
        if page is None or (group is None and not self._holds_rows(page)):
            raise self.crawl.layout_changed(self.column, "record list")
        script = _PARAMETERS.search(page)
        self._parameters = dict(_PAIR.findall(script.group(1))) if script else {}
        if size := _PER_PAGE.search(page):
            self._per_page = int(size.group(1))
        if self.family.proxy is None and (proxy := _PROXY.search(page)):
            self._proxy = urljoin(self.column, proxy.group(1))
        if group is None or not group.records:
            group = Group([page], is_page=True)
        total = _TOTAL.search(page)
        return group if group.total or not total else replace(group, total=int(total.group(1)))

    def _holds_rows(self, page: str) -> bool:
        return bool(self._scan(Group([page], is_page=True)).read)

    def _ask_for(self, number: int) -> Group | None:
        request = self._next_request(number)
        if request is None:
            return None
        numbers, parameters = request
        if not parameters:
            return read_group(self.crawl.read_list(numbers) or "")
        if self.family.by_post:
            return read_group(self.crawl.send_list(numbers, parameters.encode(), _FORM) or "")
        return read_group(self.crawl.read_list(f"{numbers}&{parameters}") or "")

    def _next_request(self, number: int) -> tuple[str, str] | None:
        """The address and the parameters of a group; None where those before it were all."""
        before = self._groups[:number]
        total = next((group.total for group in reversed(before) if group.total is not None), None)
        given = sum(self._length_of(group) for group in before)
        if not before or (total is not None and given >= total):
            return None
        if "unitid" not in self._parameters:
            link = before[-1].next_link
            return (urljoin(self._proxy, link), "") if link else None
        size = max(self._length_of(before[0]), 1)
        end = given + size if total is None else min(given + size, total)
        numbers = {"startrecord": given + 1, "endrecord": end, "perpage": self._per_page}
        return f"{self._proxy}?{urlencode(numbers)}", urlencode(self._parameters)

    def _length_of(self, group: Group) -> int:
        if not group.is_page:
            return len(group.records)
        rows = self._scan(group)
        return len(rows.read) + len(rows.refused)

    def _scan(self, group: Group) -> Rows:
        """The rows of a group; a record that holds no usual row is a row as a whole."""
        read: list[Row] = []
        refused: list[RefusedRow] = []
        for record in group.records:
            usual = None if group.is_page else _IN_RECORD
            for rows in (self.family.rows or usual, None if group.is_page else "//body"):
                found = scan_rows(
                    record,
                    self.column,
                    rows=rows,
                    date_format=self._date_format,
                    undated=self.family.undated,
                )
                if found.read or found.refused:
                    break
            read += found.read
            refused += found.refused
        return Rows(read, refused)
