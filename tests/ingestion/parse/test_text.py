"""Lines to paragraphs: what a page broke is one, what stands alone stays alone, marks say nothing."""

# ruff: noqa: E501  (a passage stands on one line)

from __future__ import annotations

import pytest

from ingestion.parse.text.blocks import split_blocks
from ingestion.parse.text.folding import fold_text

_WRAPPED = (
    "各区要把管网改造列入年度计划并与道路同步建设推进\n老旧泵站更新改造工作加强运行维护管理和水质监测定\n"
    "期向社会公布水质信息接受监督逐步建立起从水源到水\n龙头的全过程监管体系和应急供水保障机制确保供水安\n"
    "全稳定可靠满足城乡居民对优质饮用水的需要同时严格\n控制管网漏损率积极推广节水器具和再生水利用技术不\n"
    "断提高用水效率\n"
)


def _read(text: str) -> list[str]:
    return [block.text for block in split_blocks(fold_text(text))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # an entity and a mark of Markdown go whole
        ("到&nbsp;2025&nbsp;年，覆盖率达到&emsp;62%。", ["到2025年,覆盖率达到62%。"]),
        ("&nbsp;&nbsp;&nbsp;&nbsp;1.&nbsp;新建泵站7座。", ["1.新建泵站7座。"]),
        ("**（二）壮大主体。**引进企业**35**家。", ["(二)壮大主体。引进企业35家。"]),
        ("### （一）建网\n铺设管网，2026年完工。", ["(一)建网", "铺设管网,2026年完工。"]),
        # a number or a word that a line's end cuts
        ("扩建物资储备库，面积达0.\n45万平方米。", ["扩建物资储备库,面积达0.45万平方米。"]),
        ("2025\n年6月底前建成监测点。", ["2025年6月底前建成监测点。"]),
        ("每万人拥有社区工作者18人以\n上，每年轮训一遍。", ["每万人拥有社区工作者18人以上,每年轮训一遍。"]),
        ("到2025年，服务设施覆盖率达\n到85%。", ["到2025年,服务设施覆盖率达到85%。"]),
        ("覆盖率达7\u200b1%左右。", ["覆盖率达71%左右。"]),
        ("到2025年，覆盖率达到85%，每百户居民拥有综合服务设施面积不低于35平\n方米，床位不少于15张。", ["到2025年,覆盖率达到85%,每百户居民拥有综合服务设施面积不低于35平方米,床位不少于15张。"]),
        ("推进城区老旧管网改造，完成改造85公里以上，惠及居民2万户\n加强水源地保护，完成界碑设置120块", ["推进城区老旧管网改造,完成改造85公里以上,惠及居民2万户", "加强水源地保护,完成界碑设置120块"]),
        # a page number stands inside the sentence
        ("各区要加强管理。“十四五”期间\n\n- 4 -\n\n新建泵站15座。", ["各区要加强管理。“十四五”期间新建泵站15座。"]),
        # lines that stand alone, long or short
        ("各市要在2020年12月底前完成乡镇水源保护区划定工作\n依法设置界碑和宣传牌", ["各市要在2020年12月底前完成乡镇水源保护区划定工作", "依法设置界碑和宣传牌"]),
        ("2022年预期目标任务分解表（节选自云泊市政府工作报告全文）。附表\n序号\n指标名称\n责任单位", ["2022年预期目标任务分解表(节选自云泊市政府工作报告全文)。附表", "序号", "指标名称", "责任单位"]),
        ("名称: 云泊市人民政府关于印发云泊市质量强市建设纲要的通知\n\n各县（市、区）人民政府：", ["名称:云泊市人民政府关于印发云泊市质量强市建设纲要的通知", "各县(市、区)人民政府:"]),
        # the stop of another script, which closes no marker and no number
        ("一、压减强度. 到 2020 年减船150 艘. 严格休渔.\n二. 任务", ["一、压减强度。到2020年减船150艘。严格休渔。", "二.任务"]),
        # what belongs to the page
        ("首页 > 公开 > 正文\n建设泵站3座。\n相关链接：\n· 云泊市去年建成泵站9座\n上一篇：无", ["建设泵站3座。"]),
    ],
)  # fmt: skip
def test_lines_become_paragraphs(text: str, expected: list[str]) -> None:
    assert _read(text) == expected


def test_a_text_set_to_a_width_is_joined_though_no_stop_tells_it() -> None:
    assert _read(_WRAPPED) == [_WRAPPED.replace("\n", "")]
    assert len(_read("各区要加强管理\n" * 9)) == 9
