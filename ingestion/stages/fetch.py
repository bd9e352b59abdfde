"""fetch: list a source, get each page whole, and leave all of it in the spool for land."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

from ingestion.attachments import is_readable
from ingestion.charset import decode
from ingestion.errors import BadSetting, FetchRefused, LuceError, UnreadableText
from ingestion.fetch.address import AddressGuard
from ingestion.fetch.client import Client, Limits, Validators
from ingestion.fetch.families import Crawl, Folder, SiteFamily, Window
from ingestion.fetch.families.folder import CONTENT_TYPES, list_files, read_file, readable, url_of
from ingestion.fetch.pace import Pace
from ingestion.fetch.truth import judge
from ingestion.land.known import KnownPage
from ingestion.models import FetchedPage, ListedLink, Rejection, Sighting, StageReport
from ingestion.settings import Settings
from ingestion.sources import Source
from ingestion.spool import SpoolWriter, hash_body
from ingestion.stages.follow import Follower, take_document
from ingestion.stages.report import Stopwatch
from ingestion.stages.revisit import choose_revisits, read_known
from ingestion.stages.shelter import sheltered

Progress = Callable[[int, int], None]  # done, of how many
Outcome = FetchedPage | Rejection | Sighting


def fetch(
    source: Source,
    *,
    run_id: str,
    since: date | None,
    until: date | None,
    settings: Settings,
    progress: Progress | None = None,
    folder: Path | None = None,
) -> StageReport:
    """Fetch what a source listed between two days, both included.

    The spool of the run is written from the start each time, so a run that was killed is simply
    run again. Nothing is landed before the spool is whole.

    Args:
        folder: the drop folder, for the source `folder` and for no other.

    Raises:
        BadSetting: no folder, or the sample site is not served.
        FetchRefused, LayoutChanged: a list could not be read; a night without its list must not
            look like a night without notices.
    """
    watch = Stopwatch()
    spool = SpoolWriter(settings, run_id)
    notes: list[str] = []
    names = ("listed", "fetched", "unchanged", "rejected", "attachments", "bytes")
    counts = dict.fromkeys(names, 0)
    if isinstance(source.lists, Folder):
        outcomes = _take_folder(source, folder, spool, progress)
    else:
        window = Window(since, until)
        outcomes = _take_site(
            source, source.lists, window, spool, counts, notes, progress, settings
        )
    for outcome in outcomes:
        counts["listed"] += 1
        if isinstance(outcome, FetchedPage):
            spool.add_page(outcome)
            counts["fetched"] += 1
            counts["bytes"] += len(outcome.body)
        elif isinstance(outcome, Sighting):
            spool.add_sighting(outcome)
            counts["unchanged"] += 1
        else:
            spool.add_rejection(outcome)
            counts["rejected"] += 1
            notes.append(f"{outcome.url}: {outcome.reason}: {outcome.detail}")
    report = watch.report("fetch", counts, tuple(notes), source.source_id)
    spool.finish(report)
    return report


# ---------------------------------------------------------------- a site


def _take_site(
    source: Source,
    lists: SiteFamily,
    window: Window,
    spool: SpoolWriter,
    counts: dict[str, int],
    notes: list[str],
    progress: Progress | None,
    settings: Settings,
) -> Iterator[Outcome]:
    known = read_known(source, settings, notes)
    with open_client(source, settings) as client:
        follower = Follower(source, client, spool, counts, notes)
        crawl = Crawl(source.source_id, source.home, window, client.get, notes)
        crawl.time_zone, crawl.post = source.time_zone, client.post
        links = _list_links(source, lists, crawl)
        if crawl.has_shifted():
            held = {link.url for link in links}
            links += [link for link in _list_links(source, lists, crawl) if link.url not in held]
        links += choose_revisits(source, window, known, {link.url for link in links})
        yield from crawl.rejections
        for number, link in enumerate(links, 1):
            spool.add_link(link)
            outcome = sheltered(
                link.source_id, link.url, partial(_take_link, link, client, crawl, known)
            )
            yield outcome
            if isinstance(outcome, FetchedPage):
                follower.follow(outcome)
            if progress is not None:
                progress(number, len(links))


def open_client(source: Source, settings: Settings) -> Client:
    """The way out to one source's site, at its pace."""
    polite, access = source.politeness, source.access
    return Client(
        AddressGuard(_served_at(source)),
        Pace(polite.delay_seconds, folder=settings.home / "hosts"),
        Limits(polite.deadline_seconds),
        legacy_tls=access.legacy_tls,
        cookies=access.cookies,
    )


