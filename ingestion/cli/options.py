"""Options that several commands share, declared once."""

from __future__ import annotations

import os
import secrets
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated

import typer

from ingestion.errors import BadSetting


def _work_on_sample(value: bool) -> bool:
    if value:
        os.environ["LUCE_SAMPLE"] = "1"
    return value


def _read_date(value: str | None) -> date | None:
    if value is None:
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise typer.BadParameter(f"{value!r} is no date; write it as 2025-12-31") from None


SampleOption = Annotated[
    bool,
    typer.Option(
        "--sample",
        callback=_work_on_sample,
        is_eager=True,
        help="Work on the bundled sample and its own database, luce_sample.",
    ),
]
SourceOption = Annotated[
    str | None, typer.Option("--source", metavar="ID", help="A source; see `luce sources list`.")
]
FolderOption = Annotated[
    Path | None,
    typer.Option(
        "--folder",
        metavar="DIR",
        exists=True,
        file_okay=False,
        readable=True,
        resolve_path=True,
        help="A folder of notices (.txt, .html; UTF-8 or GB18030).",
    ),
]
SinceOption = Annotated[
    str | None,
    typer.Option("--since", metavar="DATE", help="Only what was listed on this day or after."),
]
UntilOption = Annotated[
    str | None,
    typer.Option("--until", metavar="DATE", help="Only what was listed on this day or before."),
]
RunIdOption = Annotated[
    str | None,
    typer.Option(
        "--run-id",
        metavar="ID",
        help="The run's name: land takes the one that fetch printed.",
    ),
]


def read_window(since: str | None, until: str | None) -> tuple[date | None, date | None]:
    """The window of days that two options name.

    Raises:
        BadSetting: the window ends before it begins.
    """
    first, last = _read_date(since), _read_date(until)
    if first and last and last < first:
        raise BadSetting(f"--until {last} lies before --since {first}", "swap them")
    return first, last


def new_run_id(source_id: str) -> str:
    """A run's name: its source, its time, and four random characters against collisions."""
    return f"{source_id}.{datetime.now(UTC):%Y%m%dT%H%M%SZ}.{secrets.token_hex(2)}"
