"""Carry what differs between the candidate of a mart and the mart that people see.

A mart is a table with a primary key. Rows that are the same in both are not touched, so that an
identical publish writes nothing and a reader's cache stays warm.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, LiteralString

import psycopg
from psycopg import sql

from ingestion.stages.feed import FEED_TABLES, FOLLOWED, Feed, open_feed

NEXT, SEEN, READER = "marts_next", "marts", "bi_reader"

COLUMNS: LiteralString = """
    select a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull
    from pg_attribute a
    where a.attrelid = to_regclass(%s) and a.attnum > 0 and not a.attisdropped
    order by a.attnum
"""
# The names of indexes differ in the two schemas; what they are on does not.
INDEXES: LiteralString = """
    select i.indisprimary, regexp_replace(pg_get_indexdef(i.indexrelid), '^.* USING ', '')
    from pg_index i where i.indrelid = to_regclass(%s) order by 1, 2
"""
KINDS: LiteralString = """
    select tablename, 'table' from pg_tables where schemaname = %s
    union all
    select viewname, 'view' from pg_views where schemaname = %s
"""
KEY: LiteralString = """
    select a.attname from pg_index i
    join pg_attribute a on a.attrelid = i.indrelid and a.attnum = any(i.indkey)
    where i.indrelid = to_regclass(%s) and i.indisprimary
"""
COMMENTS: LiteralString = """
    select coalesce(a.attname, ''), d.description from pg_description d
    left join pg_attribute a on a.attrelid = d.objoid and a.attnum = d.objsubid and d.objsubid > 0
    where d.classoid = 'pg_class'::regclass and d.objoid = to_regclass(%s)
