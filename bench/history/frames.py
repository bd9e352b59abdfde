"""Sentences with slots, and what the grammar reads in them.

A frame is a template that the grammar has read once, filled with sample words. Where its rows stand
in the filled sentence tells which slot each field comes from; another name, number or day put into
the slot gives the row by construction. `tests/bench` holds such rows against the grammar's reading.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Literal, NamedTuple

from ingestion.models import Measure, Target
from ingestion.parse import read_notice
from tests.ingestion.parse.templates import (
    AMOUNTS,
    COUNTS,
    LEVELS,
    PAIRS,
    RATES,
    RELATED,
    SHARES,
    THINGS,
)

Kind = Literal["share", "level", "count"]
HEAD = (
    "云泊市人民政府关于印发行动方案的通知\n云政发〔2024〕9号\n云泊市人民政府\n2024年5月1日\n"
    "一、重点任务\n（一）抓好落实。"
)
_SLOT = re.compile(r"\{(\w+)\}")
_DAY = ("到2028年", date(2028, 12, 31))
_BASE = 2022
_JOINED = 6  # sentences of two parts that are made of two templates
_SAMPLES: dict[Kind, list[tuple[str, str]]] = {
    "share": [(RATES[1], "%"), (RATES[0], "%")],
    "level": [AMOUNTS[0], AMOUNTS[1]],
    "count": [THINGS[0], THINGS[1]],
}


class Place(NamedTuple):
    """A point in a frame: so many characters behind the beginning of a part."""

    part: int
    inner: int


@dataclass(frozen=True, slots=True)
class FrameTarget:
    """A target of a frame: which slots its fields come from, and the fields that never differ."""

    start: Place
    end: Place
    name: int  # of the names that are put in
    value: str  # the slot
    value_high: str | None
    change: str | None
    has_unit_slot: bool
    unit: str | None  # where no slot is
    comparator: str | None
    deadline_basis: str
    has_baseline: bool
    has_own_scope: bool  # the slot's: 全市
    scope: str | None  # where no slot is
    annual: bool


@dataclass(frozen=True, slots=True)
class FrameMeasure:
    """A sentence of a frame that is a measure where it stands in an item of action."""

    start: Place
    end: Place
    has_deadline: bool


@dataclass(frozen=True, slots=True)
class Frame:
    """A template cut at its slots: the odd parts are the names of slots."""

    number: int
    kinds: tuple[Kind, ...]  # one a name
    parts: tuple[str, ...]
    is_dated: bool
    values: tuple[str, ...]
    least: int  # 由75%提高到: no value is below
    targets: tuple[FrameTarget, ...]
    measures: tuple[FrameMeasure, ...]

    def fill(self, words: dict[str, str]) -> list[str]:
        return [words[part] if at % 2 else part for at, part in enumerate(self.parts)]

    def show(self, slot: int, name: str, unit: str) -> str:
        """The sentence about one name, the sample's words in its other slots."""
        words = {"d": _DAY[0], "b": str(_BASE), "s": "全市"}
        words |= {value: str(31 + 7 * at) for at, value in enumerate(self.values)}
        for at, kind in enumerate(self.kinds):
            given = (name, unit) if at == slot else _SAMPLES[kind][at]
            words["ij"[at]], words["uv"[at]] = given
        return "".join(self.fill(words))


@cache
def frames() -> tuple[Frame, ...]:
    """Every template of the grammar's tests that gives all its rows by its slots."""
    found: list[Frame] = []
    for kinds, template in _templates():
        frame = _learn(len(found), kinds, template)
        if frame:
            found.append(frame)
    return tuple(found)


def _templates() -> list[tuple[tuple[Kind, ...], str]]:
    said: list[tuple[tuple[Kind, ...], str]] = [(("share",), one) for one, *_ in SHARES]
    said += [
        (("share", "share"), one.replace("{r}", "{i}").replace("{s}", "{j}"))
        for one, _ in RELATED
        if "{t}" not in one
    ]
    said += [(("level",), one) for one, *_ in LEVELS]
    said += [(("count",), one) for one in COUNTS]
    said += [(("count", "count"), one) for one in PAIRS]
    # What stands behind a ； takes the day before it: the deadline is inherited.
    undated = [one.replace("{i}", "{j}").replace("{u}", "{v}") for one in COUNTS if "年" not in one]
    said += [
        (("share", "count"), one.replace("。", "；") + other)
        for (one, *_), other in zip(SHARES[:_JOINED], undated * _JOINED, strict=False)
    ]
    return [(kinds, _open(one)) for kinds, one in said]


