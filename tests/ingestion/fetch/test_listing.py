"""Rows of a list page: each is read, or refused with its reason; and what scripts write."""

from __future__ import annotations

import time

import pytest

from ingestion.fetch.listing import join_url, scan_rows
from ingestion.fetch.moments import read_moment
from ingestion.fetch.scripts import read_strings, read_written

BASE = "http://www.example.gov.cn/zw/index.html"

LIST = """
<ul class="nav"><li><a href="/">首页</a></li><li><a href="/zw/">政务公开</a></li></ul>
<ul>
  <li><a href="./t_1.html">云泊市供水条例</a><span>2024-06-05</span></li>
  <li><a href="./t_2.html">没有日期的一条</a></li>
  <li><a href="./t_3.html">日期读不出的一条</a><span>2024-13-40</span></li>
  <li><a onclick="go(4)">没有地址的一条</a><span>2024-06-04</span></li>
  <li><a href="javascript:go(5)">脚本打开的一条</a><span>2024-06-03</span></li>
  <li><a href="http://[bad">地址写错的一条</a><span>2024-06-02</span></li>
  <li><a href="index_1.html">下一页</a></li><li><a href="index_2.html">3</a></li><li>共3页</li>
</ul><ul><li>2024-06-01 晴</li></ul>
"""


def test_a_row_among_rows_that_cannot_be_followed_is_refused_not_left_out() -> None:
    found = scan_rows(LIST, BASE, rows=None, date_format=None)
    assert [row.url for row in found.read] == ["http://www.example.gov.cn/zw/t_1.html"]
    assert [(one.reason, one.shown, one.url) for one in found.refused] == [
        ("row_without_date", "没有日期的一条", "http://www.example.gov.cn/zw/t_2.html"),
        (
            "row_without_date",
            "日期读不出的一条 2024-13-40",
            "http://www.example.gov.cn/zw/t_3.html",
        ),
        ("row_without_link", "没有地址的一条 2024-06-04", None),
        ("row_without_link", "脚本打开的一条 2024-06-03", None),
        ("row_without_link", "地址写错的一条 2024-06-02", None),
    ]
    assert "go(4)" in found.refused[2].body.decode()


def test_every_element_that_a_source_calls_a_row_is_one() -> None:
    found = scan_rows(LIST, BASE, rows="//ul[2]/li", date_format=None)
    assert len(found.read) == 1
    assert len(found.refused) == 8


def test_a_list_that_shows_no_dates_is_taken_without_them() -> None:
    found = scan_rows(LIST, BASE, rows="//ul[2]/li[position() < 4]", date_format=None, undated=True)
    assert [(row.title, row.listed_date is None) for row in found.read] == [
        ("云泊市供水条例", False),
        ("没有日期的一条", True),
        ("日期读不出的一条", True),
    ]


def test_the_heading_of_a_table_is_no_row() -> None:
    table = """<table><tr><th>名称</th><th>日期</th></tr>
      <tr><td><a href="a.html">甲</a></td><td>2024-01-02</td></tr></table>"""
    found = scan_rows(table, BASE, rows=None, date_format=None)
    assert (len(found.read), found.refused) == (1, [])


def test_the_innermost_element_is_the_row() -> None:
    menu = """<ul><li><a href="/zw/">政务</a> 2024-01-01
      <ul><li><a href="a.html">甲</a>2024-01-02</li></ul></li></ul>
      <table><tr><td><table><tr><td><a href="b.html">乙</a></td><td>2024-01-03</td>
      </tr></table></td></tr></table>"""
    found = scan_rows(menu, BASE, rows=None, date_format=None)
    assert [row.title for row in found.read] == ["甲", "乙"]


def test_a_page_of_nested_boxes_is_read_in_time() -> None:
    row = "<li><a href=x.html>甲</a>2024-01-01</li>"
    started = time.process_time()
    found = scan_rows("<ul><li>" * 100 + row * 5000, BASE, rows=None, date_format=None)
    assert len(found.read) == 1
    assert time.process_time() - started < 5


@pytest.mark.parametrize("href", ["", "  ", "http://[", "http://[::1", "//[x"])
def test_what_is_no_address_is_none(href: str) -> None:
    assert join_url(BASE, href) is None


def test_an_address_that_the_client_will_refuse_is_left_to_it() -> None:
    assert join_url(BASE, "file:///etc/passwd#x") == "file:///etc/passwd"


