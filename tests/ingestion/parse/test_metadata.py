"""What a notice is, from its metadata block, its head and its signature."""

# ruff: noqa: E501  (a passage stands on one line)

from __future__ import annotations

from datetime import date

import pytest

from ingestion.models import NoticeMetadata
from ingestion.parse import read_notice
from ingestion.parse.citations import normalise_number
from ingestion.parse.regions import find_place

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


@pytest.mark.parametrize(
    ("name", "region", "level", "province"),
    [
        ("国务院办公厅", "全国", "national", None),
        ("住房城乡建设部", "全国", "national", None),
        ("浙江省人民政府", "浙江省", "province", "浙江省"),
        ("浙江省杭州市人民政府", "杭州市", "prefecture", "浙江省"),
        ("仙居县人民政府办公室", "仙居县", "county", "浙江省"),
        ("乌有省无何市人民政府", "无何市", "prefecture", "乌有省"),
    ],
)
def test_places_a_body(name: str, region: str, level: str, province: str | None) -> None:
    place = find_place(name)
    assert place is not None
    assert (place.region, place.level, place.province) == (region, level, province)
