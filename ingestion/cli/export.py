"""`luce export`: a table of schema marts into a file that other programs read."""

from __future__ import annotations

import tempfile
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


def export(
    table: Annotated[str, typer.Argument(metavar="TABLE", help="A table of marts: fct_target ...")],
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help="The file to write.")],
    format: Annotated[
        Format | None, typer.Option("--format", help="Default: by FILE's ending.")
    ] = None,
    sample: SampleOption = False,
) -> None:
    """Export a published table, UTF-8, rows in order of their key.

    Cells that a spreadsheet would run as a formula are written as text. The file appears whole or
    not at all. Example: luce export fct_target --format xlsx --out targets.xlsx
    """
    from ingestion.export import EXPORTERS, read_table  # pyarrow and openpyxl take a second

    chosen = (format or _by_ending(out)).value
    target = _check_target(out)
    settings = open_warehouse()
    with (
        connect(settings) as connection,
        tempfile.TemporaryDirectory(prefix=".luce-", dir=target.parent) as folder,
    ):
        part = Path(folder) / target.name
        count = EXPORTERS[chosen](read_table(connection, table), part)
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
