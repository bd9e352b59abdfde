"""How old the newest landed rows are, held against the limits of the dbt sources."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from ingestion.errors import StageFailed
from ingestion.settings import Settings
from ingestion.stages.dbt import call_dbt, explain_failure

_TARGET = "freshness"  # beside a stage that runs: its target stays its own


@dataclass(frozen=True, slots=True)
class Freshness:
    """One table of schema raw; `newest_at` is null where it is empty. `status`: pass, warn, error.

    Units: `age_hours` since `newest_at`.
    """

    table: str
    status: str
    newest_at: datetime | None
    age_hours: float | None


def check_freshness(settings: Settings) -> tuple[Freshness, ...]:
    """Ask every source that says how fresh it should be (models/staging/raw/_raw__sources.yml).

    Raises:
        StageFailed: dbt could not ask.
    """
    arguments = ["source", "freshness"]
    done, folder = call_dbt(settings, arguments, makes="sources.json", target=_TARGET)
    made = folder / _TARGET / "sources.json"
    if not made.exists():
        raise StageFailed(f"dbt freshness failed: {explain_failure(done)}", f"see {folder}/logs")
    found = json.loads(made.read_text(encoding="utf-8"))["results"]
    broken = [one for one in found if "max_loaded_at" not in one]
    if broken or not found:
        said = broken[0].get("error") if broken else explain_failure(done)
        raise StageFailed(f"dbt freshness failed: {said}", f"see {folder}/logs")
    return tuple(sorted(map(_read, found), key=lambda one: one.table))


def _read(result: dict[str, str]) -> Freshness:
    table = ".".join(result["unique_id"].split(".")[-2:])
    newest = datetime.fromisoformat(result["max_loaded_at"])
    if newest.year == 1:  # what dbt says of an empty table
        return Freshness(table, result["status"], None, None)
    age = float(result["max_loaded_at_time_ago_in_s"]) / 3600
    return Freshness(table, result["status"], newest, age)
