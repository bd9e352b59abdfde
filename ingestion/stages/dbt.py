"""One dbt call a stage, in a process of its own, so that what it imports goes with it.

Its target and logs stand in LUCE_HOME/dbt/<database>: two databases never share a parse.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from getpass import getuser
from pathlib import Path
from typing import Any

from psycopg.conninfo import conninfo_to_dict

from ingestion.database.connection import database_url
from ingestion.errors import StageFailed
from ingestion.settings import ROOT, Settings

PROJECT = ROOT / "dbt_project"
PATIENCE = 4 * 3600  # seconds: a rebuild of all history, not a night
BAD = {"error", "fail", "runtime error"}


@dataclass(frozen=True, slots=True)
class DbtRun:
    """What one call of dbt did.

    Units: `own_seconds` is from the first node's start to the last one's end; the rest of
    `seconds` is dbt's start-up.
    """

    models: tuple[str, ...]
    tests: int
    unit_tests: int
    seconds: float
    own_seconds: float


def run_dbt(
    settings: Settings,
    command: str,
    *,
    select: Sequence[str] = (),
    exclude: Sequence[str] = (),
    variables: Mapping[str, Any] | None = None,
    full_refresh: bool = False,
) -> DbtRun:
    """Run one dbt command over the nodes of `select`.

    Raises:
        StageFailed: a node failed; the message names the first one and its cause in one line.
    """
    # A test runs once all that it reads is there: none of build's waits for a mart of publish.
    arguments = [command, "--indirect-selection", "buildable"]
    for flag, names in (("--select", select), ("--exclude", exclude)):
        arguments += [flag, *names] if names else []
    arguments += ["--full-refresh"] if full_refresh else []
    began = time.monotonic()
    done, folder = call_dbt(settings, arguments, makes="run_results.json", variables=variables)
    seconds = time.monotonic() - began
    results = folder / "target" / "run_results.json"
    nodes = _read_nodes(results)
    if done.returncode or not nodes:
        raise StageFailed(f"dbt {command} failed: {_explain(nodes, done)}", f"see {folder}/logs")
    return _summarise(nodes, seconds)


def call_dbt(
    settings: Settings,
    arguments: Sequence[str],
    *,
    makes: str,
    target: str = "target",
    variables: Mapping[str, Any] | None = None,
) -> tuple[subprocess.CompletedProcess[str], Path]:
    """Call dbt in a process of its own.

    Args:
        makes: the file of the target that says what was done; an older one is removed first.
        target: the folder for dbt's own files. What runs beside a stage needs another one than it.

    Returns:
        How the process ended, and the folder that holds `target` and `logs`.
    """
    server = conninfo_to_dict(database_url(settings))
    folder = settings.home / "dbt" / str(server["dbname"])
    folder.mkdir(parents=True, exist_ok=True)
    (folder / target / makes).unlink(missing_ok=True)
    known = {"sample": settings.is_sample} | dict(variables or {})
    arguments = [*arguments, "--vars", json.dumps(known)]
    environment = _environment(server, folder) | {"DBT_TARGET_PATH": str(folder / target)}
    return _call(arguments, environment), folder


def explain_failure(done: subprocess.CompletedProcess[str]) -> str:
    """Say in one line what dbt said last."""
    return _one_line(done.stdout + done.stderr) or f"it ended with status {done.returncode}"


def _call(
    arguments: Sequence[str], environment: dict[str, str]
) -> subprocess.CompletedProcess[str]:
    try:
        return subprocess.run(
            [sys.executable, "-m", "ingestion.stages.dbt_child", *arguments],
            cwd=PROJECT,
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            encoding="utf-8",
            errors="replace",
            timeout=PATIENCE,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise StageFailed(
            f"dbt {arguments[0]} did not end within {PATIENCE // 3600} hours",
            "see what the server is doing (luce db psql: select * from pg_stat_activity)",
        ) from error


def _environment(server: Mapping[str, Any], folder: Path) -> dict[str, str]:
    """Hand the connection to the profile through the environment: no file holds the password."""
    given = {
        "LUCE_PG_HOST": server.get("host") or "127.0.0.1",
        "LUCE_PG_PORT": server.get("port") or 5432,
        "LUCE_PG_USER": server.get("user") or getuser(),
        "LUCE_PG_PASSWORD": server.get("password") or "",
        "LUCE_PG_DATABASE": server["dbname"],
        "LUCE_PARENT": os.getpid(),
        "DBT_PROFILES_DIR": PROJECT,
        "DBT_TARGET_PATH": folder / "target",
        "DBT_LOG_PATH": folder / "logs",
        "DBT_QUIET": "true",
        "DBT_LOG_LEVEL_FILE": "info",
        "PYTHONIOENCODING": "utf-8",
        "PYTHONPATH": os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH")))),
    }
    # What else the URL says of the connection (sslmode, sslrootcert ...) libpq reads from here.
    more = {f"PG{name.upper()}": text for name, text in server.items() if name.startswith("ssl")}
    return os.environ | {name: str(value) for name, value in (given | more).items()}


def _read_nodes(results: Path) -> list[dict[str, Any]]:
    if not results.exists():
        return []
    nodes: list[dict[str, Any]] = json.loads(results.read_text(encoding="utf-8"))["results"]
    return nodes


def _explain(nodes: list[dict[str, Any]], done: subprocess.CompletedProcess[str]) -> str:
    """Say in one line which node failed first and why; without nodes, what dbt said last."""
    failed = [node for node in nodes if node["status"] in BAD]
    if failed:
        name = failed[0]["unique_id"].split(".")[2]
        more = f" (and {len(failed) - 1} more)" if len(failed) > 1 else ""
        return f"{name}: {_one_line(failed[0].get('message') or failed[0]['status'])}{more}"
    return explain_failure(done)


def _one_line(message: str) -> str:
    """Put a message on one line; of a traceback, the line that says what happened."""
    lines = [line.strip() for line in message.splitlines() if line.strip()]
    if any(line.startswith("Traceback") for line in lines):
        return lines[-1][:400]
    return " ".join(line for line in lines if not line.startswith("compiled code"))[:400]


def _summarise(nodes: list[dict[str, Any]], seconds: float) -> DbtRun:
    times = [
        datetime.fromisoformat(timing[end])
        for node in nodes
        for timing in node["timing"]
        for end in ("started_at", "completed_at")
        if timing.get(end)
    ]
    own = (max(times) - min(times)).total_seconds() if times else 0.0
    kinds = [node["unique_id"].split(".")[0] for node in nodes]
    models = [node["unique_id"].split(".")[2] for node in nodes if _is_model(node)]
    return DbtRun(
        tuple(sorted(models)), kinds.count("test"), kinds.count("unit_test"), seconds, own
    )


def _is_model(node: Mapping[str, Any]) -> bool:
    return str(node["unique_id"]).startswith("model.")
