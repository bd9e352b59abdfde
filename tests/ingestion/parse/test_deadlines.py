"""Which date governs which quantity, written in May 2021."""

from __future__ import annotations

from datetime import date

import pytest

from ingestion.parse.tokens.dates import plan_years
from tests.ingestion.parse.reading import read_targets

CASES = [
    ("到2025年，利用率达到75%。", ["2025-12-31 clause"]),
    ("到2025年底建成泵站3座。", ["2025-12-31 clause"]),
    ("2030年前建成泵站3座。", ["2029-12-31 clause"]),
    ("2022年年底前建成泵站3座。", ["2022-12-31 clause"]),
    ("2023年6月底前建成泵站3座。", ["2023-06-30 clause"]),
    ("2023年上半年建成泵站3座。", ["2023-06-30 clause"]),
    ("2023年9月15日前建成泵站3座。", ["2023-09-15 clause"]),
    ("今年建成泵站3座，明年底前再建5座。", ["2021-12-31 clause", "2022-12-31 clause"]),
    ("11月底前建成泵站3座。", ["2021-11-30 clause"]),
    ("“十四五”期间，建成泵站3座。", ["2025-12-31 clause from 2021-01-01"]),
    ("“十四五”前三年建成泵站3座。", ["2023-12-31 clause from 2021-01-01"]),
    ("2022—2024年，建成泵站3座。", ["2024-12-31 clause from 2022-01-01"]),
    ("二〇二五年建成泵站3座。", ["2025-12-31 clause"]),
    ("建成泵站3座。（2022—2024年）新上项目从严。", ["2024-12-31 clause from 2022-01-01"]),
    ("到2022年、2025年，利用率分别达到60%、75%。", ["2022-12-31 clause", "2025-12-31 clause"]),
    ("到2025年，甲率达到75%；乙率达到80%。", ["2025-12-31 clause", "2025-12-31 inherited"]),
    ("到2025年，甲率达到75%。建成泵站3座。", ["2025-12-31 clause", "None none"]),
    ("加大投入，到2025年，甲率达到75%；乙率达到80%。",
     ["2025-12-31 clause", "2025-12-31 inherited"]),
    ("2024年安排资金50万元，以后年度增幅不低于财政收入增幅。", ["2024-12-31 clause", "None none"]),
    ("目标：到2025年，甲率达到75%。乙率达到80%。", ["2025-12-31 clause", "2025-12-31 inherited"]),
    ("推动60%以上的机关2025年底前达到创建要求。", ["2025-12-31 clause"]),
    ("到2025年，能耗下降13%，“十四五”期间年均下降2.6%，用水量达到8亿吨。",
     ["2025-12-31 clause", "2025-12-31 clause from 2021-01-01", "2025-12-31 clause"]),
    ("三年内累计建成泵站3座。", ["None none"]),
    ("2022年起，新购公交车中电动车占比达到90%。", ["None none"]),
    ("从2022年起每年安排养护资金80万元。", ["None none"]),
    ("2022年起优先选用再生砖，新增砖产能3万吨。", ["None none"]),
    ("2022年起甲率达到70%，到2025年乙率达到80%。",
     ["None none", "2025-12-31 clause"]),
    ("2022年、2023年每年新建林带90公里。", ["2023-12-31 clause from 2022-01-01"]),
    ("2022年、2023年分别新建林带90公里、80公里。", ["2022-12-31 clause", "2023-12-31 clause"]),
    ("2022年6月底前建成泵站3座，9月底前建成5座。", ["2022-06-30 clause", "2022-09-30 clause"]),
    ("对2000年以前建成的小区实施整治，明年改造26个。", ["2022-12-31 clause"]),
    ("今年10月底前完成改造50处，到2030年当年新增占比达到40%。",
     ["2021-10-31 clause", "2030-12-31 clause"]),
    ("2023年6月至2025年12月累计改造800户。", ["2025-12-31 clause from 2023-06-01"]),
    ("到2025年普及率比“十三五”末提高5个百分点。", ["2025-12-31 clause"]),
    ("去年利用率为58%，今年提高到60%。", ["2021-12-31 clause"]),
    ("渠系完好率在2023年底前达到95%以上。", ["2023-12-31 clause"]),
]  # fmt: skip


@pytest.mark.parametrize(("passage", "expected"), CASES, ids=[passage for passage, _ in CASES])
def test_dates_a_quantity(passage: str, expected: list[str]) -> None:
    assert [_date(t) for t in read_targets(passage)] == expected


def _date(target: object) -> str:
    start = target.period_start  # type: ignore[attr-defined]
    words = f"{target.deadline} {target.deadline_basis}"  # type: ignore[attr-defined]
    return f"{words} from {start}" if start else words


def test_goals_carry_their_date_on_and_actions_do_not_take_it() -> None:
    head = "通知\n2021年5月1日\n一、主要目标\n"
    goals = read_targets("到2025年，甲率达到75%。乙率达到80%。\n二、任务\n丙率达到90%。", head=head)
    assert [t.deadline_basis for t in goals] == ["clause", "inherited", "none"]


def test_baselines_are_where_a_change_is_measured_from() -> None:
    rows = read_targets(
        "能耗较2020年下降13%，以2019年为基数，用水量下降5%、排放量下降6%，产量达到9吨。"
    )
    assert [t.baseline_year for t in rows] == [2020, 2019, 2019, None]


def test_plans_follow_one_another_every_five_years() -> None:
    assert plan_years("十四") == (2021, 2025)
    assert plan_years("十五") == (2026, 2030)
    assert plan_years("十二") == (2011, 2015)
    assert date(plan_years("二十")[0], 1, 1) == date(2051, 1, 1)


def test_each_of_a_list_of_dates_brings_its_own_basis() -> None:
    """In a notice without a date nobody knows which year 年底前 is in."""
    rows = read_targets("分别于年底前和2016年建成泵站3座、5座。", head="通知\n一、任务\n（一）")
    assert [_date(t) for t in rows] == ["None none", "2016-12-31 clause"]
