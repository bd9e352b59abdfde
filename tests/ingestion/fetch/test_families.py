"""Families against frozen lists in their own shape, and against pages that shift or end early."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from ingestion.errors import FetchRefused, LayoutChanged
from ingestion.fetch.client import Response
from ingestion.fetch.families import Crawl, HanwebJpage, TrsStatic, Window
from ingestion.fetch.families.trs_static import count_pages
from ingestion.fetch.listing import Row, read_date, read_rows

HOME = "http://www.example.gov.cn/"
SHARED = Path(__file__).resolve().parents[4] / "shared" / "pages"


class Site:
    """Answers from a table of pages and remembers what was asked."""

    def __init__(self, pages: dict[str, str]) -> None:
        self.pages = pages
        self.asked: list[str] = []

    def get(self, url: str) -> Response:
        self.asked.append(url.removeprefix(HOME))
        body = self.pages.get(self.asked[-1])
        status = 404 if body is None else 503 if body == "broken" else 200
        return Response(url, url, status, {}, (body or "").encode())


def _row(number: int, day: str) -> str:
    return f'<li><a href="./t_{number}.html" title="通知{number}">通知…</a><span>{day}</span></li>'


def _list(rows: list[tuple[int, str]], pager: str = "") -> str:
    return "<ul>" + "".join(_row(*row) for row in rows) + f"</ul><script>{pager}</script>"


def _crawl(
    site: Site, family: TrsStatic | HanwebJpage, since: str | None = None, until: str | None = None
) -> tuple[list[Row], Crawl]:
    window = Window(*(date.fromisoformat(day) if day else None for day in (since, until)))
    crawl = Crawl("example", HOME, window, site.get)
    return list(family.list_rows(crawl, None)), crawl


TRS = TrsStatic(family="trs_static", channels=("zw/",))
THREE = {
    "zw/index.html": _list([(9, "2020-01-05"), (6, "2024-06-01"), (5, "2024-05-01")],
                           'createPageHTML(3, 0, "index", "html");'),
    "zw/index_1.html": _list([(4, "2024-04-01"), (3, "2024-03-01")]),
    "zw/index_2.html": _list([(3, "2024-03-01"), (2, "2023-02-01"), (1, "2022-01-01")]),
}  # fmt: skip


def _numbers(rows: list[Row]) -> list[str]:
    return [row.url.rpartition("t_")[2].removesuffix(".html") for row in rows]


def test_a_static_list_is_paged_to_its_end() -> None:
    site = Site(THREE)
    rows, crawl = _crawl(site, TRS)
    assert _numbers(rows) == ["9", "6", "5", "4", "3", "3", "2", "1"]
    assert site.asked == list(THREE)
    assert crawl.notes == []
    assert rows[0] == Row(f"{HOME}zw/t_9.html", "通知9", date(2020, 1, 5))


def test_paging_stops_after_the_first_page_without_a_new_row() -> None:
    site = Site(THREE)
    rows, _ = _crawl(site, TRS, since="2024-05-01")
    assert _numbers(rows) == ["6", "5"]
    assert site.asked == list(THREE)[:2]


def test_until_leaves_newer_rows_out_and_pages_on() -> None:
    rows, _ = _crawl(Site(THREE), TRS, since="2023-01-01", until="2024-03-31")
    assert _numbers(rows) == ["3", "3", "2"]


@pytest.mark.parametrize("stub", [None, "<html><body>&nbsp;</body></html>"])
def test_a_deep_page_that_is_a_stub_ends_the_list_and_is_told(stub: str | None) -> None:
    pages = dict(THREE)
    del pages["zw/index_2.html"]
    if stub:
        pages["zw/index_2.html"] = stub
    rows, crawl = _crawl(Site(pages), TRS)
    assert _numbers(rows)[-1] == "3"
    assert "page 3 of 3" in crawl.notes[0]


FIVE = {
    "zw/index.html": _list([(10, "2024-10-01"), (9, "2024-09-01")],
                           'createPageHTML(5, 0, "index", "html");'),
    **{f"zw/index_{n}.html": _list([(10 - 2 * n, f"2024-0{9 - 2 * n}-28"),
                                    (9 - 2 * n, f"2024-0{9 - 2 * n}-01")]) for n in range(1, 5)},
}  # fmt: skip
CAPTCHA = "<html><body><p>请完成安全验证</p><form>验证码<input></form></body></html>"
LOGIN = "<html><body><p>请先登录</p></body></html>"
ERROR = "<html><head><title>404</title></head><body><p>您访问的页面不存在</p></body></html>"


@pytest.mark.parametrize(
    ("page", "reason"), [(CAPTCHA, "challenge"), (LOGIN, "login_wall"), (ERROR, "soft_404")]
)
@pytest.mark.parametrize("since", [None, "2024-01-01"])
def test_a_wall_in_the_place_of_a_later_page_fails_the_crawl(
    page: str, reason: str, since: str | None
) -> None:
    with pytest.raises(FetchRefused, match="page 3") as refused:
        _crawl(Site(FIVE | {"zw/index_2.html": page}), TRS, since=since)
    assert refused.value.reason == reason


@pytest.mark.parametrize("page", [None, "", "<html><body>&nbsp;</body></html>"])
def test_a_page_missing_before_since_is_reached_fails_the_crawl(page: str | None) -> None:
    pages = {name: text for name, text in FIVE.items() if name != "zw/index_2.html"}
    if page is not None:
        pages["zw/index_2.html"] = page
    with pytest.raises(LayoutChanged, match=r"page 3 .*2024-01-01 is not reached"):
        _crawl(Site(pages), TRS, since="2024-01-01")
    rows, crawl = _crawl(Site(pages), TRS)  # no days were asked for: as deep as the site goes
    assert len(rows) == 4
    assert "page 3 of 5" in crawl.notes[0] or "is gone" in crawl.notes[0]


def test_a_page_missing_beyond_since_is_told_only() -> None:
    pages = {name: text for name, text in FIVE.items() if name != "zw/index_2.html"}
    rows, crawl = _crawl(Site(pages), TRS, since="2024-07-15")
    assert _numbers(rows) == ["10", "9", "8"]
    assert "page 3 of 5" in crawl.notes[0]


def test_an_error_page_that_nobody_promised_is_the_end_of_a_list() -> None:
    pages = {"zw/index.html": _list([(2, "2024-02-01")]) + '<a href="index_1.html">下一页</a>'}
    pages["zw/index_1.html"] = _list([(1, "2024-01-01")]) + '<a href="index_2.html">下一页</a>'
    rows, _ = _crawl(Site(pages | {"zw/index_2.html": ERROR}), TRS)
    assert _numbers(rows) == ["2", "1"]
    with pytest.raises(FetchRefused, match="page 3"):
        _crawl(Site(pages | {"zw/index_2.html": CAPTCHA}), TRS)


def test_a_broken_deep_page_fails_the_crawl() -> None:
    with pytest.raises(FetchRefused, match="503"):
        _crawl(Site(THREE | {"zw/index_1.html": "broken"}), TRS)


@pytest.mark.parametrize("page", [None, "<html><body>改版公告</body></html>"])
def test_a_first_page_without_rows_is_a_changed_layout(page: str | None) -> None:
    with pytest.raises(LayoutChanged, match="example"):
        _crawl(Site({"zw/index.html": page} if page else {}), TRS)


@pytest.mark.parametrize(
    ("pager", "pages"),
    [
        ('createPageHTML(7, 0, "index", "html");', 7),
        ("createPageHTML(93, 7, 0, 'index', 'html')", 7),
        ('var countPage = Number("34"); //共多少页', 34),
        ("totalPage: 12,", 12),
        ("<span>共 5 页</span>", 5),
        ("没有分页", 1),
    ],
)
def test_the_number_of_pages_is_read_in_every_dialect(pager: str, pages: int) -> None:
    assert count_pages(pager) == pages


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("通知 2022-01-20", date(2022, 1, 20)),
        ("2020/06/08", date(2020, 6, 8)),
        ("[2019.11.26]", date(2019, 11, 26)),
        ("2026年2月13日", date(2026, 2, 13)),
        ("关于2021年1月1日起施行的通知 2021-03-05", date(2021, 3, 5)),
        ("2024-13-40", None),
        ("没有日期 12-01", None),
    ],
)
def test_dates_of_rows(text: str, expected: date | None) -> None:
    assert read_date(text, None) == expected


def test_a_date_format_of_the_source_is_used() -> None:
    assert read_date("通知 (20/01/2022)", "%d/%m/%Y") == date(2022, 1, 20)


def test_a_title_that_ends_in_a_digit_does_not_run_into_the_date() -> None:
    markup = "<ul><li><a href='a.html'>公告第12</a><b>2024-01-05</b></li></ul>"
    (row,) = read_rows(markup, HOME, rows=None, date_format=None)
    assert (row.title, row.listed_date) == ("公告第12", date(2024, 1, 5))


def test_links_become_absolute_and_scripts_are_no_links() -> None:
    markup = """<ul>
      <li><a href="//other.gov.cn/a.html#top">一</a>2024-01-01</li>
      <li><a href="javascript:void(0)">收藏</a><a href="../b.html">二号文件通知</a>2024-01-02</li>
      <li><a href="http://[bad">三</a>2024-01-03</li><li><a href="/menu">首页</a></li></ul>"""
    rows = read_rows(markup, f"{HOME}zw/index.html", rows=None, date_format=None)
    assert [row.url for row in rows] == ["http://other.gov.cn/a.html", f"{HOME}b.html"]


# ---------------------------------------------------------------- Hanweb

HANWEB = HanwebJpage(family="hanweb_jpage", columns=("col/col1/index.html",))


def _store(numbers: range, total: int | None = None, link: str = "") -> str:
    head = f"<totalrecord>{total}</totalrecord>" if total is not None else ""
    head += f'<nextgroup><![CDATA[<a href="{link}"></a>]]></nextgroup>' if link else ""
    records = "".join(
        f"<record><![CDATA[<li><a href='/art/{n}.html' title='通知{n}'>通…</a>"
        f"<b>2024-{n:02d}-01</b></li>]]></record>"
        for n in numbers
    )
    return f"<datastore>{head}<recordset>{records}</recordset></datastore>"


def _column(store: str, script: str) -> str:
    return f'<html><script type="text/xml">{store}</script><script>{script}</script></html>'


SCRIPT = "totalRecord: 9, perPage: 2, ajaxParam: {col: 1, webid: 7, path: '/', unitid: '30'}"


def test_records_are_asked_for_with_the_parameters_of_the_column_page() -> None:
    proxy = "module/web/jpage/dataproxy.jsp"
    query = "perpage=2&col=1&webid=7&path=%2F&unitid=30"
    second = f"{proxy}?startrecord=5&endrecord=8&{query}"
    third = f"{proxy}?startrecord=9&endrecord=9&{query}"
    site = Site(
        {
            "col/col1/index.html": _column(_store(range(9, 5, -1)), SCRIPT),
            second: _store(range(5, 1, -1), 9),
            third: _store(range(1, 0, -1), 9),
        }
    )
    rows, crawl = _crawl(site, HANWEB)
    assert [row.title for row in rows] == [f"通知{n}" for n in range(9, 0, -1)]
    assert site.asked == ["col/col1/index.html", second, third]
    assert crawl.notes == []


def test_the_link_to_the_next_group_is_followed_where_no_script_stands() -> None:
    link = "/module/web/jpage/dataproxy.jsp?page=2&amp;unitid=30"
    site = Site(
        {
            "col/col1/index.html": _column(_store(range(9, 5, -1), link=link), ""),
            "module/web/jpage/dataproxy.jsp?page=2&unitid=30": _store(range(5, 3, -1)),
        }
    )
    rows, _ = _crawl(site, HANWEB)
    assert len(rows) == 6


def test_a_proxy_that_gives_nothing_is_told() -> None:
    site = Site({"col/col1/index.html": _column(_store(range(9, 5, -1)), SCRIPT)})
    rows, crawl = _crawl(site, HANWEB)
    assert len(rows) == 4
    assert crawl.notes == [f"{HOME}col/col1/index.html: 4 of 9 records came"]


def test_a_proxy_that_repeats_its_last_group_ends_the_list() -> None:
    class Repeating(Site):
        def get(self, url: str) -> Response:
            if "dataproxy" in url:
                self.asked.append(url)
                return Response(url, url, 200, {}, _store(range(9, 5, -1), 900).encode())
            return super().get(url)

    site = Repeating({"col/col1/index.html": _column(_store(range(9, 5, -1)), SCRIPT)})
    rows, crawl = _crawl(site, HANWEB)
    assert (len(rows), len(site.asked)) == (4, 2)
    assert "4 of 9 records" in crawl.notes[0]


def test_a_column_without_records_is_a_changed_layout() -> None:
    with pytest.raises(LayoutChanged, match="record list"):
        _crawl(Site({"col/col1/index.html": "<html>改版</html>"}), HANWEB)


# ---------------------------------------------------------------- a real list


@pytest.mark.skipif(not SHARED.exists(), reason="the real pages are not beside the checkout")
def test_a_real_list_is_read_as_its_index_says() -> None:
    markup = (SHARED / "list_trs_nea_south.html").read_text(encoding="utf-8")
    rows = read_rows(markup, "https://nfj.nea.gov.cn/a/b/", rows=None, date_format=None)
    assert len(rows) == 15
    assert rows[0].url.startswith("https://www.nea.gov.cn/20250908/")
    assert rows[0].listed_date == date(2025, 8, 29)
    assert (rows[1].listed_date, rows[-1].listed_date) == (date(2026, 9, 21), date(2026, 7, 14))
    assert all(row.title and not row.title.endswith(str(row.listed_date)) for row in rows)
    assert count_pages(markup) == 34
    assert not Window(since=date(2026, 9, 1)).is_passed_by(rows)
