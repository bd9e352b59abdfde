"""The pages of the dbt project: every model, its columns, its tests, and what hangs on what."""

from __future__ import annotations

from pathlib import Path

from ingestion.errors import StageFailed
from ingestion.settings import Settings
from ingestion.stages.dbt import call_dbt, explain_failure

_TARGET = "docs"  # beside a stage that runs: its target stays its own


def write_model_docs(settings: Settings) -> Path:
    """Write one page that holds everything and needs no server.

    Returns:
        LUCE_HOME/model_docs/<database>/index.html.

    Raises:
        StageFailed: dbt could not read the project or the database.
    """
    arguments = ["docs", "generate", "--static"]
    done, folder = call_dbt(settings, arguments, makes="static_index.html", target=_TARGET)
    made = folder / _TARGET / "static_index.html"
    if done.returncode or not made.exists():
        raise StageFailed(f"dbt docs failed: {explain_failure(done)}", f"see {folder}/logs")
    page = settings.home / "model_docs" / folder.name / "index.html"
    page.parent.mkdir(parents=True, exist_ok=True)
    made.replace(page)
    return page
