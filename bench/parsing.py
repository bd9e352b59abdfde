"""Text to records: characters a second beside the peers, two processes against one, and memory."""

from __future__ import annotations

import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from functools import _lru_cache_wrapper
from itertools import cycle
from pathlib import Path

import psutil

from bench.mark import show
from bench.peers import PEERS, is_installed, time_peer
from ingestion.parse import read_notice
from ingestion.settings import ROOT

BYTES = 10_000_000
ROUNDS = 5
_CHUNK = 12  # notices handed to a process at once
_NIGHTS = (1, 5, 25)  # times the notices that memory is measured after
_FEW = 20
_THOUSAND = 1e3
# What the plainest reader would do: a number, its unit, nothing of what they mean.
_SCAN = re.compile(
    r"(?<![\d.])\d{1,12}(?:\.\d{1,6})?(?:个?百分点|[%％]|[万亿千百]{0,2}"
    r"(?:平方米|立方米|千瓦时|千瓦|公里|公顷|亩|吨|元|米|个|家|座|项|户|人|辆|处|条|台|套|件|次|倍))"
)


def measure() -> bool:
    """Some rounds each, alternating; then memory, and each peer by itself.

    A rate is that of the fastest round, as `timeit` advises: another load only ever slows one. The
    median stands beside it, and a ratio is the median of rounds side by side.
    """
    notices, folder = _repeat_notices()
    characters = sum(map(len, notices))
    print(
        f"parsing   {sum(len(n.encode()) for n in notices) / 1e6:.1f} MB of UTF-8:"
        f" {len(notices)} notices, {characters} characters, from {folder};"
        f" best of {ROUNDS} rounds; load before {os.getloadavg()[0]:.1f}"
    )
    alone, emptied, paired, scanned = _time_rounds(notices)
    rate = characters / min(alone) / _THOUSAND
    results = [show("text to records, one core", rate, "kch/s", at_least=1_000)]
    show("  the median round", characters / statistics.median(alone) / _THOUSAND, "kch/s")
    results.append(show("two processes / one", _ratio(alone, paired), "", at_least=1.8))
    cold = characters / min(emptied) / _THOUSAND
    show("  one core, what it remembers of other texts forgotten", cold, "kch/s")
    results.append(_measure_memory())
    scan = characters / min(scanned) / _THOUSAND
    show("bare compiled-regex scan, one core", scan, "kch/s")
    show("  our rate / its rate", rate / scan, "")
    _show_peers(notices, rate)
    return all(results)


def _repeat_notices() -> tuple[list[str], str]:
    """The real notices beside the repository, or its own, until there are enough bytes."""
    folder = ROOT.parent / "shared" / "notices"
    paths = sorted(folder.glob("*.txt")) or sorted((ROOT / "tests/fixtures").glob("*/*.txt"))
    texts = [path.read_text(encoding="utf-8") for path in paths]
    notices, size = [], 0
    for number, text in enumerate(cycle(texts)):
        if size >= BYTES:
            break
        notices.append(f"{text}\n{number}\n")  # no two are the same
        size += len(notices[-1].encode())
    return notices, os.path.relpath(paths[0].parent, ROOT)


def _time_rounds(notices: list[str]) -> tuple[list[float], ...]:
    """Seconds of each round: alone, alone with caches emptied, in two processes, the scan."""
    chunks = [notices[at : at + _CHUNK] for at in range(0, len(notices), _CHUNK)]
    alone, emptied, paired, scanned = [], [], [], []
    with ProcessPoolExecutor(2) as pool:
        list(pool.map(_read_all, chunks[:4]))  # both are up, the vocabulary is read
        _read_all(chunks[0])
        for _ in range(ROUNDS):
            alone.append(_seconds(lambda: _read_all(notices)))
            paired.append(_seconds(lambda: list(pool.map(_read_all, chunks))))
            emptied.append(_seconds(lambda: _read_forgetting(notices)))
            scanned.append(_seconds(lambda: _scan_all(notices)))
    return alone, emptied, paired, scanned


def _read_all(notices: list[str]) -> int:
    return sum(len(read_notice(text).targets) for text in notices)


def _read_forgetting(notices: list[str]) -> int:
    """As if no line had ever been seen before; the vocabulary is kept, as it is in a night."""
    caches = _find_caches()
    found = 0
    for text in notices:
        for cache in caches:
            cache.cache_clear()
        found += len(read_notice(text).targets)
    return found


def _find_caches() -> list[_lru_cache_wrapper[object]]:
    """The bounded caches of the grammar: those keep what texts said."""
    return [
        value
        for name, module in list(sys.modules.items())
        if name.startswith("ingestion.parse")
        for value in vars(module).values()
        if isinstance(value, _lru_cache_wrapper) and value.cache_info().maxsize is not None
    ]


def _scan_all(notices: list[str]) -> int:
    return sum(len(_SCAN.findall(text)) for text in notices)


def _seconds(act: object) -> float:
    assert callable(act)
    started = time.perf_counter()
    act()
    return time.perf_counter() - started


def _ratio(alone: list[float], paired: list[float]) -> float:
    """Of rounds side by side: a busy moment spoils both."""
    return statistics.median(one / two for one, two in zip(alone, paired, strict=True))


def _measure_memory() -> bool:
    """A fresh process; no line of a notice comes twice, so that nothing is spared."""
    done = subprocess.run(
        [sys.executable, "-m", "bench.parsing"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    sizes: list[int] = json.loads(done.stdout)
    for times, size in zip(_NIGHTS, sizes, strict=True):
        show(f"  memory after {times * _FEW} notices", size / 2**20, "MB")
    return show(
        f"memory after {_NIGHTS[-1] * _FEW} notices / after {_FEW}",
        sizes[-1] / sizes[0],
        "",
        at_most=1.1,
    )


def _print_memory() -> None:
    notices, _ = _repeat_notices()
    sizes = []
    for number in range(_NIGHTS[-1] * _FEW):
        mark = chr(0x4E00 + number // 100) + chr(0x5E00 + number % 100)
        read_notice(
            notices[number % len(notices)].replace("\n", f"{mark}\n").replace("。", mark + "。")
        )
        if number + 1 in [times * _FEW for times in _NIGHTS]:
            sizes.append(psutil.Process().memory_info().rss)
    print(json.dumps(sizes))


def _show_peers(notices: list[str], rate: float) -> None:
    missing = [name for name in PEERS if not is_installed(name)]
    if missing:
        print("peers     not installed: make peers")
        return
    with tempfile.TemporaryDirectory(prefix="luce-bench-") as folder:
        path = Path(folder) / "notices.txt"
        path.write_text("".join(notices), encoding="utf-8")
        for name, what in PEERS.items():
            theirs, read = time_peer(name, path)
            show(f"{what} (first {read} characters)", theirs / _THOUSAND, "kch/s")
            show("  our rate / its rate", rate * _THOUSAND / theirs, "")


if __name__ == "__main__":
    _print_memory()
