"""One verdict for each gold row, and for each row that was read and should not have been."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from ingestion.evaluate.agreement import BESIDE, CORE, MEASURE, REST, agree, fold, fold_names
from ingestion.evaluate.pairing import overlap, pair, share
from ingestion.evaluate.rows import Row

Kind = Literal["numeric", "benchmark", "measure"]
KINDS: tuple[Kind, Kind] = ("numeric", "benchmark")
_SAME_SENTENCE = 0.8  # the share that two spans of one measure have at least
METADATA = ("title", "document_number", "issuer", "level", "region", "written_date")
CITED = "cited"


@dataclass(frozen=True, slots=True)
class Verdict:
    """Missed where nothing was read, extra where gold has nothing, else the fields read wrong."""

    notice: str
    kind: Kind
    gold: Row | None
    read: Row | None
    wrong: tuple[str, ...] = ()

    @property
    def is_met(self) -> bool:
        return self.gold is not None and self.read is not None

    def is_right(self, fields: Collection[str]) -> bool:
        """Met, and none of these fields wrong."""
        return self.is_met and not any(field in fields for field in self.wrong)

    @property
    def is_row_right(self) -> bool:
        return self.is_right(MEASURE if self.kind == "measure" else (*CORE, *REST))


@dataclass(frozen=True, slots=True)
class FieldVerdict:
    """One field of a notice's metadata; `cited` is the numbers of all documents that it cites."""

    notice: str
    field: str
    gold: Any
    read: Any
    is_right: bool


def judge_targets(notice: str, gold: Sequence[Row], read: Sequence[Row]) -> list[Verdict]:
    """The verdicts on one notice's targets.

    A gold row marked `repeat` asks for nothing, and what is read over it is neither right nor
    wrong; so is a row of one kind that answers a gold row of the other.
    """
    pairs = pair(gold, read, lambda g, r: overlap(g, r) > 0, _rank_target)
    repeats = [g for g in gold if g.get("repeat")]
    set_aside = {j for j, r in enumerate(read) if any(overlap(g, r) > 0 for g in repeats)}
    found: list[Verdict] = []
    for i, g in enumerate(gold):
        if g.get("repeat"):
            continue
        j = pairs.get(i)
        answers = j is not None and j not in set_aside and _kind(read[j]) == g["kind"]
        found.append(_judge(notice, g["kind"], g, read[j] if answers and j is not None else None))
    found += [
        Verdict(notice, _kind(r), None, r)
        for j, r in enumerate(read)
        if j not in set_aside and j not in pairs.values()
    ]
    return found


def judge_measures(notice: str, gold: Sequence[Row], read: Sequence[Row]) -> list[Verdict]:
    """The verdicts on one notice's measures."""
    pairs = pair(gold, read, lambda g, r: share(g, r) >= _SAME_SENTENCE, share)
    found = [
        _judge(notice, "measure", g, read[pairs[i]] if i in pairs else None)
        for i, g in enumerate(gold)
    ]
    met = set(pairs.values())
    return found + [Verdict(notice, "measure", None, r) for j, r in enumerate(read) if j not in met]


def judge_notice(gold: Row, read: Row) -> list[FieldVerdict]:
    """The verdicts on one notice's metadata, and on the documents that it cites by number."""
    found = []
    for field in METADATA:
        form = fold_names if field == "issuer" else fold
        right = form(gold.get(field)) == form(read.get(field))
        found.append(
            FieldVerdict(gold["notice"], field, gold.get(field), read.get(field), bool(right))
        )
    wanted, got = _list_numbers(gold), _list_numbers(read)
    right = {fold(n) for n in wanted} == {fold(n) for n in got}
    return [*found, FieldVerdict(gold["notice"], CITED, wanted, got, right)]


def _list_numbers(row: Row) -> list[str]:
    return [one["number"] for one in row.get("cited_documents") or [] if one.get("number")]


def _kind(read: Row) -> Kind:
    kind: Kind = read.get("kind", "numeric")
    return kind


def _rank_target(gold: Row, read: Row) -> float:
    agreed = sum(agree(field, gold, read) for field in (*CORE, *REST))
    return agreed + bool(gold["kind"] == _kind(read)) + share(gold, read)


def _judge(notice: str, kind: Kind, gold: Row, read: Row | None) -> Verdict:
    if read is None:
        return Verdict(notice, kind, gold, None)
    fields = MEASURE if kind == "measure" else (*CORE, *REST, *BESIDE)
    wrong = tuple(field for field in fields if not agree(field, gold, read))
    return Verdict(notice, kind, gold, read, wrong)
