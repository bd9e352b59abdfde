"""How large the warehouses of the bench are; the command line sets it."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from ingestion.settings import ROOT


@dataclass(slots=True)
class Options:
    """Sizes are in targets. Databases are kept in `home` for the next run."""

    small: int = 200_000
    history: int = 5_000_000
    rebuild: int = 1_000_000
    batch: int = 20_000
    nights: int = 3
    warm_up: int = 1  # nights before those
    asked: int = 20  # times that each question is asked
    invented: int = 24_000
    home: Path = ROOT / ".luce" / "bench-warehouse"
    parts: tuple[str, ...] = ("nights", "questions", "rebuild")
    planner: dict[str, str] = field(default_factory=dict)  # settings to look for a cause with


OPTIONS = Options()
