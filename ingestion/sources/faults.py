"""What is wrong with a source file, as a person would say it: the field, and what was meant."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from typing import get_args

from pydantic import BaseModel, ValidationError

from ingestion.errors import BadSource
from ingestion.fetch.families import Family
from ingestion.parse.page import Selectors
from ingestion.sources.specification import Access, Counts, Politeness, Source
from ingestion.vocabulary import Region, regions

# What holds the field at the end of an error's path, by the last but one part of the path.
_HOLDERS: dict[str, type[BaseModel]] = {
    "politeness": Politeness,
    "access": Access,
    "counts": Counts,
    "selectors": Selectors,
    **{
        get_args(family.model_fields["family"].annotation)[0]: family for family in get_args(Family)
    },
}


def explain_fault(place: str, error: ValidationError) -> BadSource:
    """The fault that a person would mend first: a misspelt field is the cause of a missing one."""
    faults = sorted(error.errors(), key=lambda fault: fault["type"] != "extra_forbidden")
    first = faults[0]
    field = ".".join(str(part) for part in first["loc"]) or "the file"
    more = f" (and {len(faults) - 1} more)" if len(faults) > 1 else ""
    if first["type"] == "extra_forbidden":
        *above, name = map(str, first["loc"])
        holder = _HOLDERS.get(above[-1], Source) if above else Source
        guess = _ask_for_near(name, holder.model_fields)
        return BadSource(
            f"{place}: unknown field {field}{guess}{more}",
            "correct its name, or remove it; docs/sources.md lists the fields",
        )
    message = first["msg"].removeprefix("Value error, ")
    cure = f"add `{field}:`" if first["type"] == "missing" else "correct that field"
    return BadSource(f"{place}: {field}: {message}{more}", cure)


def check_region(place: str, source: Source) -> None:
    """Make sure that the warehouse will find the source's region.

    Raises:
        BadSource: no region of that name, or none of it at the source's level.
    """
    known = regions(with_sample=source.is_sample)
    named = [region for region in known if source.region in (region.name, region.region_code)]
    if not named:
        raise BadSource(
            f"{place}: region: {source.region} is not in the seed of regions"
            f"{_ask_for_near(source.region, _list_names(known, source))}",
            "write the name as in dbt_project/seeds/regions.csv; 全国 for the nation",
        )
    levels = sorted({region.level for region in named})
    if source.level not in levels:
        raise BadSource(
            f"{place}: level: {source.region} is a {' or a '.join(levels)}, not a {source.level}",
            "correct `level` or `region`",
        )


def _list_names(known: Iterable[Region], source: Source) -> list[str]:
    """The names to choose from: those at the source's level before all others."""
    return list(
        dict.fromkeys(
            region.name for region in sorted(known, key=lambda region: region.level != source.level)
        )
    )


def _ask_for_near(name: str, known: Iterable[str]) -> str:
    near = get_close_matches(name, list(known), n=2, cutoff=0.6)
    return f", did you mean {' or '.join(near)}?" if near else ""
