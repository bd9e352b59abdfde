"""Hanweb (大汉) jpage: a column page with the first records, then a proxy that gives the rest."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from typing import Literal
from urllib.parse import urlencode, urljoin

from pydantic import BaseModel, ConfigDict, Field

from ingestion.fetch.families.crawl import PAGE_LIMIT, Crawl
from ingestion.fetch.listing import Row, read_rows

_HREF = re.compile(r"""href\s*=\s*["']([^"']{1,500})["']""")
_PARAMETERS = re.compile(r"ajaxParam\s*:\s*\{([^}]{1,1000})\}")
_PAIR = re.compile(r"""["']?(\w{1,40})["']?\s*:\s*["']?([^,"'}]{0,200})["']?""")


class HanwebJpage(BaseModel):
    """The columns, as paths of their pages: /col/col15863/index.html."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    family: Literal["hanweb_jpage"]
    columns: tuple[str, ...] = Field(min_length=1)
    proxy: str = "/module/web/jpage/dataproxy.jsp"
    rows: str | None = "//li[.//a[@href]] | //tr[.//a[@href]]"

    def list_rows(self, crawl: Crawl, date_format: str | None) -> Iterator[Row]:
        for column in self.columns:
            yield from self._list_column(crawl, urljoin(crawl.home, column), date_format)

    def _list_column(self, crawl: Crawl, column: str, date_format: str | None) -> Iterator[Row]:
        page = crawl.read_list(column)
        group = _read_group(page) if page is not None else None
        if page is None or group is None or not group.records:
            raise crawl.layout_changed(column, "record list")
        pager = _Pager(urljoin(column, self.proxy), page, len(group.records))
        seen: set[str] = set()
        for _ in range(PAGE_LIMIT):
            rows = self._rows_of(group, column, date_format)
            if not [row for row in rows if row.url not in seen]:
                break  # past the end some sites give the last group again
            seen.update(row.url for row in rows)
            yield from (row for row in rows if crawl.window.holds(row))
            if crawl.window.is_passed_by(rows):
                return
            url = pager.next_url(group)
            if url is None:
                return
            group = _read_group(crawl.read_list(url) or "")
            if group is None:
                break
        if pager.is_short():
            crawl.notes.append(f"{column}: {pager.given} of {pager.total} records came")

    def _rows_of(self, group: _Group, column: str, date_format: str | None) -> list[Row]:
        found: list[Row] = []
        for record in group.records:
            found += read_rows(record, column, rows=self.rows, date_format=date_format)
        return found


@dataclass(frozen=True, slots=True)
class _Group:
    """One answer: its records, the link to the next one, and the total where it is told."""

    records: list[str]
    next_link: str | None
    total: int | None


def _read_group(text: str) -> _Group | None:
    stores = _contents(text, "datastore")
    if not stores:
        return None
    links = _contents(stores[0], "nextgroup")
    href = _HREF.search(links[0]) if links else None
    total = re.search(r"<totalrecord>(\d{1,9})</totalrecord>", stores[0])
    return _Group(
        records=_contents(stores[0], "record"),
        next_link=unescape(href.group(1)) if href else None,
        total=int(total.group(1)) if total else None,
    )


def _contents(text: str, name: str) -> list[str]:
    """What stands inside each element of that name, without its CDATA marks.

    The answer is XML in name only: unescaped `&`, control characters, sometimes no end.
    """
    found: list[str] = []
    for part in text.split(f"<{name}>")[1:]:
        inside, end, _ = part.partition(f"</{name}>")
        if end:
            inside = inside.strip().removeprefix("<![CDATA[").removesuffix("]]>")
            found.append(inside.strip())
    return found


class _Pager:
    """Asks for the records after those that came, with the parameters of the column's script.

    unitid and webid stand on the column page only, and a wrong pair gives another column, so
    they are read from there and never guessed. Where the script has none, the answer's own
    `nextgroup` link leads on.
    """

    def __init__(self, proxy: str, page: str, first_group: int) -> None:
        self.proxy = proxy
        self.given = first_group
        self.group_size = max(first_group, 1)
        script = _PARAMETERS.search(page)
        self.parameters = dict(_PAIR.findall(script.group(1))) if script else {}
        total = re.search(r"totalRecord\s*:\s*(\d{1,9})", page)
        self.total = int(total.group(1)) if total else None
        size = re.search(r"perPage\s*:\s*(\d{1,4})", page)
        self.per_page = int(size.group(1)) if size else 15
        self._asked = False

    def next_url(self, last: _Group) -> str | None:
        self.total = last.total or self.total
        if self._asked:
            self.given += len(last.records)
        self._asked = True
        if self.total is not None and self.given >= self.total:
            return None
        if "unitid" in self.parameters and self.total is not None:
            end = min(self.given + self.group_size, self.total)
            numbers = {"startrecord": self.given + 1, "endrecord": end, "perpage": self.per_page}
            return f"{self.proxy}?{urlencode(numbers | self.parameters)}"
        return urljoin(self.proxy, last.next_link) if last.next_link else None

    def is_short(self) -> bool:
        return self.total is not None and self.given < self.total
