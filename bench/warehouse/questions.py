"""The example queries of docs/warehouse.md on a long history: how long people wait for them."""

from __future__ import annotations

import itertools
import json
import re
import statistics
import time
from typing import Any

import psycopg

from bench.history.writing import Size
from bench.mark import show
from bench.warehouse.databases import drop, give, keep_built, say
from bench.warehouse.options import OPTIONS
from ingestion.database.connection import connect
from ingestion.settings import ROOT, Settings

_BLOCK = re.compile(r"```sql\n(.*?)```", re.DOTALL)
_REGION = re.compile(r"(region_code = )'(\d{6})'")
_INDICATOR = re.compile(r"(indicator_code = )'(\w+)'")
_LARGE = {"fct_target", "fct_measure"}
_LIMIT = 100.0  # ms


def read_questions() -> list[tuple[str, str]]:
    """Every query of the page, with the comment above it as its name."""
    page = (ROOT / "docs" / "warehouse.md").read_text("utf-8")
    parts = [one for block in _BLOCK.findall(page) for one in block.split(";\n") if one.strip()]
    return [(part.strip().splitlines()[0].lstrip("- "), part.strip()) for part in parts]


def measure_questions(base: Settings, size: Size) -> bool:
    """Ask each question some times, of other regions and indicators, and look at its plan."""
    name = f"questions_{size.targets}"
    settings = give(base, name, keep_built(base, size))
    print(
        f"questions each asked {OPTIONS.asked} times after {size.targets:,} targets, plan included"
    )
    results = []
    with connect(settings, autocommit=True) as connection:
        connection.prepare_threshold = None  # each is planned anew
        regions, indicators = _choose(connection)
        for title, query in read_questions():
            asked = [_vary(query, *said) for said in zip(regions, indicators, strict=True)]
            results.append(_ask(connection, title, asked))
    drop(base, name)
    return all(results)


def _ask(connection: psycopg.Connection, title: str, asked: list[str]) -> bool:
    spent = []
    for query in asked:
        started = time.perf_counter()
        connection.execute(_literal(query)).fetchall()
        spent.append((time.perf_counter() - started) * 1000)
    show(f"{title[:44]}: p50", statistics.median(spent), "ms")
    p95 = statistics.quantiles(spent, n=20, method="inclusive")[-1]
    is_fast = show(f"{title[:44]}: p95", p95, "ms", at_most=_LIMIT)
    nodes, missed = _explain(connection, asked[0])
    say(f"plan: {', '.join(nodes)}")
    if missed:
        say(f"no index is used on {', '.join(missed)}: MISSED")
    return is_fast and not missed


def _vary(query: str, region: str, indicator: str) -> str:
    return _INDICATOR.sub(rf"\g<1>'{indicator}'", _REGION.sub(rf"\g<1>'{region}'", query))


def _choose(connection: psycopg.Connection) -> tuple[list[str], list[str]]:
    """Regions and indicators that have targets, from the fullest to the emptiest."""
    found = []
    for column in ("region_code", "indicator_code"):
        rows = connection.execute(
            _literal(
                f"select {column} from marts.fct_target where {column} is not null"
                f" group by {column} order by count(*) desc, {column}"
            )
        ).fetchall()
        step = max(1, len(rows) // OPTIONS.asked)
        found.append([row[0] for row in itertools.islice(rows, 0, None, step)][: OPTIONS.asked])
    regions, indicators = (
        list(itertools.islice(itertools.cycle(one), OPTIONS.asked)) for one in found
    )
    return regions, indicators


def _explain(connection: psycopg.Connection, query: str) -> tuple[list[str], list[str]]:
    """The kinds of the plan's nodes, and the large tables that are read from end to end."""
    row = connection.execute(_literal(f"explain (format json) {query}")).fetchone()
    assert row is not None, "explain gives one row of json"
    plan = row[0] if isinstance(row[0], list) else json.loads(row[0])
    nodes = list(_walk(plan[0]["Plan"]))
    told = dict.fromkeys(
        f"{node['Node Type']} {node.get('Relation Name', '')}".strip() for node in nodes
    )
    missed = [
        node["Relation Name"]
        for node in nodes
        if node["Node Type"] == "Seq Scan" and node["Relation Name"] in _LARGE
    ]
    return list(told), missed


def _walk(node: dict[str, Any]) -> list[dict[str, Any]]:
    return [node, *(one for child in node.get("Plans", ()) for one in _walk(child))]


def _literal(query: str) -> Any:
    return query  # the page's own words, and codes that the database gave
