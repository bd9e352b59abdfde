"""Exports of chosen rows, headers in Chinese, and the dictionary of columns."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import psycopg
import pytest
from openpyxl import load_workbook

from ingestion.errors import UnknownChoice
from ingestion.export import EXPORTERS, Choice, read_table
from ingestion.export.dictionary import PAGE, write_page

REGIONS = [
    ("990000", "青岚省", "青岚省", None),
    ("990100", "云屏市", "青岚省云屏市", "990000"),
    ("990121", "石渡县", "青岚省云屏市石渡县", "990100"),
    ("990200", "砚溪市", "青岚省砚溪市", "990000"),
    ("990221", "石渡县", "青岚省砚溪市石渡县", "990200"),
]
TARGETS = [
    (1, "990000", "forest_cover", date(2025, 12, 31)),
    (2, "990100", "forest_cover", date(2027, 12, 31)),
    (3, "990121", "water_use", None),
    (4, "990200", None, date(2025, 6, 30)),
]


@pytest.fixture
def marts(connection: psycopg.Connection) -> psycopg.Connection:
    connection.execute("create schema if not exists marts")
    connection.execute(
        "create table marts.dim_region (region_code text, region_name text,"
        " region_full_name text, region_short_name text, parent_region_code text)"
    )
    connection.execute(
        "create table marts.dim_indicator (indicator_code text primary key, indicator_name_zh text)"
    )
    connection.execute(
        "insert into marts.dim_indicator values"
        " ('forest_cover', '森林覆盖率'), ('water_use', '用水总量')"
    )
    connection.execute(
        "create table marts.fct_probe (id int, region_code text, indicator_code text,"
        " deadline_date date)"
    )
    connection.execute(
        "comment on column marts.fct_probe.deadline_date is '截止日期. The last day. None: open.'"
    )
    for code, name, full, parent in REGIONS:
        connection.execute(
            "insert into marts.dim_region values (%s, %s, %s, %s, %s)",
            (code, name, full, name[:-1], parent),
        )
    for row in TARGETS:
        connection.execute("insert into marts.fct_probe values (%s, %s, %s, %s)", row)
    return connection


def _ids(marts: psycopg.Connection, choice: Choice) -> list[int]:
    return [row[0] for block in read_table(marts, "fct_probe", choice).blocks for row in block]


@pytest.mark.parametrize(
    ("choice", "ids"),
    [
        (Choice(), [1, 2, 3, 4]),
        (Choice(region="青岚省"), [1, 2, 3, 4]),
        (Choice(region="云屏市"), [2, 3]),
        (Choice(region="云屏"), [2, 3]),
        (Choice(region="990121"), [3]),
        (Choice(region="青岚省云屏市石渡县"), [3]),
        (Choice(indicator="forest_cover"), [1, 2]),
        (Choice(indicator="forest_cover", region="云屏市"), [2]),
        (Choice(due_to=date(2025, 12, 31)), [1, 4]),
        (Choice(due_from=date(2025, 12, 31), due_to=date(2025, 12, 31)), [1]),
    ],
)
def test_only_the_rows_that_were_asked_for(
    marts: psycopg.Connection, choice: Choice, ids: list[int]
) -> None:
    assert _ids(marts, choice) == ids


@pytest.mark.parametrize(
    ("choice", "said"),
    [
        (Choice(region="无此地"), "no region '无此地'"),
        (Choice(region="石渡县"), "990121 青岚省云屏市石渡县, 990221 青岚省砚溪市石渡县"),
        (Choice(indicator="forest"), "forest_cover 森林覆盖率"),
        (Choice(indicator="'; drop schema marts"), "take an indicator_code"),
    ],
)
def test_what_is_not_there_is_told_with_what_is(
    marts: psycopg.Connection, choice: Choice, said: str
) -> None:
    with pytest.raises(UnknownChoice) as error:
        read_table(marts, "fct_probe", choice)
    assert said in str(error.value)


def test_a_table_without_the_column_cannot_be_chosen_from(marts: psycopg.Connection) -> None:
    with pytest.raises(UnknownChoice, match="dim_indicator has no column deadline_date"):
        read_table(marts, "dim_indicator", Choice(due_to=date(2025, 12, 31)))


def test_headers_in_chinese_are_the_labels(marts: psycopg.Connection, tmp_path: Path) -> None:
    EXPORTERS["csv"](read_table(marts, "fct_probe", in_chinese=True), tmp_path / "t.csv")
    with (tmp_path / "t.csv").open(encoding="utf-8-sig", newline="") as file:
        assert next(csv.reader(file)) == ["id", "region_code", "indicator_code", "截止日期"]


def test_a_workbook_says_what_its_columns_mean(marts: psycopg.Connection, tmp_path: Path) -> None:
    EXPORTERS["xlsx"](read_table(marts, "fct_probe", in_chinese=True), tmp_path / "t.xlsx")
    book = load_workbook(tmp_path / "t.xlsx")
    assert book["fct_probe"]["D1"].value == "截止日期"
    rows = list(book["字段说明"].iter_rows(values_only=True))
    assert rows[-1] == ("截止日期", "deadline_date", "The last day. None: open.")


def test_the_dictionary_is_the_one_that_the_models_make() -> None:
    assert PAGE.read_text("utf-8") == write_page(), "run `python -m ingestion.export.dictionary`"
