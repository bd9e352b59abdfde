"""RSS, Atom and sitemaps: lists that a site keeps for machines."""

from __future__ import annotations

from collections.abc import Iterator
from fnmatch import fnmatchcase
from functools import partial
from itertools import islice
from typing import Literal
from urllib.parse import urljoin

from lxml import etree
from pydantic import BaseModel, ConfigDict, Field

from ingestion.fetch.families.crawl import Crawl
from ingestion.fetch.families.json_list import text_of
from ingestion.fetch.families.paging import PAGE_LIMIT, ListPage, page_through
from ingestion.fetch.listing import RefusedRow, Row, join_url
from ingestion.fetch.moments import read_moment

_POSTED = ("pubDate", "published", "date", "publication_date", "updated", "lastmod")
_ROOTS = ("rss", "RDF", "feed")
_MAPS = ("urlset", "sitemapindex")


class Rss(BaseModel):
    """Feeds of the newest papers, RSS 1 and 2 or Atom, newest first; nothing is behind them."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    family: Literal["rss"]
    feeds: tuple[str, ...] = Field(min_length=1)

    def list_rows(self, crawl: Crawl, date_format: str | None) -> Iterator[Row]:
        for feed in self.feeds:
            place = urljoin(crawl.home, feed)
            yield from page_through(crawl, place, partial(self._read, crawl, place, date_format))

    def _read(
        self, crawl: Crawl, place: str, date_format: str | None, number: int
    ) -> ListPage | None:
        text = None if number else crawl.read_list(place)
        if text is None:
            return None
        root = _read_xml(crawl, place, text, _ROOTS)
        items = [element for element in _elements(root) if _name(element) in ("item", "entry")]
        rows = [_read_item(crawl, place, item, date_format) for item in items]
        read = [row for row in rows if isinstance(row, Row)]
        crawl.note_reach(place, read)
        return ListPage(read, [row for row in rows if isinstance(row, RefusedRow)], is_last=True)


class Sitemap(BaseModel):
    """Sitemaps and indexes of sitemaps, in no order of days.

    A sitemap tells when a page was last changed, not when it was published: that is the day that a
    row has here, and a page without one is always listed.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    family: Literal["sitemap"]
    sitemaps: tuple[str, ...] = ("/sitemap.xml",)
    only: tuple[str, ...] = Field(min_length=1)  # shapes of the notices' addresses: */zcwj/*.html

    def list_rows(self, crawl: Crawl, date_format: str | None) -> Iterator[Row]:
        waiting = [urljoin(crawl.home, sitemap) for sitemap in self.sitemaps]
        asked: set[str] = set()
        listed = 0
        while waiting and len(asked) < PAGE_LIMIT:
            place = waiting.pop(0)
            asked.add(place)
            rows, maps = self._read(crawl, place, date_format)
            waiting += [one.url for one in maps if one.url not in asked and _is_new(crawl, one)]
            listed += len(rows)
            yield from (row for row in rows if crawl.window.holds(row))
        if not listed:
            first = urljoin(crawl.home, self.sitemaps[0])
            raise crawl.layout_changed(first, f"address like {' or '.join(self.only)}")

    def _read(
        self, crawl: Crawl, place: str, date_format: str | None
    ) -> tuple[list[Row], list[Row]]:
        """The notices of one sitemap, and the sitemaps that it leads to."""
        root = _read_xml(crawl, place, crawl.read_list(place) or "", _MAPS)
        entries = [element for element in root if _name(element) in ("url", "sitemap")]
        found = [_read_item(crawl, place, entry, date_format, undated=True) for entry in entries]
        crawl.refuse(place, (row for row in found if isinstance(row, RefusedRow)))
        rows = [row for row in found if isinstance(row, Row)]
        if _name(root) == "sitemapindex":
            return [], rows
        return [row for row in rows if any(fnmatchcase(row.url, one) for one in self.only)], []


def _is_new(crawl: Crawl, sitemap: Row) -> bool:
    since = crawl.window.since
    return since is None or sitemap.listed_date is None or sitemap.listed_date >= since


# ---------------------------------------------------------------- XML


def _read_xml(crawl: Crawl, place: str, text: str, roots: tuple[str, ...]) -> etree._Element:
    """The tree of a feed, read leniently; no entity of its own and no other file is opened.

    Raises:
        LayoutChanged: nothing, a page, or another kind of XML stands there.
    """
    parser = etree.XMLParser(
        encoding="utf-8", recover=True, resolve_entities=False, no_network=True, huge_tree=False
    )
    body = text.lstrip("\ufeff \t\r\n").encode("utf-8", "replace")
    try:
        root = etree.fromstring(body, parser) if body else None
    except etree.XMLSyntaxError:
        root = None
    if root is None or _name(root) not in roots:
        raise crawl.layout_changed(place, f"feed ({', '.join(roots)})")
    return root


def _read_item(
    crawl: Crawl,
    place: str,
    item: etree._Element,
    date_format: str | None,
    *,
    undated: bool = False,
) -> Row | RefusedRow:
    said: dict[str, str] = {}
    for element in islice(item.iter(etree.Element), 400):
        words = "".join(map(str, element.itertext())).strip() or element.get("href", "")
        if _name(element) == "link" and element.get("rel", "alternate") != "alternate":
            continue
        said.setdefault(_name(element), words)
    title = text_of(said.get("title"))
    address = said.get("link") or said.get("loc") or ""
    url = join_url(place, address)
    days = (read_moment(said.get(name), crawl.time_zone, date_format) for name in _POSTED)
    posted = next((day for day in days if day is not None), None)
    body = etree.tostring(item, encoding="utf-8", with_tail=False)[:4000]
    if url is None:
        return RefusedRow("row_without_link", title or address, body)
    if posted is None and not undated:
        return RefusedRow("row_without_date", title, body, url)
    return Row(url, title or None, posted)


def _elements(root: etree._Element) -> Iterator[etree._Element]:
    return root.iter(etree.Element)


def _name(element: etree._Element) -> str:
    return etree.QName(element).localname if isinstance(element.tag, str) else ""
