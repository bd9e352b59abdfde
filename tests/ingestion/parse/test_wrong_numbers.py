"""Numbers that are easily published wrong, in a notice of March 2023: what must come out of each."""

# ruff: noqa: E501  (a passage stands on one line)

from __future__ import annotations

import pytest

from ingestion.models import Target
from tests.ingestion.parse.reading import read_targets

HEAD = (
    "云泊市人民政府关于印发行动方案的通知\n云政发〔2023〕9号\n云泊市人民政府\n2023年3月15日\n"
    "一、重点工作\n（一）抓好落实。"
)
# indicator, comparator, value, unit; then a change and a deadline where they are what is asked
RIGHT = [
    # two numbers that are one
    ("总投资达到3亿5000万元。", ["总投资 eq 3.5 亿元"]),
    ("用水总量控制在12亿3400万立方米以内。", ["用水总量 le 12.34 亿立方米"]),
    ("总投资1万2千亿元。", ["总投资 eq 1.2 万亿元"]),
    ("产量达到2亿3千万吨。", ["产量 eq 2.3 亿吨"]),
    ("新增造林一百二十五点六万亩。", ["造林 eq 125.6 万亩 increase"]),
    ("建成站点四十个、回收点一百零八处。", ["站点 eq 40 个", "回收点 eq 108 处"]),
    # a comparator with a negation
    ("逾期率未超过2%。", ["逾期率 le 2 %"]),
    ("合格率未低于98%。", ["合格率 ge 98 %"]),
    ("用水总量不再超过5亿立方米。", ["用水总量 le 5 亿立方米"]),
    ("到2025年，失业率不到5%。", ["失业率 lt 5 % 2025-12-31"]),
    ("单位能耗不足0.3吨标准煤。", ["单位能耗 lt 0.3 吨标准煤"]),
    ("漏损率低于或等于2%。", ["漏损率 le 2 %"]),
    ("产值逾1000亿元。", ["产值 gt 1000 亿元"]),
    # a ratio whose first number says nothing
    ("城乡居民收入比缩小到1:2.5。", []),
    ("置换比例达到1.25:1。", ["置换比例 eq 1.25 1"]),
    # which date
    ("到2025年，全年优良天数达到310天以上。", ["优良天数 ge 310 天 2025-12-31"]),
    ("到2025年，覆盖率达到42%以上（2030年达到45%）。", ["覆盖率 ge 42 % 2025-12-31"]),
    ("到2025年，利用率达到85%以上（2022年为80%）。", ["利用率 ge 85 % 2025-12-31"]),
    ("建成泵站3座（2025年12月底前）。", ["泵站 eq 3 座 2025-12-31"]),
    (
        "根据《2030年前某某行动方案》，新增装机300万千瓦。",
        ["根据《2030年前某某行动方案》装机 eq 300 万千瓦 increase"],
    ),
    ("按照2035年远景目标，新增绿地100公顷。", ["绿地 eq 100 公顷 increase"]),
    (
        "到2025、2030年，利用率分别达到35%、45%。",
        ["利用率 eq 35 % 2025-12-31", "利用率 eq 45 % 2030-12-31"],
    ),
    (
        "到2023年、2025年、2030年，利用率达到60%、80%、100%。",
        ["利用率 eq 60 % 2023-12-31", "利用率 eq 80 % 2025-12-31", "利用率 eq 100 % 2030-12-31"],
    ),
    (
        "2023年上半年完成投资10亿元，下半年完成投资20亿元。",
        ["投资 eq 10 亿元 2023-06-30", "投资 eq 20 亿元 2023-12-31"],
    ),
    (
        "到2025年5月，建成泵站3座，到11月，建成泵站5座。",
        ["泵站 eq 3 座 2025-05-31", "泵站 eq 5 座 2025-11-30"],
    ),
    (
        "力争到2021、2022、2023、2024、2025年分别建成泵站1座、2座、3座、4座、5座。",
        [f"泵站 eq {number} 座 {2020 + number}-12-31" for number in range(1, 6)],
    ),
    # what only looks like a norm
    ("严格执行节水标准，用水效率提高10%。", ["用水效率 eq 10 % increase"]),
    ("将预警响应时间缩短到10分钟以内。", ["预警响应时间 le 10 分钟"]),
    ("小学生均公用经费650元/人。", ["小学生均公用经费 eq 650 元/人"]),
    # a unit said once
    ("甲产量、乙产量分别达到0.05、2万吨。", ["甲产量 eq 0.05 万吨", "乙产量 eq 2 万吨"]),
    ("分别改造甲路、乙路10万和30万平方米。", ["改造甲路 eq 10 万平方米", "乙路 eq 30 万平方米"]),
    # what stands beside the number
    ("建成充电桩3000个（含已建成500个）。", ["充电桩 eq 3000 个"]),
    ("能耗强度较2020年（0.52吨标准煤/万元）下降13.5%。", ["能耗强度 eq 13.5 % decrease"]),
    ("处理能力较2020年的1800吨/日增加1200吨/日。", ["处理能力 eq 1200 吨/日 increase"]),
    ("能耗比2020年下降19%以上，力争达到20%。", ["能耗 ge 19 % decrease", "能耗 eq 20 % decrease"]),
    ("消纳责任权重达到25%以上。", ["消纳责任权重 ge 25 %"]),
]
NO_TARGETS = [
    "全市总人口320万人，总面积1.2万平方公里，年降水量400毫米。",
    "居民垃圾处理费2.5元/吨。",
    "存在的问题是覆盖率仅为60%，低于全省平均水平5个百分点。",
    "严格执行《某某排放标准》，颗粒物浓度不高于30毫克/立方米。",
    "公共建筑室内温度夏季不低于26℃。",
    "红色预警时，企业减排比例不低于40%。",
    "今年以来，全市共完成造林3万亩。",
    "在全省11个市中率先完成。",
    "推进6G、IPv6部署。",
    "对覆盖率未达到80%的单位予以通报。",
    "撤并学生不足30人的教学点。",
]


def _show(target: Target) -> str:
    said = [
        target.indicator,
        target.comparator,
        target.value,
        target.unit,
        target.change,
        target.deadline,
    ]
    return " ".join(str(one) for one in said if one is not None)


@pytest.mark.parametrize(("passage", "expected"), RIGHT, ids=[passage for passage, _ in RIGHT])
def test_a_number_is_read_right(passage: str, expected: list[str]) -> None:
    assert [_show(target) for target in read_targets(passage, head=HEAD)] == expected


@pytest.mark.parametrize("passage", NO_TARGETS)
def test_what_is_no_promise_is_no_target(passage: str) -> None:
    assert read_targets(passage, head=HEAD) == []