@pytest.mark.parametrize(
    "href",
    [
        "http://www.a.gov.cn/B/%E6%96%b9.html?c=%2f",
        "HTTP://WWW.A.gov.cn/B/%e6%96%B9.html?c=%2F",
        "http://www.a.gov.cn./B/%E6%96%B9.html?c=%2F#top",
        "http://www.a.gov.cn:80/B/%E6%96%B9.html?c=%2F",
        "//www.a.gov.cn:/B/%E6%96%B9.html?c=%2F",
    ],
)
def test_addresses_that_no_server_tells_apart_are_one_link(href: str) -> None:
    assert join_url("http://www.a.gov.cn/", href) == "http://www.a.gov.cn/B/%E6%96%B9.html?c=%2F"


@pytest.mark.parametrize(
    "href",
    [
        "http://a.gov.cn:8080/b",
        "http://a.gov.cn:443/b",
        "https://a.gov.cn:80/b",
        "http://[2001:db8::1]:81/b",
        "http://User:Pw@A.gov.cn:80/b",
        "http://a.gov.cn?q=A%",
        "http://a.gov.cn/B//方/./c?x=%zz&y",
        "ftp://A.gov.cn:80/%e6",
    ],
)
def test_what_may_be_another_address_stays_as_it_was_printed(href: str) -> None:
    assert join_url("http://www.a.gov.cn/", href) == href


# ---------------------------------------------------------------- moments


@pytest.mark.parametrize(
    ("value", "day"),
    [
        (1574758500000, "2019-11-26"),  # ms
        ("1574758500000", "2019-11-26"),
        (1634659200, "2021-10-20"),  # s: 2021-10-19T16:00Z is the 20th in China
        ("2021-11-19T08:41:00.000Z", "2021-11-19"),
        ("2021-11-19T16:00:00Z", "2021-11-20"),
        ("2021-11-19T23:59:00", "2021-11-19"),
        ("2021-11-19T23:59:00+0000", "2021-11-20"),
        ("2024-06-01 09:30:00.0", "2024-06-01"),
        ("20240601", "2024-06-01"),
        ("2019.11.26", "2019-11-26"),
        ("2026年2月13日", "2026-02-13"),
        ("Sat, 01 Jun 2024 17:30:00 GMT", "2024-06-02"),
        (0, None), ("0", None), ("", None), (None, None), (True, None), ("无", None),
        ("20241340", None), (10**18, None), (-1e300, None), (float("nan"), None), ([1], None),
        ("昨天", None), ("99999999999999999999", None),
    ],
)  # fmt: skip
def test_moments(value: object, day: str | None) -> None:
    found = read_moment(value, "Asia/Shanghai")
    assert (None if found is None else str(found)) == day


def test_a_moment_in_a_form_of_the_source() -> None:
    assert str(read_moment("01/06/2024", "Asia/Shanghai", "%d/%m/%Y")) == "2024-06-01"


# ---------------------------------------------------------------- scripts


def test_literals_are_joined_and_unescaped_and_what_is_computed_is_left_out() -> None:
    script = r"""<script>document.writeln("<li>\u4e91\"泊\"<\/li>"); document.write('a'+x+'b')
    // document.writeln is not a call here
    document.writeln('not closed
    document.writeln("last")</script>"""
    assert read_written(script).split("\n") == ['<li>云"泊"</li>', "ab", "", "last"]


def test_strings_of_an_array_end_at_its_bracket() -> None:
    script = """x = ["a]b", 'c', ["d"], "e"]; y = ["f"]"""
    assert read_strings(script, script.index("[") + 1) == ["a]b", "c", "d", "e"]


@pytest.mark.parametrize("tail", ["", '"', "'", "\\", '"\\', "</script>", "((((", "]" * 9])
def test_a_script_that_ends_anywhere_is_survived(tail: str) -> None:
    assert read_written(f'document.write("a"{tail}') == "a"
    assert read_strings(f'"a"{tail}', 0)[0] == "a"


@pytest.mark.parametrize(
    "pump",
    ["document.write(", 'document.write(\\"', "document.write(\\`", "document.write('", "(["],
)
def test_scripts_are_read_in_linear_time(pump: str) -> None:
    def seconds(length: int) -> float:
        text = pump * (length // len(pump))
        started = time.process_time()
        read_written(text)
        read_strings(text, 0)
        return time.process_time() - started

    short, long = min(seconds(20_000) for _ in range(3)), min(seconds(80_000) for _ in range(2))
    assert long < 9 * max(short, 0.005)  # 4 if linear, 16 if quadratic
