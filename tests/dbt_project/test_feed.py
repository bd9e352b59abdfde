"""The change feed says what the marts' own statements did: a replay of it is the mart."""

from __future__ import annotations

import random
import subprocess
import sys
import threading
from datetime import date
from typing import Any

import psycopg
import pytest
import yaml

from ingestion.database.connection import connect
from ingestion.database.lock import WriterLock, writer_lock
from ingestion.errors import StaleWriter
from ingestion.settings import ROOT, Settings
from ingestion.stages.build import build
from ingestion.stages.carry import Change, carry_marts
from ingestion.stages.publish import publish
from tests.dbt_project.raw_rows import RawNotice, insert_notice, insert_source, judge_all

REPLAY = """
    select target_key, row_hash_after from (
        select distinct on (target_key) target_key, row_hash_after
        from marts.target_changes
        where publish_number > %s
        order by target_key, publish_number desc
    ) as latest
    where row_hash_after is not null
    order by 1
"""
MART = "select target_key, row_hash from marts.fct_target order by 1"
FEED = (
    "select publish_number, target_key, change_kind, row_hash_before, row_hash_after,"
    " changed_columns from marts.target_changes order by 1, 2"
)
TOUCHED = "select target_key from marts.target_changes where publish_number > %s"


@pytest.fixture
def night(connection: psycopg.Connection) -> psycopg.Connection:
    """A candidate of the followed mart, as small as it can be; its hash leaves the status out."""
    connection.autocommit = True
    connection.execute(
        "create schema marts_next;"
        "create table marts_next.fct_target (target_key text primary key, value numeric,"
        " deadline_status text, row_hash text not null)"
    )
    return connection


def offer(connection: psycopg.Connection, rows: dict[str, Any], status: str = "due") -> None:
    """Make the candidate: keys with their values."""
    connection.execute("delete from marts_next.fct_target")
    for key, value in rows.items():
        connection.execute(
            "insert into marts_next.fct_target values (%(key)s, %(value)s, %(status)s,"
            " md5(coalesce(%(value)s::numeric::text, '')))",
            {"key": key, "value": value, "status": status},
        )


def carry(connection: psycopg.Connection) -> list[Change]:
    return carry_marts(connection, ["fct_target"], before_commit=lambda _: None)[0]


def read(connection: psycopg.Connection, query: Any, *given: Any) -> list[tuple[Any, ...]]:
    return connection.execute(query, given or None).fetchall()


def replay(connection: psycopg.Connection) -> list[tuple[Any, ...]]:
    return read(connection, REPLAY, 0)


def told(connection: psycopg.Connection, number: int) -> dict[str, tuple[str, Any]]:
    return {
        key: (kind, columns)
        for publish_number, key, kind, _, _, columns in read(connection, FEED)
        if publish_number == number
    }


def test_each_kind_of_change_is_told_once_with_its_hashes(night: psycopg.Connection) -> None:
    offer(night, {"a": 1, "b": 2, "c": None})
    carry(night)
    before = dict(read(night, MART))
    offer(night, {"b": 3, "c": None, "d": 4})
    carry(night)
    after = dict(read(night, MART))
    assert [row for row in read(night, FEED) if row[0] == 2] == [
        (2, "a", "withdrawn", before["a"], None, None),
        (2, "b", "altered", before["b"], after["b"], ["value"]),
        (2, "d", "published", None, after["d"], None),
    ]
    assert {kind for kind, _ in told(night, 1).values()} == {"published"}
    assert replay(night) == read(night, MART)


def test_the_same_again_appends_nothing_and_takes_no_number(night: psycopg.Connection) -> None:
    offer(night, {"a": 1, "b": 2})
    carry(night)
    held = "select xmin, ctid, * from marts.{} order by 3, 4"
    before = [read(night, held.format(name)) for name in ("publishes", "target_changes")]
    carry(night)
    assert [read(night, held.format(name)) for name in ("publishes", "target_changes")] == before
    offer(night, {"a": 1})
    carry(night)
    assert read(night, "select publish_number from marts.publishes order by 1") == [(1,), (2,)]
    times = read(night, "select published_at from marts.publishes order by publish_number")
    assert times == sorted(times)


def test_what_only_the_day_changed_has_one_hash(night: psycopg.Connection) -> None:
    offer(night, {"a": 1})
    carry(night)
    offer(night, {"a": 1}, status="overdue")
    carry(night)
    [(*_, before, after, columns)] = [row for row in read(night, FEED) if row[0] == 2]
    assert (before == after, columns) == (True, ["deadline_status"])


