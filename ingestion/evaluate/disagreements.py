"""Every disagreement between gold and what was read, with the text around it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ingestion.evaluate.agreement import BESIDE, CORE, MEASURE, REST
from ingestion.evaluate.report import Report
from ingestion.evaluate.rows import Row
from ingestion.evaluate.verdicts import Verdict

_OPEN, _CLOSE = "【", "】"
_LINE_END = "⏎"


def list_disagreements(report: Report, context: int) -> Iterator[str]:
    """Lines, notice by notice: what was missed, extra or wrong, and the text that says so.

    Args:
        context: characters shown on either side of the quote.
    """
    for name, text in report.corpus.texts.items():
        lines = [*_list_of_notice(report, name, text, context)]
        if lines:
            yield f"{name}: {sum(not line.startswith(' ' * 6) for line in lines)} disagreements"
            yield from lines


def _list_of_notice(report: Report, name: str, text: str, context: int) -> Iterator[str]:
    for field in report.fields.get(name, ()):
        if not field.is_right:
            yield f"  wrong   notice     {field.field}: {_tell(field.gold)} <> {_tell(field.read)}"
    verdicts = _named(report, name)
    for verdict in sorted(verdicts, key=lambda v: int((v.gold or v.read or {})["start"])):
        line = _describe(verdict)
        if line:
            yield f"  {line}"
            yield f"      {_mark(text, verdict.gold or verdict.read or {}, context)}"
    for passage in report.passages:
        if passage.notice == name and not passage.is_right:
            row = passage.passage
            note = f"  {row['note']}" if row.get("note") else ""
            span = f"[{row['start']}, {row['end']})"
            yield f"  wrong   passage    {passage.phenomenon} {span}{note}"


def _named(report: Report, name: str) -> list[Verdict]:
    """The verdicts that count: in a score, or in a passage that must read as nothing."""
    corpus = report.corpus
    found: list[Verdict] = []
    for gold, verdicts in ((corpus.targets, report.targets), (corpus.measures, report.measures)):
        spoken_of = {row["notice"] for row in gold}
        if gold is corpus.targets:
            spoken_of |= {row["notice"] for row in corpus.passages}
        if name in spoken_of:
            found += verdicts[name]
    return found


def _describe(verdict: Verdict) -> str:
    kind, gold, read = verdict.kind, verdict.gold, verdict.read
    if gold is None or read is None:
        row = gold or read or {}
        word = "missed" if read is None else "extra "
        return f"{word}  {kind:<9}  [{row['start']}, {row['end']})  {_summarise(row)}"
    fields = MEASURE if kind == "measure" else (*CORE, *REST, *BESIDE)
    wrong = "; ".join(_compare(f, gold, read) for f in fields if f in verdict.wrong)
    # Beside the score: told, because somebody uses the field, but the row counts as right.
    word = "beside" if verdict.is_row_right else "wrong "
    return f"{word}  {kind:<9}  [{gold['start']}, {gold['end']})  {wrong}" if wrong else ""


def _compare(field: str, gold: Row, read: Row) -> str:
    wanted, got = _tell(gold.get(field)), _tell(read.get(field))
    if field == "value" and (gold.get("value_high") or read.get("value_high")):
        wanted += f"–{_tell(gold.get('value_high'))}"
        got += f"–{_tell(read.get('value_high'))}"
    also = gold.get(f"{field}_also")
    return f"{field}: {wanted}{f' (or {_tell(also)})' if also else ''} <> {got}"


def _summarise(row: Row) -> str:
    if "indicator" not in row:
        return " / ".join(row.get("section") or [])
    amount = "–".join(
        _tell(row[name]) for name in ("value", "value_high") if row.get(name) is not None
    )
    told = [amount, row.get("unit"), row.get("comparator"), row.get("change"), row.get("deadline")]
    return " ".join([f"{row['indicator']}:", *(str(one) for one in told if one)])


def _tell(value: Any) -> str:
    if value is None:
        return "—"
    if isinstance(value, list):
        return "[" + ", ".join(_tell(one) for one in value) + "]"
    return str(value)


def _mark(text: str, row: Row, context: int) -> str:
    start, end = row["start"], row["end"]
    before = ("…" if start > context else "") + text[max(0, start - context) : start]
    after = text[end : end + context] + ("…" if end + context < len(text) else "")
    return "".join((before, _OPEN, text[start:end], _CLOSE, after)).replace("\n", _LINE_END)
