"""parse: landed bytes to text, text to records; pure, so history can be read again at any time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cache
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

import psycopg

from ingestion.database.connection import connect
from ingestion.database.lock import WriterLock, writer_lock
from ingestion.errors import LuceError, UnknownSource
from ingestion.land.commit import insert_rejections
from ingestion.land.notices import ReadPage, replace_notices
from ingestion.models import ParsedNotice, Rejection, StageReport
from ingestion.parse import PARSER_VERSION, read_notice
from ingestion.parse.page import read_page
from ingestion.settings import Settings
from ingestion.sources import Source, load_source
from ingestion.stages.report import Stopwatch

_BATCH = 50  # notices a transaction: little to redo after a kill, little to hold in memory
_MIN_HAN = 40  # fewer Chinese characters than this make no notice
_MAX_LENGTH = 500_000  # characters; the longest plans have 150,000, and time is bounded by this

Progress = Callable[[int, int], None]
PageRow = tuple[str, str, str, bytes, str | None, str]


def parse(
    *, settings: Settings, everything: bool = False, progress: Progress | None = None
) -> StageReport:
    """Read every landed page that this parser has not read yet, or all pages.

    Shape: rows of raw.notice and the tables that hang on it; pages that hold no notice become
    rows of raw.rejection.
    Args:
        progress: called with (pages read, pages in all) after every batch.
    Raises:
        WriterBusy, StaleWriter: another run writes; see the message.
    """
    watch = Stopwatch()
    counts = dict.fromkeys(("read", "notices", "targets", "measures", "citations", "rejected"), 0)
    notes: list[str] = []
    with (
        connect(settings, autocommit=True) as holder,
        writer_lock(holder) as lock,
        connect(settings) as connection,
    ):
        keys = _find_pages(connection, everything)
        for start in range(0, len(keys), _BATCH):
            batch = keys[start : start + _BATCH]
            notes += _parse_batch(connection, batch, lock, settings, counts)
            if progress:
                progress(min(start + _BATCH, len(keys)), len(keys))
    return watch.report("parse", counts, tuple(notes))


def _find_pages(connection: psycopg.Connection, everything: bool) -> list[str]:
    rows = connection.execute(
        "select page_key from raw.page where kind = 'notice'"
        " and (%s or parsed_with is distinct from %s) order by fetched_at, page_key",
        (everything, PARSER_VERSION),
    ).fetchall()
    return [key for (key,) in rows]


def _parse_batch(
    connection: psycopg.Connection,
    keys: Sequence[str],
    lock: WriterLock,
    settings: Settings,
    counts: dict[str, int],
) -> list[str]:
    """Read some pages in one transaction; add to the counts, return what was rejected and why."""
    with connection.transaction():
        pages = list(_read_batch(connection, keys, settings))
        try:
            with connection.transaction():  # a savepoint
                _write(connection, pages)
        except _UNSTORABLE:
            pages = [_write_alone(connection, page, why) for page, why in pages]
        lock.check(connection)
    for page, why in pages:
        counts["read"] += 1
        counts["rejected"] += why is not None
        if page.notice:
            counts["notices"] += 1
            counts["targets"] += len(page.notice.targets)
            counts["measures"] += len(page.notice.measures)
            counts["citations"] += len(page.notice.citations)
    return [f"{why.url}: {why.reason}: {why.detail}" for _, why in pages if why]


_UNSTORABLE = (psycopg.DataError, psycopg.IntegrityError, UnicodeError)


def _write(
    connection: psycopg.Connection, pages: Sequence[tuple[ReadPage, Rejection | None]]
) -> None:
    replace_notices(connection, [page for page, _ in pages], PARSER_VERSION)
    insert_rejections(connection, [why for _, why in pages if why], None)


def _write_alone(
    connection: psycopg.Connection, page: ReadPage, why: Rejection | None
) -> tuple[ReadPage, Rejection | None]:
    """One page of a batch that the database would not take: it, or the rejection it earns."""
    try:
        with connection.transaction():
            _write(connection, [(page, why)])
        return page, why
    except _UNSTORABLE as error:
        first = str(error).splitlines()[0]
        detail = f"the database cannot hold what was read ({first}); report it"
        empty = replace(page, notice=None)
        why = Rejection(page.source_id, page.url, "parse", "parser_fault", detail)
        _write(connection, [(empty, why)])
        return empty, why


def _read_batch(
    connection: psycopg.Connection, keys: Sequence[str], settings: Settings
) -> Iterator[tuple[ReadPage, Rejection | None]]:
    rows: list[PageRow] = connection.execute(
        "select page_key, source_id, url, body, content_type, coalesce(charset, 'utf-8')"
        " from raw.page where page_key = any(%s)",
        (list(keys),),
    ).fetchall()
    for row in rows:
        yield _read_one(row, settings)


def _read_one(row: PageRow, settings: Settings) -> tuple[ReadPage, Rejection | None]:
    """One page to its notice, or to a rejection: no page stops the others."""
    key, source_id, url, body, content_type, charset = row
    notice, rejection = None, None
    try:
        notice = read_landed(
            body,
            url=url,
            content_type=content_type,
            charset=charset,
            source=_find_source(source_id, settings),
        )
    except LuceError as error:
        rejection = Rejection(source_id, url, "parse", _code(error), str(error), body)
    except Exception as error:
        # A fault of the parser costs one notice, not the night, and shows in the stage's report.
        detail = f"the parser failed on this page ({type(error).__name__}: {error}); report it"
        rejection = Rejection(source_id, url, "parse", "parser_fault", detail, body)
    return ReadPage(key, source_id, url, name_notice(url), notice), rejection


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
) -> ParsedNotice:
    """Bytes to records, as `parse` does it for every page.

    Raises:
        NoNotice: the text is too short, or says nothing that a notice says.
        TooLong: the text is longer than any notice.
        LayoutChanged, UnreadableText: from reading the page.
    """
    selectors = source.selectors if source else None
    page = read_page(body, url=url, content_type=content_type, charset=charset, selectors=selectors)
    if sum("\u4e00" <= char <= "\u9fff" for char in page.text) < _MIN_HAN:
        raise NoNotice(
            f"fewer than {_MIN_HAN} Chinese characters", "see whether the page has moved its text"
        )
    if len(page.text) > _MAX_LENGTH:
        raise TooLong(
            f"{len(page.text):,} characters, more than {_MAX_LENGTH:,}",
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


def _code(error: LuceError) -> str:
    name = type(error).__name__
    return "".join("_" + char.lower() if char.isupper() else char for char in name).lstrip("_")


@cache
def _find_source(source_id: str, settings: Settings) -> Source | None:
    try:
        return load_source(source_id, settings)
    except UnknownSource:  # its file is gone, its pages are still ours to read
        return None
