"""One request at a time and one rate a host, whoever asks: threads, sources, processes."""

from __future__ import annotations

import subprocess
import sys
import time
from itertools import pairwise
from pathlib import Path

import pytest

from ingestion.fetch.pace import Pace

ASK = """
import sys, time
from pathlib import Path
from ingestion.fetch.pace import Pace
pace = Pace(float(sys.argv[2]), folder=Path(sys.argv[1]))
for _ in range(int(sys.argv[3])):
    with pace.turn("www.example.gov.cn"):
        began = time.time()
        time.sleep(0.01)
        print(began, time.time(), flush=True)
"""


def _ask(folder: Path, delay: float, times: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", ASK, str(folder), str(delay), str(times)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def test_three_processes_share_one_rate_and_one_turn(tmp_path: Path) -> None:
    asking = [_ask(tmp_path / "hosts", 0.05, 20) for _ in range(3)]
    turns = sorted(
        tuple(map(float, line.split()))
        for one in asking
        for line in one.communicate(timeout=60)[0].splitlines()
    )
    assert len(turns) == 60
    pairs = list(pairwise(turns))
    assert all(after[0] >= before[1] for before, after in pairs)  # never two at once
    mean = (turns[-1][0] - turns[0][0]) / len(pairs)
    assert mean == pytest.approx(0.05, rel=0.05)


def test_a_process_that_dies_in_its_turn_holds_up_nobody(tmp_path: Path) -> None:
    dying = _ask(tmp_path, 0.01, 10_000)
    assert dying.stdout is not None
    dying.stdout.readline()
    dying.kill()
    dying.communicate()
    started = time.monotonic()
    with Pace(0.01, folder=tmp_path).turn("www.example.gov.cn"):
        pass
    assert time.monotonic() - started < 0.5


def test_hosts_do_not_wait_for_each_other(tmp_path: Path) -> None:
    pace = Pace(5, folder=tmp_path)
    started = time.monotonic()
    for host in ("a.example", "b.example", "../../c", "\udcff"):
        with pace.turn(host):
            pass
    assert time.monotonic() - started < 0.5
    assert len(list(tmp_path.iterdir())) == 4


def test_a_rest_is_known_to_every_process_and_a_clock_set_back_is_not_believed(
    tmp_path: Path,
) -> None:
    Pace(0, folder=tmp_path).rest("a.example", 600)
    assert Pace(0, folder=tmp_path).seconds_until_due("a.example") == pytest.approx(600, abs=2)
    Pace(0, folder=tmp_path).rest("b.example", 400 * 86_400)
    assert Pace(0, folder=tmp_path).seconds_until_due("b.example") == 0


def test_robots_may_slow_one_host_and_no_other() -> None:
    pace = Pace(0, jitter=0)
    pace.slow_down("a.example", 0.2)
    started = time.monotonic()
    for host in ("a.example", "b.example", "b.example", "b.example"):
        with pace.turn(host):
            pass
    assert time.monotonic() - started < 0.1
    with pace.turn("a.example"):
        pass
    assert time.monotonic() - started >= 0.19
