"""The child of a run by hand: reads a list of DAG runs from standard input and runs each once.

It exits with status 1 where one does not succeed, and runs none after that.
"""

from __future__ import annotations

import json
import logging
import os
import sys
from pathlib import Path
from typing import Any

from airflow.dag_processing.dagbag import BundleDagBag
from airflow.models.asset import AssetEvent, AssetModel
from airflow.models.dagrun import DagRun
from airflow.sdk import DAG
from airflow.utils.session import create_session
from airflow.utils.state import DagRunState
from sqlalchemy import select

from ingestion.scheduler.metadata import migrate_metadata
from ingestion.scheduler.tasks import FAILURE_FILE


def main() -> int:
    """Run what standard input lists; return the exit status."""
    plan = json.load(sys.stdin)
    migrate_metadata()
    folder = Path(os.environ["AIRFLOW__CORE__DAGS_FOLDER"])
    bag = BundleDagBag(folder, bundle_path=folder, bundle_name="dags-folder")
    for run in plan:
        dag = bag.dags.get(run["dag_id"])
        if dag is None:
            return _fail(f"there is no DAG {run['dag_id']}: {_import_errors(bag)}")
        if not _run_once(dag, {**run["conf"], "run_id": run["run_id"]}):
            return 1
    return 0


def _run_once(dag: DAG, conf: dict[str, Any]) -> bool:
    """Run a DAG and see that it did all it had to, its asset event included."""
    for task in dag.tasks:
        task.retries = 0  # somebody waits for the answer
    run = dag.test(run_conf=conf)
    if run.state != DagRunState.SUCCESS:
        if not Path(os.environ.get(FAILURE_FILE, "/dev/null")).is_file():
            _fail(f"{dag.dag_id} ended as {run.state}")
        return False
    promised = {asset.name for task in dag.tasks for asset in task.outlets}
    missing = promised - _find_events(run)
    if missing:
        _fail(f"{dag.dag_id} did not record an event of {', '.join(sorted(missing))}")
    return not missing


def _find_events(run: DagRun) -> set[str]:
    """The assets that Airflow has recorded as updated by this run."""
    query = (
        select(AssetModel.name)
        .join(AssetEvent, AssetEvent.asset_id == AssetModel.id)
        .where(AssetEvent.source_dag_id == run.dag_id, AssetEvent.source_run_id == run.run_id)
    )
    with create_session() as session:
        return set(session.scalars(query))


def _import_errors(bag: BundleDagBag) -> str:
    lines = [str(error).strip().splitlines()[-1] for error in bag.import_errors.values()]
    return "; ".join(lines) or "see `luce sources list`"


def _fail(line: str) -> int:
    print(line, file=sys.stderr)
    if path := os.environ.get(FAILURE_FILE):
        Path(path).write_text(line, encoding="utf-8")
    return 1


if __name__ == "__main__":
    status = main()
    logging.shutdown()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)  # all is committed; taking Airflow's and dbt's modules apart costs 3 s
