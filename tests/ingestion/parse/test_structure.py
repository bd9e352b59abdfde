"""Headings, sentences and the bodies that answer for them, in the layouts that notices have."""

# ruff: noqa: E501  (a passage stands on one line)

from __future__ import annotations

import pytest

from ingestion.parse import read_notice


def _headings(text: str) -> list[str]:
    return [section.heading for section in read_notice(text).sections]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("一、总体要求\n（一）思路。坚持创新。\n二、任务\n1.建网\n建设管网。", ["一、总体要求", "（一）思路", "二、任务", "1.建网"]),
        ("现提出如下意见。一、要求(一)思路。坚持创新。(二)目标。到2025年…。二、任务(一)建网。铺设管网。",
         ["一、要求", "(一)思路", "(二)目标", "二、任务", "(一)建网"]),
        ("第一章 总则\n第一条 为了节水，制定本办法。\n第二章 任务", ["第一章 总则", "第一条", "第二章 任务"]),
        ("## 一、任务\n（一） 建网。铺设管网。", ["一、任务", "（一） 建网"]),
        ("目  录\n一、任务……3\n二、保障……9\n一、任务\n建设管网。\n二、保障\n加强领导。", ["一、任务", "二、保障"]),
        ("一、任务\n（一）主要目标：到2025年建成泵站。", ["一、任务", "（一）主要目标"]),
        ("一、任务\n1.推进甲，实施乙。\n2.推进丙，实施丁。", ["一、任务"]),
    ],
)  # fmt: skip
def test_reads_headings(text: str, expected: list[str]) -> None:
    assert _headings(text) == expected


def test_a_section_ends_where_the_next_of_its_depth_begins() -> None:
    text = "一、甲\n（一）乙\n推进丙工作。\n二、丁\n推进戊工作。"
    notice = read_notice(text)
    assert [text[s.start : s.end].strip()[:2] for s in notice.sections] == ["一、", "（一", "二、"]
    assert [s.end for s in notice.sections] == [text.index("二、"), text.index("二、"), len(text)]
    assert [s.section for s in notice.sentences] == [("一、甲", "（一）乙"), ("二、丁",)]


def test_a_sentence_that_a_page_broke_is_one() -> None:
    text = "一、任务\n（一）治理。推动汽修、装修装饰等行业使用低挥发性有机物含\n- 3 -\n\n量原辅材料，减少排放。"
    (measure,) = read_notice(text).measures
    assert measure.text.startswith("推动汽修") and measure.text.endswith("减少排放")


def test_brackets_name_the_bodies_of_the_sentences_before_them() -> None:
    text = (
        "一、任务\n（一）节水。改造管网。建设泵站。（市水务局牵头，市财政局、市住建局配合）\n"
        "（二）节电。更换灯具。（牵头单位：市工信局；责任单位：各市、县（区）人民政府）\n（三）节地。盘活土地。"
    )
    bodies = [(m.lead, m.support) for m in read_notice(text).measures]
    water = (("市水务局",), ("市财政局", "市住建局"))
    assert bodies == [water, water, (("市工信局",), ("各市、县(区)人民政府",)), ((), ())]


def test_a_task_table_meets_its_items_by_title_though_its_numbers_are_shifted() -> None:
    text = (
        "一、任务\n（三）节水\n改造管网。\n（四）节电\n更换灯具。\n附件\n序号\t重点任务\t牵头单位\t配合单位\n"
        "1\t（一）节水\t市水务局\t市财政局、市住建局\n2\t（二）节电\t市工信局\t市商务局\n"
    )
    notice = read_notice(text)
    assert [(m.lead, m.support) for m in notice.measures] == [
        (("市水务局",), ("市财政局", "市住建局")),
        (("市工信局",), ("市商务局",)),
    ]


def test_an_indicator_table_gives_a_target_for_each_coming_year() -> None:
    text = (
        "节水规划\n云政发〔2021〕3号\n一、指标\n指标\t单位\t2020年\t2023年\t2025年\t属性\n"
        "用水总量\t亿立方米\t58\t59\t60\t约束性\n回用率\t%\t10\t≥15\t20以上\t预期性\n"
    )
    rows = [
        (t.indicator, t.comparator, str(t.value), t.unit, str(t.deadline), t.binding)
        for t in read_notice(text).targets
    ]
    assert rows == [
        ("用水总量", "eq", "59", "亿立方米", "2023-12-31", "约束性"),
        ("用水总量", "eq", "60", "亿立方米", "2025-12-31", "约束性"),
        ("回用率", "ge", "15", "%", "2023-12-31", "预期性"),
        ("回用率", "ge", "20", "%", "2025-12-31", "预期性"),
    ]


def test_a_news_lead_repeats_what_the_notice_promises() -> None:
    text = (
        "某网讯：近日，云泊市印发方案，提出到2025年，全市回用率达到20%。全文如下：\n"
        "节水方案\n一、主要目标\n到2025年，全市回用率达到20%。\n"
    )
    notice = read_notice(text)
    assert notice.metadata.is_repost
    assert [t.repeat for t in notice.targets] == [True, False]
