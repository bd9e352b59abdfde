"""What generic extractors get wrong without a word; each is a value here, or nothing."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from ingestion.parse import read_notice
from tests.ingestion.parse.reading import read_targets


def test_a_film_of_0_01_mm_is_no_target_and_no_micrometre() -> None:
    assert read_targets("推广0.01毫米以上的地膜，回收率达到85%。")[0].unit == "%"


def test_30_tons_a_day_keep_their_day() -> None:
    (target,) = read_targets("力争2023年底前完成处理厂扩容30吨/日的目标。")
    assert (target.value, target.unit, target.change) == (Decimal(30), "吨/日", "increase")


def test_2_to_3_percentage_points_are_not_3_percent() -> None:
    (target,) = read_targets("占比提高2—3个百分点。")
    assert (target.value, target.value_high, target.unit) == (Decimal(2), Decimal(3), "个百分点")


def test_number_30_of_2022_is_no_date() -> None:
    (target,) = read_targets("按照云政发〔2022〕30号要求，到2025年建成泵站5座。")
    assert target.deadline == date(2025, 12, 31)


def test_1_to_2_stations_are_not_a_day_in_february() -> None:
    (target,) = read_targets("建成1-2座收贮点。")
    assert (target.value, target.value_high, target.deadline) == (Decimal(1), Decimal(2), None)


def test_heading_11_is_no_national_day() -> None:
    notice = read_notice("通知\n一、任务\n（十一）改善水质。建成泵站3座。\n")
    assert notice.sections[-1].heading == "（十一）改善水质"
    assert [target.deadline for target in notice.targets] == [None]


def test_the_end_of_the_14th_plan_is_the_end_of_2025() -> None:
    (target,) = read_targets("到“十四五”末，利用率达到75%。")
    assert (target.deadline, target.period_start) == (date(2025, 12, 31), None)
