"""`luce export`: a table of schema marts into a file that other programs read."""

from __future__ import annotations

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
    if not out.absolute().parent.is_dir():
        raise BadSetting(f"the folder {out.absolute().parent} does not exist", "make it first")
    settings = open_warehouse()
    part = out.with_name(out.name + ".part")
    with connect(settings) as connection:
        rows = read_table(connection, table)
        try:
            count = EXPORTERS[chosen](rows, part)
            part.replace(out)
        finally:
            part.unlink(missing_ok=True)
    print(f"{count:,} rows of {table} -> {out}")


def _by_ending(out: Path) -> Format:
    try:
        return Format(out.suffix.lower().lstrip("."))
    except ValueError:
        raise typer.BadParameter(
            f"{out.name} has none of the endings {', '.join(Format)}; give --format"
        ) from None
