"""publish: the marts that people see change in one transaction, and only where they differ."""

from __future__ import annotations

from datetime import date
from typing import LiteralString

import psycopg
from psycopg import sql

from ingestion.database.connection import connect
from ingestion.database.lock import WriterLock, writer_lock
from ingestion.errors import StageFailed
from ingestion.models import StageReport
from ingestion.settings import Settings
from ingestion.stages.carry import Change, Scope, carry_marts
from ingestion.stages.dbt import run_dbt
from ingestion.stages.report import Stopwatch

MARTS = ("fct_", "dim_", "bridge_", "mart_")

# The marts that a night changes in places: by which keys it says where. The others are small, and
# compared whole.
SCOPES = {
    "fct_target": Scope("target_key", "int_targets_scoped"),
    "fct_measure": Scope("measure_key", "int_measures_scoped"),
    "bridge_measure_agency": Scope("measure_key", "int_measures_scoped"),
    "fct_citation": Scope("notice_key", "int_citations_scoped"),
    "dim_notice": Scope("notice_key", "int_notices_scoped"),
    "mart_version_changes": Scope("notice_key", "int_versions_scoped"),
}

# A notice whose rows are not the ones that were judged, and one that was judged and is gone:
# validate has not seen them as they are now.
PENDING = """
    select
        (
            select count(*)
            from intermediate.int_notices_counted
            left join quarantine.validated using (notice_key, rows_hash)
            where validated.notice_key is null
        ),
        (
            select count(*)
            from quarantine.validated
            left join intermediate.int_notices_resolved using (notice_key)
            where int_notices_resolved.notice_key is null
        )
"""


def publish(*, settings: Settings, as_of: date | None = None) -> StageReport:
    """Build the candidates in `marts_next`, test them, and carry the difference into `marts`.

    Only what build and validate have touched since the last publish is looked at
    (`raw.touched_notice`), and what the day has passed; where build made everything anew, all is.

    Args:
        as_of: the day that deadlines are judged on; today in China where left out.

    Raises:
        StageFailed: something is not validated, or a model or a test of the marts failed; the
            marts are as they were.
        WriterBusy, StaleWriter: another run writes.
    """
    watch = Stopwatch()
    with (
        connect(settings, autocommit=True) as holder,
        writer_lock(holder) as lock,
        connect(settings) as connection,
    ):
        _refuse_unjudged(connection)
        is_whole = _is_asked_for_everything(connection)
        run = run_dbt(
            settings,
            "build",
            select=["marts", "tag:publish"],
            exclude=["test_type:unit"],
            variables={"as_of": as_of.isoformat()} if as_of else None,
            full_refresh=is_whole,
        )
        watch.leave_out(run.seconds - run.own_seconds)
        marts = tuple(name for name in run.models if name.startswith(MARTS))
        try:
            changes, dropped = carry_marts(
                connection,
                marts,
                scopes={} if is_whole else SCOPES,
                before_commit=lambda carried: _end(carried, lock),
            )
        except psycopg.errors.DependentObjectsStillExist as error:
            raise StageFailed(
                f"a mart has to be made anew, and something else is built on it:"
                f" {error.diag.message_detail}; the marts are as they were",
                "drop what is named there, publish again, and make it anew",
            ) from error
        counts = _count(connection, changes)
    made = sum(change.is_new for change in changes)
    notes = [f"{made} marts made in their present shape"] if made else []
    notes += [_describe(change) for change in changes if change.total and not change.is_new]
    notes += [f"{name} dropped: it is no longer made" for name in dropped]
    return watch.report("publish", counts, tuple(notes or ["nothing changed"]))


def _refuse_unjudged(connection: psycopg.Connection) -> None:
    try:
        row = connection.execute(PENDING).fetchone()
    except psycopg.errors.UndefinedTable as error:
        raise StageFailed("there is nothing to publish yet", "run `luce build` first") from error
    connection.commit()
    changed, gone = row or (0, 0)
    if changed or gone:
        raise StageFailed(
            f"{changed + gone} notices were not validated as they are now ({gone} of them are"
            " gone); the marts are as they were",
            "run `luce validate` and, once it passes, publish again",
        )


def _is_asked_for_everything(connection: psycopg.Connection) -> bool:
    """Whether build made all anew, or there are no marts that a night could change in places."""
    row = connection.execute(
        "select to_regclass('marts.mart_as_of') is null or exists (select 1 from raw.touched_notice"
        " where stage = 'publish' and notice_key = '*')"
    ).fetchone()
    connection.commit()
    return row == (True,)


def _end(connection: psycopg.Connection, lock: WriterLock) -> None:
    """In the transaction that carries: note what it has followed, and that nobody else writes."""
    for model in ("int_notices_scoped", "int_citations_scoped"):
        followed: LiteralString = (
            "delete from raw.touched_notice as t using intermediate.{} as done"
            " where t.stage = 'publish' and t.notice_key = done.notice_key"
            " and t.touch <= done.touch"
        )
        connection.execute(sql.SQL(followed).format(sql.Identifier(model)))
    lock.check(connection)


def _count(connection: psycopg.Connection, changes: list[Change]) -> dict[str, int]:
    row = connection.execute(
        "select coalesce(sum(targets_published), 0), coalesce(sum(measures_published), 0),"
        " coalesce(sum(rows_quarantined), 0) from marts.mart_source_health"
    ).fetchone()
    assert row is not None, "an aggregate always gives a row"
    return {
        "targets": int(row[0]),
        "measures": int(row[1]),
        "quarantined": int(row[2]),
        "inserted": sum(change.inserted for change in changes),
        "updated": sum(change.updated for change in changes),
        "deleted": sum(change.deleted for change in changes),
    }


def _describe(change: Change) -> str:
    return f"marts.{change.table} +{change.inserted} ~{change.updated} -{change.deleted}"
