"""The embedded Postgres: started, stopped and asked after; nothing to do with a server of your own.

Only the programs of the wheel are used, behind this wrapper (docs/decisions/0003).
"""

from __future__ import annotations

import fcntl
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from ingestion.database.cluster import Cluster
from ingestion.database.postmaster import find_postmaster, forget_stale_pid
from ingestion.errors import LuceError, NoSpaceLeft
from ingestion.settings import Settings

PATIENCE = 300  # seconds: a recovery after a crash may replay much


@dataclass(frozen=True, slots=True)
class ServerStatus:
    """What is known of the embedded server. All is None where LUCE_DATABASE_URL names another."""

    is_running: bool
    port: int | None = None
    pid: int | None = None
    folder: Path | None = None


def start(settings: Settings, *, durable: bool = True) -> ServerStatus:
    """Start the server where it does not run yet, making it the first time.

    Raises:
        NoSpaceLeft: the disk is full.
        LuceError: the server did not start; the message holds its reason, the log the whole story.
    """
    if settings.database_url:
        return ServerStatus(is_running=False)
    with _alone(settings):
        cluster = Cluster(settings)
        if cluster.data is None or find_postmaster(cluster.data) is None:
            data = cluster.make()
            forget_stale_pid(data)
            _launch(cluster, data, durable)
        return _describe(cluster)


def stop(settings: Settings) -> None:
    """Stop the server, letting nobody finish; do nothing where it does not run."""
    if settings.database_url or not (settings.home / "postgres").exists():
        return
    with _alone(settings):
        cluster = Cluster(settings)
        if cluster.data and find_postmaster(cluster.data):
            _halt(cluster, cluster.data)


def status(settings: Settings) -> ServerStatus:
    """Say whether the server runs, and where."""
    if settings.database_url:
        return ServerStatus(is_running=False)
    return _describe(Cluster(settings))


def remove(settings: Settings) -> None:
    """Stop the server and delete its data for good."""
    stop(settings)
    folder = Cluster(settings).folder
    if folder:
        shutil.rmtree(folder)
    shutil.rmtree(settings.home / "postgres", ignore_errors=True)


def _launch(cluster: Cluster, data: Path, durable: bool) -> None:
    """Start; once more where the port was taken between the choice and the start."""
    for attempt in (1, 2):
        cluster.configure(durable=durable)
        try:
            _control(cluster, data, "start", failure="did not start")
            return
        except NoSpaceLeft:
            raise
        except LuceError:
            if attempt == 2:
                raise
            forget_stale_pid(data)


def _halt(cluster: Cluster, data: Path) -> None:
    """Stop in order; at once where that fails, as on a full disk: the next start recovers."""
    try:
        _control(cluster, data, "stop", "-m", "fast", "-t", "60", failure="did not stop")
    except LuceError:
        _control(cluster, data, "stop", "-m", "immediate", failure="did not stop")


def _control(cluster: Cluster, data: Path, verb: str, *options: str, failure: str) -> None:
    command = [cluster.program("pg_ctl"), verb, "-D", str(data), "-w", "-t", str(PATIENCE)]
    cluster.run([*command, *options], f"the embedded Postgres {failure}")


def _describe(cluster: Cluster) -> ServerStatus:
    process = find_postmaster(cluster.data) if cluster.data else None
    return ServerStatus(
        is_running=process is not None,
        port=cluster.port,
        pid=process.pid if process else None,
        folder=cluster.folder,
    )


@contextmanager
def _alone(settings: Settings) -> Iterator[None]:
    """Of two that start or stop at once, the second waits and finds the work done."""
    folder = settings.home / "postgres"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = (folder / "lock").open("w")
    except OSError as error:
        raise LuceError(
            f"{folder} cannot be written: {error.strerror}",
            "make room or give yourself the right to write there, or set LUCE_HOME elsewhere",
        ) from error
    with lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
