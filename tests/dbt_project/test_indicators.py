"""Printed names to indicators, by the real dbt: the seeds' examples, the fixtures, the gold rows.

One build serves the module. `tests/fixtures/indicators/dev_codes.csv` says which indicator each
gold row is, by notice and offset; a row that it leaves out is none of the vocabulary yet.
"""

from __future__ import annotations

import csv
import json
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ingestion.database.connection import connect, database_url
from ingestion.settings import ROOT, Settings
from ingestion.stages.dbt import run_dbt
from ingestion.vocabulary import read_seed
from tests.dbt_project.raw_rows import RawNotice, insert_notice, insert_source

DEV = ROOT.parent / "shared/eval/dev/targets.jsonl"
CODES = ROOT / "tests/fixtures/indicators/dev_codes.csv"
CORPORA = ("gold", "varied", "phenomena")  # heldout is only measured
SHARES = {"%", "％", "个百分点", "百分点"}

Printed = tuple[str, str | None]
Match = tuple[str | None, str | None, str | None]


def load(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def is_share_or_intensity(row: dict[str, Any]) -> bool:
    unit = row["unit"] or ""
    return row["kind"] == "numeric" and (unit in SHARES or "/" in unit)


def list_printed() -> set[Printed]:
    printed: set[Printed] = set()
    for row in read_seed("indicator_patterns"):
        printed |= {(row["example"], None), (row["counterexample"], None)}
    paths = [ROOT / "tests/fixtures" / corpus / "targets.jsonl" for corpus in CORPORA]
    for path in [*paths, *([DEV] if DEV.exists() else [])]:
        printed |= {(row["indicator"], row["change"]) for row in load(path) if row["indicator"]}
    return printed


@pytest.fixture(scope="module")
def matches(server: Settings) -> Iterator[dict[Printed, Match]]:
    """What every name of the seeds, the fixtures and the gold rows is resolved to."""
    home = Path(tempfile.mkdtemp(prefix="luce-indicators-"))
    name = "luce_test_indicators"
    with connect(server, database="postgres", autocommit=True) as admin:
        admin.execute(f"create database {name} template luce")
    shutil.copytree(server.home / "secrets", home / "secrets")
    settings = Settings(home, database_url(server, database=name), is_sample=False)
    given = [
        {"quote": "1", "indicator": indicator, "change": change, "value": 1, "unit": "%"}
        for indicator, change in sorted(list_printed(), key=str)
    ]
    try:
        with connect(settings) as connection:
            insert_source(connection)
            insert_notice(connection, RawNotice(url="/1.html", text="1", targets=given))
        run_dbt(settings, "build", select=["+int_indicators_named"], exclude=["test_type:unit"])
        with connect(settings) as connection:
            rows = connection.execute(
                "select indicator_raw, change, indicator_code, match_method, match_rule_id"
                " from intermediate.int_indicators_named"
            ).fetchall()
        yield {(row[0], row[1]): (row[2], row[3], row[4]) for row in rows}
    finally:
        with connect(server, database="postgres", autocommit=True) as admin:
            admin.execute(f"drop database {name} with (force)")
        shutil.rmtree(home)


def test_every_pattern_finds_its_example_and_leaves_its_counterexample(
    matches: dict[Printed, Match],
) -> None:
    for row in read_seed("indicator_patterns"):
        found = matches[row["example"], None]
        assert found == (row["indicator_code"], "pattern", row["pattern_id"]), row["example"]
        assert matches[row["counterexample"], None][0] != row["indicator_code"], row


@pytest.mark.skipif(not DEV.exists(), reason=f"the gold rows are not beside the checkout: {DEV}")
def test_the_gold_rows_resolve_and_none_to_a_wrong_one(matches: dict[Printed, Match]) -> None:
    with CODES.open(encoding="utf-8", newline="") as file:
        codes = {
            (row["notice"], int(row["char_start"])): row["indicator_code"]
            for row in csv.DictReader(file)
        }
    rows = load(DEV)
    assert codes.keys() <= {(row["notice"], row["start"]) for row in rows}
    resolved = {
        (row["notice"], row["start"]): matches[row["indicator"], row["change"]][0] for row in rows
    }
    assert {at: code for at, code in resolved.items() if code} == codes

    asked = [row for row in rows if is_share_or_intensity(row)]
    found = [row for row in asked if resolved[row["notice"], row["start"]]]
    print(f"{len(found)} of {len(asked)} shares and intensities resolve")
    assert len(asked) >= 70
    assert len(found) >= 0.9 * len(asked)


def test_most_shares_of_the_fixtures_resolve(matches: dict[Printed, Match]) -> None:
    """A floor and no aim: the notices are of every subject, and many name a figure of their own."""
    rows = [
        row for corpus in CORPORA for row in load(ROOT / f"tests/fixtures/{corpus}/targets.jsonl")
    ]
    asked = {(row["indicator"], row["change"]) for row in rows if is_share_or_intensity(row)}
    found = {printed for printed in asked if matches[printed][0]}
    print(f"{len(found)} of {len(asked)} names of shares and intensities resolve")
    assert len(found) >= 0.6 * len(asked)
