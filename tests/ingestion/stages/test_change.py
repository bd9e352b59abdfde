"""Change and health: what is asked again, what is recorded as gone, and when silence is loud.

A real site on loopback, a real warehouse; only the days are set, through the list and the rows.
"""

from __future__ import annotations

import email.utils
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import psycopg
import pytest

from ingestion.land.silence import Past, SourceSilent, measure_past
from ingestion.models import StageReport
from ingestion.settings import Settings
from ingestion.sources import load_source
from ingestion.sources.specification import Counts
from ingestion.stages.fetch import fetch
from ingestion.stages.health import check_health
from ingestion.stages.land import land
from ingestion.stages.revisit import today_at

HOST = "qinglan.sample.invalid"
BODY = "<p>到二〇三〇年，全省新建换电站六十座，各市要把任务分到区县，按季度报送进展。{}</p>"
TITLE = "关于加快换电站建设的通知"


class Site:
    """A list and its pages; each page has an ETag, and a site may forget or change a page."""

    def __init__(self) -> None:
        self.pages: dict[str, str] = {}
        self.rows: list[tuple[str, date]] = []
        self.answers: list[tuple[str, int]] = []
        self.validator = "ETag"

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        path = handler.path
        body = self._list() if path.endswith("/index.html") else self.pages.get(path)
        validator = self._validator(path, body or "")
        asked = handler.headers.get("If-None-Match") or handler.headers.get("If-Modified-Since")
        status = 404 if body is None else 304 if body and asked == validator else 200
        content = (body or "").encode() if status == 200 else b""
        self.answers.append((path, status))
        handler.send_response(status)
        handler.send_header("Content-Type", "text/html; charset=utf-8")
        handler.send_header("Content-Length", str(len(content)))
        if status != 404 and not path.endswith("/index.html"):
            handler.send_header(self.validator, validator)
        handler.end_headers()
        handler.wfile.write(content)

    def _validator(self, path: str, body: str) -> str:
        if self.validator == "ETag":
            return f'"{hash((path, body))}"'
        return email.utils.formatdate(1_700_000_000 + len(body), usegmt=True)

    def _list(self) -> str:
        rows = "".join(
            f'<li><a href="{path}">{TITLE}</a><span>{day}</span></li>' for path, day in self.rows
        )
        return f"<html><body><ul>{rows}</ul></body></html>"

    def publish(self, path: str, day: date, text: str = "") -> None:
        self.pages[path] = f"<html><body><h1>{TITLE}</h1>{BODY.format(text) * 3}</body></html>"
        self.rows.insert(0, (path, day))


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    site = Site()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_GET(self) -> None:
            site.answer(self)

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    monkeypatch.setenv("LUCE_SAMPLE_URL", f"http://127.0.0.1:{server.server_address[1]}")
    yield site
    server.shutdown()
    server.server_close()


Night = Callable[..., tuple[StageReport, StageReport]]


@pytest.fixture
def night(sample_settings: Settings) -> Night:
    source = load_source("qinglan_province", sample_settings)
    lists = source.lists.model_copy(update={"channels": ("list/",)})
    source = source.model_copy(update={"lists": lists})

    def run(name: str, since: date | None = None) -> tuple[StageReport, StageReport]:
        fetched = fetch(source, run_id=name, since=since, until=None, settings=sample_settings)
        return fetched, land(source, run_id=name, settings=sample_settings, since=since)

    return run


@pytest.fixture
def warehouse(sample_settings: Settings) -> Iterator[psycopg.Connection]:
    assert sample_settings.database_url
    with psycopg.connect(sample_settings.database_url, autocommit=True) as connection:
        yield connection


def _count(warehouse: psycopg.Connection, table: str) -> int:
    return warehouse.execute(f"select count(*) from raw.{table}").fetchone()[0]


TODAY = date.today()


