"""What is wrong with a source file, as a person would say it: the field, and what was meant."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from typing import get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from ingestion.errors import BadSource
from ingestion.fetch.families import Family
from ingestion.parse.page import Selectors
from ingestion.sources.lines import Place
from ingestion.sources.specification import Access, Counts, Politeness, Source
from ingestion.vocabulary import Region, regions

_BY_FAMILY: dict[str, type[BaseModel]] = {
    get_args(family.model_fields["family"].annotation)[0]: family for family in get_args(Family)
}
FAMILIES = tuple(_BY_FAMILY)
# What holds the field at the end of an error's path, by the last but one part of the path.
_HOLDERS: dict[str, type[BaseModel]] = {
    "politeness": Politeness,
    "access": Access,
    "counts": Counts,
    "selectors": Selectors,
    **_BY_FAMILY,
}


_LIST = ("it is no list", "write a list, a `- ` before each item")
_DAY = ("it is no day", "write the day as 2026-01-31, or null")
_FIELDS = ("it holds no fields", "put its fields below it, two spaces in, or leave it out")
_TEXT = ("it is no text", "put it between quotes")
# What is wrong and how to mend it, by the kind of the fault; the others say enough themselves.
_WORDS = {
    "tuple_type": _LIST,
    "date_from_datetime_parsing": _DAY,
    "date_parsing": _DAY,
    "date_type": _DAY,
    "model_type": _FIELDS,
    "model_attributes_type": _FIELDS,
    "string_type": _TEXT,
    "too_short": ("it is empty", "name at least one"),
}
# A misspelt field is the cause of a missing one, and an unknown family of wrong lists.
_RANKS = {"extra_forbidden": 0, "union_tag_invalid": 1, "union_tag_not_found": 3}


def explain_fault(place: Place, error: ValidationError) -> BadSource:
    """The fault that a person would mend first, in one line: file, line, field, cure."""
    faults = sorted(error.errors(), key=lambda fault: _RANKS.get(fault["type"], 2))
    first = faults[0]
    path = _path_of(first)
    field = ".".join(map(str, path)) or "the file"
    more = f" (and {len(faults) - 1} more)" if len(faults) > 1 else ""
    where = place.at(*path)
    if first["type"] == "extra_forbidden":
        holder = _holder_of(first)
        guess = ask_for_near(str(path[-1]), holder.model_fields) if holder else ""
        return BadSource(
            f"{where}: unknown field {field}{guess}{more}",
            "correct its name, or remove it; docs/sources.md lists the fields",
        )
    if first["type"] == "union_tag_invalid":
        named = str(first["ctx"]["tag"])
        return BadSource(
            f"{where}: family: there is no {named}{ask_for_near(named, FAMILIES)}{more}",
            f"take one of: {', '.join(FAMILIES)}",
        )
    if first["type"] == "missing":
        wanted = ", and below it ".join(f"`{part}:`" for part in path)
        return BadSource(f"{where}: {field}: it is missing{more}", f"add {wanted}")
    said = (first["msg"].removeprefix("Value error, "), "correct that field")
    message, cure = _WORDS.get(first["type"], said)
    return BadSource(f"{where}: {field}: {message}{more}", cure)


def _path_of(fault: ErrorDetails) -> tuple[str | int, ...]:
    """Where the field stands in the file: there the family's name is no step of the way."""
    if fault["type"] in ("union_tag_invalid", "union_tag_not_found"):
        return ("family",)
    return tuple(
        part
        for depth, part in enumerate(fault["loc"])
        if not (depth == 1 and fault["loc"][0] == "lists" and part in FAMILIES)
    )


def _holder_of(fault: ErrorDetails) -> type[BaseModel] | None:
    above = [str(part) for part in fault["loc"][:-1]]
    return _HOLDERS.get(above[-1]) if above else Source


def choose_family(family: str) -> type[BaseModel]:
    """The class that holds a family's fields."""
    return _BY_FAMILY[family]


def check_region(place: Place, source: Source) -> None:
    """Make sure that the warehouse will find the source's region.

    Raises:
        BadSource: no region of that name, or none of it at the source's level.
    """
    known = regions(with_sample=source.is_sample)
    named = [region for region in known if source.region in (region.name, region.region_code)]
    if not named:
        raise BadSource(
            f"{place.at('region')}: region: {source.region} is not in the seed of regions"
            f"{ask_for_near(source.region, _list_names(known, source))}",
            "write the name as in dbt_project/seeds/regions.csv; 全国 for the nation",
        )
    levels = sorted({region.level for region in named})
    if source.level not in levels:
        raise BadSource(
            f"{place.at('level')}: level: {source.region} is a {' or a '.join(levels)},"
            f" not a {source.level}",
            "correct `level` or `region`",
        )


def _list_names(known: Iterable[Region], source: Source) -> list[str]:
    """The names to choose from: those at the source's level before all others."""
    return list(
        dict.fromkeys(
            region.name for region in sorted(known, key=lambda region: region.level != source.level)
        )
    )


def ask_for_near(name: str, known: Iterable[str]) -> str:
    """A question that names what may have been meant, or nothing."""
    near = get_close_matches(name, list(known), n=2, cutoff=0.6)
    return f", did you mean {' or '.join(near)}?" if near else ""
