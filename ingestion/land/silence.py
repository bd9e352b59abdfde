"""A source that has fallen silent, judged by its own past."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import pairwise

import psycopg

from ingestion.errors import LuceError

LEAST_GAP = 10  # days; the longest holidays, which a short past has not seen
LEAST_PAST = 10  # days with new notices; fewer say nothing about how long is long
PINNED = 10  # at most one in so many days is an old row that stands apart from the rest
APART = 3  # times the longest gap of the rest
HOLE = 366  # days; no silence of a living source, but a stretch that was never read


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


def find_past(connection: psycopg.Connection, source_id: str, today: date) -> Past:
    """The days on which a source listed something new; a page counts on its first day only.

    A row dated later than today tells nothing of when the source was last alive.
    """
    rows = connection.execute(
        "select distinct day from ("
        " select min(coalesce(listed_date, fetched_at::date)) as day from raw.page"
        " where source_id = %s and kind = 'notice' group by url) as first"
        " where day <= %s order by day",
        (source_id, today),
    ).fetchall()
    return measure_past([row[0] for row in rows])


def measure_past(days: list[date]) -> Past:
    """The past that tells how long is long: without what stands apart from it.

    Shapes: a row of 2010 pinned to the list; years that were never read between two that were.
    Args:
        days: each once, oldest first.
    """
    gaps = [(below - above).days for above, below in pairwise(days)]
    start = max(_skip_holes(gaps), _skip_pinned(gaps))
    newest = days[-1] if days else None
    return Past(len(days) - start, newest, max(gaps[start:], default=0))


def _skip_holes(gaps: list[int]) -> int:
    """The first day behind the last hole, if enough of a past is left there."""
    behind = (place for place, gap in enumerate(gaps, 1) if gap > HOLE)
    return max((at for at in behind if len(gaps) + 1 - at >= LEAST_PAST), default=0)


def _skip_pinned(gaps: list[int]) -> int:
    """The first day that does not stand far before the rest, among the few that may."""
    start, longest = 0, LEAST_GAP
    may_be = (len(gaps) + 1) // PINNED
    for place in range(len(gaps), 0, -1):
        if not start and place <= may_be and gaps[place - 1] > APART * longest:
            start = place
        longest = max(longest, gaps[place - 1])
    return start


def count_listed(connection: psycopg.Connection, run_id: str) -> int:
    """How many links a run found on the lists themselves."""
    row = connection.execute(
        "select count(*) from raw.listed_link where run_id = %s and not is_revisit", (run_id,)
    ).fetchone()
    return int(row[0]) if row else 0
