"""Rows into CSV, JSON lines, Parquet or XLSX, streamed, safe for spreadsheets."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.utils import get_column_letter

from ingestion.errors import TooManyRows
from ingestion.export.rows import TableRows

# What a spreadsheet takes for a formula, its full-width twins too, behind anything invisible.
_FORMULA = re.compile(r"[\s\ufeff\u200b-\u200f\u202a-\u202e\u2060]*[=+\-@＝＋－＠]|[\t\r\n]")
_LONG_TEXT = {"quote", "section", "text", "indicator_raw", "notice_title", "url"}
_SHEET_ROWS = 1_048_575  # Excel's, below the headers: it cuts off what stands beyond
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


def write_csv(rows: TableRows, path: Path) -> int:
    """UTF-8, comma, CRLF as RFC 4180 has it; lists joined by `; `.

    With Chinese headers it is for people, and begins with the mark that Excel tells UTF-8 by.
    """
    count = 0
    encoding = "utf-8-sig" if rows.in_chinese else "utf-8"
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.writer(file)
        writer.writerow(rows.headers)
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
    """A sheet of rows and one of what the columns mean; text that begins like a formula is text.

    Raises:
        TooManyRows: more than a sheet holds; choose fewer, or take another format.
    """
    book = Workbook(write_only=True)
    sheet = book.create_sheet(rows.table[:31])  # Excel's limit
    sheet.freeze_panes = "A2"
    for position, name in enumerate(rows.columns, start=1):
        width = _WIDE if name in _LONG_TEXT else max(12, len(name) + 2)
        sheet.column_dimensions[get_column_letter(position)].width = width
    sheet.append(rows.headers)
    count = 0
    for block in rows.blocks:
        if count + len(block) > _SHEET_ROWS:
            sheet.close()
            raise TooManyRows(
                f"{rows.table} has more rows than a sheet holds ({_SHEET_ROWS:,})",
                "choose fewer by --region, --indicator or --due-from, or take csv or parquet",
            )
        for row in block:
            sheet.append([_xlsx_cell(sheet, value) for value in row])
        count += len(block)
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(rows.columns))}{count + 1}"
    _explain_columns(book, rows)
    book.save(path)
    return count


def _explain_columns(book: Workbook, rows: TableRows) -> None:
    """The second sheet, 字段说明: a column's header, its name, its description."""
    sheet = book.create_sheet("字段说明")
    sheet.freeze_panes = "A2"
    for letter, width in (("A", 20), ("B", 24), ("C", 100)):
        sheet.column_dimensions[letter].width = width
    sheet.append(["字段", "列名", "说明"])
    for column in rows.described:
        sheet.append([column.label, column.name, column.description])


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
