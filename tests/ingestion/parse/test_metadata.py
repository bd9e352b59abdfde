"""What a notice is, from its metadata block, its head and its signature."""

# ruff: noqa: E501  (a passage stands on one line)

from __future__ import annotations

from datetime import date

import pytest

from ingestion.models import NoticeMetadata
from ingestion.parse import read_notice
from ingestion.parse.notice.citations import normalise_number
from ingestion.parse.notice.regions import find_place

_PLAIN = "汀河市人民政府关于加快节水的意见\n汀政发〔2022〕8号\n各县区：\n请落实。\n汀河市人民政府\n2022年3月1日\n"


def _metadata(text: str, **stated: str) -> NoticeMetadata:
    return read_notice(text, stated=stated).metadata


def test_reads_the_head_and_the_signature() -> None:
    found = _metadata(_PLAIN)
    assert (found.title, found.document_number) == (
        "汀河市人民政府关于加快节水的意见",
        "汀政发〔2022〕8号",
    )
    assert (found.issuers, found.level, found.region) == (
        ("汀河市人民政府",),
        "prefecture",
        "汀河市",
    )
    assert found.written_date == date(2022, 3, 1)


def test_what_the_page_states_comes_before_the_text() -> None:
    found = _metadata(
        _PLAIN,
        成文日期="2022-02-27",
        发布日期="2022年3月9日 08:50",
        索引号="0145/2022-4",
        文号="无",
    )
    assert (found.written_date, found.published_date) == (date(2022, 2, 27), date(2022, 3, 9))
    assert (found.index_number, found.document_number) == ("0145/2022-4", "汀政发〔2022〕8号")


def test_a_title_over_two_lines_and_signers_that_a_space_parts() -> None:
    text = (
        "鹿溪县财政局 鹿溪县水利局\n关于印发节水方案的通知\n鹿财农〔2023〕12 号\n各乡镇：\n请落实。\n"
        "鹿溪县财政局  鹿溪县水利局\n二〇二三年十二月三十日\n"
    )
    found = _metadata(text)
    assert found.issuers == ("鹿溪县财政局", "鹿溪县水利局")
    assert (found.document_number, found.written_date) == ("鹿财农〔2023〕12号", date(2023, 12, 30))
    assert found.level == "county"


@pytest.mark.parametrize(
    ("raw", "number"),
    [
        ("甲政发[2021]062号", "甲政发〔2021〕62号"),
        ("甲政办发【2021】 7 号", "甲政办发〔2021〕7号"),
        ("按照甲发〔2020〕3号", "甲发〔2020〕3号"),
        ("甲环规（2019）5号", "甲环规〔2019〕5号"),
        ("522-03-02-08-0841", None),
    ],
)
def test_normalises_document_numbers(raw: str, number: str | None) -> None:
    assert normalise_number(raw) == number


def test_cites_others_by_number_and_not_itself() -> None:
    text = _PLAIN.replace(
        "请落实。",
        "根据《关于节水的意见》（甲政发〔2021〕62号）和《节水器具》（GB/T 31436-2015）落实。",
    )
    cited = [(c.title, c.number) for c in read_notice(text).citations]
    assert cited == [("关于节水的意见", "甲政发〔2021〕62号"), ("节水器具", "GB/T31436-2015")]


_END = "各县区：\n请落实。\n汀河市人民政府\n2022年3月1日\n"
_LONG_TITLE = "汀河市人民政府关于加快节水的意见"


