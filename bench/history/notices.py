"""One notice of a history: its text, put together of frames, and what parse reads in it."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any, NamedTuple

from bench.history.days import ordinary_days, plan_ends
from bench.history.frames import Frame, FrameTarget, frames
from bench.history.names import Name, Names
from bench.history.places import Place, places
from bench.history.words import draw_heading, draw_measure, topics

FIRST_DAY, LAST_DAY = date(2011, 1, 1), date(2026, 6, 30)
NIGHT_SERIAL = 20_000  # the serials of the nights' notices begin behind those of the history
_FEWEST, _MOST = 18, 48  # targets of a notice
_SHARED = 4  # sentences that two notices in turn have in common, with other values
_OF_GOALS = 0.4  # of the targets
_KNOWN = 2 / 3
_ON_PLAN_END = 0.6
_REPEATED = 0.02  # of the sentences of action
_ALTERED = 0.1  # of the values in another version
_NUMERALS = ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十"]

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Wording:
    """How full a history is to be, and where its words come from."""

    names: Names
    seed: int = 1
    measures_per_target: float = 1.0


class NoticeId(NamedTuple):
    """Which notice: the place, how many it issued before, and how many it issues in all.

    `night` is 0 for those of the history; `total` is then what spreads them over the years. A
    night's notice states some promises of its place's last one anew.
    """

    place: int
    turn: int
    total: int
    night: int = 0


@dataclass(slots=True)
class Notice:
    """A notice as parse would give it; `targets` and `measures` in the columns of raw."""

    title: str
    number: str
    written: date
    place: Place
    text: str
    targets: list[tuple[Any, ...]]
    measures: list[tuple[Any, ...]]
    citations: list[tuple[Any, ...]]


def written_date(notice: NoticeId) -> date:
    if notice.night:
        return LAST_DAY + timedelta(days=1 + min(notice.night, 120))
    days = (LAST_DAY - FIRST_DAY).days
    return FIRST_DAY + timedelta(
        days=int(days * (notice.turn + _pace(notice.place)) / notice.total)
    )


@cache
def _pace(place: int) -> float:
    """Each place at a time of its own: where all issue once, it is not on one day."""
    return random.Random(f"{place}/pace").random()


def number_of(notice: NoticeId) -> str:
    serial = notice.turn + 1
    if notice.night:
        serial += NIGHT_SERIAL + notice.night * 20
    return f"{places()[notice.place].prefix}〔{written_date(notice).year}〕{serial}号"


def title_of(notice: NoticeId, seed: int) -> str:
    """Of a place and a topic; a place comes back to a topic now and then."""
    place = places()[notice.place]
    every = topics()
    at = random.Random(f"{seed}/{notice}/topic").random()
    return f"{place.issuer}关于印发{place.name}{every[int(at * len(every))]}的通知"


def compose(notice: NoticeId, held: list[int], wording: Wording, version: int = 0) -> Notice:
    """Write a notice and its rows.

    Args:
        held: by place, how many notices of the history it has; those may be cited.
        version: another one has the same words and some other values.
    """
    writer = _Writer(notice, held, wording, version)
    if notice.night and held[notice.place]:
        last = NoticeId(notice.place, held[notice.place] - 1, held[notice.place])
        writer.restated = _Writer(last, held, wording, 0).write_promises()
    return writer.write()


Said = tuple[Frame, dict[str, str], date | None, tuple[Name, ...]]


class _Writer:
    """Puts a text together and notes where the rows stand in it."""

    def __init__(self, notice: NoticeId, held: list[int], wording: Wording, version: int) -> None:
        self.notice, self.held, self.wording = notice, held, wording
        self.place = places()[notice.place]
        self.draw = random.Random(f"{wording.seed}/{notice}")
        pair = notice._replace(turn=notice.turn // 2)
        self.shared = random.Random(f"{wording.seed}/{pair}/pair")
        self.again = random.Random(f"{wording.seed}/{notice}/{version}") if version else None
        self.written = written_date(notice)
        later = notice._replace(turn=min(notice.turn | 1, max(notice.total - 1, notice.turn)))
        self.due_after = max(self.written, written_date(later)).year
        self.texts: list[str] = []
        self.length = 0
        self.targets: list[tuple[Any, ...]] = []
        self.measures: list[tuple[Any, ...]] = []
        self.citations: list[tuple[Any, ...]] = []
        self.said: set[tuple[Any, ...]] = set()
        self.told: list[Said] = []
        self.restated: list[Said] = []  # promised before, now with other values

    def write(self) -> Notice:
        self._write_head()
        aim = self.draw.randint(_FEWEST, _MOST)
        self._add("一、主要目标\n")
        self._write_items(int(aim * _OF_GOALS), "一、主要目标", is_action=False)
        self._add("二、重点任务\n")
        self._write_items(aim, "二、重点任务", is_action=True)
        return Notice(
            self.title,
            self.number,
            self.written,
            self.place,
            "".join(self.texts),
            self.targets,
            self.measures,
            self.citations,
        )

    def write_promises(self) -> list[Said]:
        """The first of its sentences that are still to come true when the nights begin."""
        self.write()
        still = [said for said in self.told if said[2] and said[2].year > LAST_DAY.year]
        return still[:_SHARED]

    def _add(self, text: str) -> int:
        start = self.length
        self.texts.append(text)
        self.length += len(text)
        return start

    def _write_head(self) -> None:
        place, day = self.place, self.written
        self.title = title_of(self.notice, self.wording.seed)
        self.number = number_of(self.notice)
        every = self._choose_cited()
        self._add(f"{self.title}\n{self.number}\n\n{'为落实' if every else '为推进绿色转型'}")
        for joint, cited in zip(("", "和"), every, strict=False):
            title = title_of(cited, self.wording.seed)
            number = number_of(cited)
            if self.draw.random() < 0.15:  # the same document under another body's number
                number = number.replace("政发", "委发").replace("国发", "中发")
            self._add(f"{joint}《{title}》（")
            self._cite(number, title)
            self._add("）")
        if self.draw.random() < 0.5:
            self._add("，按照")
            self._cite(f"节能办发〔{day.year - 1}〕{self.draw.randint(1, 900)}号", None)
            self._add("要求")
        self._add(
            f"，结合实际，制定本方案。\n\n{place.issuer}\n{day.year}年{day.month}月{day.day}日\n\n"
        )

    def _cite(self, number: str, title: str | None) -> None:
        start = self._add(number)
        self.citations.append((start, start + len(number), number, title, number))

    def _choose_cited(self) -> list[NoticeId]:
        """One of the place above, or of the one above that, not later; and an earlier own one."""
        found = []
        above = self.place.parent
        if above is not None and self.draw.random() < 0.2:
            above = places()[above].parent if places()[above].parent is not None else above
        if above is not None and self.held[above]:
            total = self.held[above]
            span = (LAST_DAY - FIRST_DAY).days
            before = int(total * min(1.0, (self.written - FIRST_DAY).days / span))
            found.append(NoticeId(above, int(self.draw.random() * max(1, before)), total))
        if self.notice.turn and not self.notice.night:
            found.append(self.notice._replace(turn=int(self.draw.random() * self.notice.turn)))
        return found

    def _write_items(self, aim: int, section: str, *, is_action: bool) -> None:
        item = 0
        while len(self.targets) < aim and item < len(_NUMERALS):
            heading = f"（{_NUMERALS[item]}）{draw_heading(self.draw)}"
            item += 1
            path = f"{section}\n{heading}"
            self._add(f"{heading}。")
            first_target, first_measure = len(self.targets), len(self.measures)
            for _ in range(2 + int(self.draw.random() * 3)):
                if len(self.targets) < aim or item == len(_NUMERALS):
                    self._write_frame(path, is_action=is_action)
            if is_action:
                due = int(len(self.targets) * self.wording.measures_per_target)
                while len(self.measures) < due:
                    self._write_measure(path)
                self._write_bodies(first_target, first_measure)
            self._add("\n")

    def _write_measure(self, path: str) -> None:
        text = draw_measure(self.draw)
        start = self._add(text)
        self._add("。")
        self.measures.append((start, start + len(text), text, path, None, (), ()))

    def _write_frame(self, path: str, *, is_action: bool) -> None:
        if is_action and self.told and self.draw.random() < _REPEATED:
            frame, words, due, names = self.told[int(self.draw.random() * len(self.told))]
        elif self.restated:
            frame, words, due, names = self.restated.pop(0)
            words = dict(words)
            self._draw_values(frame, words)
            self.told.append((frame, words, due, names))
        else:
            # The first sentences of the goals are those that the notice before it made, too.
            draw = self.shared if len(self.told) < _SHARED else self.draw
            frame, words, due, names = self._fill(draw, is_action)
            self.told.append((frame, words, due, names))
        parts = frame.fill(words)
        starts, position = [], self.length
        for part in parts:
            starts.append(position)
            position += len(part)
        self._add("".join(parts))
        text = "".join(parts)
        for target in frame.targets:
            self._note_target(target, starts, text, words, due, names[target.name], path)
        for measure in frame.measures if is_action else ():
            start, end = (starts[p.part] + p.inner for p in (measure.start, measure.end))
            quote = text[start - starts[0] : end - starts[0]]
            self.measures.append(
                (start, end, quote, path, due if measure.has_deadline else None, (), ())
            )

    def _fill(self, draw: random.Random, is_action: bool) -> Said:
        frame = _pick_frame(draw, is_action)
        chosen = []
        for slot in range(len(frame.kinds)):
            lists = self.wording.names
            pool = (lists.known if draw.random() < _KNOWN else lists.invented)[frame.number, slot]
            chosen.append(pool[int(len(pool) * draw.random() ** 2)])  # some are said often
        words: dict[str, str] = {"s": self.place.scope}
        due = None
        if frame.is_dated:
            words["d"], due = self._pick_day(draw)
        words["b"] = str(self.written.year - 1 - int(draw.random() * 3))
        for at, name in enumerate(chosen):
            words["ij"[at]], words["uv"[at]] = name.text, name.unit
        self._draw_values(frame, words)
        return frame, words, due, tuple(chosen)

    def _pick_day(self, draw: random.Random) -> tuple[str, date]:
        year = self.due_after + 1
        if draw.random() < _ON_PLAN_END:
            ends = [said for said in plan_ends() if said[0][1].year >= year][:2]
            said = ends[0] if draw.random() < 0.8 else ends[-1]
        else:
            said = ordinary_days()[year + int(draw.random() * 4)]
        return said[int(draw.random() * len(said))]

    def _draw_values(self, frame: Frame, words: dict[str, str]) -> None:
        for target in frame.targets:
            ranges = _range_of(target, frame)
            value = _draw_value(self.draw, *ranges)
            if self.again and (not self.told or self.again.random() < _ALTERED):
                value = _draw_other(self.again, value, *ranges)
            words[target.value] = value
            if target.value_high:
                words[target.value_high] = f"{int(float(value)) + 2}"

    def _note_target(
        self,
        target: FrameTarget,
        starts: list[int],
        text: str,
        words: dict[str, str],
        due: date | None,
        name: Name,
        path: str,
    ) -> None:
        start = starts[target.start.part] + target.start.inner
        end = starts[target.end.part] + target.end.inner
        unit = name.unit if target.has_unit_slot else target.unit
        day = due if target.deadline_basis != "none" else None
        value = words[target.value]
        high = words[target.value_high] if target.value_high else None
        said = (name.text, value, high, unit, day)
        self.targets.append(
            (
                start,
                end,
                text[start - starts[0] : end - starts[0]],
                name.text,
                target.comparator,
                value,
                high,
                unit,
                target.change,
                words["b"] if target.has_baseline else None,
                day,
                target.deadline_basis,
                None,
                words["s"] if target.has_own_scope else target.scope,
                (),
                None,
                target.annual,
                "numeric",
                said in self.said,
                path,
            )
        )
        self.said.add(said)

    def _write_bodies(self, first_target: int, first_measure: int) -> None:
        """Who answers for the item, in one of the ways that the grammar reads, or nobody."""
        way = int(self.draw.random() * 4)
        if way == 3:
            return
        bodies = self.place.bodies
        at = int(self.draw.random() * (len(bodies) - 2))
        one, two, three = bodies[at : at + 3]
        lead: tuple[str, ...] = (one,)
        support: tuple[str, ...] = (two, three)
        if way == 0:
            self._add(f"（责任单位：{one}、{two}）")
            lead, support = (), (one, two)
        elif way == 1:
            self._add(f"（{one}牵头，{two}、{three}按职责分工负责）")
        else:
            self._add(f"\n牵头单位：{one}；配合单位：{two}、{three}")
        for at in range(first_measure, len(self.measures)):
            self.measures[at] = (*self.measures[at][:5], lead, support)
        for at in range(first_target, len(self.targets)) if lead else ():
            row = self.targets[at]
            self.targets[at] = (*row[:14], lead, *row[15:])


_DATED: list[Frame] = []


def _pick_frame(draw: random.Random, is_action: bool) -> Frame:
    """Where goals are stated, each sentence has its day: one without would take another's."""
    if not _DATED:
        _DATED.extend(frame for frame in frames() if frame.is_dated)
    pool = frames() if is_action else _DATED
    return pool[int(len(pool) * draw.random())]


def _range_of(target: FrameTarget, frame: Frame) -> tuple[int, int]:
    """From and to, in tenths: shares below the whole, changes small, amounts and counts any."""
    if target.unit == "个百分点":
        return 5, 150
    if target.unit == "%":
        return (10, 300) if target.change else (10 * (frame.least or 20), 970)
    return 10 * frame.least + 2, 18_990 if "count" in frame.kinds else 9_990


def _draw_value(draw: random.Random, low: int, high: int) -> str:
    tenths = low + int(draw.random() * (high - low))
    whole, rest = divmod(tenths, 10)
    if rest and whole < 1000 and high < 10_000 and draw.random() < 0.4:
        return f"{whole}.{rest}"
    return str(whole or 1)


def _draw_other(draw: random.Random, value: str, low: int, high: int) -> str:
    other = value
    while other == value:
        other = _draw_value(draw, low, high)
    return other
