"""Which of a sentence's dates governs a quantity, and which date an item carries on.

到2025年,甲率达到90%;乙率达到80%: the date is clause for 甲, inherited for 乙.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from ingestion.models import DeadlineBasis
from ingestion.parse.text.folding import fold_text
from ingestion.parse.text.structure import Kind
from ingestion.parse.tokens.dates import DateMention, find_dates
from ingestion.parse.tokens.quantities import Quantity
from ingestion.parse.tokens.sentences import Sentence, find_clause, strip_dates

_BASE = re.compile(r"(?:以|与|比|较|同|在)“?(?P<year>(?:19|20)\d{2})年")
_ANNOUNCED = re.compile(r"的?[\u4e00-\u9fff]{0,14}目标(?:是|为|如下)?:")  # 明确了到2025年的目标:
_AIMS = re.compile(
    r"(?:总体|主要|发展|建设|工作)?目标[:是]"
)  # 目标:到2025年,…: a paragraph of goals
_ANNOUNCES = re.compile(r"(?:以下|如下)[\u4e00-\u9fff]{0,8}目标$|目标(?:是|为|如下)?:?$")
_WHOLE = re.compile(r"^.{0,40}?(?:为基|相比|基数)")
_ON_BASE = re.compile(r"的?(?:水平|基础)上?")
_FIGURE = re.compile(r"\d|翻[一两]?番|减半")
_JOINED = re.compile(r"[、和及]|以及|与")


@dataclass(slots=True)
class Carried:
    """The date that a sentence hands on to the next one of its item."""

    written: date | None = None  # when the notice was
    heading: str = ""  # the last one that was looked at, and the date in it
    headed: DateMention | None = None
    announced: int = -2  # the item whose first sentence says that its goals follow, and by when
    overall: DateMention | None = None
    item: int = -1
    paragraph: int = -1
    aimed: int = -1  # the paragraph that begins with 目标:
    mention: DateMention | None = None
    stop: str = "。"

    def enter(self, sentence: Sentence) -> None:
        """Drop the date where the new sentence does not go on with the one before.

        Goals go on through all their sentences. An action goes on only behind ；, or with 其中,
        because a new sentence of an action item speaks of another thing.
        """
        clauses = sentence.clauses
        is_goal = (
            clauses.kind in (Kind.GOAL, Kind.PRINCIPLE)
            or clauses.item == self.announced
            or clauses.paragraph == self.aimed
        )
        goes_on = self.stop == ";" or clauses.text.startswith(("其中", "同时", "同期", "同步"))
        same = clauses.item == self.item
        if not same or not (is_goal or (goes_on and clauses.paragraph == self.paragraph)):
            self.mention = self._head(sentence) if clauses.path else None
        if clauses.item == self.announced and clauses.paragraph != self.paragraph:
            self.mention = self.overall
        self.item, self.paragraph = clauses.item, clauses.paragraph

    def _head(self, sentence: Sentence) -> DateMention | None:
        """（七）2019年底前完成校舍改造。加固校舍31栋: the date of the item's own heading."""
        heading = sentence.clauses.path[-1]
        if heading != self.heading:
            self.heading = heading
            dates = [m for m in find_dates(fold_text(heading), self.written) if m.deadline]
            self.headed = dates[0] if len(dates) == 1 else None
        return self.headed

    def leave(self, sentence: Sentence) -> None:
        """Keep the date that heads the sentence; one in its middle governs no other sentence."""
        dates = [mention for mention in sentence.deadlines if mention.deadline]
        if dates:
            first = dates[0]
            heads = _heads(sentence.text, first) or _ANNOUNCED.match(sentence.text, first.end)
            self.mention = first if heads else None  # 力争到…, 确保到…
            if _AIMS.match(sentence.text):
                self.aimed = sentence.clauses.paragraph
            if _ANNOUNCES.search(sentence.text):
                self.announced, self.overall = self.item, first
        self.stop = sentence.clauses.stop


def _heads(text: str, mention: DateMention) -> bool:
    """力争到2025年, 通过三年努力,到2025年,: no number stands before it, and a comma behind it."""
    if mention.start <= 4:
        return True
    before = text[: mention.start].removesuffix("到")
    return (
        before.endswith((",", ":"))
        and text[mention.end : mention.end + 1] == ","
        and not _FIGURE.search(before)
    )


def find_trailing(following: Sentence | None) -> DateMention | None:
    """…30万亩。（2022—2025年）: a date in brackets behind a sentence belongs to it."""
    if following is None or len(following.deadlines) != 1:
        return None
    mention, text = following.deadlines[0], following.text
    if text.startswith("(") and mention.end - mention.start >= len(text) - 6:
        return mention
    return None


def pick_date(
    sentence: Sentence, start: int, end: int, carried: Carried, trailing: DateMention | None
) -> tuple[DateMention | None, DeadlineBasis]:
    """The date of the quantity's own clause, else one that heads the sentence, else a carried one.

    到2025年,甲下降13%,“十四五”期间年均下降3%,乙达到5%: 乙 is due by 2025; the period governs
    its own clause.
    """
    begin, clause_end = find_clause(sentence.text, start)
    dates = sentence.deadlines
    own = [m for m in dates if begin <= m.start and m.end <= end]
    later = [m for m in dates if end <= m.start < clause_end and not _is_aside(sentence, m)]
    before = [m for m in dates if m.end <= start]
    heading = [m for m in before if sentence.text[m.end : m.end + 1] == ","]
    if own:
        return own[-1], "clause"
    if later:
        return later[0], "clause"
    if before:
        return (heading or before)[-1], "clause"
    if trailing:
        return trailing, "clause"
    return (carried.mention, "inherited") if carried.mention else (None, "none")


def _is_aside(sentence: Sentence, mention: DateMention) -> bool:
    """42%(2030年达到45%): the date in the bracket is of the number beside it there."""
    text = sentence.text
    opened = text.rfind("(", 0, mention.start)
    if opened < 0 or ")" in text[opened : mention.start]:
        return False
    closed = text.find(")", mention.end)
    inside = text[opened : closed if closed >= 0 else len(text)]
    return _FIGURE.search(strip_dates(inside, opened, sentence.dates)) is not None


def pair_dates(sentence: Sentence, group: list[Quantity]) -> list[DateMention] | None:
    """2025年、2030年分别达到30%和50%: each quantity has the date of its own place in the list."""
    text = sentence.text
    before = [m for m in sentence.deadlines if m.end <= group[0].start]
    dates = before[-len(group) :]
    if len(dates) < 2 or len(dates) != len(group):
        return None
    if "分别" not in text[: group[0].end] and any(m.period_start for m in dates):
        return None
    gaps = [text[a.end : b.start] for a, b in pairwise(dates)]
    return dates if all(_JOINED.fullmatch(gap) for gap in gaps) else None


def find_baseline(sentence: Sentence, start: int, due: date | None) -> int | None:
    """较2020年 in the quantity's own clause, or 以2020年为基数 before it in the sentence.

    Args:
        due: by when; 同比 is measured from the year before.
    """
    begin, _ = find_clause(sentence.text, start)
    compared = [m for m in sentence.dates if m.role == "baseline" and begin <= m.start < start]
    found = compared[-1].year if compared else None
    if found is None and due and "同比" in sentence.text[begin:start]:
        return due.year - 1
    for match in _BASE.finditer(sentence.text, 0, start):
        if match.group().startswith("在") and not _ON_BASE.match(sentence.text, match.end()):
            continue
        if match.start() >= begin or _WHOLE.match(sentence.text[match.end() : start]):
            found = int(match["year"])
    return found
