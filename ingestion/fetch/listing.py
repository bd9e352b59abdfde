"""Rows of a list: a link, its title and its date, whatever the site wraps them in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from urllib.parse import urldefrag, urljoin, urlsplit

from lxml import etree, html

from ingestion.markup import parse_markup

_DATE = re.compile(r"(?<!\d)((?:19|20)\d\d)\s?[-/.年]\s?(\d{1,2})\s?[-/.月]\s?(\d{1,2})(?!\d)")
_NOT_A_PAGE = ("javascript:", "mailto:", "tel:", "#")
_PAGER = re.compile(r"(?:首页|上一?页|下一?页|尾页|末页|更多|more|\d{1,4}|[<>«»‹›…. ]{1,6})+", re.I)
_PLACE = re.compile(
    r"(https?)://(\[[^\]/?#@]*\]|[^:/?#@\[\]]*)(?::(\d*))?(?=[/?#]|\Z)", re.IGNORECASE
)
_ESCAPE = re.compile(r"%[0-9a-f]{2}", re.IGNORECASE)
_USUAL_PORTS = {"http": "80", "https": "443"}
TITLE = 12  # characters; the words of menus are shorter
_KEPT = 4000  # bytes of a refused row; it is there to be looked at


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a list, as the site shows it; `url` is absolute.

    `stated` is what the list says besides, under the names of NoticeMetadata: document_number,
    index_number, issuers, written_date.
    """

    url: str
    title: str | None
    listed_date: date | None
    stated: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A row that stands in a list but cannot be followed, and why: row_without_link or _date."""

    reason: str
    shown: str  # what a reader sees of it
    body: bytes
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Rows:
    """What a list page holds: every row is in one of the two."""

    read: list[Row]
    refused: list[RefusedRow]


def read_rows(markup: str, base: str, *, rows: str | None, date_format: str | None) -> list[Row]:
    """The rows of a list page that can be followed, in its order, each link once."""
    return scan_rows(markup, base, rows=rows, date_format=date_format).read


def scan_rows(
    markup: str, base: str, *, rows: str | None, date_format: str | None, undated: bool = False
) -> Rows:
    """The rows of a list page, each link once, and those that cannot be followed.

    Args:
        rows: a CSS-free XPath of the elements that each hold one row; without it, every `li`
            and `tr` that holds a link and a date is a row, and what stands among such rows
            without one of the two is a row that cannot be followed.
        date_format: as in strptime, where the usual forms (2022-01-20, 2020/06/08, 2019.11.26,
            2026年2月13日) do not serve.
        undated: the list shows no dates; a row is followed without one.
    """
    tree = parse_markup(markup)
    if tree is None:
        return Rows([], [])
    found = [
        (element, _read_row(element, base, date_format, undated))
        for element in _row_elements(tree, rows)
    ]
    among = {element.getparent() for element, row in found if isinstance(row, Row)}
    read: dict[str, Row] = {}
    refused: dict[bytes, RefusedRow] = {}
    for element, row in found:
        if isinstance(row, Row):
            read.setdefault(row.url, row)
        elif rows is not None or (element.getparent() in among and _is_meant(row)):
            refused.setdefault(row.body, row)
    return Rows(list(read.values()), list(refused.values()))


def count_titles(markup: str) -> int:
    """How many links of a page are as long as a title: a menu's are shorter."""
    tree = parse_markup(markup)
    links = [] if tree is None else tree.xpath("//a[@href]")
    return sum(len(_title_of(link)) >= TITLE for link in links)


def _row_elements(tree: html.HtmlElement, rows: str | None) -> Iterator[html.HtmlElement]:
    """The innermost `li` and `tr` with a link, and those with neither a link nor one inside them.

    A layout table or a menu wraps whole lists; the innermost element is the row.
    """
    if rows is not None:
        yield from tree.xpath(rows)
        return
    found: list[_Box] = []
    open_boxes: list[_Box] = []
    for event, element in etree.iterwalk(tree, events=("start", "end"), tag=("li", "tr", "a")):
        if element.tag == "a":
            if event == "start" and open_boxes and element.get("href") is not None:
                open_boxes[-1].is_linked = True
        elif event == "start":
            open_boxes.append(_Box(element))
            found.append(open_boxes[-1])
        else:
            _close(open_boxes)
    yield from (box.element for box in found if box.is_row)


