"""The accuracy that must not fall: floors just under what the grammar reaches.

A change that lowers a floor has to say why; one that raises the accuracy raises the floor with it.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from ingestion.models import ParsedNotice
from tests.ingestion.parse.scoring import fold, load_rows, read_all, score_measures, score_targets

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"
SHARED = Path(__file__).resolve().parents[4] / "shared"

# detection, core, row of the numeric targets; detection, row of the measures; metadata
FLOORS = {
    "gold": ((0.99, 0.99, 0.99), (0.99, 0.99), 0.97),
    "varied": ((0.995, 0.99, 0.915), (0.95, 0.94), 0.97),
    # Never built on (tests/fixtures/README.md): what a notice that nobody has seen can expect.
    "heldout": ((0.95, 0.92, 0.76), (0.94, 0.84), 0.97),
}
DEV_FLOORS = {"detection": 0.99, "core": 0.99, "row": 0.905}


@pytest.mark.parametrize("name", FLOORS)
def test_targets_and_measures_are_read_as_well_as_before(name: str) -> None:
    target_floors, measure_floors, _ = FLOORS[name]
    notices = read_all(FIXTURES / name)
    targets = score_targets(load_rows(FIXTURES / name / "targets.jsonl"), notices)
    measures = score_measures(load_rows(FIXTURES / name / "measures.jsonl"), notices)
    reached = [targets.f1(hits) for hits in (targets.detected, targets.core, targets.row)]
    assert all(r >= floor for r, floor in zip(reached, target_floors, strict=True)), (
        reached,
        targets,
    )
    reached = [measures.f1(measures.detected), measures.f1(measures.row)]
    assert all(r >= floor for r, floor in zip(reached, measure_floors, strict=True)), (
        reached,
        measures,
    )


@pytest.mark.parametrize("name", FLOORS)
def test_notices_are_told_by_their_metadata(name: str) -> None:
    notices = read_all(FIXTURES / name)
    gold = json.loads((FIXTURES / name / "notices.json").read_text(encoding="utf-8"))
    right = [_agrees(one, notices[one["notice"]]) for one in gold]
    assert sum(map(sum, right)) >= FLOORS[name][2] * sum(map(len, right)), right


def _agrees(gold: dict[str, Any], notice: ParsedNotice) -> list[bool]:
    found = notice.metadata
    issuer = gold["issuer"] if isinstance(gold["issuer"], list) else [gold["issuer"]]
    cited = {fold(c["number"]) for c in gold["cited_documents"] if c.get("number")}
    return [
        fold(found.title) == fold(gold["title"]),
        fold(found.document_number) == fold(gold["document_number"]),
        sorted(map(fold, found.issuers)) == sorted(map(fold, issuer)),
        found.level == gold["level"],
        fold(found.region) == fold(gold["region"]),
        (found.written_date.isoformat() if found.written_date else None) == gold["written_date"],
        {fold(c.number) for c in notice.citations if c.number} == cited,
    ]


@pytest.mark.skipif(
    not SHARED.is_dir(), reason="the seven real notices are not beside the repository"
)
def test_the_real_notices_are_read_as_well_as_before(tmp_path: Path) -> None:
    rows = [_row(name, t) for name, n in read_all(SHARED / "notices").items() for t in n.targets]
    read = tmp_path / "targets.jsonl"
    read.write_text(
        "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8"
    )
    command = [
        sys.executable,
        SHARED / "eval/score.py",
        "targets",
        SHARED / "eval/dev/targets.jsonl",
        read,
        "--json",
    ]
    printed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    scores = json.loads(printed.splitlines()[-1])
    for measure, floor in DEV_FLOORS.items():
        assert scores["numeric"][measure]["f1"] >= floor, (measure, scores["numeric"])
    assert scores["benchmark"]["detection"]["f1"] >= 0.90


def _row(name: str, target: Any) -> dict[str, Any]:
    fields = ("start", "end", "indicator", "comparator", "unit", "change", "baseline_year", "kind")
    row = {field: getattr(target, field) for field in fields} | {"notice": name}
    for field in ("value", "value_high"):
        number = getattr(target, field)
        row[field] = None if number is None else float(number)
    for field in ("deadline", "period_start"):
        day = getattr(target, field)
        row[field] = day.isoformat() if day else None
    return row
