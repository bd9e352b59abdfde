"""Who may do what in the warehouse: the owner everything, `bi_reader` read the marts, nobody else.

`bi_reader` logs in with a generated password (LUCE_HOME/secrets/bi_reader). It may not write, not
read a schema but `marts`, and not run a statement for longer than a minute. Postgres lets every
role change its own settings and password: the minute guards against accidents, and whatever the
reader has changed is set back whenever the warehouse is opened.
"""

from __future__ import annotations

import psycopg
from psycopg import errors, sql

from ingestion.database.connection import PATIENCE, database_url
from ingestion.database.vault import has_secret, read_secret
from ingestion.settings import Settings

READER = "bi_reader"

LIMITS = (
    "alter role {reader} reset all",
    "alter role {reader} in database {database} reset all",
    "alter role {reader} set statement_timeout = '60s'",
    "alter role {reader} set default_transaction_read_only = 'on'",
    "alter role {reader} set idle_in_transaction_session_timeout = '10min'",
    "alter role {reader} in database {database} set search_path = 'marts'",
)
SPILL = "temp_file_limit=2GB"  # only a superuser may set it
RIGHTS = (
    "revoke all on database {database} from public",
    "grant connect on database {database} to {reader}",
    "revoke all on schema public from public",
    "grant usage on schema marts to {reader}",
    "grant select on all tables in schema marts to {reader}",
    "alter default privileges in schema marts grant select on tables to {reader}",
)

# Functions that every role may call by default, and that write (lo_*; a logical message fills the
# log of the server, also from a read-only transaction) or hold back others (an advisory lock is
# what keeps two writers apart; a queue of notifications is everybody's).
FUNCTIONS_THAT_ACT = """
    select p.oid::regprocedure::text from pg_proc p join pg_namespace n on n.oid = p.pronamespace
    where n.nspname = 'pg_catalog'
      and (p.proname like 'lo\\_%' or p.proname like 'pg\\_%advisory%'
        or p.proname in ('lowrite', 'pg_logical_emit_message', 'pg_notify'))
      and has_function_privilege('public', p.oid, 'execute')
"""


def grant_roles(settings: Settings, connection: psycopg.Connection) -> tuple[str, ...]:
    """Create the reader and set who may do what; run again, it changes nothing.

    Returns what could not be done on a server of your own, a line each.
    """
    notes: list[str] = []
    connection.execute("create schema if not exists marts")
    try:
        with connection.transaction():
            _create_reader(settings, connection, notes)
            _limit_reader(connection)
            _restore_password(settings, connection)
    except errors.InsufficientPrivilege as error:
        reason = error.diag.message_primary
        return (f"{READER} was not set up ({reason}): run `luce db start` as a superuser once",)
    try:
        with connection.transaction():
            _close_server(connection)
    except errors.InsufficientPrivilege:
        notes.append(
            f"{READER} may take advisory locks and write large temporary files:"
            " only a superuser can forbid it"
        )
    return tuple(notes)


def _create_reader(settings: Settings, connection: psycopg.Connection, notes: list[str]) -> None:
    found = connection.execute("select 1 from pg_roles where rolname = %s", [READER]).fetchone()
    if found is None:
        password = sql.Literal(read_secret(settings, READER))
        command = "create role {} login noinherit connection limit 50 password {}"
        connection.execute(sql.SQL(command).format(sql.Identifier(READER), password))
    elif not has_secret(settings, READER):
        notes.append(f"{READER} was there before, so its password is not in LUCE_HOME/secrets")


def _limit_reader(connection: psycopg.Connection) -> None:
    row = connection.execute("select current_database()").fetchone()
    names = {"reader": sql.Identifier(READER), "database": sql.Identifier(row[0] if row else "")}
    commands = [] if _limits_stand(connection) else LIMITS
    for command in (*commands, *RIGHTS):
        connection.execute(sql.SQL(command).format(**names))


def _limits_stand(connection: psycopg.Connection) -> bool:
    """Whether the reader's settings are just ours: a role is of the whole server, and two processes
    that set it at one moment, for two databases, would meet an error.
    """
    rows = connection.execute(
        "select unnest(setconfig) from pg_db_role_setting join pg_roles on setrole = pg_roles.oid"
        " left join pg_database on setdatabase = pg_database.oid"
        " where rolname = %s and (setdatabase = 0 or datname = current_database())",
        [READER],
    ).fetchall()
    found = {setting for (setting,) in rows} - {SPILL}
    wanted = {command.partition(" set ")[2] for command in LIMITS if " set " in command}
    return found == {one.replace(" = ", "=").replace("'", "") for one in wanted}


def _restore_password(settings: Settings, connection: psycopg.Connection) -> None:
    """Give the reader its own password again, where it no longer opens the door."""
    if not has_secret(settings, READER):
        return
    try:
        psycopg.connect(database_url(settings, role=READER), connect_timeout=PATIENCE).close()
    except psycopg.OperationalError as error:
        if "authentication failed" not in str(error):
            return  # something else is wrong; whoever needs the server will say what
        command = sql.SQL("alter role {} password {}")
        password = sql.Literal(read_secret(settings, READER))
        connection.execute(command.format(sql.Identifier(READER), password))


def _close_server(connection: psycopg.Connection) -> None:
    """What only a superuser may close."""
    spills = "select 1 from pg_db_role_setting where %s = any(setconfig)"
    if connection.execute(spills, [SPILL]).fetchone() is None:
        command = sql.SQL("alter role {} set temp_file_limit = '2GB'")
        connection.execute(command.format(sql.Identifier(READER)))
    connection.execute("revoke connect on database template1 from public")
    for (function,) in connection.execute(FUNCTIONS_THAT_ACT).fetchall():
        connection.execute(
            sql.SQL("revoke execute on function {} from public").format(sql.SQL(function))
        )