def _served_at(source: Source) -> dict[str, tuple[str, int]]:
    """Where the bundled sample is served; a real source has no such place."""
    if source.served_at is None:
        return {}
    served = urlsplit(os.environ.get(source.served_at, ""))
    if served.hostname not in ("127.0.0.1", "localhost") or served.port is None:
        raise BadSetting(
            f"{source.served_at} does not say where the sample site is served",
            "run `make run`, or `python -m sample.site` and set it to the address printed",
        )
    return {str(urlsplit(source.home).hostname): ("127.0.0.1", served.port)}


def _list_links(source: Source, lists: SiteFamily, crawl: Crawl) -> list[ListedLink]:
    """Every link in the window, once; a page may shift while it is paged."""
    found: dict[str, ListedLink] = {}
    try:
        for row in lists.list_rows(crawl, source.date_format):
            link = ListedLink(source.source_id, row.url, row.title, row.listed_date)
            found.setdefault(row.url, link)
    except FetchRefused as error:
        raise _name_source(source, error) from error
    return list(found.values())


def _name_source(source: Source, error: FetchRefused) -> FetchRefused:
    """A list that could not be read, told with its source and the field to look at first."""
    cures = {
        "unresolved": f"correct `home: {source.home}` in its file, or see whether we are online",
        "robots_refused": "ask the site's owners, or leave the source out",
    }
    cure = cures.get(error.reason, f"see whether {source.home} answers from here")
    return FetchRefused(error.reason, f"{source.source_id}: no list: {error}", cure)


def _take_link(
    link: ListedLink, client: Client, crawl: Crawl, known: Mapping[str, KnownPage]
) -> Outcome:
    held = known.get(link.url)
    validators = Validators(held.etag, held.last_modified) if held else None
    try:
        response = client.get(link.url, known=validators)
    except FetchRefused as error:
        return Rejection(link.source_id, link.url, "fetch", error.reason, str(error))
    if held is not None and response.status == 304:
        return Sighting(link.source_id, link.url, held.body_sha256)
    try:
        decoded = judge(response, crawl.list_hashes, title=link.title)
    except FetchRefused as error:
        if error.reason == "not_markup" and is_readable(response.body):
            return take_document(link.source_id, link.url, response, "notice")
        return Rejection(
            link.source_id,
            link.url,
            "fetch",
            error.reason,
            str(error),
            response.body or None,
            response.status,
        )
    return FetchedPage(
        source_id=link.source_id,
        url=link.url,
        kind="notice",
        body=response.body,
        body_sha256=hash_body(response.body),
        fetched_at=datetime.now(UTC),
        http_status=response.status,
        content_type=response.content_type,
        charset=decoded.charset,
        charset_basis=decoded.basis,
        charset_declared=decoded.declared,
        etag=response.headers.get("etag"),
        last_modified=response.headers.get("last-modified"),
        final_url=response.final_url if response.final_url != link.url else None,
        ended_by=response.ended_by,
    )


# ---------------------------------------------------------------- a folder


def _take_folder(
    source: Source, folder: Path | None, spool: SpoolWriter, progress: Progress | None
) -> Iterator[Outcome]:
    if folder is None or not folder.is_dir():
        raise BadSetting(
            f"{folder} is not a folder" if folder else "no folder was named",
            "name one that holds .txt or .html files: make run NOTICES=DIR",
        )
    paths = list(list_files(folder))
    if not paths:
        raise LuceError(f"{folder} holds no files", "put .txt or .html files into it")
    for number, path in enumerate(paths, 1):
        link = ListedLink(source.source_id, url_of(folder, path), readable(path.stem))
        spool.add_link(link)
        yield sheltered(link.source_id, link.url, partial(_take_file, link, folder, path))
        if progress is not None:
            progress(number, len(paths))


def _take_file(link: ListedLink, folder: Path, path: Path) -> Outcome:
    body: bytes | None = None
    try:
        body = read_file(folder, path)
        decoded = decode(body)
    except FetchRefused as error:
        return Rejection(link.source_id, link.url, "fetch", error.reason, str(error))
    except UnreadableText as error:
        return Rejection(link.source_id, link.url, "fetch", "unreadable", str(error), body)
    return FetchedPage(
        source_id=link.source_id,
        url=link.url,
        kind="notice",
        body=body,
        body_sha256=hash_body(body),
        fetched_at=datetime.now(UTC),
        content_type=CONTENT_TYPES[path.suffix.lower()],
        charset=decoded.charset,
        charset_basis=decoded.basis,
        charset_declared=decoded.declared,
    )