@pytest.mark.parametrize("validator", ["ETag", "Last-Modified"])
def test_what_has_not_changed_is_a_sighting_and_no_row(
    site: Site, night: Night, warehouse: psycopg.Connection, validator: str
) -> None:
    site.validator = validator
    site.publish("/a.html", TODAY)
    site.publish("/b.html", TODAY)
    night("first")
    site.answers.clear()
    fetched, landed = night("second")
    assert (fetched.counts["unchanged"], fetched.counts["fetched"]) == (2, 0)
    assert landed.counts == {"listed": 2, "landed": 0, "seen_again": 2, "rejected": 0}
    assert [status for path, status in site.answers if path in site.pages] == [304, 304]
    assert _count(warehouse, "page") == 2
    seen = warehouse.execute("select times, last_run_id from raw.sighting").fetchall()
    assert seen == [(1, "second"), (1, "second")]


def test_a_recent_notice_is_looked_at_again_and_other_bytes_are_a_version(
    site: Site, night: Night, warehouse: psycopg.Connection
) -> None:
    site.publish("/old.html", TODAY - timedelta(days=60))
    site.publish("/recent.html", TODAY - timedelta(days=5))
    night("first")
    site.publish("/new.html", TODAY)
    site.pages["/recent.html"] = site.pages["/recent.html"].replace("六十座", "八十座")
    site.answers.clear()
    _, landed = night("second", TODAY)
    asked = {path for path, _ in site.answers}
    assert "/recent.html" in asked and "/old.html" not in asked
    assert (landed.counts["listed"], landed.counts["landed"]) == (2, 2)
    versions = warehouse.execute(
        "select body from raw.page where url like '%/recent.html' order by fetched_at"
    ).fetchall()
    assert ["八十座" in body.decode() for (body,) in versions] == [False, True]
    kinds = warehouse.execute(
        "select right(url, 6), is_revisit from raw.listed_link where run_id = 'second' order by url"
    ).fetchall()
    assert [is_revisit for _, is_revisit in kinds] == [False, True]


def test_a_page_back_to_its_first_bytes_is_asked_for_with_those(
    site: Site, night: Night, warehouse: psycopg.Connection
) -> None:
    site.publish("/a.html", TODAY)
    first = site.pages["/a.html"]
    for name, text in (("1", first), ("2", first.replace("六十", "八十")), ("3", first)):
        site.pages["/a.html"] = text
        night(name)
    fetched, _ = night("4")
    assert fetched.counts["unchanged"] == 1
    assert _count(warehouse, "page") == 2


def test_a_page_missed_twice_is_gone_and_its_bytes_stay(
    site: Site, night: Night, warehouse: psycopg.Connection
) -> None:
    site.publish("/a.html", TODAY - timedelta(days=1))
    site.publish("/b.html", TODAY)
    night("first")
    lost = site.pages.pop("/a.html")
    site.rows = [row for row in site.rows if row[0] != "/a.html"]
    night("second")
    query = "select times, gone_at is not null, http_status from raw.absence"
    assert warehouse.execute(query).fetchall() == [(1, False, 404)]
    night("third")
    assert warehouse.execute(query).fetchall() == [(2, True, 404)]
    assert _count(warehouse, "page") == 2
    site.answers.clear()
    night("fourth")
    assert "/a.html" not in {path for path, _ in site.answers}  # what is gone is let go
    site.pages["/a.html"] = lost
    site.rows.append(("/a.html", TODAY - timedelta(days=1)))
    night("fifth")
    assert _count(warehouse, "absence") == 0


def test_a_run_landed_twice_counts_an_absence_once(
    site: Site, night: Night, warehouse: psycopg.Connection
) -> None:
    site.publish("/a.html", TODAY)
    site.publish("/b.html", TODAY)
    night("first")
    del site.pages["/a.html"]
    night("second")
    night("second")
    assert warehouse.execute("select times from raw.absence").fetchall() == [(1,)]


# ---------------------------------------------------------------- health


def _publish_on(warehouse: psycopg.Connection, days: list[date]) -> None:
    warehouse.execute(
        "insert into raw.source (source_id, publisher, region, level, family, home, is_sample)"
        " values ('mee', '生态环境部', '全国', 'national', 'trs_static', 'http://x/', false)"
    )
    warehouse.execute(
        "insert into raw.run (run_id, source_id, started_at, landed_at, listed, landed, seen_again,"
        " rejected) values ('r', 'mee', now(), now(), 0, 0, 0, 0)"
    )
    for number, day in enumerate(days):
        warehouse.execute(
            "insert into raw.page (page_key, source_id, url, kind, body, body_sha256, body_bytes,"
            " listed_date, first_run_id, fetched_at) values (%s, 'mee', %s, 'notice', '', %s, 0,"
            " %s, 'r', now())",
            (str(number), f"u{number}", str(number), day),
        )


