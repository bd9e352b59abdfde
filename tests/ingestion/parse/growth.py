"""How time grows with the text, by doublings: every pattern by itself, and the reading of notices.

`python -m tests.ingestion.parse.growth patterns|notices` prints as JSON how much was timed and
what grew faster than allowed. A process of its own: what others left in memory is not timed.
"""

# ruff: noqa: E501  (the pumps stand on few lines)

from __future__ import annotations

import gc
import json
import math
import random
import signal
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from types import FrameType
from typing import Any

from tests.ingestion.parse.patterns import Pattern, find_patterns, is_bounded, spell

# The pumps of promise 13 and then some; each is repeated to the size.
PUMPS = (
    "9", "9,", "９", "(", "（", "()", "到2025年，", "、", "，", " ", "　", "\n", "一、", "〔2022〕", "一二三", "的",
    "（责任单位：市水务局）", "《", "“", "2025年", "（一）", "率",
)  # fmt: skip
_MORE_PUMPS = (
    "9.", "2022—2025年", "达到90%，", "3个", "分别达到1%、", "比2020年", "全市", "建设3座泵站。", "。", "；", "一、\n",
    "第一章", "1.", "|", "\t", "a\tb\n", "甲\n", "\r\n", "指标\t2020年\t2025年\n", "牵头单位：", "附件", "关于印发",
    "目录\n", "- 1 -\n", "&nbsp;", "-", "%", "市", "建设", "a",
)  # fmt: skip
HEAD = "一、任务\n（一）事项。"
# Worse than linear on a text without end, and never given one; what they are given.
GIVEN_LITTLE = {
    "ingestion.export.formats._FORMULA": "a cell, matched from its start",
    "ingestion.scheduler.deaths._DEATH": "the log of our own supervisor",
    "ingestion.parse.tables.cells._MARKED": "a cell",
    "ingestion.parse.names.indicators._SIZES": "an indicator, matched from its start",
    "ingestion.parse.names.indicators._BUILT_THERE": "an indicator",
    "ingestion.parse.names.antecedents._REGION": "an indicator, matched as a whole",
    "ingestion.parse.names.scopes._SCOPE": "a clause",
    "ingestion.parse.rows.targets._CUTS": "a clause",
}
ALLOWED = 2.5  # of time, for twice the text
_TOO_SHORT = 0.001  # seconds: less says nothing
_SIZES = tuple(1_000 * 2**i for i in range(7))  # 1k to 64k characters, for a pattern
_FEWER_SIZES = _SIZES[
    :4
]  # for one that is linear by construction: what could be is a huge constant
_BYTES = (250_000, 500_000, 1_000_000)  # for a notice, in UTF-8
_FEWER_BYTES = (31_250, 62_500, 125_000)
_HARD_STOP = 20.0  # seconds of one text; what explodes would never end
_ROUNDS = 4  # of all sizes; the best of each counts
_TELLING = 0.04  # seconds of the process's clock that say something
_OWN_WORDS = 2  # texts spelled from a pattern itself


@dataclass(frozen=True, slots=True)
class Growth:
    """What grew too fast: the times are of one size after another."""

    what: str
    pump: str
    seconds: tuple[float, ...]


def find_growth(run: Callable[[str], object], what: str, texts: Sequence[str]) -> Growth | None:
    """Whether twice the text takes more than `ALLOWED` times as long, over any two doublings.

    The ends are timed first; only where those look wrong is every size timed, again and again
    until all is well, since a busy machine spoils a moment, or the rounds are used up.
    """
    best = [_HARD_STOP]
    try:
        excess = _find_excess(run, texts)
        if excess <= 1.5:  # a half for noise
            return None
        best = [_cpu_seconds(run, text) for text in texts]
        for _ in range(1 if excess > 8 and sum(best) > 1 else _ROUNDS):
            steps = zip(best, best[2:], strict=False)
            if all(long < _TOO_SHORT or long <= ALLOWED**2 * short for short, long in steps):
                return None
            again = [_cpu_seconds(run, text) for text in texts]
            best = list(map(min, best, again))
    except TimeoutError:
        pass
    return Growth(what, texts[0][-40:], tuple(round(spent, 5) for spent in best))


