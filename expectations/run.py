"""`python -m expectations.run`: judge what is pending, in a process of its own.

Great Expectations takes seconds to import and prints while it works, so `luce validate` starts this
process and reads the one line of JSON that it prints. The exit status is 0 unless the batch was
refused (3) or the judging itself failed (1).
"""

from __future__ import annotations

import argparse
import json
import sys
import time
import traceback
from collections.abc import Callable
from contextlib import redirect_stdout
from dataclasses import dataclass
from typing import TYPE_CHECKING

import psycopg

from expectations.gate import tell_refusal
from expectations.pending import Batch, drop_batch, find_batch, hold_failures
from expectations.record import Judgement, forget_replaced_notices, record_judgement
from expectations.suites import SuiteName, hash_suites
from expectations.summary import write_summary
from ingestion.database.connection import connect, database_url, explained
from ingestion.database.lock import writer_lock
from ingestion.errors import LuceError
from ingestion.settings import Settings, load_settings

if TYPE_CHECKING:
    from expectations.judge import Finding, Judge

REFUSED = 3
_ROW_SUITES: tuple[tuple[str, SuiteName], ...] = (("target", "targets"), ("measure", "measures"))


def validate_pending(settings: Settings, accept: str | None = None) -> dict[str, object]:
    """Judge the pending notices and record the judgement.

    Returns:
        What the process prints: verdict, counts, what failed, and the seconds of its own work.
    """
    started = time.monotonic()
    suite_hash = hash_suites()
    with (
        connect(settings, autocommit=True) as holder,
        writer_lock(holder) as lock,
        connect(settings, autocommit=True) as working,
    ):
        batch = find_batch(working, suite_hash)
        if batch is None:
            cleared = _record(settings, forget_replaced_notices, lock.check)
            return _describe_nothing(cleared, time.monotonic() - started)
        judge, import_seconds = _open_judge(settings, working)
        judgement, findings = _judge_batch(judge, working, batch, suite_hash, accept)
        docs = judge.write_docs()
        told = [tell_refusal(working, finding) for finding in findings.gate]
        summary = write_summary(
            docs.with_name("summary.html"), working, judgement, told, findings.all
        )
        cleared = _record(
            settings,
            lambda c: record_judgement(c, judgement) + forget_replaced_notices(c),
            lock.check,
        )
        if judgement.verdict != "refused":  # what was refused stays to be looked at
            drop_batch(working)
    return _describe_judgement(judgement, findings, cleared) | {
        "told": told,
        "docs": str(docs),
        "summary": str(summary),
        "working_seconds": round(time.monotonic() - started - import_seconds, 3),
    }


def _open_judge(settings: Settings, working: psycopg.Connection) -> tuple[Judge, float]:
    started = time.monotonic()
    from expectations.judge import Judge  # seconds: only once there is something to judge

    imported = time.monotonic() - started
    docs = settings.home / "data_docs" / working.info.dbname
    docs.parent.mkdir(parents=True, exist_ok=True)
    return Judge(database_url(settings), working, docs), imported


@dataclass(frozen=True, slots=True)
class Findings:
    """What does not hold: of single rows, and of the batch as a whole."""

    rows: list[Finding]
    gate: list[Finding]

    @property
    def all(self) -> list[Finding]:
        """The gate's first, since they decide; then what costs a row, then what only warns."""
        return [*self.gate, *sorted(self.rows, key=lambda one: (not one.is_critical, -one.rows))]


def _judge_batch(
    judge: Judge, working: psycopg.Connection, batch: Batch, suite_hash: str, accept: str | None
) -> tuple[Judgement, Findings]:
    """Rows first: the gate counts how many of them failed."""
    rows: list[Finding] = []
    failures: list[tuple[str, str, str]] = []
    for kind, suite in _ROW_SUITES:
        found = judge.judge(suite, f"pending_{kind}", f"{kind}_key")
        rows += found
        failures += [
            (kind, key, finding.rule)
            for finding in found
            if finding.is_critical
            for key in finding.keys
        ]
    hold_failures(working, failures, suite_hash)
    findings = Findings(rows, judge.judge("sources", "pending_source", "source_id"))
    quarantined, released = _count_failed(working)
    judgement = Judgement(
        batch=batch,
        suite_hash=suite_hash,
        refused_for=tuple(sorted(finding.rule for finding in findings.gate)),
        quarantined=quarantined,
        released=released,
        detail=_describe_findings(working, batch, findings),
        accepted_because=accept,
    )
    return judgement, findings


