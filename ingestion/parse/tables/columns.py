"""What the head of a column says: 指标名称, 单位, 2020年现状, 2025年目标, 属性, 完成时间."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from enum import Enum
from functools import lru_cache

from ingestion.models import Change
from ingestion.parse.tokens.dates import find_dates, plan_years


class Role(Enum):
    """What stands in a column."""

    NUMBER = "number"  # 序号
    NAME = "name"  # 指标, 项目, 装备名称
    UNIT = "unit"
    BINDING = "binding"  # 约束性, 预期性
    PRESENT = "present"  # 2020年现状
    TARGET = "target"  # 2025年目标
    BODY = "body"  # 责任单位
    TASK = "task"  # 重点任务, 工作举措
    DUE = "due"  # 完成时间
    NOTE = "note"  # 备注, 完成情况


@dataclass(frozen=True, slots=True)
class Column:
    """The head of a column of values."""

    role: Role
    deadline: date | None = None
    period_start: date | None = None
    baseline_year: int | None = None
    change: Change | None = None
    annual: bool = False
    unit: str | None = None
    measure: str = ""  # 2025年种植面积: the column itself says what is measured


_LONGEST, _LONGEST_REST = 24, 8
_DIGIT = re.compile(r"\d")
_ROLES: tuple[tuple[Role, re.Pattern[str]], ...] = tuple(
    (role, re.compile(pattern))
    for role, pattern in (
        (Role.NUMBER, r"^(?:序号|编号|序|No\.?)$"),
        (Role.UNIT, r"^(?:计量|指标|数量)?单位$"),
        (
            Role.BODY,
            r"^(?:市级|区级|县级|省级|具体|主要)?(?:牵头|责任|配合|主办|协办|承办|负责|实施|落实|参与|参加|建设|完成|主管|考核)"
            r"(?:责任|牵头)?(?:单位|部门|主体|人|领导|科室|处室|股室)(?:及.{2,8}|\(.{1,12}\))?$"
            r"|^(?:分管|联系|包联|市级|区级|县级|区|县|市)领导$",
        ),
        (
            Role.DUE,
            r"^(?:计划|预计|要求|任务|整改|拟)?(?:完成|办结|建成|竣工|实施|达成|整改|落实|推进|销号|建设|起止)"
            r"(?:时间|时限|期限|日期|节点|年限|周期|工期|时间节点)(?:要求)?$"
            r"|^时(?:间|限)(?:节点|要求|安排|进度|限)?$|^(?:完成)?年限$|^期限$",
        ),
        (
            Role.NOTE,
            r"备注|说明$|^数据来源|^依据|(?:完成|进展|落实|工作|推进)情况$|^进度$|联系(?:人|电话|方式)|^电话$"
            r"|^(?:计算|考核|评价)(?:方法|方式|公式|依据|标准)$|^(?:文件|政策)依据$|^指标(?:解释|定义|含义)$|^权重$|^分值$|来源$|^成果形式$",
        ),
        (Role.BINDING, r"^(?:指标)?(?:属性|性质|类型)$|类别属性"),
    )
)
_NAME = re.compile(
    r"^(?:主要|具体|考核|规划|发展|核心|绩效|评价|监测|控制|关键|总体|[一二三]级|分项|约束性|预期性|产出|数量|质量|量化|效益)?(?:指标|目标)"
    r"(?:名称|内容|项目?|体系)?$"
    r"|^[\u4e00-\u9fff]{0,6}名称$|^(?:指标|建设|考核|主要|工程|民生|实事|重点|任务|具体|工作|改造)?项目$"
    r"|^(?:指标|考核|项目)?内容$|^考核事项$"
    r"|^(?:类目|产品|品种|领域|类别|作物|分类|指标类别|类型)$"
)
_GROUP = re.compile(r"^(?:类目|领域|类别|分类|指标类别|类型|[一二]级指标)$")
_TASK = re.compile(
    r"^(?:20\d{2}年?)?(?:重点|主要|工作|具体|年度|预期|目标|实事|民生|改革|整改|建设|推进|任务|落实|实施|十件|十大|为民|保障)?"
    r"(?:重点|主要|工作|实事|目标|预期|建设)?(?:任务|举措|措施|事项|项目|内容|目标|要求|实事|清单|步骤|计划|成效|标准)"
    r"(?:清单|内容|分解|要求|目标|名称|[及和][\u4e00-\u9fff]{2,8})?$"
)
_TARGET_WORD = re.compile(
    r"^(?:(?:规划|预期|计划|年度|考核|任务|绩效|工作)?目标(?:值|数|量)?|(?:规划|预期|计划|指标|任务|目标)(?:值|数|量)"
    r"|目标任务(?:数|量)?|任务指标|计划)(?:\(.{1,10}\))?$"
)
_YEAR = re.compile(r"(?<!\d)20\d{2}(?!\d)(?![年.-]?\d)")
_PLAN = re.compile(r"十(?P<plan>[二三四五六七])五")
_PRESENT = re.compile(
    r"现状|基期|基数|基准|实际|完成(?!标准|要求|内容)|实绩|已达|现有|当前|上年|(?<!20\d\d年)预计|底数|十三五"
)
_AIMED = re.compile(r"目标|计划|规划值|预期|任务")
_NO_HEAD = re.compile(
    r"[。,;:《》]|(?:通知|方案|报告|意见|要点|总结|通报|公告|办法|分解表|清单|一览表|情况表)$"
)
# 年均增长(%) is measured over the whole period, and so is 五年累计.
_YEARLY = re.compile(r"年均|年平均")
_TOTAL = re.compile(r"[三四五]年累计|^累计|累计(?:值|数|量)?$")
_RISES = re.compile(r"增长|增速|增加|提高|提升|增幅|新增")
_FALLS = re.compile(r"下降|降低|减少|降幅|压减")
_UNIT_TAIL = re.compile(r"\((?P<unit>[%‰℃\u4e00-\u9fffA-Za-zμ/²³]{1,10})\)$")
_NO_UNIT = re.compile(r"目标|预期|规划|计划|累计|现状|年|期|基|实际|值|左右|约束")
# What is left of 2025年种植面积(万亩) once the date and the words of aim are gone.
_FRAME_WORDS = re.compile(
    r"20\d{2}(?:年度?)?|[“”\"']|十[二三四五六七]五|\([^()]{0,12}\)|(?:目标|预期|规划|计划|任务|指标)(?:值|数|量)?"
    r"|年度|全年|[上下]半年|达到|控制|完成|期间|时期|期末|年[底末]|累计|预计|力争"
)
_MEASURED = re.compile(
    r"(?:面积|产量|产值|投资|规模|里程|能力|率|比例|比重|人数|户数|个数|收入|资金|额|总量|数量|用量|存栏|出栏)$"
)
_FRAME_ENDS = "到至末底前达年度期内约为的-/、"


@lru_cache(maxsize=2048)
def read_role(text: str) -> Role | None:
    """What a short text says as the head of a column; None where it heads none."""
    if not text or len(text) > _LONGEST:
        return None
    for role, pattern in _ROLES:
        if pattern.search(text):
            return role
    if _NO_HEAD.search(text):
        return None
    if _NAME.search(text):
        return Role.NAME
    if _heads_values(text):
        return Role.PRESENT if _is_present(text) else Role.TARGET
    return Role.TASK if _TASK.search(text) else None


def _heads_values(text: str) -> bool:
    if _TARGET_WORD.search(text):
        return True
    dated = _YEAR.search(text) or _PLAN.search(text)
    if dated:  # 2025年底前建成驿亭6座 begins with a year, too, and heads nothing
        rest = read_measure(text)
        return dated.start() <= 6 and len(rest) <= _LONGEST_REST and not _DIGIT.search(rest)
    if len(text) > 12:
        return False
    return bool(_YEARLY.search(text) or _TOTAL.search(text)) or (
        _PRESENT.match(text) is not None and not text.endswith(("单位", "时间"))
    )


def _is_present(text: str) -> bool:
    return bool(_PRESENT.search(text)) and not _AIMED.search(text)


def is_group(text: str) -> bool:
    """类别, 一级指标: what it holds spans several rows, and names none of them."""
    return _GROUP.search(text) is not None


def is_plain_target(text: str) -> bool:
    """目标值 without a year: the head of its own columns, or dated by the table's caption."""
    return _TARGET_WORD.search(text) is not None


