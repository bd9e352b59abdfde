"""An expectation that breaks off says which one it is, and at which row."""

from __future__ import annotations

from copy import deepcopy
from decimal import Decimal
from typing import Any

import pytest

from expectations.culprit import find_culprit
from expectations.run import validate_pending
from expectations.suites import SuiteName, read_suite
from ingestion.errors import StageFailed
from ingestion.settings import Settings

DIVIDING = {
    "type": "unexpected_rows_expectation",
    "kwargs": {"unexpected_rows_query": "select target_key from {batch} where 1 / (value - 7) = 2"},
}
BETWEEN = {
    "type": "expect_column_values_to_be_between",
    "kwargs": {"column": "value", "max_value": 1e15},
}


def test_the_rule_and_the_row_are_named(
    settings: Settings, warehouse: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    warehouse.fill("chengchuan", notices=2, targets=10)
    warehouse.add_target("chengchuan", "chengchuan-0", "the-one", value=Decimal(7))
    monkeypatch.setattr("expectations.judge.read_suite", lambda name: _put(name, DIVIDING))
    with pytest.raises(StageFailed, match=r"targets\.value_is_plausible .* target_key the-one: "):
        validate_pending(settings)
    assert warehouse.read_judgements()["validated"] == []


def test_rows_that_break_off_only_together_leave_the_rule_named(
    settings: Settings, warehouse: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Great Expectations sorts what fails, and NaN compares with nothing."""
    warehouse.fill("chengchuan", notices=1, targets=3)
    for key, value in (("none", Decimal("NaN")), ("much", Decimal(10) ** 16)):
        warehouse.add_target("chengchuan", "chengchuan-0", key, value=value)
    monkeypatch.setattr("expectations.judge.read_suite", lambda name: _put(name, BETWEEN))
    with pytest.raises(StageFailed, match=r"value_is_plausible could not be evaluated: "):
        validate_pending(settings)


def test_a_rule_that_breaks_off_by_itself_blames_no_row(
    settings: Settings, warehouse: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    warehouse.fill("chengchuan", notices=1, targets=3)
    rule = DIVIDING | {"kwargs": {"unexpected_rows_query": "select no_such from {batch}"}}
    monkeypatch.setattr("expectations.judge.read_suite", lambda name: _put(name, rule))
    with pytest.raises(StageFailed, match=r"targets\.value_is_plausible could not be evaluated: "):
        validate_pending(settings)


def test_halving_finds_one_among_many_and_nothing_where_only_all_together_break() -> None:
    keys = [f"{n:05}" for n in range(10_000)]
    asked: list[int] = []

    def breaks(part: Any) -> bool:
        asked.append(len(part))
        return "07777" in part

    assert find_culprit(keys, breaks) == "07777"
    assert len(asked) < 32
    assert find_culprit(keys, lambda part: len(part) == len(keys)) is None
    assert find_culprit([], lambda part: True) is None
    assert find_culprit(keys, lambda part: True) is None


def _put(name: SuiteName, rule: dict[str, Any]) -> dict[str, Any]:
    """The suite, with this rule under the name of `value_is_plausible`."""
    content = deepcopy(read_suite(name))
    for entry in content["expectations"]:
        if entry["meta"]["name"] == "value_is_plausible":
            entry.update(rule)
    return content
