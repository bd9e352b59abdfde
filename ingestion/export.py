"""Rows of a mart into CSV, JSON lines, Parquet or XLSX, streamed, safe for spreadsheets."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import psycopg
import pyarrow as pa
import pyarrow.parquet as pq
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.utils import get_column_letter
from psycopg import sql

from ingestion.errors import UnknownTable

_BLOCK = 5_000  # rows held at a time
# What a spreadsheet takes for a formula, its full-width twins too, behind anything invisible.
_FORMULA = re.compile(r"[\s\ufeff\u200b-\u200f\u202a-\u202e\u2060]*[=+\-@＝＋－＠]|[\t\r\n]")
_LONG_TEXT = {"quote", "section", "text", "indicator_raw", "notice_title", "url"}
_WIDE = 40  # characters of a sheet's column
_ARROW = {
    "int2": pa.int32(),
    "int4": pa.int32(),
    "int8": pa.int64(),
    "bool": pa.bool_(),
    "numeric": pa.float64(),
    "float8": pa.float64(),
    "date": pa.date32(),
    "timestamptz": pa.timestamp("us", tz="UTC"),
    "_text": pa.list_(pa.string()),
}


@dataclass(frozen=True, slots=True)
class TableRows:
    """A table's columns with their Postgres type names, and its rows as they stream in."""

    table: str
    columns: list[str]
    types: list[str]
    blocks: Iterator[list[tuple[Any, ...]]]


def read_table(connection: psycopg.Connection, table: str) -> TableRows:
    """Open a table of schema marts for reading.

    Raises:
        UnknownTable: marts has no such table; the message names those it has.
    """
    known = connection.execute(
        "select table_name from information_schema.tables where table_schema = 'marts' order by 1"
    ).fetchall()
    names = [name for (name,) in known]
    if table not in names:
        raise UnknownTable(
            f"there is no table {table!r} in marts",
            f"take one of: {', '.join(names)}" if names else "publish first: luce run",
        )
    described = connection.execute(
        "select column_name, udt_name from information_schema.columns"
        " where table_schema = 'marts' and table_name = %s order by ordinal_position",
        (table,),
    ).fetchall()
    return TableRows(
        table=table,
        columns=[name for name, _ in described],
        types=[kind for _, kind in described],
        blocks=_stream(connection, table),
    )


def _stream(connection: psycopg.Connection, table: str) -> Iterator[list[tuple[Any, ...]]]:
    query = sql.SQL("select * from marts.{} order by 1").format(sql.Identifier(table))
    with connection.cursor(name="export") as cursor:
        cursor.execute(query)
        while block := cursor.fetchmany(_BLOCK):
            yield block


def write_csv(rows: TableRows, path: Path) -> int:
    """UTF-8, comma, CRLF as RFC 4180 has it; lists joined by `; `."""
    count = 0
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(rows.columns)
        for block in rows.blocks:
            writer.writerows([disarm(_flat(value)) for value in row] for row in block)
            count += len(block)
    return count


def write_jsonl(rows: TableRows, path: Path) -> int:
    """A JSON object a line, numbers as numbers, dates as ISO strings."""
    count = 0
    with path.open("w", encoding="utf-8") as file:
        for block in rows.blocks:
            for row in block:
                named = dict(zip(rows.columns, map(_json_value, row), strict=True))
                file.write(json.dumps(named, ensure_ascii=False) + "\n")
            count += len(block)
    return count


def write_parquet(rows: TableRows, path: Path) -> int:
    """Typed columns; numeric becomes double."""
    schema = pa.schema(
        [
            (name, _ARROW.get(kind, pa.string()))
            for name, kind in zip(rows.columns, rows.types, strict=True)
        ]
    )
    count = 0
    with pq.ParquetWriter(path, schema, compression="zstd") as writer:
        for block in rows.blocks:
            arrays = [
                pa.array([_arrow_value(row[i], field.type) for row in block], type=field.type)
                for i, field in enumerate(schema)
            ]
            writer.write_table(pa.Table.from_arrays(arrays, schema=schema))
            count += len(block)
    return count


def write_xlsx(rows: TableRows, path: Path) -> int:
    """One sheet; text is written as text even where it begins like a formula."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(rows.table[:31])  # Excel's limit
    sheet.freeze_panes = "A2"
    for position, name in enumerate(rows.columns, start=1):
        width = _WIDE if name in _LONG_TEXT else max(12, len(name) + 2)
        sheet.column_dimensions[get_column_letter(position)].width = width
    sheet.append(rows.columns)
    count = 0
    for block in rows.blocks:
        for row in block:
            sheet.append([_xlsx_cell(sheet, value) for value in row])
        count += len(block)
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(rows.columns))}{count + 1}"
    book.save(path)
    return count


def disarm(value: Any) -> Any:
    """A text that a spreadsheet would run, made plain by a leading apostrophe (OWASP's advice)."""
    if isinstance(value, str) and _FORMULA.match(value):
        return "'" + value
    return value


def _flat(value: Any) -> Any:
    return "; ".join(map(str, value)) if isinstance(value, list) else value


def _json_value(value: Any) -> Any:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value.isoformat() if isinstance(value, date | datetime) else value


def _arrow_value(value: Any, kind: pa.DataType) -> Any:
    if isinstance(value, Decimal):
        return float(value)
    if value is not None and pa.types.is_string(kind) and not isinstance(value, str):
        return str(value)
    return value


def _xlsx_cell(sheet: Any, value: Any) -> Any:
    value = _flat(value)
    if isinstance(value, datetime):
        return value.replace(tzinfo=None)  # a sheet knows no zones; ours are UTC
    if not isinstance(value, str):
        return value
    cell = WriteOnlyCell(sheet, value=ILLEGAL_CHARACTERS_RE.sub("\ufffd", value))
    cell.data_type = "s"
    return cell


EXPORTERS: dict[str, Callable[[TableRows, Path], int]] = {
    "csv": write_csv,
    "jsonl": write_jsonl,
    "parquet": write_parquet,
    "xlsx": write_xlsx,
}
