"""One writer at a time, and a stale writer writes nothing.

An advisory lock keeps two runs apart. It is not enough alone: a session whose connection was cut
loses the lock while its program lives on. So each holder also takes a number (the fencing token),
and every transaction of a stage ends by checking that no later number was given out.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

import psycopg

from ingestion.errors import StaleWriter, WriterBusy

_WRITER = 0x6C756365  # "luce"


@dataclass(frozen=True, slots=True)
class WriterLock:
    """A held lock and its fencing token."""

    connection: psycopg.Connection
    token: int

    def check(self, connection: psycopg.Connection) -> None:
        """Call inside a transaction, just before its commit.

        Raises:
            StaleWriter: a later writer has taken over; this transaction must not commit.
        """
        row = connection.execute("select token from raw.writer for share").fetchone()
        if row is None or row[0] != self.token:
            raise StaleWriter("a later run has taken over; this one wrote nothing")


@contextmanager
def writer_lock(
    connection: psycopg.Connection, *, wait_seconds: float = 600
) -> Iterator[WriterLock]:
    """Hold the warehouse's one writer's lock.

    `connection` must be in autocommit and serve for nothing else while the lock is held.

    Raises:
        WriterBusy: another run held the lock for all of `wait_seconds`.
    """
    until = time.monotonic() + wait_seconds
    while not _try_lock(connection):
        if time.monotonic() >= until:
            raise WriterBusy(
                f"another run has been writing for {wait_seconds:.0f} s",
                "wait for it to end (luce db psql: select * from pg_locks), then run again",
            )
        time.sleep(0.2)
    try:
        row = connection.execute(
            "update raw.writer set token = token + 1, taken_at = now() returning token"
        ).fetchone()
        assert row is not None, "raw.writer has one row, made by the first migration"
        yield WriterLock(connection, row[0])
    finally:
        with suppress(psycopg.OperationalError):  # a connection that was cut holds no lock
            connection.execute("select pg_advisory_unlock(%s)", (_WRITER,))


def _try_lock(connection: psycopg.Connection) -> bool:
    row = connection.execute("select pg_try_advisory_lock(%s)", (_WRITER,)).fetchone()
    return bool(row and row[0])
