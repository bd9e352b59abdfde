"""The answers of Hanweb's proxy: records in a datastore, or in a JavaScript array."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape

from ingestion.fetch.scripts import read_strings

_HREF = re.compile(r"""href\s{0,4}=\s{0,4}["']([^"']{1,500})["']""")
_TOTAL = re.compile(
    r"<totalrecord>\s{0,4}(\d{1,9})\s{0,4}</totalrecord>|totalrecord\s{0,4}[=:]\s{0,4}(\d{1,9})",
    re.IGNORECASE,
)
_ARRAY = re.compile(r"(?:^\s{0,9}|[=:(]\s{0,9})\[(?=\s{0,9}[\"'])")


@dataclass(frozen=True, slots=True)
class Group:
    """One answer: its records, the link to the next one, and the total where it is told.

    Where `is_page`, the one record is a column page whose own markup holds the rows.
    """

    records: list[str]
    next_link: str | None = None
    total: int | None = None
    is_page: bool = False


def read_group(text: str) -> Group | None:
    """An answer, or a page that embeds one; None where there is none in it."""
    stores = _contents(text, "datastore")
    if not stores:
        return _read_array(text)
    links = _contents(stores[0], "nextgroup")
    href = _HREF.search(links[0]) if links else None
    return Group(
        records=_contents(stores[0], "record"),
        next_link=unescape(href.group(1)) if href else None,
        total=_read_total(stores[0]),
    )


def _read_array(text: str) -> Group | None:
    """An older proxy answers with a script: totalRecord=..., dataStore=["<li>...</li>", ...]."""
    if "<html" in text[:2000].lower() or "<body" in text[:2000].lower():
        return None
    array = _ARRAY.search(text)
    if array is None:
        return None
    return Group(read_strings(text, array.end()), total=_read_total(text[: array.start()]))


def _read_total(text: str) -> int | None:
    found = _TOTAL.search(text)
    return int(found.group(1) or found.group(2)) if found else None


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
