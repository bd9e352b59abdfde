"""Gaps of the indicators' vocabulary: the names that published targets print and nobody knows."""

from __future__ import annotations

from dataclasses import dataclass

import psycopg
from psycopg.rows import class_row

from ingestion.errors import NothingPublished

_GAPS = """
select
    target.indicator_raw,
    count(*) as targets,
    count(distinct target.notice_key) as notices,
    mode() within group (order by target.unit_raw) as unit_raw,
    (array_agg(target.quote order by target.target_key))[1] as quote,
    sector.sector_code,
    sector.sector_name_zh
from marts.fct_target as target
left join marts.dim_sector as sector using (sector_code)
where target.indicator_code is null and not target.is_repeat and not target.is_repost
group by target.indicator_raw, sector.sector_code, sector.sector_name_zh
order by targets desc, notices desc, target.indicator_raw
"""
_TARGETS = "select count(*) from marts.fct_target where not is_repeat and not is_repost"


@dataclass(frozen=True, slots=True)
class Gap:
    """One printed name without an indicator; `unit_raw` is the one printed most often with it."""

    indicator_raw: str
    targets: int
    notices: int
    unit_raw: str | None
    quote: str
    sector_code: str | None
    sector_name_zh: str | None


@dataclass(frozen=True, slots=True)
class Survey:
    """All gaps, the most frequent first, beside the published targets in number."""

    targets: int
    gaps: tuple[Gap, ...]


def survey_gaps(connection: psycopg.Connection) -> Survey:
    """Count the unresolved names of the published targets; repeats and reposts are left out.

    Raises:
        NothingPublished: there is no schema marts yet.
    """
    try:
        counted = connection.execute(_TARGETS).fetchone()
        with connection.cursor(row_factory=class_row(Gap)) as cursor:
            gaps = cursor.execute(_GAPS).fetchall()
    except psycopg.errors.UndefinedTable as error:
        raise NothingPublished(
            "nothing is published yet", "run `luce build`, `luce validate`, `luce publish` first"
        ) from error
    return Survey(targets=int(counted[0]) if counted else 0, gaps=tuple(gaps))
