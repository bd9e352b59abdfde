"""Who answers for which sentence: brackets behind an item, and the annex that allots the tasks."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from ingestion.parse.rows.responsible import (
    FIRST_LEADS,
    NOBODY,
    Responsible,
    read_leader,
    read_responsible,
    split_bodies,
)
from ingestion.parse.tables.columns import Role, read_role
from ingestion.parse.text.blocks import Block
from ingestion.parse.text.folding import fold_text
from ingestion.parse.text.markers import match_marker
from ingestion.parse.text.structure import Clauses, Document

_BODY_COLUMN = re.compile(r"(?:牵头|责任|配合|负责|主办)(?:单位|部门)")
_SUPPORT_COLUMN = re.compile(r"配合|参与|协办|参加|协同")
_LONGEST_HEAD = 12
_TASK_LENGTH = 12  # a shorter cell is a title or a name
_SHORT_TITLE, _LONGEST_TITLE = 5, 30
_MOST_LABELS = 6  # of one item, each on its line


def allot_bodies(document: Document) -> tuple[dict[int, Responsible], set[int]]:
    """By position of the sentence, who answers for it; and the sentences that only say so."""
    bodies: dict[int, Responsible] = {}
    saying: set[int] = set()
    sentences = document.sentences
    begin = 0  # of what the next bodies answer for: behind the last ones, within their item
    governed = range(0)  # what the last ones answer for
    labels = 0
    ahead: dict[int, Responsible] = {}  # said before what it answers for
    first_leads = False
    for position, sentence in enumerate(sentences):
        if position and sentence.item != sentences[position - 1].item:
            begin = position
        if not first_leads and ("第一位" in sentence.text or "首位" in sentence.text):
            first_leads = FIRST_LEADS.search(sentence.text) is not None
        who = read_responsible(sentence.text)
        if who:
            saying.add(position)
        else:
            who = _read_trailing(sentence.text)
        if who is None:
            continue
        if first_leads and "牵头" not in sentence.text.split("。", 1)[0]:
            who = Responsible(who.lead[:1], who.lead[1:] + who.support)
        goes_on = position in saying and begin == position and position - 1 in saying
        if goes_on and sentence.item == sentences[position - 1].item:
            labels += 1
        else:
            governed = range(begin, position if position in saying else position + 1)
            labels = 1
        begin = position + 1
        if labels > _MOST_LABELS:
            continue
        for index in governed:
            bodies[index] = _add(bodies.get(index), who)
        if not governed:
            ahead[position] = _add(ahead.pop(position - 1, None), who)
    _allot_ahead(sentences, ahead, saying, bodies)
    _allot_leaders(document, bodies)
    return bodies, saying


def _allot_ahead(
    sentences: list[Clauses],
    ahead: dict[int, Responsible],
    saying: set[int],
    bodies: dict[int, Responsible],
) -> None:
    """(二)工业节水(责任单位:市工信局), with its text below: for all of the section."""
    who = NOBODY
    path: tuple[str, ...] = ()
    for position, sentence in enumerate(sentences):
        if position in ahead:
            who, path = ahead[position], sentence.path
        elif sentence.path[: len(path)] != path:
            who, path = NOBODY, ()
        elif who and path and position not in saying:
            bodies.setdefault(position, who)


def _add(known: Responsible | None, more: Responsible) -> Responsible:
    """牵头单位:甲局 on one line and 配合单位:乙局 on the next are said of the same item."""
    if known is None:
        return more
    return Responsible(known.lead + more.lead, known.support + more.support)


def _allot_leaders(document: Document, bodies: dict[int, Responsible]) -> None:
    """由甲局牵头,…: 甲局 leads this sentence and what follows in its item."""
    leader, item = NOBODY, 0
    for position, sentence in enumerate(document.sentences):
        if sentence.item != item:
            leader, item = NOBODY, sentence.item
        leader = read_leader(sentence.text) or leader
        if leader and position not in bodies:
            bodies[position] = leader


_TRAILING = re.compile(r"\((?:[^()]|\([^()]{0,40}\)){4,500}\)$")


def _read_trailing(text: str) -> Responsible | None:
    """…全覆盖(市水务局牵头) without a 。 before the bracket."""
    match = _TRAILING.search(text) if text.endswith(")") else None
    return read_responsible(match.group()) if match else None


@dataclass(frozen=True, slots=True)
class Task:
    """A row of an annex: the titles and the task it names, and its bodies."""

    titles: tuple[str, ...]
    task: str | None
    who: Responsible


def allot_by_table(document: Document, bodies: dict[int, Responsible]) -> None:
    """Match the rows of a task-allocation table to items by title, whatever their numbering."""
    tasks = _read_tasks(
        [row for row, _ in document.rows], {_bare(s.heading) for s in document.sections}
    )
    if not tasks:
        return
    by_title = {title: task for task in reversed(tasks) if not task.task for title in task.titles}
    for position, sentence in enumerate(document.sentences):
        if position in bodies:
            continue
        worded = next((t for t in tasks if t.task and _says(t.task, sentence.text)), None)
        titled = by_title.get(_bare(sentence.path[-1])) if sentence.path else None
        task = worded or titled
        if task:
            bodies[position] = task.who


def _read_tasks(rows: list[Block], headings: set[str]) -> list[Task]:
    tasks = []
    heads: list[str] = []
    for row in rows:
        texts = [cell.text for cell in row.cells]
        if any(_BODY_COLUMN.search(text) and len(text) < _LONGEST_HEAD for text in texts):
            heads = texts
        elif heads and (task := _read_task(texts, headings, heads)):
            tasks.append(task)
    return tasks


def _read_task(texts: list[str], headings: set[str], heads: list[str]) -> Task | None:
    """A row whose bodies stand in its last filled cell, or run on behind a title in it.

    Where it has as many cells as the head, bodies stand under heads of bodies, and tasks do not
    stand under 2022年目标.
    """
    roles = [read_role(head) for head in heads] if len(heads) == len(texts) else []
    named = {column for column, role in enumerate(roles) if role is Role.BODY}
    aimed = {column for column, role in enumerate(roles) if role is Role.TARGET}
    support_column = next((i for i, head in enumerate(heads) if _SUPPORT_COLUMN.search(head)), None)
    titles: list[str] = []
    task: str | None = None
    lists: list[tuple[int, list[str]]] = []
    for column, text in enumerate(texts):
        title = _find_heading(_bare(text), headings)
        short = None if title or not match_marker(text) else _find_longer(_bare(text), headings)
        if short:
            titles.append(short)
        elif title:
            titles.append(title)
            rest = text[text.find(title) + len(title) :]
            if rest and (names := split_bodies(rest)):
                lists.append((column, names))
        elif (column in named if named else column) and (names := _read_list(text)):
            lists.append((column, names))
        elif len(text) >= _TASK_LENGTH and column not in aimed and not match_marker(text):
            task = text
    if not lists or not (titles or task):
        return None
    lead = tuple(lists[0][1])
    support: tuple[str, ...] = tuple(lists[1][1]) if len(lists) > 1 else ()
    if support_column is not None and lists[0][0] == support_column and len(lists) == 1:
        lead, support = (), lead
    return Task(tuple(titles), task, Responsible(lead, support))


def _read_list(text: str) -> list[str]:
    """The bodies of a cell that holds hardly anything else."""
    names = split_bodies(text)
    return names if len("".join(names)) >= 0.6 * len(text) else []


def _find_heading(text: str, headings: set[str]) -> str | None:
    """The longest heading that a cell begins with."""
    longest = min(len(text), max(map(len, headings), default=0))
    return next((text[:n] for n in range(longest, 0, -1) if text[:n] in headings), None)


def _find_longer(title: str, headings: set[str]) -> str | None:
    """改造服务中心 in a table is 改造县城综合服务中心: its words in order, and nobody else's."""
    if not _SHORT_TITLE <= len(title) <= _LONGEST_TITLE:
        return None
    found = [h for h in headings if len(title) < len(h) <= 2 * len(title) and _abridges(title, h)]
    return found[0] if len(found) == 1 else None


def _abridges(title: str, heading: str) -> bool:
    """Whether a title is its heading with words left out; both ends stay."""
    if title[:2] != heading[:2] or title[-2:] != heading[-2:]:
        return False
    rest = iter(heading)
    return all(char in rest for char in title)


@lru_cache(maxsize=4096)
def _bare(heading: str) -> str:
    folded = "".join(fold_text(heading).split())
    marker = match_marker(folded)
    return (folded[marker[1] :] if marker else folded).strip("。")


def _says(task: str, sentence: str) -> bool:
    """Whether a task's text is, or begins with, this sentence; long enough not to be chance."""
    return len(sentence) >= 8 and sentence in task