@pytest.mark.parametrize(
    ("head", "title", "number"),
    [
        # labels: one a line with its value below, several a line, with colons or only spaces
        ("索引号\n115001/2022-9\n发文字号\n汀政发〔2022〕8号\n标题\n汀河市人民政府关于加快节水的意见\n", _LONG_TITLE, "汀政发〔2022〕8号"),
        ("索 引 号： \n0145/2022-4 \n主题词： \n汀河市人民政府关于加快节水的意见\n汀政发〔2022〕8号\n", _LONG_TITLE, "汀政发〔2022〕8号"),
        ("索引号: 0145/2022-4   发布机构: 汀河市人民政府\n文号: 汀政发〔2022〕8号   发布日期: 2022-03-04\n名称: 汀河市人民政府关于加快节水的意见\n\n", _LONG_TITLE, "汀政发〔2022〕8号"),
        ("汀河市人民政府关于加快节水的意见\n索 引 号 0145/2022-4 发文日期 2022-03-01\n发布机构 汀河市人民政府 文    号 汀政发〔2022〕8号\n", _LONG_TITLE, "汀政发〔2022〕8号"),
        # a title over four lines, below a page's path, below news of it
        ("汀河市人民政府\n关于印发“八项行动”“九条举措”\n“七类工程”行动计划（2024—2025年）\n的通知\n汀政发〔2022〕8号\n", "汀河市人民政府关于印发“八项行动”“九条举措”“七类工程”行动计划(2024-2025年)的通知", "汀政发〔2022〕8号"),
        ("政策法规\n汀河市人民政府关于加快节水的意见\n", _LONG_TITLE, None),
        ("市人民政府发布通知\n汀河市人民政府关于加快\n节水的意见\n", _LONG_TITLE, None),
        ("汀河市将新建泵站26座。记者了解到有关情况\n汀河市节水三年行动方案\n汀政办〔2022〕8号\n", "汀河市节水三年行动方案", "汀政办〔2022〕8号"),
        # a paper's head names its issuer, and who signed it off
        ("汀河市人民政府文件\n汀政发〔2022〕8号　　签发人：岳池\n市政府关于加快节水的意见\n", "市政府关于加快节水的意见", "汀政发〔2022〕8号"),
        # no title but the one that it quotes
        ("汀政办〔2022〕8号\n各县区：\n《汀河市节水实施方案》已经市政府同意，现印发给你们。\n", "汀河市节水实施方案", "汀政办〔2022〕8号"),
        # an order
        ("汀河市人民政府令\n第45号\n《汀河市公园管理办法》已经市人民政府第31次常务会议通过，现予公布。\n", "汀河市公园管理办法", "汀河市人民政府令第45号"),
    ],
)  # fmt: skip
def test_reads_heads_of_many_kinds(head: str, title: str, number: str | None) -> None:
    found = _metadata(head + _END)
    assert (found.title, found.document_number) == (title, number)
    assert found.issuers == ("汀河市人民政府",)
    assert (found.region, found.level) == ("汀河市", "prefecture")


def test_signers_with_others_and_a_date_with_dirt_behind_it() -> None:
    text = "汀河市水利局等九部门关于节水的意见\n各县区：\n请落实。\n汀河市水利局等九部门\n2022年3月1日????????\n"
    found = _metadata(text)
    assert (found.issuers, found.written_date) == (("汀河市水利局",), date(2022, 3, 1))


@pytest.mark.parametrize(
    ("passage", "expected"),
    [
        ("决定废止汀财发〔2011〕24号文件。", ["汀财发〔2011〕24号"]),
        ("对照国粮发〔2021〕9号明确的任务落实。", ["国粮发〔2021〕9号"]),
        ("根据省人民政府办公厅澜政办发〔2018〕88号文件精神。", ["澜政办发〔2018〕88号"]),
        ("经市政府同意转发汀水（２０２１）第７号文。", ["汀水〔2021〕7号"]),
        ("收回编号为汀国用（2013）第0217号的宗地。", []),
        ("根据国务院令第682号和《办法》（中华人民共和国国务院令第9号）。", ["国务院令第682号", "中华人民共和国国务院令第9号"]),
    ],
)  # fmt: skip
def test_a_number_is_cited_without_the_words_before_it(passage: str, expected: list[str]) -> None:
    text = _PLAIN.replace("请落实。", passage)
    assert [citation.number for citation in read_notice(text).citations] == expected


@pytest.mark.parametrize(
    ("name", "region", "level", "province"),
    [
        ("国务院办公厅", "全国", "national", None),
        ("住房城乡建设部", "全国", "national", None),
        ("浙江省人民政府", "浙江省", "province", "浙江省"),
        ("浙江省杭州市人民政府", "杭州市", "prefecture", "浙江省"),
        ("仙居县人民政府办公室", "仙居县", "county", "浙江省"),
        ("乌有省无何市人民政府", "无何市", "prefecture", "乌有省"),
        ("松坪州人民政府", "松坪州", "prefecture", None),
        ("松坪州甲旗人民政府", "甲旗", "county", None),
        ("广州市人民政府", "广州市", "prefecture", "广东省"),
        ("国家税务总局甘肃省税务局", "甘肃省", "province", "甘肃省"),
        ("云泊高新技术产业开发区管理委员会", "云泊高新技术产业开发区", "county", None),
        ("云川市经济技术开发区管委会", "云川市经济技术开发区", "county", None),
    ],
)
def test_places_a_body(name: str, region: str, level: str, province: str | None) -> None:
    place = find_place(name)
    assert place is not None
    assert (place.region, place.level, place.province) == (region, level, province)


@pytest.mark.parametrize("name", ["省政府", "自治区人民政府", "区人民政府办公室", "州水利局"])
def test_a_body_that_does_not_say_where_has_no_place(name: str) -> None:
    assert find_place(name) is None


def test_nobody_signs_but_the_opening_says_whose_it_is() -> None:
    text = "关于推进节水的实施意见\n根据《中共杭州市委、杭州市人民政府关于节水的决定》，就全市节水提出意见。\n一、目标\n全市建成泵站3座。\n"
    assert (_metadata(text).region, _metadata(text).level) == ("杭州市", "prefecture")
