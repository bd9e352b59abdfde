"""A response's body: read within limits, unpacked by us, and whole or refused."""

from __future__ import annotations

import zlib
from collections.abc import Iterator

from requests import Response as RawResponse

from ingestion.errors import FetchRefused

CHUNK = 64 * 1024
BYTE_LIMIT = 20 * 1024 * 1024  # after decompression; the longest notices seen are below 1 MB


def read_body(response: RawResponse, *, limit: int = BYTE_LIMIT) -> bytes:
    """The body after decompression.

    Raises:
        FetchRefused: too_large; truncated where Content-Length, the last chunk, the gzip trailer
            or, with no length at all, the document's own end is missing; encoding_refused.
        urllib3.exceptions.HTTPError, OSError: the connection broke; the caller may try again.
    """
    wire = response.raw
    declared = response.headers.get("Content-Length", "").strip()
    chunked = "chunked" in response.headers.get("Transfer-Encoding", "").lower()
    unpacker = _Unpacker(response.headers.get("Content-Encoding", ""), limit)
    taken = 0
    body = bytearray()
    while block := wire.read1(CHUNK, decode_content=False):
        taken += len(block)
        for piece in unpacker.feed(block):
            body += piece
            if len(body) > limit:
                raise FetchRefused("too_large", f"the body is longer than {limit} bytes")
    if declared.isdigit() and not chunked and taken != int(declared):
        raise FetchRefused("truncated", f"{taken} bytes came of {declared} announced")
    unpacker.check_end()
    if not declared and not chunked and not unpacker.has_trailer:
        _check_own_end(bytes(body[-512:]), response.headers.get("Content-Type", ""))
    return bytes(body)


class _Unpacker:
    """gzip and deflate in bounded pieces; the trailer must come."""

    def __init__(self, encoding: str, limit: int) -> None:
        self.encoding = encoding.strip().lower()
        self.limit = limit
        self.has_trailer = self.encoding not in ("", "identity")
        if self.encoding in ("", "identity"):
            self._stream = None
        elif self.encoding in ("gzip", "x-gzip"):
            self._stream = zlib.decompressobj(16 + zlib.MAX_WBITS)
        elif self.encoding == "deflate":
            self._stream = zlib.decompressobj()
        else:
            raise FetchRefused(
                "encoding_refused", f"the body is packed as {encoding!r}, which was not asked for"
            )

    def feed(self, block: bytes) -> Iterator[bytes]:
        if self._stream is None:
            yield block
            return
        try:
            while block:
                yield self._stream.decompress(block, CHUNK)
                block = self._stream.unconsumed_tail
        except zlib.error as error:
            raise FetchRefused("truncated", f"the packed body is damaged: {error}") from error

    def check_end(self) -> None:
        if self._stream is not None and not self._stream.eof:
            raise FetchRefused("truncated", "the packed body ends before its trailer")


def _check_own_end(tail: bytes, content_type: str) -> None:
    """A body that ends when the connection closes is whole only if its own end shows it."""
    end = tail.rstrip(b"\x00 \t\r\n").lower()
    ends = (b"</html>", b"}", b"]", b"</datastore>", b"</urlset>", b"</rss>", b"-->", b"</script>")
    if not end.endswith(ends):
        raise FetchRefused(
            "truncated",
            f"a body without a length ({content_type or 'no type'}) stops before its own end",
        )
