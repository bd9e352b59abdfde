"""Batches as they come: poisoned, mended, replaced, killed; over a real database."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

import pytest

from expectations.pending import find_batch
from expectations.record import record_judgement
from expectations.run import validate_pending
from ingestion.errors import StageFailed, StaleWriter
from ingestion.settings import ROOT, Settings

TONNES = {"unit_code": "tonne", "unit_dimension": "mass"}
MONEY = {"unit_code": "cny", "unit_dimension": "money", "indicator_dimension": "money"}
POISON: dict[str, tuple[dict[str, Any], list[str]]] = {
    "unknown_unit": (
        {"unit_code": None, "unit_dimension": None, "value": None},
        ["unit_is_known"],
    ),
    "wrong_unit": (
        {"unit_code": "tonne", "unit_dimension": "mass", "value": Decimal(85)},
        ["unit_fits_indicator"],
    ),
    "year_2205": (
        {"deadline_date": date(2205, 12, 31)},
        ["deadline_is_plausible", "deadline_not_too_far"],
    ),
    "share_850": ({"value": Decimal(850)}, ["share_is_at_most_whole"]),
    "not_a_number": ({**MONEY, "value": Decimal("NaN")}, ["value_is_plausible"]),
    "endless": ({**MONEY, "value": Decimal("Infinity")}, ["value_is_plausible"]),
    "endless_below": ({**MONEY, "value": Decimal("-Infinity")}, ["value_is_not_negative"]),
    "endless_range": (
        {**MONEY, "comparator": "range", "value_high": Decimal("NaN")},
        ["value_is_plausible"],
    ),
    "growth_run_together": (
        {"change": "increase", "value": Decimal(10) ** 14},
        ["growth_is_possible"],
    ),
    "never": ({"deadline_date": "infinity"}, ["deadline_is_plausible"]),
    "range_upside_down": (
        {"comparator": "range", "value": Decimal(30), "value_high": Decimal(20)},
        ["range_is_ordered"],
    ),
    "false_span": ({"is_span_true": False}, ["span_is_true"]),
    "baseline_after_deadline": (
        {"change": "decrease", "baseline_year": 2026},
        ["baseline_before_deadline"],
    ),
}


def test_poison_is_quarantined_by_name_and_the_rest_passes(
    settings: Settings, warehouse: Any
) -> None:
    warehouse.fill("chengchuan", notices=2, targets=10)
    for key, (row, _) in POISON.items():
        warehouse.add_target("chengchuan", "chengchuan-0", key, **row)
    warehouse.add_measure("chengchuan", "chengchuan-0", "far", deadline_date=date(2099, 1, 1))
    warehouse.add_measure("chengchuan", "chengchuan-0", "never", deadline_date="infinity")

    outcome = validate_pending(settings)

    assert outcome["verdict"] == "passed"
    assert outcome["counts"]["judged"] == 20 + 2 + len(POISON) + 2
    assert outcome["counts"]["quarantined"] == len(POISON) + 2
    held = warehouse.execute("select target_key, failed_expectations from quarantine.target")
    assert dict(held) == {key: names for key, (_, names) in POISON.items()}
    [(key, names, content)] = warehouse.execute(
        "select measure_key, failed_expectations, row_content from quarantine.measure"
        " where measure_key = 'far'"
    )
    assert (key, names) == ("far", ["deadline_not_too_far"])
    assert content["text"] == "推进废旧农膜回收利用"
    assert len(warehouse.read_judgements()["validated"]) == 2
    [(detail,)] = warehouse.execute("select detail from quarantine.batch")
    assert detail["rows"]["targets.deadline_not_too_far"] == 1
    assert detail["rows"]["measures.deadline_not_too_far"] == 1


@pytest.mark.parametrize(
    ("indicator", "unit_code", "unit_dimension"),
    [
        ("area_per_person", "hectare", "area"),  # 人均公园绿地面积15平方米
        ("volume_per_money", "cubic_metre", "volume"),  # 万元工业增加值用水量18立方米
        ("count", "item_per_10k_people", "count_per_person"),  # 每千人口床位数8张/千人
        ("money", "times", "ratio"),  # 林业总产值翻一番
        ("mass", "tonne_per_year", "mass_flow_annual"),  # 可回收物回收量32万吨/年
    ],
)
def test_what_the_name_says_may_be_left_out_of_the_unit(
    settings: Settings, warehouse: Any, indicator: str, unit_code: str, unit_dimension: str
) -> None:
    warehouse.fill("chengchuan", notices=1, targets=1)
    unit = {"unit_code": unit_code, "unit_dimension": unit_dimension}
    warehouse.add_target(
        "chengchuan", "chengchuan-0", "lawful", indicator_dimension=indicator, **unit
    )
    warehouse.add_target(
        "chengchuan", "chengchuan-0", "wrong", indicator_dimension="power", **(unit | TONNES)
    )
    validate_pending(settings)
    held = warehouse.execute("select target_key, failed_expectations from quarantine.target")
    assert held == [("wrong", ["unit_fits_indicator"])]


def test_more_failing_rows_than_a_result_lists_are_all_quarantined(
    settings: Settings, warehouse: Any
) -> None:
    """Great Expectations cuts its lists at 20 rows for columns and at 200 for a query."""
    warehouse.fill("chengchuan", notices=1, targets=1000, measures=0)
    warehouse.execute(
        "update intermediate.int_targets_resolved set quote = ' ', char_end = 0"
        " where ctid in (select ctid from intermediate.int_targets_resolved limit 250)"
    )
    warehouse.execute(
        "update intermediate.int_targets_resolved set comparator = 'about'"
        " where ctid in (select ctid from intermediate.int_targets_resolved limit 30)"
    )
    assert validate_pending(settings)["counts"]["quarantined"] == 280
    [(about,)] = warehouse.execute(
        "select count(*) from quarantine.target where failed_expectations = '{comparator_is_known}'"
    )
    assert about == 30


def test_a_second_run_finds_nothing(settings: Settings, warehouse: Any) -> None:
    warehouse.fill("chengchuan", notices=3, targets=4)
    warehouse.add_target("chengchuan", "chengchuan-0", "bad", comparator="about")
    validate_pending(settings)
    before = warehouse.read_judgements(), warehouse.execute("select * from quarantine.batch")
    outcome = validate_pending(settings)
    assert outcome["verdict"] == "nothing pending"
    assert (
        warehouse.read_judgements(),
        warehouse.execute("select * from quarantine.batch"),
    ) == before
    assert warehouse.execute("select 1 from pg_tables where tablename like 'pending_%%'") == []


def test_a_version_that_returns_is_judged_again(settings: Settings, warehouse: Any) -> None:
    url = "https://example.invalid/plan.html"
    warehouse.add_notice("chengchuan", "old", url=url)
    warehouse.add_target("chengchuan", "old", "old-0")
    warehouse.add_target("chengchuan", "old", "bad", comparator="about")
    validate_pending(settings)
    warehouse.add_notice("chengchuan", "new", url=url)
    warehouse.add_target("chengchuan", "new", "new-0")
    assert validate_pending(settings)["counts"]["cleared"] == 1
    assert [row[0] for row in warehouse.read_judgements()["validated"]] == ["new"]
    warehouse.show_version("chengchuan", url, "old")
    warehouse.add_target("chengchuan", "old", "old-0")
    warehouse.add_target("chengchuan", "old", "bad", comparator="about")
    assert validate_pending(settings)["counts"]["quarantined"] == 1
    assert [row[0] for row in warehouse.read_judgements()["validated"]] == ["old"]


def test_a_mended_row_leaves_quarantine(settings: Settings, warehouse: Any) -> None:
    warehouse.fill("chengchuan", notices=1, targets=5)
    warehouse.add_target("chengchuan", "chengchuan-0", "mended", comparator="about")
    warehouse.add_target("chengchuan", "chengchuan-0", "left", comparator="about")
    validate_pending(settings)
    held = warehouse.read_judgements()["target"]
    warehouse.execute(
        "update intermediate.int_targets_resolved set comparator = 'approx', row_hash = 'mended'"
        " where target_key = 'mended'"
    )
    assert validate_pending(settings)["counts"]["cleared"] == 1
    assert warehouse.read_judgements()["target"] == [
        (row,) for (row,) in held if row["target_key"] == "left"
    ]


def test_what_belongs_to_a_gone_notice_is_forgotten_once_accepted(
    settings: Settings, warehouse: Any
) -> None:
    warehouse.fill("chengchuan", notices=2, targets=5)
    warehouse.add_target("chengchuan", "chengchuan-0", "bad", comparator="about")
    validate_pending(settings)
    warehouse.execute(
        "delete from intermediate.int_targets_resolved where notice_key = 'chengchuan-0'"
    )
    warehouse.execute(
        "delete from intermediate.int_notices_resolved where notice_key = 'chengchuan-0'"
    )
    warehouse.execute("delete from raw.notice where notice_key = 'chengchuan-0'")
    held = warehouse.read_judgements()
    assert validate_pending(settings)["verdict"] == "refused"
    assert warehouse.read_judgements() == held
    accepted = validate_pending(settings, accept="withdrawn")
    assert accepted["counts"]["cleared"] == 1
    assert warehouse.read_judgements()["target"] == []
    assert [row[0] for row in warehouse.read_judgements()["validated"]] == ["chengchuan-1"]


def test_other_suites_make_everything_pending(settings: Settings, warehouse: Any) -> None:
    warehouse.fill("chengchuan", notices=2, targets=2)
    validate_pending(settings)
    batch = find_batch(warehouse.connection, "another hash")
    assert batch is not None and (batch.notices, batch.rows) == (2, 6)


def test_a_warehouse_never_built_is_named(settings: Settings, connection: Any) -> None:
    with pytest.raises(StageFailed, match="never built"):
        validate_pending(settings)


def test_killed_in_the_middle_and_run_again(settings: Settings, warehouse: Any) -> None:
    warehouse.fill("chengchuan", notices=3, targets=5)
    warehouse.add_target("chengchuan", "chengchuan-0", "bad", comparator="about")
    child = subprocess.Popen(
        [sys.executable, "-m", "expectations.run"], cwd=ROOT, stdout=subprocess.DEVNULL
    )
    until = time.monotonic() + 60
    while not warehouse.execute("select to_regclass('quarantine.pending_failure')")[0][0]:
        assert time.monotonic() < until
    os.kill(child.pid, signal.SIGKILL)
    child.wait()
    assert warehouse.read_judgements()["validated"] == []

    outcome = validate_pending(settings)

    assert (outcome["verdict"], outcome["counts"]["quarantined"]) == ("passed", 1)
    assert len(warehouse.read_judgements()["validated"]) == 3


def test_a_stale_writer_records_nothing(
    settings: Settings, warehouse: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While this one judged, its lock was lost and a later run took the next token."""
    warehouse.fill("chengchuan", notices=1, targets=2)

    def record_late(*arguments: Any) -> int:
        warehouse.execute("update raw.writer set token = token + 1")
        return record_judgement(*arguments)

    monkeypatch.setattr("expectations.run.record_judgement", record_late)
    with pytest.raises(StaleWriter):
        validate_pending(settings)
    assert warehouse.read_judgements()["validated"] == []
    assert warehouse.execute("select * from quarantine.batch") == []


def test_data_docs_show_the_batch_and_no_password(settings: Settings, warehouse: Any) -> None:
    warehouse.fill("chengchuan", notices=1, targets=1)
    warehouse.add_target("chengchuan", "chengchuan-0", "bad", comparator="about")
    outcome = validate_pending(settings)
    pages = list((settings.home / "data_docs").rglob("*.html"))
    assert settings.home in type(settings.home)(str(outcome["docs"])).parents
    text = "".join(page.read_text("utf-8") for page in pages)
    assert "comparator_is_known: The comparator is one of the seven." in text
    assert "about" in text
    password = urlsplit(settings.database_url or "").password
    assert password and password not in text
