"""Notices that vanish by themselves: a selector that finds nothing any more takes whole pages."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import psycopg
import pytest

from expectations.run import validate_pending
from ingestion.errors import BatchRefused, StageFailed
from ingestion.settings import Settings
from ingestion.sources import FOLDER_SOURCE, catalogue, load_source
from ingestion.stages.build import build
from ingestion.stages.fetch import fetch
from ingestion.stages.land import land
from ingestion.stages.parse import parse
from ingestion.stages.publish import publish
from ingestion.stages.validate import validate
from tests.expectations.test_bad_batches import NOTICE

URL = "https://example.invalid/plan.html"


@pytest.fixture
def source_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder's source in a file that a test may break."""
    made = tmp_path / "sources" / f"{FOLDER_SOURCE}.yml"
    made.parent.mkdir()
    made.write_bytes((catalogue.REAL / made.name).read_bytes())
    monkeypatch.setattr(catalogue, "REAL", made.parent)
    return made


def test_a_broken_selector_is_refused_until_it_is_accepted(
    settings: Settings, tmp_path: Path, connection: psycopg.Connection, source_file: Path
) -> None:
    connection.autocommit = True
    _publish_page(settings, tmp_path)
    before = _read_marts(connection)
    assert before == [(6, 1)]
    sound = source_file.read_text("utf-8")

    _read_again(settings, source_file, sound + 'selectors:\n  body: //div[@id="moved-away"]\n')

    assert connection.execute("select reason from raw.rejection").fetchall() == [
        ("layout_changed",)
    ]
    for _ in range(2):
        with pytest.raises(BatchRefused, match=r"targets_not_gutted \(folder\)"):
            validate(settings=settings)
        with pytest.raises(StageFailed, match=r"1 notices were not validated .*1 of them are gone"):
            publish(settings=settings)
    assert _read_marts(connection) == before

    _read_again(settings, source_file, sound)
    assert validate(settings=settings).notes == ("nothing is pending",)
    publish(settings=settings)
    assert _read_marts(connection) == before

    _read_again(settings, source_file, sound + 'selectors:\n  body: //div[@id="moved-away"]\n')
    accepted = validate(settings=settings, accept="the page was withdrawn")
    assert "1 notices that were judged before are gone" in accepted.notes
    publish(settings=settings)
    assert _read_marts(connection) == [(0, 0)]
    assert validate(settings=settings).notes == ("nothing is pending",)


def test_a_loss_is_counted_as_such_and_not_as_notices_without_targets(
    settings: Settings, warehouse: Any
) -> None:
    warehouse.fill("chengchuan", notices=40, targets=0, measures=1)
    validate_pending(settings, accept="plans of few numbers")
    for n in range(40):
        _lose(warehouse, f"chengchuan-{n}")
    assert validate_pending(settings)["failed"] == ["measures_not_gutted (chengchuan)"]
    [(source,)] = warehouse.execute("select to_jsonb(s) from quarantine.pending_source as s")
    assert (source["notices"], source["notices_lost"]) == (0, 40)
    assert (source["measures_now"], source["measures_before"]) == (0, 40)
    [(notices,)] = warehouse.execute(
        "select notices from quarantine.batch where verdict = 'refused'"
    )
    assert notices == 0


def test_a_notice_replaced_by_a_newer_version_is_no_loss(
    settings: Settings, warehouse: Any
) -> None:
    _add_version(warehouse, "old")
    validate_pending(settings)
    _add_version(warehouse, "new")
    _lose(warehouse, "old")
    assert validate_pending(settings)["verdict"] == "passed"
    assert [row[0] for row in warehouse.read_judgements()["validated"]] == ["new"]


def test_an_older_version_does_not_stand_in_for_the_one_last_seen(
    settings: Settings, warehouse: Any
) -> None:
    _add_version(warehouse, "old")
    validate_pending(settings)
    _add_version(warehouse, "new")
    validate_pending(settings)
    _lose(warehouse, "new")
    warehouse.show_version("chengchuan", URL, "old")
    for n in range(10):
        warehouse.add_target("chengchuan", "old", f"old-{n}")
    assert validate_pending(settings)["failed"] == ["targets_not_gutted (chengchuan)"]
    assert [row[0] for row in warehouse.read_judgements()["validated"]] == ["new"]


def test_a_page_that_is_gone_from_raw_is_a_loss_too(settings: Settings, warehouse: Any) -> None:
    warehouse.fill("chengchuan", notices=1, targets=5)
    validate_pending(settings)
    _lose(warehouse, "chengchuan-0")
    warehouse.execute("delete from raw.page")
    assert validate_pending(settings)["failed"] == ["targets_not_gutted ((page gone))"]
    assert validate_pending(settings, accept="asked to remove it")["verdict"] == "accepted"
    assert warehouse.read_judgements()["validated"] == []


def _publish_page(settings: Settings, tmp_path: Path) -> None:
    folder = tmp_path / "notices"
    folder.mkdir()
    lines = "".join(f"<p>{line}</p>" for line in NOTICE.splitlines())
    page = f'<html><head><meta charset="utf-8"></head><body><div>{lines}</div></body></html>'
    (folder / "chengchuan.html").write_text(page, "utf-8")
    source = load_source(FOLDER_SOURCE, settings)
    fetch(source, run_id="first", since=None, until=None, settings=settings, folder=folder)
    land(source, run_id="first", settings=settings)
    assert parse(settings=settings).counts["targets"] == 6
    build(settings=settings)
    validate(settings=settings)
    publish(settings=settings)


def _read_again(settings: Settings, source_file: Path, content: str) -> None:
    source_file.write_text(content, "utf-8")
    parse(settings=settings, everything=True)
    build(settings=settings)


def _read_marts(connection: psycopg.Connection) -> list[Any]:
    return connection.execute(
        "select (select count(*) from marts.fct_target), (select count(*) from marts.dim_notice)"
    ).fetchall()


def _add_version(warehouse: Any, key: str) -> None:
    warehouse.add_notice("chengchuan", key, url=URL)
    for n in range(10):
        warehouse.add_target("chengchuan", key, f"{key}-{n}")


def _lose(warehouse: Any, key: str) -> None:
    """Parse rejected the page of a notice, and build made the tables without it."""
    for table in ("int_targets_resolved", "int_measures_resolved", "int_notices_resolved"):
        warehouse.execute(f"delete from intermediate.{table} where notice_key = %s", key)
    warehouse.execute("delete from raw.notice where notice_key = %s", key)
