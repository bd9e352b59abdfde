"""`luce export`: a table of schema marts into a file that other programs read."""

from __future__ import annotations

import tempfile
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from ingestion.cli.options import SampleOption
from ingestion.cli.warehouse import open_warehouse
from ingestion.database.connection import connect
from ingestion.errors import BadSetting


class Format(StrEnum):
    """The formats, by their usual endings."""

    csv = "csv"
    jsonl = "jsonl"
    parquet = "parquet"
    xlsx = "xlsx"


class Headers(StrEnum):
    """What stands above the columns."""

    zh = "zh"
    en = "en"


_DAYS = ["%Y-%m-%d"]


def export(
    table: Annotated[str, typer.Argument(metavar="TABLE", help="A table of marts: fct_target ...")],
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help="The file to write.")],
    format: Annotated[
        Format | None, typer.Option("--format", help="Default: by FILE's ending.")
    ] = None,
    region: Annotated[
        str | None,
        typer.Option(help="Only this region and all below it: a code or a name, 甘肃省 or 621100."),
    ] = None,
    indicator: Annotated[
        str | None, typer.Option(help="Only this indicator: a code of dim_indicator.")
    ] = None,
    due_from: Annotated[
        datetime | None, typer.Option(formats=_DAYS, help="Only deadlines from this day on.")
    ] = None,
    due_to: Annotated[
        datetime | None, typer.Option(formats=_DAYS, help="Only deadlines up to this day.")
    ] = None,
    headers: Annotated[
        Headers | None,
        typer.Option(help="Chinese labels or column names; default: zh for xlsx, en for csv."),
    ] = None,
    sample: SampleOption = False,
) -> None:
    """Export a published table, whole or chosen, UTF-8, rows in order of their key.

    Cells that a spreadsheet would run as a formula are written as text. The file appears whole or
    not at all; an .xlsx has a second sheet that says what the columns mean.
    Example: luce export fct_target --region 甘肃省 --due-to 2025-12-31 --out targets.xlsx
    """
    from ingestion.export import EXPORTERS, Choice, read_table  # pyarrow takes a second

    chosen = (format or _by_ending(out)).value
    in_chinese = (headers or (Headers.zh if chosen == "xlsx" else Headers.en)) is Headers.zh
    if headers is Headers.zh and chosen in ("jsonl", "parquet"):
        raise BadSetting(f"{chosen} is for programs: its names are the columns'", "leave --headers")
    choice = Choice(region, indicator, due_from and due_from.date(), due_to and due_to.date())
    target = _check_target(out)
    settings = open_warehouse()
    with (
        connect(settings) as connection,
        tempfile.TemporaryDirectory(prefix=".luce-", dir=target.parent) as folder,
    ):
        part = Path(folder) / target.name
        rows = read_table(connection, table, choice, in_chinese=in_chinese)
        count = EXPORTERS[chosen](rows, part)
        part.replace(target)
    print(f"{count:,} rows of {table} -> {out}")


def _check_target(out: Path) -> Path:
    """The file behind the name: a link's target stays where it is, a device is left alone."""
    target = out.resolve()
    if not target.parent.is_dir():
        raise BadSetting(f"the folder {target.parent} does not exist", "make it first")
    if target.exists() and not target.is_file():
        raise BadSetting(f"{out} is no file", "name a file to write")
    return target


def _by_ending(out: Path) -> Format:
    try:
        return Format(out.suffix.lower().lstrip("."))
    except ValueError:
        raise typer.BadParameter(
            f"{out.name} has none of the endings {', '.join(Format)}; give --format"
        ) from None
