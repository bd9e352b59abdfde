"""A response's body: read within limits, unpacked by us, and whole or refused."""

from __future__ import annotations

import io
import json
import re
import zipfile
from dataclasses import dataclass
from typing import Literal

from requests import Response as RawResponse

from ingestion.errors import FetchRefused
from ingestion.fetch.unpacking import open_unpacker

CHUNK = 64 * 1024
BYTE_LIMIT = 20 * 1024 * 1024  # after decompression; the longest notices seen are below 1 MB
_BEHIND = 200  # bytes of text: behind </html> some sites add scripts and counters
_OPENING = re.compile(rb"<([a-zA-Z][\w:.-]{0,60})[\s/>]")
_ANY_TAG = re.compile(rb"<(/?)([a-zA-Z][\w:.-]{0,60})(?=[\s/>])")
_UNSEEN = re.compile(rb"<!--|<(script|style|textarea)[\s/>]")
_TAG = re.compile(rb"<[^<>]*>")
_NEVER_ALL = (b"html", b"head", b"body", b"meta", b"div")  # their ends do not end a page

EndedBy = Literal["length", "chunks", "trailer", "own_end"]


@dataclass(frozen=True, slots=True)
class Body:
    """The bytes after decompression, and what shows that they are all.

    `own_end` marks a body that ended when the connection did: only its own last words, not the
    server, say that it is whole.
    """

    content: bytes
    ended_by: EndedBy


def read_body(response: RawResponse, *, limit: int = BYTE_LIMIT) -> Body:
    """The body after decompression.

    Raises:
        FetchRefused: too_large; truncated where Content-Length, the last chunk, the gzip trailer
            or, with no length at all, the document's own end is missing; encoding_refused.
        urllib3.exceptions.HTTPError, OSError: the connection broke; the caller may try again.
    """
    wire = response.raw
    is_chunked = "chunked" in response.headers.get("Transfer-Encoding", "").lower()
    announced = None if is_chunked else _read_length(response.headers.get("Content-Length", ""))
    unpacker = open_unpacker(response.headers.get("Content-Encoding", ""))
    taken = 0
    body = bytearray()
    while block := wire.read1(CHUNK, decode_content=False):
        taken += len(block)
        for piece in unpacker.feed(block):
            body += piece
            if len(body) > limit:
                raise FetchRefused("too_large", f"the body is longer than {limit} bytes")
    if announced is not None and taken != announced:
        raise FetchRefused("truncated", f"{taken} bytes came of {announced} announced")
    unpacker.check_end()
    content = bytes(body)
    if is_chunked or announced is not None:
        return Body(content, "chunks" if is_chunked else "length")
    if unpacker.has_trailer:
        return Body(content, "trailer")
    kind = response.headers.get("Content-Type", "")
    if not _shows_its_end(content):
        raise FetchRefused(
            "truncated", f"a body without a length ({kind or 'no type'}) stops before its own end"
        )
    return Body(content, "own_end")


def _read_length(header: str) -> int | None:
    """What Content-Length says; said twice, it must agree. Anything else announces nothing."""
    said = {part.strip() for part in header.split(",")}
    number = said.pop() if len(said) == 1 else ""
    return int(number) if number.isascii() and number.isdecimal() else None


def _shows_its_end(body: bytes) -> bool:
    """A PDF ends with %%EOF, a zip (DOCX, XLSX) with its directory; of an old DOC nothing tells."""
    if body.startswith(b"%PDF-"):
        return b"%%EOF" in body[-1024:]
    if body.startswith(b"PK\x03\x04"):
        return zipfile.is_zipfile(io.BytesIO(body))
    return _closes_text(body)


def _closes_text(body: bytes) -> bool:
    """Whether a page closes its html, a JSON text parses, and XML closes the element it opened."""
    if body.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"["):
        try:
            json.loads(body)
        except (ValueError, RecursionError):
            return False
        return True
    seen = _leave_unseen(body.lower())
    return _closes_html(seen) or _closes_root(seen)


def _leave_unseen(markup: bytes) -> bytes:
    """Without scripts, styles and comments, in which a page may print another; from one that is
    not closed on, all is inside it.
    """
    pieces, start = [], 0
    while opened := _UNSEEN.search(markup, start):
        pieces.append(markup[start : opened.start()])
        name = opened.group(1)
        end = b"-->" if name is None else b"</" + name
        closed = markup.find(end, opened.end() - (2 if name is None else 0))  # <!--> is a comment
        if closed < 0:
            return b"".join(pieces)
        start = closed + len(end)
    return b"".join([*pieces, markup[start:]])


def _closes_html(seen: bytes) -> bool:
    """Whether no more than a counter stands behind the last </html>.

    Where more were opened than closed, as around a text that was pasted with its own, nothing may.
    """
    before, close, behind = seen.rpartition(b"</html>")
    if not close or b"<body" in behind:
        return False
    text = _TAG.sub(b"", behind).strip(b"\x00 \t\r\n>")
    is_inner = before.count(b"<html") > before.count(b"</html>") + 1
    return len(text) <= (0 if is_inner else _BEHIND)


def _closes_root(seen: bytes) -> bool:
    """Whether the element that opens first holds all, up to the end."""
    opened = _OPENING.search(seen[:4096])
    if opened is None or opened.group(1) in _NEVER_ALL:
        return False
    name = opened.group(1)
    depth, closed = 0, -1
    for tag in _ANY_TAG.finditer(seen):
        if tag.group(2) != name:
            continue
        if closed >= 0:
            return False
        depth += -1 if tag.group(1) else 1
        closed = tag.end() if depth <= 0 else -1
    return closed >= 0 and not seen[closed:].strip(b"\x00 \t\r\n>")
