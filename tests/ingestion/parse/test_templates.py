"""Everyday sentences, made from templates: any indicator in any of them is read the same way."""

from __future__ import annotations

from itertools import cycle, pairwise

import pytest

from tests.ingestion.parse.reading import read_targets

RATES = (
    "生活垃圾回收利用率", "农村自来水普及率", "规模以上工业用水重复利用率", "普惠性幼儿园覆盖率",
    "高等教育毛入学率", "城镇调查失业率", "户籍人口城镇化率", "快递包裹绿色包装使用比例",
    "数字经济核心产业增加值占地区生产总值比重",
)  # fmt: skip
AMOUNTS = (
    ("粮食总产量", "万吨"), ("进出口总额", "亿元"), ("新能源汽车保有量", "万辆"),
    ("非化石能源消费量", "万吨标准煤"), ("高速公路通车里程", "公里"), ("污水日处理能力", "万吨/日"),
    ("天然气供应能力", "亿立方米/年"), ("研发经费投入", "亿元"),
)  # fmt: skip
THINGS = (
    ("养老服务设施", "处"), ("省级绿色工厂", "家"), ("高标准农田", "万亩"), ("农村公路", "公里"),
    ("标准化村卫生室", "个"), ("数字乡村示范县", "个"), ("“专精特新”中小企业", "家"),
    ("新能源公交车", "辆"), ("海绵城市示范项目", "个"), ("全科医生", "名"),
)  # fmt: skip
DATES = (
    ("到2025年", "2025-12-31"), ("2025年底前", "2025-12-31"), ("到“十四五”末", "2025-12-31"),
    ("2023—2025年", "2025-12-31"), ("2025年6月底前", "2025-06-30"), ("2030年前", "2029-12-31"),
    ("明年", "2022-12-31"), ("2023年上半年", "2023-06-30"), ("2024年9月底", "2024-09-30"),
)  # fmt: skip
SHARES = (
    ("{d}，{i}达到90%。", "eq", None), ("{d}，{i}达到90%以上。", "ge", None),
    ("{d}，{i}不低于90%。", "ge", None), ("{d}，力争{i}达到90%左右。", "approx", None),
    ("{d}，{i}提高3个百分点。", "eq", "increase"), ("{d}，{i}由75%提高到90%以上。", "ge", None),
    ("{d}，{i}较2020年提高3个百分点以上。", "ge", "increase"), ("{d}，{i}达90%。", "eq", None),
    ("{d}，全市{i}稳定在90%以上。", "ge", None), ("{d}，{i}控制在5%以内。", "le", None),
    ("{d}，{i}下降到5%以下。", "le", None), ("{d}，{i}达到85%—90%。", "range", None),
    ("{d}，{i}年均提高1.5个百分点。", "eq", "increase"), ("{d}，{i}力争突破90%。", "gt", None),
    ("{i}逐年提高，{d}达到85%以上。", "ge", None),
)  # fmt: skip
LEVELS = (
    ("{d}，{i}达到350{u}以上。", "ge", None), ("{d}，{i}控制在350{u}以内。", "le", None),
    ("{d}，{i}突破1.2{u}。", "gt", None), ("{d}，{i}年均增长8%以上。", "ge", "increase"),
    ("{d}，{i}比2020年减少10%。", "eq", "decrease"), ("{d}，{i}翻一番。", "eq", None),
    ("{d}，{i}由100{u}增加到350{u}。", "eq", None), ("{d}，全市{i}超350{u}。", "gt", None),
)  # fmt: skip
COUNTS = (
    "到2025年，建成{i}{n}{u}。", "打造{i}{n}{u}左右。", "每年新增{i}{n}{u}。",
    "力争到2025年，全市建成{n}{u}{i}。", "到2025年，{i}达到{n}{u}。",
    "到2025年，累计建设{i}不少于{n}{u}。", "各县（市、区）至少建成{n}{u}{i}。",
    "引导社会资本投入，支持建设{n}{u}{i}，形成带动效应。",
)  # fmt: skip
PAIRS = (
    "到2025年，建成{n}{u}{i}和30{v}{j}。", "建成{i}{n}{u}、{j}30{v}，培育企业5家。",
    "到2023年，建成{i}{n}{u}；到2025年，建成{j}30{v}。", "{i}、{j}分别达到{n}{u}和30{v}。",
    "2023年底前完成{i}{n}{u}，2025年底前完成{j}30{v}。",
)  # fmt: skip


