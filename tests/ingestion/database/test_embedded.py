"""The embedded server: it starts, stops, survives, and says in one line why it does not."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from ingestion.database import embedded
from ingestion.database.cluster import choose_port, explain
from ingestion.database.connection import connect, database_url, explained
from ingestion.database.migrate import migrate
from ingestion.errors import DatabaseUnreachable, LuceError, NoSpaceLeft
from ingestion.settings import ROOT, Settings


@pytest.fixture
def own() -> Iterator[Settings]:
    """Settings of a server that only this test has."""
    home = Path(tempfile.mkdtemp(prefix="luce-own-"))
    home.chmod(0o755)
    settings = Settings(home=home, database_url=None, is_sample=False)
    yield settings
    embedded.remove(settings)
    shutil.rmtree(home)


def kill(pid: int | None) -> None:
    assert pid
    process = psutil.Process(pid)
    process.send_signal(signal.SIGKILL)
    process.wait(10)


def test_start_and_stop_are_idempotent(own: Settings) -> None:
    first = embedded.start(own)
    assert first.is_running and embedded.start(own) == first
    embedded.stop(own)
    embedded.stop(own)
    assert not embedded.status(own).is_running
    again = embedded.start(own)
    assert again.is_running and again.port == first.port and again.pid != first.pid


def test_kill_9_loses_nothing_and_the_next_start_heals(own: Settings) -> None:
    pid = embedded.start(own).pid
    migrate(own)
    with connect(own) as connection:
        connection.execute("create table kept as select 1 as one")
    holder = connect(own)  # a child that lives on and holds the shared memory
    holder.execute("select 1")
    kill(pid)
    embedded.start(own)
    holder.close()
    with connect(own) as connection:
        assert connection.execute("select one from kept").fetchall() == [(1,)]


def test_pid_file_of_somebody_else_does_not_hinder(own: Settings) -> None:
    status = embedded.start(own)
    embedded.stop(own)
    assert status.folder
    (status.folder / "data" / "postmaster.pid").write_text(f"{os.getpid()}\n/elsewhere\n")
    assert embedded.status(own).is_running is False
    assert embedded.start(own).is_running
    assert psutil.pid_exists(os.getpid())


def test_port_taken_since_is_replaced(own: Settings) -> None:
    port = embedded.start(own).port
    embedded.stop(own)
    assert port
    with socket.create_server(("127.0.0.1", port)):
        moved = embedded.start(own).port
        assert moved != port
        migrate(own)
        assert f":{moved}/" in database_url(own)


def test_half_made_cluster_is_made_again(own: Settings) -> None:
    (own.home / "postgres" / "data.new").mkdir(parents=True)
    (own.home / "postgres" / "data.new" / "PG_VERSION").write_text("18\n")
    assert embedded.start(own).is_running


def test_two_starters_at_once_share_one_server(own: Settings) -> None:
    code = "from ingestion.database import embedded as e; from ingestion.settings import *;"
    code += "print(e.start(load_settings()).pid)"
    environment = {**os.environ, "LUCE_HOME": str(own.home), "LUCE_DATABASE_URL": ""}
    starters = [
        subprocess.Popen(
            [sys.executable, "-c", code], cwd=ROOT, env=environment, stdout=subprocess.PIPE
        )
        for _ in range(4)
    ]
    pids = {starter.communicate(timeout=60)[0].strip() for starter in starters}
    assert [starter.returncode for starter in starters] == [0, 0, 0, 0]
    assert pids == {str(embedded.status(own).pid).encode()}


def test_server_listens_on_loopback_alone_and_keeps_its_secret(own: Settings) -> None:
    status = embedded.start(own)
    listening = [
        found.laddr.ip
        for found in psutil.net_connections("inet")
        if found.status == psutil.CONN_LISTEN and found.laddr.port == status.port
    ]
    assert listening == ["127.0.0.1"]
    secret = own.home / "secrets" / "postgres_owner"
    assert secret.stat().st_mode & 0o777 == 0o600
    assert secret.parent.stat().st_mode & 0o777 == 0o700
    assert len(secret.read_text()) >= 24
    told = (own.logs / "postgres.log").read_text() + json.dumps(str(status))
    assert secret.read_text() not in told


@pytest.mark.skipif(os.geteuid() != 0, reason="only a root user's server runs as somebody else")
def test_root_under_a_closed_home_finds_another_place(tmp_path: Path) -> None:
    home = tmp_path / "closed"
    home.mkdir(mode=0o700)
    settings = Settings(home=home, database_url=None, is_sample=False)
    try:
        folder = embedded.start(settings).folder
        assert folder and not folder.is_relative_to(home)
        migrate(settings)
        home.chmod(0o755)  # opened later: the data are still where they were
        embedded.stop(settings)
        assert embedded.start(settings).folder == folder
    finally:
        embedded.remove(settings)
    assert not folder.exists()


def test_wrong_configuration_is_one_line(own: Settings) -> None:
    status = embedded.start(own)
    embedded.stop(own)
    assert status.folder
    with (status.folder / "data" / "postgresql.conf").open("a") as file:
        file.write("shared_buffers = 'much'\n")
    with pytest.raises(LuceError) as raised:
        embedded.start(own)
    assert "did not start" in str(raised.value) and "\n" not in str(raised.value)


def test_full_disk_is_told_with_its_cure() -> None:
    output = 'FATAL:  could not write to file "pg_wal/xlogtemp.12": No space left on device\n'
    error = explain(output, "the embedded Postgres did not start", Path("postgres.log"))
    assert isinstance(error, NoSpaceLeft) and "free some space" in str(error)


@pytest.fixture
def small_disk() -> Iterator[Callable[[int], Path]]:
    """Gives a folder on a disk of so many megabytes, which the server's user may enter."""
    mounted: list[Path] = []

    def mount(megabytes: int) -> Path:
        folder = Path(tempfile.mkdtemp(prefix="luce-disk-"))
        folder.chmod(0o755)
        options = f"size={megabytes}m,mode=755"
        command = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)]
        if subprocess.run(command, check=False, capture_output=True).returncode != 0:
            folder.rmdir()
            pytest.skip("this user may not mount a small disk")
        mounted.append(folder)
        return folder

    yield mount
    for folder in mounted:
        subprocess.run(["umount", "-l", str(folder)], check=True)
        folder.rmdir()


