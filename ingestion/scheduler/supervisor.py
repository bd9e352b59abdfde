"""`make up` and `make down`: the real Airflow on loopback, under a supervisor.

The supervisor restarts what dies. `airflow standalone` does not, still calls itself healthy then,
and its log servers listen on all interfaces.
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import psutil

from ingestion.database import embedded
from ingestion.database.cluster import choose_port
from ingestion.database.migrate import migrate
from ingestion.errors import PortInUse, StageFailed
from ingestion.scheduler.deaths import TOO_OFTEN, DeathWatch
from ingestion.scheduler.environment import (
    HOST,
    USER,
    api_port,
    build_environment,
    prepare_metadata,
)
from ingestion.scheduler.health import wait_until_healthy
from ingestion.scheduler.programs import (
    find_session,
    find_supervisor,
    list_programs,
    write_configuration,
)
from ingestion.settings import ROOT, Settings

PATIENCE = 180  # seconds until all is well: 15 on a quiet machine, more on a busy one
SAMPLE_PORT = 18080


def bring_up(settings: Settings) -> None:
    """Start Airflow and wait until all of it is well; where it is up already, say so.

    Raises:
        PortInUse: another program holds the port of the web page.
        StageFailed: a component did not become well, or dies again and again; its log is named.
    """
    port = api_port()
    watch = DeathWatch(settings)
    if find_supervisor(settings):
        state = _recall(settings)
        _check_kind(settings, state)
        port = state.get("port", port)
        _tell(f"it is up already, on port {port}; `make down` stops it")
        _wait(settings, port, watch)
        return
    _end_leftovers(settings)
    _check_port(port)
    _start(settings, port)
    try:
        _wait(settings, port, watch)
    except StageFailed:
        if any(times >= TOO_OFTEN for times in watch.count().values()):
            bring_down(settings)  # what only dies is no system; one that is merely slow stays
        raise


def bring_down(settings: Settings) -> None:
    """Stop all that `bring_up` started, and nothing else."""
    supervisor = find_supervisor(settings)
    if supervisor:
        supervisor.terminate()  # it stops its children in order
        with suppress(psutil.TimeoutExpired):
            supervisor.wait(60)
    ended = _end_leftovers(settings)
    if _recall(settings).get("stop_database"):
        embedded.stop(settings)
    _state_file(settings).unlink(missing_ok=True)
    _tell("stopped" if supervisor or ended else "it was not up")


def _start(settings: Settings, port: int) -> None:
    """The database, its schemas and the components; what `make down` must know is noted first."""
    state = {
        "port": port,
        "stop_database": not embedded.status(settings).is_running,
        "is_sample": settings.is_sample,
    }
    _tell("starting the database ...")
    embedded.start(settings)
    migrate(settings)
    _tell("migrating Airflow's own tables ...")
    _remember(settings, **state)
    _launch(settings, port)
    _remember(settings, **state, session=_session(settings))


def _launch(settings: Settings, port: int) -> None:
    environment = build_environment(settings, "scheduler", port=port)
    sample_port = None
    if settings.is_sample:
        sample_port = choose_sample_port(port)
        environment["LUCE_SAMPLE_URL"] = f"http://{HOST}:{sample_port}"
    log = settings.logs / "airflow" / "migrate.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    prepare_metadata(settings)
    _run([sys.executable, "-m", "ingestion.scheduler.metadata"], environment, log)
    configuration = write_configuration(settings, list_programs(settings, sample_port))
    _run(
        [sys.executable, "-m", "supervisor.supervisord", "-c", str(configuration)], environment, log
    )


def choose_sample_port(port: int) -> int:
    """A free port for the sample's site; the page's own is still free, and about to be taken."""
    found = choose_port(SAMPLE_PORT)
    return found if found != port else choose_port(port + 1)


def _run(command: list[str], environment: dict[str, str], log: Path) -> None:
    with log.open("ab") as output:
        done = subprocess.run(
            command,
            check=False,
            cwd=ROOT,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    if done.returncode != 0:
        raise StageFailed("Airflow could not be started", f"see the end of {log}")


def _wait(settings: Settings, port: int, watch: DeathWatch) -> None:
    def tell(waiting: list[str], seconds: float) -> None:
        _tell(f"{seconds:4.0f} s  waiting for {', '.join(waiting)}" if waiting else "all is well")

    if not wait_until_healthy(port, seconds=PATIENCE, tell=tell, check=watch.check):
        logs = settings.logs / "airflow"
        raise StageFailed(
            f"Airflow was not well after {PATIENCE} s", f"see the logs in {logs}, then `make down`"
        )
    password = settings.home / "secrets" / "airflow_password"
    print(f"http://{HOST}:{port}  user {USER}, password in {password}; stop it with `make down`")


def _check_kind(settings: Settings, state: dict[str, int]) -> None:
    """What is up must be what was asked for: the sample's sources, or the real ones."""
    if bool(state.get("is_sample", settings.is_sample)) != settings.is_sample:
        kinds = ("the real sources", "the bundled sample")
        raise StageFailed(
            f"it is up already, over {kinds[not settings.is_sample]}",
            f"`make down` first, then bring it up over {kinds[settings.is_sample]}",
        )


def _check_port(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            raise PortInUse(
                f"port {port} on {HOST} is in use ({error.strerror})",
                "end the program that holds it, or choose another: LUCE_AIRFLOW_PORT=8081 make up",
            ) from error


def _end_leftovers(settings: Settings) -> int:
    """End what a killed supervisor left behind; return how many there were."""
    session = _recall(settings).get("session")
    leftovers = find_session(session) if session else []
    for process in leftovers:
        with suppress(psutil.Error):
            process.terminate()
    _, alive = psutil.wait_procs(
        leftovers, timeout=8
    )  # idle workers of the executor do not hear it
    for process in alive:
        with suppress(psutil.Error):
            process.kill()
    psutil.wait_procs(alive, timeout=5)
    return len(leftovers)


def _state_file(settings: Settings) -> Path:
    return settings.home / "airflow" / "up.json"


def _remember(settings: Settings, **state: int) -> None:
    path = _state_file(settings)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(state))


def _session(settings: Settings) -> int:
    """The session of the supervisor just started, which takes a moment to say who it is."""
    for _ in range(100):
        supervisor = find_supervisor(settings)
        if supervisor:
            return os.getsid(supervisor.pid)
        time.sleep(0.1)
    raise StageFailed("the supervisor did not start", f"see {settings.logs}/airflow/migrate.log")


def _recall(settings: Settings) -> dict[str, int]:
    try:
        recalled = json.loads(_state_file(settings).read_text())
    except (OSError, ValueError):
        return {}
    return recalled if isinstance(recalled, dict) else {}


def _tell(line: str) -> None:
    print(line, file=sys.stderr, flush=True)
