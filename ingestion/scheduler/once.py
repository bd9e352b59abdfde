"""Runs DAGs once, without a scheduler, in one child process that reports as it goes.

The DAGs, their operators, their records in Airflow's metadata and the asset event are the real
ones; only the scheduler's loop is missing. The child has Airflow imported and this process has not:
Airflow takes three seconds to import and changes the logging of whoever imports it.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from ingestion.errors import StageFailed
from ingestion.models import StageReport
from ingestion.scheduler.environment import build_environment, prepare_metadata
from ingestion.settings import ROOT, Settings
from ingestion.stages.report import REPORT_FILE, read_reports

POLL = 0.1  # seconds between two looks at the child's reports
Progress = Callable[[str, int, int], None]  # stage, done, of how many


@dataclass(frozen=True, slots=True)
class DagRun:
    """A DAG to run once. `conf` holds its params; `run_id` is the name that the stages go by."""

    dag_id: str
    run_id: str
    conf: Mapping[str, Any] = field(default_factory=dict)


def run_dags(
    settings: Settings, runs: Sequence[DagRun], *, on_progress: Progress | None = None
) -> Iterator[StageReport]:
    """Run the DAGs one after another; give each stage's report as it comes.

    Airflow's own chatter goes to LUCE_HOME/logs/airflow_once.log.

    Raises:
        StageFailed: a task failed; the message is its cause in one line, and where the log is.
    """
    prepare_metadata(settings, "once")
    settings.logs.mkdir(parents=True, exist_ok=True)
    log = settings.logs / "airflow_once.log"
    with tempfile.TemporaryDirectory(prefix="luce-run-") as folder:
        watch = _Watch(Path(folder), on_progress)
        environment = build_environment(settings, "once") | watch.environment()
        with log.open("ab") as output, _start_child(environment, runs, output) as child:
            try:
                while child.poll() is None:
                    yield from watch.look()
                    try:
                        child.wait(POLL)
                    except subprocess.TimeoutExpired:
                        continue
            finally:
                child.terminate()
        yield from watch.look()
        if child.returncode != 0:
            raise StageFailed(watch.cause(child.returncode), f"the whole story is in {log}")


class _Watch:
    """The files through which the child tells of its stages, their progress and their failure."""

    def __init__(self, folder: Path, on_progress: Progress | None) -> None:
        self.reports = folder / "reports.jsonl"
        self.progress = folder / "progress"
        self.failure = folder / "failure"
        self.on_progress = on_progress
        self.seen = 0
        self.told = ""

    def environment(self) -> dict[str, str]:
        return {
            REPORT_FILE: str(self.reports),
            "LUCE_PROGRESS_FILE": str(self.progress),
            "LUCE_FAILURE_FILE": str(self.failure),
        }

    def look(self) -> Iterator[StageReport]:
        """The reports since the last look."""
        self._tell_progress()
        reports = read_reports(self.reports)
        new, self.seen = reports[self.seen :], len(reports)
        yield from new

    def cause(self, status: int) -> str:
        if self.failure.exists():
            return self.failure.read_text(encoding="utf-8")
        return f"the run ended with status {status}"

    def _tell_progress(self) -> None:
        line = self.progress.read_text(encoding="ascii") if self.progress.exists() else ""
        if self.on_progress and line != self.told and line.count(" ") == 2:
            stage, done, total = line.split(" ")
            self.on_progress(stage, int(done), int(total))
        self.told = line


def _start_child(
    environment: dict[str, str], runs: Sequence[DagRun], output: Any
) -> subprocess.Popen[bytes]:
    child = subprocess.Popen(
        [sys.executable, "-m", "ingestion.scheduler.runner"],
        cwd=ROOT,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=output,
        stderr=subprocess.STDOUT,
    )
    assert child.stdin is not None, "it was asked for as a pipe"
    child.stdin.write(json.dumps([asdict(run) for run in runs]).encode())
    child.stdin.close()
    return child
