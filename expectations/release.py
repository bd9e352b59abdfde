"""Letting rows out of quarantine by a person's word, and taking the word back.

A release is bound to what the row says (its key and its hash) and to the rules it failed; which
release stands for a row is asked of `quarantine.find_release` alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import LiteralString

import psycopg
from psycopg import sql

from expectations.suites import SuiteName, list_expectations
from ingestion.database.connection import connect
from ingestion.database.lock import writer_lock
from ingestion.errors import BadSetting, NotReleasable
from ingestion.settings import Settings

SHORTEST_KEY = 8  # characters of a key that name its row: as few as no two rows share by chance
_SUITES: dict[str, SuiteName] = {"target": "targets", "measure": "measures"}
_LOOK = "look at `luce quarantine list`"


@dataclass(frozen=True, slots=True)
class _Held:
    """A row that failed, as `quarantine.failed_row` shows it."""

    fact_type: str
    key: str
    row_hash: str
    rules: list[str]
    release_id: int | None
    told: str  # who let it out, and why


def release_rows(
    settings: Settings, keys: Sequence[str], *, reason: str, by: str, wait_seconds: float = 60
) -> list[str]:
    """Let rows out of quarantine: the next publish brings them. All of them, or none.

    Args:
        keys: of targets and measures, whole or their first characters (8 or more).

    Returns:
        The whole keys.

    Raises:
        BadSetting: the reason or the name is empty.
        NotReleasable: a key is unknown, ambiguous, not in quarantine or released already; its row
            was read differently since it was judged; or a mart could not hold it.
        WriterBusy, StaleWriter: another run writes.
    """
    _refuse_empty(reason, by)

    def write(connection: psycopg.Connection) -> list[str]:
        rows = [_find(connection, key) for key in dict.fromkeys(keys)]
        for row in rows:
            _refuse_released(row)
            _refuse_unreleasable(row)
            _refuse_reread(connection, row)
        return _insert(
            connection,
            "insert into quarantine.release (fact_type, fact_key, row_hash, failed_expectations,"
            " reason, released_by, released_at) values (%s, %s, %s, %s, %s, %s, now())",
            {
                row.key: (
                    *(row.fact_type, row.key, row.row_hash, row.rules),
                    *(reason.strip(), by.strip()),
                )
                for row in rows
            },
        )

    return _write(settings, write, wait_seconds)


def revoke_releases(
    settings: Settings, keys: Sequence[str], *, reason: str, by: str, wait_seconds: float = 60
) -> list[str]:
    """Take releases back: the next publish withdraws the rows. All of them, or none.

    Raises:
        BadSetting, WriterBusy, StaleWriter: as `release_rows`.
        NotReleasable: a key is unknown, or no release stands for its row.
    """
    _refuse_empty(reason, by)

    def write(connection: psycopg.Connection) -> list[str]:
        rows = [_find(connection, key) for key in dict.fromkeys(keys)]
        for row in rows:
            if row.release_id is None:
                raise NotReleasable(f"{row.key} is not released: it is in quarantine", _LOOK)
        return _insert(
            connection,
            "insert into quarantine.revocation (release_id, reason, revoked_by, revoked_at)"
            " values (%s, %s, %s, now())",
            {row.key: (row.release_id, reason.strip(), by.strip()) for row in rows},
        )

    return _write(settings, write, wait_seconds)


def _write(
    settings: Settings, write: Callable[[psycopg.Connection], list[str]], wait_seconds: float
) -> list[str]:
    """One transaction, and only while this is the one writer: no judging goes on meanwhile."""
    with (
        connect(settings, autocommit=True) as holder,
        writer_lock(holder, wait_seconds=wait_seconds) as lock,
        connect(settings) as connection,
    ):
        keys = write(connection)
        lock.check(connection)
    return keys


def _insert(
    connection: psycopg.Connection, command: str, rows: dict[str, tuple[object, ...]]
) -> list[str]:
    """A row a key: two beginnings of one key name one row."""
    with connection.cursor() as cursor:
        cursor.executemany(command, rows.values())
    return list(rows)


def _refuse_empty(reason: str, by: str) -> None:
    if not reason.strip():
        raise BadSetting("a row is let out, or taken back, for a reason", 'give --reason "REASON"')
    if not by.strip():
        raise BadSetting("somebody must answer for it", "give --by NAME")


def _find(connection: psycopg.Connection, key: str) -> _Held:
    wanted = key.strip()
    if len(wanted) < SHORTEST_KEY:
        raise NotReleasable(
            f"{key!r} is no key", f"give its first {SHORTEST_KEY} characters or more; {_LOOK}"
        )
    found = connection.execute(
        "select fact_type, fact_key, row_hash, failed_expectations, release_id,"
        " format('by %%s on %%s: %%s', released_by, released_at::date, released_reason)"
        " from quarantine.failed_row where starts_with(fact_key, %s) order by fact_key",
        [wanted],
    ).fetchall()
    rows = [_Held(*row) for row in found]
    if len(rows) > 1:
        raise NotReleasable(
            f"{len(rows)} rows have keys that begin with {wanted}", "give more characters"
        )
    if not rows:
        raise NotReleasable(*_explain_absence(connection, wanted))
    return rows[0]


def _explain_absence(connection: psycopg.Connection, key: str) -> tuple[str, str]:
    """A row that passed, or one that nobody has read."""
    if _is_resolved(connection, "starts_with({}, %(key)s)", {"key": key}):
        return f"{key} is not in quarantine: it passed, or was not judged yet", _LOOK
    return f"there is no target or measure {key}", _LOOK


def _is_resolved(
    connection: psycopg.Connection, condition: LiteralString, asked: dict[str, str]
) -> bool:
    """Whether build has a target or measure of which the condition on its key holds."""
    query = sql.SQL(
        "select 1 from intermediate.int_targets_resolved where {}"
        " union all select 1 from intermediate.int_measures_resolved where {}"
    ).format(
        *(sql.SQL(condition).format(sql.Identifier(f"{kind}_key")) for kind in _SUITES),
    )
    try:
        with connection.transaction():
            return connection.execute(query, asked).fetchone() is not None
    except psycopg.errors.UndefinedTable:  # a warehouse that is not built, or not yet again
        return False


def _refuse_released(row: _Held) -> None:
    if row.release_id is not None:
        raise NotReleasable(
            f"{row.key} is released already, {row.told}",
            "publish it with `luce publish`, or take it back with `luce quarantine revoke`",
        )


def _refuse_unreleasable(row: _Held) -> None:
    never = [name for name in _list_never(row.fact_type) if name in row.rules]
    if never:
        raise NotReleasable(
            f"{row.key} fails {', '.join(never)}, and the marts rest on that",
            "mend the reading or the vocabulary, and build again (docs/validation.md)",
        )


def _list_never(fact_type: str) -> Iterable[str]:
    return (rule.name for rule in list_expectations(_SUITES[fact_type]) if not rule.is_releasable)


def _refuse_reread(connection: psycopg.Connection, row: _Held) -> None:
    """What a person looked at is what was judged; the build may have brought another reading."""
    asked = {"key": row.key, "hash": row.row_hash}
    if not _is_resolved(connection, "({}, row_hash) = (%(key)s, %(hash)s)", asked):
        raise NotReleasable(
            f"{row.key} was read differently since it was judged, or is gone",
            "run `luce build` and `luce validate`, then look at it again",
        )
