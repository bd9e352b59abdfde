"""What parse read, into schema `raw`: all rows of a notice are replaced together."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import psycopg

from ingestion.land.commit import storable
from ingestion.models import ParsedNotice
from ingestion.spool import hash_body


@dataclass(frozen=True, slots=True)
class ReadPage:
    """A page that was read: its notice, or None where it was rejected."""

    page_key: str
    source_id: str
    url: str
    name: str
    notice: ParsedNotice | None
    is_attachment: bool = False  # was read as a part of another page's notice


COLUMNS = {
    "raw.notice": "notice_key source_id url name text text_sha256 title document_number issuers"
    " level region province written_date published_date index_number validity"
    " valid_until validity_clause source_site"
    " is_repost flags parser_version",
    "raw.section": "notice_key ordinal char_start char_end level heading path",
    "raw.sentence": "notice_key ordinal char_start char_end section",
    "raw.target": "notice_key ordinal char_start char_end quote indicator comparator value"
    " value_high unit change baseline_year deadline deadline_basis period_start scope lead binding"
    " annual kind is_repeat section",
    "raw.measure": "notice_key ordinal char_start char_end text section deadline lead support",
    "raw.citation": "notice_key ordinal char_start char_end quote title number is_repealed",
}


def replace_notices(
    connection: psycopg.Connection, pages: Sequence[ReadPage], parser_version: str
) -> None:
    """Write what was read from these pages in place of what an earlier parser read.

    The caller commits. A page that is no notice any more loses its rows; its bytes stay.
    """
    keys = [page.page_key for page in pages]
    connection.execute("delete from raw.notice where notice_key = any(%s)", (keys,))
    connection.execute(
        "delete from raw.rejection as old using raw.page as page where old.stage = 'parse'"
        " and old.source_id = page.source_id and old.url = page.url"
        " and coalesce(old.body_sha256, page.body_sha256) = page.body_sha256"
        " and page.page_key = any(%s)",
        (keys,),
    )
    read = [(page, page.notice) for page in pages if page.notice is not None]
    _copy(connection, "raw.notice", (_notice_row(page, notice) for page, notice in read))
    for table, rows in _CHILDREN.items():
        _copy(
            connection,
            table,
            (
                (page.page_key, ordinal, *row)
                for page, notice in read
                for ordinal, row in enumerate(rows(notice))
            ),
        )
    connection.execute(
        "update raw.page set parsed_with = %s where page_key = any(%s)", (parser_version, keys)
    )


def _copy(connection: psycopg.Connection, table: str, rows: Iterable[tuple[object, ...]]) -> None:
    columns = ", ".join(COLUMNS[table].split())
    with connection.cursor().copy(f"copy {table} ({columns}) from stdin") as copy:
        for row in rows:
            copy.write_row(row)


def _notice_row(page: ReadPage, notice: ParsedNotice) -> tuple[object, ...]:
    said = notice.metadata
    text = storable(notice.text) or ""
    return (
        *(page.page_key, page.source_id, page.url, storable(page.name)),
        *(text, hash_body(text.encode("utf-8", "surrogatepass"))),
        *(storable(said.title), storable(said.document_number), list(said.issuers)),
        *(said.level, said.region, said.province, said.written_date, said.published_date),
        *(storable(said.index_number), storable(said.validity)),
        *(said.valid_until, storable(said.validity_clause), storable(said.source_site)),
        *(said.is_repost, list(notice.flags), notice.parser_version),
    )


_CHILDREN: dict[str, Callable[[ParsedNotice], Iterable[tuple[object, ...]]]] = {
    "raw.section": lambda notice: (
        (one.start, one.end, one.level, one.heading, list(one.path)) for one in notice.sections
    ),
    "raw.sentence": lambda notice: (
        (one.start, one.end, list(one.section)) for one in notice.sentences
    ),
    "raw.target": lambda notice: (
        (
            *(one.start, one.end, one.quote, one.indicator, one.comparator),
            *(one.value, one.value_high, one.unit, one.change, one.baseline_year),
            *(one.deadline, one.deadline_basis, one.period_start, one.scope, list(one.lead)),
            *(one.binding, one.annual, one.kind, one.repeat, list(one.section)),
        )
        for one in notice.targets
    ),
    "raw.measure": lambda notice: (
        (
            *(one.start, one.end, one.text, list(one.section), one.deadline),
            *(list(one.lead), list(one.support)),
        )
        for one in notice.measures
    ),
    "raw.citation": lambda notice: (
        (one.start, one.end, one.quote, one.title, one.number, one.is_repealed)
        for one in notice.citations
    ),
}
