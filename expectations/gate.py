"""What the gate measured, in words and numbers: what a person needs who stands before a refusal."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import psycopg
from psycopg import sql

from expectations.suites import list_expectations

if TYPE_CHECKING:
    from expectations.judge import Finding

ALL_SOURCES = "(all sources)"
_NAMED = 5  # sources that a message names before it counts the rest
_LOSSES = {"targets_not_gutted": "targets", "measures_not_gutted": "measures"}

Measured = Mapping[str, Any]  # a row of pending_source


def _share(part: int, whole: int, what: str) -> str:
    return f"{part:,} of {whole:,} {what} ({part / whole:.0%})" if whole else f"no {what}"


# By rule: what was measured of a source. The limit stands in the rule's own question.
MEASURES: dict[str, Callable[[Measured], str]] = {
    "targets_not_gutted": lambda row: (
        _share(row["targets_now"], row["targets_before"], "targets") + " are left"
    ),
    "measures_not_gutted": lambda row: (
        _share(row["measures_now"], row["measures_before"], "measures") + " are left"
    ),
    "targets_are_found": lambda row: (
        f"{row['notices']:,} notices, {row['targets']} targets"
        f" (by chance: {row['chance_of_no_targets']:.3f})"
    ),
    "targets_mostly_trusted": lambda row: (
        _share(row["targets_quarantined"], row["targets"], "targets") + " are in quarantine"
    ),
    "measures_mostly_trusted": lambda row: (
        _share(row["measures_quarantined"], row["measures"], "measures") + " are in quarantine"
    ),
    "spans_mostly_true": lambda row: (
        _share(row["false_spans"], row["targets"] + row["measures"], "spans") + " are false"
    ),
    "dates_are_read": lambda row: (
        _share(row["notices_without_date"], row["notices"], "notices") + " lack the date"
    ),
    "deadlines_are_read": lambda row: (
        _share(row["targets_without_deadline"], row["targets"], "targets") + " lack a deadline"
    ),
    "crawl_reaches_floor": lambda row: f"{row['missing_from_floor']:,} notices too few",
    "night_stays_below_ceiling": lambda row: f"{row['over_ceiling']:,} notices too many",
}


def tell_refusal(connection: psycopg.Connection, finding: Finding) -> str:
    """One rule that does not hold: each source, what was measured of it, and what was asked.

    Shape: `measures_not_gutted (folder): 12 of 40 measures are left (30%), most lost in
    folder:a-1b2c3d4e/n.txt, 40 -> 12; asked: A notice read again keeps at least 80% ...`
    """
    rows = connection.execute(
        "select to_jsonb(s) from quarantine.pending_source as s where source_id = any(%s)"
        " order by source_id",
        [list(finding.keys)],
    ).fetchall()
    told = [_tell_source(connection, finding.rule, row) for (row,) in _leave_out_sum(rows)]
    more = f" and {len(told) - _NAMED} more sources" if len(told) > _NAMED else ""
    asks = {rule.name: rule.asks for rule in list_expectations(finding.suite)}[finding.rule]
    return f"{'; '.join(told[:_NAMED])}{more}; asked: {asks.rstrip('.')}"


def find_losses(
    connection: psycopg.Connection, rule: str, sources: Sequence[str], limit: int
) -> list[tuple[str, int, int]]:
    """The notices (url, rows before, rows now) that lost most, where the rule is about losses."""
    if rule not in _LOSSES:
        return []
    query = sql.SQL(
        "select url, {before}, {now} from quarantine.pending_notice"
        " where (source_id = any(%s) or %s) and {now} < {before}"
        " order by {before} - {now} desc, url limit %s"
    ).format(before=sql.Identifier(f"{_LOSSES[rule]}_before"), now=sql.Identifier(_LOSSES[rule]))
    rows = connection.execute(query, [list(sources), ALL_SOURCES in sources, limit]).fetchall()
    return [(url, before, now) for url, before, now in rows]


def _leave_out_sum(rows: list[tuple[Measured]]) -> list[tuple[Measured]]:
    """The row for all sources says nothing new where one of them fails by itself."""
    return [row for row in rows if row[0]["source_id"] != ALL_SOURCES] or rows


def _tell_source(connection: psycopg.Connection, rule: str, row: Measured) -> str:
    measured = MEASURES[rule](row) if rule in MEASURES else f"{row['notices']:,} notices"
    line = f"{rule} ({row['source_id']}): {measured}"
    for url, before, now in find_losses(connection, rule, [row["source_id"]], 1):
        line += f", most lost in {url}, {before} -> {now}"
    return line
