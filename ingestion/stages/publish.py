"""publish: the marts that people see change in one transaction, and only where they differ."""

from __future__ import annotations

from datetime import date

import psycopg

from ingestion.database.connection import connect
from ingestion.database.lock import writer_lock
from ingestion.errors import StageFailed
from ingestion.models import StageReport
from ingestion.settings import Settings
from ingestion.stages.carry import Change, carry_marts
from ingestion.stages.dbt import run_dbt
from ingestion.stages.report import Stopwatch

MARTS = ("fct_", "dim_", "bridge_", "mart_")

# A notice whose rows are not the ones that were judged, and one that was judged and is gone:
# validate has not seen them as they are now.
PENDING = """
    with held as (
        select notice_key, row_hash from intermediate.int_targets_resolved
        union all
        select notice_key, row_hash from intermediate.int_measures_resolved
    ),
    hashed as (
        select
            notices.notice_key,
            md5(coalesce(string_agg(held.row_hash, '' order by held.row_hash), '')) as rows_hash
        from intermediate.int_notices_resolved as notices
        left join held on notices.notice_key = held.notice_key
        where notices.is_current
        group by notices.notice_key
    )
    select
        (
            select count(*)
            from hashed
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
        run = run_dbt(
            settings,
            "build",
            select=["marts"],
            exclude=["test_type:unit"],
            variables={"as_of": as_of.isoformat()} if as_of else None,
        )
        watch.leave_out(run.seconds - run.own_seconds)
        marts = tuple(name for name in run.models if name.startswith(MARTS))
        changes, dropped = carry_marts(connection, marts, before_commit=lock.check)
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


def _count(connection: psycopg.Connection, changes: list[Change]) -> dict[str, int]:
    row = connection.execute(
        "select (select count(*) from marts.fct_target), (select count(*) from marts.fct_measure),"
        " (select coalesce(sum(rows_quarantined), 0) from marts.mart_source_health)"
    ).fetchone()
    assert row is not None, "a select of three counts gives one row"
    return {
        "targets": row[0],
        "measures": row[1],
        "quarantined": int(row[2]),
        "inserted": sum(change.inserted for change in changes),
        "updated": sum(change.updated for change in changes),
        "deleted": sum(change.deleted for change in changes),
    }


def _describe(change: Change) -> str:
    return f"marts.{change.table} +{change.inserted} ~{change.updated} -{change.deleted}"
