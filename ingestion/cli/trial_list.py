"""A list, read as fetch would read it, and what it holds that no row took."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urldefrag, urljoin

from lxml import html

from ingestion.charset import decode
from ingestion.errors import BadSetting, LayoutChanged, UnreadableText
from ingestion.fetch.client import Response
from ingestion.fetch.families import Crawl, Folder, Window
from ingestion.fetch.listing import Row, read_date
from ingestion.markup import parse_markup
from ingestion.sources import Source

REQUESTS = 20  # list pages that a trial asks a site for, at most
_LONGEST_ROW = 300  # characters; what is longer holds a whole list
_LONG_TITLE = 14  # Chinese characters; a menu's words are shorter
_HAN = re.compile(r"[\u4e00-\u9fff]")
_CONTENT_TYPES = {".json": "application/json", ".xml": "text/xml", ".txt": "text/plain"}
_NOT_A_PAGE = ("javascript:", "mailto:", "tel:", "#")

Get = Callable[[str], Response]
Post = Callable[[str, bytes, str], Response]


@dataclass(slots=True)
class ListTrial:
    """The rows that came, what the list tells of its length, and what to look at."""

    rows: list[Row] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    totals: list[str] = field(default_factory=list)
    hashes: set[str] = field(default_factory=set)  # sha256 of the list pages


class _Enough(Exception):
    """The trial has read what it may."""


class _Whole(Window):
    """Stops the paging at `since` as every window does, but takes each row of a page."""

    def holds(self, row: Row) -> bool:
        return True


@dataclass(slots=True)
class _Heard:
    """Hands requests on, keeps the answers, and ends the trial when there were enough."""

    give: Get
    send: Post | None
    answers: list[Response] = field(default_factory=list)

    def get(self, url: str) -> Response:
        return self._keep(lambda: self.give(url))

    def post(self, url: str, body: bytes, content_type: str) -> Response:
        if self.send is None:
            return self.get(url)
        send = self.send
        return self._keep(lambda: send(url, body, content_type))

    def _keep(self, take: Callable[[], Response]) -> Response:
        if len(self.answers) >= REQUESTS:
            raise _Enough(f"a dry run reads {REQUESTS} list pages and no more")
        self.answers.append(take())
        return self.answers[-1]


def try_list(
    source: Source, get: Get, *, post: Post | None = None, since: date | None = None
) -> ListTrial:
    """List a source until `since`, or until `get` gives no more.

    Args:
        post: for lists that are asked by POST; without it `get` answers them too, as saved pages.

    Raises:
        BadSetting: the source has no list, as a folder has none.
        BadSource: its list is not known yet.
        FetchRefused: the list could not be read.
    """
    if isinstance(source.lists, Folder):
        raise BadSetting("a folder has no list", "give --page FILE to try a file of it")
    heard, trial = _Heard(get, post), ListTrial()
    crawl = Crawl(
        source.source_id,
        source.home,
        _Whole(since),
        heard.get,
        trial.notes,
        time_zone=source.time_zone,
        post=heard.post,
    )
    try:
        for row in source.lists.list_rows(crawl, source.date_format):
            trial.rows.append(row)
    except _Enough as enough:
        trial.notes += map(str, enough.args)
    except LayoutChanged as changed:
        trial.notes.append(str(changed))
    trial.hashes = crawl.list_hashes
    trial.totals = [f"{place}: {total}" for place, total in crawl.totals.items()]
    trial.unread = [f"{gone.reason}: {gone.detail}" for gone in crawl.rejections]
    trial.unread += _judge_rows(trial.rows)
    for answer in heard.answers:
        trial.unread += _find_unread(answer, trial.rows, source.date_format)
    return trial


def give_saved(paths: list[Path]) -> Get:
    """Answers each request with the next saved page, then ends the trial."""
    waiting = iter(paths)

    def get(url: str) -> Response:
        path = next(waiting, None)
        if path is None:
            raise _Enough
        return open_saved(path, url)

    return get


def open_saved(path: Path, url: str) -> Response:
    """A saved page, as if the site had answered with it."""
    kind = _CONTENT_TYPES.get(path.suffix.lower(), "text/html")
    return Response(url, url, 200, {"content-type": kind}, path.read_bytes())


def _judge_rows(rows: list[Row]) -> Iterator[str]:
    for row in rows:
        if row.listed_date is None:
            yield f"row without a date: {row.title or row.url}"
        if not row.title:
            yield f"row without a title: {row.url}"


def _find_unread(answer: Response, rows: list[Row], date_format: str | None) -> Iterator[str]:
    try:
        text = decode(answer.body, header=answer.content_type).text
    except UnreadableText as error:
        yield f"{answer.url}: {error}"
        return
    if text.lstrip("\ufeff \t\r\n")[:1] in ("{", "["):
        yield from _count_records(text, answer.url, len(rows))
    elif (tree := parse_markup(text)) is not None:
        taken = {row.url for row in rows}
        yield from _find_links(tree, answer.url, taken, date_format)


def _count_records(text: str, url: str, rows: int) -> Iterator[str]:
    """The longest list of records in a JSON answer: fewer rows mean that some were not read."""
    try:
        records = _longest_list(json.loads(text, strict=False))
    except (ValueError, RecursionError):
        yield f"{url}: it is no JSON to its end"
        return
    if records > rows:
        yield f"{url}: {records} records, but {rows} rows"


def _longest_list(value: Any) -> int:
    if isinstance(value, dict):
        return max((_longest_list(inner) for inner in value.values()), default=0)
    if isinstance(value, list):
        here = sum(isinstance(inner, dict) for inner in value)
        return max(here, max((_longest_list(inner) for inner in value), default=0))
    return 0


def _find_links(
    tree: html.HtmlElement, base: str, taken: set[str], date_format: str | None
) -> Iterator[str]:
    """Links with a date beside them that no row took, and dated rows that hold no link."""
    told: set[html.HtmlElement] = set()
    for row in tree.xpath("//li | //tr | //dd | //p"):
        words = _words_of(row)
        if len(words) > _LONGEST_ROW or read_date(words, date_format) is None:
            continue
        hrefs = [link.get("href", "").strip() for link in row.xpath(".//a[@href]")]
        if all(href.startswith(_NOT_A_PAGE) for href in hrefs) and not row.xpath(
            "./ancestor::a[@href]"
        ):
            yield f"dated row without a link: {words[:80]}"
    for link in tree.xpath("//a[@href]"):
        href = link.get("href", "").strip()
        url = _absolute(base, href)
        if href.startswith(_NOT_A_PAGE) or url in taken:
            continue
        row = _find_dated(link, base, taken, date_format)
        if row is not None and row not in told:
            told.add(row)
            yield f"dated link that no row took: {_words_of(row)[:80]} {url}"
        elif row is None and len(_HAN.findall(_words_of(link))) >= _LONG_TITLE:
            yield f"link of a title's length, without a date: {_words_of(link)[:80]} {url}"


def _find_dated(
    link: html.HtmlElement, base: str, taken: set[str], date_format: str | None
) -> html.HtmlElement | None:
    """The smallest element around a link that shows a date, where no row was taken from it."""
    element = link
    while element is not None and len(words := _words_of(element)) <= _LONGEST_ROW:
        urls = {_absolute(base, one.get("href", "")) for one in element.iter("a")}
        if urls & taken:
            return None
        if read_date(words, date_format) is not None:
            return element
        element = element.getparent()
    return None


def _words_of(element: html.HtmlElement) -> str:
    return " ".join(" ".join(map(str, element.itertext())).split())


def _absolute(base: str, href: str) -> str:
    try:
        return urldefrag(urljoin(base, href)).url
    except ValueError:
        return href
