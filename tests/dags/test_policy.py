"""What every DAG must keep to, whatever source it was made from."""

from __future__ import annotations

import dataclasses
import shutil
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pendulum
import pytest
from airflow.serialization.encoders import coerce_to_core_timetable

from ingestion.settings import ROOT, load_settings
from ingestion.sources import catalogue, list_sources

TAGS = {"ingest", "build", "reparse", "folder", "sample", "unlisted", "unverified"}
VERBS = ["fetch", "land", "parse", "build", "validate", "publish"]
BUILT = {"build_warehouse", "reparse_notices"}


def test_all_dags_import(bag: Any) -> None:
    assert bag.import_errors == {}


def test_every_source_has_its_dag(bag: Any) -> None:
    is_sample = any("sample" in dag.tags for dag in bag.dags.values())
    settings = dataclasses.replace(load_settings(), is_sample=is_sample)
    sources = {f"ingest__{source.source_id}" for source in list_sources(settings)}
    assert len(sources) >= 3
    assert set(bag.dags) == sources | BUILT


def test_a_bad_source_is_an_import_error_of_its_own_and_the_others_keep_their_dags(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from airflow.dag_processing.dagbag import BundleDagBag

    shutil.copytree(catalogue.REAL, tmp_path / "sources")
    file = tmp_path / "sources" / "national" / "mee.yml"
    file.write_text(file.read_text("utf-8").replace("family:", "famly:"), "utf-8")
    monkeypatch.setattr(catalogue, "REAL", tmp_path / "sources")
    monkeypatch.setenv("LUCE_SAMPLE", "0")
    folder = ROOT / "dags"
    bag = BundleDagBag(folder, bundle_path=folder, bundle_name="dags-folder")
    assert {"ingest__folder", "ingest__dingxi_city", "build_warehouse"} <= set(bag.dags)
    assert "ingest__mee" not in bag.dags
    [(place, told)] = bag.import_errors.items()
    assert place.endswith("faulty_sources.py")
    assert "unknown field famly, did you mean family?" in told.splitlines()[-1]


def test_tags_come_from_the_closed_set(bag: Any) -> None:
    for dag in bag.dags.values():
        assert dag.tags and dag.tags <= TAGS, dag.dag_id


def test_tasks_are_the_six_verbs_in_their_order(bag: Any) -> None:
    for dag in bag.dags.values():
        order = [task.task_id for task in dag.topological_sort()]
        assert order and order == [verb for verb in VERBS if verb in order], dag.dag_id
        for earlier, later in pairwise(order):
            assert later in dag.get_task(earlier).downstream_task_ids


def test_every_task_has_an_owner_and_retries(bag: Any) -> None:
    for dag in bag.dags.values():
        for task in dag.tasks:
            assert task.owner == "luce"
            assert task.retries >= 2
            assert task.retry_delay >= timedelta(minutes=1)
            assert task.execution_timeout is not None


def test_one_run_of_a_dag_at_a_time_and_no_flood_of_the_past(bag: Any) -> None:
    for dag in bag.dags.values():
        assert dag.max_active_runs == 1 and dag.catchup is False, dag.dag_id


def test_parse_tells_that_notices_landed_and_the_build_listens(bag: Any) -> None:
    tellers = {
        dag.dag_id
        for dag in bag.dags.values()
        for task in dag.tasks
        if [asset.name for asset in task.outlets] == ["landed_notices"]
    }
    assert tellers == set(bag.dags) - {"build_warehouse"}
    heard = bag.dags["build_warehouse"].timetable.asset_condition
    assert [asset.name for asset in heard.objects] == ["landed_notices"]


def test_a_night_is_one_whole_day_of_shanghai(bag: Any) -> None:
    minutes = set()
    nightly = [dag for dag in bag.dags.values() if "ingest" in dag.tags]
    nightly = [dag for dag in nightly if not {"folder", "unlisted"} & set(dag.tags)]
    for dag in nightly:
        timetable = coerce_to_core_timetable(dag.timetable)
        moment = pendulum.instance(datetime(2026, 3, 2, tzinfo=UTC))
        interval = timetable.infer_manual_data_interval(run_after=moment)
        assert interval.end - interval.start == timedelta(days=1)
        start = interval.start.in_timezone("Asia/Shanghai")
        assert start.hour == 2 and start.date().isoformat() == "2026-03-01"
        minutes.add(start.minute)
    assert len(minutes) > 1, "the sources do not all start at once"


def test_a_source_that_cannot_be_listed_has_no_night_and_waits(bag: Any) -> None:
    unlisted = [dag for dag in bag.dags.values() if "unlisted" in dag.tags]
    assert unlisted or any("sample" in dag.tags for dag in bag.dags.values())
    assert all(
        dag.is_paused_upon_creation and not dag.timetable.can_be_scheduled for dag in unlisted
    )


def test_unverified_real_sources_wait_for_somebody(bag: Any) -> None:
    for dag in bag.dags.values():
        assert bool(dag.is_paused_upon_creation) == ("unverified" in dag.tags), dag.dag_id


def test_window_is_a_date_form(bag: Any) -> None:
    for dag in bag.dags.values():
        if "ingest" not in dag.tags or "folder" in dag.tags:
            continue
        for name in ("since", "until"):
            schema = dag.params.get_param(name).schema
            assert schema["format"] == "date" and "null" in schema["type"]
