"""build: what was read gets its meaning: units, indicators, regions, agencies, citations."""

from __future__ import annotations

import hashlib
from typing import LiteralString

import psycopg
from psycopg import sql
from psycopg.rows import dict_row

from ingestion.database.connection import connect
from ingestion.database.lock import writer_lock
from ingestion.models import StageReport
from ingestion.settings import SEEDS, Settings
from ingestion.stages.dbt import PROJECT, run_dbt
from ingestion.stages.report import Stopwatch

_COUNTS: LiteralString = """
    select
        count(*) as notices,
        coalesce(sum(targets), 0)::bigint as targets,
        coalesce(sum(measures), 0)::bigint as measures,
        coalesce(sum(targets_without_unit), 0)::bigint as unknown_units
    from intermediate.int_notices_counted
"""
_MANY = 1000  # notices: below, a build in places is never more work
_IS_WHOLE: LiteralString = """
    select
        coalesce(bool_or(notice_key = '*'), false)
        or count(*) > %s and count(*) * 2 > (select count(*) from raw.notice)
    from raw.touched_notice
    where stage = 'build' and part = 'notice'
"""
# What changed while this ran has a later touch, and stays for the next run.
_FOLLOWED: LiteralString = """
    delete from raw.touched_notice as t using intermediate.{model} as done
    where t.stage = 'build' and t.part = {part}
        and t.notice_key = done.notice_key and t.touch <= done.touch
"""


def build(*, settings: Settings) -> StageReport:
    """Build schemas staging and intermediate with dbt, tests included.

    Only the notices that were touched since the last build, and those that share an identity with
    them, are resolved again (`raw.touched_notice`). Where a seed, a model or a macro has changed,
    the vocabularies are loaded and everything is built anew.

    Raises:
        StageFailed: a model or a test failed; the message names it.
        WriterBusy: another run writes.
    """
    watch = Stopwatch()
    with connect(settings, autocommit=True) as holder, writer_lock(holder):
        fingerprint = _fingerprint_project()
        is_loaded = _read_loaded(holder) == fingerprint
        is_whole = not is_loaded or _is_asked_for_everything(holder)
        if not is_loaded:
            _note_loaded(holder, None)  # a run that is cut off here leaves them to the next one
        run = run_dbt(
            settings,
            "build",
            select=["staging", "intermediate", *([] if is_loaded else ["resource_type:seed"])],
            exclude=["test_type:unit", "tag:publish"],
            # What was resolved by another vocabulary, or by another model, is stale.
            full_refresh=is_whole,
        )
        if not is_loaded:
            _note_loaded(holder, fingerprint)
        watch.leave_out(run.seconds - run.own_seconds)
        _note_followed(holder)
        counts = _count(holder)
    notes = ["vocabularies loaded"] * (not is_loaded) + ["all built anew"] * is_whole
    return watch.report("build", counts | {"tests": run.tests}, tuple(notes))


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


def _is_asked_for_everything(connection: psycopg.Connection) -> bool:
    """Whether all is to be built anew: it is asked for, or it is less work (all was read again)."""
    row = connection.execute(_IS_WHOLE, [_MANY]).fetchone()
    return row == (True,)


def _note_followed(connection: psycopg.Connection) -> None:
    """Take away what this run has followed; it was noted for publish as it was found."""
    with connection.transaction():
        for model, part in (
            ("int_notices_affected", "notice"),
            ("int_citations_touched", "citations"),
        ):
            names = {"model": sql.Identifier(model), "part": sql.Literal(part)}
            connection.execute(sql.SQL(_FOLLOWED).format(**names))


def _count(connection: psycopg.Connection) -> dict[str, int]:
    with connection.cursor(row_factory=dict_row) as cursor:
        return cursor.execute(_COUNTS).fetchone() or {}
