"""A page's bytes, read as a person sees them: the notice's text and what the page says about it."""

from __future__ import annotations

import re

from ingestion.attachments import find_attachments, may_hand_out
from ingestion.errors import LayoutChanged, UnreadableText
from ingestion.markup import is_cut, parse_markup
from ingestion.models import AttachmentLink, PageText
from ingestion.parse.containers import Selectors, find_body
from ingestion.parse.markup import drop_hidden, is_much_struck, read_blocks
from ingestion.parse.stated import read_stated

__all__ = ["Selectors", "find_documents", "read_page"]

_NUMBER_BEHIND = re.compile(r"[（(][^（）()]{2,30}号[）)]$")
NUL_SHOWN = "\u2400"  # ␀: Postgres text holds no NUL, and offsets must not shift


def read_page(
    body: bytes,
    *,
    url: str,
    content_type: str | None = None,
    charset: str = "utf-8",
    selectors: Selectors | None = None,
    final_url: str | None = None,
) -> PageText:
    """Read one landed page, and find the documents that it hands out.

    A text file's characters are kept as they are, a byte order mark included. Of markup, the
    visible text of the notice's container is read: a line a block, cells parted by tabs.

    Args:
        charset: as fetch decided and recorded it.
        final_url: where redirects led to; the page's links are relative to it.

    Raises:
        UnreadableText: the bytes are not of that charset.
        LayoutChanged: the selectors, or all usual containers, find no text; mend the selectors.
    """
    try:
        text = body.decode(charset)
    except (UnicodeDecodeError, LookupError) as error:
        raise UnreadableText(f"{url} is not {charset}", "fetch it again") from error
    flags: tuple[str, ...] = ()
    if "\0" in text:
        text, flags = text.replace("\0", NUL_SHOWN), ("nul_replaced",)
    if _is_plain(url, content_type):
        return PageText(text, {}, flags)
    return _read_markup(text, url, final_url or url, selectors, flags)


def find_documents(
    body: bytes, *, url: str, charset: str, selectors: Selectors | None = None
) -> tuple[AttachmentLink, ...]:
    """The documents that a page hands out, as `read_page` finds them, without reading the rest.

    Args:
        url: where redirects led to.
    """
    markup = body.decode(charset, "replace").replace("\0", NUL_SHOWN)
    tree = parse_markup(markup) if may_hand_out(markup) else None
    if tree is None:
        return ()
    drop_hidden(tree)
    found = find_body(tree, selectors)
    return find_attachments(tree, found.element, url) if found is not None else ()


def _is_plain(url: str, content_type: str | None) -> bool:
    kind = (content_type or "").partition(";")[0].strip().lower()
    return kind == "text/plain" or (not kind and url.lower().endswith(".txt"))


def _read_markup(
    markup: str, url: str, base: str, selectors: Selectors | None, flags: tuple[str, ...]
) -> PageText:
    tree = parse_markup(markup)
    if tree is None:
        raise LayoutChanged(f"{url} holds no markup", "see the bytes of the rejection")
    if is_cut(tree):
        flags = (*flags, "markup_cut")
    if is_much_struck(tree):
        flags = (*flags, "much_struck")
    drop_hidden(tree)
    body = find_body(tree, selectors)
    container = body.element if body is not None else None
    if body is not None and body.is_guessed:
        flags = (*flags, "container_guessed")
    stated = read_stated(tree, container, selectors)
    lines = read_blocks(container) if container is not None else []
    if container is None or not lines:
        raise LayoutChanged(
            f"no text was found in {url}", "name the notice's container in selectors.body"
        )
    if (title := stated.get("标题")) and not _opens_with(lines, title):
        lines.insert(0, title)
    attachments = find_attachments(tree, container, base) if may_hand_out(markup) else ()
    return PageText("\n".join(lines) + "\n", stated, flags, attachments)


def _opens_with(lines: list[str], title: str) -> bool:
    """Whether the first lines together say the title: it is often broken over two or three.

    A site's heading may carry the document's number behind the title; the document's own title
    may carry the issuer before it. A title that is quoted within a paragraph opens nothing.
    """
    wanted = "".join(_NUMBER_BEHIND.sub("", title).split())
    opening = ""
    for line in lines[:6]:
        opening += "".join(line.split())
        if opening.endswith(wanted) and len(opening) <= len(wanted) + 40:
            return True
    return False
