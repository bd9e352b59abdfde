"""`make up` where it cannot come up, and what it writes before it does."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from ingestion.errors import StageFailed
from ingestion.scheduler import supervisor
from ingestion.scheduler.deaths import DeathWatch, read_last_fault
from ingestion.scheduler.programs import find_session, list_programs, write_configuration
from ingestion.settings import ROOT, Settings


def call(home: Path, verb: str, **extra: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "LUCE_HOME": str(home), "LUCE_DATABASE_URL": "", **extra}
    return subprocess.run(
        [sys.executable, "-m", "ingestion.scheduler", verb],
        check=False,
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
    )


def test_port_in_use_is_one_line_and_nothing_is_started(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = call(tmp_path, "up", LUCE_AIRFLOW_PORT=str(port))
    assert done.returncode == 1
    assert done.stderr.startswith(f"luce: port {port} on 127.0.0.1 is in use")
    assert "LUCE_AIRFLOW_PORT" in done.stderr and done.stderr.count("\n") == 1
    assert not (tmp_path / "postgres").exists()


def test_a_component_that_dies_again_and_again_is_named_with_its_last_fault(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path, database_url=None, is_sample=False)
    logs = settings.logs / "airflow"
    logs.mkdir(parents=True)
    noted = logs / "supervisord.log"
    death = "2026-03-01 02:00:00,000 WARN exited: api-server (exit status 3; not expected)\n"
    noted.write_text(death * 5)
    watch = DeathWatch(settings)
    with noted.open("a") as log:
        log.write("2026-03-01 02:00:00,000 INFO exited: setup (exit status 0; expected)\n" * 5)
        log.write(death * 2)
    watch.check()  # five deaths are of an earlier time, and two may pass
    (logs / "api-server.log").write_text(
        "2026-03-01T02:00:01.000000Z [error    ] [Errno 98] address already in use [uvicorn]\n"
        "2026-03-01T02:00:01.000000Z [info     ] Application shutdown complete. [uvicorn.error]\n"
    )
    with noted.open("a") as log:
        log.write(death)
    says = r"^api-server ended 3 times: \[Errno 98\] address already in use \[uvicorn\]; see .*log$"
    with pytest.raises(StageFailed, match=says):
        watch.check()


def test_last_fault_is_the_end_of_a_trace_or_the_last_word(tmp_path: Path) -> None:
    log = tmp_path / "x.log"
    assert read_last_fault(log) == "it left no log"
    log.write_text("starting\nstopped\n\n")
    assert read_last_fault(log) == "stopped"
    log.write_text("Traceback:\n  File x\npsycopg.OperationalError: no answer\n\nbye\n")
    assert read_last_fault(log) == "psycopg.OperationalError: no answer"


def test_the_sample_site_does_not_take_the_port_of_the_page() -> None:
    free = supervisor.choose_port(supervisor.SAMPLE_PORT)
    assert supervisor.choose_sample_port(free) != free
    assert supervisor.choose_sample_port(free - 1) == free


def test_nonsense_port_is_one_line(tmp_path: Path) -> None:
    done = call(tmp_path, "up", LUCE_AIRFLOW_PORT="eighty")
    assert done.returncode == 1 and done.stderr.count("\n") == 1
    assert "LUCE_AIRFLOW_PORT is 'eighty'" in done.stderr


def test_down_where_nothing_is_up(tmp_path: Path) -> None:
    done = call(tmp_path, "down")
    assert (done.returncode, done.stderr) == (0, "it was not up\n")


def test_unknown_verb_shows_how_to_call_it(tmp_path: Path) -> None:
    done = call(tmp_path, "sideways")
    assert done.returncode == 2 and "usage:" in done.stderr


def test_configuration_restarts_all_and_holds_no_secret(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path, database_url=None, is_sample=True)
    programs = list_programs(settings, 18080)
    text = write_configuration(settings, programs).read_text()
    assert len(programs) == 6 and text.count("autorestart=true") == 6
    assert "postgresql" not in text and "SECRET" not in text.upper()


def test_own_server_has_no_keeper(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path, database_url="postgresql:///luce", is_sample=False)
    assert "database" not in list_programs(settings, None)


def test_session_finds_a_child_without_a_parent_and_nobody_else(tmp_path: Path) -> None:
    """As of a killed scheduler: its worker lives on, and belongs to the session."""
    code = (
        "import subprocess, sys;"
        "print(subprocess.Popen(['sleep', '60']).pid, flush=True); sys.stdin.read()"
    )
    leader = subprocess.Popen(
        [sys.executable, "-c", code],
        cwd=ROOT,
        start_new_session=True,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert leader.stdout
    orphan = int(leader.stdout.readline())
    leader.kill()
    leader.wait()
    try:
        assert [found.pid for found in find_session(leader.pid)] == [orphan]
    finally:
        psutil.Process(orphan).kill()
