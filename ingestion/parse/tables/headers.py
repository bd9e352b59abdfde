"""The head of a table: which column names the indicators, and which hold their values.

指标 | 单位 | 现状 | 目标值 over 2020年 | 2023年 | 2025年 is read as one header.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from ingestion.parse.tables.columns import (
    Column,
    Role,
    is_group,
    is_plain_target,
    read_column,
    read_role,
    spans_the_plan,
)
from ingestion.parse.tables.values import (
    is_unit_like,
    is_value_like,
    read_binding,
    read_value,
)

_WORDS = re.compile(r"[\u4e00-\u9fffA-Za-z]{2}")
_LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class Header:
    width: int
    name: int
    unit: int | None
    values: tuple[tuple[int, Column], ...]  # that promise
    checked: tuple[int, ...]  # all that hold values, the present ones too
    caption_unit: str | None = None


def read_header(texts: list[str], written: date | None) -> Header | None:
    """The columns of a row that heads a table; None where it names no indicator or no promise."""
    return _read_header(tuple(texts), written)


@lru_cache(maxsize=1024)  # one table is read as lines, as tasks and as targets
def _read_header(texts: tuple[str, ...], written: date | None) -> Header | None:
    roles = [read_role(text) for text in texts]
    filled = sum(bool(text) for text in texts)
    if sum(role is not None for role in roles) < max(2, filled - 2) or is_row_of_values(texts):
        return None
    heads = [(i, read_column(texts[i], written)) for i, role in enumerate(roles) if holds(role)]
    name = _find_name(texts, roles)
    if name is None:
        return None
    if roles[name] is Role.NAME:  # 目标, 指标 behind the name's own column is a column of values
        heads += [
            (i, Column(Role.TARGET))
            for i, text in enumerate(texts)
            if i > name and text in ("目标", "指标")
        ]
    values = [(i, head) for i, head in heads if i != name]
    values = _settle_years(values, texts, written)
    if not values:
        return None
    unit = next((i for i, role in enumerate(roles) if role is Role.UNIT), None)
    checked = tuple(sorted({i for i, _ in heads} - {name}))
    return Header(len(texts), name, unit, tuple(values), checked)


def holds(role: Role | None) -> bool:
    return role in (Role.TARGET, Role.PRESENT)


def _find_name(texts: Sequence[str], roles: list[Role | None]) -> int | None:
    """The column of the indicators: the last that heads names, before units and values.

    领域 | 单位 | 2025年 has only a group for it, and a corner cell may be empty or say 种类.
    """
    limit = next(
        (i for i, role in enumerate(roles) if role is Role.UNIT or (holds(role) and i)), len(roles)
    )
    named = [i for i in range(limit) if roles[i] is Role.NAME]
    own = [i for i in named if not is_group(texts[i])]
    if own or named:
        return (own or named)[-1]
    named = [i for i, role in enumerate(roles) if role is Role.NAME]
    if named:
        return named[0]
    open_cells = [i for i in range(limit) if roles[i] in (None, Role.TASK)]
    is_sure = Role.UNIT in roles or sum(map(holds, roles)) > 1
    return open_cells[-1] if is_sure and open_cells else None


def _settle_years(
    heads: list[tuple[int, Column]], texts: Sequence[str], written: date | None
) -> list[tuple[int, Column]]:
    """Which columns promise, and over which years 年均增长 and 五年累计 are measured."""
    dated = [(i, head) for i, head in heads if head.deadline and not spans_the_plan(texts[i])]
    aimed = [(i, head) for i, head in dated if head.role is Role.TARGET]
    present = [
        head.deadline.year for _, head in dated if head.role is Role.PRESENT and head.deadline
    ]
    if len(aimed) > 1 and not present and _starts_plan(aimed[0], aimed[1], texts, written):
        present = [aimed[0][1].deadline.year] if aimed[0][1].deadline else []
        aimed = aimed[1:]
    if written is None:  # without a date the last year is the promise
        aimed = aimed[-1:]
    last = max((head.deadline for _, head in aimed if head.deadline), default=None)
    settled = list(aimed)
    for column, head in heads:
        if head.role is not Role.TARGET:
            continue
        if spans_the_plan(texts[column]):
            began = date(present[-1] + 1, 1, 1) if present and last else None
            settled.append(
                (
                    column,
                    replace(
                        head,
                        deadline=head.deadline or last,
                        period_start=head.period_start or began,
                    ),
                )
            )
        elif head.deadline is None and (is_plain_target(texts[column]) or texts[column] == "指标"):
            settled.append((column, head))
    return sorted(settled, key=lambda pair: pair[0])


def _starts_plan(
    first: tuple[int, Column],
    second: tuple[int, Column],
    texts: Sequence[str],
    written: date | None,
) -> bool:
    """2020年 | 2025年 in a notice of December 2020: the first year is what the plan starts from."""
    begin, close = first[1].deadline, second[1].deadline
    if not (begin and close and written) or "目标" in texts[first[0]]:
        return False
    return begin.year == written.year and close.year - begin.year >= 4


def merge_heads(upper: list[str], lower: list[str]) -> list[str] | None:
    """Two header rows as one: 目标值 over 2023年 and 2025年 -> 目标值2023年, 目标值2025年."""
    roles = [read_role(text) for text in lower if text]
    if not roles or any(
        role not in (Role.TARGET, Role.PRESENT, Role.BINDING, Role.UNIT) for role in roles
    ):
        return None
    if not any(map(holds, roles)):
        return None
    if len(lower) >= len(upper):
        return _overlay(upper, lower)
    groups = [i for i, text in enumerate(upper) if holds(read_role(text))]
    if not groups or len(lower) < len(groups):
        return None
    merged: list[str] = []
    rest = list(lower)
    for position, text in enumerate(upper):
        if position not in groups:
            merged.append(text)
            continue
        take = 1 if position != groups[-1] else len(rest)
        merged += [_join_heads(text, rest.pop(0)) for _ in range(take)]
    return merged


def _overlay(upper: list[str], lower: list[str]) -> list[str]:
    """Rows of one width, where an empty cell above goes on with the one to its left."""
    above = upper + [""] * (len(lower) - len(upper))
    merged, group = [], ""
    for over, under in zip(above, lower, strict=True):
        group = over if over else group
        merged.append(_join_heads(group, under) if under else over)
    return merged


def _join_heads(over: str, under: str) -> str:
    return under if over == under or read_role(over) in (Role.UNIT, Role.NAME) else over + under


def is_row_of_values(texts: Sequence[str]) -> bool:
    """A header has no number but its years."""
    return any(read_value(text) and not re.fullmatch(r"20\d\d", text) for text in texts)


def align(texts: list[str], header: Header) -> int | None:
    """By how many columns a row stands off its header: cells that span rows come only once."""
    filled = len(texts)
    while filled and not texts[filled - 1]:
        filled -= 1
    for shift in dict.fromkeys((len(texts) - header.width, filled - header.width, 0)):
        if fits(texts, header, shift):
            return shift
    return None


def line_up(texts: list[str], header: Header) -> int | None:
    """The shift of a row without walls: a number has to tell it from prose."""
    shift = align(texts, header)
    if shift is None:
        return None
    behind = texts[header.name + shift + 1 :]
    return shift if any(read_value(text) is not None for text in behind) else None


def fits(texts: list[str], header: Header, shift: int) -> bool:
    place = header.name + shift
    if not 0 <= place < len(texts) or not is_indicator(texts[place]):
        return False
    unit = header.unit + shift if header.unit is not None else None
    if unit is not None and not (0 <= unit < len(texts) and is_unit_like(texts[unit])):
        return False
    values = [texts[i + shift] for i in header.checked if 0 <= i + shift < len(texts)]
    return bool(values) and all(is_value_like(text) for text in values)


def is_indicator(text: str) -> bool:
    named = _WORDS.search(text) and read_value(text) is None and read_binding(text) is None
    return bool(named) and len(text) <= _LONGEST_NAME
