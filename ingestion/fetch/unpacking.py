"""Packed bodies, unpacked in bounded pieces so that a bomb never opens; their trailer must come."""

from __future__ import annotations

import zlib
from collections.abc import Iterator

from ingestion.errors import FetchRefused

PIECE = 64 * 1024
_GZIP = b"\x1f\x8b"


def open_unpacker(encoding: str) -> Plain | Packed:
    """The unpacker for a Content-Encoding.

    Raises:
        FetchRefused: encoding_refused; brotli and the like were not asked for, and stay packed.
    """
    name = encoding.strip().lower()
    if name in ("", "identity"):
        return Plain()
    if name in ("gzip", "x-gzip", "deflate"):
        return Packed(is_gzip=name != "deflate")
    raise FetchRefused(
        "encoding_refused", f"the body is packed as {encoding!r}, which was not asked for"
    )


class Plain:
    """A body as it is."""

    has_trailer = False

    def feed(self, block: bytes) -> Iterator[bytes]:
        yield block

    def check_end(self) -> None:
        """Its end is for others to know."""


class Packed:
    """gzip, in one member or several, and deflate, with its header or without, as some send it."""

    has_trailer = True

    def __init__(self, *, is_gzip: bool) -> None:
        self._is_gzip = is_gzip
        self._stream = zlib.decompressobj(16 + zlib.MAX_WBITS if is_gzip else zlib.MAX_WBITS)
        self._has_begun = False

    def feed(self, block: bytes) -> Iterator[bytes]:
        try:
            while block:
                if self._stream.eof and not self._open_next(block):
                    return
                yield self._unpack(block)
                block = self._stream.unconsumed_tail or self._stream.unused_data
        except zlib.error as error:
            raise FetchRefused("truncated", f"the packed body is damaged: {error}") from error

    def _unpack(self, block: bytes) -> bytes:
        try:
            piece = self._stream.decompress(block, PIECE)
        except zlib.error:
            if self._is_gzip or self._has_begun:
                raise
            self._stream = zlib.decompressobj(-zlib.MAX_WBITS)
            piece = self._stream.decompress(block, PIECE)
        self._has_begun = True
        return piece

    def _open_next(self, block: bytes) -> bool:
        """Behind the trailer: another member, or padding; what else stands there is damage."""
        if not block.strip(b"\x00"):
            return False
        if not self._is_gzip or not block.startswith(_GZIP[: len(block)]):
            raise FetchRefused("truncated", "more follows the end of the packed body")
        self._stream = zlib.decompressobj(16 + zlib.MAX_WBITS)
        return True

    def check_end(self) -> None:
        """Make sure that the trailer came."""
        if not self._stream.eof:
            raise FetchRefused("truncated", "the packed body ends before its trailer")