def test_first_start_on_a_full_disk(small_disk: Callable[[int], Path]) -> None:
    disk = small_disk(20)
    settings = Settings(home=disk / "home", database_url=None, is_sample=False)
    with pytest.raises(NoSpaceLeft, match="free some space"):
        embedded.start(settings)
    assert not list(disk.rglob("PG_VERSION")), "nothing that looks like a database is left"


def test_disk_that_fills_up_is_told_and_loses_nothing(small_disk: Callable[[int], Path]) -> None:
    settings = Settings(home=small_disk(70) / "home", database_url=None, is_sample=False)
    embedded.start(settings)
    try:
        migrate(settings)
        with connect(settings) as connection:
            connection.execute("create table kept as select 1 as one")
        filling = "create table filler as select repeat('文', 2000) from generate_series(1, 300000)"
        with pytest.raises(NoSpaceLeft), connect(settings) as connection, explained(settings):
            connection.execute(filling.encode())
        with connect(settings) as connection:
            assert connection.execute("select one from kept").fetchall() == [(1,)]
            assert connection.execute("select to_regclass('filler')").fetchone() == (None,)
    finally:
        embedded.remove(settings)


def test_choose_port_passes_over_a_taken_one() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert choose_port(port) > port


def test_server_that_never_started_says_how_to_start_it(own: Settings) -> None:
    with pytest.raises(DatabaseUnreachable, match="luce db start"):
        connect(own)


def test_stopped_server_says_how_to_start_it(own: Settings) -> None:
    embedded.start(own)
    embedded.stop(own)
    with pytest.raises(DatabaseUnreachable, match="luce db start") as raised:
        connect(own)
    secret = (own.home / "secrets" / "postgres_owner").read_text()
    assert "\n" not in str(raised.value) and secret not in str(raised.value)
