"""Promise 13: no runaway pattern, in what reads answers and pages before the grammar does."""

from __future__ import annotations

import importlib
import re
import time
from collections.abc import Iterator

import pytest

PUMPS = [
    "1", "一", "十", " ", "　", "，", "a", "<", "（", "《", "2024-", "2025年", "到2025年",
    "文号：", "发 布 日 期", "display: ", "<meta charset", "countPage", "createPageHTML(", "1,",
    "（一）", "一、", "达到", "以上", "万亩", "、", "第", "\n", "\t", "〔2021〕",
    "document.write(", "\\u", "<title", "</a", '"a":', "SID:", "TREE:", "=[", "下一页",
    "totalrecord=",
    "createPage(1,", "共<b>", "ajaxParam:{", "index_", "{", "'",
]  # fmt: skip
SHORT, LONG = 8_000, 32_000
ALLOWED = 9  # 4 if linear, 16 if quadratic
NOISE = 0.05  # seconds; below this a ratio says nothing


MODULES = """
    charset fetch.client fetch.failures fetch.listing fetch.shown fetch.truth
    fetch.families.trs_static fetch.families.trs_pager fetch.families.hanweb_jpage
    fetch.families.hanweb_records fetch.families.jpaas fetch.families.gkmlpt
    fetch.families.json_list fetch.moments fetch.scripts markup scripted cli.trial_page
    parse.markup parse.page parse.stated
"""


def _find_patterns() -> Iterator[tuple[str, re.Pattern[str]]]:
    for name in MODULES.split():
        module = importlib.import_module(f"ingestion.{name}")
        for variable, value in vars(module).items():
            if isinstance(value, re.Pattern) and isinstance(value.pattern, str):
                yield f"{name}.{variable}", value


PATTERNS = dict(_find_patterns())


def _seconds(pattern: re.Pattern[str], text: str) -> float:
    started = time.process_time()
    for _ in pattern.finditer(text):
        pass
    return time.process_time() - started


def test_there_are_patterns_to_try() -> None:
    assert len(PATTERNS) > 12


@pytest.mark.parametrize("name", PATTERNS)
def test_a_pattern_takes_linear_time(name: str) -> None:
    pattern = PATTERNS[name]
    for pump in PUMPS:
        for ending in ("", "。x"):
            long = min(_seconds(pattern, pump * (LONG // len(pump)) + ending) for _ in range(2))
            if long < NOISE:
                continue
            short = min(_seconds(pattern, pump * (SHORT // len(pump)) + ending) for _ in range(3))
            assert long < ALLOWED * max(short, NOISE / ALLOWED), f"{pump!r}: {short:.3f} {long:.3f}"
