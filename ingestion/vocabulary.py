"""The vocabularies, read from the seeds of the dbt project: one copy for Python and for SQL.

Source: `dbt_project/seeds/*.csv`. Every function reads its file once and gives tuples that are
safe to share. Where the warehouse matches a printed form it first normalises it with the macro
`normalise_surface`; `normalise_surface` here is the same rule.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Literal

from ingestion.models import Level
from ingestion.settings import SEEDS

UnitClass = Literal["percent", "measure", "counter", "time", "ratio"]
Stands = Literal["any", "end", "cell"]
IGNORED = re.compile(r"[\s“”‘’\"'《》「」]")


@dataclass(frozen=True, slots=True)
class Unit:
    """A canonical unit. `is_extensive`: parts add up to the whole, as with area or money."""

    unit_code: str
    name_zh: str
    name_en: str
    dimension: str
    unit_class: UnitClass
    pint_expression: str
    is_extensive: bool


@dataclass(frozen=True, slots=True)
class UnitSurface:
    """A unit as printed: one `surface` is `factor` of the canonical unit.

    `stands`: in a sentence it is read wherever it follows a number (any), only where it ends its
    phrase (end: 90分), or never (cell: 个村 fills a cell, but the unit of 100个村 is 个).
    """

    surface: str
    unit_code: str
    factor: Decimal
    stands: Stands


@dataclass(frozen=True, slots=True)
class Region:
    """A region of GB/T 2260, or an invented one of the sample."""

    region_code: str
    name: str
    short_name: str
    level: Level
    parent_code: str | None


@dataclass(frozen=True, slots=True)
class PlanPeriod:
    """A five-year plan by its short name (十四五), first and last day."""

    name: str
    start_date: date
    end_date: date


@dataclass(frozen=True, slots=True)
class Indicator:
    """A canonical indicator; `dimension` and `unit_code` are None where they are not settled."""

    indicator_code: str
    name_zh: str
    name_en: str
    sector_code: str
    dimension: str | None
    unit_code: str | None
    better: str


@dataclass(frozen=True, slots=True)
class Agency:
    """A function of government; `pattern` finds it in the printed name of a body."""

    function_code: str
    name_zh: str
    name_en: str
    pattern: str
    priority: int


@dataclass(frozen=True, slots=True)
class ReadingWord:
    """A word of a list that the grammar reads by, and before what it is, or is not, that word."""

    list: str
    word: str
    not_before: tuple[str, ...]
    only_before: tuple[str, ...]


@cache
def units() -> tuple[Unit, ...]:
    return tuple(
        Unit(
            row["unit_code"],
            row["name_zh"],
            row["name_en"],
            row["dimension"],
            row["unit_class"],  # type: ignore[arg-type]  # a test holds the seed to the five
            row["pint_expression"],
            row["is_extensive"] == "true",
        )
        for row in read_seed("units")
    )


@cache
def unit_surfaces() -> tuple[UnitSurface, ...]:
    return tuple(
        UnitSurface(
            row["surface"],
            row["unit_code"],
            Decimal(row["factor"]),
            row["stands"],  # type: ignore[arg-type]  # a test holds the seed to the three
        )
        for row in read_seed("unit_surfaces")
    )


@cache
def unit_multipliers() -> dict[str, Decimal]:
    """Give what each multiplier that may stand before a unit makes of it: 万 -> 10000."""
    return {row["multiplier"]: Decimal(row["factor"]) for row in read_seed("unit_multipliers")}


@cache
def regions(*, with_sample: bool = False) -> tuple[Region, ...]:
    """Read the regions, nation first; the sample's invented ones only where asked for."""
    rows = read_seed("regions") + (read_seed("sample/sample_regions") if with_sample else ())
    return tuple(
        Region(
            row["region_code"],
            row["name"],
            row["short_name"],
            row["level"],  # type: ignore[arg-type]  # a test holds the seed to the four levels
            row["parent_code"] or None,
        )
        for row in rows
    )


@cache
def plan_periods() -> tuple[PlanPeriod, ...]:
    return tuple(
        PlanPeriod(
            row["name"], date.fromisoformat(row["start_date"]), date.fromisoformat(row["end_date"])
        )
        for row in read_seed("plan_periods")
    )


@cache
def indicators() -> tuple[Indicator, ...]:
    return tuple(
        Indicator(**{name: value or None for name, value in row.items()})  # type: ignore[arg-type]
        for row in read_seed("indicators")
    )


@cache
def indicator_aliases() -> dict[str, str]:
    """Give the indicator's code for each alias, normalised."""
    return {
        normalise_surface(row["alias"]): row["indicator_code"]
        for row in read_seed("indicator_aliases")
    }


@cache
def agencies() -> tuple[Agency, ...]:
    """Read the functions of government in the order in which their patterns are tried."""
    rows = (
        Agency(
            row["function_code"],
            row["name_zh"],
            row["name_en"],
            row["pattern"],
            int(row["priority"]),
        )
        for row in read_seed("agencies")
    )
    return tuple(sorted(rows, key=lambda agency: agency.priority))


@cache
def reading_words() -> tuple[ReadingWord, ...]:
    return tuple(
        ReadingWord(
            row["list"],
            row["word"],
            tuple(row["not_before"].split()),
            tuple(row["only_before"].split()),
        )
        for row in read_seed("reading_words")
    )


def normalise_surface(printed: str) -> str:
    """Reduce a printed form to what counts for a match: half-width, without blanks and quotes."""
    return IGNORED.sub("", unicodedata.normalize("NFKC", printed)).lower()


def read_seed(name: str) -> tuple[dict[str, str], ...]:
    """Read one seed, e.g. `units` or `sample/sample_regions`."""
    with (SEEDS / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))
