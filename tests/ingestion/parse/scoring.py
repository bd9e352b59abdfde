"""Rows read against gold rows, by the rules of the guideline's own scorer.

A gold row and a read row meet where their spans overlap; `core` asks for value, unit, comparator,
change and deadline, `row` also for indicator, baseline and start of the period. Rows marked
`repeat` are left out on both sides.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ingestion.models import Measure, ParsedNotice, Target
from ingestion.parse import read_notice

Gold = dict[str, Any]


@dataclass
class Score:
    """Counts over all notices; each rate is an F1."""

    gold: int = 0
    read: int = 0
    detected: int = 0
    core: int = 0
    row: int = 0

    def f1(self, hits: int) -> float:
        return 2 * hits / (self.gold + self.read) if self.gold + self.read else 1.0


def load_rows(path: Path) -> list[Gold]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]


def read_all(folder: Path) -> dict[str, ParsedNotice]:
    """Every text of a folder by its stem, its characters as they stand in the file."""
    return {
        p.stem: read_notice(p.read_bytes().decode("utf-8")) for p in sorted(folder.glob("*.txt"))
    }


def score_targets(gold: list[Gold], notices: dict[str, ParsedNotice]) -> Score:
    score = Score()
    for name, notice in notices.items():
        wanted = [g for g in gold if g["notice"] == name and g["kind"] == "numeric"]
        repeats = [g for g in wanted if g["repeat"]]
        wanted = [g for g in wanted if not g["repeat"]]
        read = [
            t
            for t in notice.targets
            if t.kind == "numeric" and not any(_overlap(g, t) for g in repeats)
        ]
        score.gold += len(wanted)
        score.read += len(read)
        for one in wanted:
            met = [t for t in read if _overlap(one, t)]
            if not met:
                continue
            best = max(met, key=lambda t: _agree_core(one, t))
            read.remove(best)
            score.detected += 1
            score.core += _agree_core(one, best)
            score.row += _agree_core(one, best) and _agree_rest(one, best)
    return score


def score_measures(gold: list[Gold], notices: dict[str, ParsedNotice]) -> Score:
    score = Score()
    for name, notice in notices.items():
        wanted = [g for g in gold if g["notice"] == name]
        score.gold += len(wanted)
        score.read += len(notice.measures)
        for one in wanted:
            met = [m for m in notice.measures if _share(one, m) >= 0.8]
            score.detected += bool(met)
            score.row += bool(met) and _agree_measure(one, met[0])
    return score


def fold(words: object) -> str:
    text = unicodedata.normalize("NFKC", str(words or ""))
    return re.sub(r"[\s“”\"'‘’、，,。．·:：;；()（）《》<>\-—的]", "", text)


def _overlap(gold: Gold, read: Target | Measure) -> int:
    return max(0, min(gold["end"], read.end) - max(gold["start"], read.start))


def _share(gold: Gold, read: Measure) -> float:
    return _overlap(gold, read) / (max(gold["end"], read.end) - min(gold["start"], read.start))


def _agree_core(gold: Gold, read: Target) -> bool:
    values = [(gold["value"], read.value), (gold["value_high"], read.value_high)]
    return (
        all(
            (a is None) == (b is None) and (a is None or abs(float(b) - a) < 1e-6)
            for a, b in values
        )
        and unicodedata.normalize("NFKC", gold["unit"])
        == unicodedata.normalize("NFKC", read.unit or "")
        and read.comparator in (gold["comparator"], *gold.get("comparator_also", ()))
        and read.change in (gold["change"], *gold.get("change_also", ()))
        and _day(read) in (gold["deadline"], *gold.get("deadline_also", ()))
    )


def _agree_rest(gold: Gold, read: Target) -> bool:
    names = {fold(name) for name in (gold["indicator"], *gold.get("indicator_also", ()))}
    start = read.period_start.isoformat() if read.period_start else None
    return (
        fold(read.indicator) in names
        and read.baseline_year == gold["baseline_year"]
        and start in (gold["period_start"], *gold.get("period_start_also", ()))
    )


def _agree_measure(gold: Gold, read: Measure) -> bool:
    return (
        fold("".join(read.section)) == fold("".join(gold["section"]))
        and _day(read) in (gold["deadline"], *gold.get("deadline_also", ()))
        and _names(read.lead) == _names(gold["lead"])
        and _names(read.support) == _names(gold["support"])
    )


def _names(names: Iterable[str]) -> list[str]:
    return sorted(map(fold, names))


def _day(read: Target | Measure) -> str | None:
    return read.deadline.isoformat() if read.deadline else None