@pytest.mark.parametrize(
    ("step", "quiet", "is_loud"),
    [(3, 2, False), (3, 10, False), (3, 11, True), (20, 20, False), (20, 21, True)],
)
def test_silence_beyond_the_longest_gap_is_loud(
    settings: Settings, connection: psycopg.Connection, step: int, quiet: int, is_loud: bool
) -> None:
    source = load_source("mee", settings)
    newest = today_at(source) - timedelta(days=quiet)
    _publish_on(connection, [newest - timedelta(days=step * back) for back in range(12)])
    if is_loud:
        with pytest.raises(SourceSilent, match=rf"nothing new since {newest}.*open http"):
            check_health(connection, source, "r", newest, None)
    else:
        check_health(connection, source, "r", newest, None)


@pytest.mark.parametrize(
    "apart",
    [
        [date(2099, 1, 1)],
        [date(2010, 1, 1)],
        [date(2099, 1, 1), date(2010, 1, 1), date(2013, 1, 1)],
    ],
)
def test_rows_pinned_or_dated_in_the_future_do_not_hide_a_silence(
    settings: Settings, connection: psycopg.Connection, apart: list[date]
) -> None:
    source = load_source("mee", settings)
    newest = today_at(source) - timedelta(days=60)
    _publish_on(connection, [newest - timedelta(days=3 * back) for back in range(30)] + apart)
    with pytest.raises(SourceSilent, match=rf"nothing new since {newest}.* was 3 days"):
        check_health(connection, source, "r", newest, None)


def _past_of(*steps: int) -> int:
    days = [date(2000, 1, 1)]
    for step in steps:
        days.append(days[-1] + timedelta(days=step))
    return measure_past(days).longest_gap


def test_the_longest_gap_is_of_the_source_and_not_of_what_was_read() -> None:
    assert _past_of(*[3] * 11, 40, *[3] * 11) == 40  # a silence of its own
    assert _past_of(40, *[3] * 7) == 40  # too short a past to tell what stands apart
    assert _past_of(200, *[3] * 20) == 3
    assert _past_of(29, *[3] * 20) == 29  # a long holiday at the start
    assert _past_of(*[3] * 11, 2000, *[3] * 11) == 3
    assert _past_of(*[400] * 4) == 400
    assert measure_past([]) == Past(0, None, 0)


def test_a_row_of_the_future_that_left_the_list_is_not_asked_for_every_night(
    site: Site, night: Night
) -> None:
    site.publish("/a.html", TODAY)
    site.publish("/b.html", TODAY + timedelta(days=400))
    night("first")
    site.rows = [row for row in site.rows if row[0] != "/b.html"]
    site.answers.clear()
    night("second")
    assert {path for path, _ in site.answers} >= {"/a.html"}
    assert "/b.html" not in {path for path, _ in site.answers}


def test_a_short_past_and_a_backfill_are_not_silence(
    settings: Settings, connection: psycopg.Connection
) -> None:
    source = load_source("mee", settings)
    old = date(2020, 1, 1)
    _publish_on(connection, [old + timedelta(days=day) for day in range(9)])
    check_health(connection, source, "r", old, None)
    connection.execute("update raw.page set url = url || 'x', listed_date = '2021-01-01'")
    check_health(connection, source, "r", old, date(2020, 2, 1))


def test_a_night_under_its_floor_is_loud(
    settings: Settings, connection: psycopg.Connection
) -> None:
    source = load_source("mee", settings).model_copy(update={"counts": Counts(night_floor=2)})
    _publish_on(connection, [TODAY])
    links = "insert into raw.listed_link values ('r', 'mee', %s, null, null, 'landed', %s)"
    for url, is_revisit in (("a", False), ("b", True)):
        connection.execute(links, (url, is_revisit))
    with pytest.raises(SourceSilent, match=r"1 notices listed.*night_floor of 2"):
        check_health(connection, source, "r", TODAY, None)
    connection.execute(links, ("c", False))
    check_health(connection, source, "r", TODAY, None)
