"""The dialects of TRS and Hanweb, and feeds, against frozen pages in their own shape."""

from __future__ import annotations

import contextlib
import time
from urllib.parse import parse_qsl, urlsplit

import pytest

from ingestion.errors import LayoutChanged
from ingestion.fetch.families import Crawl, HanwebJpage, Rss, Sitemap, TrsStatic
from ingestion.fetch.families.hanweb_records import read_group
from ingestion.fetch.families.trs_pager import Pager, read_pager
from ingestion.markup import parse_markup
from tests.ingestion.fetch.sites import HOME, Site, by_path, days, frozen, list_all

TRS = TrsStatic(family="trs_static", channels=("zw/",))


def _page(numbers: list[int], pager: str = "") -> bytes:
    rows = "".join(
        f'<li><a href="./t_{n}.html">第{n}号</a><span>2024-01-{n:02d}</span></li>' for n in numbers
    )
    return f"<html><ul>{rows}</ul>{pager}</html>".encode()


def _numbers(pages: dict[str, bytes], family: TrsStatic = TRS) -> tuple[list[str], Crawl]:
    rows, crawl = list_all(Site(by_path(pages), "text/html"), family)
    return [row.url.rpartition("_")[2].removesuffix(".html") for row in rows], crawl


# ---------------------------------------------------------------- TRS: pagers


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        ('createPageHTML(7, 0, "index", "html");', Pager(7, None, "index_{n}.html", 1)),
        ("createPageHTML(93, 7, 0, 'index', 'shtml')", Pager(7, 93, "index_{n}.shtml", 1)),
        ('createPageHTML(7, 0, 93, "index", "html")', Pager(7, 93, "index_{n}.html", 1)),
        ("createPageHTML(93,7,0,15)", Pager(7, 93, None, 1)),
        ("createPageHTML(7,0,93,15)", Pager(7, 93, None, 1)),
        ("createPageHTML('page_div',50,1,'fenye','shtml',744)",
         Pager(50, 744, "fenye_{n}.shtml", 2)),
        ("createPage(26,0,'index_7081','shtml')", Pager(26, None, "index_7081_{n}.shtml", 1)),
        ("createPage(15, 1)", Pager(15, None, None, 2)),
        ("createPageHTML(1, 0, 'index', 'html')", Pager(1, None, "index_{n}.html", 1)),
        ("createPageHTML(0, 0, 'index', 'html')", Pager(1, None, "index_{n}.html", 1)),
        ("function createPageHTML(_nPageCount, _nCurrIndex, _sName, _sExt){ if(1) }\n"
         "createPageHTML(9, 0, 'list', 'htm');", Pager(9, None, "list_{n}.htm", 1)),
        ("var countPage = 12; var currentPage = 0;", Pager(12)),
        ("totalPage:'8'", Pager(8)),
        ("<span>共<b>34</b>页</span>", Pager(34)),
        ("<span>共&nbsp;条</span>", Pager()),
    ],
)  # fmt: skip
def test_pagers(call: str, expected: Pager) -> None:
    assert read_pager(call) == expected


@pytest.mark.parametrize(
    ("link", "name", "second"),
    [
        ("index_7081_1.shtml", "index_7081_{n}.shtml", 1),
        ("./index_pc_2.html", "index_pc_{n}.html", 2),
        ("/zw/wjk_glrb_2.html", "wjk_glrb_{n}.html", 2),
        ("list2.htm?x=1", "list{n}.htm", 2),
    ],
)
def test_the_link_to_the_next_page_names_the_pages(link: str, name: str, second: int) -> None:
    markup = f"<a href='javascript:;'>上一页</a><a href='{link}'>下一页</a><i>共5页</i>"
    assert read_pager(markup, parse_markup(markup)) == Pager(5, None, name, second)


@pytest.mark.parametrize(
    ("pager", "second", "family"),
    [
        ("<script>createPageHTML('d',2,1,'fenye','html',4)</script>", "fenye_2.html", TRS),
        ("<a href='index_77_1.html'>下一页</a><script>createPageHTML(2,0,'index','html')</script>",
         "index_77_1.html", TRS),
        ("<script>createPage(2,0)</script>", "index_1.html", TRS),
        ("<script>var countPage = 2;</script>", "list_1.shtml",
         TRS.model_copy(update={"first_page": "list.shtml"})),
        ("<script>createPageHTML(2,0,'index','html')</script>", "index_pc_2.html",
         TRS.model_copy(update={"next_page": "index_pc_{n}.html", "second_is": 2})),
        ("<a href='index_77_1.html'>下一页</a><i>共2页</i>", "p{n}1{0}.html".replace("{n}", ""),
         TRS.model_copy(update={"next_page": "p{n}{0}.html"})),
    ],
)  # fmt: skip
def test_page_2_is_asked_for_by_its_name(pager: str, second: str, family: TrsStatic) -> None:
    pages = {f"/zw/{family.first_page}": _page([9, 8], pager), f"/zw/{second}": _page([7, 6])}
    assert _numbers(pages, family)[0] == ["9", "8", "7", "6"]


