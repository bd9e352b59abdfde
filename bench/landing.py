"""Landing against a bare COPY of the same rows: what the keys, links and checks cost."""

from __future__ import annotations

import random
import shutil
import statistics
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

import psycopg

from bench.mark import show
from ingestion.database import embedded
from ingestion.database.connection import connect
from ingestion.database.migrate import migrate
from ingestion.land import IngestRun, land_spool
from ingestion.models import FetchedPage, ListedLink, StageReport
from ingestion.settings import Settings
from ingestion.spool import Spool, SpoolWriter, hash_body

NOTICES = 2_000
BYTES = 10_000
ROUNDS = 5
SOURCE = "bench"
NOW = datetime(2026, 1, 1, tzinfo=UTC)
COPIED = "copy bench_page from stdin (format binary)"


def measure() -> bool:
    """Median of some rounds each, alternating, on one server; the ratio of the rates."""
    home = Path(tempfile.mkdtemp(prefix="luce-bench-"))
    home.chmod(0o755)
    settings = Settings(home=home, database_url=None, is_sample=False)
    try:
        embedded.start(settings)
        migrate(settings)
        with connect(settings) as connection:
            return _compare(settings, connection)
    finally:
        embedded.remove(settings)
        shutil.rmtree(home, ignore_errors=True)


def _compare(settings: Settings, connection: psycopg.Connection) -> bool:
    connection.execute(
        "insert into raw.source (source_id, publisher, region, level, family, home, is_sample)"
        " values (%s, 'b', 'b', 'county', 'folder', 'folder:', false)",
        (SOURCE,),
    )
    connection.execute(
        "create table bench_page as select page_key, source_id, url, body, body_sha256"
        " from raw.page with no data"
    )
    connection.execute("alter table bench_page add primary key (page_key)")
    connection.execute("create index on bench_page (source_id, url, body_sha256)")
    connection.commit()
    bare, landed = [], []
    for turn in range(ROUNDS):
        pages = _make_pages(turn)
        spool = _fill_spool(settings, f"r{turn}", pages)
        bare.append(_time_bare(connection, pages))
        landed.append(_time_land(connection, spool, f"r{turn}"))
    seconds, floor = statistics.median(landed), statistics.median(bare)
    size = NOTICES * BYTES / 1e6
    print(f"landing   {NOTICES} notices of {BYTES // 1000} kB, median of {ROUNDS}")
    show("bare psycopg COPY", size / floor, "MB/s")
    show("land (spool read, hashed, keyed, linked, committed)", size / seconds, "MB/s")
    return show("rate of land / rate of bare COPY", floor / seconds, "", at_least=0.5)


def _make_pages(turn: int) -> list[FetchedPage]:
    """Chinese text of common characters: about as compressible as a notice."""
    draw = random.Random(turn)
    common = [chr(code) for code in range(0x4E00, 0x4E00 + 1500)]
    pages = []
    for number in range(NOTICES):
        body = "".join(draw.choices(common, k=BYTES // 3)).encode()
        url = f"http://bench.invalid/{turn}/{number}.html"
        pages.append(FetchedPage(SOURCE, url, "notice", body, hash_body(body), NOW))
    return pages


def _fill_spool(settings: Settings, run_id: str, pages: list[FetchedPage]) -> Spool:
    writer = SpoolWriter(settings, run_id)
    for page in pages:
        writer.add_link(ListedLink(SOURCE, page.url))
        writer.add_page(page)
    writer.finish(StageReport("fetch", {}, 0.0, 0.0))
    return Spool(settings, run_id)


def _time_bare(connection: psycopg.Connection, pages: list[FetchedPage]) -> float:
    started = time.perf_counter()
    with connection.cursor().copy(COPIED) as copy:
        copy.set_types(["text", "text", "text", "bytea", "text"])
        for page in pages:
            copy.write_row((page.url, page.source_id, page.url, page.body, page.body_sha256))
    connection.commit()
    return time.perf_counter() - started


def _time_land(connection: psycopg.Connection, spool: Spool, run_id: str) -> float:
    started = time.perf_counter()
    land_spool(connection, spool, IngestRun(run_id, SOURCE, NOW))
    connection.commit()
    return time.perf_counter() - started
