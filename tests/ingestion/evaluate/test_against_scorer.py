"""The guideline's own scorer and ours, on the same rows: every figure must be the same."""

from __future__ import annotations

import importlib.util
import json
import random
import subprocess
import sys
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from ingestion.evaluate.corpus import Corpus, load_corpus
from ingestion.evaluate.reading import Reading, read_texts
from ingestion.evaluate.report import judge
from ingestion.settings import ROOT

FIXTURES = ROOT / "tests" / "fixtures"
SHARED = ROOT.parent / "shared"
SCORER = SHARED / "eval" / "score.py"
CORPORA = {path.parent.name: (path.parent, None) for path in FIXTURES.glob("*/targets.jsonl")}
CORPORA |= {"dev": (SHARED / "eval" / "dev", SHARED / "notices")}
pytestmark = pytest.mark.skipif(
    not SCORER.is_file(), reason="the guideline and its scorer are not beside the repository"
)


@cache
def _load(name: str) -> Corpus:
    return load_corpus(*CORPORA[name])


@cache
def _read(name: str) -> Reading:
    return read_texts(_load(name).texts)


@cache
def _scorer() -> ModuleType:
    spec = importlib.util.spec_from_file_location("guideline_scorer", SCORER)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("name", CORPORA)
def test_the_scorer_says_the_same_of_what_we_read(name: str, tmp_path: Path) -> None:
    folder, reading = CORPORA[name][0], _read(name)
    ours = judge(_load(name), reading).score()
    for what, gold in (("targets", "jsonl"), ("measures", "jsonl"), ("notices", "json")):
        read = tmp_path / f"{what}.jsonl"
        rows = getattr(reading, what)
        read.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
        command = [sys.executable, SCORER, what, folder / f"{what}.{gold}", read, "--json"]
        printed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        assert json.loads(printed) == ours[what], what


@pytest.mark.parametrize("name", CORPORA)
@pytest.mark.parametrize("seed", range(8))
def test_both_say_the_same_of_rows_that_were_spoilt(name: str, seed: int) -> None:
    dice = random.Random(f"{name} {seed}")
    corpus, reading = _load(name), _read(name)
    gold = Corpus(
        corpus.folder,
        targets=tuple(_mark_some(dice, corpus.targets)),
        measures=corpus.measures,
        notices=corpus.notices,
        texts=corpus.texts,
    )
    spoilt = Reading(
        targets=_spoil(dice, reading.targets, corpus.targets),
        measures=_spoil(dice, reading.measures, corpus.measures),
        notices=_spoil_notices(dice, reading.notices),
    )
    ours, scorer = judge(gold, spoilt).score(), _scorer()
    assert ours["targets"] == scorer.score_targets([*gold.targets], spoilt.targets, False)
    assert ours["measures"] == scorer.score_measures([*gold.measures], spoilt.measures, False)
    assert ours["notices"] == scorer.score_notices([*gold.notices], spoilt.notices, False)
    assert ours["targets"]["numeric"]["row"]["f1"] < 0.95  # the rows were spoilt indeed


def _mark_some(dice: random.Random, rows: Any) -> list[dict]:
    return [row | {"repeat": True} if dice.random() < 0.1 else row for row in rows]


def _spoil(dice: random.Random, read: list[dict], gold: Any) -> list[dict]:
    """Rows dropped, doubled, moved, altered, swapped with gold's own, and put out of order."""
    pool = [*read, *gold]
    lost = dice.choice(read)["notice"]
    rows = []
    for row in read:
        if row["notice"] == lost or dice.random() < 0.1:
            continue
        rows += [_alter(dice, row, pool) for _ in range(dice.choice((1, 1, 1, 1, 2)))]
    rows += [{**dice.choice(pool), "notice": "elsewhere"}]
    if dice.random() < 0.5:
        dice.shuffle(rows)
    return rows


def _alter(dice: random.Random, row: dict, pool: list[dict]) -> dict:
    row = dict(row)
    chance = dice.random()
    if chance < 0.2:
        row["start"] += dice.randint(-8, 8)
        row["end"] = max(row["start"] + 1, row["end"] + dice.randint(-8, 30))
    elif chance < 0.5:
        donor = dice.choice(pool)
        fields = [name for name in row if name not in ("notice", "start", "end", "kind")]
        row |= {name: donor.get(name) for name in dice.sample(fields, dice.randint(1, 4))}
    elif chance < 0.55 and "kind" in row:
        row["kind"] = {"numeric": "benchmark", "benchmark": "numeric"}[row["kind"]]
    elif chance < 0.6:
        row.pop("kind", None)
        row.pop("section", None)
    return row


def _spoil_notices(dice: random.Random, rows: list[dict]) -> list[dict]:
    kept = [row for row in rows if dice.random() < 0.9]
    fields = ("title", "issuer", "level", "region", "written_date", "cited_documents")
    return [
        row | {name: dice.choice(rows).get(name) for name in fields if dice.random() < 0.3}
        for row in kept
    ]
