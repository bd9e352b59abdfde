"""What a TRS list page says of its other pages: how many there are, and how they are named."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from posixpath import basename
from urllib.parse import urlsplit

from lxml import html

# createPageHTML(pages, current, "index", "html") and what dialects make of it; see _read_numbers.
_CALL = re.compile(r"createPage(?:HTML)?\s{0,4}\(([^)(]{1,200})\)", re.IGNORECASE)
_PART = re.compile(r"""["']([^"']{0,80})["']|(?<![\w.])(\d{1,7})(?![\w.])""")
_COUNT = re.compile(
    r"countPage\s{0,4}=\s{0,4}(?:Number\()?[\"']?(\d{1,5})"
    r"|(?:totalPages?|pageCount)\s{0,4}[:=]\s{0,4}[\"']?(\d{1,5})"
    r"|共\s{0,4}(?:<[^>]{0,80}>)?\s{0,4}(\d{1,5})\s{0,4}(?:</[^>]{0,20}>)?\s{0,4}页"
)
_NUMBERED = re.compile(r"(?<!\d)(\d{1,5})(\.\w{3,5})$")
_NEXT = "//a[@href][contains(., '下一页') or contains(., '下页') or contains(@class, 'next')]/@href"


@dataclass(frozen=True, slots=True)
class Pager:
    """`next_page` names page n as `index_{n}.html`; None is what the page does not tell."""

    pages: int | None = None
    records: int | None = None
    next_page: str | None = None
    second_is: int = 1


def read_pager(markup: str, tree: html.HtmlElement | None = None) -> Pager:
    """The pager of a first page.

    A link to the next page says best how it is named, then the strings of the script's call.
    Pages are counted from 0 in names (index_1 is page 2) unless the call says that this is page 1.
    """
    for call in _CALL.finditer(markup):
        if (pager := _read_call(call.group(1))) is not None:
            return _with_link(pager, tree)
    if count := _COUNT.search(markup):
        found = max(1, int(next(group for group in count.groups() if group)))
        return _with_link(Pager(found), tree)
    return _with_link(Pager(), tree)


def count_pages(markup: str) -> int:
    """How many pages the pager's script tells of; 1 where it tells of none."""
    return read_pager(markup).pages or 1


def _read_call(arguments: str) -> Pager | None:
    """One call; None for the function's own definition, which holds names and no numbers."""
    before: list[int] = []
    after: list[int] = []
    words: list[str] = []
    counting = before
    for word, number in _PART.findall(arguments):
        if number:
            counting.append(int(number))
        else:
            words.append(word)
            counting = after if before else before
    if not before:
        return None
    pages, records, current = _read_numbers(before)
    name = _read_name(words)
    return Pager(max(1, pages), after[0] if after else records, name, current + 1)


def _read_numbers(numbers: list[int]) -> tuple[int, int | None, int]:
    """Pages, records and the current page, of two to four numbers in either order.

    The current page of a first page is 0 or 1, so it tells (records, pages, current) from (pages,
    current, records); a fourth number is the rows of a page, and must agree.
    """
    first, second, third, fourth = (*numbers, *([None] * 4))[:4]
    if second is None:
        return first or 1, None, 0
    if third is None:
        return first or 1, None, second if second in (0, 1) else 0
    if fourth and second in (0, 1) and -(-third // fourth) == first:
        return first or 1, third, second
    is_current_second = second in (0, 1) and third > 1 and third >= (first or 0)
    if fourth is None and is_current_second:
        return first or 1, third, second
    return second, first, third if third in (0, 1) else 0


def _read_name(words: list[str]) -> str | None:
    """The last two strings are the name and its ending; one before them is the pager's own id."""
    if len(words) < 2 or not re.fullmatch(r"\.?\w{3,5}", words[-1]):
        return None
    stem, ending = words[-2:]
    return f"{stem}_{{n}}.{ending.lstrip('.')}" if stem else None


def _with_link(pager: Pager, tree: html.HtmlElement | None) -> Pager:
    """A link to page 2 that stands in the markup itself names the pages better than a script."""
    for stem, number, ending in _next_names(tree):
        if number in ("1", "2"):
            return Pager(pager.pages, pager.records, f"{stem}{{n}}{ending}", int(number))
    return pager


def has_next(tree: html.HtmlElement | None) -> bool:
    """Whether a page holds a link to the one after it, for pagers that tell no number of pages."""
    return next(_next_names(tree), None) is not None


def _next_names(tree: html.HtmlElement | None) -> Iterator[tuple[str, str, str]]:
    """What stands before the number, the number, and the ending, of each link to a next page."""
    for href in [] if tree is None else tree.xpath(_NEXT):
        try:
            name = basename(urlsplit(str(href).strip()).path)
        except ValueError:
            continue
        if found := _NUMBERED.search(name):
            yield name[: found.start()], found.group(1), found.group(2)
