"""Finds and reads the source files."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import yaml
from pydantic import ValidationError

from ingestion.errors import BadSource, UnknownSource
from ingestion.settings import ROOT, Settings
from ingestion.sources.faults import ask_for_near, check_region, explain_fault
from ingestion.sources.lines import FieldTwice, Place
from ingestion.sources.specification import Source

REAL = ROOT / "ingestion" / "sources"
SAMPLE = ROOT / "sample" / "sources"


@dataclass(frozen=True, slots=True)
class Survey:
    """The source files of a warehouse: what can be read, and what is wrong with the others."""

    sources: tuple[Source, ...]
    faults: tuple[BadSource, ...]


def survey_sources(settings: Settings) -> Survey:
    """Read every source file; one that is wrong does not stop the others."""
    sources, faults = [], []
    first: dict[str, Path] = {}  # a source is known by its id alone, whatever folder it lies in
    for path in _source_files(settings):
        other = first.setdefault(path.stem, path)
        try:
            if other is not path:
                raise BadSource(
                    f"{_name_of(other)} and {_name_of(path)} are both the source {path.stem}",
                    "remove one of them",
                )
            sources.append(read_source(path))
        except BadSource as fault:
            faults.append(fault)
    return Survey(tuple(sources), tuple(faults))


def list_sources(settings: Settings) -> list[Source]:
    """Every source of this warehouse: the sample's own for the sample, all others otherwise.

    Raises:
        BadSource: a file does not fit the specification; the message names file and field.
    """
    return [read_source(path) for path in _source_files(settings)]


def load_source(source_id: str, settings: Settings) -> Source:
    """One source by its id.

    Raises:
        UnknownSource: no file of that name; see `luce sources list`.
        BadSource: the file does not fit the specification.
    """
    for path in _source_files(settings):
        if path.stem == source_id:
            return read_source(path)
    known = sorted(path.stem for path in _source_files(settings))
    raise UnknownSource(
        f"there is no source {source_id!r}{ask_for_near(source_id, known)}",
        f"take one of: {', '.join(known)}",
    )


def read_source(path: Path) -> Source:
    """Read one source file.

    Raises:
        BadSource: not YAML, or a field is missing, unknown or wrong; says which and how to mend it.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (UnicodeDecodeError, OSError) as error:
        raise BadSource(f"{_name_of(path)} cannot be read", "save it as UTF-8") from error
    return read_text(text, path)


def read_text(text: str, path: Path) -> Source:
    """Read what stands, or will stand, in a source file. Raises as `read_source` does."""
    name = _name_of(path)
    try:
        fields, place = yaml.safe_load(text), Place(name, text)
    except FieldTwice as error:
        where = f"{name}, line {error.line}"
        raise BadSource(
            f"{where}: {error.field} stands there twice", "keep one of the two"
        ) from error
    except yaml.YAMLError as error:
        line = getattr(getattr(error, "problem_mark", None), "line", None)
        where = name if line is None else f"{name}, line {line + 1}"
        raise BadSource(f"{where} is not YAML", "correct it there") from error
    if not isinstance(fields, dict):
        raise BadSource(f"{name} holds no fields", "start from another source's file")
    try:
        source = Source.model_validate(fields)
    except ValidationError as error:
        raise explain_fault(place, error) from error
    if source.source_id != path.stem:
        raise BadSource(
            f"{place.at('source_id')}: source_id is {source.source_id}",
            f"name the file {source.source_id}.yml",
        )
    if source.is_sample and not path.is_relative_to(SAMPLE):
        raise BadSource(
            f"{place.at('served_at')}: served_at is for the bundled sample only",
            "remove the field",
        )
    check_region(place, source)
    return source


def _source_files(settings: Settings) -> list[Path]:
    return sorted((SAMPLE if settings.is_sample else REAL).rglob("*.yml"))


def _name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix() if path.is_relative_to(ROOT) else path.name
