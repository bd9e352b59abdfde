"""A drop folder: archives and hand-collected files, given at run time."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict

from ingestion.errors import FetchRefused
from ingestion.fetch.body import BYTE_LIMIT

_IN_URL = str.maketrans({"%": "%25", "?": "%3F", "#": "%23", "\n": "%0A", "\r": "%0D"})
CONTENT_TYPES = {".txt": "text/plain", ".html": "text/html", ".htm": "text/html"}


class Folder(BaseModel):
    """Takes .txt, .html and .htm, however deep they lie; `url_of` names each."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    family: Literal["folder"]


def list_files(folder: Path) -> Iterator[Path]:
    """Every visible file of a folder, in the order of its path; links to folders not followed.

    A folder inside it that may not be read comes last, as itself: `read_file` refuses it.
    """
    closed: list[Path] = []
    for here, names, files in os.walk(folder, onerror=lambda error: closed.append(error.filename)):
        names[:] = sorted(name for name in names if not name.startswith("."))
        yield from (Path(here, name) for name in sorted(files) if not name.startswith("."))
    yield from map(Path, closed)


def url_of(folder: Path, path: Path) -> str:
    """The file's name in the warehouse: folder:<name>-<mark of its place>/<path in the folder>.

    The mark keeps two folders of one name apart, and tells nobody where they lie. Characters stand
    as they are, but for those that mean something in a url and bytes that are no text.
    """
    place = folder.resolve()
    mark = hashlib.sha256(os.fsencode(place)).hexdigest()[:8]
    inside = readable(path.relative_to(folder)).translate(_IN_URL)
    return f"folder:{readable(place.name).translate(_IN_URL)}-{mark}/{inside}"


def readable(path: Path | str) -> str:
    """A path as text, also where its bytes are none."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def read_file(folder: Path, path: Path, *, limit: int = BYTE_LIMIT) -> bytes:
    """The bytes of one file.

    Raises:
        FetchRefused: outside_folder, not_a_notice, unreadable, too_large, empty.
    """
    if path.is_dir():
        raise FetchRefused("unreadable", "the folder may not be read")
    try:
        is_inside = path.resolve().is_relative_to(folder.resolve())
    except (RuntimeError, OSError) as error:
        raise FetchRefused("unreadable", "the link leads round in a circle") from error
    if not is_inside:
        raise FetchRefused("outside_folder", "the link leads out of the folder")
    if path.suffix.lower() not in CONTENT_TYPES:
        raise FetchRefused("not_a_notice", f"{path.suffix or 'no ending'}: only .txt, .html, .htm")
    try:
        if not path.is_file():
            raise FetchRefused("unreadable", "this is not a plain file")
        if path.stat().st_size > limit:
            raise FetchRefused("too_large", f"the file is longer than {limit} bytes")
        body = path.read_bytes()
    except OSError as error:
        raise FetchRefused("unreadable", f"the file cannot be read: {error.strerror}") from error
    if not body.strip(b"\xef\xbb\xbf \t\r\n\x00"):
        raise FetchRefused("empty", "the file is empty")
    return body
