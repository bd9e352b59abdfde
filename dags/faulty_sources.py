"""No DAG is made here: a source file that cannot be read shows on Airflow's page by this error.

`ingest.py` makes the DAGs of all the other sources. An error raised there would take them all away.
"""

from __future__ import annotations

from ingestion.errors import BadSource
from ingestion.settings import load_settings
from ingestion.sources import survey_sources

if faults := survey_sources(load_settings()).faults:
    raise BadSource("; also ".join(map(str, faults)))