def read_column(text: str, written: date | None) -> Column:
    """The head of a column of values: for when, since when, and of what.

    Args:
        written: the notice's own date; a column of an earlier year is the present.
    """
    unit = _UNIT_TAIL.search(text)
    mentions = find_dates(text, written)
    coming = [mention for mention in mentions if mention.deadline]
    deadline = coming[-1].deadline if coming else _find_year(text)
    base = next((mention.year for mention in mentions if mention.role == "baseline"), None)
    falls = _FALLS.search(text)
    changes = falls or _RISES.search(text)
    is_over = deadline and written and deadline.year < written.year and "目标" not in text
    is_present = is_over or _is_present(text) or (base and not coming)
    measure = "" if _TARGET_WORD.search(text) else read_measure(text)
    return Column(
        role=Role.PRESENT if is_present else Role.TARGET,
        deadline=deadline,
        period_start=coming[-1].period_start if coming else None,
        baseline_year=base,
        change=("decrease" if falls else "increase") if changes else None,
        annual=_YEARLY.search(text) is not None,
        unit=unit["unit"] if unit and not _NO_UNIT.search(unit["unit"]) else None,
        measure=measure if _MEASURED.search(measure) and not changes else "",
    )


def read_measure(text: str) -> str:
    """What a head says besides its date and its aim: 2025年种植面积(万亩) -> 种植面积."""
    return _FRAME_WORDS.sub("", text).strip(_FRAME_ENDS)


def _find_year(text: str) -> date | None:
    """2025 without 年, and “十四五”目标, say a year too."""
    years = _YEAR.findall(text)
    if years:
        return date(int(years[-1]), 12, 31)
    plan = _PLAN.search(text)
    return date(plan_years("十" + plan["plan"])[1], 12, 31) if plan else None


def spans_the_plan(text: str) -> bool:
    """年均增长, 五年累计: over all the years between the present column and the last one."""
    return bool(_YEARLY.search(text) or _TOTAL.search(text))


def is_bare_head(text: str) -> bool:
    """目标值, 现状: without a year, so that it may span the years under it."""
    if read_role(text) not in (Role.TARGET, Role.PRESENT) or spans_the_plan(text):
        return False
    return _find_year(text) is None
