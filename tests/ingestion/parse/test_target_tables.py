"""Tables, in whatever layout survived the page: cells parted by tabs, bars, spaces or lines."""

from __future__ import annotations

import pytest

from ingestion.models import Target
from ingestion.parse import read_notice
from tests.ingestion.parse.reading import read_targets

_TABLE = "\n二、主要指标\n指标\t单位\t2020年\t2025年目标\t属性\n{row}\n"
CASES = [
    ("单位产值能耗降低\t%\t—\t14\t约束性", ("单位产值能耗", "decrease", None, False)),
    ("万元产值取水比2020年下降（%）\t—\t—\t16\t约束性", ("万元产值取水", "decrease", 2020, False)),
    ("造林面积年均增长\t%\t3\t5\t预期性", ("造林面积", "increase", None, True)),
    ("单位产值能耗降低率\t%\t—\t14\t约束性", ("单位产值能耗降低率", None, None, False)),
    ("绿色贷款增速\t%\t8\t10\t预期性", ("绿色贷款增速", None, None, False)),
    ("绿地率\t%\t38\t41\t约束性", ("绿地率", None, None, False)),
    ("苗圃面积\t万亩\t3\t增加2\t预期性", ("苗圃面积", "increase", None, False)),
    ("苗圃面积\t万亩\t3\t[2.5]\t预期性", ("苗圃面积", None, None, False)),
    ("造林面积\t万亩\t—\t年均3.5\t预期性", ("造林面积", None, None, True)),
]  # fmt: skip


@pytest.mark.parametrize(("row", "expected"), CASES, ids=[row for row, _ in CASES])
def test_a_change_is_never_read_as_a_level(
    row: str, expected: tuple[str, str | None, int | None, bool]
) -> None:
    (target,) = read_targets(_TABLE.format(row=row))
    read = (target.indicator, target.change, target.baseline_year, target.annual)
    assert read == expected


def _tell(target: Target) -> str:
    """绿地率 ge 41 % 2025-12-31 约束性: a row on one line, what is not said left out."""
    high = f"~{target.value_high}" if target.value_high is not None else ""
    value = f"{target.value}{high}" if target.value is not None else target.quote
    parts = [
        target.indicator, target.comparator, value, target.unit, target.change,
        "annual" if target.annual else None, target.scope,
        target.period_start and f"{target.period_start}..",
        target.deadline and str(target.deadline), target.binding,
    ]  # fmt: skip
    return " ".join(part for part in parts if part)


VALUES = [
    ("≥5", "ge 5 家"),
    ("＞90%", "gt 90 %"),
    ("15—18", "range 15~18 家"),
    ("18左右", "approx 18 家"),
    ("［3.5］", "eq 3.5 家"),
    ("累计30", "eq 30 家"),
    ("1,250", "eq 1250 家"),
    ("1.2万", "eq 1.2 万家"),
    ("120家以上", "ge 120 家"),
    ("控制在3以内", "le 3 家"),
    ("不低于7", "ge 7 家"),
    ("≤0.5", "le 0.5 家"),
    ("95%—98%", "range 95~98 %"),
    ("力争达到60", "eq 60 家"),
    ("2.7:1", "eq 2.7 家"),
    ("约40", "approx 40 家"),
    ("30（累计）", "eq 30 家"),
    ("下降12%", "eq 12 % decrease"),
    ("稳定在8以上", "ge 8 家"),
    ("0", "eq 0 家"),
    ("—", None),
    ("持续下降", None),
    ("/", None),
    ("", None),
    ("全覆盖", None),
    ("2025年", None),
    ("6月底", None),
    ("Ⅲ类", None),
    ("三级", None),
]


@pytest.mark.parametrize(("cell", "expected"), VALUES, ids=[cell for cell, _ in VALUES])
def test_a_cell_says_a_quantity_or_nothing(cell: str, expected: str | None) -> None:
    table = f"\n二、主要指标\n指标\t单位\t2020年\t2025年目标\n示范茶场\t家\t2\t{cell}\n"
    told = [_tell(target) for target in read_targets(table)]
    assert told == ([f"示范茶场 {expected} 2025-12-31"] if expected else [])


