"""build: what was read gets its meaning: units, indicators, regions, agencies, citations."""

from __future__ import annotations

import hashlib
from typing import LiteralString

import psycopg
from psycopg import sql

from ingestion.database.connection import connect
from ingestion.database.lock import writer_lock
from ingestion.models import StageReport
from ingestion.settings import SEEDS, Settings
from ingestion.stages.dbt import PROJECT, run_dbt
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
        fingerprint = _fingerprint_project()
        is_loaded = _read_loaded(holder) == fingerprint
        if not is_loaded:
            _note_loaded(holder, None)  # a run that is cut off here leaves them to the next one
        run = run_dbt(
            settings,
            "build",
            select=["staging", "intermediate", *([] if is_loaded else ["resource_type:seed"])],
            exclude=["test_type:unit"],
            # What was resolved by another vocabulary, or by another model, is stale.
            full_refresh=not is_loaded,
        )
        if not is_loaded:
            _note_loaded(holder, fingerprint)
        watch.leave_out(run.seconds - run.own_seconds)
        counts = {name: _count(holder, relation) for name, relation in COUNTED.items()}
    notes = () if is_loaded else ("vocabularies loaded, all built anew",)
    return watch.report("build", counts | {"tests": run.tests}, notes)


def _fingerprint_project() -> str:
    """Say in a few characters what the vocabularies and the models that use them are."""
    digest = hashlib.sha256((PROJECT / "dbt_project.yml").read_bytes())
    for folder in (SEEDS, PROJECT / "models", PROJECT / "macros"):
        for path in sorted(folder.rglob("*.*")):
            digest.update(f"\n{path.relative_to(PROJECT)}\n".encode() + path.read_bytes())
    return f"vocabularies and models {digest.hexdigest()[:16]}"


def _read_loaded(connection: psycopg.Connection) -> str | None:
    """The fingerprint of what the database was built with, kept as a comment there."""
    row = connection.execute(
        "select obj_description(oid, 'pg_namespace') from pg_namespace where nspname = 'staging'"
    ).fetchone()
    return row[0] if row else None


def _note_loaded(connection: psycopg.Connection, fingerprint: str | None) -> None:
    connection.execute("create schema if not exists staging")
    comment = sql.Literal(fingerprint)
    connection.execute(sql.SQL("comment on schema staging is {}").format(comment))


def _count(connection: psycopg.Connection, relation: LiteralString) -> int:
    row = connection.execute(f"select count(*) from {relation}").fetchone()
    return int(row[0]) if row else 0
