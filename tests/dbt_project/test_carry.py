"""A mart is made equal to its candidate: what changes is counted, the rest is not touched."""

from __future__ import annotations

import psycopg
import pytest

from ingestion.database.connection import connect
from ingestion.database.lock import WriterLock, writer_lock
from ingestion.errors import StaleWriter
from ingestion.settings import Settings
from ingestion.stages.carry import (
    Change,
    Scope,
    carry_marts,
    carry_table,
    carry_view,
    drop_others,
)


@pytest.fixture
def marts(connection: psycopg.Connection) -> psycopg.Connection:
    """A candidate of three rows, carried once."""
    connection.execute("create schema marts_next")
    connection.execute(
        "create table marts_next.fct_promise (promise_key text primary key, value numeric,"
        " quote text not null)"
    )
    connection.execute("create index on marts_next.fct_promise (value)")
    connection.execute("comment on table marts_next.fct_promise is '承诺'")
    connection.execute("comment on column marts_next.fct_promise.quote is '原文'")
    connection.execute(
        "insert into marts_next.fct_promise"
        " values ('a', 1, '一'), ('b', null, '二'), ('c', 3, '三')"
    )
    assert carry_table(connection, "fct_promise") == Change("fct_promise", 3, 0, 0, is_new=True)
    connection.commit()
    return connection


def rows(connection: psycopg.Connection) -> list[tuple[object, ...]]:
    return connection.execute("select * from marts.fct_promise order by 1").fetchall()


def test_the_same_rows_are_not_touched(marts: psycopg.Connection) -> None:
    versions = "select promise_key, xmin, ctid from marts.fct_promise order by 1"
    before = marts.execute(versions).fetchall()
    marts.execute("update marts_next.fct_promise set value = 1.00 where promise_key = 'a'")
    assert carry_table(marts, "fct_promise") == Change("fct_promise", 0, 0, 0)
    assert marts.execute(versions).fetchall() == before


def test_each_kind_of_change_is_counted(marts: psycopg.Connection) -> None:
    marts.execute("update marts_next.fct_promise set value = 2 where promise_key = 'b'")
    marts.execute("update marts_next.fct_promise set value = null where promise_key = 'c'")
    marts.execute("delete from marts_next.fct_promise where promise_key = 'a'")
    marts.execute("insert into marts_next.fct_promise values ('d', 4, '四'), ('e', 5, '五')")
    assert carry_table(marts, "fct_promise") == Change("fct_promise", 2, 2, 1)
    assert [row[:2] for row in rows(marts)] == [("b", 2), ("c", None), ("d", 4), ("e", 5)]


def test_a_table_that_is_all_key_gains_and_loses_rows(marts: psycopg.Connection) -> None:
    marts.execute("create table marts_next.bridge (a text, b text, primary key (a, b))")
    marts.execute("insert into marts_next.bridge values ('x', 'y')")
    assert carry_table(marts, "bridge").inserted == 1
    marts.execute("update marts_next.bridge set b = 'z'")
    assert carry_table(marts, "bridge") == Change("bridge", 1, 0, 1)


@pytest.mark.parametrize(
    "change",
    [
        "alter table marts_next.fct_promise add column unit text",
        "alter table marts_next.fct_promise alter column value type double precision",
        "create index on marts_next.fct_promise (quote)",
    ],
)
def test_another_shape_makes_the_mart_anew(marts: psycopg.Connection, change: str) -> None:
    marts.execute(change)
    assert carry_table(marts, "fct_promise") == Change("fct_promise", 3, 0, 0, is_new=True)
    assert carry_table(marts, "fct_promise").is_new is False


def test_a_new_description_is_copied_and_makes_nothing_anew(marts: psycopg.Connection) -> None:
    marts.execute("comment on column marts_next.fct_promise.quote is '原文 (as printed)'")
    assert carry_table(marts, "fct_promise") == Change("fct_promise", 0, 0, 0)
    described = "select obj_description(oid), col_description(oid, 3) from pg_class where oid = %s"
    found = marts.execute(f"{described}::regclass", ["marts.fct_promise"]).fetchone()
    assert found == ("承诺", "原文 (as printed)")


def test_a_mart_that_is_no_longer_made_is_dropped(marts: psycopg.Connection) -> None:
    marts.execute("create table marts.mart_of_old ()")
    assert drop_others(marts, frozenset({"fct_promise"})) == ("mart_of_old",)
    assert len(rows(marts)) == 3


def test_a_reader_sees_all_marts_as_they_were_until_the_commit(
    marts: psycopg.Connection, settings: Settings
) -> None:
    with connect(settings, autocommit=True) as holder, writer_lock(holder) as lock:
        marts.execute("delete from marts_next.fct_promise")
        marts.commit()
        with connect(settings, role="bi_reader") as reader, marts.transaction():
            carry_table(marts, "fct_promise")
            lock.check(marts)
            assert len(rows(reader)) == 3
        with connect(settings, role="bi_reader") as reader:
            assert rows(reader) == []


