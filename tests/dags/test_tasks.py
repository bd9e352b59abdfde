"""How a task reads its window and its name from the run at hand."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from airflow.sdk.exceptions import AirflowFailException

from ingestion.errors import BadSetting, BatchRefused, DatabaseUnreachable
from ingestion.scheduler.tasks import (
    FAILURE_FILE,
    FOLDER_CONF,
    SITE_CONF,
    check_conf,
    choose_window,
    fetch_source,
    name_run,
    told,
)
from ingestion.settings import Settings

SHANGHAI = "Asia/Shanghai"


def context(run_type: str = "scheduled", **params: str | None) -> dict[str, Any]:
    run = SimpleNamespace(run_type=run_type, run_id="night-1", dag_id="ingest__x", conf={})
    return {
        "dag_run": run,
        "params": {"since": None, "until": None, **params},
        "data_interval_start": datetime(2026, 3, 1, 18, 0, tzinfo=UTC),  # the 2nd in Shanghai
        "data_interval_end": datetime(2026, 3, 2, 18, 0, tzinfo=UTC),
    }


def test_a_night_covers_the_days_that_its_interval_touches() -> None:
    for run_type in ("scheduled", "backfill"):
        window = choose_window(context(run_type), SHANGHAI)
        assert window == (date(2026, 3, 2), date(2026, 3, 3))


def test_params_come_before_the_interval() -> None:
    given = choose_window(context(since="2025-01-01", until="2025-02-01"), SHANGHAI)
    assert given == (date(2025, 1, 1), date(2025, 2, 1))
    assert choose_window(context(since="2025-01-01"), SHANGHAI) == (date(2025, 1, 1), None)


def test_a_run_by_hand_without_days_takes_everything() -> None:
    assert choose_window(context("manual"), SHANGHAI) == (None, None)


@pytest.mark.parametrize("days", [("2025-02-01", "2025-01-01"), ("2025-13-01", None)])
def test_impossible_days_are_refused(days: tuple[str, str | None]) -> None:
    with pytest.raises(BadSetting):
        choose_window(context("manual", since=days[0], until=days[1]), SHANGHAI)


def test_a_misspelt_key_of_the_conf_is_refused_before_anything_is_fetched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LUCE_HOME", str(tmp_path / "home"))
    misspelt = context("manual")
    misspelt["dag_run"].conf = {"sinse": "2025-01-01"}
    says = "unknown key sinse, did you mean since[?]; take one of: since, until, run_id"
    with pytest.raises(AirflowFailException, match=says):
        fetch_source("mee", misspelt)
    assert not (tmp_path / "home").exists()


@pytest.mark.parametrize(
    ("conf", "known"),
    [
        (None, SITE_CONF),
        ({"since": "2025-01-01", "until": None, "run_id": "x"}, SITE_CONF),
        ({"folder": "/data/notices", "run_id": "x"}, FOLDER_CONF),
    ],
)
def test_known_keys_of_the_conf_pass(conf: dict[str, str] | None, known: tuple[str, ...]) -> None:
    given = context("manual")
    given["dag_run"].conf = conf
    check_conf(given, known)
    given["dag_run"].conf = {**(conf or {}), "depth": 2}
    with pytest.raises(BadSetting, match="unknown key depth; take one of"):
        check_conf(given, known)


def test_every_try_of_a_run_has_the_same_name() -> None:
    assert name_run("x", context()) == name_run("x", context()) == "x.night-1"
    named = context()
    named["dag_run"].conf = {"run_id": "by-hand"}
    assert name_run("x", named) == "by-hand"


@pytest.mark.parametrize(
    ("error", "raised"),
    [
        (BatchRefused("half the rows are gone", "look at the source"), AirflowFailException),
        (DatabaseUnreachable("no answer", "start it"), DatabaseUnreachable),
        (ValueError("odd\nsecond line"), ValueError),
    ],
)
def test_only_what_a_retry_may_mend_is_retried(
    error: Exception,
    raised: type[Exception],
    settings: Settings,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv(FAILURE_FILE, str(tmp_path / "failure"))
    with pytest.raises(raised), told("validate", context()):
        raise error
    line = (tmp_path / "failure").read_text()
    assert line.startswith("ingest__x, validate: ") and "\n" not in line
