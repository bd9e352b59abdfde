"""The gate: batches that are refused as a whole, and what an acceptance does."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from expectations.pending import drop_batch, find_batch, hold_failures
from expectations.run import validate_pending
from ingestion.settings import Settings


def test_a_gutted_reading_is_refused_until_it_is_accepted(
    settings: Settings, warehouse: Any
) -> None:
    warehouse.add_source("lanting")
    warehouse.fill("chengchuan", notices=2, targets=10)
    warehouse.fill("lanting", notices=2, targets=10)
    warehouse.add_target("chengchuan", "chengchuan-0", "bad", comparator="about")
    validate_pending(settings)
    before = warehouse.read_judgements()
    warehouse.execute(
        "delete from intermediate.int_targets_resolved"
        " where source_id = 'lanting' and target_key ~ 't[0-5]$'"
    )

    refused = validate_pending(settings)
    again = validate_pending(settings)

    assert refused["verdict"] == again["verdict"] == "refused"
    assert refused["failed"] == ["targets_not_gutted (lanting)"]
    assert refused["batch_id"] == again["batch_id"]
    assert warehouse.read_judgements() == before
    kept = warehouse.execute("select distinct source_id from quarantine.pending_target")
    assert kept == [("lanting",)]
    rows = "select verdict, failed_expectations, sources, accepted_because from quarantine.batch"
    assert ("refused", ["targets_not_gutted"], ["lanting"], None) in warehouse.execute(rows)

    accepted = validate_pending(settings, accept="the plan was shortened in June")

    assert accepted["verdict"] == "accepted"
    assert (
        "accepted",
        ["targets_not_gutted"],
        ["lanting"],
        "the plan was shortened in June",
    ) in warehouse.execute(rows)
    now = warehouse.execute("select sum(targets) from quarantine.validated")
    assert now == [(21 + 8,)]
    assert validate_pending(settings)["verdict"] == "nothing pending"


def test_acceptance_never_frees_a_row(settings: Settings, warehouse: Any) -> None:
    warehouse.fill("chengchuan", notices=1, targets=8, measures=0)
    for n in range(12):
        warehouse.add_target("chengchuan", "chengchuan-0", f"bad-{n}", value=Decimal(850))
    refused = validate_pending(settings)
    assert refused["failed"] == ["targets_mostly_trusted (chengchuan)"]
    assert warehouse.read_judgements() == {"validated": [], "target": [], "measure": []}
    assert validate_pending(settings, accept="known")["counts"]["quarantined"] == 12
    assert len(warehouse.read_judgements()["target"]) == 12


def test_notices_without_any_target_are_refused(settings: Settings, warehouse: Any) -> None:
    warehouse.fill("chengchuan", notices=5, targets=0)
    assert validate_pending(settings)["failed"] == ["targets_are_found (chengchuan)"]


def test_a_new_version_of_a_page_is_held_against_the_old_one(
    settings: Settings, warehouse: Any
) -> None:
    warehouse.add_notice("chengchuan", "old", url="https://example.invalid/plan.html")
    for n in range(10):
        warehouse.add_target("chengchuan", "old", f"old-{n}")
    validate_pending(settings)
    warehouse.add_notice("chengchuan", "new", url="https://example.invalid/plan.html")
    for n in range(4):
        warehouse.add_target("chengchuan", "new", f"new-{n}")
    assert validate_pending(settings)["failed"] == ["targets_not_gutted (chengchuan)"]
    assert [row[0] for row in warehouse.read_judgements()["validated"]] == ["old"]


def test_the_gate_measures_each_source_and_all_of_them(warehouse: Any) -> None:
    warehouse.add_source("lanting")
    warehouse.fill("chengchuan", notices=3, targets=4)
    warehouse.fill("lanting", notices=1, targets=0)
    warehouse.execute(
        "update intermediate.int_notices_resolved set written_date = null"
        " where notice_key = 'chengchuan-1'"
    )
    warehouse.execute(
        "update intermediate.int_targets_resolved set deadline_date = null"
        " where target_key ~ '-t[01]$'"
    )
    warehouse.execute(
        "update intermediate.int_measures_resolved set is_span_true = false"
        " where notice_key = 'lanting-0'"
    )
    assert find_batch(warehouse.connection, "suites of this test") is not None
    bad = [
        ("target", "chengchuan-0-t0", "one"),
        ("target", "chengchuan-0-t0", "another"),
        ("measure", "lanting-0-m0", "one"),
    ]
    hold_failures(warehouse.connection, bad, "suites of this test")
    measured = warehouse.execute(
        "select source_id, notices, notices_without_date, targets, measures, targets_quarantined,"
        " measures_quarantined, false_spans, targets_without_deadline,"
        " round(chance_of_no_targets::numeric, 4) from quarantine.pending_source order by 1"
    )
    assert measured == [
        ("(all sources)", 4, 1, 12, 4, 1, 1, 1, 6, Decimal("0.0625")),
        ("chengchuan", 3, 1, 12, 3, 1, 0, 0, 6, Decimal("0.125")),
        ("lanting", 1, 0, 0, 1, 0, 1, 1, 0, Decimal("0.5")),
    ]
    drop_batch(warehouse.connection)


def test_a_source_without_targets_is_judged_by_its_past(settings: Settings, warehouse: Any) -> None:
    """Of five notices one held a target: five more without any are no wonder; forty are."""
    for n in range(4):
        warehouse.add_notice("chengchuan", f"plain-{n}")
    warehouse.add_notice("chengchuan", "rich")
    warehouse.add_target("chengchuan", "rich", "rich-0")
    validate_pending(settings)
    for n in range(5):
        warehouse.add_notice("chengchuan", f"later-{n}")
    assert validate_pending(settings)["verdict"] == "passed"
    for n in range(40):
        warehouse.add_notice("chengchuan", f"flood-{n}")
    assert validate_pending(settings)["failed"] == ["targets_are_found (chengchuan)"]


def test_a_crawl_below_its_floor_is_refused_though_it_brings_no_notice(
    settings: Settings, warehouse: Any
) -> None:
    warehouse.add_source("lanting", floor=40)
    warehouse.fill("lanting", notices=1, targets=2)
    assert validate_pending(settings)["verdict"] == "passed"
    warehouse.add_run("lanting", "empty-crawl", landed=3)
    assert validate_pending(settings)["failed"] == ["crawl_reaches_floor (lanting)"]
    assert validate_pending(settings, accept="the archive was closed")["verdict"] == "accepted"
    assert validate_pending(settings)["verdict"] == "nothing pending"


@pytest.mark.parametrize(("days", "verdict"), [(1, "refused"), (10, "nothing pending")])
def test_a_ceiling_grows_with_the_window(
    days: int, verdict: str, settings: Settings, warehouse: Any
) -> None:
    warehouse.add_source("lanting", ceiling=20)
    until = date(2022, 3, 1 + days)
    warehouse.add_run("lanting", "flood", landed=150, since=date(2022, 3, 1), until=until)
    assert validate_pending(settings)["verdict"] == verdict
