"""land: the spool of a run, committed to schema `raw` before anything reads it."""

from __future__ import annotations

from datetime import UTC, date, datetime

import psycopg

from ingestion.database.connection import connect
from ingestion.database.lock import writer_lock
from ingestion.errors import LuceError
from ingestion.land import IngestRun, Landed, land_spool
from ingestion.land.commit import find_landed_run
from ingestion.models import StageReport
from ingestion.settings import Settings
from ingestion.sources import Source
from ingestion.spool import Spool, SpoolMissing, prune_spools
from ingestion.stages.health import check_health
from ingestion.stages.report import Stopwatch


class MixedWarehouse(LuceError):
    """The sample and real sources would meet in one database: keep them apart."""


def land(
    source: Source,
    *,
    run_id: str,
    settings: Settings,
    since: date | None = None,
    until: date | None = None,
) -> StageReport:
    """Land what fetch left for this run, and remove the spool.

    Raises:
        SpoolMissing: fetch did not finish for this run; run it again.
        SourceSilent: all is landed, but the source brought less than it ever did: look at it.
        WriterBusy, StaleWriter: another run writes; see the message.
        MixedWarehouse: the sample's places and real ones would meet.
    """
    watch = Stopwatch()
    with (
        connect(settings, autocommit=True) as holder,
        writer_lock(holder) as lock,
        connect(settings) as connection,
    ):
        try:
            spool = Spool(settings, run_id)
        except SpoolMissing:
            earlier = find_landed_run(connection, run_id)
            if earlier is None:
                raise
            report = watch.report(
                "land", _counts(earlier), ("landed by an earlier try",), source.source_id
            )
            check_health(connection, source, run_id, since, until)
            return report
        _register_source(connection, source)
        landed = land_spool(
            connection,
            spool,
            IngestRun(run_id, source.source_id, datetime.now(UTC), since, until),
            before_commit=lock.check,
        )
        connection.commit()
        spool.remove()
        prune_spools(settings)
        report = watch.report("land", _counts(landed), subject=source.source_id)
        check_health(connection, source, run_id, since, until)
    return report


def _counts(landed: Landed) -> dict[str, int]:
    return {
        "listed": landed.listed,
        "landed": landed.landed,
        "seen_again": landed.seen_again,
        "rejected": landed.rejected,
    }


def _register_source(connection: psycopg.Connection, source: Source) -> None:
    """Keep raw.source in step with the source's file.

    Raises:
        MixedWarehouse: the sample's invented places must not meet real ones.
    """
    other = connection.execute(
        "select source_id from raw.source where is_sample <> %s limit 1", (source.is_sample,)
    ).fetchone()
    if other:
        held, new = ("real", "the sample") if source.is_sample else ("the sample's", "real sources")
        raise MixedWarehouse(
            f"this warehouse holds {held} notices ({other[0]}); {new} may not enter it",
            "give the sample a database of its own (--sample without LUCE_DATABASE_URL)",
        )
    connection.execute(
        "insert into raw.source (source_id, publisher, region, level, family, home, verified_date,"
        " is_sample, notices_floor, notices_ceiling, runbook)"
        " values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"
        " on conflict (source_id) do update set publisher = excluded.publisher,"
        " region = excluded.region, level = excluded.level, family = excluded.family,"
        " home = excluded.home, verified_date = excluded.verified_date,"
        " notices_floor = excluded.notices_floor, notices_ceiling = excluded.notices_ceiling,"
        " runbook = excluded.runbook",
        (
            *(source.source_id, source.publisher, source.region, source.level, source.family),
            *(source.home, source.verified, source.is_sample),
            *(source.notices_floor, source.notices_ceiling, source.runbook),
        ),
    )
