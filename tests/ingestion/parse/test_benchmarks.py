"""Levels that a notice names by reference: 高于全省平均水平."""

from __future__ import annotations

import pytest

from tests.ingestion.parse.reading import read_targets

LEVELS = [
    ("城镇调查失业率控制在全国平均水平以下", "控制在全国平均水平以下", "le"),
    ("固定资产投资增速保持在全省平均水平以上", "保持在全省平均水平以上", "ge"),
    ("全社会研发投入强度高于全国平均", "高于全国平均", "gt"),
    ("居民收入增速快于经济增速", "快于经济增速", "gt"),
    ("农村居民收入增速高于城镇居民收入增速", "高于城镇居民收入增速", "gt"),
    ("单位产值排放下降幅度大于全社会下降幅度", "大于全社会下降幅度", "gt"),
    ("涉农贷款增速不低于本地区各项贷款平均增速", "不低于本地区各项贷款平均增速", "ge"),
    ("居民收入增长与经济增长基本同步", "与经济增长基本同步", "eq"),
    ("劳动报酬增长与劳动生产率提高同步", "与劳动生产率提高同步", "eq"),
    ("耕地保有量不低于上级下达任务", "不低于上级下达任务", "ge"),
    ("主要污染物排放总量控制在省下达指标以内", "控制在省下达指标以内", "le"),
    ("粮食产量稳定在常年水平", "稳定在常年水平", "eq"),
    ("居民健康主要指标优于全省平均水平", "优于全省平均水平", "gt"),
    ("污水处理厂出水水质达到一级A标准", "达到一级A标准", "eq"),
    ("重点用能设备能效基本达到先进水平", "基本达到先进水平", "eq"),
    ("森林覆盖率稳居全省前三位", "稳居全省前三位", "eq"),
    ("主要指标增速保持全省前列", "保持全省前列", "eq"),
    ("每千人口护士数达到或超过全省平均水平", "达到或超过全省平均水平", "eq"),
    ("地表水水质达到或好于Ⅲ类", "达到或好于Ⅲ类", "eq"),
    ("环境空气质量达到二级标准", "达到二级标准", "eq"),
    ("污水处理厂出水达到一级A排放标准", "达到一级A排放标准", "eq"),
    ("单位产品能耗达到国内先进值", "达到国内先进值", "eq"),
    ("综合机械化率追平全省平均水平", "追平全省平均水平", "eq"),
    ("公路里程居全省第3位", "居全省第3位", "eq"),
    ("煤炭消费总量与上年基本持平", "与上年基本持平", "eq"),
    ("用水总量控制在市下达指标内", "控制在市下达指标内", "le"),
    ("氮氧化物排放总量完成省定减排任务", "完成省定减排任务", "eq"),
    ("研发投入增速高于“十三五”时期增速", "高于“十三五”时期增速", "gt"),
]
NO_LEVELS = [
    "生态文明建设达到新水平",
    "推动产业向先进水平看齐",
    "对标全国平均水平查找短板",
    "完成各项任务",
    "与周边城市同步推进",
    "新建项目单位产品取水量不得高于国内先进值",
]


@pytest.mark.parametrize(("said", "quote", "comparator"), LEVELS)
def test_a_level_by_reference_is_a_benchmark(said: str, quote: str, comparator: str) -> None:
    (target,) = read_targets(f"到2025年，{said}。")
    assert (target.kind, target.quote, target.comparator) == ("benchmark", quote, comparator)
    assert target.indicator == said.removesuffix(quote)
    assert (target.value, target.unit) == (None, None)


@pytest.mark.parametrize("said", NO_LEVELS)
def test_a_vision_is_no_benchmark(said: str) -> None:
    assert read_targets(f"到2025年，{said}。") == []


def test_a_benchmark_right_behind_a_number_is_of_the_same_thing() -> None:
    number, level = read_targets("到2025年，人均受教育年限达到12年，高于全国平均水平。")
    assert (number.indicator, number.value) == ("人均受教育年限", 12)
    assert (level.indicator, level.quote, level.kind) == (
        "人均受教育年限",
        "高于全国平均水平",
        "benchmark",
    )