@dataclass(slots=True, eq=False)
class _Box:
    element: html.HtmlElement
    is_linked: bool = False
    wraps: bool = False  # another box
    wraps_linked: bool = False

    @property
    def is_row(self) -> bool:
        return not self.wraps_linked if self.is_linked else not self.wraps


def _close(open_boxes: list[_Box]) -> None:
    box = open_boxes.pop()
    if open_boxes:
        open_boxes[-1].wraps = True
        open_boxes[-1].wraps_linked |= box.is_linked or box.wraps_linked


def _is_meant(row: RefusedRow) -> bool:
    """Whether something that stands among rows was to be one: no pager, no heading of columns."""
    if row.reason == "row_without_link":
        return read_date(row.shown, None) is not None
    return _PAGER.fullmatch(row.shown) is None


def _read_row(
    element: html.HtmlElement, base: str, date_format: str | None, undated: bool
) -> Row | RefusedRow:
    # With a space between pieces: a title that ends in a digit must not run into the date.
    words = _squeeze(" ".join(map(str, element.itertext())), " ")
    link = _find_link(element)
    url = None if link is None else join_url(base, link.get("href", ""))
    if link is None or url is None:
        return RefusedRow("row_without_link", words, _bytes_of(element))
    listed = read_date(words, date_format)
    if listed is None and not undated:
        return RefusedRow("row_without_date", words, _bytes_of(element), url)
    return Row(url, _title_of(link) or None, listed)


def _find_link(element: html.HtmlElement) -> html.HtmlElement | None:
    """The link with the longest title: a row may hold others, to a column or a file."""
    links = [element] if element.tag == "a" else element.xpath(".//a[@href]")
    links = [a for a in links if not a.get("href", "#").strip().lower().startswith(_NOT_A_PAGE)]
    return max(links, key=lambda a: len(_title_of(a)), default=None)


def join_url(base: str, href: str) -> str | None:
    """An address made absolute, without its fragment; None where it is none.

    What no server tells apart is written one way, so that one notice is one link: the host's case
    and its last dot, a scheme's own port, the case of %e6. All else stays as the site printed it.
    One of a scheme or host that we may not go to is an address too: the client refuses it.
    """
    try:
        url = urldefrag(urljoin(base, href.strip())).url if href.strip() else ""
        return _write_one_way(url) if urlsplit(url).scheme else None
    except ValueError:
        return None


def _write_one_way(url: str) -> str:
    place = _PLACE.match(url)
    if place is None:
        return url
    scheme, host = place.group(1).lower(), place.group(2).lower()
    port = place.group(3) or _USUAL_PORTS[scheme]
    shown = "" if port == _USUAL_PORTS[scheme] else f":{port}"
    rest = _ESCAPE.sub(lambda escape: escape.group().upper(), url[place.end() :])
    return f"{scheme}://{host.removesuffix('.')}{shown}{rest}"


def _bytes_of(element: html.HtmlElement) -> bytes:
    return bytes(etree.tostring(element, encoding="utf-8", with_tail=False))[:_KEPT]


def _title_of(link: html.HtmlElement) -> str:
    """The full title stands in `title=`; the anchor's text is often cut with dots."""
    titled = _squeeze(link.get("title", ""), "")
    if titled:
        return titled
    spans = [_squeeze(span.text_content(), "") for span in link.xpath("./span")]
    words = [span for span in spans if span and read_date(span, None) is None]
    return words[0] if words else _squeeze(link.text_content(), "")


def read_date(text: str, date_format: str | None) -> date | None:
    """The last date in a row: one in the title comes before the date of the row."""
    if date_format is not None:
        return _read_with(text, date_format)
    for year, month, day in reversed(_DATE.findall(text)):
        try:
            return date(int(year), int(month), int(day))
        except ValueError:
            continue
    return None


def _read_with(text: str, date_format: str) -> date | None:
    for word in reversed(text.split()):
        try:
            return datetime.strptime(word.strip("[]()（）"), date_format).date()
        except ValueError:
            continue
    return None


def _squeeze(text: str, joint: str) -> str:
    return joint.join(text.split())
