"""jpaas: pages put together from units; a list is a unit that an interface gives as markup."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urljoin

from lxml import html
from pydantic import BaseModel, ConfigDict, Field

from ingestion.errors import LayoutChanged
from ingestion.fetch.families.crawl import Crawl, Total
from ingestion.fetch.families.json_list import ask, dig, read_total, rows_missing
from ingestion.fetch.families.paging import ListPage, page_through
from ingestion.fetch.listing import Row, scan_rows
from ingestion.markup import ElementPath, parse_markup

_UNIT = "/api-gateway/jpaas-publish-server/front/page/build/unit"
_PAIR = re.compile(r"""["'](\w{1,40})["']\s{0,4}:\s{0,4}["']?([^"',{}]{0,200})["']?""")
_LISTS = ("信息列表", "分页列表", "内容区域")  # what a list is called, the likeliest first


class Jpaas(BaseModel):
    """The columns, as paths of their pages: /zwgk/zcwj/index.html.

    Shapes: the column page names its units in `querydata`; the interface answers with JSON
    (control characters in it) that holds markup, which tells `count` and `rows` and may name
    another unit for the pages after the first. Some sites give page 1 again to whoever asks from
    abroad: the list then ends with a note.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    family: Literal["jpaas"]
    columns: tuple[str, ...] = Field(min_length=1)
    tag: str | None = None  # the tagId of the list's unit, where the page holds several lists
    unit: dict[str, str] | None = None  # webId, pageId, tplSetId ... where no page tells them
    api: str = _UNIT
    page_size: int = Field(default=15, ge=1, le=100)  # where the unit does not tell its own
    rows: ElementPath | None = None  # XPath of a row, where the default does not serve
    undated: bool = False  # the list shows no dates

    def list_rows(self, crawl: Crawl, date_format: str | None) -> Iterator[Row]:
        for column in self.columns:
            place = urljoin(crawl.home, column)
            yield from page_through(crawl, place, _Column(self, crawl, place, date_format).read)


@dataclass(frozen=True, slots=True)
class _Unit:
    url: str
    parameters: dict[str, str]
    rows: int | None = None
    count: int | None = None

    @property
    def tag(self) -> str:
        return self.parameters.get("tagId", "")


class _Column:
    """One column: its page names the unit, and the unit's answer names the one to page with."""

    def __init__(self, family: Jpaas, crawl: Crawl, place: str, date_format: str | None) -> None:
        self.family = family
        self.crawl = crawl
        self.place = place
        self._date_format = date_format
        self._unit: _Unit | None = None

    def read(self, number: int) -> ListPage | None:
        unit = self._unit or self._find_unit()
        size = unit.rows or self.family.page_size
        turn = {"paramJson": json.dumps({"pageNo": number + 1, "pageSize": size})} if number else {}
        answer = ask(self.crawl, unit.url, unit.parameters | turn)
        if answer is None:
            return None
        markup = dig(answer, "data.html")
        if not isinstance(markup, str):
            raise rows_missing(self.crawl, unit.url, "data.html")
        found = scan_rows(
            markup,
            self.place,
            rows=self.family.rows,
            date_format=self._date_format,
            undated=self.family.undated,
        )
        inside = next((told for told in self._list_units(markup) if told.count is not None), None)
        if number == 0:
            self._unit = inside or unit
        count = inside.count if inside else None
        size = (inside.rows if inside else None) or size
        is_last = count is not None and (number + 1) * size >= count
        return ListPage(found.read, found.refused, Total(count) if count else None, is_last)

    def _find_unit(self) -> _Unit:
        """The unit of the column's list.

        Raises:
            LayoutChanged: the page names no unit, or several and none by a name that lists have.
        """
        if self.family.unit is not None:
            return _Unit(urljoin(self.place, self.family.api), self.family.unit)
        units = self._list_units(self.crawl.read_list(self.place) or "")
        wanted = (self.family.tag,) if self.family.tag else _LISTS
        named = [unit for tag in wanted for unit in units if tag in unit.tag]
        if not named and len(units) == 1 and not self.family.tag:
            named = units
        if not named and not units:
            raise self.crawl.layout_changed(self.place, "unit (querydata)")
        if not named:
            raise LayoutChanged(
                f"{self.crawl.source_id}: {self.place} holds no unit {' or '.join(wanted)}",
                f"take `tag` from these: {', '.join(unit.tag for unit in units)}",
            )
        return named[0]

    def _list_units(self, markup: str) -> list[_Unit]:
        tree = parse_markup(markup)
        elements = [] if tree is None else tree.xpath("//*[@querydata]")
        return [self._read_unit(element) for element in elements]

    def _read_unit(self, element: html.HtmlElement) -> _Unit:
        api = element.get("uniturl") or element.get("url") or self.family.api
        rows, count = (read_total(element.get(name)) for name in ("rows", "count"))
        return _Unit(
            urljoin(self.place, api),
            dict(_PAIR.findall(element.get("querydata", ""))),
            rows.rows if rows else None,
            count.rows if count else None,
        )
