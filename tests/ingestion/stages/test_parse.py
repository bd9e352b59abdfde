"""parse over landed pages: each ends as a notice or a rejection, and none stops the others."""

from __future__ import annotations

from pathlib import Path

import psycopg
import pytest

from ingestion.database.connection import connect
from ingestion.errors import BadSource
from ingestion.land.notices import COLUMNS
from ingestion.parse import PARSER_VERSION
from ingestion.settings import Settings
from ingestion.sources import Source, load_source
from ingestion.stages.fetch import fetch
from ingestion.stages.land import land
from ingestion.stages.parse import parse
from sample.site import serve_sample

GOOD = (
    "砚洲县人民政府关于加强节水工作的通知\n砚政发〔2023〕5号\n各乡镇人民政府：\n"
    "一、主要任务\n（一）推进灌区改造。到2025年，农田灌溉水有效利用系数达到0.58以上，"
    "新增高效节水灌溉面积3万亩。\n砚洲县人民政府\n2023年4月1日\n"
)


def run(settings: Settings, folder: Path, run_id: str) -> None:
    source = load_source("folder", settings)
    fetch(source, run_id=run_id, since=None, until=None, settings=settings, folder=folder)
    land(source, run_id=run_id, settings=settings)


def read(connection: psycopg.Connection, query: str) -> list[tuple[object, ...]]:
    connection.rollback()
    return connection.execute(query).fetchall()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "收集"
    made.mkdir()
    (made / "好.txt").write_text(GOOD, "utf-8")
    return made


def test_hostile_files_end_as_rejections_and_the_good_one_is_read(settings, connection, folder):
    (folder / "nul%00名.txt").write_text(GOOD.replace("砚洲", "澄溪"), "utf-8")
    (folder / "短.txt").write_text("今天开会。", "utf-8")
    (folder / "长.txt").write_text(GOOD * (500_000 // len(GOOD) + 1), "utf-8")
    (folder / "nul.txt").write_text(GOOD.replace("砚洲县人民政府关于", "砚洲县\x00关于"), "utf-8")
    run(settings, folder, "r1")
    report = parse(settings=settings)
    assert report.counts["read"] == 5
    assert report.counts["notices"] == 3
    assert len(report.notes) == report.counts["rejected"] == 2
    rejected = read(connection, "select reason, url from raw.rejection order by 1")
    assert [(reason, str(url)[-5:]) for reason, url in rejected] == [
        ("no_notice", "短.txt"[-5:]),
        ("too_long", "长.txt"[-5:]),
    ]
    (flag,) = read(connection, "select flags from raw.notice where url like '%/nul.txt'")
    assert flag == (["nul_replaced"],)
    spans = "select count(*) from raw.target t join raw.notice n using (notice_key)"
    assert read(connection, spans) != [(0,)]
    wrong = f"{spans} where substr(n.text, char_start + 1, char_end - char_start) <> quote"
    assert read(connection, wrong) == [(0,)]


def test_what_was_read_is_read_once_and_again_when_asked(settings, connection, folder):
    run(settings, folder, "r1")
    first = parse(settings=settings).counts
    kept = read(connection, "select * from raw.target order by 1, 2")
    assert first["read"] == 1
    assert parse(settings=settings).counts["read"] == 0
    assert parse(settings=settings, everything=True).counts == first
    assert read(connection, "select * from raw.target order by 1, 2") == kept


def test_a_notice_that_the_database_refuses_costs_only_itself(settings, connection, folder):
    (folder / "坏.txt").write_text(GOOD.replace("砚洲", "澄溪"), "utf-8")
    run(settings, folder, "r1")
    connection.execute(
        "alter table raw.notice add constraint refused check (title not like '澄溪%')"
    )
    connection.commit()
    report = parse(settings=settings)
    assert (report.counts["notices"], report.counts["rejected"]) == (1, 1)
    assert read(connection, "select reason from raw.rejection") == [("parser_fault",)]
    (versions,) = read(connection, "select array_agg(distinct parsed_with) from raw.page")
    assert versions == ([PARSER_VERSION],)


def test_every_column_of_the_raw_tables_is_written(connection):
    for table, columns in COLUMNS.items():
        schema, name = table.split(".")
        held = connection.execute(
            "select column_name from information_schema.columns"
            " where table_schema = %s and table_name = %s",
            (schema, name),
        ).fetchall()
        assert {column for (column,) in held} == set(columns.split())


def test_the_pages_of_a_source_whose_file_is_wrong_wait(sample_settings, monkeypatch):
    with serve_sample() as url:
        monkeypatch.setenv("LUCE_SAMPLE_URL", url)
        source = load_source("shidu_county", sample_settings)
        fetch(source, run_id="r", since=None, until=None, settings=sample_settings)
        land(source, run_id="r", settings=sample_settings)
    first = parse(settings=sample_settings).counts
    assert first["notices"] == 3

    def refuse(source_id: str, settings: Settings) -> Source:
        raise BadSource("shidu_county.yml: unknown field famly")

    with monkeypatch.context() as broken:
        broken.setattr("ingestion.stages.parse.load_source", refuse)
        report = parse(settings=sample_settings, everything=True)
    assert report.counts["read"] == 0
    assert "shidu_county wait" in report.notes[0]
    with connect(sample_settings) as opened:
        assert opened.execute("select count(*) from raw.notice").fetchone() == (3,)
