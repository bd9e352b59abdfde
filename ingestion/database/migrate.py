"""Bring a warehouse to the shape that this version of the code expects."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

import psycopg
from psycopg import errors, sql

from ingestion.database.connection import connect, database_url, explained
from ingestion.database.roles import grant_roles
from ingestion.errors import DatabaseUnreachable
from ingestion.settings import Settings

SCRIPTS = Path(__file__).with_name("migrations")
LOCK = 4_020_260_001  # any number, so long as no other lock of the warehouse has it


def migrate(settings: Settings) -> str:
    """Create the database where it is absent, run its migrations and set its roles.

    Returns one line: the revision that the warehouse is at, and what could not be done.

    Raises:
        DatabaseUnreachable: no server, or the database is absent and may not be created.
    """
    create_database(settings)
    with explained(settings), connect(settings, autocommit=True) as connection:
        connection.execute("select pg_advisory_lock(%s)", [LOCK])  # two may migrate at once
        head = read_head()
        if _read_revision(connection) != head:
            _upgrade(settings)
        notes = grant_roles(settings, connection)
    return "; ".join((f"at revision {head}", *notes))


def create_database(settings: Settings, name: str | None = None) -> None:
    """Create a database of the server, the warehouse's where no name is given, if it is absent."""
    name = name or urlsplit(database_url(settings)).path.removeprefix("/")
    if not name or _exists(settings, name):
        return
    command = sql.SQL("create database {} template template0 encoding 'UTF8'")
    try:
        with connect(settings, autocommit=True, database="postgres") as connection:
            connection.execute(command.format(sql.Identifier(name)))
            for database in (name, "postgres"):
                revoke = sql.SQL("revoke all on database {} from public")
                connection.execute(revoke.format(sql.Identifier(database)))
    except (errors.DuplicateDatabase, errors.UniqueViolation):
        pass  # another process was first
    except errors.InsufficientPrivilege as error:
        raise DatabaseUnreachable(
            f"the database {name} is absent and may not be created here",
            f"create it: create database {name} encoding 'UTF8' template template0",
        ) from error


def read_head() -> str:
    """The newest revision, read from the file names: Alembic takes a second to import."""
    return max(path.stem.split("_")[0] for path in (SCRIPTS / "versions").glob("[0-9]*.py"))


def _exists(settings: Settings, name: str) -> bool:
    try:
        connect(settings, database=name).close()
    except DatabaseUnreachable as error:
        if isinstance(error.__cause__, psycopg.OperationalError) and "does not exist" in str(error):
            return False
        raise
    return True


def _read_revision(connection: psycopg.Connection) -> str | None:
    found = connection.execute("select to_regclass('public.alembic_version')").fetchone()
    if not found or found[0] is None:
        return None
    row = connection.execute("select version_num from public.alembic_version").fetchone()
    return str(row[0]) if row else None


def _upgrade(settings: Settings) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    config.attributes["url"] = database_url(settings)
    command.upgrade(config, "head")
