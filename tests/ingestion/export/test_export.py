"""Exports: whole, typed, safe for spreadsheets, the same in every format."""

from __future__ import annotations

import csv
import json
from datetime import date
from decimal import Decimal

import psycopg
import pyarrow.parquet as pq
import pytest
from openpyxl import load_workbook

from ingestion.errors import TooManyRows, UnknownTable
from ingestion.export import EXPORTERS, disarm, read_table

ROWS = [
    (1, "=cmd|' /C calc'!A0", Decimal("80.5"), date(2025, 12, 31), ["市发改委", "市住建局"]),
    (2, "森林覆盖率,\n“新”", None, None, []),
    (3, "@SUM(A1)", Decimal("-3"), date(2030, 12, 31), ["-1+1"]),
]


@pytest.fixture
def marts(connection: psycopg.Connection) -> psycopg.Connection:
    connection.execute("create schema if not exists marts")
    connection.execute(
        "create table marts.fct_probe (id int, quote text, value numeric, due date, lead text[])"
    )
    for row in ROWS:
        connection.execute("insert into marts.fct_probe values (%s, %s, %s, %s, %s)", row)
    return connection


def test_csv_holds_every_row_and_runs_no_formula(marts, tmp_path):
    assert EXPORTERS["csv"](read_table(marts, "fct_probe"), tmp_path / "t.csv") == 3
    with (tmp_path / "t.csv").open(encoding="utf-8", newline="") as file:
        header, first, second, third = csv.reader(file)
    assert header == ["id", "quote", "value", "due", "lead"]
    assert first == ["1", "'=cmd|' /C calc'!A0", "80.5", "2025-12-31", "市发改委; 市住建局"]
    assert second[1] == "森林覆盖率,\n“新”"
    assert (third[1], third[2], third[4]) == ("'@SUM(A1)", "-3", "'-1+1")


@pytest.mark.parametrize(
    "text", ["=1", "+1", "-1", "@a", "\t=1", "\n=1", " =1", "＝1", "－1", "\ufeff=1", "\u200b@a"]
)
def test_whatever_a_spreadsheet_would_run_is_made_plain(text):
    assert disarm(text) == "'" + text


def test_plain_text_stays_as_it_is():
    assert [disarm(one) for one in ("80%以上", "（一）", "—", "a=b", 3)] == [
        "80%以上", "（一）", "—", "a=b", 3,
    ]  # fmt: skip


def test_a_csv_for_people_opens_in_excel_and_one_for_programs_has_no_mark(marts, tmp_path):
    for in_chinese in (True, False):
        EXPORTERS["csv"](read_table(marts, "fct_probe", in_chinese=in_chinese), tmp_path / "t.csv")
        assert (tmp_path / "t.csv").read_bytes().startswith(b"\xef\xbb\xbf") == in_chinese


def test_a_sheet_that_would_be_cut_off_is_refused(marts, tmp_path, monkeypatch):
    monkeypatch.setattr("ingestion.export.formats._SHEET_ROWS", 3)
    assert EXPORTERS["xlsx"](read_table(marts, "fct_probe"), tmp_path / "t.xlsx") == 3
    marts.execute("insert into marts.fct_probe values (4)")
    with pytest.raises(TooManyRows, match="--region"):
        EXPORTERS["xlsx"](read_table(marts, "fct_probe"), tmp_path / "t.xlsx")


def test_jsonl_is_verbatim_and_typed(marts, tmp_path):
    EXPORTERS["jsonl"](read_table(marts, "fct_probe"), tmp_path / "t.jsonl")
    rows = [json.loads(line) for line in (tmp_path / "t.jsonl").read_text("utf-8").splitlines()]
    assert rows[0] == {
        "id": 1,
        "quote": ROWS[0][1],
        "value": 80.5,
        "due": "2025-12-31",
        "lead": ["市发改委", "市住建局"],
    }
    assert rows[2]["value"] == -3


def test_parquet_is_typed(marts, tmp_path):
    EXPORTERS["parquet"](read_table(marts, "fct_probe"), tmp_path / "t.parquet")
    table = pq.read_table(tmp_path / "t.parquet")
    assert table.to_pylist()[0]["due"] == date(2025, 12, 31)
    assert [str(field.type) for field in table.schema] == [
        "int32", "string", "double", "date32[day]", "list<element: string>",
    ]  # fmt: skip


def test_xlsx_writes_formulas_as_text(marts, tmp_path):
    EXPORTERS["xlsx"](read_table(marts, "fct_probe"), tmp_path / "t.xlsx")
    sheet = load_workbook(tmp_path / "t.xlsx")["fct_probe"]
    assert sheet["B2"].value == ROWS[0][1]
    assert sheet["B2"].data_type == "s"
    assert sheet["C2"].value == 80.5


def test_an_unknown_table_names_the_known_ones(marts):
    with pytest.raises(UnknownTable, match="fct_probe"):
        read_table(marts, "fct_probe; drop schema marts")
