"""How a stage tells what it did: a log line, and a line of JSON for whoever watches the run."""

from __future__ import annotations

import logging
import os
import time
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import TypeAdapter

from ingestion.models import StageReport

REPORT_FILE = "LUCE_REPORT_FILE"  # a file that every stage's report is appended to
_REPORT = TypeAdapter(StageReport)
log = logging.getLogger("luce")


@dataclass(slots=True)
class Stopwatch:
    """Times a stage: all of it, and its own work without what `leave_out` is told of."""

    started: float = field(default_factory=time.monotonic)
    left_out: float = 0.0

    def leave_out(self, seconds: float) -> None:
        """Count these seconds as start-up of something that we only call."""
        self.left_out += seconds

    def report(
        self,
        stage: str,
        counts: dict[str, int],
        notes: tuple[str, ...] = (),
        subject: str = "",
    ) -> StageReport:
        """Stop the watch, log the stage's line, and hand its report on."""
        seconds = time.monotonic() - self.started
        own = max(0.0, seconds - self.left_out)
        report = StageReport(
            stage=stage,  # type: ignore[arg-type]  # the caller names one of the six verbs
            counts=counts,
            seconds=round(seconds, 3),
            own_seconds=round(own, 3),
            notes=notes,
            subject=subject,
        )
        announce(report)
        return report


def announce(report: StageReport) -> None:
    """Log a report, and append it to the file that LUCE_REPORT_FILE names, if it names one."""
    counted = " ".join(f"{name}={count}" for name, count in report.counts.items())
    log.info("%s %s %s seconds=%.2f", report.stage, report.subject, counted, report.seconds)
    path = os.environ.get(REPORT_FILE)
    if path:
        with Path(path).open("ab") as file:
            file.write(_REPORT.dump_json(report) + b"\n")


def read_reports(path: Path) -> list[StageReport]:
    """The reports that a run has appended to its file so far."""
    if not path.exists():
        return []
    lines = path.read_bytes().split(b"\n")[:-1]  # a line without its end is still being written
    return [_REPORT.validate_json(line) for line in lines if line]
