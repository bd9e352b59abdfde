"""The accuracy that must not fall: every corpus that is pinned is held to its floors.

When it fails: `luce evaluate --floors tests/fixtures/floors.json` says what fell; docs/grammar.md
says how floors are raised, and how one is lowered for a reason.
"""

from __future__ import annotations

from collections import Counter

import pytest

from ingestion.evaluate.corpus import load_corpus
from ingestion.evaluate.floors import Pinned, check, list_figures, load_floors
from ingestion.evaluate.report import evaluate
from ingestion.settings import ROOT

FIXTURES = ROOT / "tests" / "fixtures"
PHENOMENA = (
    *("text", "structure", "quantities", "negative_space", "deadlines", "indicators"),
    *("measures", "metadata", "citations"),
)
PINNED = load_floors(FIXTURES / "floors.json")


@pytest.mark.parametrize("name", PINNED)
def test_notices_are_read_as_well_as_before(name: str) -> None:
    pinned: Pinned = PINNED[name]
    folder = FIXTURES / pinned.gold
    if pinned.may_be_absent and not folder.is_dir():
        pytest.skip(f"{folder} is not beside the repository")
    corpus = load_corpus(folder, FIXTURES / pinned.texts if pinned.texts else None)
    check(pinned, list_figures(evaluate(corpus).score()), corpus.sha256)


def test_every_folder_of_gold_rows_is_pinned() -> None:
    loose = {path.parent.name for path in FIXTURES.glob("*/targets.jsonl")} - PINNED.keys()
    pin = "luce evaluate tests/fixtures/{} --floors tests/fixtures/floors.json --raise"
    assert not loose, [pin.format(name) for name in sorted(loose)]
    assert PINNED["dev"].gold == "../../../shared/eval/dev"
    for pinned in PINNED.values():
        parts = {figure.split(".")[0] for figure in pinned.floors}
        assert {"numeric", "measures", "notices"} <= parts


def test_each_phenomenon_has_thirty_hard_passages_and_a_floor() -> None:
    passages = Counter(row["phenomenon"] for row in load_corpus(FIXTURES / "phenomena").passages)
    floors = PINNED["phenomena"].floors
    assert set(PHENOMENA) <= passages.keys()
    assert min(passages.values()) >= 30, passages
    assert {f"phenomena.{name}" for name in passages} <= floors.keys()
