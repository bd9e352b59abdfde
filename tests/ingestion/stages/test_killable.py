"""Promise 12: hostile pages are read in a process that is killed when it hangs or bursts."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from threading import Timer

import pytest

from ingestion.models import ParsedNotice
from ingestion.stages.killable import KillableReader, Refusal

ROOT = Path(__file__).resolve().parents[3]
NOTICE = (
    "<html><body><h1>云泊市人民政府关于加强节水工作的通知</h1>"
    "<div id='zoom'><p>云政发〔2026〕5号</p>"
    "<p>一、主要任务</p><p>（一）推进灌区改造。到2030年，新增高效节水灌溉面积3万亩，"
    "农田灌溉水有效利用系数达到0.58以上。</p></div></body></html>"
)


def _read(reader: KillableReader, body: bytes, kind: str = "text/html") -> ParsedNotice | Refusal:
    return reader.read(body, url="http://x/t1.html", content_type=kind, charset="utf-8")


def _reason(found: ParsedNotice | Refusal) -> str | None:
    return found.reason if isinstance(found, Refusal) else None


def test_a_notice_is_read_as_in_our_own_process() -> None:
    from ingestion.stages.reading import read_landed

    with KillableReader() as reader:
        found = _read(reader, NOTICE.encode())
        again = _read(reader, NOTICE.encode())
    here = read_landed(
        NOTICE.encode(), url="http://x/t1.html", content_type="text/html", charset="utf-8"
    )
    assert found == again == here
    assert here.targets


@pytest.mark.parametrize("blow", [signal.SIGSTOP, signal.SIGKILL])
def test_a_reader_that_hangs_or_dies_costs_one_page(blow: signal.Signals) -> None:
    with KillableReader() as reader:
        _read(reader, NOTICE.encode())
        reader._seconds = 1.5
        child = reader._child
        assert child is not None
        os.kill(child.pid, blow)
        started = time.monotonic()
        found = _read(reader, NOTICE.encode())
        assert _reason(found) == ("reading_too_long" if blow == signal.SIGSTOP else "reader_died")
        assert time.monotonic() - started < 4
        assert child.poll() is not None
        reader._seconds = 30
        assert _reason(_read(reader, NOTICE.encode())) is None


def test_a_reader_stopped_in_the_middle_of_a_page_is_replaced() -> None:
    with KillableReader() as reader:
        _read(reader, NOTICE.encode())
        reader._seconds = 2.0
        assert reader._child is not None
        Timer(0.2, os.kill, [reader._child.pid, signal.SIGSTOP]).start()
        assert _reason(_read(reader, HOSTILE["labels"])) == "reading_too_long"
        reader._seconds = 30
        assert _reason(_read(reader, NOTICE.encode())) is None


HOSTILE = {
    "deep": b"<html><body>" + b"<div>" * 100_000 + b"x" + b"</div>" * 100_000,
    "deep_tables": b"<table><tr><td>" * 60_000,
    "tags": b"<p>a" * 4_800_000,
    "cells": b"<table><tr>" + b"<td>1" * 3_800_000,
    "attributes": b"<a " + b"x=1 " * 4_700_000 + b">",
    "open_marks": b"<" * 19_000_000,
    "entities": b"&amp;" * 3_800_000,
    "one_line": "某市到二〇三〇年森林覆盖率达到百分之四十，".encode() * 300_000,
    "digits": b"<div id=zoom><p>" + b"1" * 19_000_000,
    "brackets": "（".encode() * 450_000,
    "labels": ("<p>发 布 日 期 ： </p>" * 150_000).encode(),
}
CHILD = """
import sys, time, resource
from tests.ingestion.stages.test_killable import HOSTILE, NOTICE, KillableReader, _read, _reason
with KillableReader() as reader:
    for name, body in HOSTILE.items():
        started = time.monotonic()
        reason = _reason(_read(reader, body))
        print(name, len(body), f"{time.monotonic() - started:.2f}", reason, flush=True)
    assert _reason(_read(reader, NOTICE.encode())) is None
print("peak", resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024)
"""


def test_hostile_pages_end_in_30_seconds_and_512_megabytes() -> None:
    told = subprocess.run(
        [sys.executable, "-c", CHILD], cwd=ROOT, capture_output=True, text=True, check=False
    )
    print(told.stdout)
    assert told.returncode == 0, told.stderr[-2000:]
    *rows, peak = (line.split() for line in told.stdout.splitlines())
    assert {name: reason for name, _, _, reason in rows if reason == "None"} == {}
    assert all(float(seconds) < 32 for _, _, seconds, _ in rows)
    assert int(peak[1]) <= 512
