"""The suites: JSON files that Great Expectations loads as they are, read here without it.

Importing Great Expectations costs seconds, so whatever only asks which rules there are (is there a
batch at all, the documentation, the tests) reads the files through this module.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal, NewType

FOLDER = Path(__file__).parent
SUITES = FOLDER / "suites"
STATEMENTS = FOLDER / "sql"

SuiteName = Literal["targets", "measures", "sources"]
Rule = NewType("Rule", str)  # the short name of an expectation, as quarantine shows it


@dataclass(frozen=True, slots=True)
class Expectation:
    """One rule of a suite: what it asks, why, and whether a failure has a consequence.

    `is_releasable` is false where the marts themselves rest on the rule: a row that fails it cannot
    be published whoever vouches for it.
    """

    name: Rule
    asks: str
    reason: str
    is_critical: bool
    is_releasable: bool = True


@cache
def read_suite(name: SuiteName) -> dict[str, Any]:
    """The suite as Great Expectations takes it."""
    content: dict[str, Any] = json.loads((SUITES / f"{name}.json").read_text("utf-8"))
    return content


def list_expectations(name: SuiteName) -> list[Expectation]:
    """The rules of a suite, in its order."""
    return [
        Expectation(
            name=Rule(entry["meta"]["name"]),
            asks=entry["description"],
            reason=entry["notes"],
            is_critical=entry["severity"] == "critical",
            is_releasable=entry["meta"].get("is_releasable", True),
        )
        for entry in read_suite(name)["expectations"]
    ]


@cache
def hash_suites() -> str:
    """What judges: a hash over the suites and the statements that prepare their tables.

    A notice is judged again when it changes.
    """
    digest = hashlib.sha256()
    for path in sorted([*SUITES.glob("*.json"), *STATEMENTS.glob("*.sql")]):
        digest.update(f"{path.name}\n".encode() + path.read_bytes())
    return digest.hexdigest()[:32]
