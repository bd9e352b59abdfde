"""The synthetic history: its raw rows are what the grammar reads in its texts."""

from __future__ import annotations

import random
from collections import Counter
from decimal import Decimal
from typing import Any

import psycopg
import pytest

from bench.history.frames import frames
from bench.history.names import Names, names
from bench.history.notices import Notice, NoticeId, Wording, compose
from bench.history.places import places
from bench.history.writing import Size, count_notices, write_history, write_night
from ingestion.parse import read_notice
from ingestion.settings import Settings

INVENTED = 900  # enough words for some thousands of targets, read in seconds
SIZE = Size(targets=3_000, invented=INVENTED)


@pytest.fixture(scope="module")
def words() -> Names:
    return names(INVENTED)


def test_enough_of_the_grammars_templates_become_frames() -> None:
    kinds = Counter(kind for frame in frames() for kind in frame.kinds)
    assert kinds["share"] >= 15 and kinds["level"] >= 6 and kinds["count"] >= 8
    assert sum(frame.is_dated for frame in frames()) >= 25


@pytest.mark.parametrize(("seed", "night"), [(1, 0), (2, 0), (3, 0), (1, 1), (2, 7)])
def test_the_grammar_reads_what_the_history_says(words: Names, seed: int, night: int) -> None:
    """40 notices of places of every level, field by field."""
    draw = random.Random(seed)
    held = [place.weight * 3 for place in places()]
    wording = Wording(words, seed)
    for at in range(40):
        place = draw.randrange(35) if at % 3 == 0 else draw.randrange(len(held))
        turn = draw.randrange(held[place])
        one = NoticeId(place, turn, held[place], night)
        assert_read_back(compose(one, held, wording, version=at % 5 // 4))


def assert_read_back(notice: Notice) -> None:
    read = read_notice(notice.text)
    said, place = read.metadata, notice.place
    assert (said.title, said.document_number) == (notice.title, notice.number)
    assert (said.issuers, said.written_date) == ((place.issuer,), notice.written)
    assert (said.region, said.level, said.province) == (place.name, place.level, place.province)
    assert [
        (
            *(one.start, one.end, one.quote, one.indicator, one.comparator, one.value),
            *(one.value_high, one.unit, one.change, one.baseline_year, one.deadline),
            *(one.deadline_basis, one.period_start, one.scope, one.lead, one.binding),
            *(one.annual, one.kind, one.repeat, one.section),
        )
        for one in read.targets
    ] == [_as_read(row) for row in notice.targets]
    assert [
        (one.start, one.end, one.text, one.section, one.deadline, one.lead, one.support)
        for one in read.measures
    ] == [(*row[:3], tuple(row[3].split("\n")), *row[4:]) for row in notice.measures]
    assert [
        (one.start, one.end, one.quote, one.title, one.number) for one in read.citations
    ] == notice.citations


def _as_read(row: tuple[Any, ...]) -> tuple[Any, ...]:
    """Numbers and the section as the grammar gives them; the history holds them as COPY text."""
    value, high, base = row[5], row[6], row[9]
    return (
        *row[:5],
        Decimal(value),
        high and Decimal(high),
        *row[7:9],
        base and int(base),
        *row[10:19],
        tuple(row[19].split("\n")),
    )


def test_a_history_is_as_large_as_asked_for_and_like_a_larger_one() -> None:
    for targets in (3_000, 200_000, 5_000_000):
        notices = sum(count_notices(Size(targets)))
        assert 0.93 < notices * 33.2 * 1.05 / targets < 1.07
    assert max(count_notices(Size(5_000_000))) < 20_000  # the nights' serials begin there


def test_another_version_differs_in_some_values_only(words: Names) -> None:
    held = count_notices(SIZE)
    one = NoticeId(5, 0, 1)
    first, second = (compose(one, held, Wording(words), version) for version in (0, 1))
    assert (first.title, first.number) == (second.title, second.number)
    pairs = list(zip(first.targets, second.targets, strict=True))
    altered = [a for a, b in pairs if (a[5], a[6]) != (b[5], b[6])]
    assert 0 < len(altered) < len(pairs) / 2
    assert [(a[3], a[7:13]) for a, _ in pairs] == [(b[3], b[7:13]) for _, b in pairs]


def test_history_and_nights_fill_raw(
    settings: Settings, connection: psycopg.Connection, words: Names
) -> None:
    write_history(settings, SIZE, wording=words)
    before = _count(connection)
    assert 0.9 < before["target"] / SIZE.targets < 1.1
    assert 0.95 < before["measure"] / before["target"] < 1.15
    assert before["versioned"] >= 1 and before["citation"] > before["notice"] / 2
    assert before["false_spans"] == 0
    keys = [
        set(write_night(connection, SIZE, night, targets=1_000, wording=words)) for night in (1, 2)
    ]
    assert not keys[0] & keys[1]
    after = _count(connection)
    assert 0.85 < (after["target"] - before["target"]) / 2_000 < 1.15
    assert after["versioned"] > before["versioned"]
    assert after["false_spans"] == 0


def test_the_same_history_comes_twice(
    settings: Settings, connection: psycopg.Connection, words: Names
) -> None:
    write_history(settings, SIZE, wording=words)
    first = _checksum(connection)
    connection.execute("truncate raw.source cascade")
    connection.commit()
    write_history(settings, SIZE, wording=words, processes=1)
    assert _checksum(connection) == first


def _checksum(connection: psycopg.Connection) -> list[Any]:
    row = connection.execute(
        "select (select md5(string_agg(t::text, '|' order by t::text)) from raw.target t),"
        " (select md5(string_agg(p::text, '|' order by p::text)) from raw.page p)"
    ).fetchone()
    assert row is not None and all(row)
    return list(row)


def _count(connection: psycopg.Connection) -> dict[str, int]:
    row = connection.execute(
        "select (select count(*) from raw.notice) as notice,"
        " (select count(*) from raw.target) as target,"
        " (select count(*) from raw.measure) as measure,"
        " (select count(*) from raw.citation) as citation,"
        " (select count(*) from (select from raw.page group by source_id, url"
        "   having count(*) > 1) as v) as versioned,"
        " (select count(*) from raw.target t join raw.notice n using (notice_key)"
        "   where substr(n.text, t.char_start + 1, t.char_end - t.char_start) <> t.quote)"
        " + (select count(*) from raw.measure m join raw.notice n using (notice_key)"
        "   where substr(n.text, m.char_start + 1, m.char_end - m.char_start) <> m.text)"
        " as false_spans"
    )
    names_of = [column.name for column in row.description or ()]
    return dict(zip(names_of, row.fetchone() or (), strict=True))