# What a page leaves of a table, and what a careful reader makes of it.
TABLES = {
    "widened heads": (
        "装备名称\t计量单位\t2020年实际\t到2023年\t2025年（预期）\n无人巡护机\t架\t4\t10\t≥16\n",
        ["无人巡护机 eq 10 架 2023-12-31", "无人巡护机 ge 16 架 2025-12-31"],
    ),
    "a present without a year": (
        "项目\t单位\t基期\t目标值（2024年）\n芦苇湿地修复\t公顷\t12\t40\n",
        ["芦苇湿地修复 eq 40 公顷 2024-12-31"],
    ),
    "a plan's name for a year": (
        "考核内容\t“十三五”完成\t“十四五”目标\n育苗能力（万株）\t120\t≥300\n",
        ["育苗能力 ge 300 万株 2025-12-31"],
    ),
    "two header rows": (
        "指标\t单位\t现状值\t目标值\t属性\n2020年\t2023年\t2025年\n藻类监测断面\t个\t6\t9\t12\t预期性\n",
        ["藻类监测断面 eq 9 个 2023-12-31 预期性", "藻类监测断面 eq 12 个 2025-12-31 预期性"],
    ),
    "two header rows of one width": (
        "指标\t单位\t现状值\t目标值\t\n\t\t2020年\t2023年\t2025年\n藻类监测断面\t个\t6\t9\t12\n",
        ["藻类监测断面 eq 9 个 2023-12-31", "藻类监测断面 eq 12 个 2025-12-31"],
    ),
    "a category spans rows": (
        "类别\t序号\t指标\t单位\t2020年\t2025年\t属性\n"
        "生态\t1\t林草覆盖率\t%\t51\t55\t约束性\n2\t湿地保护率\t%\t48\t≥52\t预期性\n"
        "民生\t3\t村卫生室标准化率\t%\t90\t100\t预期性\n",
        [
            "林草覆盖率 eq 55 % 2025-12-31 约束性",
            "湿地保护率 ge 52 % 2025-12-31 预期性",
            "村卫生室标准化率 eq 100 % 2025-12-31 预期性",
        ],
    ),
    "a group on a row of its own": (
        "序号\t指标\t单位\t2020年\t2025年\n一、生态保护\n1\t林草覆盖率\t%\t51\t55\n二、民生改善\n2\t养老床位\t张\t80\t160\n",
        ["林草覆盖率 eq 55 % 2025-12-31", "养老床位 eq 160 张 2025-12-31"],
    ),
    "units in the names, parts and footnotes": (
        "指标名称\t2020年\t2025年\n1.蔬菜产量（万吨）*\t30\t36\n其中：叶菜（万吨）\t9\t12\n（2）5G基站（座）\t40\t260\n注：*为年度数。\n",
        [
            "蔬菜产量 eq 36 万吨 2025-12-31",
            "叶菜 eq 12 万吨 2025-12-31",
            "5G基站 eq 260 座 2025-12-31",
        ],
    ),
    "an average over the period": (
        "指标\t2020年\t2025年\t年均增长（%）\t属性\n渔业总产值（亿元）\t20\t30\t8.4\t预期性\n",
        [
            "渔业总产值 eq 30 亿元 2025-12-31 预期性",
            "渔业总产值 eq 8.4 % increase annual 2021-01-01.. 2025-12-31 预期性",
        ],
    ),
    "a sum over the period": (
        "指标\t单位\t2020年\t2025年\t五年累计\n新造竹林\t万亩\t1\t2\t9\n",
        ["新造竹林 eq 2 万亩 2025-12-31", "新造竹林 eq 9 万亩 2021-01-01.. 2025-12-31"],
    ),
    "averages and [sums] in one column": (
        "指标\t单位\t2020年\t2025年\t年均增速/[累计]\n渔业总产值\t亿元\t20\t30\t8.4%\n",
        [
            "渔业总产值 eq 30 亿元 2025-12-31",
            "渔业总产值 eq 8.4 % increase annual 2021-01-01.. 2025-12-31",
        ],
    ),
    "a caption says the unit and the year": (
        "表2 2023年育苗目标表\n（单位：万株）\n品种\t现状\t目标值\n"
        "油茶苗\t20\t45\n香榧苗\t—\t8以上\n",
        ["油茶苗 eq 45 万株 2023-12-31", "香榧苗 ge 8 万株 2023-12-31"],
    ),
    "a level by reference": (
        "指标\t单位\t2020年\t2025年\n城镇调查失业率\t%\t5.1\t低于全省平均水平\n水库水质达标率\t%\t92\t完成省下达目标任务\n",
        [
            "城镇调查失业率 lt 低于全省平均水平 2025-12-31",
            "水库水质达标率 eq 完成省下达目标任务 2025-12-31",
        ],
    ),
    "bars at one end only": (
        "指标 | 单位 | 2020年 | 2025年 |\n栈道里程 | 公里 | 3 | 11 |\n",
        ["栈道里程 eq 11 公里 2025-12-31"],
    ),
    "transposed": (
        "主要指标\t稻渔面积\t藕田面积\n单位\t万亩\t亩\n2025年目标值\t6\t≥900\n属性\t约束性\t预期性\n",
        ["稻渔面积 eq 6 万亩 2025-12-31 约束性", "藕田面积 ge 900 亩 2025-12-31 预期性"],
    ),
    "transposed, labels on lines of their own": (
        "主 要 指 标 |\n稻渔面积 | 菌菇产值与耗料比 | 渔家乐接待人次 |\n"
        "2023 年 目 标 值 |\n＞6万亩 | 2.5 | 3万人次 |\n"
        "属 性 | 约束性 | 预期性 | 预期性 |\n",
        [
            "稻渔面积 gt 6 万亩 2023-12-31 约束性",
            "菌菇产值与耗料比 eq 2.5 1 2023-12-31 预期性",
            "渔家乐接待人次 eq 3 万人次 2023-12-31 预期性",
        ],
    ),
    "a cell a line": (
        "序号\n指标\n单位\n2020年\n2025年\n属性\n1\n苇田面积\n万亩\n2\n3\n约束性\n2\n鹭鸟巢区\n处\n—\n14\n预期性\n"
        "各乡镇要对照指标抓好落实，建成苇编工坊6家。\n",
        [
            "苇田面积 eq 3 万亩 2025-12-31 约束性",
            "鹭鸟巢区 eq 14 处 2025-12-31 预期性",
            "苇编工坊 eq 6 家",
        ],
    ),
    "a cell a line, blank lines between, no numbers": (
        "指标\n\n单位\n\n2020年\n\n2025年\n\n苇田面积\n\n万亩\n\n2\n\n3\n\n鹭鸟巢区\n\n处\n\n—\n\n14左右\n\n"
        "各乡镇要对照指标抓好落实，建成苇编工坊6家。\n",
        [
            "苇田面积 eq 3 万亩 2025-12-31",
            "鹭鸟巢区 approx 14 处 2025-12-31",
            "苇编工坊 eq 6 家",
        ],
    ),
    "a cell a line under two header rows": (
        "指标\n单位\n现状值\n目标值\n2020年\n2023年\n2025年\n苇田面积\n（万亩）\n万亩\n2\n2.5\n3\n",
        ["苇田面积 eq 2.5 万亩 2023-12-31", "苇田面积 eq 3 万亩 2025-12-31"],
    ),
    "a cell a line with groups": (
        "序号\n指标名称\n2020年\n2025年\n一、湿地\n1\n苇田面积（万亩）\n2\n3\n二、鸟类\n2\n鹭鸟巢区（处）\n9\n14\n",
        ["苇田面积 eq 3 万亩 2025-12-31", "鹭鸟巢区 eq 14 处 2025-12-31"],
    ),
    "a cell a line with a category that spans rows": (
        "类别\n指标\n单位\n2020年\n2025年\n湿地\n苇田面积\n万亩\n2\n3\n湿地保护率\n%\n50\n55\n鸟类\n鹭鸟巢区\n处\n9\n14\n",
        [
            "苇田面积 eq 3 万亩 2025-12-31",
            "湿地保护率 eq 55 % 2025-12-31",
            "鹭鸟巢区 eq 14 处 2025-12-31",
        ],
    ),
    "columns of spaces": (
        "指标名称        单位    2025年目标\n"
        "新增藕田       亩      ≥500\n塘堰个数      个      22\n",
        ["新增藕田 ge 500 亩 2025-12-31", "塘堰个数 eq 22 个 2025-12-31"],
    ),
    "single spaces": (
        "序号 指标 单位 2020年 2025年 属性\n"
        "1 苇田面积 万亩 2 3 约束性\n2 A级 渔家乐 家 9 ≥14 预期性\n",
        [
            "苇田面积 eq 3 万亩 2025-12-31 约束性",
            "A级渔家乐 ge 14 家 2025-12-31 预期性",
        ],
    ),
    "a page's number and a broken name between the cells": (
        "序号\n指标\n单位\n2020年\n2025年\n1\n苇田面积\n万亩\n2\n3\n- 7 -\n2\n"
        "县域内主要湖泊\n鹭鸟巢区\n处\n9\n14\n"
        "3\n湿地保护率\n%\n50\n55\n",
        [
            "苇田面积 eq 3 万亩 2025-12-31",
            "县域内主要湖泊鹭鸟巢区 eq 14 处 2025-12-31",
            "湿地保护率 eq 55 % 2025-12-31",
        ],
    ),
    "a task shared out among places": (
        "2023年各县区油茶新造任务分解表\n序号\t县（市、区）\t任务数（亩）\t备注\n1\t云岭县\t1200\t\n2\t溪口区\t—\t\n"
        "合计\t\t3600\t\n",
        ["油茶新造 eq 1200 亩 云岭县 2023-12-31", "油茶新造 eq 3600 亩 2023-12-31"],
    ),
    "places and two deeds": (
        "游步道建设任务分配表\n县区\t2022年新建（公里）\t2023年改造（公里）\n云岭县\t12\t≥8\n",
        ["新建游步道 eq 12 公里 云岭县 2022-12-31", "改造游步道 ge 8 公里 云岭县 2023-12-31"],
    ),
    "a scope in the name, a remark beside the unit": (
        "指标\t2025年\n全市林木蓄积量（万立方米，累计）\t310\n",
        ["林木蓄积量 eq 310 万立方米 全市 2025-12-31"],
    ),
    "a row for each year": (
        "年份\t苇田面积（万亩）\t鹭鸟巢区（处）\n2020年\t1\t2\n2022年\t1.5\t6\n2023年\t3\t≥14\n",
        [
            "苇田面积 eq 1.5 万亩 2022-12-31",
            "鹭鸟巢区 eq 6 处 2022-12-31",
            "苇田面积 eq 3 万亩 2023-12-31",
            "鹭鸟巢区 ge 14 处 2023-12-31",
        ],
    ),
    "transposed, a cell a line": (
        "主要指标\n苇田面积\n鹭鸟巢区\n2025年目标值\n3万亩\n14处\n属性\n约束性\n预期性\n各县区要抓好落实。\n",
        ["苇田面积 eq 3 万亩 2025-12-31 约束性", "鹭鸟巢区 eq 14 处 2025-12-31 预期性"],
    ),
    "all in one line": (
        "为落实规划，全市上下要凝心聚力，担当作为。　　" * 14
        + "序号　　指标　　单位　　2020年　　2025年　　"
        "1　　苇田面积　　万亩　　2　　3　　2　　鹭鸟巢区　　处　　9　　14\n",
        ["苇田面积 eq 3 万亩 2025-12-31", "鹭鸟巢区 eq 14 处 2025-12-31"],
    ),
    "a wide range and words of no measure": (
        "指标\t单位\t2020年基准值\t2025年规划控制值\n苇箔产销\t片\t2万\t10万—15万\n",
        ["苇箔产销 range 10~15 万片 2025-12-31"],
    ),
    "the column says what is measured": (
        "作物\t2025年种植面积（万亩）\t2025年总产量（万吨）\n荞麦\t6\t1.1\n",
        [
            "荞麦种植面积 eq 6 万亩 2025-12-31",
            "荞麦总产量 eq 1.1 万吨 2025-12-31",
        ],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("table", "rows"), TABLES.values(), ids=TABLES.keys())
def test_a_table_is_read_whatever_its_layout(table: str, rows: list[str]) -> None:
    assert [_tell(target) for target in read_targets(f"\n二、主要指标\n{table}")] == rows


PROSE = {
    "short lines under heads": (
        "主要指标\n目标值\n湿地保护率达到55%\n苇田面积稳定在3万亩\n鹭鸟巢区达到14处\n",
        ["湿地保护率 eq 55 %", "苇田面积 eq 3 万亩", "鹭鸟巢区 eq 14 处"],
    ),
    "a numbered list behind a word that heads columns": (
        "重点任务\n1\n建成驿亭6座\n2\n改建渡口2处\n",
        ["驿亭 eq 6 座", "改建渡口 eq 2 处"],
    ),
    "a table that has ended": (
        "指标\n单位\n2025年\n苇田面积\n万亩\n3\n各县区要抓好落实。\n改建渡口\n处\n9\n",
        ["苇田面积 eq 3 万亩 2025-12-31"],
    ),
}


@pytest.mark.parametrize(("text", "rows"), PROSE.values(), ids=PROSE.keys())
def test_prose_beside_tables_stays_prose(text: str, rows: list[str]) -> None:
    assert [_tell(target) for target in read_targets(f"\n二、主要任务\n{text}")] == rows


_TASK_HEAD = (
    "云泊市人民政府办公室关于印发2021年民生实事的通知\n云政办发〔2020〕90号\n各县区人民政府：\n"
    "现印发给你们。\n云泊市人民政府办公室\n2020年12月28日\n2021年民生实事任务分解表\n"
)
TASKS = {
    "a month, of the title's year": (
        "实事项目\t工作任务\t责任单位\t完成时间\n一、出行\t建成驿亭6座\t市交通局\t11月\n便民\t改建渡口2处。\t市水利局\t10月底\n",
        ["驿亭 eq 6 座 2021-11-30", "改建渡口 eq 2 处 2021-10-31"],
    ),
    "years with points, seasons, and no date": (
        "序号\t任务\t计划完成时间\t牵头单位\n1\t建成驿亭6座\t2021.12\t市交通局\n2\t改建渡口2处\t三季度\t市水利局\n"
        "3\t购置渡船9艘\t长期\t市水利局\n4\t新增泊位12个\t2022年6月底前\t市水利局\n",
        [
            "驿亭 eq 6 座 2021-12-31",
            "改建渡口 eq 2 处 2021-09-30",
            "渡船 eq 9 艘",
            "泊位 eq 12 个 increase 2022-06-30",
        ],
    ),
    "a date of its own goes first": (
        "序号\t重点任务\t责任单位\t完成时限\n1\t2021年3月底前建成驿亭6座，年底前改建渡口2处\t市交通局\t全年\n",
        ["驿亭 eq 6 座 2021-03-31", "改建渡口 eq 2 处 2021-12-31"],
    ),
    "cells that span rows": (
        "实事项目\t工作任务\t完成时间\t责任单位\n出行\t建成驿亭6座\t9月底\t市交通局\n改建渡口2处\t10月底\t市水利局\n",
        ["驿亭 eq 6 座 2021-09-30", "改建渡口 eq 2 处 2021-10-31"],
    ),
    "phrases, a cell a line": (
        "序号\n2021年预期目标\n责任单位\n1\n渔业产值增长5.5%左右\n市渔业局\n2\n船工收入增长6%以上\n市人力资源社会保障局\n"
        "3\n水库水质完成年度目标任务\n市生态环境局\n",
        [
            "渔业产值 approx 5.5 % increase 2021-12-31",
            "船工收入 ge 6 % increase 2021-12-31",
            "水库水质 eq 完成年度目标任务 2021-12-31",
        ],
    ),
    "a cell a line, without numbers": (
        "工作任务\n责任单位\n完成时限\n建成驿亭6座\n市交通局\n9月底\n改建渡口2处\n市水利局、市交通局\n10月底\n各单位要按月报送进展。\n",
        ["驿亭 eq 6 座 2021-09-30", "改建渡口 eq 2 处 2021-10-31"],
    ),
    "projects with their size and money": (
        "项目名称\t建设内容\t建设年限\t2021年计划投资（万元）\t责任单位\n望江渡口\t改建渡口2处\t2020-2022\t800\t市水利局\n",
        ["改建渡口 eq 2 处 2020-01-01.. 2022-12-31", "望江渡口投资 eq 800 万元 2021-12-31"],
    ),
    "a row that is all dates and tasks is no header": (
        "任务\t责任单位\t完成时间\n2021年底前建成驿亭6座\t市交通局\t2021年底\n2021年改建渡口2处\t市水利局\t2021年9月\n",
        ["驿亭 eq 6 座 2021-12-31", "改建渡口 eq 2 处 2021-12-31"],
    ),
    "what has been done is no promise": (
        "序号\t工作任务\t责任单位\t完成情况\n1\t建成驿亭6座\t市交通局\t驿亭主体已完工\n",
        ["驿亭 eq 6 座"],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("table", "rows"), TASKS.values(), ids=TASKS.keys())
def test_a_row_of_tasks_has_its_own_deadline(table: str, rows: list[str]) -> None:
    notice = read_notice(_TASK_HEAD + table)
    assert [_tell(target) for target in notice.targets] == rows
