"""All of it, on one server of its own."""

from __future__ import annotations

from bench.history.names import names
from bench.history.writing import Size
from bench.warehouse.nights import measure_nights
from bench.warehouse.options import OPTIONS
from bench.warehouse.questions import measure_questions
from bench.warehouse.rebuild import measure_rebuild
from ingestion.database import embedded
from ingestion.settings import Settings


def measure() -> bool:
    """Nights, questions, rebuild; the databases stay for the next run, the server stops."""
    OPTIONS.home.mkdir(parents=True, exist_ok=True)
    OPTIONS.home.chmod(0o755)
    base = Settings(home=OPTIONS.home, database_url=None, is_sample=False)
    small, long, whole = (
        Size(targets, invented=OPTIONS.invented)
        for targets in (OPTIONS.small, OPTIONS.history, OPTIONS.rebuild)
    )
    words = names(OPTIONS.invented, folder=base.home / "bench")
    embedded.start(base)
    try:
        if OPTIONS.planner:
            print(f"planner   {OPTIONS.planner}: for a cause, not for the figures")
        parts = {
            "nights": lambda: measure_nights(base, (small, long), words),
            "questions": lambda: measure_questions(base, long),
            "rebuild": lambda: measure_rebuild(base, whole),
        }
        results = [parts[name]() for name in OPTIONS.parts]
        return all(results)
    finally:
        embedded.stop(base)