def test_a_pager_without_a_number_is_followed_by_its_links() -> None:
    pages = {
        "/zw/index.html": _page([9], "<a href='index_1.html'>下一页</a>"),
        "/zw/index_1.html": _page([8], "<a href='index_2.html'>下一页</a>"),
        "/zw/index_2.html": _page([7], "<a>下一页</a>"),
    }
    numbers, crawl = _numbers(pages)
    assert (numbers, crawl.notes) == (["9", "8", "7"], [])


def test_page_2_that_is_gone_is_a_changed_layout_unless_all_stands_on_page_1() -> None:
    pages = {"/zw/index.html": _page([9, 8], "<script>createPageHTML(5,0,'index')</script>")}
    with pytest.raises(LayoutChanged, match="5 pages; take `next_page`"):
        _numbers(pages)
    assert _numbers(pages, TRS.model_copy(update={"single_page": True}))[0] == ["9", "8"]


def test_a_stub_deep_down_ends_the_list_and_the_missing_records_are_told() -> None:
    pager = "<script>createPageHTML(9, 3, 0, 'index', 'html')</script>"
    pages = {
        "/zw/index.html": _page([9, 8, 7], pager),
        "/zw/index_1.html": _page([6, 5, 4], pager.replace(", 0,", ", 1,")),
        "/zw/index_2.html": b"<html><head><title>list</title></head><body></body></html>",
    }
    numbers, crawl = _numbers(pages)
    assert len(numbers) == 6
    assert crawl.notes == [
        f"{HOME}zw/index_2.html: page 3 of 3 holds no rows",
        f"{HOME}zw/index.html: 6 of 9 records came",
    ]
    assert [total.rows for total in crawl.totals.values()] == [9]


def test_rows_that_a_script_writes_are_read() -> None:
    pages = {"/zw/index.html": frozen("trs_written.html"), "/zw/index_1.html": _page([3])}
    rows, crawl = list_all(Site(by_path(pages), "text/html"), TRS)
    assert [(row.url, row.title) for row in rows[:2]] == [
        (f"{HOME}zw/202406/t20240605_2.html", "云泊市供水条例"),
        (f"{HOME}zw/202405/t20240501_1.html", "云泊市垃圾分类办法"),
    ]
    assert (days(rows), crawl.rejections) == (["2024-06-05", "2024-05-01", "2024-01-03"], [])


def test_rows_that_a_script_computes_are_refused_not_left_out() -> None:
    computed = """<script>document.writeln('<ul><li><a href="'+u+'">'+t+'</a>2024-01-09</li>');
      document.writeln('<li><a href="./t_8.html">第8号</a>2024-01-08</li></ul>');</script>"""
    numbers, crawl = _numbers({"/zw/index.html": f"<html>{computed}</html>".encode()})
    assert numbers == ["8"]
    assert [gone.reason for gone in crawl.rejections] == ["row_without_link"]


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "big5"])
def test_a_list_in_another_encoding(encoding: str) -> None:
    page = _page([9]).decode().replace("第9号", "雲泊市政府公告").encode(encoding)
    rows, _ = list_all(Site(by_path({"/zw/index.html": page}), "text/html"), TRS)
    assert [row.title for row in rows] == ["雲泊市政府公告"]


# ---------------------------------------------------------------- Hanweb

HANWEB = HanwebJpage(family="hanweb_jpage", columns=("col/col1/index.html",))
SCRIPT = "totalRecord: 5, perPage: 2, ajaxParam: {col:1, webid:7, unitid:'30'}"


def _store(*numbers: int, total: int | None = None) -> str:
    head = "" if total is None else f"<totalrecord>{total}</totalrecord>"
    records = "".join(
        f"<record><![CDATA[<li><a href='/art/{n}.html'>通知{n}</a><b>2024-01-0{n}</b></li>]]>"
        "</record>"
        for n in numbers
    )
    return f"<datastore>{head}<recordset>{records}</recordset></datastore>"


