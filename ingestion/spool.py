"""The hand-over from fetch to land: whole responses in a folder, complete once `done.json` stands.

The folder's shape is in `docs/boundaries.md`. Bodies are files named by their hash, never by
anything that a site said. Each writer has a folder of its own until it is done.
"""

from __future__ import annotations

import contextlib
import errno
import glob
import hashlib
import json
import os
import re
import secrets
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from ingestion.errors import LuceError, NoSpaceLeft
from ingestion.models import FetchedPage, ListedLink, Rejection, Sighting, StageReport
from ingestion.settings import Settings

_LINK = TypeAdapter(ListedLink)
_PAGE = TypeAdapter(FetchedPage)
_SIGHTING = TypeAdapter(Sighting)
_REJECTION = TypeAdapter(Rejection)
_REPORT = TypeAdapter(StageReport)


class SpoolMissing(LuceError):
    """There is no finished spool of that run: run fetch first, with the same run_id."""


def hash_body(body: bytes) -> str:
    """Sha256 of a body, in hex: the name of its file, and part of its page's key."""
    return hashlib.sha256(body).hexdigest()


def spool_folder(settings: Settings, run_id: str) -> Path:
    """The folder of a run. Anything but letters, digits, `-`, `_` and `.` becomes `_`."""
    return settings.spool / re.sub(r"[^\w.-]", "_", run_id, flags=re.ASCII)


def prune_spools(settings: Settings, *, days: int = 7) -> None:
    """Remove what runs that died have left; a run is tried again within hours, or never."""
    oldest = time.time() - days * 86_400
    for folder in settings.spool.glob("*/"):
        if folder.stat().st_mtime < oldest:
            shutil.rmtree(folder, ignore_errors=True)


class SpoolWriter:
    """Writes the spool of one run from the start: what an earlier try left is removed first.

    Two live copies of a run never meet: each writes into a part of its own, which takes the run's
    place as a whole once it is finished.
    """

    def __init__(self, settings: Settings, run_id: str) -> None:
        self._place = spool_folder(settings, run_id)
        self.folder = _name_part(self._place)
        with _disk_errors(self.folder):
            (self.folder / "bodies").mkdir(parents=True)
            _clear(self._place)

    def add_link(self, link: ListedLink) -> None:
        """Note a link found on a list."""
        self._append("links.jsonl", _LINK.dump_python(link, mode="json"))

    def add_page(self, page: FetchedPage) -> None:
        """Keep a page and its bytes."""
        row = _PAGE.dump_python(page, mode="json", exclude={"body"})
        self._keep(page.body)
        self._append("pages.jsonl", row)

    def add_sighting(self, sighting: Sighting) -> None:
        """Note a page that has not changed since it was landed."""
        self._append("sightings.jsonl", _SIGHTING.dump_python(sighting, mode="json"))

    def add_rejection(self, rejection: Rejection) -> None:
        """Keep a rejection, and its bytes where it has some."""
        row = _REJECTION.dump_python(rejection, mode="json", exclude={"body"})
        row["body_sha256"] = None if rejection.body is None else self._keep(rejection.body)
        self._append("rejections.jsonl", row)

    def finish(self, report: StageReport) -> None:
        """Say that the spool is whole; without this, land refuses it.

        Where another copy of the run was done first, that one's stays: land may be reading it.
        """
        with _disk_errors(self.folder):
            (self.folder / "done.json").write_bytes(_REPORT.dump_json(report))
            try:
                self.folder.rename(self._place)
            except OSError as error:
                if error.errno not in (errno.ENOTEMPTY, errno.EEXIST):
                    raise
                shutil.rmtree(self.folder, ignore_errors=True)
        self.folder = self._place

    def _keep(self, body: bytes) -> str:
        name = hash_body(body)
        path = self.folder / "bodies" / name
        if not path.exists():
            with _disk_errors(self.folder):
                path.write_bytes(body)
        return name

    def _append(self, name: str, row: dict[str, Any]) -> None:
        with (
            _disk_errors(self.folder),
            (self.folder / name).open("a", encoding="utf-8") as file,
        ):
            file.write(json.dumps(row, ensure_ascii=False) + "\n")


def _name_part(place: Path) -> Path:
    """A folder for one writer, by the process; no run's own folder has a `~` in its name."""
    return place.with_name(f"{place.name}~{os.getpid()}-{secrets.token_hex(4)}")


