"""The databases of the bench: a history is written and built once, and kept as a template.

The notices of the *history* are recorded as judged by one statement, with the hash that validate
would give them: to judge millions of rows as one batch is no night. The nights are judged for real.
"""

from __future__ import annotations

import hashlib
import time
from datetime import date

from psycopg import sql

from bench.history.writing import Size, write_history
from bench.warehouse.options import OPTIONS
from expectations.suites import hash_suites
from ingestion.database.connection import connect, database_url
from ingestion.database.migrate import create_database, migrate, read_head
from ingestion.settings import ROOT, SEEDS, Settings
from ingestion.stages.build import build
from ingestion.stages.publish import publish

AS_OF = date(2026, 8, 1)  # the nights come in July 2026
_JUDGED = """
    insert into quarantine.validated
        (notice_key, rows_hash, suite_hash, targets, measures, batch_id)
    select
        n.notice_key, md5(coalesce(string_agg(r.row_hash, '' order by r.row_hash), '')), %(hash)s,
        coalesce(sum(r.target), 0), coalesce(sum(1 - r.target), 0), 'history'
    from intermediate.int_notices_resolved as n
    left join (
        select notice_key, row_hash, 1 as target from intermediate.int_targets_resolved
        union all select notice_key, row_hash, 0 from intermediate.int_measures_resolved
    ) as r using (notice_key)
    where n.is_current
    group by n.notice_key
"""


def say(text: str) -> None:
    print(f"          {text}", flush=True)


def give(base: Settings, name: str, template: str) -> Settings:
    """A fresh copy of a kept database, under a name of its own that dbt knows again."""
    with connect(base, database="postgres", autocommit=True) as admin:
        names = (sql.Identifier(name), sql.Identifier(template))
        admin.execute(sql.SQL("drop database if exists {} with (force)").format(names[0]))
        admin.execute(sql.SQL("create database {} template {}").format(*names))
        for setting, value in OPTIONS.planner.items():
            command = sql.SQL("alter database {} set {} = {}").format(
                names[0], sql.Identifier(setting), sql.Literal(value)
            )
            admin.execute(command)
    return _settings_of(base, name)


def drop(base: Settings, name: str) -> None:
    with connect(base, database="postgres", autocommit=True) as admin:
        command = sql.SQL("drop database if exists {} with (force)")
        admin.execute(command.format(sql.Identifier(name)))


def keep_raw(base: Settings, size: Size) -> str:
    """The template that holds the history as parse leaves it; made where it is absent."""
    name = f"raw_{_name(size)}"
    if not _is_kept(base, name):
        making = f"{name}_making"
        drop(base, making)
        create_database(base, making)
        settings = _settings_of(base, making)
        migrate(settings)
        say(f"writing a history of {size.targets:,} targets")
        started = time.monotonic()
        write_history(settings, size, progress=_tell)
        say(f"written in {time.monotonic() - started:.0f} s")
        _keep(base, making, name)
    return name


def keep_built(base: Settings, size: Size) -> str:
    """The template that holds the history built and published; made where it is absent."""
    name = f"built_{_name(size)}_{_fingerprint()}"
    if not _is_kept(base, name):
        making = f"{name}_making"
        settings = give(base, making, keep_raw(base, size))
        say(f"building and publishing {size.targets:,} targets of history")
        say(f"built in {build(settings=settings).seconds:.0f} s")
        judge_history(settings)
        say(f"published in {publish(settings=settings, as_of=AS_OF).seconds:.0f} s")
        with connect(settings, autocommit=True) as connection:
            connection.execute("vacuum analyze")
        _keep(base, making, name)
    return name


def judge_history(settings: Settings) -> None:
    """Record every current notice as judged as it is now, by one statement."""
    with connect(settings) as connection:
        connection.execute(
            "insert into quarantine.batch (batch_id, judged_at, verdict, failed_expectations,"
            " sources, notices, rows_judged, rows_quarantined, suite_hash, detail)"
            " values ('history', now(), 'passed', '{}', '{}', 0, 0, 0, %s, '{}')",
            [hash_suites()],
        )
        connection.execute(_JUDGED, {"hash": hash_suites()})


def _name(size: Size) -> str:
    return f"{size.targets}_{size.seed}_{read_head()}_{size.invented}"


def _fingerprint() -> str:
    """What a built database depends on beside its raw rows."""
    digest = hashlib.sha256(hash_suites().encode())
    for folder in (ROOT / "dbt_project" / "models", ROOT / "dbt_project" / "macros", SEEDS):
        for path in sorted(folder.rglob("*.*")):
            digest.update(path.read_bytes())
    return digest.hexdigest()[:8]


def _settings_of(base: Settings, name: str) -> Settings:
    return Settings(home=base.home, database_url=database_url(base, database=name), is_sample=False)


def _is_kept(base: Settings, name: str) -> bool:
    with connect(base, database="postgres") as admin:
        found = admin.execute("select from pg_database where datname = %s", [name]).fetchone()
    return found is not None


def _keep(base: Settings, making: str, name: str) -> None:
    with connect(base, database="postgres", autocommit=True) as admin:
        command = sql.SQL("alter database {} rename to {}")
        admin.execute(command.format(sql.Identifier(making), sql.Identifier(name)))


def _tell(written: int, notices: int, seconds: float) -> None:
    if written == notices or written % 20_000 < 200:
        say(f"{written:,} of {notices:,} notices, {seconds:.0f} s")
