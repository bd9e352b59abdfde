"""The accuracy that must not fall: a floor for each figure of each corpus, pinned in a file.

A floor is raised freely. To lower one, or to take a changed corpus on which a figure is lower, a
reason is asked for, and it stays in the file.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from ingestion.errors import LuceError
from ingestion.evaluate.agreement import BESIDE
from ingestion.evaluate.rows import Row

Figures = Mapping[str, float]


class BadFloors(LuceError):
    """The file of floors, or what is asked of it, cannot be used: do what the message says."""


class AccuracyFell(LuceError):
    """A figure is under its floor, or its corpus is another: mend it, or say why it may be."""


@dataclass(frozen=True)
class Pinned:
    """What is pinned of one corpus. Its folders are relative to the file of floors."""

    gold: str
    texts: str | None
    sha256: str
    floors: dict[str, float] = field(default_factory=dict)
    lowered: tuple[dict[str, Any], ...] = ()

    @property
    def may_be_absent(self) -> bool:
        """Only a corpus that lies with the file of floors is sure to be there."""
        return self.gold.startswith("..")


@dataclass(frozen=True, slots=True)
class Fall:
    figure: str
    floor: float
    reached: float | None  # None: the corpus no longer asks for it

    def __str__(self) -> str:
        now = "gone" if self.reached is None else f"{self.reached:.3f}"
        return f"{self.figure} {self.floor:.3f} -> {now}"


def list_figures(score: Row) -> dict[str, float]:
    """The figures that are held to a floor, rounded down to three decimals."""
    figures: dict[str, float] = {}
    parts = {**score.get("targets", {})}
    if "measures" in score:
        parts["measures"] = score["measures"]
    for part, told in parts.items():
        if told["gold"]:
            for level in ("detection", "core", "row"):
                for name, value in told.get(level, {}).items():
                    figures[f"{part}.{level}.{name}"] = value
    numeric = score.get("targets", {}).get("numeric", {}).get("field_accuracy", {})
    for name in BESIDE:  # no other figure would fall with them
        if numeric.get(name) is not None:
            figures[f"numeric.{name}"] = numeric[name]
    if "notices" in score:
        figures["notices.mean"] = score["notices"]["mean"]
    for phenomenon, count in score.get("phenomena", {}).items():
        figures[f"phenomena.{phenomenon}"] = count["right"] / count["total"]
    return {name: _round_down(value) for name, value in figures.items()}


def find_falls(pinned: Pinned, reached: Figures) -> list[Fall]:
    """The figures that are under their floors."""
    return [
        Fall(figure, floor, reached.get(figure))
        for figure, floor in pinned.floors.items()
        if reached.get(figure, -1.0) < floor
    ]


def raise_floors(pinned: Pinned, reached: Figures, sha256: str) -> Pinned:
    """Every floor at what is reached.

    Raises:
        AccuracyFell: a figure is under its floor; nothing is raised.
    """
    falls = find_falls(pinned, reached)
    if falls:
        raise AccuracyFell(
            f"no floor was raised: {tell_falls(falls)}", 'mend that first, or give --lower "REASON"'
        )
    return replace(pinned, sha256=sha256, floors=dict(reached))


def lower_floors(
    pinned: Pinned, reached: Figures, sha256: str, *, reason: str, day: date
) -> Pinned:
    """The floors that were missed at what is reached, with the reason; the others as they were.

    Raises:
        BadFloors: there is nothing to lower, or the reason is empty.
    """
    falls = find_falls(pinned, reached)
    if not reason.strip():
        raise BadFloors("a floor is lowered for a reason only", 'give --lower "REASON"')
    if not falls:
        raise BadFloors("no figure is under its floor", "leave --lower away, or give --raise")
    fallen = {fall.figure for fall in falls}
    floors = {
        figure: value if figure in fallen else pinned.floors.get(figure, value)
        for figure, value in reached.items()
    }
    note = {
        "date": day.isoformat(),
        "reason": reason.strip(),
        "figures": {fall.figure: [fall.floor, fall.reached] for fall in falls},
    }
    return replace(pinned, sha256=sha256, floors=floors, lowered=(*pinned.lowered, note))


def check(pinned: Pinned, reached: Figures, sha256: str) -> None:
    """Hold a corpus to its floors.

    Raises:
        AccuracyFell: a figure is under its floor, or the corpus is not the one that was pinned.
    """
    falls = find_falls(pinned, reached)
    if falls:
        raise AccuracyFell(
            f"{len(falls)} of {len(pinned.floors)} figures are under their floors: "
            f"{tell_falls(falls)}",
            'see --show and mend the grammar; or accept it with --lower "REASON"',
        )
    if sha256 != pinned.sha256:
        raise AccuracyFell(
            "gold rows or texts have changed since the floors were pinned",
            "put them back; or, as no figure is lower, accept them with --raise",
        )


def tell_falls(falls: list[Fall]) -> str:
    return ", ".join(map(str, falls))


def load_floors(path: Path) -> dict[str, Pinned]:
    """What is pinned, by the name of the corpus; nothing where there is no file yet.

    Raises:
        BadFloors: the file is no such file.
    """
    if not path.exists():
        return {}
    try:
        held = json.loads(path.read_text(encoding="utf-8"))
        return {
            name: Pinned(**{**one, "lowered": tuple(one["lowered"])}) for name, one in held.items()
        }
    except (ValueError, TypeError, AttributeError, KeyError) as error:
        raise BadFloors(f"{path} holds no floors ({error})", "put it back from git") from None


def save_floors(path: Path, pinned: Mapping[str, Pinned]) -> None:
    """Write the file whole or not at all."""
    part = path.with_name(f".{path.name}.part")
    held = {name: asdict(one) for name, one in pinned.items()}
    part.write_text(json.dumps(held, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    part.replace(path)


def name_corpus(path: Path, pinned: Mapping[str, Pinned], gold: Path) -> str | None:
    """The name under which a folder is pinned in the file `path`."""
    here = gold.resolve()
    return next(
        (n for n, one in pinned.items() if (path.parent / one.gold).resolve() == here), None
    )


def pin_corpus(path: Path, gold: Path, texts: Path | None) -> Pinned:
    """A corpus without floors yet."""
    folder, beside = (
        Path(os.path.relpath(one, path.parent)).as_posix() if one else None for one in (gold, texts)
    )
    return Pinned(folder or ".", beside, sha256="")


def _round_down(value: float) -> float:
    # A figure has four decimals; a product such as 0.29 * 1000 must not lose one.
    return round(value * 10_000) // 10 / 1000
