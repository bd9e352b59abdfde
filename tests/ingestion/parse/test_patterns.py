"""Every pattern of the grammar by itself, against texts that pump it: linear, or it fails."""

from __future__ import annotations

import importlib
import pkgutil
import re
import time

import pytest

import ingestion.parse

# ruff: noqa: E501  (the pumps stand on few lines)
_PUMPS = ["1", "1,", "一", " ", "，", "a", "(", ")", "《", "2025年", "到2025年", "达到", "以上", "万亩", "、", "第", "(一)",
          "一、", "\n", "\t", "〔2021〕", "%", "-", "市", "率", "的", "牵头", "建设", "比2020年"]  # fmt: skip
_SHORT, _LONG = 5_000, 20_000
_ALLOWED = 9  # 4 if linear, 16 if quadratic
_NOISE = 0.02  # seconds; below this a ratio says nothing


def _find_patterns() -> dict[str, re.Pattern[str]]:
    found = {}
    for module in pkgutil.iter_modules(ingestion.parse.__path__, "ingestion.parse."):
        for name, value in vars(importlib.import_module(module.name)).items():
            if isinstance(value, re.Pattern) and isinstance(value.pattern, str):
                found[f"{module.name.rsplit('.', 1)[1]}.{name}"] = value
    return found


_PATTERNS = _find_patterns()


def test_the_patterns_are_found() -> None:
    assert len(_PATTERNS) > 100


@pytest.mark.parametrize("name", _PATTERNS)
def test_a_pattern_takes_linear_time(name: str) -> None:
    pattern = _PATTERNS[name]
    for pump in _PUMPS:
        long = _seconds(pattern, pump * (_LONG // len(pump)) + "。x")
        if long > _NOISE:
            short = min(_seconds(pattern, pump * (_SHORT // len(pump)) + "。x") for _ in range(3))
            assert long < _ALLOWED * max(short, _NOISE / _ALLOWED), pump


def _seconds(pattern: re.Pattern[str], text: str) -> float:
    started = time.process_time()
    for _ in pattern.finditer(text):
        pass
    return time.process_time() - started
