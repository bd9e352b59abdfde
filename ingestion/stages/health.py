"""The health of a source, judged when its run is landed: silence must not look like peace."""

from __future__ import annotations

from datetime import date, timedelta

import psycopg

from ingestion.land.silence import SourceSilent, count_listed, find_past
from ingestion.sources import Source
from ingestion.stages.revisit import today_at


def check_health(
    connection: psycopg.Connection,
    source: Source,
    run_id: str,
    since: date | None,
    until: date | None,
) -> None:
    """Make sure that a night brought what the source's past and its file let us expect.

    What came is landed already. A crawl of days long past says nothing about tonight; the sample
    and a folder have no nights.

    Raises:
        SourceSilent: quiet for longer than ever, or under `counts.night_floor`.
    """
    today = today_at(source)
    if source.is_sample or source.family == "folder":
        return
    if until is not None and until < today - timedelta(days=2):
        return
    cure = f"open {source.home} in a browser and see `runbook:` in its file"
    past = find_past(connection, source.source_id, today)
    if past.is_silent(today):
        raise SourceSilent(
            f"{source.source_id}: nothing new since {past.newest}; its longest silence before was"
            f" {past.longest_gap} days",
            cure,
        )
    listed = count_listed(connection, run_id)
    if since is not None and listed < source.counts.night_floor:
        raise SourceSilent(
            f"{source.source_id}: {listed} notices listed since {since}, under its night_floor of"
            f" {source.counts.night_floor}",
            cure,
        )
