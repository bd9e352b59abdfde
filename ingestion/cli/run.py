"""`luce run`: the whole way, by the real DAGs, with a line a stage and the first targets."""

from __future__ import annotations

import os
import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ingestion.cli.first_targets import show_first_targets
from ingestion.cli.options import (
    FolderOption,
    SampleOption,
    SinceOption,
    SourceOption,
    UntilOption,
    new_run_id,
    read_window,
)
from ingestion.cli.show import show_report
from ingestion.cli.warehouse import open_warehouse
from ingestion.database.connection import connect
from ingestion.errors import BadSetting
from ingestion.models import StageReport
from ingestion.scheduler.once import DagRun, run_dags
from ingestion.settings import Settings, load_settings
from ingestion.sources import FOLDER_SOURCE, list_sources, load_source

BUILD_DAG = "build_warehouse"


def run(
    source: SourceOption = None,
    folder: FolderOption = None,
    since: SinceOption = None,
    until: UntilOption = None,
    sample: SampleOption = False,
) -> None:
    """Fetch, land, parse, build, validate and publish, once, by the real DAGs.

    One of --sample (the bundled site), --folder DIR, --source ID. No scheduler is needed: the
    DAGs run in a process of their own, and their reports print here as they come.
    Example: luce run --folder ~/notices
    """
    started = time.monotonic()
    if sum((source is not None, folder is not None, sample and source is None)) != 1:
        raise BadSetting("what should be run?", "give one of --sample, --folder DIR, --source ID")
    settings = load_settings()
    window = dict(zip(("since", "until"), read_window(since, until), strict=True))
    runs = plan_runs(settings, source, folder, {k: str(v) for k, v in window.items() if v})
    _tell(f"opening the warehouse {settings.database_name} in {settings.home} ...")
    open_warehouse()
    _tell(f"open after {time.monotonic() - started:.1f} s; starting Airflow ...")
    reports = []
    with _served_sample(settings):
        for report in run_dags(settings, runs, on_progress=_Progress().show):
            show_report(report)
            reports.append(report)
    _close(settings, reports, time.monotonic() - started)


def plan_runs(
    settings: Settings, source: str | None, folder: Path | None, window: dict[str, str]
) -> list[DagRun]:
    """The DAG runs in their order: the ingest of every source asked for, then one build."""
    if folder is not None:
        sources = [load_source(FOLDER_SOURCE, settings)]
    elif source is not None:
        sources = [load_source(source, settings)]
    else:
        sources = list_sources(settings)
    conf = {"folder": str(folder)} if folder else window
    ingests = [
        DagRun(f"ingest__{one.source_id}", new_run_id(one.source_id), conf) for one in sources
    ]
    return [*ingests, DagRun(BUILD_DAG, new_run_id(BUILD_DAG))]


@contextmanager
def _served_sample(settings: Settings) -> Iterator[None]:
    """Serve the sample's site on loopback while the sample is run."""
    if not settings.is_sample or os.environ.get("LUCE_SAMPLE_URL"):
        yield
        return
    from sample.site import serve_sample

    with serve_sample() as url:
        os.environ["LUCE_SAMPLE_URL"] = url
        try:
            yield
        finally:
            del os.environ["LUCE_SAMPLE_URL"]


def _close(settings: Settings, reports: list[StageReport], seconds: float) -> None:
    """The first targets, what changed, where the time went, what to do next."""
    with connect(settings) as connection:
        show_first_targets(connection)
    own = sum(report.own_seconds for report in reports)
    changed = sum(
        report.counts.get(name, 0)
        for report in reports
        if report.stage == "publish"
        for name in ("inserted", "updated", "deleted")
    )
    landed = sum(report.counts["landed"] for report in reports if report.stage == "land")
    print(
        f"{landed:,} pages landed, {changed:,} rows changed in the marts. "
        f"{seconds:.1f} s in all: {own:.1f} s the stages' own work, "
        f"{seconds - own:.1f} s starting the server, Airflow, dbt and Great Expectations."
    )
    flag = " --sample" if settings.is_sample else ""
    luce = "luce" if shutil.which("luce") else ".venv/bin/luce"
    print(
        f"next: the tables          {luce} db psql" + flag + " -c '\\dt marts.*'\n"
        f"      a spreadsheet       {luce} export fct_target --out targets.xlsx" + flag + "\n"
        f"      a BI tool           {luce} db url --role bi_reader" + flag + "\n"
        "      every night         make up" + (" SAMPLE=1" if settings.is_sample else "")
    )


def _tell(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


class _Progress:
    """A line that writes over itself on a terminal; in a pipe, a line every few seconds."""

    EVERY = 5.0  # seconds: short work passes without a line in a pipe

    def __init__(self) -> None:
        self.told_at = time.monotonic()

    def show(self, stage: str, done: int, total: int) -> None:
        line = f"{stage:<8}  {done:,} of {total:,}"
        if sys.stderr.isatty():
            print(f"\r{line}", end="\n" if done >= total else "", file=sys.stderr, flush=True)
        elif time.monotonic() - self.told_at >= self.EVERY:
            self.told_at = time.monotonic()
            _tell(line)
