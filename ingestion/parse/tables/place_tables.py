"""Tables that share a task out among places: 县区 | 新建面积（亩） under 2023年油茶新造任务分解表.

The row is the scope; what is measured stands in the column's head, else in the caption.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from ingestion.models import Target
from ingestion.parse.names.lists import find_head
from ingestion.parse.tables.columns import Role, read_column, read_measure, read_role
from ingestion.parse.tables.values import is_value_like, join_unit, read_value
from ingestion.parse.text.blocks import Block

_PLACE_HEAD = re.compile(
    r"各?(?:地区|区域|行政区划?|县市区|县区|区县|市州|市县|[县市区](?:\([县市区旗、]{1,7}\))?|乡镇|镇街|镇乡"
    r"|乡?\(?镇\)?(?:[、(]?街道(?:办事处)?\)?)?)(?:名称)?"
)
_TOTAL = re.compile(r"合计|总计|小计|共计|全[省市县区州旗]合计|总任务")
_WHOLE = re.compile(r"全[省市县区州旗镇乡]")
_PLACE = re.compile(r"[\u4e00-\u9fff]{1,12}")
# 2023年各县区油茶新造任务分解表 -> 油茶新造
_NO_SUBJECT = re.compile(
    r"^(?:附件|附表|表)[\d一二三四五六七八九十]{0,2}[:.、]?|\([^()]{0,20}\)|(?<!\d)20\d{2}年?(?:度|-20\d{2}年?)?"
    r"|全[省市县区州旗]|各(?:县\(市、区\)|县市区|县区|市州|市县|乡镇|镇街|地区|地|[县市区镇])"
    r"|(?:目标|任务|指标|计划)?(?:任务|目标|计划|指标)(?=分解|分配|下达|安排|一览|清单|表|$)"
    r"|(?:任务|指标)?(?:分解|分配|下达|安排|一览|清单|汇总|情况){1,2}表?$|表$"
)
_REGION = re.compile(r"^[\u4e00-\u9fff]{2,5}?[省市县区旗州](?=[\u4e00-\u9fff]{3})")
_BARE_DEED = re.compile(r"新建|改造|改建|扩建|新增|改造提升|提升|修复|完成|新造|建设")


@dataclass(frozen=True, slots=True)
class PlaceHeader:
    """By column: what is measured, its unit, and by when."""

    width: int
    columns: tuple[tuple[int, str, str | None, date | None], ...]


def begins_with_places(texts: Sequence[str]) -> bool:
    return any(_PLACE_HEAD.fullmatch(text) for text in texts[:2])


def read_place_header(
    texts: Sequence[str], title: str, due: date | None, unit: str | None, written: date | None
) -> PlaceHeader | None:
    """The columns of a table that begins with places; None where it is no such table.

    Args:
        title: of the table, folded and packed.
        due: the date that the title says.
        unit: the unit above the table.
    """
    first = 1 if texts and read_role(texts[0]) is Role.NUMBER else 0
    if len(texts) < first + 2 or not _PLACE_HEAD.fullmatch(texts[first]):
        return None
    subject = _REGION.sub("", _NO_SUBJECT.sub("", _NO_SUBJECT.sub("", title)))
    columns = []
    for position, text in enumerate(texts[first + 1 :], first + 1):
        role = read_role(text)
        if not text or role not in (None, Role.TARGET):
            continue
        head = read_column(text, written)
        measure = _name(read_measure(text), subject)
        deadline = head.deadline or due
        if measure and deadline and head.role is Role.TARGET:
            columns.append((position, measure, head.unit or unit, deadline))
    return PlaceHeader(len(texts), tuple(columns)) if columns else None


def _name(measure: str, subject: str) -> str:
    """任务数 is of the caption's 油茶新造; 新建 of its 游步道建设 is 新建游步道."""
    if not measure:
        return subject if len(subject) >= 2 else ""
    part = measure.removeprefix("其中").lstrip(":")
    if part != measure:  # 其中:大豆 under 粮食播种面积 is 大豆播种面积
        return part + find_head(subject)
    if _BARE_DEED.fullmatch(measure):
        return measure + subject.removesuffix("建设") if subject else ""
    return measure


def read_place_row(
    row: Block, header: PlaceHeader, path: tuple[str, ...], given: str
) -> list[Target]:
    """A target for every column of a place's row; a sum has no scope of its own."""
    texts = [cell.text for cell in row.cells]
    if len(texts) != header.width:
        return []
    if not all(is_value_like(texts[column]) for column, *_ in header.columns):
        return []
    place = next((text for text in texts if _PLACE.fullmatch(text)), "")
    if not place:
        return []
    whole = _WHOLE.match(place)
    scope = whole.group() if whole else None if _TOTAL.fullmatch(place) else place
    found = []
    for column, measure, unit, deadline in header.columns:
        cell = row.cells[column]
        value = read_value(cell.text)
        if value is None:
            continue
        start, end = cell.span(value.start, value.end)
        found.append(
            Target(
                start=start, end=end, quote=given[start:end], indicator=measure,
                comparator=value.comparator, value=value.value, value_high=value.high,
                unit=join_unit(value.unit, unit), change=value.change, deadline=deadline,
                deadline_basis="clause", scope=scope, annual=value.annual, section=path,
            )
        )  # fmt: skip
    return found
