"""Notices as the lines of COPY that fill schema `raw`: pages, notices and what is read in them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import psycopg

from bench.history.notices import Notice
from bench.history.places import Place
from ingestion.land.keys import page_key
from ingestion.land.notices import COLUMNS
from ingestion.parse import PARSER_VERSION
from ingestion.spool import hash_body

_PAGE = (
    "page_key source_id url kind body body_sha256 body_bytes http_status content_type charset"
    " charset_basis first_run_id fetched_at parsed_with"
)
_TABLES = {"raw.page": _PAGE} | {
    name: COLUMNS[name] for name in ("raw.notice", "raw.target", "raw.measure", "raw.citation")
}


@dataclass(frozen=True, slots=True)
class Landing:
    """Where and when a notice came in."""

    source: Place
    url: str
    fetched_at: datetime


@dataclass(slots=True)
class RawRows:
    """Lines for the tables of `raw`, in the order in which they are to be copied."""

    lines: dict[str, list[str]] = field(default_factory=lambda: {name: [] for name in _TABLES})
    keys: list[str] = field(default_factory=list)
    read_again: list[str] = field(default_factory=list)

    def add(self, notice: Notice, landing: Landing, *, is_held: bool = False) -> None:
        """Add a notice with all its rows.

        Args:
            is_held: its page stands in the database already, and what was read in it goes first.
        """
        body = notice.text.encode()
        digest = hash_body(body)
        source = landing.source.source_id
        key = page_key(source, landing.url, digest)
        self.keys.append(key)
        if is_held:
            self.read_again.append(key)
        else:
            page = (
                f"{key}\t{source}\t{landing.url}\tnotice\t\\\\x{body.hex()}\t{digest}\t{len(body)}"
            )
            self.lines["raw.page"].append(
                f"{page}\t200\ttext/html\tutf-8\theader\t{run_of(landing.source)}"
                f"\t{landing.fetched_at.isoformat()}\t{PARSER_VERSION}\n"
            )
        place = notice.place
        self.lines["raw.notice"].append(
            _line(
                *(key, source, landing.url, landing.url.rpartition("/")[2].partition(".")[0]),
                *(notice.text.replace("\n", "\\n"), digest, notice.title, notice.number),
                *(_array((place.issuer,)), place.level, place.name, place.province),
                *(notice.written, *(None,) * 6, "f", "{}", PARSER_VERSION),
            )
        )
        self.lines["raw.target"] += [
            _line(
                key, at, *row[:14], _array(row[14]), row[15], "ft"[row[16]], row[17], "ft"[row[18]],
                _array(row[19].split("\n")),
            )
            for at, row in enumerate(notice.targets)
        ]  # fmt: skip
        self.lines["raw.measure"] += [
            _line(key, at, *row[:3], _array(row[3].split("\n")), row[4], *map(_array, row[5:]))
            for at, row in enumerate(notice.measures)
        ]
        self.lines["raw.citation"] += [
            _line(key, at, *row, "f") for at, row in enumerate(notice.citations)
        ]

    def copy(self, connection: psycopg.Connection) -> None:
        """Copy every line, as parse does in place of an earlier reading; the caller commits."""
        if self.read_again:
            connection.execute(
                "delete from raw.notice where notice_key = any(%s)", (self.read_again,)
            )
        for table, lines in self.lines.items():
            columns = ", ".join(_TABLES[table].split())
            with connection.cursor().copy(f"copy {table} ({columns}) from stdin") as copy:
                copy.write("".join(lines))


def run_of(place: Place) -> str:
    return f"run_{place.source_id}"


def insert_sources(connection: psycopg.Connection, places: Iterable[Place]) -> None:
    """Insert a source and its one run for every place."""
    with connection.cursor().copy(
        "copy raw.source (source_id, publisher, region, level, family, home, is_sample) from stdin"
    ) as copy:
        for one in places:
            home = f"http://{one.source_id}.invalid/"
            row = (one.source_id, one.issuer, one.name, one.level, "trs_static", home, "f")
            copy.write_row(row)
    connection.execute(
        "insert into raw.run (run_id, source_id, started_at, landed_at, listed, landed, seen_again,"
        " rejected) select 'run_' || source_id, source_id, timestamptz '2011-01-01 00:00:00+00',"
        " timestamptz '2011-01-01 00:00:00+00', 0, 0, 0, 0 from raw.source"
    )


def url_of(place: Place, notice: Notice) -> str:
    name = notice.number.partition("〔")[2].replace("〕", "_").removesuffix("号")
    return f"http://{place.source_id}.invalid/{notice.place.region_code}/{name}.html"


def landing_of(notice: Notice, source: Place | None = None, *, days: int = 3) -> Landing:
    """On its own government's site, or another's, so many days after it was written."""
    source = source or notice.place
    written = datetime.fromisoformat(f"{notice.written.isoformat()}T01:00:00+00:00")
    return Landing(source, url_of(source, notice), written + timedelta(days=days))


def _line(*values: Any) -> str:
    return "\t".join(["\\N" if one is None else str(one) for one in values]) + "\n"


def _array(values: Iterable[str]) -> str:
    return "{" + ",".join([f'"{one}"' for one in values]) + "}"
