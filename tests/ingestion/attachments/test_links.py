"""The documents that pages of every family hand out, and the links that are none."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml import html

from ingestion.attachments import links
from ingestion.models import AttachmentLink
from ingestion.parse.page import read_page

SHARED = Path(__file__).resolve().parents[4] / "shared" / "pages"
BASE = "http://www.yunbo.invalid/zwgk/202211/t20221103_88.html"
LONG = "到2025年，全县新增芦苇荡修复面积3万亩，建成观测站12座，岸线整治全部完成。" * 2
HEX = "3f2a9c" * 5 + "ab"


def _find(inside: str, after: str = "", head: str = "") -> list[tuple[str, str]]:
    page = f"<html><head>{head}</head><body><div id='zoom'>{inside}</div>{after}</body></html>"
    found = read_page(page.encode(), url=BASE).attachments
    assert all(isinstance(one, AttachmentLink) for one in found)
    return [(one.url, one.name) for one in found]


@pytest.mark.parametrize(
    ("link", "url", "name"),
    [
        (
            "<a href='./P020221103512345678901.pdf'>附件1：修复方案.pdf</a>",
            "http://www.yunbo.invalid/zwgk/202211/P020221103512345678901.pdf",
            "附件1：修复方案.pdf",
        ),
        (
            f"<a href='/module/download/downfile.jsp?classid=0&amp;filename={HEX}.docx'>方案</a>",
            f"http://www.yunbo.invalid/module/download/downfile.jsp?classid=0&filename={HEX}.docx",
            "方案",
        ),
        (
            "<a href='/download?id=77'>观测站名单.xlsx</a>",
            "http://www.yunbo.invalid/download?id=77",
            "观测站名单.xlsx",
        ),
        (
            "<a href='//cdn.yunbo.invalid/files/1.OFD' title='正文.ofd'><img src='i.png'></a>",
            "http://cdn.yunbo.invalid/files/1.OFD",
            "正文.ofd",
        ),
        (
            "<a href='../../%E6%96%B9%E6%A1%88.doc'></a>",
            "http://www.yunbo.invalid/%E6%96%B9%E6%A1%88.doc",
            "方案.doc",
        ),
        ("<a href='W0.wps#1'>表</a>", "http://www.yunbo.invalid/zwgk/202211/W0.wps", "表"),
    ],
)
def test_a_document_in_the_body_is_found(link: str, url: str, name: str) -> None:
    assert _find(f"<p>{LONG}</p><p>{link}</p>") == [(url, name)]


def test_blocks_within_blocks_do_not_multiply_the_work(monkeypatch: pytest.MonkeyPatch) -> None:
    named: list[str] = []
    name_of = links._name_of

    def count(link: html.HtmlElement, url: str) -> str:
        named.append(url)
        return name_of(link, url)

    monkeypatch.setattr(links, "_name_of", count)
    files = "".join(f"<a href='{number}.pdf'>{number}.pdf</a>" for number in range(50))
    for depth in (1, 100):
        named.clear()
        nested = "<div class='attach'>" * depth + files + "</div>" * depth
        found = _find(
            f"<p>{LONG}</p>", f"<p>其他</p>{nested}<div id='fujian'><a href='z.pdf'>z</a></div>"
        )
        assert len(found) == 51
        assert len(named) <= 2 * 51  # under the body, and in its block


@pytest.mark.parametrize(
    "link",
    [
        "<a href='./t20221103_89.html'>关于印发方案.docx 的说明</a>",
        "<a href='javascript:void(0)'>打印.pdf</a>",
        "<a href='#top'>附件</a>",
        "<a href='mailto:a@b.invalid'>信箱.doc</a>",
        "<a href='http://[::1'>坏的.pdf</a>",
        "<a href='data:application/pdf;base64,AAAA'>内嵌.pdf</a>",
        "<a href='file:///etc/passwd.pdf'>本机.pdf</a>",
        "<a>没有地址.pdf</a>",
        "<img src='./W020221103.jpg'>",
        f"<a href='/{'长' * 3000}.pdf'>太长</a>",
    ],
)
def test_what_is_no_document_is_not(link: str) -> None:
    assert _find(f"<p>{LONG}</p><p>{link}</p>") == []


def test_a_block_of_attachments_is_read_wherever_it_stands_and_may_be_empty() -> None:
    block = "<div class='sidebar'><div class='attachment'><h3>附件：</h3>{}</div></div>"
    assert _find(f"<p>{LONG}</p>", block.format("")) == []
    link = "<a href='P01.pdf'>方案.pdf</a>"
    assert [name for _, name in _find(f"<p>{LONG}</p>", block.format(link))] == ["方案.pdf"]


def test_right_under_the_body_is_in_and_lists_of_other_pages_are_out() -> None:
    under = "<p>附件：<a href='1.docx'>方案</a></p>"
    others = "<div>相关文件<a href='2.docx'>旧的方案</a></div><p><a href='3.docx'>更旧</a></p>"
    assert [name for _, name in _find(f"<p>{LONG}</p>", under + others)] == ["方案"]


def test_one_url_is_one_attachment_under_its_longest_name_and_base_counts() -> None:
    links = "<a href='a.pdf'><img></a><a href='a.pdf'>芦苇荡修复实施方案</a><a href='b.pdf'>表</a>"
    assert _find(f"<p>{LONG}</p>{links}", head="<base href='http://files.yunbo.invalid/x/'>") == [
        ("http://files.yunbo.invalid/x/a.pdf", "芦苇荡修复实施方案"),
        ("http://files.yunbo.invalid/x/b.pdf", "表"),
    ]


def test_links_are_relative_to_where_redirects_led() -> None:
    page = f"<div id='zoom'><p>{LONG}</p><a href='a.pdf'>表</a></div>".encode()
    moved = "https://new.yunbo.invalid/art/9.html"
    found = read_page(page, url=BASE, final_url=moved).attachments
    assert found == (AttachmentLink("https://new.yunbo.invalid/art/a.pdf", "表"),)


def test_a_body_of_a_few_words_is_a_body_where_it_hands_out_a_document() -> None:
    menu = f"<div class='nav'>{'<a href=x.html>栏目的名称</a>' * 80}</div>"
    page = f"<body>{menu}<div id='zoom'><p>附件：<a href='a.pdf'>方案</a></p></div></body>"
    read = read_page(page.encode(), url=BASE)
    assert read.text == "附件：方案\n"
    assert len(read.attachments) == 1


@pytest.mark.skipif(not SHARED.exists(), reason="the real pages are not beside the checkout")
@pytest.mark.parametrize("path", sorted(SHARED.glob("*.html")), ids=lambda path: path.stem)
def test_the_real_pages_hand_out_nothing(path: Path) -> None:
    """Their bodies hold no link, and the block of attachments of one is empty."""
    assert read_page(path.read_bytes(), url="http://www.x.invalid/a.html").attachments == ()
