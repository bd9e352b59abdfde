"""The documents that a page hands out with its notice: links in its body, or right under it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from pathlib import PurePosixPath
from urllib.parse import parse_qsl, unquote, urldefrag, urljoin, urlsplit

from lxml import html

from ingestion.models import AttachmentLink

_ENDINGS = "pdf doc docx xls xlsx wps et ofd rtf ppt pptx dps zip rar 7z"
LEVELS_UP = 3  # how far out of the body its block of attachments may stand
LONGEST_URL = 2000
_ENDING = re.compile(rf"\.(?:{'|'.join(_ENDINGS.split())})$", re.IGNORECASE)
_ANY_ENDING = re.compile(rf"(?:\.|%2e)(?:{'|'.join(_ENDINGS.split())})(?![a-z])", re.IGNORECASE)
# A script that hands out files; what it is asked for, or the link's words, tell which kind.
_SCRIPT = re.compile(r"/(?:down|attach|file)\w{0,20}\b", re.IGNORECASE)
_BLOCK = re.compile(r"attach|fujian|annex|enclosure|appendix|xgfj|fj_?list", re.IGNORECASE)
_OTHERS = re.compile(r"相关|推荐|解读|延伸|上一篇|下一篇|友情|客户端|浏览器|阅读器")
_SPACES = re.compile(r"\s+")


def find_attachments(
    tree: html.HtmlElement, body: html.HtmlElement, base: str
) -> tuple[AttachmentLink, ...]:
    """The attachments of a notice in the order of its page, each url once.

    Shapes: a link to a file by its ending (TRS `./P0….pdf`), to a script that hands one out
    (大汉 `downfile.jsp?classid=0&filename=<hex>.docx`), in the body, in a block of attachments
    (`div.attachment`), or right under the body.
    Args:
        base: what the page's links are relative to, where it has no <base> of its own.
    """
    base = _own_base(tree, base)
    found: dict[str, str] = {}
    for link in _candidates(tree, body):
        url = _absolute(base, link.get("href", ""))
        name = _name_of(link, url) if url else ""
        if url and _is_document(url, name) and len(name) > len(found.get(url, "")):
            found[url] = name
    return tuple(AttachmentLink(url, name) for url, name in found.items())


def may_hand_out(markup: str) -> bool:
    """Whether a page's markup names a document at all: most do not, and need no second look."""
    return _ANY_ENDING.search(markup) is not None


def is_document_link(link: html.HtmlElement) -> bool:
    """Whether a link of a page leads to a document, whatever the page's address is."""
    url = _absolute("http://page.invalid/", link.get("href", ""))
    return url is not None and _is_document(url, _name_of(link, url))


def _own_base(tree: html.HtmlElement, base: str) -> str:
    stated = tree.xpath("string(//base/@href)")
    return (_absolute(base, str(stated)) or base) if stated else base


def _candidates(tree: html.HtmlElement, body: html.HtmlElement) -> Iterator[html.HtmlElement]:
    """Links that may hand out a document, some of them twice."""
    yield from body.iter("a")
    yield from _under(body)
    for block in _outer_blocks(tree):
        yield from block.iter("a")


def _outer_blocks(tree: html.HtmlElement) -> Iterator[html.HtmlElement]:
    """Blocks of attachments; those within one are in it, and would be read once more a level."""
    inside: set[html.HtmlElement] = set()
    for block in tree.xpath("//*[@class or @id]"):
        if block in inside:
            continue
        if _BLOCK.search(f"{block.get('class', '')} {block.get('id', '')}"):
            inside.update(block.iter())
            yield block


def _under(body: html.HtmlElement) -> Iterator[html.HtmlElement]:
    """Links in what follows the body, up to the lists of other pages."""
    here = body
    for _ in range(LEVELS_UP):
        if here is None or here.tag in ("body", "html"):
            return
        for sibling in here.itersiblings():
            words = "".join(map(str, islice(sibling.itertext(), 40)))
            if _OTHERS.search(words):
                return
            yield from sibling.iter("a")
        here = here.getparent()


def _absolute(base: str, href: str) -> str | None:
    href = "".join(char for char in href.strip() if char >= " " and char != "\x7f")
    if not href or href.startswith("#"):
        return None
    try:
        url = urldefrag(urljoin(base, href)).url
        scheme = urlsplit(url).scheme
    except ValueError:
        return None
    return url if scheme in ("http", "https") and len(url) <= LONGEST_URL else None


def _is_document(url: str, name: str) -> bool:
    parts = urlsplit(url)
    if _ENDING.search(unquote(parts.path)):
        return True
    asked = [value for _, value in parse_qsl(parts.query)]
    if any(_ENDING.search(value) for value in asked):
        return True
    return bool(_SCRIPT.search(parts.path) and _ENDING.search(name))


def _name_of(link: html.HtmlElement, url: str) -> str:
    """What the link calls its document, else the last part of its address.

    A NUL in it is an entity's doing; it shows as its symbol, as in texts.
    """
    words = _SPACES.sub(" ", link.text_content()).strip()
    titled = _SPACES.sub(" ", link.get("title", "")).strip()
    if titled and (not words or (_ENDING.search(titled) and not _ENDING.search(words))):
        words = titled
    return (words or PurePosixPath(unquote(urlsplit(url).path)).name or url).replace("\0", "\u2400")
