"""Which sentences say what will be done, and by when; a level that is reached is no deed."""

# ruff: noqa: E501  (a passage stands on one line)

from __future__ import annotations

import pytest

from ingestion.parse import read_notice

_HEAD = "云泊市人民政府关于推进重点工作的通知\n云政发〔2021〕9号\n云泊市人民政府\n2021年5月1日\n一、重点工作\n（一）抓好落实。"
_RULE = "云泊市公园管理办法\n云政发〔2021〕9号\n"


def _read(text: str) -> list[str]:
    return [measure.text for measure in read_notice(text).measures]


@pytest.mark.parametrize(
    "deed",
    [
        # a date, and a deed at the head of the clause
        "2025年底前，治理侵蚀沟310条",
        "2024年除险加固水闸24孔，封填废弃机井65眼",
        "到2025年，更新公交车400辆、环卫车不少于120台",
        "2023年增殖放流苗种300万尾",
        "自2023年1月1日起实时发布空气质量信息",
        "2022—2024年，每年新增高效节水灌溉面积4万亩",
        # the deed stands behind its doer, its place or a level
        "各部门于3月底前报送年度目标",
        "到2025年，全省新建超低能耗建筑500万平方米",
        "2025年省级财政统筹安排资金不低于30亿元",
        "2025年装配式建筑占比达到20%，在土地出让条件中明确要求",
        "到明年底，信息化率提升至35%，布设监测点不少于4万个",
        "2024年底前配备率达到75%，所需经费由同级财政负担",
        "到2025年，参保人数达到780万人，稳步提高社会养老保险待遇水平",
        "目前覆盖率均在92%以上，要巩固成果，推动质量改善",
        "新建小区车位100%预留充电桩安装条件",
    ],
)
def test_a_sentence_of_deeds_is_a_measure(deed: str) -> None:
    assert _read(f"{_HEAD}{deed}。") == [deed]


@pytest.mark.parametrize(
    "level",
    [
        "到2025年，数据中心电能利用效率不高于1.25",
        "明年底前，清洁能源车比例达到50%",
        "到2024年，纳入目录的公共数据开放率达到90%以上",
        "到2025年，工业机器人应用密度达到260台/万人",
        "以2020年为基数，到2025年产业产值翻一番，塑料制品使用量减半",
        "2022—2025年，城镇年均新增就业24万人以上，城镇登记失业率控制在3.5%以内",
        "2025年参保率稳定在98%以上，财政补助420元",
        "到2025年底，三成以上的县通过督导评估",
        "改造面积90万平方米左右",
        "家庭教育普及率逐年提高",
        "涉农贷款增速不低于各项贷款平均增速",
        # said of the notice itself, and of who answers
        "本通知所称桥梁，包括人行天桥",
        "本通告自2022年2月1日起施行",
        "《云泊市建筑办法》与本意见不一致的，以本意见为准",
        "特此公告",
        "责任单位：市住建局",
        "预计2023年桥梁将超过300座",
    ],
)
def test_a_sentence_that_states_or_closes_is_none(level: str) -> None:
    assert _read(f"{_HEAD}{level}。") == []


@pytest.mark.parametrize(
    ("article", "is_measure"),
    [
        ("市园林主管部门建立公园名录，实行分级管理", True),
        ("各部门应当压减会议数量", True),
        ("每年对公园进行绩效评价", True),
        ("各县区每年公布开放时间", True),
        ("到2026年，公园达到15家，建立志愿服务机制", True),
        ("为加强公园管理，制定本办法", False),
        ("本办法所称公园，是指面积5000平方米以上的绿地", False),
        ("违反本办法的，处500元以下罚款", False),
        ("年满60周岁的老年人优先入园", False),
    ],
)
def test_an_article_of_a_rule_says_what_bodies_will_do(article: str, is_measure: bool) -> None:
    assert _read(f"{_RULE}第一条　{article}。") == ([article] if is_measure else [])


@pytest.mark.parametrize(
    ("passage", "deadline"),
    [
        ("对2000年前建成的农房实施改造。", "None"),
        ("深化改革，2020年已取消证明事项86项。", "None"),
        ("全年禁止燃放烟花爆竹。", "None"),
        ("2023年底前建成泵站3座。", "2023-12-31"),
        ("推进充电桩建设。（牵头单位：市能源局；完成时限：2025年12月底前）", "2025-12-31"),
    ],
)
def test_the_deadline_of_a_deed(passage: str, deadline: str) -> None:
    (measure,) = read_notice(_HEAD + passage).measures
    assert str(measure.deadline) == deadline


def test_a_heading_of_scope_or_past_holds_no_deeds() -> None:
    text = "一、改造范围\n2000年底前建成的小区。\n二、发展环境\n建成服务设施60个。\n三、附则\n本办法由县农业局解释。\n四、分解目标\n各局报送计划。"
    assert _read(text) == ["各局报送计划"]


def test_what_lies_behind_the_notice_is_no_deadline() -> None:
    text = f"{_HEAD}总结2020年工作经验，推广先进做法。2022年底前完成改造任务并组织验收。"
    dues = [measure.deadline for measure in read_notice(text).measures]
    assert [str(due) for due in dues] == ["None", "2022-12-31"]
