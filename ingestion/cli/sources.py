"""`luce sources`: what is fetched, from where, and whether anybody has seen it work."""

from __future__ import annotations

import sys

import typer

from ingestion.cli.options import SampleOption
from ingestion.cli.show import show_table
from ingestion.settings import load_settings

app = typer.Typer(no_args_is_help=True, help="The sources, one YAML file each.")


@app.callback()
def _sources() -> None:
    """The sources, one YAML file each (ingestion/sources/)."""


@app.command("list")
def show_sources(sample: SampleOption = False) -> None:
    """List the sources with their family, and the day they were last seen to work live.

    A file that cannot be read is named below the others, and the exit status is 1.
    """
    from ingestion.sources import survey_sources

    survey = survey_sources(load_settings())
    rows = [
        (
            one.source_id,
            one.publisher,
            one.region,
            one.level,
            one.family,
            one.verified.isoformat() if one.verified else "never",
            one.home,
        )
        for one in survey.sources
    ]
    headers = ("source", "publisher", "region", "level", "family", "verified", "home")
    show_table(f"{len(rows)} sources", headers, rows)
    for fault in survey.faults:
        print(f"luce: {fault}", file=sys.stderr)
    if survey.faults:
        raise typer.Exit(1)
