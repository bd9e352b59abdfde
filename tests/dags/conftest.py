"""The DAGs, imported once in an Airflow environment of their own, without a database."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from typing import Any

import pytest

from ingestion.settings import ROOT

# Before the first import of airflow, which makes its home and reads its settings at once.
HOME = tempfile.TemporaryDirectory(prefix="luce-dags-")
os.environ["AIRFLOW_HOME"] = HOME.name
os.environ["AIRFLOW__DATABASE__SQL_ALCHEMY_CONN"] = f"sqlite:///{HOME.name}/airflow.db"
os.environ["AIRFLOW__CORE__LOAD_EXAMPLES"] = "False"


@pytest.fixture(scope="module", params=["0", "1"], ids=["real", "sample"])
def bag(request: pytest.FixtureRequest) -> Iterator[Any]:
    """The DAGs of the production and of the sample warehouse."""
    from airflow.dag_processing.dagbag import BundleDagBag

    folder = ROOT / "dags"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LUCE_SAMPLE", request.param)
        patch.delenv("LUCE_DATABASE_URL", raising=False)
        yield BundleDagBag(folder, bundle_path=folder, bundle_name="dags-folder")