def _clear(place: Path) -> None:
    """Remove what earlier tries of a run left: a spool that was not landed, parts of the dead.

    The spool is moved away at once, so that nobody meets half of it.
    """
    gone = _name_part(place)
    with contextlib.suppress(FileNotFoundError):
        place.rename(gone)
    shutil.rmtree(gone, ignore_errors=True)
    for part in place.parent.glob(f"{glob.escape(place.name)}~*-*"):
        if not _is_alive(int(part.name.rpartition("~")[2].partition("-")[0])):
            shutil.rmtree(part, ignore_errors=True)


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return True


class Spool:
    """Reads a finished spool, a record at a time.

    Raises:
        SpoolMissing: fetch has not finished for this run; run `luce fetch` again.
    """

    def __init__(self, settings: Settings, run_id: str) -> None:
        self.folder = spool_folder(settings, run_id)
        if not (self.folder / "done.json").exists():
            raise SpoolMissing(
                f"fetch has left nothing whole for run {run_id}", "run fetch again, then land"
            )
        self._identity = self._identify()

    def links(self) -> Iterator[ListedLink]:
        for row in self._rows("links.jsonl"):
            yield _LINK.validate_python(row)

    def page_identities(self) -> Iterator[tuple[str, str, str]]:
        """Source, url and hash of each page, without reading the bodies."""
        for row in self._rows("pages.jsonl"):
            yield row["source_id"], row["url"], row["body_sha256"]

    def sightings(self) -> Iterator[tuple[str, str, str]]:
        """Source, url and hash of each page that has not changed."""
        for row in self._rows("sightings.jsonl"):
            yield row["source_id"], row["url"], row["body_sha256"]

    def attachment_identities(self) -> Iterator[tuple[str, str, str, str]]:
        """Source, url and hash of each attachment, and the url of the page that links to it."""
        for row in self._rows("pages.jsonl"):
            if row.get("parent_url") is not None:
                yield row["source_id"], row["url"], row["body_sha256"], row["parent_url"]

    def pages(self) -> Iterator[FetchedPage]:
        for row in self._rows("pages.jsonl"):
            yield _PAGE.validate_python(row | {"body": self._body(row["body_sha256"])})

    def rejections(self) -> Iterator[Rejection]:
        for row in self._rows("rejections.jsonl"):
            digest = row.pop("body_sha256")
            body = None if digest is None else self._body(digest)
            yield _REJECTION.validate_python(row | {"body": body})

    def report(self) -> StageReport:
        return _REPORT.validate_json((self.folder / "done.json").read_bytes())

    def remove(self) -> None:
        """Throw the spool away, once its content is committed."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def _rows(self, name: str) -> Iterator[dict[str, Any]]:
        path = self.folder / name
        file = path.open(encoding="utf-8") if path.exists() else None
        if file is None:
            self._check_same()
            return
        with file:
            self._check_same()
            for line in file:
                yield json.loads(line)

    def _identify(self) -> tuple[int, int] | None:
        try:
            done = (self.folder / "done.json").stat()
        except FileNotFoundError:
            return None
        return done.st_ino, done.st_mtime_ns

    def _check_same(self) -> None:
        """Make sure that what is read is all of one writer."""
        if self._identity is None or self._identify() != self._identity:
            raise SpoolMissing(
                f"another try of this run has taken {self.folder} away", "run land again"
            )

    def _body(self, digest: str) -> bytes:
        try:
            body = (self.folder / "bodies" / digest).read_bytes()
        except FileNotFoundError:
            self._check_same()
            raise
        if hash_body(body) != digest:
            raise SpoolMissing(
                f"a body in {self.folder} no longer has the hash it was kept under",
                "run fetch again, then land",
            )
        return body


class _disk_errors:
    """Turns a full disk or a forbidden folder into one clear line."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise NoSpaceLeft(
                f"no space left while writing {self.folder}", "free some space and run again"
            ) from error
        if isinstance(error, FileNotFoundError):
            raise LuceError(
                f"{os.fspath(self.folder)} was taken away while it was written: another try of this"
                " run has begun",
                "leave it to that one, or run fetch again",
            ) from error
        if isinstance(error, PermissionError):
            raise LuceError(
                f"{os.fspath(self.folder)} cannot be written",
                "set LUCE_HOME to a folder that this user may write",
            ) from error
