"""Night after night: what is held already is not paid for again, and is not moved by a copy."""

from __future__ import annotations

from datetime import date
from typing import Any

import psycopg
import pytest

from ingestion.database.connection import connect
from ingestion.settings import Settings
from ingestion.stages.build import build
from ingestion.stages.publish import publish
from tests.dbt_project.raw_rows import RawNotice, insert_notice, insert_source, judge_all

DAY = date(2031, 6, 1)
ITEM = "（{0}）推广第{0}片区的节水灌溉，新增蓄水池{0}座。"
ISSUER = "定西市人民政府"
MARTS = ("fct_target", "dim_notice", "mart_region_comparison")


def read(settings: Settings, query: str, *parameters: Any) -> list[tuple[Any, ...]]:
    with connect(settings) as connection:
        return connection.execute(query, parameters).fetchall()


def long_notice(items: int) -> RawNotice:
    """A notice of 900,000 characters with as many targets and measures as asked for."""
    lines = [ITEM.format(number) for number in range(items)]
    filler = "为深入贯彻落实有关决策部署，结合实际制定本方案。\n" * (900_000 // 25)
    return RawNotice(
        url="/chang/1.html",
        text=filler + "\n".join(lines),
        targets=[
            {"quote": f"{number}座。", "indicator": "蓄水池", "value": number, "unit": "座"}
            for number in range(items)
        ],
        measures=[{"text": line} for line in lines],
    )


@pytest.mark.timeout(300)
def test_a_span_is_checked_once_and_a_long_notice_does_not_cost_its_square(
    settings: Settings, connection: psycopg.Connection
) -> None:
    """Compared one by one, each from the first character on, 6,000 spans would take minutes."""
    notice = long_notice(3000)
    insert_source(connection)
    place_quickly(connection, notice)
    connection.commit()
    report = build(settings=settings)
    assert (report.counts["targets"], report.counts["measures"]) == (3000, 3000)
    assert report.own_seconds < 25
    checked = "select span_key, is_true, xmin, ctid from intermediate.int_spans_checked order by 1"
    before = read(settings, checked)
    assert len(before) == 6000
    assert all(is_true for _, is_true, _, _ in before)

    build(settings=settings)
    assert read(settings, checked) == before

    connection.execute(
        "update raw.target set char_start = char_start + 1, char_end = char_end + 1"
        " where ordinal = 7"
    )
    connection.commit()
    build(settings=settings)
    moved = {row[:2] for row in read(settings, checked)} - {row[:2] for row in before}
    assert [is_true for _, is_true in moved] == [False]
    false = "select value_raw from intermediate.int_targets_resolved where not is_span_true"
    assert read(settings, false) == [(7,)]


def place_quickly(connection: psycopg.Connection, notice: RawNotice) -> None:
    """Insert the notice, its quotes searched for from where the one before was found."""
    targets, measures = notice.targets, notice.measures
    notice.targets, notice.measures = [], []
    insert_notice(connection, notice)
    begin = notice.text.index(ITEM.format(0))
    with connection.cursor() as cursor:
        for ordinal, (target, measure) in enumerate(zip(targets, measures, strict=True)):
            end = begin + len(measure["text"])
            cursor.execute(
                "insert into raw.measure values (%s, %s, %s, %s, %s, '{}', null, '{}', '{}')",
                [notice.key, ordinal, begin, end, measure["text"]],
            )
            cursor.execute(
                "insert into raw.target (notice_key, ordinal, char_start, char_end, quote,"
                " indicator, value, unit, deadline_basis, lead, annual, kind, is_repeat, section)"
                " values (%s, %s, %s, %s, %s, '蓄水池', %s, '座', 'none', '{}', false, 'numeric',"
                " false, '{}')",
                [
                    *(notice.key, ordinal, end - len(target["quote"]), end, target["quote"]),
                    target["value"],
                ],
            )
            begin = end + 1


def copy(url: str, source_id: str, seen_at: int, **fields: Any) -> RawNotice:
    return RawNotice(
        url=url,
        text="到2035年，农膜回收率达到85%以上，新增高标准农田20万亩，市级财政每年安排专项资金支持回收网点。",
        source_id=source_id,
        fields={"issuers": [ISSUER], "published_date": date(2031, 1, 9)} | fields,
        targets=[
            {"quote": "85%以上", "indicator": "农膜回收率", "value": 85, "unit": "%",
             "comparator": "ge", "deadline": date(2035, 12, 31), "deadline_basis": "clause"},
        ],
        seen_at=seen_at,
    )  # fmt: skip


def test_a_copy_that_comes_in_later_moves_nothing(
    settings: Settings, connection: psycopg.Connection
) -> None:
    """One text without a number or a title, on the issuer's site, on another, and in a folder."""
    for source_id in ("issuer_site", "another_site", "a_folder"):
        insert_source(connection, source_id)
    connection.execute(
        "update raw.source set publisher = '临洮县人民政府' where source_id like 'an%'"
    )
    connection.execute("update raw.source set family = 'folder' where source_id = 'a_folder'")
    original = copy("/z/9.html", "issuer_site", 0)
    insert_notice(connection, original)
    connection.commit()
    give(settings)
    held = {mart: read(settings, f"select * from marts.{mart}") for mart in MARTS}

    copies = [
        copy("/a/1.html", "another_site", 60, published_date=date(2031, 1, 2)),
        copy("file:///a.txt", "a_folder", 60, published_date=None),
    ]
    for notice in copies:
        insert_notice(connection, notice)
    connection.commit()
    report = give(settings)
    assert [note for note in report if "~0 -0" not in note] == ["marts.mart_source_health +0 ~2 -0"]
    for mart, rows in held.items():
        assert set(rows) <= set(read(settings, f"select * from marts.{mart}"))
    assert read(
        settings,
        "select source_id, is_repost, canonical_notice_key from marts.dim_notice order by 1",
    ) == [
        ("a_folder", True, original.key),
        ("another_site", True, original.key),
        ("issuer_site", False, original.key),
    ]
    assert read(settings, "select count(*) from marts.mart_region_comparison") == [(1,)]


def give(settings: Settings) -> tuple[str, ...]:
    build(settings=settings)
    with connect(settings) as connection:
        judge_all(connection)
    return publish(settings=settings, as_of=DAY).notes
