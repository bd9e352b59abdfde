"""validate: what is pending is judged by Great Expectations, in a process of its own."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
import time
from typing import Any

from ingestion import errors
from ingestion.errors import BadSetting, BatchRefused, LuceError, StageFailed
from ingestion.models import StageReport
from ingestion.settings import ROOT, Settings
from ingestion.stages.report import Stopwatch

_TRACE = 4000  # characters of what the child printed that a log keeps
_TOLD = 4  # rules that one line names
log = logging.getLogger("luce")


def validate(*, settings: Settings, accept: str | None = None) -> StageReport:
    """Judge the notices whose rows nobody has judged as they are now.

    Args:
        accept: why a batch is to pass the gate although it fails it; rows stay in quarantine.

    Raises:
        BatchRefused: the gate does not let the batch through; nothing is published.
        BadSetting: the reason is empty.
        StageFailed: the judging broke off; nothing was recorded.
    """
    if accept is not None and not accept.strip():
        raise BadSetting("a batch is accepted for a reason", 'give it: --accept "REASON"')
    watch = Stopwatch()
    outcome = _judge_apart(settings, accept, watch)
    if outcome["verdict"] == "error":
        log.debug("%s", outcome["trace"])
        raise _rebuild_error(outcome)
    if outcome["verdict"] == "refused":
        raise BatchRefused(
            f"the batch was refused: {_join(outcome['told'])}",
            f"look at {outcome['summary']}, mend the cause and run again,"
            ' or let it pass with `luce validate --accept "REASON"`',
        )
    return watch.report("validate", outcome["counts"], tuple(_notes(outcome)))


def _judge_apart(settings: Settings, accept: str | None, watch: Stopwatch) -> dict[str, Any]:
    command = [sys.executable, "-m", "expectations.run"]
    if accept is not None:
        command += ["--accept", accept]
    started = time.monotonic()
    child = subprocess.run(
        command,
        cwd=ROOT,
        env=_environment(settings),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    seconds = time.monotonic() - started
    lines = child.stdout.splitlines()
    if not lines:
        said = child.stderr.strip().splitlines() or [f"exit status {child.returncode}"]
        raise StageFailed(f"validate broke off: {said[-1]}", "nothing was recorded; run it again")
    outcome: dict[str, Any] = json.loads(lines[-1]) | {"trace": child.stderr[-_TRACE:]}
    watch.leave_out(seconds - outcome.get("working_seconds", seconds))
    return outcome


def _environment(settings: Settings) -> dict[str, str]:
    """The child reads its settings from the environment, so these very settings are put there."""
    environment = {name: text for name, text in os.environ.items() if name != "LUCE_DATABASE_URL"}
    if settings.database_url:
        environment["LUCE_DATABASE_URL"] = settings.database_url
    return environment | {
        "LUCE_HOME": str(settings.home),
        "LUCE_SAMPLE": "1" if settings.is_sample else "0",
        "GX_ANALYTICS_ENABLED": "false",
        "PYTHONIOENCODING": "utf-8",
    }


def _notes(outcome: dict[str, Any]) -> list[str]:
    if outcome["verdict"] == "nothing pending":
        return ["nothing is pending"]
    notes = []
    if outcome["verdict"] == "accepted":
        notes.append(f"accepted although {_join(outcome['told'])}")
    if outcome["lost"]:
        notes.append(f"{outcome['lost']} notices that were judged before are gone")
    if outcome["kept_back"]:
        notes.append(f"kept in quarantine by {_join(outcome['kept_back'], ', ')}")
    return [*notes, f"row by row: {outcome['summary']}", f"Data Docs: {outcome['docs']}"]


def _join(told: list[str], joint: str = "; also ") -> str:
    """The first few, and how many more there are."""
    more = len(told) - _TOLD
    return joint.join(told[:_TOLD]) + (f"{joint}{more} more rules" if more > 0 else "")


def _rebuild_error(outcome: dict[str, Any]) -> LuceError:
    """The child's error under its own class: a busy writer is not a broken suite."""
    kind: type[LuceError] = getattr(errors, outcome["error"], StageFailed)
    return kind(outcome["message"], outcome["cure"])
