"""What a person reads after a batch: the numbers in the message, the rows on one plain page."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from expectations.gate import MEASURES
from expectations.run import validate_pending
from expectations.suites import list_expectations
from ingestion.errors import BatchRefused
from ingestion.settings import Settings
from ingestion.stages.validate import validate


def _gut(warehouse: Any, settings: Settings) -> None:
    """One notice of three loses 28 of its 40 measures; the others keep theirs."""
    warehouse.fill("chengchuan", notices=2, targets=1, measures=2)
    warehouse.add_notice("chengchuan", "plan", url="folder:a-0123abcd/plan.txt")
    for n in range(40):
        warehouse.add_measure("chengchuan", "plan", f"plan-{n:02}")
    assert validate_pending(settings)["verdict"] == "passed"
    warehouse.execute(
        "delete from intermediate.int_measures_resolved"
        " where notice_key = 'plan' and measure_key >= 'plan-12'"
    )


def test_a_refusal_says_what_was_measured_and_what_was_asked(
    settings: Settings, warehouse: Any
) -> None:
    _gut(warehouse, settings)
    with pytest.raises(BatchRefused) as refused:
        validate(settings=settings)
    line = str(refused.value)
    assert "measures_not_gutted (chengchuan): 12 of 40 measures (30%) are left" in line
    assert "most lost in folder:a-0123abcd/plan.txt, 40 -> 12" in line
    asks = {rule.name: rule.asks for rule in list_expectations("sources")}
    assert f"; asked: {asks['measures_not_gutted'].rstrip('.')}; look at " in line
    assert "summary.html" in line and "--accept" in line and "\n" not in line


def test_every_rule_of_the_gate_has_its_numbers() -> None:
    assert set(MEASURES) == {rule.name for rule in list_expectations("sources")}


def test_the_page_shows_failing_rows_with_their_quotes_and_needs_nothing_else(
    settings: Settings, warehouse: Any
) -> None:
    warehouse.fill("chengchuan", notices=1, targets=3)
    for n in range(25):
        quote = f"约{n:02}<b>%</b>"
        warehouse.add_target("chengchuan", "chengchuan-0", f"b{n}", comparator="about", quote=quote)
    warehouse.add_target("chengchuan", "chengchuan-0", "long", quote="长" * 61)
    outcome = validate_pending(settings, accept="half of them are poison")
    assert "targets.comparator_is_known 25" in outcome["kept_back"]  # type: ignore[operator]
    page = Path(str(outcome["summary"])).read_text("utf-8")
    assert page.count("约") == 20 and "约00&lt;b&gt;%&lt;/b&gt;" in page
    assert "targets: comparator_is_known" in page and "25 rows" in page
    assert "quote_is_short" in page and "长" * 61 in page, "a warning shows its rows too"
    assert "http" not in page.replace("https://example.invalid", "")
    assert "<script" not in page and "src=" not in page
    held = [row[0]["target_key"] for row in warehouse.read_judgements()["target"]]
    assert len(held) == 25 and "long" not in held


def test_a_report_names_the_rules_that_kept_rows_back(settings: Settings, warehouse: Any) -> None:
    warehouse.fill("chengchuan", notices=2, targets=3)
    warehouse.add_target("chengchuan", "chengchuan-0", "bad", comparator="about")
    report = validate(settings=settings)
    assert "kept in quarantine by targets.comparator_is_known 1" in report.notes
    assert any(note.endswith("summary.html") for note in report.notes)
