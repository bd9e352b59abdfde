"""The stage: a process of its own, whose one line becomes a report or an error."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import pytest

from ingestion.errors import BadSetting, BatchRefused, DatabaseUnreachable, StageFailed
from ingestion.settings import ROOT, Settings
from ingestion.stages.validate import validate


def test_a_sound_batch_is_reported(settings: Settings, warehouse: Any) -> None:
    warehouse.fill("chengchuan", notices=2, targets=3)
    warehouse.add_target("chengchuan", "chengchuan-0", "bad", comparator="about")
    report = validate(settings=settings)
    assert report.counts == {
        "notices": 2,
        "judged": 9,
        "quarantined": 1,
        "released": 0,
        "cleared": 0,
        "warnings": 0,
    }
    assert report.own_seconds < report.seconds
    assert any("Data Docs" in note for note in report.notes)
    again = validate(settings=settings)
    assert (again.counts["notices"], again.notes) == (0, ("nothing is pending",))


def test_a_refused_batch_says_what_why_and_how_to_go_on(settings: Settings, warehouse: Any) -> None:
    warehouse.fill("chengchuan", notices=6, targets=0)
    with pytest.raises(BatchRefused, match=r"targets_are_found \(chengchuan\).*--accept"):
        validate(settings=settings)
    with pytest.raises(BadSetting):
        validate(settings=settings, accept=" ")
    report = validate(settings=settings, accept="a site of appointments, 任免")
    assert any("accepted although targets_are_found" in note for note in report.notes)
    assert warehouse.execute("select accepted_because from quarantine.batch") == [
        ("a site of appointments, 任免",)
    ]


def test_errors_keep_their_class_and_cure(settings: Settings, connection: Any) -> None:
    with pytest.raises(StageFailed, match=r"never built.*luce build"):
        validate(settings=settings)
    connection.autocommit = True
    connection.execute(
        "create schema intermediate; create table intermediate.int_notices_resolved ();"
        "create table intermediate.int_targets_resolved ();"
        "create table intermediate.int_measures_resolved ();"
        "create table intermediate.int_notices_counted ()"
    )
    with pytest.raises(StageFailed, match=r"UndefinedColumn: column .* does not exist"):
        validate(settings=settings)
    nowhere = Settings(settings.home, "postgresql://luce:x@127.0.0.1:9/luce", False)
    with pytest.raises(DatabaseUnreachable):
        validate(settings=nowhere)


def test_an_empty_batch_never_imports_great_expectations(
    settings: Settings, warehouse: Any
) -> None:
    program = (
        "import sys; from expectations.run import validate_pending, load_settings;"
        "assert validate_pending(load_settings())['verdict'] == 'nothing pending';"
        "assert 'great_expectations' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=True)