def _open(template: str) -> str:
    """Make slots of the days and of the place that a template names itself."""
    template = template.replace("到2025年，", "{d}，", 1).replace("全市", "{s}")
    return re.sub(r"(?<=[较比])2020年", "{b}年", template)


def _learn(number: int, kinds: tuple[Kind, ...], template: str) -> Frame | None:
    """Read a template once; None where something in it is fixed that must vary, as another year."""
    # 甲、乙分别达到: what two names end on alike is given to both.
    if re.search(r"20\d\d|目前|其中|这一比例|\{i\}[、和]\{j\}", template):
        return None
    sample = {"d": _DAY[0], "b": str(_BASE), "s": "全市", "n": "120"}
    for kind, name, unit in zip(kinds, "ij", "uv", strict=False):
        sample[name], sample[unit] = _SAMPLES[kind][name == "j"]
    filled = [sample[p] if at % 2 else p for at, p in enumerate(_SLOT.split(template))]
    values = _find_values(read_notice(HEAD + "".join(filled)).targets)
    if values is None:
        return None
    shape = _SLOT.split(_put_slots(template, values))
    sample |= {slot: text for text, slot in values.items()}
    filled = [sample[p] if at % 2 else p for at, p in enumerate(shape)]
    notice = read_notice(HEAD + "".join(filled))
    targets = [_learn_target(t, filled, sample) for t in notice.targets]
    if not targets or not all(targets):
        return None
    return Frame(
        number,
        kinds if "j" in shape else kinds[:1],
        tuple(shape),
        "d" in shape,
        tuple(dict.fromkeys(p for p in shape[1::2] if p[0] in "nm")),
        int(risen[1]) if (risen := re.search(r"由(\d+)", template)) else 0,
        tuple(t for t in targets if t),
        tuple(_learn_measure(m, filled) for m in notice.measures),
    )


def _find_values(targets: tuple[Target, ...]) -> dict[str, str] | None:
    """The numbers of the targets as printed, each with a slot; a higher end follows its lower."""
    values: dict[str, str] = {}
    for target in targets:
        for value in (target.value, target.value_high):
            if value is None:
                continue
            if str(value) not in target.quote:
                return None
            slot = f"n{len(values)}" if value is target.value else f"m{len(values) - 1}"
            values.setdefault(str(value), slot)
    return values or None


def _put_slots(template: str, values: dict[str, str]) -> str:
    for text, slot in values.items():
        template = template.replace("{n}", f"{{{slot}}}") if text == "120" else template
        template = re.sub(rf"(?<![\d.{{n]){re.escape(text)}(?![\d.])", f"{{{slot}}}", template)
    return template


def _learn_target(target: Target, filled: list[str], sample: dict[str, str]) -> FrameTarget | None:
    slots = {text: slot for slot, text in sample.items() if slot[0] in "nm"}
    name = {sample["i"]: 0, sample.get("j"): 1}.get(target.indicator)
    is_due = target.deadline == _DAY[1]
    unit_slot = target.unit in filled[1::2]
    if (
        name is None
        or target.kind != "numeric"
        or target.value is None
        or target.period_start
        or target.baseline_year not in (None, _BASE)
        or not (is_due or target.deadline is None)
    ):
        return None
    return FrameTarget(
        _place(target.start - len(HEAD), filled),
        _place(target.end - len(HEAD), filled, at_end=True),
        name,
        slots[str(target.value)],
        None if target.value_high is None else slots[str(target.value_high)],
        target.change,
        unit_slot,
        None if unit_slot else target.unit,
        target.comparator,
        target.deadline_basis,
        target.baseline_year is not None,
        target.scope in filled[1::2],
        None if target.scope in filled[1::2] else target.scope,
        target.annual,
    )


def _learn_measure(measure: Measure, filled: list[str]) -> FrameMeasure:
    return FrameMeasure(
        _place(measure.start - len(HEAD), filled),
        _place(measure.end - len(HEAD), filled, at_end=True),
        measure.deadline is not None,
    )


def _place(offset: int, filled: list[str], *, at_end: bool = False) -> Place:
    """Where an offset falls; a slot's own end counts as the beginning of what follows it."""
    position = 0
    for at, text in enumerate(filled):
        inside = offset < position + len(text) or (at_end and offset == position + len(text))
        if inside and at % 2 == 0:
            return Place(at, offset - position)
        if offset == position:
            return Place(at, 0)
        if inside and offset == position + len(text):
            return Place(at + 1, 0)
        if inside:
            raise ValueError(f"{offset} falls inside the slot {at} of {filled}")
        position += len(text)
    return Place(len(filled) - 1, offset - position + len(filled[-1]))
