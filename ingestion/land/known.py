"""What a crawl may ask of what was landed before: which pages are held, and how to ask again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import psycopg

# What the site says of the page holds of the whole notice.
_IS_ALL = (
    "page.final_url is null"
    " and not coalesce(notice.flags && '{attachment_text,attachment_unread}', false)"
)


@dataclass(frozen=True, slots=True)
class KnownPage:
    """The bytes last seen at a url, and what the site said of them.

    `day` is the day it was listed under, or landed where the list told none.
    """

    url: str
    body_sha256: str
    title: str | None
    listed_date: date | None
    day: date
    etag: str | None
    last_modified: str | None
    is_gone: bool


def find_known(connection: psycopg.Connection, source_id: str) -> dict[str, KnownPage]:
    """The current page of every url of a source, without the bodies.

    Without validators here, so asked for whole: a page that came by a redirect, because they belong
    to another url; and one whose notice stands in its documents, because they may come late or
    change while the page stays as it is.
    """
    rows = connection.execute(
        "select distinct on (page.url) page.url, page.body_sha256, page.title_listed,"
        " page.listed_date, coalesce(page.listed_date,"
        "  (min(page.fetched_at) over (partition by page.url))::date),"
        f" case when {_IS_ALL} then page.etag end,"
        f" case when {_IS_ALL} then page.last_modified end,"
        " absence.gone_at is not null"
        " from raw.page as page"
        " left join raw.sighting as sighting on sighting.page_key = page.page_key"
        " left join raw.notice as notice on notice.notice_key = page.page_key"
        " left join raw.absence as absence"
        "  on absence.source_id = page.source_id and absence.url = page.url"
        " where page.source_id = %s and page.kind = 'notice'"
        " order by page.url, greatest(page.fetched_at, sighting.last_seen_at) desc,"
        "  page.fetched_at desc, page.page_key desc",
        (source_id,),
    ).fetchall()
    return {row[0]: KnownPage(*row) for row in rows}
