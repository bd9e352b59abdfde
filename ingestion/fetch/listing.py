"""Rows of a list: a link, its title and its date, whatever the site wraps them in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urldefrag, urljoin

from lxml import html

from ingestion.markup import parse_markup

_DATE = re.compile(r"(?<!\d)((?:19|20)\d\d)\s?[-/.年]\s?(\d{1,2})\s?[-/.月]\s?(\d{1,2})(?!\d)")
_NOT_A_PAGE = ("javascript:", "mailto:", "tel:", "#")


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a list, as the site shows it; `url` is absolute."""

    url: str
    title: str | None
    listed_date: date | None


def read_rows(markup: str, base: str, *, rows: str | None, date_format: str | None) -> list[Row]:
    """The rows of a list page, in its order, each link once.

    Args:
        rows: a CSS-free XPath of the elements that each hold one row; without it, every `li`
            and `tr` that holds a link and a date is a row.
        date_format: as in strptime, where the usual forms (2022-01-20, 2020/06/08, 2019.11.26,
            2026年2月13日) do not serve.
    """
    tree = parse_markup(markup)
    if tree is None:
        return []
    found: dict[str, Row] = {}
    for element in _row_elements(tree, rows):
        row = _read_row(element, base, date_format)
        if row is not None and (row.listed_date is not None or rows is not None):
            found.setdefault(row.url, row)
    return list(found.values())


def _row_elements(tree: html.HtmlElement, rows: str | None) -> Iterator[html.HtmlElement]:
    for element in tree.xpath(rows or "//li[.//a[@href]] | //tr[.//a[@href]]"):
        # A layout table or a menu wraps whole lists; the innermost element is the row.
        if rows or not element.xpath(".//li[.//a[@href]] | .//tr[.//a[@href]]"):
            yield element


def _read_row(element: html.HtmlElement, base: str, date_format: str | None) -> Row | None:
    links = [element] if element.tag == "a" else element.xpath(".//a[@href]")
    links = [a for a in links if not a.get("href", "").strip().lower().startswith(_NOT_A_PAGE)]
    if not links:
        return None
    link = max(links, key=lambda a: len(_title_of(a)))
    # With a space between pieces: a title that ends in a digit must not run into the date.
    words = " ".join(map(str, element.itertext()))
    listed = read_date(_squeeze(words, " "), date_format)
    try:
        url = urldefrag(urljoin(base, link.get("href", "").strip())).url
    except ValueError:
        return None
    return Row(url, _title_of(link) or None, listed)


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