"""


@dataclass(frozen=True, slots=True)
class Scope:
    """Where a mart may differ from its candidate: at the keys in a table of intermediate."""

    column: str
    keys: str


@dataclass(frozen=True, slots=True)
class Change:
    """How many rows of one mart changed; `is_new` where it was made or given another shape."""

    table: str
    inserted: int
    updated: int
    deleted: int
    is_new: bool = False

    @property
    def total(self) -> int:
        return self.inserted + self.updated + self.deleted


def carry_marts(
    connection: psycopg.Connection,
    marts: Sequence[str],
    *,
    scopes: Mapping[str, Scope] = MappingProxyType({}),
    before_commit: Callable[[psycopg.Connection], None],
) -> tuple[list[Change], tuple[str, ...]]:
    """Carry all marts in one transaction: a reader sees them as they were, or as they are.

    The change feed is written in the same one, so it never says what is not so. Gives what changed
    in each mart, and the names of the marts that were dropped.

    Args:
        scopes: for the marts that are compared in places only, where.
    """
    views = _find_views(connection, marts)
    with connection.transaction():
        # A table of another shape is replaced: wait for its readers, but not for ever.
        connection.execute("set local lock_timeout = '60s'")
        feed = open_feed(connection)
        if feed.is_fresh:
            for table in sorted(FEED_TABLES):
                _let_read(connection, table)
        changes = [
            carry_table(connection, name, feed if name == FOLLOWED else None, scopes.get(name))
            for name in marts
            if name not in views
        ]
        changes += [carry_view(connection, name) for name in views]
        dropped = drop_others(connection, frozenset(marts) | FEED_TABLES)
        if any(change.total for change in changes):
            feed.close(connection)
        before_commit(connection)
    return changes, dropped


def carry_table(
    connection: psycopg.Connection,
    table: str,
    feed: Feed | None = None,
    scope: Scope | None = None,
) -> Change:
    """Make one mart equal to its candidate, inside the caller's transaction.

    Args:
        feed: where what changes is to be told, for the mart that is followed.
        scope: where it may differ; everywhere where left out, and for a mart that is made anew.
    """
    shape = _shape(connection, SEEN, table)
    is_new = _shape(connection, NEXT, table) != shape
    if feed and (is_new or feed.is_fresh):
        feed.compare_whole(connection, has_mart=any(shape))
        feed = None  # told; the statements below only bring it about
    if is_new:
        _make_table(connection, table)
        scope = None
    columns = [row[0] for row in _rows(connection, COLUMNS, NEXT, table)]
    key = [row[0] for row in _rows(connection, KEY, NEXT, table)]
    commands = _commands(table, columns, key, feed, scope)
    counts = [connection.execute(command).rowcount for command in commands]
    deleted, inserted, updated = counts[0], counts[-1], sum(counts[1:-1])
    _copy_comments(connection, table)
    if inserted and (
        is_new or scope is None
    ):  # of what a night adds, the server keeps count itself
        connection.execute(sql.SQL("analyze {}").format(sql.Identifier(SEEN, table)))
    return Change(table, inserted, updated, deleted, is_new)


def carry_view(connection: psycopg.Connection, name: str) -> Change:
    """Make a view over the marts say what its candidate says over their candidates."""
    held, wanted = (
        connection.execute(
            "select pg_get_viewdef(to_regclass(%s))", [f"{schema}.{name}"]
        ).fetchone()
        for schema in (SEEN, NEXT)
    )
    assert wanted is not None, "a function gives one row"
    text = str(wanted[0]).replace(f"{NEXT}.", f"{SEEN}.")
    is_new = held != (text,)
    if is_new:
        names = {"seen": sql.Identifier(SEEN, name), "text": sql.SQL(text)}
        for other, kind in connection.execute(KINDS, [SEEN, SEEN]).fetchall():
            if other == name:  # a table, where it was one before
                connection.execute(sql.SQL(f"drop {kind} {{seen}}").format(**names))
        connection.execute(sql.SQL("create view {seen} as {text}").format(**names))
        _let_read(connection, name)
    _copy_comments(connection, name, "view")
    return Change(name, 0, 0, 0, is_new)


def drop_others(connection: psycopg.Connection, marts: frozenset[str]) -> tuple[str, ...]:
    """Drop the marts that are no longer made."""
    found = connection.execute(KINDS, [SEEN, SEEN]).fetchall()
    others = [(name, kind) for name, kind in found if name not in marts]
    for name, kind in sorted(others, key=lambda one: one[1], reverse=True):  # views first
        connection.execute(sql.SQL(f"drop {kind} {{}}").format(sql.Identifier(SEEN, name)))
    return tuple(sorted(name for name, _ in others))


def _find_views(connection: psycopg.Connection, marts: Sequence[str]) -> list[str]:
    found = connection.execute(KINDS, [NEXT, NEXT]).fetchall()
    connection.commit()
    return [name for name, kind in found if kind == "view" and name in marts]


def _commands(
    table: str, columns: list[str], key: list[str], feed: Feed | None, scope: Scope | None
) -> tuple[sql.Composed, ...]:
    """The three statements; after the first two, what is missing is what is new."""
    rest = [name for name in columns if name not in key]
    names = {
        "seen": sql.Identifier(SEEN, table),
        "next": sql.Identifier(NEXT, table),
        "same": sql.SQL(" and ").join(
            sql.SQL("seen.{0} = next.{0}").format(sql.Identifier(name)) for name in key
        ),
        "columns": _list(columns),
        "rest": _list(rest),
        "seen_rest": _list(rest, "seen"),
        "next_rest": _list(rest, "next"),
        "seen_scope": _bound(scope, "seen"),
        "next_scope": _bound(scope, "next"),
    }
    delete: LiteralString = (
        "delete from {seen} as seen where {seen_scope}"
        " and not exists (select from {next} as next where {same})"
    )
    update: LiteralString = (
        "update {seen} as seen set ({rest}) = row({next_rest}) from {next} as next"
        " where {next_scope} and {same} and row({seen_rest}) is distinct from row({next_rest})"
    )
    insert: LiteralString = (
        "insert into {seen} as seen ({columns}) select {columns} from {next} as next"
        " where {next_scope} and not exists (select from {seen} as seen where {same})"
    )
    if feed:
        return (
            feed.follow_delete(sql.SQL(delete).format(**names)),
            feed.write_update(rest, names["next_scope"]),
            feed.follow_insert(sql.SQL(insert).format(**names)),
        )
    # Where every column is in the key, a row that differs is another row.
    texts = (delete, update, insert) if rest else (delete, insert)
    return tuple(sql.SQL(text).format(**names) for text in texts)


def _bound(scope: Scope | None, table: str) -> sql.Composable:
    if scope is None:
        return sql.SQL("true")
    return sql.SQL("{} in (select {} from {})").format(
        sql.Identifier(table, scope.column),
        sql.Identifier(scope.column),
        sql.Identifier("intermediate", scope.keys),
    )


def _list(columns: list[str], table: str | None = None) -> sql.Composed:
    parts = (sql.Identifier(table, name) if table else sql.Identifier(name) for name in columns)
    return sql.SQL(", ").join(parts)


def _shape(connection: psycopg.Connection, schema: str, table: str) -> tuple[object, ...]:
    return tuple(_rows(connection, query, schema, table) for query in (COLUMNS, INDEXES))


def _make_table(connection: psycopg.Connection, table: str) -> None:
    """Make the mart anew, in the shape of its candidate, for readers to see at the commit."""
    names = {"seen": sql.Identifier(SEEN, table), "next": sql.Identifier(NEXT, table)}
    # Our views over it are made again in the same transaction; what others have made of it is not
    # ours to drop.
    for name, kind in connection.execute(KINDS, [SEEN, SEEN]).fetchall():
        if kind == "view":
            connection.execute(sql.SQL("drop view {}").format(sql.Identifier(SEEN, name)))
    connection.execute(sql.SQL("drop table if exists {seen}").format(**names))
    connection.execute(sql.SQL("create table {seen} (like {next} including all)").format(**names))
    _let_read(connection, table)


def _let_read(connection: psycopg.Connection, table: str) -> None:
    if connection.execute("select from pg_roles where rolname = %s", [READER]).fetchone():
        grant = sql.SQL("grant select on {} to {}")
        connection.execute(grant.format(sql.Identifier(SEEN, table), sql.Identifier(READER)))


def _copy_comments(connection: psycopg.Connection, table: str, sort: str = "table") -> None:
    held: dict[str, str] = dict(_rows(connection, COMMENTS, SEEN, table))
    for column, text in _rows(connection, COMMENTS, NEXT, table):
        if held.get(column) == text:
            continue
        kind = "column" if column else sort
        name = sql.Identifier(SEEN, table, *([column] if column else []))
        command = sql.SQL(f"comment on {kind} {{}} is {{}}").format(name, sql.Literal(text))
        connection.execute(command)


def _rows(
    connection: psycopg.Connection, query: LiteralString, schema: str, table: str
) -> list[tuple[Any, ...]]:
    return connection.execute(query, [f'{schema}."{table}"']).fetchall()
