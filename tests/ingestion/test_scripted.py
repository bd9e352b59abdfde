"""A notice that stands in a script is read as a browser shows it; other pages stay as they are."""

from __future__ import annotations

import html
import json

import pytest

from ingestion.parse.page import read_page
from ingestion.scripted import write_out

LONG = "到2025年，全市建成区绿化覆盖率达到43%以上，新建口袋公园60个，改造污水管网510公里。"
DETAIL = {
    "title": "云泊市人民政府关于绿地的通知",
    "document_number": "云政发〔2024〕3号",
    "identifier": "006999991/2024-00003",
    "publisher": "云泊市人民政府",
    "date": 1715875200,  # 2024-05-17 in Shanghai, the 16th in UTC
    "display_publish_time": 0,
    "first_publish_time": 1716200400,
    "content": f"<p>各县区人民政府：</p><p>{LONG}</p>",
}


def _page(detail: dict[str, object] | str) -> str:
    told = detail if isinstance(detail, str) else json.dumps(detail, ensure_ascii=False)
    script = f"<script>window._CONFIG = {{ SID: 2, DETAIL: {told} }};</script>"
    head = f"<head><title>平台</title>{script}</head>"
    return f"<!DOCTYPE html>\n<html>{head}<body><div id='app'></div></body></html>\n"


@pytest.mark.parametrize("content", [DETAIL["content"], html.escape(str(DETAIL["content"]))])
def test_the_body_and_what_is_stated_are_read(content: str) -> None:
    page = read_page(_page(DETAIL | {"content": content}).encode(), url="http://x.cn/post_1.html")
    assert page.text.splitlines() == [str(DETAIL["title"]), "各县区人民政府：", LONG]
    assert page.stated == {
        "标题": "云泊市人民政府关于绿地的通知",
        "文号": "云政发〔2024〕3号",
        "索引号": "006999991/2024-00003",
        "发文机关": "云泊市人民政府",
        "成文日期": "2024-05-17",
        "发布日期": "2024-05-20",
    }


def test_its_attachments_are_found() -> None:
    files = [{"name": "清单.docx", "url": "/attachment/0/1/2.docx"}, {"name": "无地址"}, "x"]
    page = read_page(_page(DETAIL | {"attachment": files}).encode(), url="http://x.cn/post_1.html")
    [link] = page.attachments
    assert (link.name, link.url) == ("清单.docx", "http://x.cn/attachment/0/1/2.docx")


@pytest.mark.parametrize(
    "markup",
    [
        "<html><body><p>DETAIL: {</p></body></html>",
        _page('{"content": "cut'),
        _page({"content": ""}),
        _page({"content": None, "title": "甲"}),
        _page("{" * 5),
        _page('{"content": ' + "[" * 100_000),
    ],
    ids=["no script", "cut", "empty", "none", "no JSON", "deep"],
)
def test_what_holds_no_notice_stays_as_it_is(markup: str) -> None:
    assert write_out(markup) == markup


def test_what_is_stated_brings_no_markup() -> None:
    page = write_out(_page(DETAIL | {"publisher": "<script>alert(1)</script>"}))
    assert "<li>发布机构：&lt;script&gt;" in page
    for odd in (True, 1e300, -1e300, ["x"], {"a": 1}):
        assert "成文日期" not in write_out(_page(DETAIL | {"date": odd}))