@pytest.mark.parametrize("seed", range(6))
def test_any_nights_replay_to_the_mart_from_any_publish_on(
    night: psycopg.Connection, seed: int
) -> None:
    """A follower who stops at any number and goes on later holds the mart as well."""
    chance = random.Random(seed)
    copies: dict[int, dict[str, str]] = {0: {}}
    for _ in range(12):
        keys = [f"k{n}" for n in range(9) if chance.random() < 0.6]
        offer(
            night,
            {key: chance.choice([1, 2, None]) for key in keys},
            status=chance.choice(["due", "overdue"]),
        )
        change = sum(one.total for one in carry(night))
        [(number,)] = read(night, "select coalesce(max(publish_number), 0) from marts.publishes")
        counted = len(told(night, number)) if number not in copies else 0
        assert change == counted
        copies[number] = dict(read(night, MART))
        assert dict(replay(night)) == copies[number]
    now = dict(read(night, MART))
    for number, copy in copies.items():
        touched = {key for (key,) in read(night, TOUCHED, number)}
        kept = {key: text for key, text in copy.items() if key not in touched}
        assert kept | dict(read(night, REPLAY, number)) == now


def test_a_mart_of_another_shape_tells_only_what_differs(night: psycopg.Connection) -> None:
    offer(night, {"a": 1, "b": 2, "c": 3})
    carry(night)
    night.execute("alter table marts_next.fct_target add column scope text")
    night.execute("delete from marts_next.fct_target where target_key = 'c'")
    night.execute("update marts_next.fct_target set value = 9, row_hash = 'h' where value = 2")
    carry(night)
    assert told(night, 2) == {
        "a": ("altered", ["scope"]),
        "b": ("altered", ["scope", "value"]),
        "c": ("withdrawn", None),
    }
    assert replay(night) == read(night, MART)


def test_a_mart_that_was_dropped_and_made_again_is_no_news(night: psycopg.Connection) -> None:
    offer(night, {"a": 1, "b": 2})
    carry(night)
    night.execute("drop table marts.fct_target")
    offer(night, {"a": 1, "b": 5})
    carry(night)
    assert told(night, 2) == {"b": ("altered", ["deadline_status", "target_key", "value"])}
    assert replay(night) == read(night, MART)


@pytest.mark.parametrize("lost", ["publishes", "target_changes", "publishes, marts.target_changes"])
def test_a_feed_that_was_lost_begins_anew_with_all_that_stands(
    night: psycopg.Connection, lost: str
) -> None:
    offer(night, {"a": 1, "b": 2})
    carry(night)
    night.execute(f"drop table marts.{lost} cascade")  # type: ignore[arg-type]
    offer(night, {"b": 2, "c": 3})
    carry(night)
    assert {key: kind for key, (kind, _) in told(night, 1).items()} == {
        "b": "published",
        "c": "published",
    }
    assert replay(night) == read(night, MART)


def test_the_feed_is_read_by_readers_and_rewritten_by_nobody(
    night: psycopg.Connection, settings: Settings
) -> None:
    offer(night, {"a": 1})
    carry(night)
    with connect(settings, role="bi_reader") as reader:
        joined = (
            "select count(*) from marts.target_changes join marts.publishes using (publish_number)"
        )
        assert read(reader, joined) == [(1,)]
    for table in ("publishes", "target_changes"):
        for command in (
            "delete from {}",
            "truncate {} cascade",
            "update {} set publish_number = 9",
        ):
            with pytest.raises(psycopg.errors.RestrictViolation, match="append-only"):
                night.execute(command.format(f"marts.{table}"))  # type: ignore[arg-type]


def test_the_tables_are_the_ones_that_the_contract_describes(night: psycopg.Connection) -> None:
    offer(night, {})
    carry(night)
    contract = ROOT / "dbt_project/models/marts/_feed__sources.yml"
    [source] = yaml.safe_load(contract.read_text("utf-8"))["sources"]
    for table in source["tables"]:
        assert table["description"].startswith("One row is ")
        found = read(
            night,
            "select attname, format_type(atttypid, atttypmod), col_description(attrelid, attnum)"
            " from pg_attribute where attnum > 0 and attrelid = %s::regclass order by attnum",
            f"marts.{table['name']}",
        )
        assert found == [
            (column["name"], column["data_type"], column["description"])
            for column in table["columns"]
        ]
        for column in table["columns"]:
            assert column["description"].startswith(f"{column['config']['meta']['label_zh']}. ")


