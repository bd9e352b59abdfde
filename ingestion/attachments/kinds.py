"""What a file is, by its bytes: names and content types are often wrong."""

from __future__ import annotations

import io
import re
import zipfile
from typing import Literal

Kind = Literal["pdf", "docx", "xlsx", "doc", "xls", "ofd", "zip", "rar", "markup", "other"]

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MARKUP = re.compile(rb"<(?:!doctype|html|head|body|script|meta|\?xml)", re.IGNORECASE)
_MEMBERS: tuple[tuple[str, Kind], ...] = (
    ("word/document.xml", "docx"),
    ("xl/workbook.xml", "xlsx"),
    ("OFD.xml", "ofd"),
)


def tell_kind(body: bytes) -> Kind:
    """The kind of a document. Cheap: looks at its first bytes, and at the names in a package."""
    if b"%PDF-" in body[:1024]:
        return "pdf"
    if body.startswith(b"PK\x03\x04"):
        return _tell_package(body)
    if body.startswith(OLE):
        return "xls" if _has_stream(body, "Workbook", "Book") else "doc"
    if body.startswith((b"Rar!", b"7z\xbc\xaf")):
        return "rar"
    return "markup" if _MARKUP.match(body[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")) else "other"


def is_document(body: bytes) -> bool:
    """Whether bytes begin as a document does, whatever the server calls them."""
    return body.startswith((b"%PDF-", b"PK\x03\x04", OLE))


def _tell_package(body: bytes) -> Kind:
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as package:
            names = set(package.namelist())
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, RuntimeError):
        return "zip"
    return next((kind for name, kind in _MEMBERS if name in names), "zip")


def _has_stream(body: bytes, *names: str) -> bool:
    """Whether a compound file has a stream of one of these names: its directory is UTF-16."""
    return any(f"{name}\0".encode("utf-16-le") in body for name in names)
