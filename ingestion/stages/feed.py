"""The change feed of `fct_target`: what each publish published, altered and withdrawn.

It is written by the very statements that carry the mart, so it says what they did, and costs what
they changed. Only where the mart is made anew, or the feed is, the whole is compared: the candidate
with what the feed says that stands.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import LiteralString

import psycopg
import yaml
from psycopg import sql

from ingestion.stages.dbt import PROJECT

FOLLOWED, KEY, HASH = "fct_target", "target_key", "row_hash"
FEED_TABLES = frozenset({"publishes", "target_changes"})
_SHAPE = Path(__file__).with_suffix(".sql")
_MEANING = PROJECT / "models" / "marts" / "_feed__sources.yml"

_APPEND: LiteralString = (
    "insert into marts.target_changes (publish_number, target_key, change_kind, row_hash_before,"
    " row_hash_after, changed_columns)"
)
_WITHDRAWN: LiteralString = (
    "with gone as ({command} returning seen.{key}, seen.{hash}) {append}"
    " select {number}, {key}, 'withdrawn', {hash}, null, null from gone"
)
_PUBLISHED: LiteralString = (
    "with come as ({command} returning seen.{key}, seen.{hash}) {append}"
    " select {number}, {key}, 'published', null, {hash}, null from come"
)
# What a row was is no longer there to be returned, so the rows that differ are found first, with
# what they become: where none differs, each table is read once, as it would be without a feed.
_ALTERED: LiteralString = (
    "with altered as materialized (select seen.{key}, seen.{hash} as before, next as becomes,"
    " array_remove(array[{names}]::text[], null) as names"
    " from {seen} as seen inner join {next} as next on seen.{key} = next.{key}"
    " where {scope} and row({seen_rest}) is distinct from row({next_rest})),"
    " written as (update {seen} as seen set ({rest}) = row({becomes}) from altered"
    " where seen.{key} = altered.{key})"
    " {append} select {number}, {key}, 'altered', before, (becomes).{hash}, names from altered"
)
_WHOLE: LiteralString = """
    with said as (
        select distinct on (target_key) target_key, row_hash_after as hash
        from marts.target_changes
        order by target_key, publish_number desc
    ),
    known as (select * from said where hash is not null),
    held as ({held}),
    compared as (
        select
            coalesce(next.{key}, known.target_key) as target_key,
            known.hash as before,
            next.{hash} as after,
            held.content as content_before,
            to_jsonb(next) as content_after
        from {next} as next
        full join known on next.{key} = known.target_key
        left join held on known.target_key = held.target_key
    )
    {append}
    select
        {number},
        target_key,
        case
            when before is null then 'published'
            when after is null then 'withdrawn'
            else 'altered'
        end,
        before,
        after,
        case when before is not null and after is not null then array(
            select name from jsonb_object_keys(content_after || coalesce(content_before, '{{}}'))
                as name
            where
                content_before -> name is distinct from content_after -> name
                and name <> {hash_name}
            order by name
        ) end
    from compared
    where
        before is distinct from after
        or (content_before is not null and content_before <> content_after)
"""


@dataclass(frozen=True, slots=True)
class Feed:
    """The feed as one publish writes it; `is_fresh` where that publish made its tables."""

    number: int
    is_fresh: bool

    def compare_whole(self, connection: psycopg.Connection, *, has_mart: bool) -> None:
        """Append what the candidate changes of all that the feed says; the mart is still as it was.

        Args:
            has_mart: whether the mart is there to say which columns differ; else all do.
        """
        held: LiteralString = (
            "select {key} as target_key, to_jsonb(t) as content from {seen} as t"
            if has_mart
            else "select null::text as target_key, null::jsonb as content where false"
        )
        names = self._names()
        names["held"] = sql.SQL(held).format(**names)
        connection.execute(sql.SQL(_WHOLE).format(**names))

    def follow_delete(self, command: sql.Composed) -> sql.Composed:
        """The same delete from `seen`, which also appends what it withdrew."""
        return sql.SQL(_WITHDRAWN).format(command=command, **self._names())

    def follow_insert(self, command: sql.Composed) -> sql.Composed:
        """The same insert into `seen`, which also appends what it published."""
        return sql.SQL(_PUBLISHED).format(command=command, **self._names())

    def write_update(self, rest: Sequence[str], scope: sql.Composable) -> sql.Composed:
        """Update the rows of `seen` that differ in one of `rest`, and append what was altered.

        Args:
            scope: which rows of `next` are looked at.
        """
        told = sorted(name for name in rest if name != HASH)
        differs = "case when seen.{0} is distinct from next.{0} then {1} end"
        return sql.SQL(_ALTERED).format(
            names=sql.SQL(", ").join(
                sql.SQL(differs).format(sql.Identifier(name), sql.Literal(name)) for name in told
            ),
            rest=sql.SQL(", ").join(map(sql.Identifier, rest)),
            scope=scope,
            seen_rest=sql.SQL(", ").join(sql.Identifier("seen", name) for name in rest),
            becomes=sql.SQL(", ").join(
                sql.SQL("(altered.becomes).{}").format(sql.Identifier(name)) for name in rest
            ),
            next_rest=sql.SQL(", ").join(sql.Identifier("next", name) for name in rest),
            **self._names(),
        )

    def close(self, connection: psycopg.Connection) -> None:
        """Append the publish itself: only where it changed something."""
        connection.execute(
            "insert into marts.publishes (publish_number, published_at)"
            " values (%s, clock_timestamp())",
            [self.number],
        )

    def _names(self) -> dict[str, sql.Composable]:
        return {
            "append": sql.SQL(_APPEND),
            "number": sql.Literal(self.number),
            "key": sql.Identifier(KEY),
            "hash": sql.Identifier(HASH),
            "hash_name": sql.Literal(HASH),
            "seen": sql.Identifier("marts", FOLLOWED),
            "next": sql.Identifier("marts_next", FOLLOWED),
        }


def open_feed(connection: psycopg.Connection) -> Feed:
    """Take the next number, inside the transaction that carries the marts.

    Two publishers never share a number: the writer's lock keeps them apart, and of one that lost
    it the transaction ends before its commit.
    """
    found = connection.execute(
        "select count(*) from pg_tables where schemaname = 'marts' and tablename = any(%s)",
        [sorted(FEED_TABLES)],
    ).fetchone()
    is_fresh = found != (len(FEED_TABLES),)
    if is_fresh:
        connection.execute("drop table if exists marts.target_changes, marts.publishes")
        connection.execute(_SHAPE.read_bytes())
        _describe(connection)
    row = connection.execute(
        "select coalesce(max(publish_number), 0) + 1 from marts.publishes"
    ).fetchone()
    assert row is not None, "an aggregate always gives a row"
    return Feed(row[0], is_fresh)


def _describe(connection: psycopg.Connection) -> None:
    """Put into the database what dbt would put there of a model."""
    [source] = yaml.safe_load(_MEANING.read_text("utf-8"))["sources"]
    for table in source["tables"]:
        name = sql.Identifier("marts", table["name"])
        text = sql.Literal(table["description"])
        connection.execute(sql.SQL("comment on table {} is {}").format(name, text))
        for column in table["columns"]:
            name = sql.Identifier("marts", table["name"], column["name"])
            text = sql.Literal(column["description"])
            connection.execute(sql.SQL("comment on column {} is {}").format(name, text))
