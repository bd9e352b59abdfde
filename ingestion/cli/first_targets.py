"""What a run ends with: the first targets of the marts, in Chinese, each with its quote."""

from __future__ import annotations

from typing import Any

import psycopg
from psycopg.rows import dict_row

from ingestion.cli.show import show_table

_COMPARATORS = {
    "ge": "≥",
    "gt": ">",
    "le": "≤",
    "lt": "<",
    "eq": "=",
    "approx": "≈",
    "range": "",
}
_CHANGES = {"increase": "增", "decrease": "降"}
_QUERY = """
select coalesce(region.region_name, '') as region, target.indicator_raw, target.change,
    target.comparator, target.value_raw, target.value_high_raw, target.unit_raw,
    target.deadline_date, target.quote,
    coalesce(notice.document_number, notice.notice_title, '') as document
from marts.fct_target as target
join marts.dim_notice as notice using (notice_key)
left join marts.dim_region as region on region.region_code = target.region_code
where target.kind = 'numeric'
order by (target.deadline_date is null), region.region_code, notice.document_number,
    target.char_start
limit %s
"""


def show_first_targets(connection: psycopg.Connection, limit: int = 10) -> None:
    """Print a table: region, indicator, value, unit, deadline, quote, notice."""
    with connection.cursor(row_factory=dict_row) as cursor:
        rows = cursor.execute(_QUERY, (limit,)).fetchall()
    headers = ("地区", "指标", "目标值", "单位", "期限", "原文", "文号")
    title = f"前 {len(rows)} 条量化目标 (marts.fct_target)"
    show_table(title, headers, [_format_row(row) for row in rows])


def _format_row(row: dict[str, Any]) -> tuple[str, ...]:
    deadline = row["deadline_date"]
    return (
        row["region"],
        row["indicator_raw"],
        _format_amount(row),
        row["unit_raw"] or "",
        deadline.isoformat() if deadline else "—",
        f"「{row['quote']}」",
        row["document"],
    )


def _format_amount(row: dict[str, Any]) -> str:
    sign = _CHANGES.get(row["change"], "") + _COMPARATORS.get(row["comparator"], "")
    values = [row["value_raw"], row["value_high_raw"]]
    return f"{sign} {'–'.join(f'{one.normalize():f}' for one in values if one is not None)}"
