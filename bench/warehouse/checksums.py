"""Whether two tables hold the same rows: their counts, and a sum over the hashes of the rows."""

from __future__ import annotations

from collections.abc import Sequence

from psycopg import sql

from ingestion.database.connection import connect
from ingestion.settings import Settings

Checksum = tuple[int, int]


def read_checksums(settings: Settings, schema: str = "marts") -> dict[str, Checksum]:
    """Rows and checksum of every table of a schema."""
    with connect(settings) as connection:
        found = connection.execute(
            "select tablename from pg_tables where schemaname = %s order by 1", [schema]
        ).fetchall()
    return {name: read_checksum(settings, f"{schema}.{name}") for (name,) in found}


def read_checksum(settings: Settings, table: str, columns: Sequence[str] = ()) -> Checksum:
    """Rows and checksum of a table, over some of its columns or all."""
    content: sql.Composable = sql.SQL("t::text")
    if columns:
        listed = sql.SQL(", ").join(map(sql.Identifier, columns))
        content = sql.SQL("row({})::text").format(listed)
    query = sql.SQL("select count(*), coalesce(sum(hashtextextended({}, 0)), 0) from {} as t")
    with connect(settings) as connection:
        command = query.format(content, sql.Identifier(*table.split(".")))
        row = connection.execute(command).fetchone()
    assert row is not None, "an aggregate always gives a row"
    return int(row[0]), int(row[1])
