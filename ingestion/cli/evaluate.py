"""`luce evaluate`: how well notices are read, against gold rows, and the floors under that."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ingestion.cli.scores import show_scores
from ingestion.cli.show import show_progress
from ingestion.errors import BadSetting, LuceError

if TYPE_CHECKING:
    from ingestion.evaluate.floors import Pinned
    from ingestion.evaluate.report import Report

_LONG = 1_000_000  # characters: what takes longer than a second shows how far it is


@dataclass(frozen=True)
class _Asked:
    """One corpus to evaluate: its name, where it is, and what is pinned of it."""

    name: str
    gold: Path
    texts: Path | None
    pinned: Pinned | None


def evaluate(
    gold: Annotated[
        Path | None,
        typer.Argument(
            metavar="GOLD_DIR",
            help="targets.jsonl, measures.jsonl, notices.json, passages.jsonl, NAME.txt.",
        ),
    ] = None,
    texts: Annotated[
        Path | None,
        typer.Option("--texts", metavar="DIR", help="Where NAME.txt are; default: GOLD_DIR."),
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print one JSON object instead of tables.")
    ] = False,
    show: Annotated[
        bool, typer.Option("--show", help="Print every disagreement, the quote in its text.")
    ] = False,
    context: Annotated[
        int, typer.Option("--context", metavar="N", min=0, help="Characters beside a quote.")
    ] = 30,
    floors: Annotated[
        Path | None,
        typer.Option(
            "--floors",
            metavar="FILE",
            help="Fail where a figure is under its floor; without GOLD_DIR: all that FILE names.",
        ),
    ] = None,
    is_raised: Annotated[
        bool, typer.Option("--raise", help="Raise the floors to what is reached.")
    ] = False,
    lowered: Annotated[
        str | None,
        typer.Option(
            "--lower", metavar="REASON", help="Accept lower figures; the reason stays in FILE."
        ),
    ] = None,
) -> None:
    """Read notices, compare the rows with gold rows, and print the scores.

    Precision, recall and F1 of targets and measures, accuracy of each field, the passages of each
    phenomenon, a line a notice. With --floors, the exit status is 1 when a figure has fallen.
    Example: luce evaluate ../shared/eval/dev --texts ../shared/notices --show
    """
    _refuse_idle_options(gold, texts, floors, lowered, changes=is_raised or lowered is not None)
    if as_json and show:
        raise BadSetting("--json and --show print two different things", "give one of them")
    asked = _list_asked(gold, texts, floors)
    reports = {one.name: _evaluate_one(one) for one in asked}
    faults = _settle(floors, asked, reports, is_raised=is_raised, reason=lowered) if floors else []
    if as_json:
        told = {name: report.as_json() for name, report in reports.items()}
        print(json.dumps(told if gold is None else told[asked[0].name], ensure_ascii=False))
    else:
        for report in reports.values():
            show_scores(report, context if show else None)
    for fault in faults[:-1]:
        print(f"luce: {fault}", file=sys.stderr)
    if faults:
        raise LuceError(faults[-1])


def _evaluate_one(asked: _Asked) -> Report:
    from ingestion.evaluate.corpus import load_corpus
    from ingestion.evaluate.report import evaluate as evaluate_corpus

    corpus = load_corpus(asked.gold, asked.texts)
    is_long = sum(map(len, corpus.texts.values())) > _LONG
    return evaluate_corpus(corpus, progress=show_progress if is_long else None)


def _refuse_idle_options(
    gold: Path | None,
    texts: Path | None,
    floors: Path | None,
    lowered: str | None,
    *,
    changes: bool,
) -> None:
    if gold is None and floors is None:
        raise BadSetting("what should be evaluated?", "give GOLD_DIR, or --floors FILE")
    if gold is None and texts is not None:
        raise BadSetting("--texts goes with GOLD_DIR", "name it, or leave --texts away")
    if changes and floors is None:
        raise BadSetting("which floors should change?", "give --floors FILE")
    if lowered is not None and gold is None:
        raise BadSetting("a floor is lowered in one corpus", "name it: GOLD_DIR")


def _list_asked(gold: Path | None, texts: Path | None, floors: Path | None) -> list[_Asked]:
    from ingestion.evaluate.floors import load_floors, name_corpus

    pinned = load_floors(floors) if floors else {}
    if gold is not None:
        name = name_corpus(floors, pinned, gold) if floors else None
        held = pinned[name] if name else None
        if floors and held and held.texts and texts is None:
            texts = floors.parent / held.texts
        return [_Asked(name or gold.resolve().name, gold, texts, held)]
    assert floors is not None
    if not pinned:
        raise BadSetting(f"{floors} names no corpus", "give GOLD_DIR and --raise to pin one")
    asked = []
    for name, one in pinned.items():
        folder = floors.parent / one.gold
        if one.may_be_absent and not folder.is_dir():
            print(f"{name}: left out, there is no {folder}", file=sys.stderr)
            continue
        asked.append(_Asked(name, folder, floors.parent / one.texts if one.texts else None, one))
    return asked


def _settle(
    path: Path,
    asked: list[_Asked],
    reports: dict[str, Report],
    *,
    is_raised: bool,
    reason: str | None,
) -> list[str]:
    """Hold each corpus to its floors, or change them; what fell, a line a corpus.

    The file is written once, for all corpora, and only when none of them fell.
    """
    from ingestion.evaluate.floors import AccuracyFell, load_floors, save_floors

    held = load_floors(path)
    faults = []
    for one in asked:
        try:
            held[one.name] = _settle_one(
                path, one, reports[one.name], is_raised=is_raised, reason=reason
            )
        except AccuracyFell as error:
            faults.append(f"{one.name}: {error}")
    if not faults and (is_raised or reason is not None):
        save_floors(path, held)
        print(f"floors of {', '.join(one.name for one in asked)} -> {path}", file=sys.stderr)
    return faults


def _settle_one(
    path: Path, one: _Asked, report: Report, *, is_raised: bool, reason: str | None
) -> Pinned:
    from ingestion.evaluate.floors import (
        BadFloors,
        check,
        list_figures,
        lower_floors,
        pin_corpus,
        raise_floors,
    )

    figures, sha256, pinned = list_figures(report.score()), report.corpus.sha256, one.pinned
    if pinned is None:
        if not is_raised:
            raise BadFloors(
                f"{path} has no floors for {one.gold}", "give --raise to pin what is reached"
            )
        pinned = pin_corpus(path, one.gold, one.texts)
    if reason is not None:
        pinned = lower_floors(pinned, figures, sha256, reason=reason, day=date.today())
    if is_raised:
        pinned = raise_floors(pinned, figures, sha256)
    if reason is None and not is_raised:
        check(pinned, figures, sha256)
    return pinned
