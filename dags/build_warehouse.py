"""Build, validate and publish whenever notices were landed and read.

One at a time: what lands while it runs is taken together by the next run.
"""

from __future__ import annotations

from typing import Any

from airflow.sdk import DAG, task
from dag_policy import DEFAULTS, LANDED, START

from ingestion.scheduler import tasks

with DAG(
    dag_id="build_warehouse",
    description="Meaning, trust and the marts, from what was landed",
    doc_md=__doc__,
    schedule=[LANDED],
    start_date=START,
    catchup=False,
    max_active_runs=1,
    default_args=DEFAULTS,
    tags=["build"],
) as dag:

    @task(task_id="build")
    def build(**context: Any) -> None:
        tasks.build_warehouse(context)

    @task(task_id="validate")
    def validate(**context: Any) -> None:
        tasks.validate_batch(context)

    @task(task_id="publish")
    def publish(**context: Any) -> None:
        tasks.publish_marts(context)

    build() >> validate() >> publish()
