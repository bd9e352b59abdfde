"""Blocks to a document: headings, the sections they govern, and the sentences under them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import Enum
from functools import lru_cache

from ingestion.models import Section
from ingestion.parse.tables.task_tables import Due, TaskTable
from ingestion.parse.text.blocks import Block
from ingestion.parse.text.headings import measure_title, split_chunks
from ingestion.parse.text.markers import (
    FIGURE,
    match_before_figure,
    match_marker,
    match_spaced_marker,
    read_number,
)


class Kind(Enum):
    """What a section is for; a heading inside it may only narrow it."""

    ACTION = "action"
    GOAL = "goal"  # 主要目标
    PRINCIPLE = "principle"  # 指导思想, 基本原则: how, not what
    PAST = "past"  # 发展基础, 面临形势: what has been, not what will be


@dataclass(slots=True)
class Clauses:
    """A sentence (up to 。 or ；) and where it stands in the document."""

    block: Block
    text: str  # of the block
    path: tuple[str, ...]
    kind: Kind
    item: int  # sentences of one numbered item share it; 0 outside every item
    paragraph: int
    stop: str  # the mark that closed it
    span: tuple[int, int]  # in the given text


@dataclass(slots=True)
class Document:
    """A notice's text in its parts."""

    sections: list[Section] = field(default_factory=list)
    sentences: list[Clauses] = field(default_factory=list)
    rows: list[tuple[Block, tuple[str, ...]]] = field(default_factory=list)
    dues: dict[int, Due] = field(default_factory=dict)  # by sentence, what its row says
    front: list[Block] = field(default_factory=list)  # what stands before the first heading
    tail: list[Block] = field(default_factory=list)  # blocks of the end, where the signature is


_SENTENCE = re.compile(
    r"(?:[^。;!?(]++|\([^()]{0,400}+(?:\([^()]{0,40}+\)[^()]{0,400}+){0,20}+\)|\()++[。;!?]*"
)
# …9处。(2022年底前)新上项目…, …资金。(区财政局负责)引导…: it belongs to what stands before it.
_LOOSE_BRACKET = re.compile(
    r"\((?:(?=[^()]{0,12}\d{4}年)[^()]{4,24}"
    r"|(?=[^()]{0,120}(?:牵头|负责|配合|(?:责任|主办)单位))(?:[^()]|\([^()]{0,20}\)){4,200})\)"
)
_CLOSING = re.compile(
    r"(?:[\u4e00-\u9fff]{2,30})?\d{4}年\d{1,2}月\d{1,2}日(?:印发)?(?:\(此件[^)]{2,12}\))?$"
    r"|[〇零一二三四五六七八九]{4}年[一二三四五六七八九十]{1,2}月[一二三四五六七八九十]{1,3}日$"
    r"|\(此件[^)]{2,12}\)$|(?:抄送|主送|联系人|联系电话)[:]"
)
_SIGNED_INSIDE = re.compile(
    r"(?<=。)[\u4e00-\u9fff]{2,30}(?:政府|办公[厅室]|委员会|[厅局委部院会])"
    r"(?:\d{4}年\d{1,2}月\d{1,2}日)(?:\(此件[^)]{2,12}\))?$"
)
_SIGNER = re.compile(
    r"[\u4e00-\u9fff]{2,20}(?:政府|办公[厅室]|委员会|[厅局委部院会]|总局)(?:等[一二三四五六七八九十\d]{1,3}个?部门)?"
)
_ANNEX = re.compile(
    r"附(?:件|表|录)\s?[\d一二三四五六七八九十]{0,2}(?:[:.、]|$|(?=[^,。;]{2,60}$))"
)
_DASHED = re.compile(r"-{2,}")
_GOAL = re.compile(
    r"(?<!设定)(?<!分解)(?<!下达)(?<!细化)(?<!落实)目标(?:任务|指标|要求)?[\d]{0,4}$|目标\(|^(?:主要|发展|总体|工作)目标|^(?:约束性|预期性)?指标$"
)
_PRINCIPLE = re.compile(
    r"指导思想|基本原则|工作原则|总体要求$|总体思路|基本思路|工作思路|战略定位|功能定位|发展定位"
    r"|重要意义|重大意义|适用范围|编制依据|规划范围|^[总附]则$|^(?!扩大|拓|明确)[\u4e00-\u9fff]{2,4}(?:范围|对象)$|^附(?:件|表|录)"
)
_PAST = re.compile(
    r"^发展环境|(?:发展|工作|现实)基础$|^基础条件|现状|形势|背景$|成效$|成就$|回顾|存在.{0,6}问题|主要问题|面临|挑战|机遇"
    r"|(?:情况|进展)$|十[一二三]五.{0,6}(?:发展|成)"
)
# A title that says how much: 完成造林100万亩, 新建学校3所, 入学率达到95%.
_PROMISED = re.compile(
    r"(?:完成|新[增建改]|建[成设]|培[育训]|引进|改造|打造|达到?|增长|提高|下降|降低|实现|控制在|不低于|突破|发展|投放|安排|治理)"
    r"[^,。\d]{0,20}\d[\d.]{0,8}(?:%|[十百千万亿]{0,2}(?:[亩个家座所公吨套处户人辆台名元条批棵株头只片]|平方|立方|千瓦|公里))"
)
_LONG_LINE = 300  # a block this long may hold a whole notice
_SENTENCE_LIMIT = 2_000  # nobody writes a longer one; a limit keeps the work linear


