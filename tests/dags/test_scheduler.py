"""The real Airflow on the sample: nights, a backfill, a crawl between two dates, a killed part.

One scheduler serves all of it: it comes up once, and each test asks for its runs.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest

from ingestion.database import embedded
from ingestion.database.cluster import choose_port
from ingestion.database.connection import connect
from ingestion.scheduler.health import list_waiting
from ingestion.scheduler.programs import find_session, find_supervisor
from ingestion.settings import ROOT, Settings

pytestmark = [pytest.mark.scheduler, pytest.mark.timeout(600)]

CITY = "ingest__yunping_city"
PATIENCE = 240  # seconds for a run to end, on a machine with other work


@dataclass(frozen=True)
class Airflow:
    settings: Settings
    port: int
    environment: dict[str, str]

    def call(self, *arguments: str) -> str:
        """Run `python -m ingestion.scheduler ...` and return what it printed."""
        done = subprocess.run(
            [sys.executable, "-m", "ingestion.scheduler", *arguments],
            check=False,
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def ask(self, query: str, *, database: str | None = None) -> list[tuple[object, ...]]:
        with connect(self.settings, database=database) as connection:
            return connection.execute(query.encode()).fetchall()

    def wait_for(self, condition: str, *, runs: int) -> None:
        """Wait until that many DAG runs of the condition have ended well."""
        query = f"select dag_id, run_id, state from dag_run where {condition} order by run_id"
        until = time.monotonic() + PATIENCE
        found: list[tuple[object, ...]] = []
        while time.monotonic() < until:
            found = self.ask(query, database="airflow_sample")
            assert not [run for run in found if run[2] == "failed"], found
            if len([run for run in found if run[2] == "success"]) >= runs:
                return
            time.sleep(1)
        pytest.fail(f"after {PATIENCE} s: {found}")


@pytest.fixture(scope="module")
def airflow() -> Iterator[Airflow]:
    home = Path(tempfile.mkdtemp(prefix="luce-up-"))
    home.chmod(0o755)
    settings = Settings(home=home, database_url=None, is_sample=True)
    port = choose_port(28080)
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("AIRFLOW", "LUCE_"))}
    environment |= {
        "LUCE_HOME": str(home),
        "LUCE_SAMPLE": "1",
        "LUCE_AIRFLOW_PORT": str(port),
    }
    running = Airflow(settings, port, environment)
    try:
        told = running.call("up")
        assert f"http://127.0.0.1:{port}" in told
        yield running
    finally:
        running.call("down")
        embedded.remove(settings)
        shutil.rmtree(home)


def test_last_night_runs_by_itself_and_the_build_follows(airflow: Airflow) -> None:
    airflow.wait_for("run_type = 'scheduled'", runs=4)
    airflow.wait_for("dag_id = 'build_warehouse' and run_type = 'asset_triggered'", runs=1)
    nights = airflow.ask("select source_id, until - since from raw.run order by 1")
    assert len(nights) == 4 and all(days == 1 for _, days in nights), nights


def test_up_again_says_so_and_succeeds(airflow: Airflow) -> None:
    assert f"http://127.0.0.1:{airflow.port}" in airflow.call("up")


def test_backfill_of_three_nights(airflow: Airflow) -> None:
    """The notice of 12 September 2025 is listed in two of the three, and is one page."""
    days = ("--from-date", "2025-09-11", "--to-date", "2025-09-14")
    airflow.call("airflow", "backfill", "create", "--dag-id", CITY, *days)
    airflow.wait_for(f"dag_id = '{CITY}' and run_type = 'backfill'", runs=3)
    runs = airflow.ask(
        "select since::text, until::text, landed, seen_again from raw.run"
        " where run_id like '%backfill%' order by since"
    )
    assert [run[:2] for run in runs] == [
        ("2025-09-11", "2025-09-12"),
        ("2025-09-12", "2025-09-13"),
        ("2025-09-13", "2025-09-14"),
    ]
    assert sum(int(str(run[2])) for run in runs) == 1
    assert sum(int(str(run[3])) for run in runs) == 1


def test_run_between_two_dates_backfills_in_one_crawl(airflow: Airflow) -> None:
    before = airflow.ask("select count(*) from asset_event", database="airflow_sample")
    window = json.dumps({"since": "2024-01-01", "until": "2024-12-31"})
    airflow.call("airflow", "dags", "trigger", CITY, "--conf", window)
    airflow.wait_for(f"dag_id = '{CITY}' and run_type = 'manual'", runs=1)
    crawl = airflow.ask(
        "select since::text, until::text, landed from raw.run where run_id like '%manual%'"
    )
    assert crawl == [("2024-01-01", "2024-12-31", 2)]
    assert airflow.ask("select count(*) from asset_event", database="airflow_sample") > before
    _wait_until_built(airflow)
    held = "select (select count(*) from raw.notice), (select count(*) from marts.dim_notice)"
    assert airflow.ask(held) == [(3, 3)]
    targets = airflow.ask("select count(*), count(quote) from marts.fct_target")
    assert int(str(targets[0][0])) > 0 and targets[0][0] == targets[0][1]


def test_events_that_come_during_a_build_are_taken_together(airflow: Airflow) -> None:
    """Eight ingests have ended by now, in fewer builds, and no event was left over."""
    _wait_until_built(airflow)
    events, builds = airflow.ask(
        "select (select count(*) from asset_event),"
        " (select count(*) from dag_run where dag_id = 'build_warehouse')",
        database="airflow_sample",
    )[0]
    assert int(str(events)) == 8 and 1 <= int(str(builds)) < 8


def test_what_dies_is_restarted(airflow: Airflow) -> None:
    supervisor = find_supervisor(airflow.settings)
    assert supervisor
    names = ("dag-processor", "ingestion.scheduler.keeper")
    victims = [
        child for child in supervisor.children() if any(name in child.cmdline() for name in names)
    ]
    assert len(victims) == 2
    for victim in [*victims, psutil.Process(embedded.status(airflow.settings).pid)]:
        victim.send_signal(signal.SIGKILL)
    until = time.monotonic() + 120
    while time.monotonic() < until and not _is_whole(airflow, {child.pid for child in victims}):
        time.sleep(1)
    assert _is_whole(airflow, {child.pid for child in victims})
    assert list_waiting(airflow.port) == []


def test_all_listen_on_loopback_alone_and_down_leaves_nothing(airflow: Airflow) -> None:
    supervisor = find_supervisor(airflow.settings)
    assert supervisor
    session = os.getsid(supervisor.pid)
    ours = {process.pid for process in find_session(session)}
    heard = {
        found.laddr.ip
        for found in psutil.net_connections("inet")
        if found.pid in ours and found.status == psutil.CONN_LISTEN
    }
    assert heard == {"127.0.0.1"}
    airflow.call("down")
    assert find_session(session) == [] and not embedded.status(airflow.settings).is_running


def _wait_until_built(airflow: Airflow) -> None:
    """Until no event waits for a build and no build runs."""
    query = (
        "select (select count(*) from asset_dag_run_queue) + (select count(*) from dag_run"
        " where dag_id = 'build_warehouse' and state in ('queued', 'running'))"
    )
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if airflow.ask(query, database="airflow_sample") == [(0,)]:
            return
        time.sleep(1)
    pytest.fail("a build was still to come")


def _is_whole(airflow: Airflow, dead: set[int]) -> bool:
    supervisor = find_supervisor(airflow.settings)
    children = {child.pid for child in supervisor.children()} if supervisor else set()
    is_served = embedded.status(airflow.settings).is_running
    return (
        is_served and len(children) == 6 and not children & dead and not list_waiting(airflow.port)
    )
