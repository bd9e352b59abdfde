"""land: all or nothing, no link lost, and the same spool again changes nothing."""

from __future__ import annotations

from datetime import UTC, date, datetime

import psycopg
import pytest

from ingestion.errors import StaleWriter
from ingestion.land import IngestRun, land_spool
from ingestion.models import FetchedPage, ListedLink, Rejection, StageReport
from ingestion.settings import Settings
from ingestion.spool import Spool, SpoolMissing, SpoolWriter, hash_body

SOURCE = "yunping_gov"
NOW = datetime(2026, 3, 1, tzinfo=UTC)
HOSTILE = [
    "'; drop table raw.page; --",
    "<script>alert(1)</script>",
    "=cmd|' /C calc'!A0",
    "\u202eabc",
]


def make_page(url: str, body: bytes) -> FetchedPage:
    return FetchedPage(SOURCE, url, "notice", body, hash_body(body), NOW, 200, "text/html")


def write_spool(
    settings: Settings,
    run_id: str,
    pages: dict[str, bytes],
    *,
    lost: tuple[str, ...] = (),
    refused: tuple[str, ...] = (),
    titles: dict[str, str] | None = None,
) -> Spool:
    writer = SpoolWriter(settings, run_id)
    for url in (*pages, *lost, *refused):
        title = (titles or {}).get(url, "关于示例的通知")
        writer.add_link(ListedLink(SOURCE, url, title, date(2026, 2, 28)))
    for url, body in pages.items():
        writer.add_page(make_page(url, body))
    for url in refused:
        writer.add_rejection(Rejection(SOURCE, url, "fetch", "soft_404", "页面不存在", b"404"))
    writer.finish(StageReport("fetch", {"listed": len(pages)}, 0.0, 0.0))
    return Spool(settings, run_id)


@pytest.fixture
def warehouse(connection: psycopg.Connection) -> psycopg.Connection:
    connection.execute(
        "insert into raw.source (source_id, publisher, region, level, family, home, is_sample)"
        " values (%s, '云屏市人民政府', '云屏市', 'prefecture', 'trs_static', 'http://x', true)",
        (SOURCE,),
    )
    connection.commit()
    return connection


def land(connection: psycopg.Connection, spool: Spool, run_id: str, **extra: object):  # type: ignore[no-untyped-def]
    landed = land_spool(connection, spool, IngestRun(run_id, SOURCE, NOW), **extra)  # type: ignore[arg-type]
    connection.commit()
    return landed


def count(connection: psycopg.Connection, table: str) -> int:
    return connection.execute(f"select count(*) from {table}").fetchone()[0]


def test_every_listed_link_ends_as_a_page_or_as_a_rejection(settings, warehouse):
    spool = write_spool(settings, "r1", {"u1": b"one", "u2": b"two"}, lost=("u3",), refused=("u4",))
    landed = land(warehouse, spool, "r1")
    assert (landed.listed, landed.landed, landed.seen_again, landed.rejected) == (4, 2, 0, 2)
    reasons = warehouse.execute(
        "select url, reason, body from raw.rejection order by url"
    ).fetchall()
    assert reasons == [("u3", "never_fetched", None), ("u4", "soft_404", b"404")]
    assert warehouse.execute("select body from raw.page order by url").fetchall() == [
        (b"one",),
        (b"two",),
    ]


def test_the_same_bytes_again_are_a_sighting_and_other_bytes_a_version(settings, warehouse):
    land(warehouse, write_spool(settings, "r1", {"u1": b"one", "u2": b"two"}), "r1")
    landed = land(warehouse, write_spool(settings, "r2", {"u1": b"one", "u2": b"TWO"}), "r2")
    assert (landed.landed, landed.seen_again) == (1, 1)
    assert count(warehouse, "raw.page") == 3
    assert warehouse.execute("select times, last_run_id from raw.sighting").fetchall() == [
        (1, "r2")
    ]


def test_a_run_that_landed_lands_once(settings, warehouse):
    spool = write_spool(settings, "r1", {"u1": b"one"})
    land(warehouse, spool, "r1")
    again = land(warehouse, spool, "r1")
    assert again.already
    assert (count(warehouse, "raw.page"), count(warehouse, "raw.run")) == (1, 1)
    assert count(warehouse, "raw.sighting") == 0


def test_a_stale_writer_leaves_nothing(settings, warehouse):
    def refuse(_connection: psycopg.Connection) -> None:
        raise StaleWriter("a later run has taken over")

    with pytest.raises(StaleWriter):
        land(warehouse, write_spool(settings, "r1", {"u1": b"one"}), "r1", before_commit=refuse)
    warehouse.rollback()
    assert [count(warehouse, f"raw.{table}") for table in ("page", "run", "listed_link")] == [
        0,
        0,
        0,
    ]


def test_hostile_titles_are_stored_verbatim_and_nul_is_shown(settings, warehouse):
    titles = {f"u{i}": title for i, title in enumerate([*HOSTILE, "a\x00b"])}
    pages = {url: url.encode() for url in titles}
    land(warehouse, write_spool(settings, "r1", pages, titles=titles), "r1")
    stored = warehouse.execute("select title from raw.listed_link order by url").fetchall()
    assert [title for (title,) in stored] == [*HOSTILE, "a␀b"]


def test_a_spool_without_its_end_is_not_landed(settings, warehouse):
    SpoolWriter(settings, "half").add_page(make_page("u1", b"one"))
    with pytest.raises(SpoolMissing, match="run fetch again"):
        Spool(settings, "half")


def test_a_body_that_changed_on_disk_is_not_landed(settings, warehouse):
    spool = write_spool(settings, "r1", {"u1": b"one"})
    next((spool.folder / "bodies").iterdir()).write_bytes(b"ONE")
    with pytest.raises(SpoolMissing, match="no longer has the hash"):
        land(warehouse, spool, "r1")


def test_a_run_id_cannot_leave_the_spool(settings):
    folder = SpoolWriter(settings, "../../x/\x00y").folder
    assert folder.parent == settings.spool
