"""Connections to the warehouse: the one place that knows its URL and who may log in."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import parse_qs, quote, unquote, urlsplit, urlunsplit

import psycopg
from psycopg import errors

from ingestion.database.cluster import OWNER, Cluster
from ingestion.database.vault import check_secret, read_secret
from ingestion.errors import DatabaseUnreachable, NoSpaceLeft
from ingestion.settings import Settings

PATIENCE = 5  # seconds to wait for a server that does not answer
START = "start it with `luce db start`"
CORRECT = "start that server, or correct LUCE_DATABASE_URL"


def database_url(
    settings: Settings, *, database: str | None = None, role: str | None = None
) -> str:
    """The URL of the warehouse, password included: hand it to a library, never to a log.

    Args:
        database: another database of the same server; the warehouse's where left out.
        role: another role, with the password generated for it; the owner where left out.

    Raises:
        BadSetting: LUCE_DATABASE_URL has no password or a weak one for a server of the network.
        DatabaseUnreachable: no embedded server was ever started here.
    """
    if settings.database_url:
        return _own_server(settings, settings.database_url, database, role)
    port = Cluster(settings).port
    if port is None:
        raise DatabaseUnreachable(f"there is no embedded Postgres in {settings.home} yet", START)
    password = read_secret(settings, role or "postgres_owner")
    name = database or settings.database_name
    return f"postgresql://{role or OWNER}:{password}@127.0.0.1:{port}/{name}"


def connect(
    settings: Settings,
    *,
    role: str | None = None,
    autocommit: bool = False,
    database: str | None = None,
) -> psycopg.Connection:
    """Open a connection to the warehouse; its clock is UTC.

    Raises:
        DatabaseUnreachable: nothing answers, or it refuses; one line, without the password.
    """
    url = database_url(settings, database=database, role=role)
    with explained(settings):
        return psycopg.connect(
            url,
            autocommit=autocommit,
            connect_timeout=PATIENCE,
            application_name="luce",
            options="-c timezone=UTC",
        )


@contextmanager
def explained(settings: Settings) -> Iterator[None]:
    """Turn a lost or refused connection and a full disk into one line with its cure."""
    try:
        yield
    except (errors.DiskFull, errors.OutOfMemory) as error:
        raise NoSpaceLeft(
            f"the database has no room: {_first_line(error)}", "free some space and run again"
        ) from error
    except (psycopg.OperationalError, psycopg.InterfaceError) as error:
        if isinstance(error, errors.QueryCanceled):
            raise
        raise DatabaseUnreachable(
            f"no database at {describe(settings)}: {_first_line(error)}",
            CORRECT if settings.database_url else START,
        ) from error


def describe(settings: Settings) -> str:
    """Where the warehouse is, without its password: fit for a person and a log."""
    try:
        parts = urlsplit(database_url(settings))
    except DatabaseUnreachable:
        return f"{settings.home}"
    return f"{parts.hostname or 'the local socket'}:{parts.port or 5432}{parts.path}"


def _own_server(settings: Settings, url: str, database: str | None, role: str | None) -> str:
    parts = urlsplit(url)
    _check_password(parts.hostname, parts.password, parts.query)
    _, _, host = parts.netloc.rpartition("@")
    user = parts.netloc.rpartition("@")[0]
    if role:
        user = f"{role}:{quote(read_secret(settings, role), safe='')}"
    path = f"/{database}" if database else parts.path
    netloc = f"{user}@{host}" if user else host
    return urlunsplit(("postgresql", netloc, path, parts.query, ""))


def _check_password(host: str | None, password: str | None, query: str) -> None:
    """Refuse a weak password where others could try it: on any host but this machine itself."""
    options = parse_qs(query)
    host = (options.get("host") or [host or ""])[0]
    if _is_this_machine(host) or options.keys() & {"sslcert", "passfile", "service"}:
        return
    given = unquote(password or (options.get("password") or [""])[0])
    cure = "give that role a password of 16 characters or more, e.g. from `openssl rand -hex 24`"
    check_secret(given, "the password in LUCE_DATABASE_URL", cure)


def _is_this_machine(host: str) -> bool:
    if host in ("", "localhost") or host.startswith("/"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _first_line(error: Exception) -> str:
    """The server's own words; psycopg repeats them once for every address it tried."""
    lines = str(error).strip().splitlines() or [type(error).__name__]
    return lines[0].removeprefix("connection failed: ").strip()