def test_a_stale_publisher_appends_nothing(night: psycopg.Connection, settings: Settings) -> None:
    offer(night, {"a": 1})
    carry(night)
    before = read(night, FEED)
    offer(night, {"b": 1})
    with connect(settings, autocommit=True) as holder, writer_lock(holder) as lock:
        stale = WriterLock(holder, lock.token - 1)
        with pytest.raises(StaleWriter):
            carry_marts(night, ["fct_target"], before_commit=stale.check)
    assert read(night, FEED) == before
    assert read(night, "select count(*) from marts.publishes") == [(1,)]


KILLED = """
import os, signal
from ingestion.database.connection import connect
from ingestion.settings import load_settings
from ingestion.stages import carry, feed

def die(*arguments, **named):
    os.kill(os.getpid(), signal.SIGKILL)

{where}
with connect(load_settings()) as connection:
    carry.carry_marts(connection, ["fct_target"], before_commit={check})
"""


@pytest.mark.parametrize(
    ("where", "check"),
    [
        ("feed.Feed.write_update = die", "None"),
        ("carry._copy_comments = die", "None"),
        ("carry.drop_others = die", "None"),
        ("feed.Feed.close = die", "None"),
        ("", "die"),
    ],
)
def test_killed_between_any_two_steps_and_run_again(
    night: psycopg.Connection, where: str, check: str
) -> None:
    offer(night, {"a": 1, "b": 2})
    carry(night)
    before = read(night, FEED), read(night, MART)
    offer(night, {"b": 3, "c": 4})
    program = KILLED.format(where=where, check=check)
    child = subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=False)
    assert child.returncode == -9
    assert (read(night, FEED), read(night, MART)) == before
    carry(night)
    assert told(night, 2) == {
        "a": ("withdrawn", None),
        "b": ("altered", ["value"]),
        "c": ("published", None),
    }
    assert replay(night) == read(night, MART)


# ---------------------------------------------------------------- with the real dbt

PLAN = RawNotice(
    url="/jihua/1.html",
    text="到2035年，农膜回收率达到85%以上，新增高标准农田20万亩，能耗强度下降13%。",
    targets=[
        {"quote": "85%以上", "indicator": "农膜回收率", "value": 85, "unit": "%",
         "comparator": "ge", "deadline": date(2035, 12, 31), "deadline_basis": "clause"},
        {"quote": "20万亩", "indicator": "高标准农田", "value": 20, "unit": "万亩",
         "change": "increase", "deadline": date(2031, 12, 31), "deadline_basis": "clause"},
        {"quote": "下降13%", "indicator": "能耗强度", "value": 13, "unit": "％",
         "change": "decrease", "deadline": date(2035, 12, 31), "deadline_basis": "clause"},
    ],
)  # fmt: skip


@pytest.mark.timeout(400)
def test_nights_of_the_real_marts_replay_to_them(
    settings: Settings, connection: psycopg.Connection
) -> None:
    connection.autocommit = True
    insert_source(connection)
    insert_notice(connection, PLAN)
    give(settings, connection)
    assert {kind for kind, _ in told(connection, 1).values()} == {"published"}
    assert len(replay(connection)) == 3

    connection.execute("update raw.target set value = 14 where value = 13")
    connection.execute("delete from raw.target where value = 85")
    build(settings=settings)
    judge_all(connection)
    two = [threading.Thread(target=publish_day, args=(settings,)) for _ in range(2)]
    for one in two:
        one.start()
    for one in two:
        one.join()
    assert sorted(told(connection, 2).values(), key=str) == [
        ("altered", ["value", "value_raw"]),
        ("withdrawn", None),
    ]
    numbers = "select publish_number from marts.publishes order by 1"
    assert read(connection, numbers) == [(1,), (2,)], "one of the two found nothing to change"
    hashes = read(connection, MART)
    assert replay(connection) == hashes

    publish(settings=settings, as_of=date(2032, 1, 1))
    assert list(told(connection, 3).values()) == [("altered", ["deadline_status"])]
    assert read(connection, MART) == hashes, "no hash holds the day"

    connection.execute("update raw.notice set parser_version = 'a later one'")
    give(settings, connection, as_of=date(2032, 1, 1))
    assert set(map(str, told(connection, 4).values())) == {"('altered', ['parser_version'])"}
    assert read(connection, MART) == hashes, "nor the program"
    assert replay(connection) == hashes


def give(
    settings: Settings, connection: psycopg.Connection, as_of: date = date(2031, 6, 1)
) -> None:
    build(settings=settings)
    judge_all(connection)
    publish_day(settings, as_of)


def publish_day(settings: Settings, as_of: date = date(2031, 6, 1)) -> None:
    publish(settings=settings, as_of=as_of)
