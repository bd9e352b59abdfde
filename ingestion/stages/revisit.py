"""What fetch asks of the warehouse: the pages it holds, and the recent ones to look at again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import psycopg

from ingestion.database.connection import connect
from ingestion.errors import DatabaseUnreachable
from ingestion.fetch.families import Window
from ingestion.land.known import KnownPage, find_known
from ingestion.models import ListedLink
from ingestion.settings import Settings
from ingestion.sources import Source


def read_known(source: Source, settings: Settings, notes: list[str]) -> dict[str, KnownPage]:
    """The pages held of a source; none where there is no warehouse yet, and a note says so.

    Nothing rests on the answer but politeness and the second look: without it every listed page
    is fetched whole, as in a first crawl.
    """
    try:
        with connect(settings) as connection:
            return find_known(connection, source.source_id)
    except (DatabaseUnreachable, psycopg.errors.UndefinedTable, psycopg.errors.UndefinedColumn):
        notes.append("no warehouse was found, so no page is asked for conditionally")
        return {}


def choose_revisits(
    source: Source, window: Window, known: Mapping[str, KnownPage], listed: set[str]
) -> list[ListedLink]:
    """The recent notices that tonight's lists did not bring: they may have changed, or gone.

    A crawl of days long past looks at nothing again. A row dated later than today would stay recent
    for as long as its date is wrong.
    """
    today = today_at(source)
    oldest = today - timedelta(days=source.revisit_days)
    if window.until is not None and window.until < today - timedelta(days=2):
        return []
    return [
        ListedLink(source.source_id, url, page.title, page.listed_date, is_revisit=True)
        for url, page in sorted(known.items())
        if url not in listed and oldest < page.day <= today and not page.is_gone
    ]


def today_at(source: Source) -> date:
    """The date where the source is."""
    return datetime.now(ZoneInfo(source.time_zone)).date()
