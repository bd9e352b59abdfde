"""Tables of indicators: a verb of change in the name says a change, a noun of change a level."""

from __future__ import annotations

import pytest

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
]  # fmt: skip


@pytest.mark.parametrize(("row", "expected"), CASES, ids=[row for row, _ in CASES])
def test_a_change_is_never_read_as_a_level(
    row: str, expected: tuple[str, str | None, int | None, bool]
) -> None:
    (target,) = read_targets(_TABLE.format(row=row))
    read = (target.indicator, target.change, target.baseline_year, target.annual)
    assert read == expected
