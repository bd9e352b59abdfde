"""How an evaluation shows on a terminal: totals, fields, phenomena, a line a notice."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ingestion.cli.show import show_table

if TYPE_CHECKING:
    from ingestion.evaluate.report import Report
    from ingestion.evaluate.rows import Row

_LEVELS = ("detection", "core", "row")
_BY_NOTICE = (
    "notice",
    *("numeric", *_LEVELS),
    "benchmark row",
    *("measures", "detection", "row"),
    "metadata",
)
_NOTHING = "—"


def show_scores(report: Report, context: int | None) -> None:
    """Print all tables; with a number for `context`, every disagreement below them."""
    from ingestion.evaluate.disagreements import list_disagreements

    corpus, score = report.corpus, report.score()
    size = sum(map(len, corpus.texts.values()))
    title = f"{corpus.folder}: {len(corpus.texts)} notices, {size:,} characters"
    show_table(title, ("rows", "right in", "gold", "read", "P", "R", "F1"), _list_totals(score))
    show_table("fields: share read right", *_list_fields(score))
    if "phenomena" in score:
        rows = [(name, f"{n['right']}/{n['total']}") for name, n in score["phenomena"].items()]
        show_table("passages", ("phenomenon", "right"), rows)
    lines = [_line(name, report.score_notice(name)) for name in corpus.texts]
    show_table("notice by notice: gold/read, F1 of each score", _BY_NOTICE, lines)
    if context is not None:
        for line in list_disagreements(report, context):
            print(line)


def _list_parts(score: Row) -> dict[str, Row]:
    targets: dict[str, Row] = score.get("targets", {})
    return targets | ({"measures": score["measures"]} if "measures" in score else {})


def _list_totals(score: Row) -> Iterator[tuple[str, ...]]:
    for part, told in _list_parts(score).items():
        for level in _LEVELS:
            if level in told and (told["gold"] or told["predicted"]):
                rates = (f"{told[level][name]:.4f}" for name in ("p", "r", "f1"))
                yield (part, level, str(told["gold"]), str(told["predicted"]), *rates)
    if "notices" in score:
        told = score["notices"]
        yield "notices", "mean of fields", str(told["notices"]), "", "", "", f"{told['mean']:.4f}"


def _list_fields(score: Row) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """A column for each part, a line for each field of any."""
    parts = _list_parts(score) | {name: score[name] for name in ("notices",) if name in score}
    told = {part: figures["field_accuracy"] for part, figures in parts.items()}
    fields = dict.fromkeys(field for shares in told.values() for field in shares)
    rows = [(field, *(_share(shares.get(field)) for shares in told.values())) for field in fields]
    return ("field", *told), rows


def _share(share: float | None) -> str:
    return _NOTHING if share is None else f"{share:.4f}"


def _line(name: str, score: Row) -> tuple[str, ...]:
    targets, measures = score.get("targets", {}), score.get("measures")
    numeric, benchmark = targets.get("numeric"), targets.get("benchmark")
    accuracy = score["notices"]["field_accuracy"].values() if "notices" in score else ()
    return (
        name,
        f"{numeric['gold']}/{numeric['predicted']}" if numeric else _NOTHING,
        *(_f1(numeric, level) for level in _LEVELS),
        _f1(benchmark, "row"),
        f"{measures['gold']}/{measures['predicted']}" if measures else _NOTHING,
        *(_f1(measures, level) for level in ("detection", "row")),
        f"{sum(map(int, accuracy))}/{len(accuracy)}" if accuracy else _NOTHING,
    )


def _f1(told: Row | None, level: str) -> str:
    if not told or not (told["gold"] or told["predicted"]):
        return _NOTHING
    return f"{told[level]['f1']:.3f}"
