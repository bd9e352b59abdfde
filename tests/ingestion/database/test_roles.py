"""bi_reader sees the marts and nothing else."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest
from psycopg import errors

from ingestion.database.connection import connect, database_url
from ingestion.database.migrate import migrate, read_head
from ingestion.settings import Settings

DENIED = [
    "select * from raw.page",
    "select * from raw.notice",
    "select * from quarantine.batch",
    "select * from public.alembic_version",
    "insert into marts.shown values (2)",
    "update marts.shown set one = 2",
    "delete from marts.shown",
    "truncate marts.shown",
    "drop table marts.shown",
    "alter table marts.shown add column two integer",
    "create table marts.mine (one integer)",
    "create table public.mine (one integer)",
    "create temporary table mine (one integer)",
    "create schema mine",
    "create role mine",
    "create database mine",
    "create function marts.mine() returns integer language sql as 'select 1'",
    "alter role bi_reader superuser",
    "set role luce",
    "set session authorization luce",
    "copy marts.shown to '/tmp/stolen'",
    "copy marts.shown to program 'cat'",
    "copy (select 1) to program 'id'",
    "select pg_read_file('/etc/passwd')",
    "select pg_ls_dir('/')",
    "select lo_create(0)",
    "select lo_import('/etc/passwd')",
    "select lo_from_bytea(0, 'x')",
    "select pg_advisory_lock(1)",
    "select pg_try_advisory_xact_lock(1)",
    "select * from pg_authid",
    "select passwd from pg_shadow",
    "select pg_reload_conf()",
    "select pg_switch_wal()",
    "alter system set port = 1",
    "create extension pg_trgm",
    "do $$ begin lock table marts.shown in access exclusive mode; end $$",
    "do $$ begin execute 'select * from raw.page'; end $$",
    # data of others, round about
    "select query_to_xml('select * from raw.page', true, false, '')",
    "select * from ts_stat('select to_tsvector(text) from raw.notice')",
    "select * from pg_statistic",
    "select * from pg_largeobject",
    "select * from pg_hba_file_rules",
    "select * from pg_file_settings",
    # files and programs
    "copy marts.shown from '/etc/passwd'",
    "copy marts.shown from program 'id'",
    "select pg_read_binary_file('/etc/passwd')",
    "select pg_stat_file('/etc/passwd')",
    "select pg_ls_waldir()",
    "select pg_ls_tmpdir()",
    "select lo_export(1, '/tmp/stolen')",
    "select lo_put(1, 0, 'x')",
    "load '/tmp/library.so'",
    "create extension dblink",
    "create foreign data wrapper mine",
    "create tablespace mine location '/tmp'",
    # writing in other words
    "with gone as (delete from marts.shown returning *) select * from gone",
    "merge into marts.shown using (select 1 as one) as new on true when matched then delete",
    "select * into marts.mine from marts.shown",
    "create view marts.mine as select 1 as one",
    "create materialized view public.mine as select 1 as one",
    "create sequence marts.mine",
    "create type marts.mine as (one integer)",
    "create rule mine as on select to marts.shown do instead select 2 as one",
    "create index on marts.shown (one)",
    "comment on table marts.shown is 'mine'",
    "alter table marts.shown owner to bi_reader",
    "drop schema marts cascade",
    "alter schema marts rename to mine",
    "select * from marts.shown for update",
    # being somebody else
    "set role pg_read_server_files",
    "select set_config('role', 'luce', false)",
    "grant luce to bi_reader",
    "grant pg_execute_server_program to bi_reader",
    "alter role luce password 'another-password-of-its-own'",
    "alter role bi_reader createdb",
    "alter role bi_reader connection limit -1",
    "reassign owned by luce to bi_reader",
    "drop owned by luce",
    "drop role luce",
    "select raw.refuse_change()",
    "select quarantine.find_release('target', 'k', 'h', '{}')",
    # holding others back
    "set temp_file_limit = -1",
    "set session_replication_role = replica",
    "set log_statement = none",
    "select pg_advisory_xact_lock_shared(1)",
    "select pg_terminate_backend(pid) from pg_stat_activity where usename = 'luce'",
    "select pg_cancel_backend(pid) from pg_stat_activity where usename = 'luce'",
    "select pg_rotate_logfile()",
    "select pg_logical_emit_message(false, 'mine', 'of any length')",
    "select pg_notify('everybody', 'mine')",
    "select pg_create_restore_point('mine')",
    "select pg_create_physical_replication_slot('mine')",
    "select pg_stat_reset()",
    "create publication mine for all tables",
    "create event trigger mine on ddl_command_start execute function mine()",
    "drop database postgres",
]
# What would take for ever, each by itself.
ENDLESS = [
    "select count(*) from generate_series(1, 1000000000000)",
    "select pg_sleep(3600)",
    "with recursive on_and_on as (select 1 as n union all select n + 1 from on_and_on)"
    " select max(n) from on_and_on",
    "select md5(n::text) from generate_series(1, 1000000000) as n order by 1",
    "select count(*) from generate_series(1, 100000) as a, generate_series(1, 100000) as b"
    " where a.a # b.b = 3",
    "do $$ begin loop end loop; end $$",
]


@pytest.fixture
def reader(settings: Settings) -> Iterator[psycopg.Connection]:
    migrate(settings)
    with connect(settings) as owner:
        owner.execute("create table marts.shown as select 1 as one")
    with connect(settings, role="bi_reader", autocommit=True) as opened:
        yield opened


def test_reader_reads_the_marts_made_after_it(reader: psycopg.Connection) -> None:
    assert reader.execute("select one from shown").fetchall() == [(1,)]


@pytest.mark.parametrize("writes", [False, True], ids=["read-only", "read-write"])
def test_reader_is_denied_all_else(reader: psycopg.Connection, writes: bool) -> None:
    """Also after the reader has switched its own read-only default off."""
    reader.execute(f"set default_transaction_read_only = {'off' if writes else 'on'}".encode())
    allowed = []
    for command in DENIED:
        try:
            reader.execute(command.encode())
            allowed.append(command)
        except (
            errors.InsufficientPrivilege,
            errors.ReadOnlySqlTransaction,
            errors.ActiveSqlTransaction,
        ):
            pass
    assert allowed == []


@pytest.mark.parametrize(
    "command",
    [
        "grant select on marts.shown to public",
        "vacuum full marts.shown",
        "alter default privileges in schema marts grant all on tables to public",
    ],
)
def test_reader_changes_nothing_where_postgres_only_warns(
    reader: psycopg.Connection, connection: psycopg.Connection, command: str
) -> None:
    query = "select relacl::text, relfilenode from pg_class where relname = 'shown'"
    before = connection.execute(query).fetchone()
    reader.execute("set default_transaction_read_only = off")
    reader.execute(command.encode())
    assert before and connection.execute(query).fetchone() == before


@pytest.mark.parametrize("command", ENDLESS)
def test_what_takes_for_ever_is_cut_off(reader: psycopg.Connection, command: str) -> None:
    """By the same timeout that the reader has, here shorter than its minute."""
    reader.execute("set statement_timeout = '500ms'")
    with pytest.raises(errors.QueryCanceled):
        reader.execute(command.encode())


def test_a_sort_that_does_not_fit_is_cut_off(
    settings: Settings, reader: psycopg.Connection
) -> None:
    """By the same limit that the reader has, here smaller than its 2 GB."""
    with connect(settings, autocommit=True) as owner:
        database = reader.info.dbname
        owner.execute(f'alter role bi_reader in database "{database}" set temp_file_limit = 1024')
    with (
        connect(settings, role="bi_reader") as again,
        pytest.raises(errors.ConfigurationLimitExceeded),
    ):
        again.execute("select md5(n::text) from generate_series(1, 1000000) as n order by 1")


def test_the_reader_sees_no_statement_of_others(
    settings: Settings, reader: psycopg.Connection
) -> None:
    with connect(settings) as owner:
        owner.execute("select 'a secret of the owner'")
        seen = "select query from pg_stat_activity where usename = 'luce'"
        found = {query for (query,) in reader.execute(seen)}
    assert found == {"<insufficient privilege>"}


def test_no_function_lends_the_reader_the_rights_of_its_owner(reader: psycopg.Connection) -> None:
    lent = reader.execute(
        "select p.oid::regprocedure::text from pg_proc as p"
        " where p.prosecdef and has_function_privilege(p.oid, 'execute')"
    ).fetchall()
    assert lent == []


def test_there_are_many_ways_that_were_tried() -> None:
    assert len(DENIED) == len(set(DENIED)) >= 90
    assert len(ENDLESS) >= 6


def test_reader_may_not_enter_another_database(settings: Settings, server: Settings) -> None:
    with pytest.raises(Exception, match="permission denied for database"):
        psycopg.connect(database_url(settings, database="postgres", role="bi_reader"))


def test_reader_is_cut_off_after_a_minute(reader: psycopg.Connection) -> None:
    assert reader.execute("show statement_timeout").fetchone() == ("1min",)


def test_migrating_again_changes_nothing(settings: Settings) -> None:
    with connect(settings) as connection:
        query = "select md5(string_agg(t::text, '|' order by t::text)) from pg_class t"
        before = connection.execute(query).fetchone()
        connection.commit()
        assert migrate(settings) == f"at revision {read_head()}"
        assert connection.execute(query).fetchone() == before


def test_whatever_the_reader_changed_of_itself_is_set_back(
    settings: Settings, reader: psycopg.Connection
) -> None:
    reader.rollback()
    reader.autocommit = True
    reader.execute("set default_transaction_read_only = off")
    database = reader.info.dbname
    reader.execute(f'alter role bi_reader in database "{database}" set statement_timeout = 0')
    reader.execute("alter role bi_reader password 'another-password-of-its-own'")
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(database_url(settings, role="bi_reader"))
    migrate(settings)
    with psycopg.connect(database_url(settings, role="bi_reader")) as again:
        assert again.execute("show statement_timeout").fetchone() == ("1min",)
        assert again.execute("show temp_file_limit").fetchone() == ("2GB",)


def test_the_reader_may_not_enter_the_template(settings: Settings) -> None:
    migrate(settings)
    with pytest.raises(psycopg.OperationalError, match="permission denied"):
        psycopg.connect(database_url(settings, database="template1", role="bi_reader"))


def test_opening_the_warehouse_again_leaves_the_roles_alone(settings: Settings) -> None:
    """Two processes that alter one role at once meet an error, so nobody does without need."""
    migrate(settings)
    stamp = "select xmin::text from pg_db_role_setting order by setdatabase, setrole"
    with connect(settings) as owner:
        before = owner.execute(stamp).fetchall()
        owner.rollback()
        migrate(settings)
        assert owner.execute(stamp).fetchall() == before
