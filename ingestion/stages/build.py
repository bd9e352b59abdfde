"""build: what was read gets its meaning: units, indicators, regions, agencies, citations."""

from __future__ import annotations

from typing import LiteralString

import psycopg

from ingestion.database.connection import connect
from ingestion.database.lock import writer_lock
from ingestion.models import StageReport
from ingestion.settings import Settings
from ingestion.stages.dbt import run_dbt
from ingestion.stages.report import Stopwatch

COUNTED: dict[str, LiteralString] = {
    "notices": "intermediate.int_notices_resolved where is_current",
    "targets": "intermediate.int_targets_resolved",
    "measures": "intermediate.int_measures_resolved",
    "unknown_units": (
        "intermediate.int_targets_resolved where kind = 'numeric' and unit_code is null"
    ),
}


def build(*, settings: Settings) -> StageReport:
    """Load the vocabularies and build schemas staging and intermediate with dbt, tests included.

    Raises:
        StageFailed: a model or a test failed; the message names it.
        WriterBusy: another run writes.
    """
    watch = Stopwatch()
    with connect(settings, autocommit=True) as holder, writer_lock(holder):
        run = run_dbt(
            settings,
            "build",
            select=["resource_type:seed", "staging", "intermediate"],
            exclude=["test_type:unit"],
        )
        watch.leave_out(run.seconds - run.own_seconds)
        counts = {name: _count(holder, relation) for name, relation in COUNTED.items()}
    return watch.report("build", counts | {"tests": run.tests})


def _count(connection: psycopg.Connection, relation: LiteralString) -> int:
    row = connection.execute(f"select count(*) from {relation}").fetchone()
    return int(row[0]) if row else 0
