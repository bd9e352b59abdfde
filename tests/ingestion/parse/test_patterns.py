"""Every pattern of the program by itself, against texts that pump it: linear, or it fails."""

from __future__ import annotations

import json
import random
import re
import subprocess
import sys
from typing import Any

import pytest

from ingestion.settings import ROOT
from tests.ingestion.parse.growth import GIVEN_LITTLE
from tests.ingestion.parse.patterns import is_bounded, spell


@pytest.fixture(scope="module")
def growth() -> dict[str, Any]:
    """In a process of its own: what other tests have left in this one must not be timed."""
    command = [sys.executable, "-m", "tests.ingestion.parse.growth", "patterns"]
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_every_pattern_is_found(growth: dict[str, Any]) -> None:
    assert growth["patterns"] > 350
    assert growth["unseen"] == []


def test_every_pattern_takes_linear_time(growth: dict[str, Any]) -> None:
    assert growth["too_fast"] == []


def test_what_is_not_timed_is_there(growth: dict[str, Any]) -> None:
    assert sorted(growth["given_little"]) == sorted(GIVEN_LITTLE)


@pytest.mark.parametrize(
    ("pattern", "bounded"),
    [("a{1,9}b?", True), ("(?<=a)[^,]{0,40}(?!b)", True), ("(?:a|b+)c", False), ("a(?!.*b)", False),
     ("[^,]*+x", False), ("(a)\\1{2}", False)],
)  # fmt: skip
def test_a_repetition_without_an_end_is_seen(pattern: str, bounded: bool) -> None:
    assert is_bounded(re.compile(pattern)) == bounded


def test_a_text_in_the_words_of_a_pattern_matches_it() -> None:
    pattern = re.compile(r"(?:排名|名次)[^,]{1,9}以上[0-9]+?(?>x|y)")
    for seed in range(20):
        assert pattern.fullmatch(spell(pattern, random.Random(seed)))
