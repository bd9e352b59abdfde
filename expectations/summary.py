"""One plain page of what failed, with the failing rows: Data Docs need a network for their looks.

Great Expectations' pages take their scripts and styles from the internet; this one takes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg
from psycopg import sql

from expectations.gate import find_losses
from expectations.suites import Expectation, list_expectations

if TYPE_CHECKING:
    from expectations.judge import Finding
    from expectations.record import Judgement

SHOWN = 20  # failing rows of a rule
_KINDS = {"targets": "target", "measures": "measure"}
_READ_AS = (
    *("indicator_raw", "comparator", "value_raw", "unit_raw", "value", "unit_code", "change"),
    *("deadline_date", "char_start"),
)
_STYLE = (
    "body{font:15px/1.5 sans-serif;max-width:75em;margin:2em auto;padding:0 1em}"
    "table{border-collapse:collapse;width:100%}"
    "td,th{border:1px solid #ccc;padding:.2em .5em;text-align:left;vertical-align:top}"
)


def write_summary(
    page: Path,
    connection: psycopg.Connection,
    judgement: Judgement,
    refusals: Sequence[str],
    findings: Sequence[Finding],
) -> Path:
    """Write the page of one batch, in the place of the last batch's.

    Args:
        refusals: a line for each rule of the gate that does not hold.
        findings: all rules that do not hold, the gate's too.
    """
    batch = judgement.batch
    title = f"{judgement.verdict}: {batch.notices:,} notices, {batch.rows:,} rows"
    parts = [
        f'<!doctype html><meta charset="utf-8"><title>{escape(title)}</title>',
        f"<style>{_STYLE}</style><h1>{escape(title)}</h1>",
        f"<p>Batch {escape(batch.batch_id)} of {escape(', '.join(batch.sources))}; "
        f"{judgement.quarantined:,} rows in quarantine.</p>",
        *(f"<p><strong>{escape(line)}</strong></p>" for line in refusals),
        *(_show_finding(connection, finding) for finding in findings),
    ]
    if not findings:
        parts.append("<p>Every rule holds.</p>")
    page.write_text("\n".join(parts) + "\n", "utf-8")
    return page


def _show_finding(connection: psycopg.Connection, finding: Finding) -> str:
    rule = _find_rule(finding)
    consequence = "" if finding.is_critical else ", a warning only"
    kind = _KINDS.get(finding.suite)
    rows = _read_rows(connection, kind, finding) if kind else _read_losses(connection, finding)
    heads = ("notice", "quote", "read as") if kind else ("notice", "rows before", "rows now")
    return (
        f"<h2>{escape(finding.suite)}: {escape(rule.name)}</h2>"
        f"<p>{finding.rows:,} rows{consequence}. {escape(rule.asks)} {escape(rule.reason)}</p>"
        f"{_show_table(heads, rows)}"
    )


def _find_rule(finding: Finding) -> Expectation:
    return next(rule for rule in list_expectations(finding.suite) if rule.name == finding.rule)


def _read_rows(
    connection: psycopg.Connection, kind: str, finding: Finding
) -> list[tuple[object, ...]]:
    """The first failing rows with their quote, in the order of the text."""
    query = sql.SQL(
        "select n.url, to_jsonb(p) from quarantine.{table} as p"
        " inner join quarantine.pending_notice as n using (notice_key)"
        " where p.{key} = any(%s) order by n.url, p.char_start, p.{key} limit %s"
    ).format(table=sql.Identifier(f"pending_{kind}"), key=sql.Identifier(f"{kind}_key"))
    found = connection.execute(query, [list(finding.keys), SHOWN]).fetchall()
    return [(url, row.get("quote") or row.get("text"), _read_as(row)) for url, row in found]


def _read_as(row: dict[str, Any]) -> str:
    return ", ".join(f"{name} {row[name]}" for name in _READ_AS if row.get(name) is not None)


def _read_losses(connection: psycopg.Connection, finding: Finding) -> list[tuple[object, ...]]:
    return [*find_losses(connection, finding.rule, finding.keys, SHOWN)]


def _show_table(heads: Iterable[str], rows: Sequence[tuple[object, ...]]) -> str:
    if not rows:
        return ""
    lines = ["".join(f"<th>{head}</th>" for head in heads)]
    lines += ["".join(f"<td>{escape(str(cell))}</td>" for cell in row) for row in rows]
    return "<table>" + "\n".join(f"<tr>{line}</tr>" for line in lines) + "</table>"
