"""parse: landed bytes to text, text to records; pure, so history can be read again at any time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

import psycopg

from ingestion.database.connection import connect
from ingestion.database.lock import WriterLock, writer_lock
from ingestion.errors import BadSource, LuceError, UnknownSource
from ingestion.land.commit import insert_rejections
from ingestion.land.notices import ReadPage, replace_notices
from ingestion.models import Rejection, StageReport
from ingestion.parse import PARSER_VERSION
from ingestion.settings import Settings
from ingestion.sources import Source, load_source
from ingestion.stages.attached import Library
from ingestion.stages.reading import name_notice, read_landed
from ingestion.stages.report import Stopwatch

_COUNTED = ("read", "notices", "targets", "measures", "citations", "rejected", "attachments")
_BATCH = 50  # notices a transaction: little to redo after a kill, little to hold in memory

Progress = Callable[[int, int], None]
PageRow = tuple[str, str, str, bytes, str | None, str, str | None, datetime]


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
    counts = dict.fromkeys(_COUNTED, 0)
    with (
        connect(settings, autocommit=True) as holder,
        writer_lock(holder) as lock,
        connect(settings) as connection,
    ):
        waiting = _find_pages(connection, everything)
        sources, notes = _find_sources({source_id for _, source_id in waiting}, settings)
        keys = [key for key, source_id in waiting if source_id in sources]
        for start in range(0, len(keys), _BATCH):
            batch = keys[start : start + _BATCH]
            notes += _parse_batch(connection, batch, lock, sources, counts)
            if progress:
                progress(min(start + _BATCH, len(keys)), len(keys))
    return watch.report("parse", counts, tuple(notes))


def _find_pages(connection: psycopg.Connection, everything: bool) -> list[tuple[str, str]]:
    return connection.execute(
        "select page_key, source_id from raw.page where kind = 'notice'"
        " and (%s or parsed_with is distinct from %s) order by fetched_at, page_key",
        (everything, PARSER_VERSION),
    ).fetchall()


def _parse_batch(
    connection: psycopg.Connection,
    keys: Sequence[str],
    lock: WriterLock,
    sources: Mapping[str, Source | None],
    counts: dict[str, int],
) -> list[str]:
    """Read some pages in one transaction; add to the counts, return what was rejected and why."""
    with connection.transaction():
        pages = list(_read_batch(connection, keys, sources))
        try:
            with connection.transaction():  # a savepoint
                _write(connection, pages)
        except _UNSTORABLE:
            pages = [_write_alone(connection, page, why) for page, why in pages]
        lock.check(connection)
    for page, why in pages:
        counts["rejected"] += why is not None
        if page.is_attachment:
            counts["attachments"] += 1
            continue
        counts["read"] += 1
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
    connection: psycopg.Connection, keys: Sequence[str], sources: Mapping[str, Source | None]
) -> Iterator[tuple[ReadPage, Rejection | None]]:
    rows: list[PageRow] = connection.execute(
        "select page_key, source_id, url, body, content_type, coalesce(charset, 'utf-8'),"
        " final_url, fetched_at from raw.page where page_key = any(%s)",
        (list(keys),),
    ).fetchall()
    for row in rows:
        library = Library(connection, row[1], row[2], row[-1])
        yield _read_one(row, sources[row[1]], library)
        yield from library.read


def _read_one(
    row: PageRow, source: Source | None, library: Library
) -> tuple[ReadPage, Rejection | None]:
    """One page to its notice, or to a rejection: no page stops the others."""
    key, source_id, url, body, content_type, charset, final_url, _ = row
    notice, rejection = None, None
    try:
        notice = read_landed(
            body,
            url=url,
            content_type=content_type,
            charset=charset,
            source=source,
            final_url=final_url,
            attach=library.attach,
        )
    except LuceError as error:
        rejection = Rejection(source_id, url, "parse", _code(error), str(error), body)
    except Exception as error:
        # A fault of the parser costs one notice, not the night, and shows in the stage's report.
        detail = f"the parser failed on this page ({type(error).__name__}: {error}); report it"
        rejection = Rejection(source_id, url, "parse", "parser_fault", detail, body)
    return ReadPage(key, source_id, url, name_notice(url), notice), rejection


def _code(error: LuceError) -> str:
    name = type(error).__name__
    return "".join("_" + char.lower() if char.isupper() else char for char in name).lstrip("_")


def _find_sources(
    source_ids: set[str], settings: Settings
) -> tuple[dict[str, Source | None], list[str]]:
    """The sources that pages wait for, and a note on each whose file is wrong.

    A source without a file any more is None: its pages are still ours to read. Those of one whose
    file is wrong wait until it is mended; read without its selectors, they would lose their rows.
    """
    found: dict[str, Source | None] = {}
    notes = []
    for source_id in sorted(source_ids):
        try:
            found[source_id] = load_source(source_id, settings)
        except UnknownSource:
            found[source_id] = None
        except BadSource as error:
            notes.append(f"the pages of {source_id} wait: {error}")
    return found, notes
