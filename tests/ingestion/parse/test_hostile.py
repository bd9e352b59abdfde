"""Text that nobody wrote to be read: no crash, no hang, and every span slices back."""

# ruff: noqa: E501  (a passage stands on one line)

from __future__ import annotations

import json
import os
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingestion.parse import read_notice
from ingestion.settings import ROOT
from tests.ingestion.parse.reading import read_targets
from tests.ingestion.parse.soundness import check_notice

_ALPHABET = "0123456789.,%％一二三十百万亿个家座吨亩年月日底前到至达下降提高以上左右、，。；：（）()《》“”〔〕-—～ \n\t　|甲乙率量"
_PIECES = ["到2025年", "“十四五”末", "达到90%以上", "建成3座", "（一）", "一、", "第一条", "〔2022〕30号", "牵头单位：",
           "分别", "、", "，", "。", "；", "\n", "\t", "\u3000", "\ud800", "\x00", "&nbsp;", "全市", "率", "比2020年"]  # fmt: skip


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(alphabet=_ALPHABET, max_size=300) | st.text(max_size=200))
def test_any_text_is_read(text: str) -> None:
    check_notice(read_notice(text), text)


@settings(max_examples=400, deadline=None)
@given(st.lists(st.sampled_from(_PIECES), max_size=40))
def test_pieces_of_notices_in_any_order_are_read(pieces: list[str]) -> None:
    text = "".join(pieces)
    notice = read_notice(text)
    check_notice(notice, text)
    assert notice == read_notice(text)


@settings(max_examples=300, deadline=None)
@given(
    st.decimals("0.01", "99999", places=2),
    st.sampled_from(
        [
            "吨/日",
            "万亩",
            "平方米/人",
            "亿千瓦时",
            "微克/立方米",
            "公里",
            "%",
            "万吨标准煤",
            "张/千人",
        ]
    ),
)
def test_a_value_and_its_unit_come_back_as_written(value: Decimal, unit: str) -> None:
    (target,) = read_targets(f"到2025年，某项指标量达到{value}{unit}。")
    assert (target.value, target.unit) == (value, unit)


@pytest.mark.parametrize(
    "text",
    ["", "\n", "\x00" * 50, "\ufeff一、任务\r\n（一）建网。建设泵站3座。\r\n", "\ud800到2025年达到5%", "。" * 500, "(" * 500, "一、任务\n力争全9省三成以上的县通过评估。",
     "规划\n指标\t2020年\t2025年\n4\t91\t94以上\n",
     "　　一、任务　　（一）建网。建设泵站3座。　　（二）护网。巡护管网。"],
)  # fmt: skip
def test_odd_texts_are_read(text: str) -> None:
    check_notice(read_notice(text), text)


def test_offsets_count_what_was_given_though_the_text_is_folded() -> None:
    text = "\ufeff一、任务\r\n（一）建网。到 ２０２５ 年，覆盖率达到 ９３．５ ％ 以上。\r\n"
    (target,) = read_notice(text).targets
    assert target.quote == "达到 ９３．５ ％ 以上"
    assert (target.value, target.unit, str(target.deadline)) == (Decimal("93.5"), "%", "2025-12-31")


def test_the_time_grows_with_the_text_and_no_faster() -> None:
    """In a process of its own: what other tests have left in this one must not be timed."""
    growth = json.loads(_run("growth", "notices"))
    assert growth["timed"] > 40
    assert growth["too_fast"] == []


def test_some_thousand_texts_that_nobody_wrote(tmp_path: Path) -> None:
    """A short run of `make fuzz`; each failure is printed with the text that shows it."""
    said = _run("fuzz", "--inputs", "5000", "--workers", "1", "--save", str(tmp_path))
    assert "5000 inputs read" in said


def test_the_same_text_gives_the_same_records_in_every_process() -> None:
    """Where an order of a set leaked into a record, the two would differ."""
    command = ("fuzz", "--digest", "--inputs", "600")
    assert _run(*command, PYTHONHASHSEED="1") == _run(*command, PYTHONHASHSEED="2")


def _run(name: str, *options: str, **environment: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", f"tests.ingestion.parse.{name}", *options],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
