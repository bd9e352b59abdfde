"""Tables of tasks: which cells hold prose, and by when the column 完成时间 wants it done.

实事项目 | 工作举措 | 责任单位 | 完成时间: 新建公园2处 is a sentence, 11月 the deadline of its row.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, replace
from datetime import date

from ingestion.models import DeadlineBasis, Target
from ingestion.parse.rows.responsible import split_bodies
from ingestion.parse.tables.columns import Role, read_role
from ingestion.parse.tables.headers import Header, align, is_row_of_values, read_header
from ingestion.parse.tables.values import is_blank, read_value
from ingestion.parse.text.blocks import Block
from ingestion.parse.tokens.dates import find_dates

_LONG = 12  # a shorter cell is a title or a name, unless it says how much
_LONGEST_DUE = 24
_SAYS_HOW_MUCH = re.compile(
    r"[\u4e00-\u9fff][^\d]{0,12}\d[\d.,]{0,8}[%‰\u4e00-\u9fff]|完成.{0,8}(?:目标|任务)|翻[一两]?番|减半"
)
_PROSE = (Role.TASK, Role.NAME, Role.TARGET, None)
_DUE = re.compile(
    r"\d{4}(?:年|[./-])|(?:1[0-2]|0?[1-9])月|[一二三四]季度|[上下]半年|年[底末中内]|全年|[今明]年"
)
_ONLY_DUE = re.compile(
    r"(?:计划|力争|预计|到|于)?(?:[\d.年月日第一二三四季度上中下半旬底末初前内全今明至到~/、,-]"
    r"|[之以]前|完成|竣工|建成|投用)+"
)
_TITLE_YEAR = re.compile(r"(?<!\d)20\d{2}(?!\d)")
_POINTED = re.compile(r"(20\d{2})[./-](1[0-2]|0?[1-9])(?:[./-]([0-3]?\d))?(?!\d)")
_MONTH = re.compile(r"(?<!\d)(?:1[0-2]|0?[1-9])月")


@dataclass(frozen=True, slots=True)
class Due:
    """What a table says of a sentence's deadline."""

    text: str
    is_head: bool  # 2022年预期目标 heads the column


class TaskTable:
    """Goes from row to row, and knows the columns of the table that it is in."""

    def __init__(self) -> None:
        self.roles: list[Role | None] = []
        self.heads: list[str] = []
        self.header: Header | None = None  # of a table that may hold values, too

    def read(self, row: Block) -> list[tuple[Block, Due | None]]:
        """The cells of a row that are prose, with what the table says of their deadline."""
        texts = [cell.text for cell in row.cells]
        if self._enter(texts):
            return []
        if not self.roles:
            return []
        wanted = _list_wanted(texts, self.header)
        due = self._find_due(texts)
        found = []
        for column, cell in enumerate(row.cells):
            role, head = self._find_head(column, texts)
            if role in wanted and _is_prose(cell.text):
                own = Due(head, True) if role is Role.TARGET and _DUE.search(head) else None
                found.append((cell, due or own))
        return found

    def _enter(self, texts: list[str]) -> bool:
        """Whether the row heads a table; one that heads no table of tasks ends the last one."""
        roles = [read_role(text) for text in texts]
        known = sum(role is not None for role in roles)
        if known < 2 or known < sum(map(bool, texts)) - 1 or is_row_of_values(texts):
            return False
        if all(role in (Role.TARGET, Role.PRESENT, None) for role in roles):
            return False  # 2021年底 | 2022年底: dates of a row
        asks = any(role in (Role.TASK, Role.BODY, Role.DUE, Role.TARGET) for role in roles)
        self.roles = roles if asks else []
        self.heads = texts
        self.header = read_header(texts, None)
        return True

    def _find_head(self, column: int, texts: list[str]) -> tuple[Role | None, str]:
        """The head over a cell; None in a row that spanning cells have shortened."""
        if len(texts) != len(self.roles):
            return None, ""
        return self.roles[column], self.heads[column]

    def _find_due(self, texts: list[str]) -> Due | None:
        """The cell that is a date and nothing else, where the table has a column for it."""
        if Role.DUE not in self.roles:
            return None
        column = self.roles.index(Role.DUE)
        own = [texts[column]] if len(texts) == len(self.roles) else []
        for text in [*own, *reversed(texts)]:
            if _is_due(text):
                return Due(text, False)
        return None


def _list_wanted(texts: list[str], header: Header | None) -> tuple[Role | None, ...]:
    """What heads prose: where a row has names and values, only a column of tasks beside them."""
    if header is None:
        return _PROSE
    holds_values = align(texts, header) is not None
    return (Role.TASK,) if holds_values else (Role.TASK, Role.TARGET)


def _is_due(text: str) -> bool:
    """11月, 2021.12, 2021年12月底前: a date and nothing else."""
    if len(text) > _LONGEST_DUE or not _DUE.search(text):
        return False
    return _ONLY_DUE.fullmatch(text) is not None


def _is_prose(text: str) -> bool:
    """A cell that says what will be done, or how much of it; neither bodies nor a bare date."""
    if is_blank(text) or read_value(text) or _is_due(text):
        return False
    bodies = split_bodies(text)
    if bodies and not any(char.isdigit() for char in "".join(bodies)):
        return False
    return len(text) >= _LONG or _SAYS_HOW_MUCH.search(text) is not None


def date_by_tables(
    targets: list[Target],
    spans: list[tuple[int, int]],
    dues: dict[int, Due],
    written: date | None,
    title: str | None,
) -> list[Target]:
    """Give the targets of table rows the deadline of their row, where they have none of their own.

    Args:
        spans: of all sentences, in order.
        dues: by the sentence's position.
        title: 2021年民生实事… tells the year of a bare 11月.
    """
    if not dues:
        return targets
    starts = [start for start, _ in spans]
    years = set(_TITLE_YEAR.findall(title or ""))
    base = date(int(years.pop()), 1, 1) if len(years) == 1 else written
    return [_date(target, _find_due(target, starts, spans, dues), base) for target in targets]


def _find_due(
    target: Target, starts: list[int], spans: list[tuple[int, int]], dues: dict[int, Due]
) -> Due | None:
    position = bisect_right(starts, target.start) - 1
    inside = position >= 0 and target.end <= spans[position][1]
    return dues.get(position) if inside and target.deadline is None else None


def _date(target: Target, due: Due | None, base: date | None) -> Target:
    deadline, began = _read_due(due.text, base) if due else (None, None)
    if due is None or deadline is None:
        return target
    basis: DeadlineBasis = "inherited" if due.is_head else "clause"
    return replace(target, deadline=deadline, period_start=began, deadline_basis=basis)


def _read_due(text: str, base: date | None) -> tuple[date | None, date | None]:
    """11月, 10月底, 2021.12, 三季度, 2021年12月底前; 长期 is no date."""
    text = _POINTED.sub(_spell, text)
    if "年" not in text and _TITLE_YEAR.search(text):
        text += "年"  # 2020-2022
    months = list(_MONTH.finditer(text))
    if base and "年" not in text:
        text = f"{base.year}年{text[months[-1].start() :] if months else text}"
    mentions = [mention for mention in find_dates(text, base) if mention.deadline]
    if not mentions:
        return None, None
    last = max(mentions, key=lambda mention: mention.deadline or date.min)
    return last.deadline, last.period_start


def _spell(match: re.Match[str]) -> str:
    day = f"{match[3]}日" if match[3] else ""
    return f"{match[1]}年{match[2]}月{day}"
