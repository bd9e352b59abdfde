"""One landed page to one notice: the part of parse that files and pages share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from ingestion.attachments import is_document, is_readable, read_attachment
from ingestion.errors import LuceError
from ingestion.models import PageText, ParsedNotice
from ingestion.parse import read_notice
from ingestion.parse.page import read_page
from ingestion.sources import Source

_MIN_HAN = 40  # fewer Chinese characters than this make no notice
MAX_LENGTH = 500_000  # characters; the longest plans have 150,000, and time is bounded by this


class NoNotice(LuceError):
    """A page or file holds no notice: look at it, and mend its source's selectors or remove it."""


class TooLong(LuceError):
    """A text is longer than any notice: see what it is, and part it if it holds several."""


def read_landed(
    body: bytes,
    *,
    url: str,
    content_type: str | None,
    charset: str,
    source: Source | None = None,
    final_url: str | None = None,
    attach: Callable[[PageText], PageText] | None = None,
) -> ParsedNotice:
    """Bytes to records, as `parse` does it for every page.

    Args:
        attach: puts the text of the page's attachments behind its own, where that is needed.
    Raises:
        NoNotice: the text is too short, or says nothing that a notice says.
        TooLong: the text is longer than any notice.
        LayoutChanged, UnreadableText: from reading the page.
        Unread: the page is a document, and was not read.
    """
    selectors = source.selectors if source else None
    is_text = (content_type or "").startswith("text/") and not is_document(body)
    if is_readable(body) and not is_text:
        page = PageText(read_attachment(body).text, flags=("document",))  # the list leads to it
    else:
        page = read_page(
            body,
            url=url,
            content_type=content_type,
            charset=charset,
            selectors=selectors,
            final_url=final_url,
        )
    if attach is not None and page.attachments:
        page = attach(page)
    if sum("\u4e00" <= char <= "\u9fff" for char in page.text) < _MIN_HAN:
        raise NoNotice(
            f"fewer than {_MIN_HAN} Chinese characters", "see whether the page has moved its text"
        )
    if len(page.text) > MAX_LENGTH:
        raise TooLong(
            f"{len(page.text):,} characters, more than {MAX_LENGTH:,}",
            "part it into its notices, if it holds several",
        )
    is_reprint = source is not None and source.rank == "reposter"
    notice = read_notice(page.text, stated=page.stated, is_reprint=is_reprint)
    if not (notice.metadata.title or notice.metadata.document_number or notice.sections):
        raise NoNotice(
            "neither a title, a document number nor a heading", "see whether it is a notice"
        )
    return replace(notice, flags=(*page.flags, *notice.flags))


def name_notice(url: str) -> str:
    """The last part of a url or path, without its ending: the notice's name in exports."""
    return PurePosixPath(unquote(urlsplit(url).path)).stem or "index"
