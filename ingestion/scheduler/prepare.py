"""What must stand before Airflow starts on a server: the first service of the compose file."""

from __future__ import annotations

import subprocess
import sys

from ingestion.database.migrate import migrate
from ingestion.errors import StageFailed
from ingestion.scheduler.environment import build_environment, prepare_metadata
from ingestion.settings import ROOT, Settings


def prepare(settings: Settings) -> str:
    """Migrate the warehouse and Airflow's own tables; return one line on the warehouse.

    Raises:
        StageFailed: Airflow's tables could not be migrated; its own words are above.
    """
    told = migrate(settings)
    prepare_metadata(settings)
    environment = build_environment(settings, "scheduler")
    done = subprocess.run(
        [sys.executable, "-m", "ingestion.scheduler.metadata"],
        check=False,
        cwd=ROOT,
        env=environment,
    )
    if done.returncode != 0:
        raise StageFailed("Airflow's own tables could not be migrated", "see the lines above")
    return told
