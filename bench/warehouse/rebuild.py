"""A rebuild of everything against the bare statements that a person would write for the facts.

`bare/*.sql` make the rows of fct_target and fct_measure from raw and the seeds, with the same
joins: versions, reposts, regions, units, indicators, the check of spans, the rules of measures,
supersession.
They make no other mart, test nothing, and make no index but the one that they need. That their rows
are the same is checked in every run.
"""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from bench.history.writing import Size
from bench.mark import show
from bench.warehouse.checksums import read_checksum
from bench.warehouse.databases import AS_OF, drop, give, judge_history, keep_raw, say
from ingestion.database.connection import connect
from ingestion.settings import Settings
from ingestion.stages.build import build
from ingestion.stages.publish import publish

_BARE = Path(__file__).with_name("bare")
# In both; what the two tables hold beyond these follows from them.
_COMPARED = {
    "target": (
        "target_key notice_key source_id region_code indicator_code indicator_raw match_method"
        " match_rule_id sector_code unit_code comparator value value_high change baseline_year"
        " annual kind scope section lead_raw deadline_date deadline_basis deadline_status quote"
        " char_start char_end is_repeat is_repost superseded_by written_date row_hash"
    ),
    "measure": (
        "measure_key notice_key source_id region_code text section action_verb sector_code"
        " sector_rule_id instrument_code instrument_rule_id deadline_date deadline_status"
        " char_start char_end is_repost written_date"
    ),
}


def measure_rebuild(base: Settings, size: Size) -> bool:
    """Build and publish from raw alone, and the bare statements over the same raw rows."""
    name = f"rebuild_{size.targets}"
    settings = give(base, name, keep_raw(base, size))
    print(
        f"rebuild   {size.targets:,} targets: everything from raw, against the facts made by hand"
    )
    with connect(settings, autocommit=True) as connection:
        connection.execute("checkpoint")
    built = build(settings=settings)
    judge_history(settings)
    published = publish(settings=settings, as_of=AS_OF)
    bare = make_bare(settings)
    whole = built.seconds + published.seconds
    own = built.own_seconds + published.own_seconds
    show("build", built.seconds, "s")
    show("publish into empty marts", published.seconds, "s")
    show("bare CREATE TABLE AS of the facts", bare, "s")
    results = [
        show("rebuild / bare, start-up included", whole / bare, "", at_most=3),
        show("rebuild / bare, own work", own / bare, "", at_most=3),
        show("facts that differ from the bare ones", count_differing(settings), "", at_most=0),
    ]
    drop(base, name)
    return all(results)


def make_bare(settings: Settings) -> float:
    """Make `bare.target` and `bare.measure` of a built warehouse; gives the seconds."""
    with connect(settings, autocommit=True) as connection:
        connection.execute("create schema bare")
        started = time.monotonic()
        for name in ("notice", "target", "measure"):
            statement: Any = (_BARE / f"{name}.sql").read_text("utf-8")
            connection.execute(statement)
        return time.monotonic() - started


def count_differing(settings: Settings) -> int:
    """How many of the two fact tables are not what the bare statements give."""
    differing = 0
    for name, listed in _COMPARED.items():
        columns = listed.split()
        ours = read_checksum(settings, f"marts.fct_{name}", columns)
        theirs = read_checksum(settings, f"bare.{name}", columns)
        if ours != theirs:
            say(f"fct_{name}: {ours[0]:,} rows, by hand {theirs[0]:,}; the checksums differ")
            differing += 1
    return differing
