"""From raw rows to what people see, with the real dbt on a real database.

One warehouse serves the whole module: a call of dbt takes seconds. Each test puts its own notice
in and says what it expects of that notice.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import psycopg
import pytest

from ingestion.database.connection import connect, database_url
from ingestion.errors import NothingPublished, StageFailed
from ingestion.gaps import Gap, Survey, survey_gaps
from ingestion.settings import ROOT, Settings
from ingestion.stages.build import build
from ingestion.stages.dbt import run_dbt
from ingestion.stages.publish import publish
from ingestion.vocabulary import normalise_surface
from tests.dbt_project.raw_rows import RawNotice, insert_notice, insert_source, judge_all
from tests.dbt_project.test_layers import MODELS, described

DAY = date(2031, 6, 1)
FIXTURES = ROOT / "tests/fixtures"
PROVINCE = RawNotice(
    url="/shengji/1.html",
    text="到2035年，农膜回收率达到85%以上，新增高标准农田20万亩，能耗强度下降13%。",
    fields={
        "title": "甘肃省人民政府关于印发青禾行动方案的通知",
        "document_number": "甘政发〔2031〕7号",
        "level": "province",
        "region": "甘肃省",
    },
    targets=[
        {"quote": "85%以上", "indicator": "农膜回收率", "value": 85, "unit": "%",
         "comparator": "ge", "deadline": date(2035, 12, 31), "deadline_basis": "clause"},
        {"quote": "20万亩", "indicator": "新增高标准农田", "value": 20, "unit": "万亩",
         "change": "increase", "deadline": date(2035, 12, 31), "deadline_basis": "clause"},
        {"quote": "下降13%", "indicator": "能耗强度", "value": 13, "unit": "％",
         "change": "decrease", "deadline": date(2035, 12, 31), "deadline_basis": "clause"},
    ],
)  # fmt: skip
CITY = RawNotice(
    url="/shiji/2.html",
    text=(
        "根据甘政发[2031] 7号，到2035年，废旧农膜回收率达到90%，新增高标准农田5万亩，"
        "每万元国内生产总值能源消耗量下降12%，改造渠系40斛。推广全生物降解地膜，支持回收网点建设"
    ),
    fields={"title": "定西市青禾行动实施方案", "document_number": "定政发〔2031〕9号"},
    targets=[
        {"quote": "90%", "indicator": "废旧农膜回收率", "value": 90, "unit": "%",
         "deadline": date(2035, 12, 31), "deadline_basis": "clause"},
        {"quote": "5万亩", "indicator": "高标准农田", "value": 5, "unit": "万亩",
         "change": "increase", "deadline": date(2035, 12, 31), "deadline_basis": "clause"},
        {"quote": "下降12%", "indicator": "每万元国内生产总值能源消耗量", "value": 12, "unit": "%",
         "change": "decrease", "deadline": date(2035, 12, 31), "deadline_basis": "clause"},
        {"quote": "40斛", "indicator": "渠系", "value": 40, "unit": "斛"},
    ],
    measures=[
        {"text": "推广全生物降解地膜，支持回收网点建设", "lead": ["市农业农村局"],
         "support": ["市工信局", "各县区政府"], "deadline": date(2031, 3, 31)},
    ],
    citations=[{"quote": "甘政发[2031] 7号", "title": None, "number": "甘政发[2031] 7号"}],
)  # fmt: skip


@pytest.fixture(scope="module")
def warehouse(server: Settings) -> Iterator[Settings]:
    """A warehouse with two notices, published once."""
    home = Path(tempfile.mkdtemp(prefix="luce-dbt-"))
    name = "luce_test_dbt"
    with connect(server, database="postgres", autocommit=True) as admin:
        admin.execute(f"create database {name} template luce")
    shutil.copytree(server.home / "secrets", home / "secrets")
    settings = Settings(home, database_url(server, database=name), is_sample=False)
    try:
        with connect(settings) as connection:
            insert_source(connection)
            insert_notice(connection, PROVINCE)
            insert_notice(connection, CITY)
        yield settings
    finally:
        with connect(server, database="postgres", autocommit=True) as admin:
            admin.execute(f"drop database {name} with (force)")
        shutil.rmtree(home)


@pytest.fixture(scope="module")
def published(warehouse: Settings) -> Settings:
    """The same warehouse, its two notices published; a publish before the judging is refused."""
    built = build(settings=warehouse)
    assert (built.counts["targets"], built.counts["measures"]) == (7, 1)
    assert built.counts["unknown_units"] == 1
    with pytest.raises(StageFailed, match=r"2 notices were not validated.*luce validate"):
        publish(settings=warehouse, as_of=DAY)
    assert read(warehouse, "select tablename from pg_tables where schemaname = 'marts'") == []
    judge(warehouse)
    report = publish(settings=warehouse, as_of=DAY)
    assert report.counts["targets"] == 7
    assert report.counts["inserted"] > 0
    return warehouse


def read(settings: Settings, query: str, *parameters: Any) -> list[tuple[Any, ...]]:
    with connect(settings) as connection:
        return connection.execute(query, parameters).fetchall()


def judge(settings: Settings) -> None:
    with connect(settings) as connection:
        judge_all(connection)


def test_values_stand_in_the_canonical_unit_beside_the_printed_ones(published: Settings) -> None:
    rows = read(
        published,
        "select indicator_code, value, unit_code, value_raw, unit_raw from marts.fct_target"
        " where notice_key = %s order by char_start",
        CITY.key,
    )
    assert rows == [
        ("film_recovery_rate", Decimal(90), "percent", Decimal(90), "%"),
        ("high_standard_farmland", Decimal("3333.333333"), "hectare", Decimal(5), "万亩"),
        ("energy_per_gdp", Decimal(12), "percent", Decimal(12), "%"),
        (None, None, None, Decimal(40), "斛"),
    ]


def test_a_target_says_how_its_indicator_was_found(published: Settings) -> None:
    rows = read(
        published,
        "select indicator_raw, indicator_code, match_method, match_rule_id from marts.fct_target"
        " where indicator_raw in ('能耗强度', '新增高标准农田', '每万元国内生产总值能源消耗量')"
        " order by match_method",
    )
    assert rows == [
        ("能耗强度", "energy_per_gdp", "alias", None),
        ("新增高标准农田", "high_standard_farmland", "alias_and_change", None),
        ("每万元国内生产总值能源消耗量", "energy_per_gdp", "pattern", "indicator_01"),
    ]


def test_a_name_that_nobody_knows_is_published_and_listed(published: Settings) -> None:
    with connect(published) as connection:
        survey = survey_gaps(connection)
    assert survey == Survey(7, (Gap("渠系", 1, 1, "斛", "40斛", None, None),))
    done = subprocess.run(
        [sys.executable, "-m", "ingestion.cli", "vocabulary", "gaps"],
        env=os.environ
        | {"LUCE_HOME": str(published.home), "LUCE_DATABASE_URL": str(published.database_url)},
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert "1 of 7 published targets (14 %) have no indicator; names they print: 1" in done.stdout
    assert "「40斛」" in done.stdout
    assert "indicator_aliases.csv" in done.stdout


def test_before_anything_is_published_there_is_nothing_to_list(
    connection: psycopg.Connection,
) -> None:
    with pytest.raises(NothingPublished, match="luce publish"):
        survey_gaps(connection)


def test_every_quote_is_the_text_at_its_span(published: Settings) -> None:
    rows = read(
        published,
        "select t.quote, substr(n.text, t.char_start + 1, t.char_end - t.char_start)"
        " from marts.fct_target t join raw.notice n using (notice_key)"
        " union all select m.text, substr(n.text, m.char_start + 1, m.char_end - m.char_start)"
        " from marts.fct_measure m join raw.notice n using (notice_key)",
    )
    assert len(rows) == 8
    assert all(quote == found for quote, found in rows)


def test_a_citys_targets_are_compared_with_its_provinces(published: Settings) -> None:
    rows = read(
        published,
        "select indicator_code, region_code, comparison, gap, share_of_parent, cites_parent"
        " from marts.mart_target_cascade where notice_key = %s order by 1",
        CITY.key,
    )
    assert rows == [
        ("energy_per_gdp", "621100", "looser", Decimal(-1), None, True),
        ("film_recovery_rate", "621100", "stricter", Decimal(5), None, True),
        ("high_standard_farmland", "621100", "part", Decimal("-10000"), Decimal("0.25"), True),
    ]


def test_a_measure_has_its_agencies_its_sector_and_its_status(published: Settings) -> None:
    rows = read(
        published,
        "select m.action_verb, m.sector_code, m.instrument_code, m.deadline_status, b.agency_role,"
        " a.function_code, b.agency_level from marts.fct_measure m"
        " join marts.bridge_measure_agency b using (measure_key)"
        " join marts.dim_agency a using (agency_key) order by b.agency_role, a.agency_name",
    )
    facts = ("推广", "circular_economy", "technology_deployment", "overdue")
    assert rows == [
        (*facts, "lead", "agriculture_rural", "prefecture"),
        (*facts, "support", "local_government", "county"),
        (*facts, "support", "industry_information", "prefecture"),
    ]


def test_the_same_again_changes_nothing(published: Settings) -> None:
    build(settings=published)
    report = publish(settings=published, as_of=DAY)
    assert {report.counts[name] for name in ("inserted", "updated", "deleted")} == {0}
    assert report.notes == ("nothing changed",)


def test_a_quarantined_row_is_kept_back_until_it_changes(published: Settings) -> None:
    with connect(published) as connection:
        connection.execute(
            "insert into quarantine.target select target_key, notice_key, source_id, row_hash,"
            " '{unit_is_known}', '{}', 'by hand', now() from intermediate.int_targets_resolved"
            " where unit_raw = '斛'"
        )
    report = publish(settings=published, as_of=DAY)
    assert (report.counts["targets"], report.counts["quarantined"]) == (6, 1)
    assert report.counts["deleted"] == 1
    with connect(published) as connection:
        connection.execute("update quarantine.target set row_hash = 'of an earlier reading'")
    report = publish(settings=published, as_of=DAY)
    assert (report.counts["targets"], report.counts["quarantined"]) == (7, 0)


def test_a_failing_mart_leaves_the_marts_as_they_were(published: Settings) -> None:
    before = read(published, "select * from marts.fct_target order by 1")
    change = "update raw.target set deadline = %s where notice_key = %s and unit = '斛'"
    with connect(published) as connection:
        connection.execute(change, [date(2205, 12, 31), CITY.key])
    build(settings=published)
    judge(published)
    with pytest.raises(StageFailed) as failure:
        publish(settings=published, as_of=DAY)
    assert "relationships_fct_target_deadline_date" in str(failure.value)
    assert "\n" not in str(failure.value)
    assert read(published, "select * from marts.fct_target order by 1") == before
    with connect(published) as connection:
        connection.execute(change, [None, CITY.key])


def test_a_later_version_and_a_repost_are_told_from_the_notice(published: Settings) -> None:
    later = RawNotice(
        url=CITY.url,
        text="到2035年，废旧农膜回收率达到95%。推广全生物降解地膜，支持回收网点建设",
        fields=CITY.fields,
        targets=[CITY.targets[0] | {"quote": "95%", "value": 95}],
        measures=CITY.measures,
        seen_at=60,
    )
    repost = RawNotice(
        url="/zhuanzai/3.html",
        text=f"转载：{PROVINCE.text}",
        fields=PROVINCE.fields | {"is_repost": True},
        targets=PROVINCE.targets,
    )
    with connect(published) as connection:
        insert_notice(connection, later)
        insert_notice(connection, repost)
    build(settings=published)
    judge(published)
    publish(settings=published, as_of=DAY)
    rows = read(
        published,
        "select url, version_number, is_current, is_repost, canonical_notice_key"
        " from marts.dim_notice order by url, version_number",
    )
    assert rows == [
        (PROVINCE.url, 1, True, False, PROVINCE.key),
        (CITY.url, 1, False, False, later.key),
        (CITY.url, 2, True, False, later.key),
        (repost.url, 1, True, True, PROVINCE.key),
    ]
    assert read(
        published, "select value, is_repost from marts.fct_target where unit_code = 'percent'"
        " and indicator_code = 'film_recovery_rate' order by 1, 2"
    ) == [(85, False), (85, True), (95, False)]  # fmt: skip
    gaps = "select gap from marts.mart_target_cascade where region_code = '621100'"
    assert read(published, gaps) == [(10,)]


def test_a_reader_sees_the_marts_and_nothing_else(published: Settings) -> None:
    with connect(published, role="bi_reader") as reader:
        assert reader.execute("select count(*) from marts.fct_target").fetchone() == (7,)
    for relation in (
        "raw.notice",
        "staging.stg_raw__notices",
        "intermediate.int_targets_resolved",
        "marts_next.fct_target",
        "quarantine.target",
        "public.alembic_version",
    ):
        with (
            connect(published, role="bi_reader") as reader,
            pytest.raises(psycopg.errors.InsufficientPrivilege),
        ):
            reader.execute(f"select * from {relation}")


def test_the_unit_tests_of_the_models_hold(published: Settings) -> None:
    run = run_dbt(published, "test", select=["test_type:unit"])
    assert run.unit_tests >= 5


def test_every_column_of_every_model_is_described_in_the_database(published: Settings) -> None:
    undescribed = read(
        published,
        "select c.table_name, c.column_name from information_schema.columns c"
        " where c.table_schema = 'marts' and col_description("
        " format('%%I.%%I', c.table_schema, c.table_name)::regclass, c.ordinal_position) is null",
    )
    assert undescribed == []


@pytest.mark.parametrize("path", MODELS, ids=lambda path: path.stem)
def test_the_yaml_describes_just_the_columns_that_are_there(
    published: Settings, path: Path
) -> None:
    found = read(
        published,
        "select column_name::text from information_schema.columns"
        " where table_name = %s and table_schema <> 'marts'",
        path.stem,
    )
    assert {name for (name,) in found} == {column["name"] for column in described(path)["columns"]}


@pytest.mark.parametrize(
    "printed", ["％", "万 亩", "“拳头”产品", "ＧＷ", "㎡", "升/(人·日)", "PM2.5\u3000浓度"]
)
def test_sql_and_python_normalise_alike(published: Settings, printed: str) -> None:
    macro = "lower(regexp_replace(normalize(%s, nfkc), '[\\s“”‘’\"''《》「」]', '', 'g'))"
    source = (ROOT / "dbt_project/macros/normalise_surface.sql").read_text(encoding="utf-8")
    assert macro.replace("%s", "{{ column }}") in source
    assert read(published, f"select {macro}", printed) == [(normalise_surface(printed),)]


# 万 alone counts what the sentence names; G and M are of speed or of storage; 万空方 and
# 亿单位 stand for the unit that nobody knows.
_UNKNOWN = {"万", "G", "M", "万空方", "亿单位"}


@pytest.mark.parametrize("kept", ["gold", "varied", "phenomena"])
def test_every_unit_that_the_fixtures_print_is_known(published: Settings, kept: str) -> None:
    lines = (FIXTURES / kept / "targets.jsonl").read_text(encoding="utf-8").splitlines()
    units = {unit for line in lines if (unit := json.loads(line)["unit"])}
    printed = sorted(units - _UNKNOWN)
    known = {
        form for (form,) in read(published, "select surface from intermediate.int_units_printed")
    }
    assert printed
    assert [unit for unit in printed if normalise_surface(unit) not in known] == []


@pytest.mark.parametrize(
    ("printed", "unit_code", "factor"),
    [
        ("万亩次", "hectare_time", "666.666666666667"),
        ("万尾", "fish", "10000"),
        ("千台", "item", "1000"),
        ("亿株次", "plant_time", "100000000"),
        ("十万元", "cny", "100000"),
        ("百万千瓦", "kilowatt", "1000000"),
        ("万亿千瓦时", "kilowatt_hour", "1000000000000"),
        ("千克", "tonne", "0.001"),
        ("张/千人", "item_per_10k_people", "10"),
        ("百万度", "kilowatt_hour", "1000000"),
        ("立方米每万元", "cubic_metre_per_10k_cny", "1"),
        ("万台(套)", "item", "10000"),
        ("吨标准煤/万吨", "kgce_per_tonne", "0.1"),
        ("万m³/d", "cubic_metre_per_day", "10000"),
    ],
)
def test_a_unit_is_known_with_its_multiplier(
    published: Settings, printed: str, unit_code: str, factor: str
) -> None:
    query = (
        "select unit_code, trim_scale(round(factor, 12)) from intermediate.int_units_printed"
        " where surface = %s"
    )
    assert read(published, query, normalise_surface(printed)) == [(unit_code, Decimal(factor))]
