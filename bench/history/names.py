"""What is promised: names of the seeds and invented ones, with the frames that they are read in."""

from __future__ import annotations

import hashlib
import pickle
import random
from collections import defaultdict
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from bench.history.frames import HEAD, Frame, Kind, frames
from bench.history.words import invent_names
from ingestion import vocabulary
from ingestion.models import Target
from ingestion.parse import read_notice
from ingestion.settings import ROOT, SEEDS
from tests.ingestion.parse import templates

_TRIED = {True: 12, False: 4}  # frames a name; of the invented ones there are tens of thousands
_SEED = 20260105
_CHUNK = 400


@dataclass(frozen=True, slots=True)
class Name:
    """A name with its unit; `fits` are the (frame, slot) that the grammar reads it back in."""

    text: str
    unit: str
    is_known: bool  # an alias of seeds/indicator_aliases.csv
    fits: frozenset[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Names:
    """For every (frame, slot) the names known to the seeds that fit it, and the invented ones."""

    known: dict[tuple[int, int], tuple[Name, ...]]
    invented: dict[tuple[int, int], tuple[Name, ...]]


def names(invented: int, *, processes: int = 2, folder: Path | None = None) -> Names:
    """Every name that the grammar reads back, by the frames that it does so in.

    Args:
        invented: how many names that no alias is are tried.
        folder: where the answer is kept for the same grammar, seeds and words: it takes long.
    """
    kept = folder / f"names-{_fingerprint(invented)}.pickle" if folder else None
    if kept and kept.exists():
        found: Names = pickle.loads(kept.read_bytes())
        return found
    found = _find(invented, processes)
    if kept:
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_bytes(pickle.dumps(found))
    return found


def _fingerprint(invented: int) -> str:
    digest = hashlib.sha256(str(invented).encode())
    files = [*(ROOT / "ingestion" / "parse").rglob("*.py"), *SEEDS.glob("*.csv")]
    files += [Path(__file__).with_name(name) for name in ("frames.py", "names.py", "words.py")]
    for path in sorted([*files, Path(templates.__file__)]):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _find(invented: int, processes: int) -> Names:
    tried = _aliases() + _invented(invented)
    chunks = [tried[at : at + _CHUNK] for at in range(0, len(tried), _CHUNK)]
    if processes > 1:
        with ProcessPoolExecutor(processes) as pool:
            read = list(pool.map(_try_all, chunks))
    else:
        read = list(map(_try_all, chunks))
    known: dict[tuple[int, int], list[Name]] = defaultdict(list)
    others: dict[tuple[int, int], list[Name]] = defaultdict(list)
    for name in (name for chunk in read for name in chunk):
        for fit in sorted(name.fits):
            (known if name.is_known else others)[fit].append(name)
    return Names(_freeze(known), _freeze(others))


def _freeze(lists: dict[tuple[int, int], list[Name]]) -> dict[tuple[int, int], tuple[Name, ...]]:
    return {fit: tuple(found) for fit, found in lists.items()}


_Tried = tuple[str, tuple[Kind, ...], str, bool]


def _aliases() -> list[_Tried]:
    """Each alias with a printed form of its indicator's unit."""
    units = {one.indicator_code: one.unit_code for one in vocabulary.indicators()}
    forms: dict[str, list[str]] = defaultdict(list)
    for surface in vocabulary.unit_surfaces():
        if surface.stands == "any":
            forms[surface.unit_code].append(surface.surface)
    found: list[_Tried] = []
    for at, row in enumerate(vocabulary.read_seed("indicator_aliases")):
        unit = units[row["indicator_code"]]
        if unit == "percent":
            found.append((row["alias"], ("share",), "%", True))
        elif unit in forms:
            printed = forms[unit][at % min(3, len(forms[unit]))]
            found.append((row["alias"], ("level", "count"), printed, True))
    found = [one for one in found if not set(one[0]) & set("、和与及")]  # two names in a list
    draw = random.Random(_SEED)
    draw.shuffle(found)  # what is common and what is rare is not the order of the seed
    return found


def _invented(count: int) -> list[_Tried]:
    draw = random.Random(_SEED)
    aliases = vocabulary.indicator_aliases()
    return [
        (text, (kind,), unit, False)  # type: ignore[misc]  # invent_names keeps to the three
        for text, kind, unit in invent_names(count, draw)
        if vocabulary.normalise_surface(text) not in aliases
    ]


def _try_all(tried: Iterable[_Tried]) -> list[Name]:
    read = [_try(*one) for one in tried]
    return [name for name in read if name.fits]


def _try(text: str, kinds: tuple[Kind, ...], unit: str, is_known: bool) -> Name:
    """Read a name in its frames, one a paragraph, and keep those that give it back."""
    slots = [
        (frame, slot)
        for frame in frames()
        for slot, kind in enumerate(frame.kinds)
        if kind in kinds
    ]
    if len(slots) > _TRIED[is_known]:
        slots = random.Random(text).sample(slots, _TRIED[is_known])
    passages, starts, length = [], [], len(HEAD)
    for frame, slot in slots:
        passage = frame.show(slot, text, unit)
        starts.append(length)
        passages.append(passage)
        length += len(passage) + 1
    read = read_notice(HEAD + "\n".join(passages))
    fits = set()
    for (frame, slot), start, passage in zip(slots, starts, passages, strict=True):
        inside = range(start, start + len(passage))
        targets = [one for one in read.targets if one.start in inside]
        measures = [one for one in read.measures if one.start in inside]
        if len(measures) == len(frame.measures) and _is_read_back(frame, slot, text, unit, targets):
            fits.add((frame.number, slot))
    return Name(text, unit, is_known, frozenset(fits))


def _is_read_back(frame: Frame, slot: int, text: str, unit: str, read: list[Target]) -> bool:
    if len(read) != len(frame.targets):
        return False
    return all(
        (one.comparator, one.change, one.annual, one.deadline_basis)
        == (said.comparator, said.change, said.annual, said.deadline_basis)
        and (said.name != slot or one.indicator == text)
        and (said.name != slot or one.unit == (unit if said.has_unit_slot else said.unit))
        for one, said in zip(read, frame.targets, strict=True)
    )
