"""What changed between two versions of a notice, from raw rows to the mart that says it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import psycopg
import pytest

from ingestion.database.connection import connect
from ingestion.settings import Settings
from ingestion.stages.build import build
from ingestion.stages.dbt import run_dbt
from ingestion.stages.publish import publish
from tests.dbt_project.raw_rows import RawNotice, insert_notice, insert_source, judge_all

DAY, BY = date(2031, 6, 1), {"deadline": date(2035, 12, 31), "deadline_basis": "clause"}
FILM: dict[str, Any] = {"quote": "85%", "indicator": "农膜回收率", "value": 85, "unit": "%"} | BY
FARMLAND = {"quote": "5万亩", "indicator": "高标准农田", "value": 5, "unit": "万亩"} | BY
CANALS = {"quote": "40斛", "indicator": "渠系", "value": 40, "unit": "斛"}
STRAW = {"quote": "90%", "indicator": "秸秆综合利用率", "value": 90, "unit": "%"} | BY
FIRST = RawNotice(
    url="/1.html",
    fields={"document_number": "定政发〔2029〕3号", "written_date": date(2029, 1, 1)},
    text="到2035年，农膜回收率达到85%，建成高标准农田5万亩，改造渠系40斛。",
    targets=[FILM, FARMLAND, CANALS],
)
SECOND = RawNotice(
    url=FIRST.url,
    text="到2035年，建成高标准农田5万亩，农膜回收率达到88%以上，秸秆综合利用率达到90%。",
    targets=[FARMLAND, FILM | {"quote": "88%以上", "value": 88, "comparator": "ge"}, STRAW],
    fields=FIRST.fields,
    seen_at=60,
)
OTHER = RawNotice(
    url="/2.html",
    text="农膜回收率达到85%。定政发〔2029〕3号同时废止，另见定政发〔2028〕1号。",
    fields={"valid_until": date(2036, 1, 1), "validity_clause": "有效期5年"},
    targets=[FILM],
    citations=[
        {"quote": "定政发〔2029〕3号", "number": "定政发〔2029〕3号", "is_repealed": True},
        {"quote": "定政发〔2028〕1号", "number": "定政发〔2028〕1号"},
    ],
)
CHANGES = (
    "select change_kind, changed_columns, indicator_code, value_before, value_after, quote_before,"
    " quote_after, standing_before, standing_after from marts.mart_version_changes"
    " order by change_kind, indicator_code"
)


def read(settings: Settings, query: str) -> list[tuple[Any, ...]]:
    with connect(settings) as connection:
        return connection.execute(query.encode()).fetchall()


def bring_out(settings: Settings) -> dict[str, int]:
    build(settings=settings)
    with connect(settings) as connection:
        judge_all(connection)
    return dict(publish(settings=settings, as_of=DAY).counts)


@pytest.mark.timeout(300)
def test_a_new_version_tells_what_came_went_and_changed(
    settings: Settings, connection: psycopg.Connection
) -> None:
    insert_source(connection)
    for notice in (FIRST, OTHER):
        insert_notice(connection, notice)
    connection.commit()
    bring_out(settings)
    assert read(settings, CHANGES) == []

    insert_notice(connection, SECOND)
    connection.commit()
    bring_out(settings)
    altered = (
        *("altered", "comparator, value_raw", "film_recovery_rate", Decimal(85), Decimal(88)),
        *("85%", "88%以上", "earlier", "published"),
    )
    assert read(settings, CHANGES) == [
        ("added", None, "straw_use_rate", None, Decimal(90), None, "90%", None, "published"),
        altered,
        ("removed", None, None, None, None, None, None, "kept_back", None),
    ]
    assert read(
        settings,
        "select notice_key, previous_notice_key, version_number, region_code"
        " from marts.mart_version_changes where change_kind = 'altered'",
    ) == [(SECOND.key, FIRST.key, 2, "621100")]

    ended = (
        "select url, version_number, repealed_by, valid_until from marts.dim_notice order by 1, 2"
    )
    assert read(settings, ended) == [
        (FIRST.url, 1, OTHER.key, None),
        (FIRST.url, 2, OTHER.key, None),
        (OTHER.url, 1, None, date(2036, 1, 1)),
    ]
    assert read(settings, "select is_repealed from marts.fct_citation order by char_start") == [
        (True,),
        (False,),
    ]

    connection.execute(
        "insert into quarantine.target select target_key, notice_key, source_id, row_hash,"
        " '{share_is_at_most_whole}', '{}', 'by hand', now() from intermediate.int_targets_resolved"
        " where quote = '88%以上'"
    )
    connection.commit()
    publish(settings=settings, as_of=DAY)
    (row,) = [row for row in read(settings, CHANGES) if row[0] == "altered"]
    assert row[1:] == (
        *(None, "film_recovery_rate", Decimal(85), None, "85%", None, "earlier", "kept_back"),
    )
    assert run_dbt(settings, "test", select=["test_type:unit"]).unit_tests >= 12
