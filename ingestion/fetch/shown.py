"""What a page shows, parted into what is linked and what is not: enough to tell a page's kind."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lxml import etree

from ingestion.markup import parse_markup

_UNSEEN = ("script", "style", "noscript", "title", "template")
_FILE = re.compile(r"\.(?:pdf|docx?|wps|xlsx?|et|ofd)(?:$|\?)|downfile", re.IGNORECASE)
_DATE = re.compile(r"(?:19|20)\d\d[-/.年]\d{1,2}[-/.月]\d{1,2}")


@dataclass(frozen=True, slots=True)
class Shown:
    """Texts are without white space. `longest` is of one piece of text that is no link."""

    words: str = ""
    title: str = ""
    linked: str = ""
    unlinked: str = ""
    longest: int = 0
    dated_links: int = 0
    has_file: bool = False  # a link to a document that could be the notice itself


def read_shown(markup: str) -> Shown:
    """Read a page's visible text."""
    tree = parse_markup(markup)
    if tree is None:
        return Shown()
    title = "".join((tree.findtext(".//title") or "").split())
    etree.strip_elements(tree, *_UNSEEN, with_tail=False)
    links = [
        "".join(f"{link.get('title', '')}{link.text_content()}".split()) for link in tree.iter("a")
    ]
    rows = [row for row in tree.iter("li", "tr", "dd", "p") if row.find(".//a") is not None]
    dated = sum(1 for row in rows[:500] if len(row) < 12 and _DATE.search(_squeeze(row)[-200:]))
    has_file = any(_FILE.search(link.get("href", "")) for link in tree.iter("a"))
    words = _squeeze(tree)
    etree.strip_elements(tree, "a", with_tail=False)
    pieces = ["".join(str(piece).split()) for piece in tree.itertext()]
    unlinked = "".join(pieces)
    return Shown(
        words, title, "".join(links), unlinked, max(map(len, pieces), default=0), dated, has_file
    )


def _squeeze(element: etree._Element) -> str:
    return "".join("".join(str(piece).split()) for piece in element.itertext())
