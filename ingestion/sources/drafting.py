"""A new source file, from the answers to a few questions."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, get_origin

import yaml
from pydantic.fields import FieldInfo

from ingestion.errors import BadSource
from ingestion.models import Level
from ingestion.sources.catalogue import REAL, read_text
from ingestion.sources.faults import FAMILIES, ask_for_near, choose_family
from ingestion.sources.schema import HEADER, SCHEMA
from ingestion.vocabulary import Region, regions

# Provinces by the first two digits of their code: the folders that their sources stand in.
_PROVINCES = """
    10 national 11 beijing 12 tianjin 13 hebei 14 shanxi 15 neimenggu 21 liaoning 22 jilin
    23 heilongjiang 31 shanghai 32 jiangsu 33 zhejiang 34 anhui 35 fujian 36 jiangxi 37 shandong
    41 henan 42 hubei 43 hunan 44 guangdong 45 guangxi 46 hainan 50 chongqing 51 sichuan
    52 guizhou 53 yunnan 54 xizang 61 shaanxi 62 gansu 63 qinghai 64 ningxia 65 xinjiang
    71 taiwan 81 hongkong 82 macau
"""
_FOLDERS = dict(zip(_PROVINCES.split()[::2], _PROVINCES.split()[1::2], strict=True))
_RUNBOOK = """\
Nobody has run this against the live site yet. Try it: luce sources check {source_id}
When the list is empty, see whether its page still stands where `lists` says.
When the text is not found, name the element that holds it in selectors.body.
"""


NIGHT_CEILING = 50  # notices; a province publishes a dozen on a busy day


@dataclass(frozen=True, slots=True)
class Answers:
    """What a source file cannot do without; `lists` holds the family's own fields."""

    source_id: str
    publisher: str
    region: str
    level: Level
    home: str
    family: str
    rank: str = "publisher"
    lists: Mapping[str, Any] = field(default_factory=dict)


def wanted_fields(family: str) -> dict[str, FieldInfo]:
    """The fields of a family that have no default, by name.

    Raises:
        BadSource: no family of that name; the cure lists them.
    """
    if family not in FAMILIES:
        raise BadSource(
            f"family: there is no {family}{ask_for_near(family, FAMILIES)}",
            f"take one of: {', '.join(FAMILIES)}",
        )
    fields = choose_family(family).model_fields
    return {name: info for name, info in fields.items() if info.is_required() and name != "family"}


def find_region(name: str, level: str | None = None) -> Region:
    """The one region of that name, of that level where it is given.

    Raises:
        BadSource: none of that name (names near it are told), or several.
    """
    known = [one for one in regions() if level is None or one.level == level]
    named = [one for one in known if name in (one.name, one.region_code)]
    if not named:
        asked = f" as a {level}" if level else ""
        near = ask_for_near(name, dict.fromkeys(one.name for one in known))
        raise BadSource(
            f"region: {name} is not in the seed of regions{asked}{near}",
            "write the name as in dbt_project/seeds/regions.csv; 全国 for the nation",
        )
    if len(named) > 1:
        told = ", ".join(f"{one.region_code} ({one.level})" for one in named)
        raise BadSource(f"region: {name} is the name of several: {told}", "give the code instead")
    return named[0]


def read_values(pairs: Iterable[str], family: str) -> dict[str, Any]:
    """Fields of a family from `name=value`; a list is the same name several times.

    Raises:
        BadSource: a pair without `=`, or a name that the family does not know.
    """
    known = choose_family(family).model_fields
    found: dict[str, Any] = {}
    for pair in pairs:
        name, mark, value = pair.partition("=")
        if not mark or name not in known:
            raise BadSource(
                f"{pair!r}: {family} has no such field{ask_for_near(name, known)}",
                f"write one of {', '.join(sorted(set(known) - {'family'}))} as name=value",
            )
        if holds_several(name, family):
            found.setdefault(name, []).append(value)
        else:
            found[name] = yaml.safe_load(value)
    return found


def holds_several(name: str, family: str) -> bool:
    """Whether a family's field is a list."""
    return get_origin(choose_family(family).model_fields[name].annotation) is tuple


def place_source(answers: Answers, root: Path | None = None) -> Path:
    """Where the file belongs: the folder of the region's province, or national."""
    code = find_region(answers.region, answers.level).region_code
    return (root or REAL) / _FOLDERS[code[:2]] / f"{answers.source_id}.yml"


def draft_source(answers: Answers, path: Path) -> str:
    """The text of the file, in the order in which the others are written."""
    schema = Path(os.path.relpath(SCHEMA, path.parent)).as_posix()
    fields: dict[str, Any] = {
        "source_id": answers.source_id,
        "publisher": answers.publisher,
        "region": answers.region,
        "level": answers.level,
        "home": answers.home,
        "rank": answers.rank,
        "family": answers.family,
        "lists": dict(answers.lists),
        "counts": {"night_ceiling": NIGHT_CEILING},
        "verified": None,
        "runbook": _RUNBOOK.format(source_id=answers.source_id),
    }
    if answers.rank == "publisher":
        del fields["rank"]
    return f"{HEADER}{schema}\n" + "".join(_write_field(*pair) for pair in fields.items())


def write_source(answers: Answers, root: Path | None = None) -> Path:
    """Write the file, once its text reads as a source.

    Raises:
        BadSource: the file is there already, or an answer does not fit the specification.
    """
    path = place_source(answers, root)
    if standing := next((root or REAL).rglob(f"{answers.source_id}.yml"), None):
        raise BadSource(
            f"{standing} is there already", "change that file, or choose another source_id"
        )
    text = draft_source(answers, path)
    read_text(text, path)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("x", encoding="utf-8") as file:
        file.write(text)
    return path


def _write_field(name: str, value: Any) -> str:
    if name == "runbook":
        return "runbook: |\n" + "".join(f"  {line}\n" for line in value.splitlines())
    if name == "counts":
        return f"counts:\n  night_ceiling: {NIGHT_CEILING}  # more in one night would be a flood\n"
    if name == "verified":
        return "verified: null  # nobody has run this against the live site yet\n"
    return yaml.safe_dump({name: value}, allow_unicode=True, sort_keys=False, width=1000)