def test_a_stale_writer_changes_nothing(marts: psycopg.Connection, settings: Settings) -> None:
    marts.execute("delete from marts_next.fct_promise")
    marts.commit()
    with connect(settings, autocommit=True) as holder, writer_lock(holder) as lock:
        stale = WriterLock(holder, lock.token - 1)
        with pytest.raises(StaleWriter):
            carry_marts(marts, ["fct_promise"], before_commit=stale.check)
    assert len(rows(marts)) == 3


def test_only_the_keys_in_scope_are_looked_at(marts: psycopg.Connection) -> None:
    marts.execute("create schema intermediate")
    marts.execute("create table intermediate.touched (promise_key text)")
    marts.execute("insert into intermediate.touched values ('a'), ('b'), ('d')")
    marts.execute("update marts_next.fct_promise set value = 9 where promise_key in ('b', 'c')")
    marts.execute("delete from marts_next.fct_promise where promise_key = 'a'")
    marts.execute("insert into marts_next.fct_promise values ('d', 4, '四'), ('e', 5, '五')")
    scope = Scope("promise_key", "touched")
    assert carry_table(marts, "fct_promise", scope=scope) == Change("fct_promise", 1, 1, 1)
    assert [row[:2] for row in rows(marts)] == [("b", 9), ("c", 3), ("d", 4)]
    assert carry_table(marts, "fct_promise") == Change("fct_promise", 1, 1, 0)


def test_a_mart_of_another_shape_is_whole_whatever_the_scope(marts: psycopg.Connection) -> None:
    marts.execute("create schema intermediate")
    marts.execute("create table intermediate.touched (promise_key text)")
    marts.execute("alter table marts_next.fct_promise add column unit text")
    scope = Scope("promise_key", "touched")
    assert carry_table(marts, "fct_promise", scope=scope).inserted == 3


@pytest.fixture
def view(marts: psycopg.Connection) -> psycopg.Connection:
    """A view over the candidate, carried once."""
    marts.execute(
        "create view marts_next.mart_large as select promise_key, value from marts_next.fct_promise"
        " where value > 1"
    )
    marts.execute("comment on view marts_next.mart_large is '大承诺'")
    marts.execute("comment on column marts_next.mart_large.value is '数值'")
    assert carry_view(marts, "mart_large") == Change("mart_large", 0, 0, 0, is_new=True)
    marts.commit()
    return marts


def test_a_view_reads_the_marts_and_not_their_candidates(
    view: psycopg.Connection, settings: Settings
) -> None:
    view.execute("delete from marts_next.fct_promise")
    view.commit()
    with connect(settings, role="bi_reader") as reader:
        assert reader.execute("select * from marts.mart_large").fetchall() == [("c", 3)]
    described = "select obj_description(oid), col_description(oid, 2) from pg_class where oid = %s"
    found = view.execute(f"{described}::regclass", ["marts.mart_large"]).fetchone()
    assert found == ("大承诺", "数值")


def test_a_view_is_made_again_only_where_it_says_something_else(view: psycopg.Connection) -> None:
    assert carry_view(view, "mart_large").is_new is False
    view.execute(
        "create or replace view marts_next.mart_large as select promise_key, value"
        " from marts_next.fct_promise where value >= 1"
    )
    assert carry_view(view, "mart_large").is_new is True
    found = view.execute("select count(*) from marts.mart_large").fetchone()
    assert found == (2,)


def test_a_mart_that_is_made_anew_keeps_its_view_and_drops_nothing_of_others(
    view: psycopg.Connection, settings: Settings
) -> None:
    with connect(settings, autocommit=True) as holder, writer_lock(holder) as lock:
        view.execute("alter table marts_next.fct_promise add column unit text")
        view.commit()
        carry_marts(view, ["fct_promise", "mart_large"], before_commit=lock.check)
        assert view.execute("select count(*) from marts.mart_large").fetchone() == (1,)

        view.execute("create schema reports")
        view.execute("create view reports.ours as select * from marts.fct_promise")
        view.execute("alter table marts_next.fct_promise add column scope text")
        view.commit()
        with pytest.raises(psycopg.errors.DependentObjectsStillExist):
            carry_marts(view, ["fct_promise", "mart_large"], before_commit=lock.check)
    assert view.execute("select count(*) from reports.ours").fetchone() == (3,)
    assert view.execute("select count(*) from marts.mart_large").fetchone() == (1,)


def test_a_mart_that_was_a_table_becomes_a_view(marts: psycopg.Connection) -> None:
    marts.execute("create table marts.mart_large (promise_key text)")
    marts.execute("create view marts_next.mart_large as select * from marts_next.fct_promise")
    assert carry_view(marts, "mart_large").is_new is True
    assert marts.execute("select count(*) from marts.mart_large").fetchone() == (3,)
