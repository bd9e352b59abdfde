"""Released rows from raw to marts, by the real stages: seen with their reason, through rebuilds."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import psycopg
import pytest

from expectations.release import release_rows, revoke_releases
from expectations.suites import list_expectations
from ingestion.database.connection import connect
from ingestion.errors import NotReleasable
from ingestion.settings import Settings
from ingestion.sources import FOLDER_SOURCE, load_source
from ingestion.stages.build import build
from ingestion.stages.fetch import fetch
from ingestion.stages.land import land
from ingestion.stages.parse import parse
from ingestion.stages.publish import publish
from ingestion.stages.validate import validate
from tests.dbt_project.raw_rows import RawNotice, insert_notice, insert_source, judge_all
from tests.expectations import poison

# 澄川市 and its places do not exist. Two of its shares are beyond the whole.
NOTICE = """澄川市人民政府办公室关于印发澄川市农业绿色发展实施方案的通知
澄政办发〔2022〕17号
各县（区）人民政府，市直各部门：
澄川市人民政府办公室
2022年3月9日
澄川市农业绿色发展实施方案
一、重点任务
（一）防治面源污染。到2025年，全市农田残膜回收率达到860%以上，畜禽粪污综合利用率达到83%以上。
（二）节约用水用肥。到2025年，新建高效节水灌溉面积12万亩，测土配方施肥技术覆盖率达到910%。
"""
WHY = {"reason": "印刷如此，已与PDF核对", "by": "王工"}
# The rows are poisoned behind the back of build, which counts them.
COUNT_AGAIN = """
    update intermediate.int_notices_counted set
        targets_without_indicator = now.without_indicator,
        targets_without_deadline = now.without_deadline
    from (
        select
            count(*) filter (where indicator_code is null) as without_indicator,
            count(*) filter (where deadline_date is null) as without_deadline
        from intermediate.int_targets_resolved
    ) as now
"""
SEEN = "select value_raw::integer, released_reason from marts.fct_target order by 1"


def read(settings: Settings, query: Any) -> list[tuple[Any, ...]]:
    with connect(settings) as connection:
        return connection.execute(query).fetchall()


def give(settings: Settings) -> int:
    """Build, validate, publish; gives how many rows changed in the marts."""
    build(settings=settings)
    validate(settings=settings)
    counts = publish(settings=settings).counts
    [(rows_read,)] = read(settings, "select count(*) from intermediate.int_targets_resolved")
    [(kept,)] = read(
        settings, "select count(*) from quarantine.failed_row where release_id is null"
    )
    assert rows_read == counts["targets"] + kept, "read = published + quarantined"
    assert counts["quarantined"] == kept
    return counts["inserted"] + counts["updated"] + counts["deleted"]


@pytest.mark.timeout(500)
def test_a_release_outlives_every_rebuild_and_ends_with_its_revocation(
    settings: Settings, tmp_path: Path
) -> None:
    folder = tmp_path / "notices"
    folder.mkdir()
    (folder / "chengchuan.txt").write_text(NOTICE, encoding="utf-8")
    source = load_source(FOLDER_SOURCE, settings)
    fetch(source, run_id="first", since=None, until=None, settings=settings, folder=folder)
    land(source, run_id="first", settings=settings)
    assert parse(settings=settings).counts["targets"] == 4
    give(settings)
    assert read(settings, SEEN) == [(12, None), (83, None)]

    [(key,)] = read(
        settings,
        "select target_key from quarantine.target where row_content ->> 'value_raw' = '860'",
    )
    release_rows(settings, [key], **WHY)
    publish(settings=settings)
    released = [(12, None), (83, None), (860, WHY["reason"])]
    assert read(settings, SEEN) == released

    parse(settings=settings, everything=True)
    assert give(settings) == 0

    with connect(settings) as connection:
        connection.execute(
            "drop schema staging, intermediate, marts_next cascade;"
            "drop table marts.fct_target, marts.fct_measure cascade;"
            "truncate quarantine.validated, quarantine.target, quarantine.measure;"
            "delete from quarantine.batch; truncate raw.target, raw.measure"
        )
    parse(settings=settings, everything=True)
    give(settings)
    assert read(settings, SEEN) == released

    with connect(settings) as connection:
        connection.execute("update raw.target set deadline = '2026-12-31' where value = 860")
    give(settings)
    assert read(settings, SEEN) == released[:2], "another reading is another case"
    parse(settings=settings, everything=True)
    give(settings)
    assert read(settings, SEEN) == released, "the row that was vouched for is back"

    revoke_releases(settings, [key], reason="另一年的PDF", by="李工")
    assert publish(settings=settings).counts["deleted"] > 0
    assert read(settings, SEEN) == released[:2]


@pytest.mark.timeout(300)
def test_marts_hold_a_row_for_every_rule_that_may_be_released(
    settings: Settings, connection: psycopg.Connection
) -> None:
    """One row that no mart can hold would stop every publish, so no release may bring one in."""
    insert_source(connection)
    rules = {
        kind: [rule for rule in list_expectations(suite) if rule.is_critical]
        for kind, suite in (("target", "targets"), ("measure", "measures"))
    }
    quotes = {kind: [f"{kind}{n}达到85%" for n in range(len(rules[kind]))] for kind in rules}
    notice = RawNotice(
        url="/du/1.html",
        text="。".join(quotes["target"] + quotes["measure"]),
        targets=[
            {"quote": quote, "indicator": "农膜回收率", "value": 85, "unit": "%"}
            for quote in quotes["target"]
        ],
        measures=[{"text": quote} for quote in quotes["measure"]],
    )
    insert_notice(connection, notice)
    connection.commit()
    build(settings=settings)
    judge_all(connection)
    never, may = [], []
    for kind, poisons in (("target", poison.TARGETS), ("measure", poison.MEASURES)):
        text = "quote" if kind == "target" else "text"
        for rule, quote in zip(rules[kind], quotes[kind], strict=True):
            key = poison_row(connection, kind, text, quote, rule.name, poisons[rule.name])
            (may if rule.is_releasable else never).append(key)
    connection.execute(COUNT_AGAIN)
    connection.commit()

    for key in never:
        with pytest.raises(NotReleasable, match="the marts rest on that"):
            release_rows(settings, [key], **WHY)
    release_rows(settings, may, **WHY)
    counts = publish(settings=settings).counts
    assert counts["targets"] + counts["measures"] == len(may) > 15
    assert counts["quarantined"] == len(never) > 10


def poison_row(
    connection: psycopg.Connection, kind: str, text: str, quote: str, rule: str, row: dict[str, Any]
) -> str:
    """Spoil a built row as one rule catches it, and quarantine it for that rule; gives its key."""
    table = f"intermediate.int_{kind}s_resolved"
    settings = ", ".join(f"{name} = %s" for name in row)
    found = connection.execute(
        f"update {table} set {settings} where {text} = %s returning {kind}_key",  # type: ignore[arg-type]
        [*row.values(), quote],
    ).fetchone()
    assert found
    connection.execute(
        f"insert into quarantine.{kind} select {kind}_key, notice_key, source_id, row_hash, %s,"  # type: ignore[arg-type]
        f" to_jsonb(t), 'by hand', now() from {table} as t where {kind}_key = %s",
        [[rule], found[0]],
    )
    return str(found[0])
