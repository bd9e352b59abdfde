"""`luce sources`: what is fetched, from where, and whether anybody has seen it work."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ingestion.cli import check_source, new_source
from ingestion.cli.options import SampleOption
from ingestion.cli.show import show_table
from ingestion.settings import load_settings

if TYPE_CHECKING:
    from ingestion.sources import Source

app = typer.Typer(no_args_is_help=True, help="The sources, one YAML file each.")
app.command("new")(new_source.new)
app.command("check")(check_source.check)


@app.callback()
def _sources() -> None:
    """The sources, one YAML file each (ingestion/sources/)."""


@app.command("list")
def show_sources(sample: SampleOption = False) -> None:
    """List the sources: rank, family, the day each was last seen to work live, when it runs.

    A file that cannot be read is named below the others, and the exit status is 1.
    """
    from ingestion.sources import survey_sources

    survey = survey_sources(load_settings())
    rows = [
        (
            one.source_id,
            one.publisher,
            f"{one.region} ({one.level})" if one.region not in one.publisher else one.level,
            one.rank,
            one.family,
            one.verified.isoformat() if one.verified else "never",
            tell_running(one),
            one.home,
        )
        for one in survey.sources
    ]
    headers = ("source", "publisher", "region", "rank", "family", "verified", "runs", "home")
    show_table(f"{len(rows)} sources", headers, rows)
    for fault in survey.faults:
        print(f"luce: {fault}", file=sys.stderr)
    if survey.faults:
        raise typer.Exit(1)


def tell_running(source: Source) -> str:
    """Whether the scheduler fetches a source, in two or three words."""
    if source.family == "folder":
        return "by hand"
    if not source.has_night:
        return "no: list unknown"
    if source.verified is None and not source.is_sample:
        return "paused: unverified"
    return "every night"


@app.command("schema")
def write_schema(
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="FILE", help="Write it there; `-` or nothing: print it."),
    ] = None,
) -> None:
    """The JSON schema of a source file, for editors.

    The one that the files name: luce sources schema --out ingestion/sources/source.schema.json
    """
    from ingestion.sources.schema import print_schema

    if out is None or str(out) == "-":
        print(print_schema(), end="")
    else:
        out.write_text(print_schema(), encoding="utf-8")
