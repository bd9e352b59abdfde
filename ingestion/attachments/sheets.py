"""XLSX and XLS: the visible sheets, a row a line, cells as the sheet prints them."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

from ingestion.attachments.failures import NotRead
from ingestion.attachments.package import Package

CELLS = 200_000  # filled or not; a whole notice has some thousands
COLUMNS = 100
LARGEST = 1e15  # a sheet keeps no more digits
_FIXED = re.compile(r"^[^;\"0]{0,20}?0(?:\.(0{1,8}))?(%)?(?:[_;) ].{0,80})?$")


def read_lines(body: bytes, kind: str) -> list[str]:
    """The rows of every visible sheet under the sheet's name. A merged cell says its text once.

    Raises:
        NotRead: more cells than a notice's table has, or encrypted.
    """
    sheets = list(_open_xlsx(body) if kind == "xlsx" else _open_xls(body))
    lines: list[str] = []
    for name, rows in sheets:
        own = list(_read_rows(rows))
        if own:
            lines += [name, *own] if len(sheets) > 1 else own
    return lines


def _read_rows(rows: Iterable[list[str]]) -> Iterator[str]:
    seen = 0
    for row in rows:
        seen += max(len(row), 1)
        if seen > CELLS:
            raise NotRead(f"more than {CELLS:,} cells")
        filled = [text for text in row if text]
        if len(filled) == 1:
            yield filled[0]
        elif filled:
            yield "\t".join(row).rstrip("\t")


def _open_xlsx(body: bytes) -> Iterator[tuple[str, Iterable[list[str]]]]:
    from openpyxl import load_workbook

    Package(body).check_whole()
    book = load_workbook(io.BytesIO(body), read_only=True, data_only=True, keep_links=False)
    for sheet in book.worksheets:
        if sheet.sheet_state == "visible":
            sheet.reset_dimensions()  # what the file says of its size may be anything
            yield sheet.title, _xlsx_rows(sheet.iter_rows(max_col=COLUMNS))


def _xlsx_rows(rows: Iterable[Iterable[object]]) -> Iterator[list[str]]:
    for row in rows:
        cells = list(row)
        yield [
            show_value(getattr(cell, "value", None), getattr(cell, "number_format", None))
            for cell in cells
        ]


def _open_xls(body: bytes) -> Iterator[tuple[str, Iterable[list[str]]]]:
    import xlrd

    try:
        book = xlrd.open_workbook(file_contents=body, formatting_info=True, logfile=io.StringIO())
    except xlrd.XLRDError as error:
        if "encrypted" in str(error).lower():
            raise NotRead("it is encrypted") from error
        raise
    for sheet in book.sheets():
        if sheet.visibility == 0:
            yield sheet.name, _xls_rows(book, sheet)


def _xls_rows(book: object, sheet: object) -> Iterator[list[str]]:
    import xlrd

    formats, styles = book.format_map, book.xf_list  # type: ignore[attr-defined]
    for number in range(sheet.nrows):  # type: ignore[attr-defined]
        row = []
        for cell in sheet.row(number)[:COLUMNS]:  # type: ignore[attr-defined]
            value: object = cell.value
            if cell.ctype == xlrd.XL_CELL_DATE:
                value = xlrd.xldate_as_datetime(cell.value, book.datemode)  # type: ignore[attr-defined]
            elif cell.ctype in (xlrd.XL_CELL_ERROR, xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK):
                value = None
            elif cell.ctype == xlrd.XL_CELL_BOOLEAN:
                value = bool(cell.value)
            row.append(show_value(value, formats[styles[cell.xf_index].format_key].format_str))
        yield row


def show_value(value: object, number_format: str | None) -> str:
    """A cell as a reader sees it: 0.45 in the format 0% is 45%, 3.0 is 3."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, int | float):
        return _show_number(value, number_format or "General")
    if isinstance(value, datetime | date):
        return f"{value.year}年{value.month}月{value.day}日"
    return " ".join(str(value).split())


def _show_number(value: float, number_format: str) -> str:
    if not -LARGEST < value < LARGEST:  # also what is not a number
        return ""
    number = Decimal(repr(value))
    fixed = _FIXED.match(number_format)
    if fixed is None:
        return _plain(number * 100) + "%" if number_format.endswith("%") else _plain(number)
    number = number * 100 if fixed.group(2) else number
    places = Decimal(1).scaleb(-len(fixed.group(1) or ""))
    shown = number.quantize(places, rounding=ROUND_HALF_UP)
    return f"{shown:f}{fixed.group(2) or ''}"


def _plain(number: Decimal) -> str:
    """Without the noise of binary fractions: 0.30000000000000004 is 0.3."""
    text = f"{number:.10f}".rstrip("0").rstrip(".")
    return "0" if text in ("", "-0") else text