def _column(store: str, script: str = SCRIPT) -> bytes:
    return (
        f"<html><script type='text/xml'>{store}</script><script>{script}</script></html>".encode()
    )


def _hanweb(
    column: bytes, proxy: dict[str, str | bytes], family: HanwebJpage = HANWEB
) -> tuple[list[str | None], Site, Crawl]:
    """`proxy`: the answer by its startrecord."""

    def answer(url: str, sent: str) -> bytes | None:
        parts = urlsplit(url)
        if parts.path.endswith("index.html"):
            return column
        found = proxy.get(dict(parse_qsl(parts.query)).get("startrecord", ""))
        return found.encode() if isinstance(found, str) else found

    site = Site(answer, "text/html")
    rows, crawl = list_all(site, family)
    return [row.title for row in rows], site, crawl


def test_the_proxy_is_the_one_that_the_script_names() -> None:
    script = SCRIPT + ", proxyUrl: '/module/jpage/dataproxy.jsp'"
    titles, site, crawl = _hanweb(_column(_store(5, 4), script), {"3": _store(3, 2, 1, total=5)})
    assert titles == [f"通知{n}" for n in (5, 4, 3, 2, 1)]
    assert urlsplit(site.asked[1]).path == "module/jpage/dataproxy.jsp"
    assert crawl.notes == []


def test_parameters_go_as_a_form_where_the_source_says_so() -> None:
    family = HANWEB.model_copy(update={"by_post": True})
    titles, site, _ = _hanweb(_column(_store(5, 4)), {"3": _store(3, 2, 1, total=5)}, family)
    assert len(titles) == 5
    assert site.asked[1].endswith("dataproxy.jsp?startrecord=3&endrecord=4&perpage=2")
    assert site.sent[0][0] == "col=1&webid=7&unitid=30"


def test_an_answer_that_is_a_script_array_is_read() -> None:
    group = read_group(frozen("hanweb_array.js").decode())
    assert group is not None and (len(group.records), group.total) == (2, 5)
    titles, _, _ = _hanweb(_column(_store(5)), {"2": frozen("hanweb_array.js"), "4": _store(1)})
    assert titles == ["通知5", "云泊四号", "云泊三号[试行]", "通知1"]


@pytest.mark.parametrize("text", ["", "<html>var a = ['x']</html>", "{}", "[1, 2]", "找不到"])
def test_what_is_no_group_is_none(text: str) -> None:
    assert read_group(text) is None


def test_rows_in_the_columns_own_markup_serve_where_its_store_is_empty() -> None:
    rows = "<ul><li><a href='/art/9.html'>通知9</a>2024-01-09</li></ul>"
    column = f"<html>{rows}<script>totalRecord: 1, {SCRIPT}</script></html>".encode()
    assert _hanweb(column, {})[0] == ["通知9"]
    column = f"<html>{rows}<script type='text/xml'>{_store()}</script></html>".encode()
    assert _hanweb(column, {})[0] == ["通知9"]


def test_a_record_without_usual_rows_is_a_row_as_a_whole() -> None:
    store = _store(5, 4).replace("<li>", "<div>").replace("</li>", "</div>")
    script = SCRIPT.replace("5", "2")
    assert _hanweb(_column(store, script), {})[0] == ["通知5", "通知4"]


def test_a_record_without_an_address_is_refused_and_counted() -> None:
    store = _store(5, 4).replace(" href='/art/4.html'", "")
    titles, _, crawl = _hanweb(_column(store, SCRIPT.replace("5", "2")), {})
    assert titles == ["通知5"]
    assert [gone.reason for gone in crawl.rejections] == ["row_without_link"]
    assert crawl.notes == []


def test_a_record_taken_off_while_paging_hides_none() -> None:
    proxy = iter([_store(2, 1, total=4), _store(3, 2, total=4), _store(1, total=4)])

    def answer(url: str, sent: str) -> bytes:
        if url.endswith("index.html"):
            return _column(_store(5, 4))
        return next(proxy).encode()

    rows, _ = list_all(Site(answer, "text/html"), HANWEB)
    assert {row.title for row in rows} >= {"通知3", "通知2", "通知1"}


