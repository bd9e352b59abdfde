"""One spool into schema `raw`, in one transaction over COPY; again, it changes nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

import psycopg

from ingestion.land.keys import page_key, rejection_key
from ingestion.models import FetchedPage, ListedLink, Rejection
from ingestion.spool import Spool, hash_body

Outcome = Literal["landed", "seen_again", "rejected"]


@dataclass(frozen=True, slots=True)
class IngestRun:
    """One crawl of one source, over a window of days where one was asked for."""

    run_id: str
    source_id: str
    started_at: datetime
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Landed:
    """What a landing changed; `listed` = `landed` + `seen_again` + `rejected`, link by link."""

    listed: int
    landed: int
    seen_again: int
    rejected: int
    already: bool = False  # an earlier try of the same run had committed all of it


def land_spool(
    connection: psycopg.Connection,
    spool: Spool,
    run: IngestRun,
    before_commit: Callable[[psycopg.Connection], None] = lambda connection: None,
) -> Landed:
    """Commit a spool.

    Shape: raw.run, raw.page, raw.sighting, raw.listed_link and raw.rejection, all or nothing.
    Args:
        before_commit: called last inside the transaction; what it raises rolls all back.
    """
    with connection.transaction():
        earlier = find_landed_run(connection, run.run_id)
        if earlier:
            return earlier
        links = {link.url: link for link in spool.links()}
        rejections = list(spool.rejections())
        known = _find_known(connection, spool)
        outcomes = _settle_links(links, spool, known, rejections)
        landed = _count(outcomes)
        _insert_run(connection, run, landed)
        _copy_pages(connection, spool.pages(), known, run.run_id, links)
        _read_parents_again(connection, spool, known)
        _count_sightings(connection, spool, known, run.run_id)
        insert_rejections(connection, rejections, run.run_id)
        _insert_links(connection, links.values(), run.run_id, outcomes)
        before_commit(connection)
        return landed


def find_landed_run(connection: psycopg.Connection, run_id: str) -> Landed | None:
    """What an earlier try of this run committed, or None."""
    row = connection.execute(
        "select listed, landed, seen_again, rejected from raw.run where run_id = %s", (run_id,)
    ).fetchone()
    if row is None:
        return None
    listed, landed, seen_again, rejected = row
    return Landed(listed, landed, seen_again, rejected, already=True)


def _find_known(connection: psycopg.Connection, spool: Spool) -> set[str]:
    """Keys of the spool's pages that stand in raw.page already. Safe: there is one writer."""
    keys = [page_key(*identity) for identity in spool.page_identities()]
    rows = connection.execute(
        "select page_key from raw.page where page_key = any(%s)", (keys,)
    ).fetchall()
    return {key for (key,) in rows}


def _settle_links(
    links: dict[str, ListedLink], spool: Spool, known: set[str], rejections: list[Rejection]
) -> dict[str, Outcome]:
    """How each link ended. One that left neither a page nor a rejection gets a rejection here."""
    outcomes: dict[str, Outcome] = {}
    for identity in spool.page_identities():
        if identity[1] in links:
            seen = page_key(*identity) in known
            outcomes[identity[1]] = "seen_again" if seen else "landed"
    refused = {rejection.url for rejection in rejections}
    for url, link in links.items():
        if url not in outcomes:
            outcomes[url] = "rejected"
            if url not in refused:
                detail = "listed, but fetch left neither a page nor a reason"
                rejections.append(Rejection(link.source_id, url, "land", "never_fetched", detail))
    return outcomes


def _count(outcomes: dict[str, Outcome]) -> Landed:
    ended = list(outcomes.values())
    return Landed(
        listed=len(ended),
        landed=ended.count("landed"),
        seen_again=ended.count("seen_again"),
        rejected=ended.count("rejected"),
    )


def _insert_run(connection: psycopg.Connection, run: IngestRun, landed: Landed) -> None:
    connection.execute(
        "insert into raw.run (run_id, source_id, since, until, started_at, landed_at, listed,"
        " landed, seen_again, rejected) values (%s, %s, %s, %s, %s, now(), %s, %s, %s, %s)",
        (
            *(run.run_id, run.source_id, run.since, run.until, run.started_at),
            *(landed.listed, landed.landed, landed.seen_again, landed.rejected),
        ),
    )


