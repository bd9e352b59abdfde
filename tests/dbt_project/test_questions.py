"""The questions of docs/warehouse.md are answered, and the facts of an answer found by an index.

One warehouse serves the module: two notices of a province and its city, and a second version of
the city's.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import psycopg
import pytest

from ingestion.database.connection import connect, database_url
from ingestion.database.vault import read_secret
from ingestion.settings import ROOT, Settings
from ingestion.stages.build import build
from ingestion.stages.freshness import check_freshness
from ingestion.stages.model_docs import write_model_docs
from ingestion.stages.publish import publish
from tests.dbt_project.raw_rows import RawNotice, insert_notice, insert_source, judge_all
from tests.dbt_project.test_layers import MARTS

PAGE = (ROOT / "docs" / "warehouse.md").read_text("utf-8")
QUESTIONS = {
    question.split("\n")[0].removeprefix("-- "): question
    for question in re.findall(r"(-- .*?);\n", re.findall(r"```sql\n(.*?)```", PAGE, re.DOTALL)[0],
                               re.DOTALL)
}  # fmt: skip
THIS_YEAR = date(date.today().year, 12, 31)
BY = {"deadline": date(2035, 12, 31), "deadline_basis": "clause"}
SOON = {"deadline": THIS_YEAR, "deadline_basis": "clause"}
FILM: dict[str, Any] = {"quote": "85%", "indicator": "农膜回收率", "value": 85, "unit": "%"} | BY
STRAW = {"quote": "90%", "indicator": "秸秆综合利用率", "value": 90, "unit": "%"} | SOON
PROVINCE = RawNotice(
    url="/1.html",
    text="农膜回收率达到85%，秸秆综合利用率达到90%。",
    fields={
        "title": "甘肃省人民政府关于青禾行动的通知",
        "document_number": "甘政发〔2031〕7号",
        "level": "province",
        "region": "甘肃省",
    },
    targets=[FILM, STRAW],
)
CITY_FIELDS = {"title": "定西市青禾行动实施方案", "document_number": "定政发〔2031〕9号"}
MEASURE = {"text": "推广全生物降解地膜，支持回收网点建设", "lead": ["市农业农村局"]}
CITY = RawNotice(
    url="/2.html",
    text=f"农膜回收率达到80%，秸秆综合利用率达到91%。{MEASURE['text']}",
    fields=CITY_FIELDS,
    targets=[FILM | {"quote": "80%", "value": 80}, STRAW | {"quote": "91%", "value": 91}],
    measures=[MEASURE],
)
LATER = RawNotice(
    url=CITY.url,
    text=f"农膜回收率达到82%，秸秆综合利用率达到91%。{MEASURE['text']}",
    fields=CITY_FIELDS | {"written_date": date(2031, 3, 1)},
    targets=[FILM | {"quote": "82%", "value": 82}, STRAW | {"quote": "91%", "value": 91}],
    measures=[MEASURE],
    seen_at=60,
)
NEWER = RawNotice(
    url="/3.html",
    text="农膜回收率达到88%。",
    fields={"title": "定西市青禾行动补充方案", "written_date": date(2032, 1, 1)},
    targets=[FILM | {"quote": "88%", "value": 88}],
)
# What an answer holds, by the words that its question begins with.
ANSWERS: dict[str, Any] = {
    "targets of this year": lambda rows: [row[-1] for row in rows] == ["90%", "91%"],
    "one indicator": lambda rows: [row[0] for row in rows] == ["甘肃省定西市"],
    "a city's targets": lambda rows: {row[6] for row in rows} == {"stricter", "looser"},
    "who leads what": lambda rows: [row[0] for row in rows] == ["农业农村"],
    "measures of a region": lambda rows: rows[0][-1] == MEASURE["text"],
    "what changed since": lambda rows: {row[-1] for row in rows} == {"91%", "82%", "88%"},
    "how much changed": lambda rows: ("withdrawn", 2) in {row[2:] for row in rows},
    "the history": lambda rows: (
        [(row[6], row[7]) for row in rows] == [("82%", False), ("88%", True)]
    ),
    "what changed between": lambda rows: [(row[5], row[7]) for row in rows] == [(80, 82)],
}
# Tables that grow with what is published: an answer that walks one of them grows with history.
GROWING = ("fct_target", "fct_measure", "target_changes", "bridge_measure_agency")


@pytest.fixture(scope="module")
def published(server: Settings) -> Iterator[Settings]:
    home = Path(tempfile.mkdtemp(prefix="luce-questions-"))
    name = "luce_test_questions"
    with connect(server, database="postgres", autocommit=True) as admin:
        admin.execute(f"create database {name} template luce")
    shutil.copytree(server.home / "secrets", home / "secrets")
    settings = Settings(home, database_url(server, database=name), is_sample=False)
    try:
        with connect(settings) as connection:
            insert_source(connection)
        for night in ((PROVINCE, CITY), (LATER, NEWER)):
            with connect(settings) as connection:
                for notice in night:
                    insert_notice(connection, notice)
            build(settings=settings)
            with connect(settings) as connection:
                judge_all(connection)
            publish(settings=settings)
        yield settings
    finally:
        with connect(server, database="postgres", autocommit=True) as admin:
            admin.execute(f"drop database {name} with (force)")
        shutil.rmtree(home)


@pytest.mark.timeout(300)
@pytest.mark.parametrize("begins", ANSWERS)
def test_a_reader_is_answered(published: Settings, begins: str) -> None:
    with connect(published, role="bi_reader") as reader:
        rows = reader.execute(question(begins).encode()).fetchall()
    assert ANSWERS[begins](rows), rows


def test_every_question_has_an_answer_to_be_held_to() -> None:
    assert len(QUESTIONS) == len(ANSWERS) == 9


@pytest.mark.parametrize("begins", ANSWERS)
def test_the_facts_of_an_answer_are_found_by_an_index(published: Settings, begins: str) -> None:
    """With scans forbidden, the planner still walks a whole table that no index serves."""
    with connect(published) as connection:
        connection.execute("set enable_seqscan = off")
        plan = "\n".join(
            line for (line,) in connection.execute(f"explain {question(begins)}".encode())
        )
    assert [name for name in GROWING if re.search(rf"Seq Scan on {name}\b", plan)] == [], plan


def question(begins: str) -> str:
    (found,) = [text for title, text in QUESTIONS.items() if title.startswith(begins)]
    return found


def test_the_pages_of_the_models_name_every_mart_and_no_secret(published: Settings) -> None:
    page = write_model_docs(published)
    assert page == published.home / "model_docs" / "luce_test_questions" / "index.html"
    text = page.read_text("utf-8")
    assert [path.stem for path in MARTS if f'"model.luce.{path.stem}"' not in text] == []
    assert "md5 of the notice, the span and its place among equal spans" in text
    assert read_secret(published, "postgres_owner") not in text


def test_landed_rows_are_fresh_until_they_are_too_old(published: Settings) -> None:
    """The notices of this module are landed years ahead; then nothing comes for five days."""
    ages = "update raw.run set landed_at = now() - %s * interval '1 day'"
    with connect(published, autocommit=True) as connection:
        for days, status in ((0, "pass"), (2, "warn"), (5, "error")):
            connection.execute(ages, [days])
            found = {one.table: one for one in check_freshness(published)}
            assert found.keys() == {"raw.page", "raw.run"}
            assert found["raw.run"].status == status
            age = found["raw.run"].age_hours
            assert age is not None
            assert abs(age - 24 * days) < 1
    done = subprocess.run(
        [sys.executable, "-m", "ingestion.cli", "freshness"],
        env=os.environ
        | {"LUCE_HOME": str(published.home), "LUCE_DATABASE_URL": str(published.database_url)},
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 1
    assert "raw.run" in done.stdout


def test_nothing_landed_is_not_fresh(settings: Settings, connection: psycopg.Connection) -> None:
    assert connection.execute("select count(*) from raw.page").fetchone() == (0,)
    found = check_freshness(settings)
    assert {(one.table, one.status, one.newest_at) for one in found} == {
        ("raw.page", "error", None),
        ("raw.run", "error", None),
    }
