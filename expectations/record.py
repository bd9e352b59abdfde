"""What a judgement leaves behind, in the caller's one transaction: schema `quarantine`."""

from __future__ import annotations

from dataclasses import dataclass

import psycopg
from psycopg import sql
from psycopg.types.json import Jsonb

from expectations.pending import Batch

_KINDS = ("target", "measure")


@dataclass(frozen=True, slots=True)
class Judgement:
    """A batch and what was found: `refused_for` names the rules of the gate that do not hold."""

    batch: Batch
    suite_hash: str
    refused_for: tuple[str, ...]
    quarantined: int
    released: int  # rows that fail, and are published by a person's word
    detail: dict[str, object]
    accepted_because: str | None

    @property
    def verdict(self) -> str:
        """The word for `quarantine.batch`."""
        if not self.refused_for:
            return "passed"
        return "refused" if self.accepted_because is None else "accepted"


def record_judgement(connection: psycopg.Connection, judgement: Judgement) -> int:
    """Write the batch; unless it was refused also its quarantine and its notices.

    Returns:
        How many rows left the quarantine.
    """
    _record_batch(connection, judgement)
    if judgement.verdict == "refused":
        return 0
    cleared = sum(_quarantine_rows(connection, kind, judgement) for kind in _KINDS)
    connection.execute(
        "insert into quarantine.validated as known"
        " (notice_key, rows_hash, suite_hash, targets, measures, batch_id)"
        " select notice_key, rows_hash, %s, targets, measures, %s from quarantine.pending_notice"
        " where not is_lost"
        " on conflict (notice_key) do update set rows_hash = excluded.rows_hash,"
        " suite_hash = excluded.suite_hash, targets = excluded.targets,"
        " measures = excluded.measures, batch_id = excluded.batch_id",
        [judgement.suite_hash, judgement.batch.batch_id],
    )
    connection.execute(
        "delete from quarantine.validated as v using quarantine.pending_notice as n"
        " where v.notice_key = n.notice_key and n.is_lost"
    )
    return cleared


def forget_replaced_notices(connection: psycopg.Connection) -> int:
    """Forget the judgement of notices whose newer version has been judged.

    An older version stays until then: the newer one is held against it. A notice that is gone
    without one stays until a batch that holds its loss has passed.

    Returns:
        How many rows left the quarantine with them.
    """
    connection.execute(
        "with current as"
        " (select notice_key, source_id, url from intermediate.int_notices_resolved"
        " where is_current),"
        " judged as (select source_id, url from current inner join quarantine.validated"
        " using (notice_key))"
        " delete from quarantine.validated as v using raw.page as p"
        " where v.notice_key = p.page_key"
        " and not exists (select 1 from current as c where c.notice_key = v.notice_key)"
        " and (p.source_id, p.url) in (select source_id, url from judged)"
    )
    return sum(
        connection.execute(
            sql.SQL(
                "delete from quarantine.{} as q where not exists"
                " (select 1 from quarantine.validated as v where v.notice_key = q.notice_key)"
            ).format(sql.Identifier(kind))
        ).rowcount
        for kind in _KINDS
    )


def _record_batch(connection: psycopg.Connection, judgement: Judgement) -> None:
    """A batch that comes again (judged after a kill, accepted after a refusal) is the same row."""
    batch = judgement.batch
    connection.execute(
        "insert into quarantine.batch (batch_id, judged_at, verdict, failed_expectations, sources,"
        " notices, rows_judged, rows_quarantined, suite_hash, detail, accepted_because)"
        " values (%s, now(), %s, %s, %s, %s, %s, %s, %s, %s, %s)"
        " on conflict (batch_id) do update set judged_at = excluded.judged_at,"
        " verdict = excluded.verdict, failed_expectations = excluded.failed_expectations,"
        " rows_quarantined = excluded.rows_quarantined, detail = excluded.detail,"
        " accepted_because = excluded.accepted_because",
        [
            batch.batch_id,
            judgement.verdict,
            list(judgement.refused_for),
            list(batch.sources),
            batch.notices,
            batch.rows,
            judgement.quarantined,
            judgement.suite_hash,
            Jsonb(judgement.detail),
            judgement.accepted_because if judgement.refused_for else None,
        ],
    )


def _quarantine_rows(connection: psycopg.Connection, kind: str, judgement: Judgement) -> int:
    """Put the failing rows in, let the mended ones out; a row that still fails stays as it is."""
    key = sql.Identifier(f"{kind}_key")
    names = {
        "table": sql.Identifier(kind),
        "pending": sql.Identifier(f"pending_{kind}"),
        "key": key,
        "kind": sql.Literal(kind),
    }
    cleared = connection.execute(
        sql.SQL(
            "delete from quarantine.{table} as q using quarantine.pending_notice as n"
            " where q.notice_key = n.notice_key and not exists (select 1"
            " from quarantine.pending_failed_row as f where f.kind = {kind} and f.key = q.{key})"
        ).format(**names)
    ).rowcount
    connection.execute(
        sql.SQL(
            "insert into quarantine.{table} as held ({key}, notice_key, source_id, row_hash,"
            " failed_expectations, row_content, batch_id, quarantined_at)"
            " select p.{key}, p.notice_key, p.source_id, p.row_hash, f.rules, to_jsonb(p), %s,"
            " now()"
            " from quarantine.{pending} as p"
            " inner join quarantine.pending_failed_row as f on f.kind = {kind} and f.key = p.{key}"
            " on conflict ({key}) do update set notice_key = excluded.notice_key,"
            " source_id = excluded.source_id, row_hash = excluded.row_hash,"
            " failed_expectations = excluded.failed_expectations,"
            " row_content = excluded.row_content, batch_id = excluded.batch_id,"
            " quarantined_at = excluded.quarantined_at"
            " where (held.row_hash, held.failed_expectations)"
            " is distinct from (excluded.row_hash, excluded.failed_expectations)"
        ).format(**names),
        [judgement.batch.batch_id],
    )
    return cleared