_PAGE_COLUMNS = {
    "page_key": "text",
    "source_id": "text",
    "url": "text",
    "kind": "text",
    "body": "bytea",
    "body_sha256": "text",
    "body_bytes": "int4",
    "http_status": "int4",
    "content_type": "text",
    "charset": "text",
    "charset_basis": "text",
    "charset_declared": "text",
    "etag": "text",
    "last_modified": "text",
    "final_url": "text",
    "title_listed": "text",
    "listed_date": "date",
    "first_run_id": "text",
    "fetched_at": "timestamptz",
}


def _copy_pages(
    connection: psycopg.Connection,
    pages: Iterable[FetchedPage],
    known: set[str],
    run_id: str,
    links: dict[str, ListedLink],
) -> None:
    copied: set[str] = set()
    sql = f"copy raw.page ({', '.join(_PAGE_COLUMNS)}) from stdin (format binary)"
    with connection.cursor().copy(sql) as copy:
        copy.set_types(list(_PAGE_COLUMNS.values()))
        for page in pages:
            key = page_key(page.source_id, page.url, page.body_sha256)
            if key not in known and key not in copied:
                copied.add(key)
                copy.write_row(_page_row(page, key, run_id, links.get(page.url)))


def _page_row(
    page: FetchedPage, key: str, run_id: str, link: ListedLink | None
) -> tuple[object, ...]:
    return (
        *(key, page.source_id, page.url, page.kind),
        *(page.body, page.body_sha256, len(page.body), page.http_status, page.content_type),
        *(page.charset, page.charset_basis, page.charset_declared),
        *(page.etag, page.last_modified, page.final_url),
        *(storable(link.title if link else page.name), link.listed_date if link else None),
        *(run_id, page.fetched_at),
    )


def _read_parents_again(connection: psycopg.Connection, spool: Spool, known: set[str]) -> None:
    """A notice whose attachment is new waits for parse again: it may be read with it."""
    parents = [
        (source_id, parent)
        for source_id, url, digest, parent in spool.attachment_identities()
        if page_key(source_id, url, digest) not in known
    ]
    connection.execute(
        "update raw.page as page set parsed_with = null"
        " from unnest(%s::text[], %s::text[]) as parent (source_id, url)"
        " where page.kind = 'notice' and page.source_id = parent.source_id"
        " and page.url = parent.url and page.parsed_with is not null",
        ([source_id for source_id, _ in parents], [parent for _, parent in parents]),
    )


def _count_sightings(
    connection: psycopg.Connection, spool: Spool, known: set[str], run_id: str
) -> None:
    keys = [page_key(*identity) for identity in spool.page_identities()]
    connection.execute(
        "insert into raw.sighting (page_key, last_seen_at, last_run_id, times)"
        " select distinct key, now(), %s, 1 from unnest(%s::text[]) as key"
        " on conflict (page_key) do update set last_seen_at = excluded.last_seen_at,"
        " last_run_id = excluded.last_run_id, times = raw.sighting.times + 1",
        (run_id, [key for key in keys if key in known]),
    )


def insert_rejections(
    connection: psycopg.Connection, rejections: Iterable[Rejection], run_id: str | None
) -> int:
    """Record rejections; one that is known already stays as it is. Returns how many are new."""
    new = 0
    for rejection in rejections:
        digest = None if rejection.body is None else hash_body(rejection.body)
        identity = (rejection.source_id, rejection.url, rejection.stage, rejection.reason)
        new += connection.execute(
            "insert into raw.rejection (rejection_key, source_id, url, stage, reason, detail, body,"
            " body_sha256, http_status, first_run_id, rejected_at)"
            " values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, now()) on conflict do nothing",
            (
                *(rejection_key(*identity, digest), *identity, storable(rejection.detail)),
                *(rejection.body, digest, rejection.http_status, run_id),
            ),
        ).rowcount
    return new


def _insert_links(
    connection: psycopg.Connection,
    links: Iterable[ListedLink],
    run_id: str,
    outcomes: dict[str, Outcome],
) -> None:
    sql = "copy raw.listed_link (run_id, source_id, url, title, listed_date, outcome) from stdin"
    with connection.cursor().copy(sql) as copy:
        for link in links:
            title = storable(link.title)
            outcome = outcomes[link.url]
            copy.write_row((run_id, link.source_id, link.url, title, link.listed_date, outcome))


def storable(text: str | None) -> str | None:
    """Text as Postgres can hold it: NUL shows as its symbol ␀, one character for one."""
    return None if text is None else text.replace("\x00", "\u2400")
