"""The command `luce`: the stages, the whole run, database, sources, vocabularies, exports."""

from __future__ import annotations

import errno
import logging
import sys

import psycopg
import typer

from ingestion.cli import (
    database,
    evaluate,
    export,
    files,
    project,
    quarantine,
    run,
    sources,
    stages,
    vocabulary,
)
from ingestion.errors import LuceError

app = typer.Typer(
    name="luce",
    help=(
        "Luce 绿策: what China's governments have promised, number by number, tied to the "
        "characters that say so.\n\n"
        "The six stages, in their order: fetch, land, parse, build, validate, publish. "
        "`luce run` does all of them. Everything works on the database `luce` of the embedded "
        "server, on `luce_sample` with --sample, or on the server that LUCE_DATABASE_URL names."
    ),
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command("run")(run.run)
app.command("fetch")(stages.fetch)
app.command("land")(stages.land)
app.command("parse")(files.parse)
app.command("build")(stages.build)
app.command("validate")(stages.validate)
app.command("publish")(stages.publish)
app.command("export")(export.export)
app.command("docs")(project.docs)
app.command("freshness")(project.freshness)
app.command("evaluate")(evaluate.evaluate)
app.add_typer(quarantine.app, name="quarantine")
app.add_typer(sources.app, name="sources")
app.add_typer(vocabulary.app, name="vocabulary")
app.add_typer(database.app, name="db")


def main() -> None:
    """Run the command line; a fault that a person can mend is one line and exit status 1."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    try:
        app()
    except LuceError as error:
        _fail(str(error))
    except psycopg.errors.InsufficientPrivilege as error:
        said = error.diag.message_primary or "a right is missing"
        _fail(f"the database refused: {said}; give that role the rights of the database's owner")
    except psycopg.OperationalError as error:
        first = str(error).strip().splitlines()[0] if str(error).strip() else "no answer"
        _fail(f"the database failed: {first}; look at `luce db url`, then run again")
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            _fail("no space left on the disk; free some space and run again")
        where = error.filename or "the system"
        _fail(f"{where}: {error.strerror or error}; see whether it may be used")


def _fail(line: str) -> None:
    print(f"luce: {line}", file=sys.stderr)
    raise SystemExit(1)
