"""One DAG a source, made from its YAML: fetch, land and parse what it published, every night."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from zlib import crc32

from airflow.sdk import DAG, CronDataIntervalTimetable, Param, task
from dag_policy import DEFAULTS, LANDED, START, ZONE

from ingestion.scheduler import tasks
from ingestion.settings import load_settings
from ingestion.sources import Source, survey_sources

DAY = {"type": ["null", "string"], "format": "date"}
WINDOW = {
    "since": Param(
        None, title="Since", description="First day to crawl, that day included.", **DAY
    ),
    "until": Param(None, title="Until", description="Last day to crawl, that day included.", **DAY),
}
FOLDER = {
    "folder": Param(
        None,
        type=["null", "string"],
        title="Folder",
        description="A folder of .txt and .html notices that the worker can read.",
    )
}
CRAWL_LIMIT = timedelta(hours=12)  # a source's whole past at one request a second

GUIDE = """
**{publisher}** ({region}), {home}

Every night it takes what was listed the day before (Asia/Shanghai). Run by hand, it takes the days
from *since* to *until*; with neither, everything the source lists. A backfill of many days in one
crawl: trigger it once with the two dates. Night by night: `airflow backfill create`.

{runbook}
"""


def choose_schedule(source: Source) -> CronDataIntervalTimetable | None:
    """Between two and a quarter to three, each at its own minute; some sources have no night."""
    if not source.has_night:
        return None
    return CronDataIntervalTimetable(
        f"{crc32(source.source_id.encode()) % 45} 2 * * *", timezone=ZONE
    )


def choose_tags(source: Source) -> list[str]:
    """Tags from the closed set of the policy."""
    is_unverified = source.verified is None and not source.is_sample and source.family != "folder"
    chosen = {
        "ingest": True,
        "folder": source.family == "folder",
        "sample": source.is_sample,
        "unlisted": source.family == "unlisted",
        "unverified": is_unverified,
    }
    return [tag for tag, holds in chosen.items() if holds]


def make_ingest(source: Source) -> DAG:
    """The DAG of one source."""
    source_id, tags = source.source_id, choose_tags(source)
    with DAG(
        dag_id=f"ingest__{source_id}",
        description=f"{source.publisher}: fetch, land, parse",
        doc_md=GUIDE.format(
            **source.model_dump(include={"publisher", "region", "home", "runbook"})
        ),
        schedule=choose_schedule(source),
        start_date=START,
        catchup=False,
        max_active_runs=1,
        is_paused_upon_creation="unverified" in tags,
        default_args=DEFAULTS,
        tags=tags,
        params=FOLDER if source.family == "folder" else WINDOW,
    ) as dag:

        @task(task_id="fetch", execution_timeout=CRAWL_LIMIT)
        def fetch(**context: Any) -> None:
            tasks.fetch_source(source_id, context)

        @task(task_id="land")
        def land(**context: Any) -> None:
            tasks.land_source(source_id, context)

        @task(task_id="parse", outlets=[LANDED])
        def parse(**context: Any) -> None:
            tasks.parse_landed(context)

        fetch() >> land() >> parse()
    return dag


for one in survey_sources(load_settings()).sources:
    globals()[f"ingest__{one.source_id}"] = make_ingest(one)
