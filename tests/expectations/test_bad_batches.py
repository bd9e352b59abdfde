"""Poison and loss from raw to marts, by the real stages: people never see them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import psycopg
import pytest

from ingestion.errors import BatchRefused, StageFailed
from ingestion.settings import Settings
from ingestion.sources import FOLDER_SOURCE, load_source
from ingestion.stages.build import build
from ingestion.stages.fetch import fetch
from ingestion.stages.land import land
from ingestion.stages.parse import parse
from ingestion.stages.publish import publish
from ingestion.stages.validate import validate

# 澄川市 and its places do not exist.
NOTICE = """澄川市人民政府办公室关于印发澄川市农业绿色发展实施方案的通知
澄政办发〔2022〕17号
各县（区）人民政府，市直各部门：
《澄川市农业绿色发展实施方案》已经市政府同意，现印发给你们，请认真贯彻落实。
澄川市人民政府办公室
2022年3月9日
澄川市农业绿色发展实施方案
一、重点任务
（一）防治面源污染。到2025年，全市农田残膜回收率达到86%以上，畜禽粪污综合利用率达到83%以上。
推进废旧农膜回收利用网点进乡村，健全收储体系。
（二）节约用水用肥。到2025年，新建高效节水灌溉面积12万亩，测土配方施肥技术覆盖率达到91%。
开展化肥减量增效示范，支持新型经营主体购置施肥机具。
（三）做强龙头。到2024年，培育市级以上龙头企业35家，绿色食品标志产品达到60个。
加快品牌培育，落实用地用电支持政策。
"""


@pytest.fixture
def published(settings: Settings, tmp_path: Path, connection: psycopg.Connection) -> Any:
    """The notice read by the real stages, three of its rows then poisoned, and published."""
    folder = tmp_path / "notices"
    folder.mkdir()
    (folder / "chengchuan.txt").write_text(NOTICE, encoding="utf-8")
    source = load_source(FOLDER_SOURCE, settings)
    fetch(source, run_id="first", since=None, until=None, settings=settings, folder=folder)
    land(source, run_id="first", settings=settings)
    assert parse(settings=settings).counts["targets"] == 6
    connection.autocommit = True
    for column, poison, value in (
        ("unit", "'廒'", 12),
        ("deadline", "'2205-12-31'", 86),
        ("value", "850", 83),
    ):
        done = connection.execute(
            f"update raw.target set {column} = {poison} where value = {value}"  # type: ignore[arg-type]
        )
        assert done.rowcount == 1
    build(settings=settings)
    validate(settings=settings)
    publish(settings=settings)
    return connection


def test_bad_rows_and_bad_batches_never_reach_the_marts(
    published: psycopg.Connection, settings: Settings
) -> None:
    held = published.execute(
        "select row_content ->> 'unit_raw', failed_expectations from quarantine.target"
    ).fetchall()
    assert sorted(held) == [
        ("%", ["deadline_is_plausible", "deadline_not_too_far"]),
        ("%", ["share_is_at_most_whole"]),
        ("廒", ["unit_is_known"]),
    ]
    assert _read_marts(published)[0] == [(35,), (60,), (91,)]

    before = _read_marts(published)
    published.execute("delete from raw.target where value in (91, 35, 850, 86)")
    build(settings=settings)
    with pytest.raises(BatchRefused, match=r"targets_not_gutted \(folder\)"):
        validate(settings=settings)
    with pytest.raises(StageFailed, match="not validated"):
        publish(settings=settings)
    assert _read_marts(published) == before


def _read_marts(connection: psycopg.Connection) -> list[Any]:
    values = "select value_raw::integer from marts.fct_target order by 1"
    whole = "select md5(string_agg(t::text, '' order by target_key)) from marts.fct_target as t"
    return [connection.execute(values).fetchall(), connection.execute(whole).fetchall()]