def test_a_stub_of_54_bytes_ends_the_list_and_is_told() -> None:
    stub = "<datastore>\n<recordset>\n</recordset>\n</datastore>\n    "
    assert len(stub) == 54
    titles, _, crawl = _hanweb(_column(_store(5, 4)), {"3": stub})
    assert titles == ["通知5", "通知4"]
    assert crawl.notes == [f"{HOME}col/col1/index.html: 2 of 5 records came"]


# ---------------------------------------------------------------- feeds


def test_rss_is_read_in_the_sites_zone_and_what_has_no_address_is_refused() -> None:
    body = frozen("rss.xml").decode().encode("gb18030")
    site = Site(by_path({"/rss.xml": body}), "text/xml")
    rows, crawl = list_all(site, Rss(family="rss", feeds=("/rss.xml",)), since="2024-05-01")
    assert [(row.url, row.title) for row in rows] == [
        (f"{HOME}zw/t_2.html", "云泊市水网规划"),
        (f"{HOME}zw/t_1.html", "云泊市绿道方案"),
    ]
    assert days(rows) == ["2024-06-02", "2024-05-01"]
    assert [gone.reason for gone in crawl.rejections] == ["row_without_link"]
    assert crawl.notes == []


def test_atom_is_read_by_its_alternate_link_and_a_short_feed_is_told() -> None:
    site = Site(by_path({"/a.xml": frozen("atom.xml")}), "text/xml")
    rows, crawl = list_all(site, Rss(family="rss", feeds=("/a.xml",)), since="2024-01-01")
    assert [(row.url, days([row])) for row in rows] == [(f"{HOME}zw/t_9.html", ["2024-06-02"])]
    assert crawl.notes == [f"{HOME}a.xml: it reaches back to 2024-06-02 only"]


SITEMAP = Sitemap(family="sitemap", sitemaps=("/index.xml",), only=("*/zcwj/*.html",))


def test_a_sitemap_gives_what_changed_since_and_what_says_no_day() -> None:
    pages = {"/index.xml": frozen("sitemap_index.xml"), "/map_new.xml": frozen("sitemap.xml")}
    site = Site(by_path(pages), "text/xml")
    rows, _ = list_all(site, SITEMAP, since="2024-06-02")
    assert [row.url for row in rows] == [f"{HOME}zcwj/t_2.html", f"{HOME}zcwj/t_3.html"]
    assert [row.listed_date is None for row in rows] == [False, True]
    assert site.asked == ["index.xml", "map_new.xml"]


def test_a_sitemap_that_leads_to_itself_ends() -> None:
    index = frozen("sitemap_index.xml").replace(b"map_new.xml", b"index.xml")
    pages = {"/index.xml": index, "/map_old.xml": frozen("sitemap.xml")}
    site = Site(by_path(pages), "text/xml")
    rows, _ = list_all(site, SITEMAP)
    assert (len(rows), site.asked) == (3, ["index.xml", "map_old.xml"])


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html><body>404</body></html>",
        b"{}",
        b'<?xml version="1.0"?><urlset></urlset>',
        b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><urlset><url><loc>&a;</loc></url>'
        b"</urlset>",
    ],
)
def test_what_is_no_feed_is_a_changed_layout(body: bytes) -> None:
    site = Site(lambda url, sent: body, "text/xml")
    with pytest.raises(LayoutChanged, match="example: http"):
        list_all(site, SITEMAP)
    with pytest.raises(LayoutChanged, match="example: http"):
        list_all(site, Rss(family="rss", feeds=("/a.xml",)))


def test_a_feed_opens_no_entity() -> None:
    def feed(declared: str, title: str) -> bytes:
        return (
            f"<!DOCTYPE rss [{declared}]><rss><channel><item><title>{title}云泊</title><link>"
            "http://www.example.gov.cn/1.html</link><pubDate>2024-06-01</pubDate></item></channel></rss>"
        ).encode()

    family = Rss(family="rss", feeds=("/a.xml",))
    opened = feed('<!ENTITY a SYSTEM "file:///etc/hostname">', "&a;")
    (row,), _ = list_all(Site(lambda url, sent: opened, "text/xml"), family)
    assert row.title == "&a;云泊"
    laughs = [f'<!ENTITY a{n} "{f"&a{n - 1};" * 10 if n else "x" * 50}">' for n in range(9)]
    bomb = feed("".join(laughs), "&a8;")
    started = time.process_time()
    with contextlib.suppress(LayoutChanged):
        (row,), _ = list_all(Site(lambda url, sent: bomb, "text/xml"), family)
        assert len(row.title or "") < 1000
    assert time.process_time() - started < 1
