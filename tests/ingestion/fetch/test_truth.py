"""Promise 10: what is no notice, though served as 200, is told from what is one."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingestion.errors import FetchRefused
from ingestion.fetch.client import Response
from ingestion.fetch.truth import judge
from tests.ingestion.fetch.truth_pages import FALSE, TITLE, read_kind, tally

PAGES = Path(__file__).resolve().parents[4] / "shared" / "pages"

NOTICE = (
    "各有关单位要落实主体责任，到2025年建成水厂3座，登录系统填报，逾期不存在的项目予以核销。" * 12
)

MENU = "<ul>" + "<li><a href='/x'>政务公开 政务服务 互动交流</a></li>" * 30 + "</ul>"


def _page(body: str, title: str = "某市人民政府") -> str:
    return (
        f"<html><head><meta charset='utf-8'><title>{title}</title></head><body>{body}</body></html>"
    )


def _judge(
    body: str | bytes, *, status: int = 200, kind: str = "text/html", lists: set[str] | None = None
) -> str | None:
    raw = body if isinstance(body, bytes) else body.encode()
    response = Response("http://x/", "http://x/", status, {"content-type": kind}, raw)
    try:
        judge(response, lists or set())
    except FetchRefused as refused:
        return refused.reason
    return None


@pytest.mark.parametrize(
    ("reason", "body"),
    [
        ("soft_404", _page("<p>您访问的页面不存在或已被删除！</p>")),
        ("soft_404", _page("<h1>404</h1><p>抱歉，找不到该页面</p><a href='/'>返回首页</a>")),
        ("soft_404", _page("<p>该信息已被删除</p>", "提示")),
        ("soft_404", _page(f"<p>{NOTICE}</p>", "404 页面不存在")),
        ("soft_404", _page("<p>链接已失效</p>")),
        ("soft_404", _page(f"{MENU}<p>您访问的页面不存在</p>{MENU}")),
        ("soft_404", _page(f"{MENU}<h3>该信息已被删除</h3>{MENU}", "提示信息")),
        ("challenge", _page("<script>var arg1='A'; document.cookie='acw_sc__v2='+x;</script>")),
        ("challenge", _page("<script>$_ts=window['$_ts'];</script>", "")),
        ("challenge", _page("<p>访问过于频繁，请输入验证码</p>")),
        ("challenge", _page("<h1>安全验证</h1><p>请完成滑动验证后继续访问</p>")),
        ("login_wall", _page("<form>用户登录 <input name='u'></form>")),
        ("empty_body", " \r\n"),
        ("stub", _page("<p>政策文件</p>")),
        ("stub", "<html></html>"),
    ],
)
def test_what_is_no_notice_is_named(reason: str, body: str) -> None:
    assert _judge(body) == reason


@pytest.mark.parametrize("status", [204, 301, 403, 404, 410, 451])
def test_another_status_is_a_rejection(status: int) -> None:
    assert _judge(_page(NOTICE), status=status) == f"http_{status}"


def test_other_kinds_are_rejected() -> None:
    assert _judge(b"%PDF-1.7", kind="application/pdf") == "not_markup"
    assert _judge("{}", kind="application/json") == "not_markup"
    assert _judge(bytes(range(256)) * 9) == "unreadable"


def test_the_bytes_tell_a_document_from_a_page_whatever_the_server_calls_them() -> None:
    for kind in ("text/html", "text/plain", "", "application/octet-stream"):
        assert _judge(b"%PDF-1.7 ...", kind=kind) == "not_markup"
        assert _judge(b"PK\x03\x04 ...", kind=kind) == "not_markup"
    for kind in ("application/octet-stream", "application/pdf"):
        assert _judge(_page(f"<p>{NOTICE}</p>"), kind=kind) is None


_TITLE = "石渡县人民政府关于公布成绩查询办法的通知"


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ("该信息已被删除", "soft_404"),
        ("请输入验证码后查看全文", "challenge"),
        ("登录后即可查看全文", "login_wall"),
        ("登录超时，请重新登录", "login_wall"),
        (
            "考生登录后即可查看成绩。咨询电话见附件。县教育局负责解释，自发布之日起施行，特此通知。",
            None,
        ),
        (
            "登录超时由10分钟调整为30分钟，各用户知悉，自发布之日起施行。请各单位遵照执行，特此通知。",
            None,
        ),
    ],
)
def test_a_short_page_under_the_notices_own_title(said: str, reason: str | None) -> None:
    page = _page(f"{MENU}<h1>{_TITLE}</h1><p>{said}</p>", _TITLE)
    response = Response("http://x/", "http://x/", 200, {"content-type": "text/html"}, page.encode())
    try:
        judge(response, set(), title=_TITLE)
    except FetchRefused as refused:
        assert refused.reason == reason
    else:
        assert reason is None


def test_the_list_again_is_no_notice() -> None:
    import hashlib

    page = _page(NOTICE)
    assert _judge(page, lists={hashlib.sha256(page.encode()).hexdigest()}) == "list_page"


@pytest.mark.parametrize(
    "body",
    [
        _page(f"<p>{NOTICE}</p>"),
        _page(f"{MENU}<p>对页面不存在、链接失效的网站予以通报。{NOTICE}</p>"),
        _page(f"<p>{NOTICE}</p><p>验证码系统故障处理办法</p>", "关于清理不存在的审批事项的通知"),
        _page(f"<div>{NOTICE[:200]}</div>", "关于值班工作的通知").replace("不存在", "未落实"),
        f"<p>{NOTICE}</p>",
    ],
)
def test_a_notice_passes(body: str) -> None:
    assert _judge(body.replace("登录", "进入")) is None


def test_at_least_95_in_100_are_caught_with_at_most_one_false_alarm() -> None:
    found = tally()
    assert found.false >= 40 and found.true >= 200
    assert len(found.missed) <= 0.05 * found.false, found.missed
    assert len(found.alarms) <= 0.01 * found.true, found.alarms[:3]


@pytest.mark.parametrize("reason", FALSE)
def test_what_was_seen_before_is_named_rightly(reason: str) -> None:
    assert [read_kind(page) for page in FALSE[reason]] == [reason] * len(FALSE[reason])


@pytest.mark.parametrize("path", ["/", "/index.html", "/index.jsp", "/home.shtml"])
def test_a_redirect_to_the_front_page_is_no_notice(path: str) -> None:
    page = _page(f"<h1>{TITLE}</h1><p>{NOTICE}</p>").encode()
    response = Response(
        "http://x/a/t1.html", f"http://x{path}", 200, {"content-type": "text/html"}, page
    )
    with pytest.raises(FetchRefused, match="redirected to the front page"):
        judge(response, set())


@pytest.mark.parametrize("mark", ["云政发〔2026〕5号", "<a href='P02.pdf'>全文</a>"])
def test_a_covering_letter_may_have_another_title_than_the_list_told(mark: str) -> None:
    letter = (
        "<h1>关于印发示范区方案的通知</h1><p>各县（区）人民政府：现印发给你们，请认真组织实施。</p>"
    )
    assert read_kind(_page(f"{letter}<p>{'云泊市人民政府办公室' * 5}</p>")) == "not_the_page"
    assert read_kind(_page(f"{letter}<p>{'云泊市人民政府办公室' * 5}</p>{mark}")) is None


def test_a_page_that_no_memory_would_hold_is_not_read() -> None:
    assert _judge(b"<html>" + b"<p>a" * 500_000) == "too_large"


@pytest.mark.skipif(not PAGES.exists(), reason="the real pages are not beside the checkout")
def test_no_real_page_is_refused() -> None:
    pages = sorted([*PAGES.glob("detail_*.html"), *PAGES.glob("fragment_*.html")])
    assert len(pages) >= 6
    assert [read_kind(page.read_text(encoding="utf-8"), "") for page in pages] == [None] * len(
        pages
    )
