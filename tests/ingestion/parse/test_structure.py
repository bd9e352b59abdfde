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
        # what parts a title from its text: a space, a colon, the opener of a sentence
        ("一 目标\n到2025年建成泵站。\n二 重点任务\n建设管网。", ["一 目标", "二 重点任务"]),
        ("一、任务\n（一） 农用地整理 统筹推进低效园地整理，新增耕地300亩。\n（二）建设用地整理 有序腾退闲置宅基地。", ["一、任务", "（一） 农用地整理", "（二）建设用地整理"]),
        ("一、任务\n（一）加快 推进 管网 建设，提高水平。", ["一、任务"]),
        ("一、任务\n（一）数字赋能：组织服务商下乡。\n（二）融资服务：设立基金2亿元。", ["一、任务", "（一）数字赋能", "（二）融资服务"]),
        ("一、任务\n（一）开展下列检查：水库、泵站。\n（二）落实以下责任：防汛、抗旱。", ["一、任务"]),
        ("二、实施步骤\n第一步，摸底调查。2022年6月底前查清底数。\n第二步，试点先行。选择3个镇开展试点。", ["二、实施步骤", "第一步，摸底调查", "第二步，试点先行"]),
        ("一、明确任务,促进节水发展1、节水灌溉。\n铺设管网，推广滴灌。\n2、节水器具。\n更换器具，惠及居民。", ["一、明确任务,促进节水发展", "1、节水灌溉", "2、节水器具"]),
        ("一、人才\n9.名师项目。培养名师。\n10.121人才项目。培养人才。", ["一、人才", "9.名师项目", "10.121人才项目"]),
        ("一、园区\n（一）招商。\n1.建设3个产业园。推动30条生产线投产。", ["一、园区", "（一）招商"]),
    ],
)  # fmt: skip
def test_reads_headings(text: str, expected: list[str]) -> None:
    assert _headings(text) == expected


def test_titles_that_nothing_closes_on_the_one_line_of_a_notice() -> None:
    text = (
        "为满足群众健身需要，现提出如下意见。一、总体目标到2025年，全市人均体育场地面积达到2.8平方米以上，经常参加锻炼人数比例达到40%。"
        "二、重点任务（一）补齐场地短板新建体育公园6个，改造健身路径320条。支持利用屋顶、桥下空间建设嵌入式场地，鼓励学校体育场馆错时开放。"
        "（二）丰富赛事活动每年举办市级赛事50场以上，办好环湖马拉松，支持社会力量举办群众身边的小型赛事和展演活动，带动更多市民走向户外。"
        "三、保障措施（一）加大投入市财政“十四五”期间安排资金1.5亿元，引导社会资本参与建设运营。"
        "（二）强化督导各县（市、区）要建立工作台账，定期通报进展，对工作不力的予以约谈，确保各项任务按期完成并取得实效。"
    )
    assert _headings(text) == [
        "一、总体目标",
        "二、重点任务",
        "（一）补齐场地短板",
        "（二）丰富赛事活动",
        "三、保障措施",
        "（一）加大投入",
        "（二）强化督导",
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # labels on lines of their own, one behind the other
        ("一、任务\n1.节水\n改造管网。\n牵头单位：市水务局\n配合单位：市财政局、市总工会\n2.节电\n更换灯具。",
         [("市水务局", "市财政局、市总工会"), ("", "")]),
        # a bracket in the middle governs what stands before it, up to the last one
        ("一、任务\n（一）资金。争取补助。（市财政局负责）引导居民出资。（市住建局负责）", [("市财政局", ""), ("市住建局", "")]),
        ("一、任务\n（一）节水。改造管网。（市水务局牵头，市消防救援支队、各金融机构、各有关县、区按职责分工负责）",
         [("市水务局", "市消防救援支队、各金融机构、各有关县、区")]),
        ("一、任务\n（一）节水。改造管网。（责任单位：市水务局，各市、州、县人民政府）", [("", "市水务局、各市、州、县人民政府")]),
        # the first of the list leads, also in the lists that follow
        ("一、任务\n（一）节水。改造管网。（水利部、财政部等负责。列第一位者为牵头单位，下同）\n（二）节电。更换灯具。（能源局、财政部等负责）",
         [("水利部", "财政部"), ("能源局", "财政部")]),
        ("一、任务\n（一）园区。由县工业园区管委会负责，加快路网建设。", [("县工业园区管委会", "")]),
        # said in the heading, or right under it, of the text below
        ("一、任务\n（一）工业节水（责任单位：市工信局）\n改造园区。推广新工艺。\n（二）农业节水\n推广滴灌。", [("", "市工信局"), ("", "市工信局"), ("", "")]),
        ("一、任务\n（一）城镇节水\n牵头单位：市住建局；\n配合单位：市城管局\n改造管网。\n1.器具。更换龙头。（市财政局负责）\n（二）节电\n更换灯具。",
         [("市住建局", "市城管局"), ("市财政局", ""), ("", "")]),
        # a table abridges the heading
        ("一、任务\n（一）改造县城综合商贸服务中心\n推动超市下乡。\n附件\n任务\t牵头单位\t配合单位\n（一）改造商贸服务中心\t县商务局\t县住建局",
         [("县商务局", "县住建局")]),
    ],
)  # fmt: skip
def test_bodies_answer_for_what_stands_before_them(
    text: str, expected: list[tuple[str, str]]
) -> None:
    measures = read_notice(text).measures
    assert [("、".join(m.lead), "、".join(m.support)) for m in measures] == expected


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


def test_a_heading_that_says_how_much_is_a_goal_and_no_deed() -> None:
    notice = read_notice(
        "一、任务\n（一）完成造林100万亩\n加强抚育管护。\n（二）实施5大工程\n推进管网改造。"
    )
    assert [(t.indicator, str(t.value), t.unit) for t in notice.targets] == [
        ("造林", "100", "万亩")
    ]
    assert [m.text for m in notice.measures] == ["加强抚育管护", "推进管网改造"]
