"""Pages that were taken away: recorded as gone; their bytes and their facts stay."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import psycopg

from ingestion.models import Rejection

GONE_AFTER = 2  # runs in a row: one 404 is often a site at work on itself
_MISSING = ("http_404", "http_410")


def count_absences(
    connection: psycopg.Connection,
    source_id: str,
    rejections: Iterable[Rejection],
    outcomes: Mapping[str, str],
) -> None:
    """Count the runs in which a landed page was missing; a page that is back is not missing.

    The caller commits, once a run, so that a run counts once however often it was tried.
    """
    missed = {one.url: one.http_status for one in rejections if one.reason in _MISSING}
    connection.execute(
        "insert into raw.absence as held (source_id, url, http_status, first_missed_at,"
        " last_missed_at, times)"
        " select %(source)s, said.url, said.status, now(), now(), 1"
        " from unnest(%(urls)s::text[], %(statuses)s::integer[]) as said (url, status)"
        " where exists (select from raw.page as page"
        "  where page.source_id = %(source)s and page.url = said.url"
        "   and page.kind = 'notice')"
        " on conflict (source_id, url) do update set times = held.times + 1,"
        " http_status = excluded.http_status, last_missed_at = excluded.last_missed_at,"
        " gone_at = case when held.times + 1 >= %(enough)s"
        "  then coalesce(held.gone_at, excluded.last_missed_at) end",
        {
            "source": source_id,
            "urls": list(missed),
            "statuses": list(missed.values()),
            "enough": GONE_AFTER,
        },
    )
    back = [url for url, outcome in outcomes.items() if outcome != "rejected"]
    connection.execute(
        "delete from raw.absence where source_id = %s and url = any(%s)", (source_id, back)
    )
