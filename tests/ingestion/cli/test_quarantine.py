"""`luce quarantine` on a terminal and in a pipe."""

from __future__ import annotations

import csv
import json
from typing import Any

import psycopg
import pytest
from rich.cells import cell_len
from typer.testing import CliRunner, Result

from ingestion.cli import app
from ingestion.errors import BadSetting
from ingestion.settings import Settings

KEY, OTHER = "5ba2e0001111", "=cmd0002222"


@pytest.fixture
def quarantine(settings: Settings, connection: psycopg.Connection) -> psycopg.Connection:
    """Two rows kept back, one of them with a quote that a spreadsheet would run."""
    connection.autocommit = True
    connection.execute(
        "insert into quarantine.batch values"
        " ('b', now(), 'passed', '{}', '{}', 1, 2, 2, 's', '{}', null);"
        "create schema intermediate;"
        "create table intermediate.int_targets_resolved (target_key text, row_hash text);"
        "create table intermediate.int_measures_resolved (measure_key text, row_hash text)"
    )
    for key, rule, quote in (
        (KEY, "share_is_at_most_whole", "回收率达到850%"),
        (OTHER, "unit_is_known", "=1+1廒"),
    ):
        content = {"indicator_raw": "残膜回收率", "value_raw": 850, "unit_raw": "%", "quote": quote}
        connection.execute(
            "insert into quarantine.target values (%s, %s, 'folder', 'h', %s, %s, 'b', now())",
            [key, f"notice of {key}", [rule], json.dumps(content)],
        )
        connection.execute("insert into intermediate.int_targets_resolved values (%s, 'h')", [key])
    return connection


def luce(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["quarantine", *arguments], catch_exceptions=False)


def test_the_list_says_what_why_and_where_in_straight_columns(quarantine: Any) -> None:
    lines = luce("list").stdout.splitlines()
    assert lines[0].strip() == "2 shown; 2 rows in quarantine, 0 released"
    text = "\n".join(lines)
    for told in (KEY, "share_is_at_most_whole", "残膜回收率", "850 %", "「回收率达到850%」"):
        assert told in text
    assert len({cell_len(line) for line in lines[1:] if line.strip()}) == 1


def test_a_rule_and_a_notice_narrow_the_list(quarantine: Any) -> None:
    [row] = json.loads(luce("list", "--rule", "unit_is_known", "--json").stdout)
    assert (row["fact_key"], row["rules"], row["value"]) == (OTHER, ["unit_is_known"], "850")
    [row] = json.loads(luce("list", "--notice", f"notice of {KEY}", "--json").stdout)
    assert row["fact_key"] == KEY
    assert json.loads(luce("list", "--notice", "nowhere", "--json").stdout) == []
    with pytest.raises(BadSetting, match=r"there is no rule 'unit'; did you mean unit_is_known"):
        luce("list", "--rule", "unit")
    with pytest.raises(BadSetting, match="give one of them"):
        luce("list", "--json", "--csv")


def test_csv_runs_no_formula(quarantine: Any) -> None:
    rows = list(csv.DictReader(luce("list", "--csv").stdout.splitlines()))
    assert {row["quote"] for row in rows} == {"回收率达到850%", "'=1+1廒"}
    assert {row["fact_key"] for row in rows} == {KEY, "'=cmd0002222"}


def test_a_row_goes_out_and_comes_back(quarantine: Any) -> None:
    assert luce("release", KEY[:8], "--reason", "印刷如此", "--by", "王工").stdout == (
        f"released: {KEY}\nnext: luce publish\n"
    )
    assert KEY not in luce("list").stdout
    shown = luce("list", "--released").stdout
    assert KEY in shown and "印刷如此 (王工, " in shown
    luce("revoke", KEY, "--reason", "看错了年份")
    [row] = json.loads(luce("list", "--json", "--notice", f"notice of {KEY}").stdout)
    assert (row["released_reason"], row["earlier_reason"]) == (None, "印刷如此")
    assert "no longer: 印刷如此" in luce("list").stdout
