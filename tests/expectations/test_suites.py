"""Each expectation catches its poison row, no other one does, and a good row passes them all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from psycopg import sql

from expectations.pending import drop_batch, find_batch, hold_failures
from expectations.suites import SuiteName, list_expectations, read_suite
from ingestion.database.connection import database_url
from ingestion.settings import Settings
from tests.expectations import poison

SUITES: tuple[SuiteName, ...] = ("targets", "measures", "sources")
RULES = [(suite, rule) for suite in SUITES for rule in list_expectations(suite)]
GOOD = "good"


@dataclass(frozen=True)
class Found:
    """What one judging of all the poison rows found."""

    keys: dict[tuple[str, str], tuple[str, ...]]
    counts: dict[tuple[str, str], int]


@pytest.fixture(scope="module")
def found(shared_warehouse: tuple[Settings, Any]) -> Found:
    settings, warehouse = shared_warehouse
    _fill(warehouse)
    connection = warehouse.connection
    assert find_batch(connection, "suites of this test") is not None
    hold_failures(connection, [], "suites of this test")
    _fill_gate(connection)

    from expectations.judge import Judge

    judge = Judge(database_url(settings), connection, settings.home / "docs")
    keys, counts = {}, {}
    for suite, table, key in (
        ("targets", "pending_target", "target_key"),
        ("measures", "pending_measure", "measure_key"),
        ("sources", "pending_source", "source_id"),
    ):
        for finding in judge.judge(suite, table, key):  # type: ignore[arg-type]
            keys[suite, finding.rule] = finding.keys
            counts[suite, finding.rule] = finding.rows
    drop_batch(connection)
    return Found(keys, counts)


@pytest.mark.parametrize(("suite", "rule"), RULES, ids=lambda value: getattr(value, "name", value))
def test_catches_its_poison_and_nothing_else(suite: str, rule: Any, found: Found) -> None:
    assert rule.name in poison.ROWS[suite], "write a row for it in poison.py"
    assert found.counts.get((suite, rule.name)) == 1
    if rule.is_critical:
        assert found.keys[suite, rule.name] == (rule.name,)


@pytest.mark.parametrize("suite", SUITES)
def test_every_poison_row_belongs_to_an_expectation(suite: SuiteName) -> None:
    assert set(poison.ROWS[suite]) == {rule.name for rule in list_expectations(suite)}


@pytest.mark.parametrize("suite", SUITES)
def test_suite_keeps_to_what_is_evaluated_in_full(suite: SuiteName) -> None:
    """The query for the failing rows loses a row_condition, and is no SQL for dates."""
    for entry in read_suite(suite)["expectations"]:
        assert not (
            entry["type"].endswith("between") and entry["kwargs"]["column"].endswith("_date")
        )
        assert "row_condition" not in entry["kwargs"]
        assert "mostly" not in entry["kwargs"]
        assert "pair" not in entry["type"] and "multicolumn" not in entry["type"]


@pytest.mark.parametrize("suite", SUITES)
def test_rules_have_a_name_of_their_own_and_a_reason(suite: SuiteName) -> None:
    rules = list_expectations(suite)
    assert len({rule.name for rule in rules}) == len(rules)
    assert all(rule.asks.endswith(".") and rule.reason.endswith(".") for rule in rules)


def _fill(warehouse: Any) -> None:
    warehouse.add_notice("chengchuan", "notice")
    warehouse.add_target("chengchuan", "notice", GOOD)
    warehouse.add_measure("chengchuan", "notice", GOOD)
    for rule, row in poison.TARGETS.items():
        warehouse.add_target("chengchuan", "notice", rule, **row)
    for rule, row in poison.MEASURES.items():
        warehouse.add_measure("chengchuan", "notice", rule, **row)


def _fill_gate(connection: Any) -> None:
    """The gate's table is made by its own statement, then holds a source for each rule."""
    connection.execute("truncate quarantine.pending_source")
    for source_id, row in [(GOOD, {}), *poison.SOURCES.items()]:
        columns = {"source_id": source_id, **poison.GOOD_SOURCE, **row}
        connection.execute(
            sql.SQL("insert into quarantine.pending_source ({}) values ({})").format(
                sql.SQL(", ").join(map(sql.Identifier, columns)),
                sql.SQL(", ").join([sql.Placeholder()] * len(columns)),
            ),
            list(columns.values()),
        )
