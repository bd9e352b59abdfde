"""A warehouse as build leaves it, filled by hand: whole rows that fail nothing, to be poisoned."""

from __future__ import annotations

import hashlib
import itertools
import json
import os
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import sql

from ingestion.database.connection import connect, database_url
from ingestion.settings import Settings

NUMBERS = itertools.count(1)

# The columns that int_targets_resolved and int_measures_resolved have, as far as a rule reads them.
INTERMEDIATE = """
create schema if not exists intermediate;
create table intermediate.int_targets_resolved (
    target_key text primary key, notice_key text not null, source_id text not null,
    region_code text, indicator_raw text, unit_code text, unit_dimension text,
    indicator_dimension text, comparator text, value numeric, value_high numeric,
    value_raw numeric, change text,
    baseline_year integer, binding text, kind text, period_start date, deadline_date date,
    deadline_basis text, quote text, char_start integer, char_end integer, is_span_true boolean,
    written_date date, row_hash text not null
);
create table intermediate.int_measures_resolved (
    measure_key text primary key, notice_key text not null, source_id text not null,
    region_code text, text text, deadline_date date, char_start integer, char_end integer,
    is_span_true boolean, written_date date, row_hash text not null
);
create table intermediate.int_notices_resolved (
    notice_key text primary key, source_id text not null, url text not null, region_code text,
    written_date date, is_current boolean not null
);
create view intermediate.int_notices_counted as
with facts as (
    select notice_key, row_hash, true as is_target from intermediate.int_targets_resolved
    union all
    select notice_key, row_hash, false from intermediate.int_measures_resolved
)
select
    notice_key,
    n.source_id,
    md5(coalesce(string_agg(row_hash, '' order by row_hash), '')) as rows_hash,
    count(*) filter (where is_target) as targets,
    count(*) filter (where not is_target) as measures
from intermediate.int_notices_resolved as n
left join facts using (notice_key)
where n.is_current
group by notice_key, n.source_id;
"""

GOOD_TARGET: dict[str, Any] = {
    "region_code": "999901",
    "indicator_raw": "农田残膜回收率",
    "unit_code": "percent",
    "unit_dimension": "share",
    "indicator_dimension": "share",
    "comparator": "ge",
    "value": Decimal(85),
    "value_high": None,
    "value_raw": Decimal(85),
    "change": None,
    "baseline_year": None,
    "binding": None,
    "kind": "numeric",
    "period_start": None,
    "deadline_date": date(2025, 12, 31),
    "deadline_basis": "clause",
    "quote": "85%以上",
    "char_start": 40,
    "char_end": 45,
    "is_span_true": True,
    "written_date": date(2022, 3, 1),
}

GOOD_MEASURE: dict[str, Any] = {
    "region_code": "999901",
    "text": "推进废旧农膜回收利用",
    "deadline_date": None,
    "char_start": 60,
    "char_end": 70,
    "is_span_true": True,
    "written_date": date(2022, 3, 1),
}


