"""A fast site on loopback, fetched and landed: pages a second, and the polite rate that is kept."""

from __future__ import annotations

import contextlib
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import requests

from bench.fast_site import notice_path
from bench.mark import show
from ingestion.database import embedded
from ingestion.database.migrate import migrate
from ingestion.settings import ROOT, Settings
from ingestion.sources import Source
from ingestion.stages.fetch import fetch
from ingestion.stages.land import land

NOTICES = 2_000
POLITE_NOTICES = 40
POLITE_DELAY = 0.25  # seconds
ROUNDS = 3
_HOST = "bench.sample.invalid"
_ADDRESS = "LUCE_SAMPLE_URL"  # the one way to loopback that fetch allows


def measure() -> bool:
    """Rounds of both, alternating; the rates are those of the fastest, the ratio the median's."""
    (ROOT / ".luce").mkdir(exist_ok=True)
    home = Path(tempfile.mkdtemp(prefix="bench-", dir=ROOT / ".luce"))  # on the disk of real runs
    home.chmod(0o755)
    settings = Settings(home=home, database_url=None, is_sample=True)
    try:
        embedded.start(settings)
        migrate(settings)
        print(f"fetching  {NOTICES} notices of about 10 kB from one site, best of {ROUNDS} rounds")
        return all([_measure_haste(settings), _measure_politeness(settings)])
    finally:
        embedded.remove(settings)
        shutil.rmtree(home, ignore_errors=True)


def _measure_haste(settings: Settings) -> bool:
    bare, fetched, landed = [], [], []
    with _serve(NOTICES) as address:
        for turn in range(ROUNDS):
            source = _describe(f"bench_{turn}", 0.0)  # a source of its own: nothing is known of it
            bare.append(_time_bare(address))
            spent = _time_fetch(source, NOTICES, settings)
            fetched.append(spent)
            landed.append(spent + _time_land(source, settings))
    show("bare requests.Session.get, one connection", NOTICES / min(bare), "/s")
    show("fetch (lists, guarded, judged, decoded, spooled)", NOTICES / min(fetched), "/s")
    holds = show("fetch and land, politeness off", NOTICES / min(landed), "/s", at_least=200)
    ratios = [ours / theirs for theirs, ours in zip(bare, landed, strict=True)]
    show("  our time / that of bare requests", statistics.median(ratios), "")
    return holds


def _measure_politeness(settings: Settings) -> bool:
    with _serve(POLITE_NOTICES):
        spent = _time_fetch(_describe("bench_polite", POLITE_DELAY), POLITE_NOTICES, settings)
    asked = POLITE_NOTICES + 2  # robots.txt and the list; the first of them waits for nobody
    kept = spent / (asked - 1) / POLITE_DELAY
    return show(
        "politeness: interval kept / interval asked for", kept, "", at_least=0.95, at_most=1.05
    )


def _describe(source_id: str, delay: float) -> Source:
    return Source.model_validate(
        {
            "source_id": source_id,
            "publisher": "青岚省人民政府",
            "region": "青岚省",
            "level": "province",
            "home": f"http://{_HOST}/",
            "family": "trs_static",
            "lists": {"channels": ["zcwj/"]},
            "politeness": {"delay_seconds": delay},
            "served_at": _ADDRESS,
            "runbook": "",
        }
    )


def _time_bare(address: str) -> float:
    started = time.perf_counter()
    with requests.Session() as session:
        for number in range(NOTICES):
            session.get(address + notice_path(number), timeout=10).raise_for_status()
    return time.perf_counter() - started


def _time_fetch(source: Source, notices: int, settings: Settings) -> float:
    started = time.perf_counter()
    report = fetch(source, run_id=source.source_id, since=None, until=None, settings=settings)
    spent = time.perf_counter() - started
    if report.counts["fetched"] != notices:
        raise RuntimeError(f"{report.counts} of {notices} notices: {report.notes[:3]}")
    return spent


def _time_land(source: Source, settings: Settings) -> float:
    started = time.perf_counter()
    land(source, run_id=source.source_id, settings=settings)
    return time.perf_counter() - started


@contextlib.contextmanager
def _serve(notices: int) -> Iterator[str]:
    """A process of its own, as a site is; gives its address, which fetch is told of, too."""
    command = [sys.executable, "-m", "bench.fast_site", str(notices)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as site:
        assert site.stdout is not None
        os.environ[_ADDRESS] = f"http://127.0.0.1:{int(site.stdout.readline())}"
        try:
            yield os.environ[_ADDRESS]
        finally:
            del os.environ[_ADDRESS]
            site.terminate()
