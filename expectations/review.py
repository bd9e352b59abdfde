"""What validation kept back, as a person looks at it: the row, its rules, its release."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import psycopg
from psycopg.rows import class_row

# A row whose text has been read otherwise since waits for its judgement: it is shown as it was.
_QUERY = """
    select
        f.fact_type,
        f.fact_key,
        f.failed_expectations as rules,
        coalesce(f.row_content ->> 'indicator_raw', f.row_content ->> 'action_verb') as indicator,
        coalesce(f.row_content ->> 'value_raw', f.row_content ->> 'value') as value,
        f.row_content ->> 'value_high_raw' as value_high,
        f.row_content ->> 'unit_raw' as unit,
        f.row_content ->> 'deadline_date' as deadline,
        coalesce(f.row_content ->> 'quote', f.row_content ->> 'text') as quote,
        f.notice_key,
        coalesce(n.title, n.name) as notice_title,
        n.document_number,
        n.url,
        f.source_id,
        f.row_hash,
        f.quarantined_at,
        f.released_reason,
        f.released_by,
        f.released_at,
        earlier.reason as earlier_reason
    from quarantine.failed_row as f
    left join raw.notice as n on f.notice_key = n.notice_key
    left join lateral (
        select r.reason
        from quarantine.release as r
        where (r.fact_type, r.fact_key) = (f.fact_type, f.fact_key) and f.release_id is null
        order by r.release_id desc
        limit 1
    ) as earlier on true
    where
        (f.release_id is not null) = %(is_released)s
        and (%(rule)s::text is null or %(rule)s = any(f.failed_expectations))
        and (
            %(notice)s::text is null
            or %(notice)s in (f.notice_key, n.url, n.document_number)
            or position(%(notice)s in n.title) > 0
        )
    order by f.source_id, n.url, (f.row_content ->> 'char_start')::integer, f.fact_key
    limit %(limit)s
"""


@dataclass(frozen=True, slots=True)
class FailedRow:
    """A target or measure that failed, as it was judged.

    Units: `value` is in `unit`, both as printed. `earlier_reason` is that of a release which no
    longer stands: it was revoked, or the row reads differently or fails another rule since.
    """

    fact_type: str
    fact_key: str
    rules: list[str]
    indicator: str | None
    value: str | None
    value_high: str | None
    unit: str | None
    deadline: str | None
    quote: str | None
    notice_key: str
    notice_title: str | None
    document_number: str | None
    url: str | None
    source_id: str
    row_hash: str
    quarantined_at: datetime
    released_reason: str | None
    released_by: str | None
    released_at: datetime | None
    earlier_reason: str | None


def list_failed_rows(
    connection: psycopg.Connection,
    *,
    rule: str | None = None,
    notice: str | None = None,
    is_released: bool = False,
    limit: int | None = None,
) -> list[FailedRow]:
    """The rows in quarantine, or with `is_released` those that were let out of it.

    Args:
        rule: only rows that fail it, among others.
        notice: only rows of this notice: its key, url, 文号, or words of its title.
    """
    asked: dict[str, Any] = {
        "rule": rule,
        "notice": notice,
        "is_released": is_released,
        "limit": limit,
    }
    with connection.cursor(row_factory=class_row(FailedRow)) as cursor:
        return cursor.execute(_QUERY, asked).fetchall()


def count_failed_rows(connection: psycopg.Connection) -> tuple[int, int]:
    """How many rows are in quarantine, and how many were let out."""
    row = connection.execute(
        "select count(*) - count(release_id), count(release_id) from quarantine.failed_row"
    ).fetchone()
    return (row[0], row[1]) if row else (0, 0)


def suggest_rules(rules: Sequence[str], rule: str) -> str:
    """The rules whose names are nearest to a word, for a message."""
    from difflib import get_close_matches

    return ", ".join(get_close_matches(rule, rules, n=3, cutoff=0.3) or sorted(rules)[:3])
