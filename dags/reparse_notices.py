"""Read all landed notices again, after the parser has learned something; no network is needed."""

from __future__ import annotations

from typing import Any

from airflow.sdk import DAG, task
from dag_policy import DEFAULTS, LANDED, START

from ingestion.scheduler import tasks

with DAG(
    dag_id="reparse_notices",
    description="Parse all of history again",
    doc_md=__doc__,
    schedule=None,
    start_date=START,
    catchup=False,
    max_active_runs=1,
    default_args=DEFAULTS,
    tags=["reparse"],
) as dag:

    @task(task_id="parse", outlets=[LANDED])
    def parse(**context: Any) -> None:
        tasks.parse_landed(context, everything=True)

    parse()
