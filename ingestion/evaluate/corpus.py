"""A folder of gold rows and the texts that they are about, checked before anything is measured."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import Any, get_args

from ingestion.errors import LuceError
from ingestion.evaluate.rows import Row
from ingestion.models import Change, Comparator

TARGETS, MEASURES, NOTICES, PASSAGES = (
    "targets.jsonl",
    "measures.jsonl",
    "notices.json",
    "passages.jsonl",
)
_NEEDED = {
    TARGETS: ("notice", "start", "end", "quote", "kind"),
    MEASURES: ("notice", "start", "end"),
    NOTICES: ("notice",),
    PASSAGES: ("notice", "start", "end", "phenomenon"),
}


class BadGold(LuceError):
    """A gold file or one of its rows cannot be used: correct the line that is named."""


@dataclass(frozen=True)
class Corpus:
    """Gold rows by file, in the files' order, and the texts of all notices that they name."""

    folder: Path
    targets: tuple[Row, ...] = ()
    measures: tuple[Row, ...] = ()
    notices: tuple[Row, ...] = ()
    passages: tuple[Row, ...] = ()
    texts: dict[str, str] = field(default_factory=dict)
    sha256: str = ""


def load_corpus(folder: Path, texts: Path | None = None) -> Corpus:
    """Read a folder's gold rows, and the texts NAME.txt from it or from the folder `texts`.

    Raises:
        BadGold: a folder, file or text is missing, or a row does not fit its text.
    """
    for one, holds in ((folder, "the gold files"), (texts, "the texts NAME.txt")):
        if one is not None and not one.is_dir():
            raise BadGold(f"there is no folder {one}", f"name the folder that holds {holds}")
    rows = {name: _load_rows(folder / name) for name in _NEEDED}
    if not any(rows[name] for name in (TARGETS, MEASURES, NOTICES)):
        raise BadGold(
            f"{folder} holds no gold rows",
            f"put at least one of {TARGETS}, {MEASURES} and {NOTICES} there",
        )
    named = sorted({row["notice"] for of_file in rows.values() for _, row in of_file})
    held = {name: _load_text(texts or folder, name) for name in named}
    for name, of_file in rows.items():
        for place, row in of_file:
            _check_span(place, row, held[row["notice"]], is_quoted=name == TARGETS)
    targets, measures, notices, passages = (tuple(row for _, row in rows[n]) for n in _NEEDED)
    digest = _hash([folder / name for name in _NEEDED], held)
    return Corpus(folder, targets, measures, notices, passages, held, digest)


def _load_rows(path: Path) -> list[tuple[str, Row]]:
    """Each row with its place, as an error names it; none where there is no such file."""
    if not path.is_file():
        return []
    printed = _decode(path)
    if path.suffix == ".json":
        found = _parse_json(printed, str(path))
        if not isinstance(found, list):
            raise BadGold(f"{path} is no list", "write one JSON list of notices")
        placed = [(f"{path}, entry {i}", row) for i, row in enumerate(found, 1)]
    else:
        lines = [(f"{path}, line {i}", line) for i, line in enumerate(printed.split("\n"), 1)]
        placed = [(place, _parse_json(line, place)) for place, line in lines if line.strip()]
    for place, row in placed:
        _check_fields(place, row, _NEEDED[path.name])
    if path.name == NOTICES:
        _refuse_twice(placed)
    return placed


def _parse_json(printed: str, place: str) -> Any:
    try:
        return json.loads(printed)
    except json.JSONDecodeError as error:
        where = place if ", line " in place else f"{place}, line {error.lineno}"
        raise BadGold(
            f"{where} is no JSON: {error.msg} at character {error.colno}", "correct it"
        ) from None


def _check_fields(place: str, row: Any, needed: Iterable[str]) -> None:
    if not isinstance(row, dict):
        raise BadGold(f"{place} is no JSON object", "write one object with the guideline's fields")
    missing = [name for name in needed if name not in row]
    if missing:
        raise BadGold(f"{place} lacks {', '.join(missing)}", "add what the guideline asks for")
    for name, value in row.items():
        if form := _FORMS.get(name):
            is_right, wanted = form
            if not is_right(value):
                raise BadGold(f"{place} has the {name} {value!r}", f"write {wanted}")
        elif near := get_close_matches(name, _FORMS, n=1, cutoff=0.85):
            raise BadGold(f"{place} has a field {name}", f"is it {near[0]}?")


def _is_number(value: Any) -> bool:
    return value is None or (isinstance(value, int | float) and not isinstance(value, bool))


def _is_day(value: Any) -> bool:
    try:
        return value is None or bool(date.fromisoformat(value))
    except (TypeError, ValueError):
        return False


_Form = tuple[Callable[[Any], bool], str]  # whether a value is right, and what would be
_NUMBER: _Form = (_is_number, "a number or null")
_DAY: _Form = (_is_day, "a day as 2025-12-31, or null")
_NAMES: _Form = (lambda value: value is None or isinstance(value, list), "a list of names")


def _one_of(*words: str | None) -> _Form:
    said = ", ".join("null" if word is None else word for word in words)
    return (lambda value: value in words), f"one of {said}"


# A field that is wrong here would be scored as a misreading.
_FORMS: dict[str, _Form] = {
    "kind": _one_of("numeric", "benchmark"),
    "value": _NUMBER,
    "value_high": _NUMBER,
    "baseline_year": _NUMBER,
    "comparator": _one_of(*get_args(Comparator), None),
    "change": _one_of(*get_args(Change), None),
    "deadline": _DAY,
    "period_start": _DAY,
    "written_date": _DAY,
    "published_date": _DAY,
    "lead": _NAMES,
    "support": _NAMES,
}


def _refuse_twice(placed: list[tuple[str, Row]]) -> None:
    seen: dict[str, str] = {}
    for place, row in placed:
        if seen.setdefault(row["notice"], place) != place:
            raise BadGold(
                f"{place} describes {row['notice']} again, as {seen[row['notice']]} does",
                "keep one of them",
            )


def _load_text(folder: Path, name: str) -> str:
    path = folder / f"{name}.txt"
    if not path.is_file():
        raise BadGold(
            f"the gold rows name the notice {name!r}, and there is no {path}",
            "put its text there, or give --texts DIR",
        )
    return _decode(path)


def _decode(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8")  # as stored: no line end is translated
    except UnicodeDecodeError as error:
        raise BadGold(f"{path} is no UTF-8 at byte {error.start}", "store it as UTF-8") from None


def _check_span(place: str, row: Row, text: str, *, is_quoted: bool) -> None:
    if "start" not in row:
        return
    start, end = row["start"], row["end"]
    if not (isinstance(start, int) and isinstance(end, int) and 0 <= start < end <= len(text)):
        raise BadGold(
            f"{place} spans [{start}, {end}) of a text of {len(text)} characters",
            "count code points from 0",
        )
    if is_quoted and text[start:end] != row["quote"]:
        raise BadGold(
            f"{place} quotes {row['quote']!r}, but [{start}, {end}) of {row['notice']} holds "
            f"{text[start:end]!r}",
            "correct start and end, or put the text back as it was",
        )


def _hash(files: Iterable[Path], texts: dict[str, str]) -> str:
    """One sum over the gold files and the texts that they name."""
    digest = hashlib.sha256()
    stored = [(path.name, path.read_bytes()) for path in files if path.is_file()]
    stored += [(f"{name}.txt", text.encode("utf-8")) for name, text in sorted(texts.items())]
    for name, content in stored:
        digest.update(f"{name}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()
