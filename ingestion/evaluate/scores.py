"""Verdicts counted: precision, recall and F1, and the share of each field that was read right.

The figures, their names and their rounding are those of the guideline's own scorer.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from ingestion.evaluate.agreement import BESIDE, CORE, MEASURE, REST
from ingestion.evaluate.rows import Row
from ingestion.evaluate.verdicts import CITED, KINDS, METADATA, FieldVerdict, Verdict


def score_targets(verdicts: Sequence[Verdict]) -> Row:
    """Numeric and benchmark targets, each on its own."""
    return {kind: _score_kind([v for v in verdicts if v.kind == kind]) for kind in KINDS}


def score_measures(verdicts: Sequence[Verdict]) -> Row:
    met = sum(v.is_met for v in verdicts)
    return {
        **_count(verdicts),
        "detection": _rate(verdicts, ()),
        "row": _rate(verdicts, MEASURE),
        "field_accuracy": {
            field: round(sum(v.is_right([field]) for v in verdicts) / max(1, met), 4)
            for field in MEASURE
        },
    }


def score_notices(verdicts: Sequence[FieldVerdict]) -> Row:
    fields = (*METADATA, CITED)
    told = {field: [v.is_right for v in verdicts if v.field == field] for field in fields}
    accuracy = {field: round(sum(right) / len(right), 4) for field, right in told.items()}
    mean = round(sum(accuracy.values()) / len(accuracy), 4)
    return {"notices": len(told[CITED]), "field_accuracy": accuracy, "mean": mean}


def _score_kind(verdicts: Sequence[Verdict]) -> Row:
    met = sum(v.is_met for v in verdicts)
    return {
        **_count(verdicts),
        "detection": _rate(verdicts, ()),
        "core": _rate(verdicts, CORE),
        "row": _rate(verdicts, (*CORE, *REST)),
        "field_accuracy": {
            field: round(sum(v.is_right([field]) for v in verdicts) / met, 4) if met else None
            for field in (*CORE, *REST, *BESIDE)
        },
    }


def _count(verdicts: Sequence[Verdict]) -> dict[str, int]:
    return {
        "gold": sum(v.gold is not None for v in verdicts),
        "predicted": sum(v.read is not None for v in verdicts),
    }


def _rate(verdicts: Sequence[Verdict], fields: Collection[str]) -> dict[str, float]:
    hits, counted = sum(v.is_right(fields) for v in verdicts), _count(verdicts)
    p = hits / counted["predicted"] if counted["predicted"] else 0.0
    r = hits / counted["gold"] if counted["gold"] else 0.0
    f1 = 2 * p * r / (p + r) if p + r else 0.0
    return {"p": round(p, 4), "r": round(r, 4), "f1": round(f1, 4)}
