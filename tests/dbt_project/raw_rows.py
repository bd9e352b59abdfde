"""Rows of schema raw, written by hand about invented places, as land and parse would leave them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import psycopg

SECOND = "make_interval(secs => %s)"
EPOCH = "timestamptz '2031-02-03 00:00:00+00'"


@dataclass(slots=True)
class RawNotice:
    """A notice and the targets, measures and citations in its text, given by what they quote."""

    url: str
    text: str
    source_id: str = "kept_by_hand"
    fields: dict[str, Any] = field(default_factory=dict)
    targets: list[dict[str, Any]] = field(default_factory=list)
    measures: list[dict[str, Any]] = field(default_factory=list)
    citations: list[dict[str, Any]] = field(default_factory=list)
    seen_at: int = 0  # seconds after the beginning of the test's time

    @property
    def key(self) -> str:
        body = hashlib.sha256(self.text.encode()).hexdigest()
        return hashlib.md5(f"{self.source_id}{self.url}{body}".encode()).hexdigest()


def insert_source(connection: psycopg.Connection, source_id: str = "kept_by_hand") -> None:
    connection.execute(
        "insert into raw.source (source_id, publisher, region, level, family, home, is_sample)"
        " values (%s, '定西市人民政府', '定西市', 'prefecture', 'trs_static', 'http://a.invalid/',"
        " false)",
        [source_id],
    )
    connection.execute(
        "insert into raw.run (run_id, source_id, started_at, landed_at, listed, landed,"
        f" seen_again, rejected) values (%s, %s, {EPOCH}, {EPOCH}, 0, 0, 0, 0)",
        [f"run_{source_id}", source_id],
    )


def insert_notice(connection: psycopg.Connection, notice: RawNotice) -> str:
    """Insert a notice with all that was read in it; gives its key."""
    body = notice.text.encode()
    digest = hashlib.sha256(body).hexdigest()
    connection.execute(
        "insert into raw.page (page_key, source_id, url, kind, body, body_sha256, body_bytes,"
        " first_run_id, fetched_at, parsed_with)"
        f" values (%s, %s, %s, 'notice', %s, %s, %s, %s, {EPOCH} + {SECOND}, 'by hand')",
        [
            *(notice.key, notice.source_id, notice.url, body, digest, len(body)),
            *(f"run_{notice.source_id}", notice.seen_at),
        ],
    )
    insert(
        connection,
        "notice",
        {
            "notice_key": notice.key,
            "source_id": notice.source_id,
            "url": notice.url,
            "name": notice.url.rsplit("/", maxsplit=1)[-1],
            "text": notice.text,
            "text_sha256": digest,
            "issuers": ["定西市人民政府"],
            "level": "prefecture",
            "region": "定西市",
            "province": "甘肃省",
            "written_date": date(2031, 1, 1),
            "is_repost": False,
            "flags": [],
            "parser_version": "by hand",
        }
        | notice.fields,
    )
    for ordinal, row in enumerate(notice.targets):
        insert(connection, "target", TARGET | place(notice, row["quote"], ordinal) | row)
    for ordinal, row in enumerate(notice.measures):
        insert(connection, "measure", MEASURE | place(notice, row["text"], ordinal) | row)
    for ordinal, row in enumerate(notice.citations):
        insert(connection, "citation", place(notice, row["quote"], ordinal) | row)
    return notice.key


TARGET: dict[str, Any] = {
    "deadline_basis": "none",
    "lead": [],
    "annual": False,
    "kind": "numeric",
    "is_repeat": False,
    "section": ["二、重点任务"],
    "comparator": "eq",
}
MEASURE: dict[str, Any] = {"section": ["二、重点任务"], "lead": [], "support": []}


def place(notice: RawNotice, quote: str, ordinal: int) -> dict[str, Any]:
    start = notice.text.index(quote)
    return {
        "notice_key": notice.key,
        "ordinal": ordinal,
        "char_start": start,
        "char_end": start + len(quote),
    }


def insert(connection: psycopg.Connection, table: str, row: dict[str, Any]) -> None:
    columns, marks = ", ".join(row), ", ".join(["%s"] * len(row))
    connection.execute(
        f"insert into raw.{table} ({columns}) values ({marks})",
        list(row.values()),
    )


def judge_all(connection: psycopg.Connection) -> None:
    """Record that everything built was judged as it is now, as validate does for what it passes."""
    connection.execute(
        "insert into quarantine.batch (batch_id, judged_at, verdict, failed_expectations, sources,"
        " notices, rows_judged, rows_quarantined, suite_hash, detail)"
        " values ('by hand', now(), 'passed', '{}', '{}', 0, 0, 0, 's', '{}')"
        " on conflict do nothing"
    )
    connection.execute("""
        insert into quarantine.validated
        select n.notice_key, md5(coalesce(string_agg(r.row_hash, '' order by r.row_hash), '')),
            's', 0, 0, 'by hand'
        from intermediate.int_notices_resolved n
        left join (
            select notice_key, row_hash from intermediate.int_targets_resolved
            union all select notice_key, row_hash from intermediate.int_measures_resolved
        ) r using (notice_key)
        group by n.notice_key
        on conflict (notice_key) do update set rows_hash = excluded.rows_hash
    """)