def _find_excess(run: Callable[[str], object], texts: Sequence[str]) -> float:
    """How many times its share the longest takes, beside an early one: linear, it is 1."""
    first, last = texts[len(texts) // 4], texts[-1]
    share = len(last) / len(first)
    short = long = excess = math.inf
    for _ in range(3):
        long = min(long, _seconds(run, last))
        short = min(short, _seconds(run, first), _seconds(run, first))
        excess = long / (share * short) if long > _TOO_SHORT else 0.0
        if excess <= 1.5 or excess > 8:
            break
    return excess


def _seconds(run: Callable[[str], object], text: str) -> float:
    """Seconds on the clock, which counts what others do, too."""
    signal.signal(signal.SIGVTALRM, _stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, _HARD_STOP)
    try:
        started = time.perf_counter()
        run(text)
        return time.perf_counter() - started
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)


def _cpu_seconds(run: Callable[[str], object], text: str) -> float:
    """Seconds of its own. That clock moves in steps of 4 ms on some machines: run until it tells."""
    started, count, spent = time.process_time(), 0, 0.0
    while spent < _TELLING:
        _seconds(run, text)
        count += 1
        spent = time.process_time() - started
    return spent / count


def _stop(_signal: int, _frame: FrameType | None) -> None:
    raise TimeoutError


def grow_patterns() -> dict[str, Any]:
    """Every pattern on every pump, on texts in its own words, and on those cut short."""
    patterns, unseen = find_patterns()
    too_fast, timed = [], 0
    little = [place for place in patterns if place in GIVEN_LITTLE]
    for place, pattern in patterns.items():
        if place in GIVEN_LITTLE:
            continue
        sizes = _FEWER_SIZES if is_bounded(pattern) else _SIZES
        for pump in _choose_pumps(pattern):
            texts = [_pump_to(pump, size) for size in sizes]
            timed += 1
            growth = find_growth(_Scan(pattern), place, texts)
            if growth:
                too_fast.append(asdict(growth))
                print(growth, file=sys.stderr, flush=True)
                break
    return {
        "patterns": len(patterns),
        "timed": timed,
        "unseen": unseen,
        "given_little": little,
        "too_fast": too_fast,
    }


class _Scan:
    """All matches in a text, of a pattern of characters or of bytes."""

    def __init__(self, pattern: Pattern) -> None:
        self.pattern = pattern

    def __call__(self, text: str) -> None:
        given: Any = text if isinstance(self.pattern.pattern, str) else text.encode()
        for _ in self.pattern.finditer(given):
            pass


def _choose_pumps(pattern: Pattern) -> Iterable[str]:
    own = []
    for seed in range(_OWN_WORDS):
        word = spell(pattern, random.Random(seed))
        own += [word, word[:-1]]
    return dict.fromkeys(pump for pump in (*PUMPS, *own) if pump)


def _pump_to(pump: str, size: int) -> str:
    return pump * (size // len(pump)) + "。x"


def grow_notices() -> dict[str, Any]:
    """The reading of a whole notice: the pumps of promise 13 to a megabyte, others to a quarter."""
    from ingestion.parse import read_notice

    read_notice(HEAD)  # the vocabulary is read once
    too_fast = []
    for pump in (*PUMPS, *_MORE_PUMPS):
        sizes = _BYTES if pump in PUMPS else _FEWER_BYTES
        texts = [HEAD + pump * (size // len(pump.encode())) for size in sizes]
        growth = find_growth(read_notice, "read_notice", texts)
        if growth:
            too_fast.append(asdict(growth))
        gc.collect()
    return {"timed": len(PUMPS) + len(_MORE_PUMPS), "too_fast": too_fast}


if __name__ == "__main__":
    gc.disable()
    print(json.dumps({"patterns": grow_patterns, "notices": grow_notices}[sys.argv[1]]()))
