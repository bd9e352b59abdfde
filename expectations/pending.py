"""The batch: the notices that nobody has judged as they are now, held in tables while judged."""

from __future__ import annotations

from dataclasses import dataclass

import psycopg
from psycopg import sql

from expectations.suites import STATEMENTS
from ingestion.errors import StageFailed

# In the order of their making; pending_source looks at all the others.
_FIRST = ("pending_notice", "pending_run")
_ROWS = ("pending_target", "pending_measure")
_FOUND = ("pending_failed_row", "pending_source")
_ALL = (*_FIRST, *_ROWS, "pending_failure", *_FOUND)


@dataclass(frozen=True, slots=True)
class Batch:
    """What is to be judged; the same notices with the same rows always make the same `batch_id`."""

    batch_id: str
    sources: tuple[str, ...]
    runs: tuple[str, ...]  # runs outside their source's floor or ceiling
    notices: int
    lost: int  # notices that were judged and are gone
    rows: int


def find_batch(connection: psycopg.Connection, suite_hash: str) -> Batch | None:
    """Find what is pending, and hold it in tables; None where nothing is.

    Raises:
        StageFailed: the tables of `build` are not there.
    """
    drop_batch(connection)
    try:
        for name in _FIRST:
            _create(connection, name, suite_hash)
    except psycopg.errors.UndefinedTable as error:
        raise StageFailed(
            "there is nothing to validate: the warehouse was never built", "run `luce build` first"
        ) from error
    batch = _describe_batch(connection, suite_hash)
    if batch is None:
        drop_batch(connection)
        return None
    for name in _ROWS:
        _create(connection, name, suite_hash)
    connection.execute(
        "create unlogged table quarantine.pending_failure"
        " (kind text not null, key text not null, expectation text not null)"
    )
    return batch


def hold_failures(
    connection: psycopg.Connection, failures: list[tuple[str, str, str]], suite_hash: str
) -> None:
    """Hold (kind, key, expectation) of each failing row, then count by source for the gate."""
    with (
        connection.cursor() as cursor,
        cursor.copy("copy quarantine.pending_failure from stdin") as copy,
    ):
        for failure in failures:
            copy.write_row(failure)
    for name in _FOUND:
        _create(connection, name, suite_hash)


def drop_batch(connection: psycopg.Connection) -> None:
    """Remove the tables of a batch, also those that a killed run left."""
    for name in _ALL:
        connection.execute(
            sql.SQL("drop table if exists quarantine.{}").format(sql.Identifier(name))
        )


def _create(connection: psycopg.Connection, name: str, suite_hash: str) -> None:
    statement = (STATEMENTS / f"{name}.sql").read_text("utf-8")
    connection.execute(sql.SQL(statement).format(suite_hash=sql.Literal(suite_hash)))


def _describe_batch(connection: psycopg.Connection, suite_hash: str) -> Batch | None:
    row = connection.execute(
        "with n as (select * from quarantine.pending_notice),"
        " r as (select * from quarantine.pending_run)"
        " select (select count(*) from n where not is_lost),"
        " (select count(*) from n where is_lost),"
        " (select coalesce(sum(targets + measures), 0) from n),"
        " array(select source_id from n union select source_id from r order by 1),"
        " array(select run_id from r order by 1),"
        " md5((select coalesce(string_agg(notice_key || rows_hash, '' order by notice_key), '')"
        " from n) || (select coalesce(string_agg(run_id, ' ' order by run_id), '') from r) || %s)",
        [suite_hash],
    ).fetchone()
    assert row is not None, "an aggregate always gives a row"
    notices, lost, rows, sources, runs, batch_id = row
    if not notices and not lost and not runs:
        return None
    return Batch(batch_id, tuple(sources), tuple(runs), notices, lost, int(rows))
