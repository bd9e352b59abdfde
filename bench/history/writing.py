"""Fill an empty warehouse with a history, then add nights to it.

A longer history is one with more notices of the same places over the same years, 2011 to the middle
of 2026: what a notice is like does not depend on how many there are. The nights come after it.
"""

from __future__ import annotations

import random
import time
from collections import defaultdict
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import psycopg

from bench.history.names import Names, names
from bench.history.notices import NoticeId, Wording, compose
from bench.history.places import WEIGHTS, places
from bench.history.raw import RawRows, insert_sources, landing_of
from ingestion.database.connection import connect
from ingestion.settings import Settings

TARGETS_A_NOTICE = 33.2
_VERSIONED, _REPOSTED = 0.02, 0.03
_CHUNK = 200  # notices a transaction
_ANOTHER_VERSION = 0.03  # of a night's notices
_READ_AGAIN = 0.02
_FIRST_NIGHTLY_VERSION = 1000

Progress = Callable[[int, int, float], None]


@dataclass(frozen=True, slots=True)
class Size:
    """A history of about so many targets; the same three figures give the same rows."""

    targets: int
    seed: int = 1
    measures_per_target: float = 1.0
    invented: int = 24_000  # names that no alias is


def count_notices(size: Size) -> list[int]:
    """By place, how many notices it has issued."""
    draw = random.Random(f"{size.seed}/places")
    every = places()
    weights = sum(WEIGHTS[one.level] for one in every)
    notices = size.targets / (TARGETS_A_NOTICE * (1 + _VERSIONED + _REPOSTED))
    return [int(notices * one.weight / weights + draw.random()) for one in every]


def write_history(
    settings: Settings,
    size: Size,
    *,
    processes: int = 2,
    wording: Names | None = None,
    progress: Progress | None = None,
) -> None:
    """Fill the raw schema of an empty, migrated warehouse.

    Args:
        wording: the names, where they are at hand; else they are read, or kept in LUCE_HOME/bench.
        progress: called with (notices written, notices in all, seconds) after every chunk.
    """
    with connect(settings) as connection:
        insert_sources(connection, places())
    held = count_notices(size)
    ids = _list_ids(held)
    chunks = [(settings, size, held, ids[at : at + _CHUNK]) for at in range(0, len(ids), _CHUNK)]
    wording = wording or names(size.invented, folder=settings.home / "bench")
    started, written = time.monotonic(), 0
    with ProcessPoolExecutor(processes, initializer=_open, initargs=(settings, wording)) as pool:
        for count in pool.map(_write_chunk, chunks):
            written += count
            if progress:
                progress(written, len(ids), time.monotonic() - started)
    with connect(settings, autocommit=True) as connection:
        connection.execute("vacuum analyze")


def _list_ids(held: list[int]) -> list[NoticeId]:
    return [
        NoticeId(place, turn, total) for place, total in enumerate(held) for turn in range(total)
    ]


class _Worker:
    """What a process keeps: its connection and the words."""

    connection: psycopg.Connection
    names: Names


def _open(settings: Settings, wording: Names) -> None:
    _Worker.connection = connect(settings)
    _Worker.connection.execute("set synchronous_commit = off")
    _Worker.names = wording


def _write_chunk(task: tuple[Settings, Size, list[int], list[NoticeId]]) -> int:
    _, size, held, ids = task
    wording = Wording(_Worker.names, size.seed, size.measures_per_target)
    rows = RawRows()
    for one in ids:
        add_notice(rows, one, held, wording)
    rows.copy(_Worker.connection)
    _Worker.connection.commit()
    return len(ids)


def add_notice(rows: RawRows, one: NoticeId, held: list[int], wording: Wording) -> None:
    """Add a notice as its own site has it; for a few an earlier version, or a repost, too."""
    version = _version_of(one, wording)
    if version:
        before = compose(one, held, wording)
        rows.add(before, landing_of(before))
    notice = compose(one, held, wording, version)
    rows.add(notice, landing_of(notice, days=3 + 20 * version))
    draw = random.Random(f"{wording.seed}/{one}/repost")
    if draw.random() < _REPOSTED:
        every = places()
        other = every[(one.place + 1 + int(draw.random() * 40)) % len(every)]
        rows.add(notice, landing_of(notice, other, days=9))


def _version_of(one: NoticeId, wording: Wording) -> int:
    """The current version when a notice came in with the history: 1 where it had changed."""
    return int(random.Random(f"{wording.seed}/{one}/version").random() < _VERSIONED)


def write_night(
    connection: psycopg.Connection,
    size: Size,
    number: int,
    *,
    targets: int = 20_000,
    wording: Names | None = None,
) -> list[str]:
    """Add what one more night brings to the history of `size`; gives the keys of its notices.

    Mostly new notices, some of them with promises of their place's last one and other values; 3 in
    a hundred are another version of a page that is held, 2 are read again without a change. No two
    nights, counted from 1, have a page in common. The caller commits.
    """
    held = count_notices(size)
    words = Wording(wording or names(size.invented), size.seed, size.measures_per_target)
    night = datetime(2026, 7, 1, 20, tzinfo=UTC) + timedelta(days=number)
    draw = random.Random(f"{size.seed}/night/{number}")
    notices = max(1, round(targets / TARGETS_A_NOTICE))
    versions, again = _choose_old(_list_ids(held), size, number, notices)
    rows = RawRows()
    turns: dict[int, int] = defaultdict(int)
    weights = [one.weight for one in places()]
    for place in draw.choices(range(len(weights)), weights, k=notices - len(versions) - len(again)):
        one = NoticeId(place, turns[place], 1, number)
        turns[place] += 1
        add_notice(rows, one, held, words)
    for one in versions:
        notice = compose(one, held, words, _FIRST_NIGHTLY_VERSION + number)
        rows.add(notice, replace(landing_of(notice), fetched_at=night))
    for one in again:
        notice = compose(one, held, words, _version_of(one, words))
        rows.add(notice, landing_of(notice), is_held=True)
    rows.copy(connection)
    return rows.keys


def _choose_old(
    ids: list[NoticeId], size: Size, number: int, notices: int
) -> tuple[list[NoticeId], list[NoticeId]]:
    """The notices of the history that a night finds changed, and those that it reads again.

    Each night has its own stretch of one shuffled list, as far as the history reaches.
    """
    random.Random(f"{size.seed}/old").shuffle(ids)
    changed = round(notices * _ANOTHER_VERSION)
    count = changed + round(notices * _READ_AGAIN)
    stretch = ids[(number - 1) * count : number * count]
    return stretch[:changed], stretch[changed:]
