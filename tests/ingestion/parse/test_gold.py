"""The accuracy that must not fall: every corpus that is pinned is held to its floors.

When it fails: `luce evaluate --floors tests/fixtures/floors.json` says what fell; docs/grammar.md
says how floors are raised, and how one is lowered for a reason.
"""

from __future__ import annotations

import pytest

from ingestion.evaluate.corpus import load_corpus
from ingestion.evaluate.floors import Pinned, check, list_figures, load_floors
from ingestion.evaluate.report import evaluate
from ingestion.settings import ROOT

FIXTURES = ROOT / "tests" / "fixtures"
PINNED = load_floors(FIXTURES / "floors.json")


@pytest.mark.parametrize("name", PINNED)
def test_notices_are_read_as_well_as_before(name: str) -> None:
    pinned: Pinned = PINNED[name]
    folder = FIXTURES / pinned.gold
    if pinned.may_be_absent and not folder.is_dir():
        pytest.skip(f"{folder} is not beside the repository")
    corpus = load_corpus(folder, FIXTURES / pinned.texts if pinned.texts else None)
    check(pinned, list_figures(evaluate(corpus).score()), corpus.sha256)


def test_the_corpora_are_pinned_with_all_that_is_measured_on_them() -> None:
    assert {"gold", "varied", "heldout", "dev"} <= PINNED.keys()
    assert PINNED["dev"].gold == "../../../shared/eval/dev"
    for pinned in PINNED.values():
        parts = {figure.split(".")[0] for figure in pinned.floors}
        assert {"numeric", "measures", "notices"} <= parts
