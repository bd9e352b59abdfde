"""`luce fetch|land|build|validate|publish`: one stage at a time, by hand."""

from __future__ import annotations

from typing import Annotated

import typer

from ingestion.cli.options import (
    FolderOption,
    RunIdOption,
    SampleOption,
    SinceOption,
    SourceOption,
    UntilOption,
    new_run_id,
    read_window,
)
from ingestion.cli.show import show_progress, show_report
from ingestion.cli.warehouse import open_warehouse
from ingestion.errors import BadSetting
from ingestion.settings import load_settings


def fetch(
    source: SourceOption = None,
    folder: FolderOption = None,
    since: SinceOption = None,
    until: UntilOption = None,
    run_id: RunIdOption = None,
    sample: SampleOption = False,
) -> None:
    """Fetch a source's notices, whole or refused, into the spool.

    Prints the run's id; give it to `luce land`. Example:
    luce fetch --source dingxi_city --since 2026-01-01
    """
    from ingestion.sources import FOLDER_SOURCE, load_source
    from ingestion.stages.fetch import fetch as fetch_stage

    if (source is None) == (folder is None):
        raise BadSetting("give one of --source and --folder", "see `luce sources list`")
    settings = load_settings()
    chosen = load_source(source or FOLDER_SOURCE, settings)
    first, last = read_window(since, until)
    name = run_id or new_run_id(chosen.source_id)
    report = fetch_stage(
        chosen, run_id=name, since=first, until=last, settings=settings, folder=folder
    )
    show_report(report)
    print(f"run id: {name}\nnext: luce land --source {chosen.source_id} --run-id {name}")


def land(
    source: SourceOption = None,
    folder: FolderOption = None,
    run_id: RunIdOption = None,
    sample: SampleOption = False,
) -> None:
    """Commit a fetched run to schema raw, before anything reads it."""
    from ingestion.sources import FOLDER_SOURCE, load_source
    from ingestion.stages.land import land as land_stage

    if run_id is None:
        raise BadSetting("which run is to be landed?", "give --run-id as `luce fetch` printed it")
    settings = open_warehouse()
    chosen = load_source(source or FOLDER_SOURCE, settings)
    show_report(land_stage(chosen, run_id=run_id, settings=settings))


def build(sample: SampleOption = False) -> None:
    """Give the rows meaning: units, indicators, regions (dbt, schemas staging, intermediate)."""
    from ingestion.stages.build import build as build_stage

    show_report(build_stage(settings=open_warehouse()))


def validate(
    accept: Annotated[
        str | None,
        typer.Option(
            "--accept",
            metavar="REASON",
            help="Accept a refused batch as it is; the reason is kept. Rows in quarantine stay.",
        ),
    ] = None,
    sample: SampleOption = False,
) -> None:
    """Judge what was built: single rows go to quarantine, a bad batch stops the publish."""
    from ingestion.stages.validate import validate as validate_stage

    show_report(validate_stage(settings=open_warehouse(), accept=accept))


def publish(sample: SampleOption = False) -> None:
    """Change the marts in one transaction, to what was built and judged good."""
    from ingestion.stages.publish import publish as publish_stage

    show_report(publish_stage(settings=open_warehouse()))


def parse_landed(*, everything: bool) -> None:
    """What `luce parse` without files does."""
    from ingestion.stages.parse import parse as parse_stage

    settings = open_warehouse()
    show_report(parse_stage(settings=settings, everything=everything, progress=show_progress))