class Warehouse:
    """Writes what land, parse and build would have written."""

    def __init__(self, connection: psycopg.Connection) -> None:
        self.connection = connection
        connection.execute(INTERMEDIATE)

    def add_source(
        self, source_id: str, *, floor: int | None = None, ceiling: int | None = None
    ) -> None:
        self.connection.execute(
            "insert into raw.source values (%s, '澄川市人民政府', '澄川市', 'prefecture', 'static',"
            " 'https://example.invalid/', null, false, %s, %s, null)",
            [source_id, floor, ceiling],
        )
        self.add_run(source_id, f"{source_id}-first", landed=floor or 1)

    def add_run(
        self,
        source_id: str,
        run_id: str,
        *,
        landed: int,
        since: date | None = None,
        until: date | None = None,
    ) -> None:
        self.connection.execute(
            "insert into raw.run values (%s, %s, %s, %s, clock_timestamp(), clock_timestamp(),"
            " %s, %s, 0, 0)",
            [run_id, source_id, since, until, landed, landed],
        )

    def add_notice(self, source_id: str, key: str, *, url: str | None = None) -> None:
        url = url or f"https://example.invalid/{key}.html"
        self.connection.execute(
            "insert into raw.page (page_key, source_id, url, kind, body, body_sha256, body_bytes,"
            " first_run_id, fetched_at) values (%s, %s, %s, 'notice', '', %s, 0, %s, %s)",
            [key, source_id, url, key, f"{source_id}-first", _fetched_at()],
        )
        self.connection.execute(
            "insert into raw.notice (notice_key, source_id, url, name, text, text_sha256, issuers,"
            " written_date, is_repost, flags, parser_version)"
            " values (%s, %s, %s, %s, '', '', '{}', '2022-03-01', false, '{}', 'test')",
            [key, source_id, url, key],
        )
        self.show_version(source_id, url, key)

    def show_version(self, source_id: str, url: str, key: str) -> None:
        """Make a page the current version: build keeps rows of current versions only."""
        for table in ("targets", "measures"):
            self.connection.execute(
                sql.SQL(
                    "delete from intermediate.{} as i using intermediate.int_notices_resolved as n"
                    " where i.notice_key = n.notice_key and (n.source_id, n.url) = (%s, %s)"
                ).format(sql.Identifier(f"int_{table}_resolved")),
                [source_id, url],
            )
        self.connection.execute(
            "update intermediate.int_notices_resolved set is_current = false"
            " where (source_id, url) = (%s, %s)",
            [source_id, url],
        )
        self.connection.execute(
            "insert into intermediate.int_notices_resolved values (%s, %s, %s, '999901',"
            " '2022-03-01', true) on conflict (notice_key) do update set is_current = true",
            [key, source_id, url],
        )

    def add_target(self, source_id: str, notice_key: str, target_key: str, **poison: Any) -> None:
        row = GOOD_TARGET | poison
        self._add("int_targets_resolved", "target_key", source_id, notice_key, target_key, row)

    def add_measure(self, source_id: str, notice_key: str, measure_key: str, **poison: Any) -> None:
        row = GOOD_MEASURE | poison
        self._add("int_measures_resolved", "measure_key", source_id, notice_key, measure_key, row)

    def fill(self, source_id: str, notices: int, targets: int, measures: int = 1) -> None:
        """Good notices `<source>-0`.. with good rows `<notice>-t0`.., `<notice>-m0`.."""
        for n in range(notices):
            notice = f"{source_id}-{n}"
            self.add_notice(source_id, notice)
            for t in range(targets):
                self.add_target(source_id, notice, f"{notice}-t{t}")
            for m in range(measures):
                self.add_measure(source_id, notice, f"{notice}-m{m}")

    def execute(self, statement: str, *parameters: Any) -> list[tuple[Any, ...]]:
        cursor = self.connection.execute(statement, parameters)  # type: ignore[arg-type]
        return cursor.fetchall() if cursor.description else []

    def read_judgements(self) -> dict[str, list[tuple[Any, ...]]]:
        """What `quarantine` holds of notices and rows."""
        return {
            "validated": self.execute("select * from quarantine.validated order by 1"),
            "target": self.execute("select to_jsonb(q) from quarantine.target as q order by 1"),
            "measure": self.execute("select to_jsonb(q) from quarantine.measure as q order by 1"),
        }

    def _add(self, table: str, key: str, source: str, notice: str, value: str, row: Any) -> None:
        content = json.dumps(row, default=str, ensure_ascii=False, sort_keys=True)
        columns = {key: value, "notice_key": notice, "source_id": source, **row}
        columns["row_hash"] = hashlib.md5(content.encode()).hexdigest()
        self.connection.execute(
            sql.SQL("insert into intermediate.{} ({}) values ({})").format(
                sql.Identifier(table),
                sql.SQL(", ").join(map(sql.Identifier, columns)),
                sql.SQL(", ").join([sql.Placeholder()] * len(columns)),
            ),
            list(columns.values()),
        )


def _fetched_at() -> Any:
    """Later with every page: the version of a notice that was fetched last is the newest."""
    return date(2022, 1, 1) + timedelta(days=next(NUMBERS))


@pytest.fixture
def warehouse(settings: Settings) -> Iterator[Warehouse]:
    """A warehouse over `settings`, one source `chengchuan` known, every statement committed."""
    with connect(settings, autocommit=True) as connection:
        filled = Warehouse(connection)
        filled.add_source("chengchuan")
        yield filled


@pytest.fixture(scope="module")
def shared_warehouse(
    server: Settings, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Settings, Warehouse]]:
    """The same for all tests of a module that only read what one judging found."""
    name = f"luce_test_{os.getpid()}_expectations_{next(NUMBERS)}"
    with connect(server, database="postgres", autocommit=True) as admin:
        admin.execute(sql.SQL("create database {} template luce").format(sql.Identifier(name)))
        home: Path = tmp_path_factory.mktemp("home")
        url = database_url(server, database=name)
        settings = Settings(home=home, database_url=url, is_sample=False)
        try:
            with connect(settings, autocommit=True) as connection:
                filled = Warehouse(connection)
                filled.add_source("chengchuan")
                yield settings, filled
        finally:
            admin.execute(sql.SQL("drop database {} with (force)").format(sql.Identifier(name)))