def _count_failed(working: psycopg.Connection) -> tuple[int, int]:
    """How many of the failing rows are kept back, and how many a release lets out."""
    row = working.execute(
        "select count(*) - count(release_id), count(release_id) from quarantine.pending_failed_row"
    ).fetchone()
    return (row[0], row[1]) if row else (0, 0)


def _record(
    settings: Settings,
    write: Callable[[psycopg.Connection], int],
    check: Callable[[psycopg.Connection], None],
) -> int:
    """One transaction, and only while this is still the one writer."""
    with connect(settings) as connection:
        cleared = write(connection)
        check(connection)
    return cleared


def _describe_findings(
    working: psycopg.Connection, batch: Batch, findings: Findings
) -> dict[str, object]:
    measured = working.execute(
        "select to_jsonb(s) from quarantine.pending_source as s order by source_id"
    ).fetchall()
    return {
        "rows": {f"{one.suite}.{one.rule}": one.rows for one in findings.rows},
        "gate": {finding.rule: list(finding.keys) for finding in findings.gate},
        "sources": [row[0] for row in measured],
        "runs": list(batch.runs),
    }


def _describe_judgement(
    judgement: Judgement, findings: Findings, cleared: int
) -> dict[str, object]:
    return {
        "verdict": judgement.verdict,
        "batch_id": judgement.batch.batch_id,
        "counts": {
            "notices": judgement.batch.notices,
            "judged": judgement.batch.rows,
            "quarantined": judgement.quarantined,
            "released": judgement.released,
            "cleared": cleared,
            "warnings": sum(one.rows for one in findings.rows if not one.is_critical),
        },
        "lost": judgement.batch.lost,
        "failed": [f"{one.rule} ({', '.join(one.keys)})" for one in findings.gate],
        "kept_back": [
            f"{one.suite}.{one.rule} {one.rows:,}"
            for one in findings.all
            if one.is_critical and one.suite != "sources"
        ],
    }


def _describe_nothing(cleared: int, seconds: float) -> dict[str, object]:
    return {
        "verdict": "nothing pending",
        "batch_id": None,
        "counts": {"notices": 0, "judged": 0, "quarantined": 0, "cleared": cleared},
        "failed": [],
        "docs": None,
        "working_seconds": round(seconds, 3),
    }


def _judge_or_explain(accept: str | None) -> dict[str, object]:
    """Whatever happens becomes one line; what nobody foresaw leaves its trace on stderr too."""
    try:
        settings = load_settings()
        with explained(settings):
            return validate_pending(settings, accept)
    except LuceError as error:
        return _describe_error(type(error).__name__, str(error.args[0]), error.cure)
    except Exception as error:
        traceback.print_exc()
        first_line = (str(error).splitlines() or [""])[0]
        message = f"validate broke off: {type(error).__name__}: {first_line}"
        return _describe_error("StageFailed", message, "nothing was recorded; see the log")


def _describe_error(kind: str, message: str, cure: str) -> dict[str, object]:
    return {"verdict": "error", "error": kind, "message": message, "cure": cure}


def main() -> int:
    """Run from the command line; what libraries print goes to stderr, the one line to stdout."""
    parser = argparse.ArgumentParser(prog="expectations.run", description=__doc__)
    parser.add_argument("--accept", metavar="REASON", help="pass the gate, and record why")
    arguments = parser.parse_args()
    with redirect_stdout(sys.stderr):
        outcome = _judge_or_explain(arguments.accept)
    print(json.dumps(outcome, ensure_ascii=False), flush=True)
    return {"refused": REFUSED, "error": 1}.get(str(outcome["verdict"]), 0)


if __name__ == "__main__":
    sys.exit(main())