@pytest.mark.parametrize(("template", "comparator", "change"), SHARES)
def test_a_share_is_read_the_same_in_every_sentence(
    template: str, comparator: str, change: str | None
) -> None:
    for rate, (words, day) in zip(RATES, DATES, strict=True):
        (target,) = read_targets(template.format(d=words, i=rate))
        read = (target.indicator, target.comparator, target.change, str(target.deadline))
        assert read == (rate, comparator, change, day)


@pytest.mark.parametrize(("template", "comparator", "change"), LEVELS)
def test_an_amount_is_read_the_same_in_every_sentence(
    template: str, comparator: str, change: str | None
) -> None:
    for (amount, unit), (words, day) in zip(AMOUNTS, cycle(DATES), strict=False):
        (target,) = read_targets(template.format(d=words, i=amount, u=unit))
        read = (target.indicator, target.comparator, target.change, str(target.deadline))
        assert read == (amount, comparator, change, day)


@pytest.mark.parametrize("template", COUNTS)
def test_a_count_is_read_the_same_in_every_sentence(template: str) -> None:
    for thing, unit in THINGS:
        (target,) = read_targets(template.format(i=thing, u=unit, n=120))
        assert (target.indicator, target.unit, target.value) == (thing, unit, 120)


RELATED = (
    ("{r}和{s}分别达到90%和80%。", ["{r}", "{s}"]),
    ("{r}、{s}均达到90%以上。", ["{r}、{s}"]),
    ("到2025年，全市{r}达到90%，其中县城达到80%。", ["{r}", "{r}"]),
    ("到2025年和2030年，{r}分别达到90%和95%。", ["{r}", "{r}"]),
    ("目前{r}为70%，到2025年达到90%。", ["{r}"]),
    ("2020年，{r}达到70%。到2025年，这一比例提高到90%。", ["{r}"]),
    ("{r}达到90%，比2020年提高5个百分点。", ["{r}", "{r}"]),
    ("建设{t}100{u}，其中省级20{u}。", ["{t}", "省级{t}"]),
    ("每年培育{t}10{u}以上，到2025年累计达到50{u}。", ["{t}", "{t}"]),
    ("80%以上的{t}达到省级标准。", ["{t}达到省级标准"]),
    ("支持每个县（市、区）建设1—2{u}{t}。", ["{t}"]),
    ("{t}增加到50{u}以上，{r}提高到90%以上。", ["{t}", "{r}"]),
)


@pytest.mark.parametrize(("template", "names"), RELATED)
def test_a_part_is_named_by_its_whole(template: str, names: list[str]) -> None:
    for (rate, other), (thing, unit) in zip(pairwise(RATES), THINGS, strict=False):
        words = {"r": rate, "s": other, "t": thing, "u": unit}
        read = [t.indicator for t in read_targets(template.format(**words)) if t.kind == "numeric"]
        assert read == [name.format(**words) for name in names]


@pytest.mark.parametrize("template", PAIRS)
def test_two_things_of_a_list_keep_their_own_numbers(template: str) -> None:
    for (one, u), (other, v) in pairwise(THINGS):
        read = read_targets(template.format(i=one, u=u, n=120, j=other, v=v))[:2]
        rows = [(t.indicator, t.value, t.unit) for t in read]
        assert rows == [(one, 120, u), (other, 30, v)]
