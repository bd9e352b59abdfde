"""A source that has fallen silent, judged by its own past."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import psycopg

from ingestion.errors import LuceError

LEAST_GAP = 10  # days; the longest holidays, which a short past has not seen
LEAST_PAST = 10  # days with new notices; fewer say nothing about how long is long


class SourceSilent(LuceError):
    """A source brings fewer notices than it ever did: look at its list page, then its runbook."""


@dataclass(frozen=True, slots=True)
class Past:
    """On how many days new notices were listed, the last one, and the longest gap between two."""

    days: int
    newest: date | None
    longest_gap: int

    def is_silent(self, today: date) -> bool:
        """Whether it has been quiet for longer than ever before."""
        if self.newest is None or self.days < LEAST_PAST:
            return False
        return (today - self.newest).days > max(self.longest_gap, LEAST_GAP)


def find_past(connection: psycopg.Connection, source_id: str) -> Past:
    """The days on which a source listed something new; a page counts on its first day only."""
    row = connection.execute(
        "with first as ("
        " select min(coalesce(listed_date, fetched_at::date)) as day from raw.page"
        " where source_id = %s and kind = 'notice' group by url),"
        " days as (select day, day - lag(day) over (order by day) as gap"
        "  from (select distinct day from first) as one)"
        " select count(*), max(day), coalesce(max(gap), 0) from days",
        (source_id,),
    ).fetchone()
    assert row is not None, "an aggregate gives one row"
    return Past(*row)


def count_listed(connection: psycopg.Connection, run_id: str) -> int:
    """How many links a run found on the lists themselves."""
    row = connection.execute(
        "select count(*) from raw.listed_link where run_id = %s and not is_revisit", (run_id,)
    ).fetchone()
    return int(row[0]) if row else 0
