"""gkmlpt: the lists of Guangdong's platform of government information."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import Literal
from urllib.parse import urljoin

from pydantic import BaseModel, ConfigDict

from ingestion.fetch.families.crawl import Crawl, Total
from ingestion.fetch.families.json_list import (
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

_SID = re.compile(r"""["']?\bSID["']?\s{0,4}:\s{0,4}["']?(\d{1,9})""")
_TREE = re.compile(r"""["']?\bTREE["']?\s{0,4}:\s{0,4}(?=\[)""")
_FIELDS = Fields(
    title="title", url=("url", "post_url"),
    posted=("display_publish_time", "first_publish_time", "created_at", "create_time"),
    number="document_number", index="identifier", issuer="publisher", written="date",
)  # fmt: skip


class Gkmlpt(BaseModel):
    """A site's categories by their numbers, or, without them, all that its index page tells of.

    Shapes: `articles`, mostly 100 a page; pages 0 and 1 are the same, so 1 is the first. The count
    of a category, `classify.post_count`, may exceed what the list gives.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    family: Literal["gkmlpt"]
    index: str = "/gkmlpt/index"
    categories: tuple[int, ...] = ()
    sid: int | None = None  # the site's number, where its index page does not tell it

    def list_rows(self, crawl: Crawl, date_format: str | None) -> Iterator[Row]:
        index = urljoin(crawl.home, self.index)
        sid, categories = self.sid, self.categories
        if sid is None or not categories:
            page = crawl.read_list(index) or ""
            told = _SID.search(page)
            sid = sid if sid is not None else int(told.group(1)) if told else None
            categories = categories or tuple(_read_tree(page))
        if sid is None or not categories:
            raise crawl.layout_changed(index, "_CONFIG with SID and TREE")
        listed = False
        for category in categories:
            place = f"{urljoin(index, f'api/all/{category}')}?sid={sid}"
            read = partial(self._read, crawl, place, date_format)
            yield from page_through(crawl, place, read, may_be_empty=len(categories) > 1)
            listed = listed or place in crawl.totals
        if not listed:
            raise crawl.layout_changed(index, "category that holds an article")

    def _read(
        self, crawl: Crawl, place: str, date_format: str | None, number: int
    ) -> ListPage | None:
        answer = ask(crawl, place, {"page": number + 1})
        if answer is None:
            return None
        entries = dig(answer, "articles")
        if not isinstance(entries, list):
            raise rows_missing(crawl, place, "articles")
        page = read_entries(crawl, place, entries, _FIELDS, date_format)
        told = read_total(dig(answer, "classify.post_count")) or read_total(dig(answer, "total"))
        # A page that is not full ends nothing: how many a site puts on one is its own affair.
        is_all = number == 0 and told is not None and len(entries) >= told.rows
        total = Total(told.rows if told else len(entries), "at_most")
        return replace(page, total=total, is_last=is_all)


def _read_tree(page: str) -> Iterator[int]:
    """The numbers of all categories of a site; one that only leads elsewhere has a jump_url."""
    place = _TREE.search(page)
    try:
        nodes, _ = json.JSONDecoder(strict=False).raw_decode(page, place.end() if place else 0)
    except (ValueError, RecursionError):
        return
    waiting = list(list_of(nodes))
    while waiting:
        node = waiting.pop(0)
        if isinstance(node, dict):
            number = read_total(node.get("id"))
            if number is not None and not node.get("jump_url"):
                yield number.rows
            waiting[:0] = list_of(node.get("children"))