@lru_cache(maxsize=4096)
def read_kind(heading: str) -> Kind | None:
    """What a heading's own words say: 二、主要目标 -> GOAL; None where they say nothing."""
    marker = match_marker(heading)
    title = heading[marker[1] :].strip() if marker else heading
    if _GOAL.search(title):
        return Kind.GOAL
    if _PRINCIPLE.search(title):
        return Kind.PRINCIPLE
    return Kind.PAST if _PAST.search(title) else None


def read_document(blocks: list[Block], given: str) -> Document:
    """Read the sections and sentences out of the blocks; headings stand as `given` prints them."""
    return _Reader(given).read(blocks)


@dataclass(slots=True)
class _Open:
    rank: int
    start: int
    heading: str
    kind: Kind | None


class _Reader:
    def __init__(self, given: str) -> None:
        self.given = given
        self.document = Document()
        self.stack: list[_Open] = []
        self.found: list[tuple[int, int, str, tuple[str, ...]]] = []  # start, depth, heading, path
        self.item = self.items = 0
        self.paragraph = 0
        self.tasks = TaskTable()
        self.is_dense = False  # a whole notice on one line
        self.spaced: dict[int, int] = {}  # rank -> the last number that only a space followed

    def read(self, blocks: list[Block]) -> Document:
        for position, block in enumerate(blocks):
            self.paragraph += 1
            if block.cells:
                self._read_row(block)
                continue
            chunks = list(split_chunks(block))
            self.is_dense = len(chunks) > 3 and len(block.text) > _LONG_LINE
            after = blocks[position + 1].text if position + 1 < len(blocks) else ""
            following = [chunk.text for chunk in chunks[1:]] + [after]
            for chunk, later in zip(chunks, following, strict=True):
                self._read_chunk(chunk, later)
        self.document.tail = [b for b in blocks if not b.cells][-12:]
        end = blocks[-1].at[-1] + 1 if blocks else 0
        self._close_sections(end)
        return self.document

    def _read_chunk(self, chunk: Block, following: str) -> None:
        text = chunk.text
        may_be_signed = len(text) > 20 and text.endswith(("日", ")"))
        signed = _SIGNED_INSIDE.search(text) if may_be_signed else None
        if signed:  # …通报进展。某市人民政府2021年11月5日, on the one line of a notice
            self._read_chunk(chunk.part(0, signed.start()), "")
            chunk = chunk.part(signed.start(), len(text))
            text = chunk.text
        if _is_closing(text, following) or _ANNEX.match(text):
            self.stack = []
            self.item = 0
            if not self.found:
                self.document.front.append(chunk)
            return
        marker = match_marker(text) or self._match_unmarked(chunk)
        if not marker:
            if not self.found:
                self.document.front.append(chunk)
            self._add_sentences(chunk)
            return
        rank, end = marker
        title_end, rest = measure_title(
            chunk, marker, following, given=self.given, is_dense=self.is_dense
        )
        if title_end:
            self._open_heading(rank, chunk.part(0, title_end))
            if _PROMISED.search(text, end, title_end):
                self._add_promise(chunk.part(end, title_end))
            self._add_sentences(chunk.part(rest, len(text)))
        else:
            self._open_item(rank, chunk.part(0, end))
            self._add_sentences(chunk.part(end, len(text)))

    def _match_unmarked(self, chunk: Block) -> tuple[int, int] | None:
        """二 重点任务 behind 一 目标; 11.121人才项目 behind 10.: told by the heading before it."""
        last = next((o for o in reversed(self.stack) if o.rank == FIGURE), None)
        number = (read_number(last.heading) or 0) + 1 if last else 0
        marker = match_before_figure(chunk.text, number)
        if marker:
            return marker
        marker = match_spaced_marker(chunk.text, lambda i: chunk.at[i] > chunk.at[i - 1] + 1)
        if marker is None or "\n" in self.given[chunk.at[0] : chunk.at[-1]]:
            return None
        number = read_number(chunk.text) or 0
        if number - 1 != self.spaced.get(marker[0], 0):
            return None
        self.spaced[marker[0]] = number
        return marker

    def _read_row(self, row: Block) -> None:
        """A row of a table; a cell that says what will be done is an item of its own."""
        self.document.rows.append((row, tuple(o.heading for o in self.stack)))
        for cell, due in self.tasks.read(row):
            first = len(self.document.sentences)
            for part in split_chunks(cell):
                self.items += 1
                self.item = self.items
                self._add_sentences(part)
            if due:
                added = range(first, len(self.document.sentences))
                self.document.dues |= dict.fromkeys(added, due)

    def _open_heading(self, rank: int, heading: Block) -> None:
        while self.stack and self.stack[-1].rank >= rank:
            self.stack.pop()
        start, end = heading.span(0, len(heading.text))
        printed = " ".join(self.given[start:end].split())
        self.stack.append(_Open(rank, start, printed, read_kind(heading.text)))
        path = tuple(opened.heading for opened in self.stack)
        self.found.append((start, len(self.stack), printed, path))
        self.items += 1
        self.item = self.items

    def _add_promise(self, title: Block) -> None:
        """(一)完成造林100万亩: a title that says how much is a goal of its own, and no deed."""
        path = tuple(opened.heading for opened in self.stack)
        kinds = {opened.kind for opened in self.stack}
        kind = Kind.PAST if Kind.PAST in kinds else Kind.GOAL
        self._state(title, path, kind, "。")

    def _state(self, part: Block, path: tuple[str, ...], kind: Kind, stop: str) -> None:
        span = part.span(0, len(part.text))
        self.document.sentences.append(
            Clauses(part, part.text, path, kind, self.item, self.paragraph, stop, span)
        )

    def _open_item(self, rank: int, marker: Block) -> None:
        """A numbered sentence without a title: an item of its own, but no section."""
        while self.stack and self.stack[-1].rank >= rank:
            self.stack.pop()
        self.items += 1
        self.item = self.items

    def _add_sentences(self, chunk: Block) -> None:
        path = tuple(opened.heading for opened in self.stack)
        kind = next((o.kind for o in reversed(self.stack) if o.kind), Kind.ACTION)
        text = chunk.text
        for match in _SENTENCE.finditer(text):
            start, stopped = match.span()
            end = stopped
            while end > start and text[end - 1] in "。;!?":
                end -= 1
            stop = text[end] if end < stopped else ""
            if text.startswith("--", start):
                dashes = _DASHED.match(text, start, end)
                start = dashes.end() if dashes else start
            dated = _LOOSE_BRACKET.match(text, start, end) if text.startswith("(", start) else None
            if dated and dated.end() < end:
                self._state(chunk.part(start, dated.end()), path, kind, "。")
                start = dated.end()
            while end - start > _SENTENCE_LIMIT:
                part = chunk.part(start, start + _SENTENCE_LIMIT)
                self._state(part, path, kind, stop)
                start += _SENTENCE_LIMIT
            if start < end:
                self._state(chunk.part(start, end), path, kind, stop)

    def _close_sections(self, end: int) -> None:
        """A section runs up to the next heading of its depth or above."""
        open_until: dict[int, int] = {}
        sections = []
        for start, depth, heading, path in reversed(self.found):
            nearest = min((s for d, s in open_until.items() if d <= depth), default=end)
            sections.append(Section(start, nearest, depth, heading, path))
            open_until[depth] = start
            for deeper in [d for d in open_until if d > depth]:
                del open_until[deeper]
        self.document.sections = sections[::-1]


def _is_closing(text: str, following: str) -> bool:
    """The signature: a body's name, or several, and the date under them."""
    may_close = len(text) < 60 and (text.endswith(("日", "发", ")")) or ":" in text)
    if may_close and _CLOSING.search(text):
        return True
    return bool(_SIGNER.fullmatch(text)) and bool(
        not following or _CLOSING.search(following) or _SIGNER.fullmatch(following)
    )
