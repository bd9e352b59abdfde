"""The rows of a table of schema marts, whole or chosen, with what its columns mean."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import psycopg
from psycopg import sql

from ingestion.errors import UnknownChoice, UnknownTable

_BLOCK = 5_000  # rows held at a time


@dataclass(frozen=True, slots=True)
class Choice:
    """Which rows: those of a region and all below it, of an indicator, due within two days.

    A field that is None chooses nothing. `region` is a code, a full name (甘肃省定西市) or a name.
    """

    region: str | None = None
    indicator: str | None = None
    due_from: date | None = None
    due_to: date | None = None


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name, its Postgres type, its Chinese label, and what it means, in English."""

    name: str
    type: str
    label: str
    description: str


@dataclass(frozen=True, slots=True)
class TableRows:
    """A table's columns, and its rows as they stream in."""

    table: str
    described: list[Column]
    blocks: Iterator[list[tuple[Any, ...]]]
    in_chinese: bool = False  # the headers are the columns' labels

    @property
    def columns(self) -> list[str]:
        return [column.name for column in self.described]

    @property
    def types(self) -> list[str]:
        return [column.type for column in self.described]

    @property
    def headers(self) -> list[str]:
        return [column.label for column in self.described] if self.in_chinese else self.columns


def read_table(
    connection: psycopg.Connection,
    table: str,
    choice: Choice | None = None,
    *,
    in_chinese: bool = False,
) -> TableRows:
    """Open a table of schema marts for reading.

    Raises:
        UnknownTable: marts has no such table; the message names those it has.
        UnknownChoice: no such region or indicator, or the table has no column to choose by.
    """
    known = connection.execute(
        "select table_name from information_schema.tables where table_schema = 'marts' order by 1"
    ).fetchall()
    names = [name for (name,) in known]
    if table not in names:
        raise UnknownTable(
            f"there is no table {table!r} in marts",
            f"take one of: {', '.join(names)}"
            if names
            else "publish first: luce run --folder DIR or --source ID; the sample's: --sample",
        )
    described = _describe_columns(connection, table)
    wanted = _choose(connection, table, {column.name for column in described}, choice or Choice())
    return TableRows(table, described, _stream(connection, table, wanted), in_chinese)


def _describe_columns(connection: psycopg.Connection, table: str) -> list[Column]:
    """The columns in order; a comment is the Chinese label, a stop and the description."""
    rows = connection.execute(
        "select column_name, udt_name,"
        " col_description(format('marts.%%I', table_name)::regclass, ordinal_position)"
        " from information_schema.columns"
        " where table_schema = 'marts' and table_name = %s order by ordinal_position",
        (table,),
    ).fetchall()
    found = []
    for name, kind, comment in rows:
        label, _, description = (comment or "").partition(". ")
        found.append(Column(name, kind, label or name, description or label))
    return found


def _choose(
    connection: psycopg.Connection, table: str, columns: set[str], choice: Choice
) -> list[sql.Composable]:
    """The conditions that a choice stands for."""
    wanted: list[sql.Composable] = []
    if choice.region is not None:
        _need(table, columns, "region_code")
        codes = _find_regions(connection, choice.region)
        wanted.append(sql.SQL("region_code = any({})").format(sql.Literal(codes)))
    if choice.indicator is not None:
        _need(table, columns, "indicator_code")
        _check_indicator(connection, choice.indicator)
        wanted.append(sql.SQL("indicator_code = {}").format(sql.Literal(choice.indicator)))
    for day, sign in ((choice.due_from, ">="), (choice.due_to, "<=")):
        if day is not None:
            _need(table, columns, "deadline_date")
            wanted.append(sql.SQL(f"deadline_date {sign} {{}}").format(sql.Literal(day)))
    return wanted


def _need(table: str, columns: set[str], column: str) -> None:
    if column not in columns:
        raise UnknownChoice(
            f"{table} has no column {column} to choose by",
            "leave the option out, or export fct_target",
        )


def _find_regions(connection: psycopg.Connection, name: str) -> list[str]:
    """A region and all below it."""
    named = connection.execute(
        "select region_code, region_full_name from marts.dim_region"
        " where %(name)s in (region_code, region_full_name, region_name, region_short_name)"
        " order by 1",
        {"name": name},
    ).fetchall()
    if not named:
        raise UnknownChoice(
            f"there is no region {name!r}", "write its name as in marts.dim_region, or its code"
        )
    if len(named) > 1:
        listed = ", ".join(f"{code} {full}" for code, full in named[:12])
        raise UnknownChoice(f"{len(named)} regions are called {name}: {listed}", "give the code")
    rows = connection.execute(
        "with recursive below as (select %s::text as region_code union all"
        " select region.region_code from marts.dim_region as region"
        " inner join below on region.parent_region_code = below.region_code)"
        " select region_code from below",
        (named[0][0],),
    ).fetchall()
    return [code for (code,) in rows]


def _check_indicator(connection: psycopg.Connection, code: str) -> None:
    row = connection.execute(
        "select exists(select from marts.dim_indicator where indicator_code = %s)", (code,)
    ).fetchone()
    if row and row[0]:
        return
    near = connection.execute(
        "select indicator_code || ' ' || indicator_name_zh from marts.dim_indicator"
        " where strpos(indicator_name_zh, %(said)s) > 0 or strpos(indicator_code, %(said)s) > 0"
        " order by 1 limit 8",
        {"said": code},
    ).fetchall()
    cure = (
        f"give a code, perhaps {', '.join(one for (one,) in near)}"
        if near
        else "take an indicator_code of marts.dim_indicator"
    )
    raise UnknownChoice(f"there is no indicator {code!r}", cure)


def _stream(
    connection: psycopg.Connection, table: str, wanted: list[sql.Composable]
) -> Iterator[list[tuple[Any, ...]]]:
    query = sql.SQL("select * from marts.{table} where {wanted} order by 1").format(
        table=sql.Identifier(table), wanted=sql.SQL(" and ").join(wanted or [sql.SQL("true")])
    )
    with connection.cursor(name="export") as cursor:
        cursor.execute(query)
        while block := cursor.fetchmany(_BLOCK):
            yield block
