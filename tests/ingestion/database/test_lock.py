"""The writer's lock: one at a time, and a writer that lost it commits nothing."""

from __future__ import annotations

import pytest

from ingestion.database.connection import connect
from ingestion.database.lock import writer_lock
from ingestion.errors import StaleWriter, WriterBusy


def test_a_second_writer_waits_and_then_gives_up(settings):
    with (
        connect(settings, autocommit=True) as first,
        connect(settings, autocommit=True) as second,
        writer_lock(first),
        pytest.raises(WriterBusy, match="run again"),
        writer_lock(second, wait_seconds=0.3),
    ):
        pytest.fail("two writers at once")


def test_a_writer_whose_connection_was_cut_is_stale_once_another_came(settings):
    with (
        connect(settings, autocommit=True) as first,
        connect(settings) as work,
        writer_lock(first) as lost,
        connect(settings, autocommit=True) as killer,
    ):
        killer.execute("select pg_terminate_backend(%s)", (first.info.backend_pid,))
        with writer_lock(killer, wait_seconds=5), pytest.raises(StaleWriter):
            lost.check(work)
        work.rollback()


def test_the_lock_is_free_again_after_a_fault(settings):
    with connect(settings, autocommit=True) as first:
        with pytest.raises(RuntimeError), writer_lock(first):
            raise RuntimeError
        with writer_lock(first, wait_seconds=0) as again:
            assert again.token >= 2
