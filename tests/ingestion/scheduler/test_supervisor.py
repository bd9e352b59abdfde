"""`make up` where it cannot come up, and what it writes before it does."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import psutil

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
