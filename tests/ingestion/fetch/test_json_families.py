"""Families whose lists are JSON, against frozen answers in their own shape."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable
from datetime import date
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingestion.errors import FetchRefused, LayoutChanged, LuceError
from ingestion.fetch.families import (
    Crawl,
    GdSearch,
    Gkmlpt,
    GovcnFeed,
    GovcnLibrary,
    Hycloud,
    Jpaas,
    SiteFamily,
    TrsIgs,
    Ucap,
    Window,
)
from tests.ingestion.fetch.sites import HOME, Site, days, frozen, in_turn, list_all

LIBRARY = GovcnLibrary(family="govcn_library", page_size=2)
FEED = GovcnFeed(family="govcn_feed")
IGS = TrsIgs(family="trs_igs", searches=({"index": "hb-govdoc", "type": "govdoc"},), page_size=2)
HYCLOUD = Hycloud(
    family="hycloud", tables=({"tableName": "t_1", "tenantId": 7, "sorts": []},), page_size=2
)
UCAP = Ucap(family="ucap", channels=("0123456789abcdef0123456789abcdef",))
GKMLPT = Gkmlpt(family="gkmlpt", sid=755001, categories=(5,))
GD = GdSearch(family="gd_search", searches=({"range": "province", "site_id": "2"},))
JPAAS = Jpaas(family="jpaas", columns=("/jgsj/wjfb/index.html",))

Case = tuple[SiteFamily, tuple[str, ...]]
CASES: dict[str, Case] = {
    "govcn_library": (LIBRARY, ("govcn_library_1.json", "govcn_library_2.json")),
    "govcn_feed": (FEED, ("govcn_feed.json",)),
    "trs_igs": (IGS, ("trs_igs_1.json", "trs_igs_2.json", "trs_igs_3.json")),
    "hycloud": (HYCLOUD, ("hycloud_1.json", "hycloud_2.json")),
    "ucap": (UCAP, ("ucap_1.json", "ucap_2.json")),
    "gkmlpt": (GKMLPT, ("gkmlpt_1.json", "gkmlpt_2.json", "gkmlpt_3.json")),
    "gd_search": (GD, ("gd_search_1.json",)),
    "jpaas": (JPAAS, ("jpaas_column.html", "jpaas_1.json", "jpaas_2.json", "jpaas_3.json")),
}


def _listed(name: str, **window: str) -> tuple[list[Any], Crawl, Site]:
    family, names = CASES[name]
    site = Site(in_turn(*names))
    rows, crawl = list_all(site, family, **window)
    return rows, crawl, site


def _query(asked: str) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(asked).query, keep_blank_values=True))


# ---------------------------------------------------------------- what all of them do


@pytest.mark.parametrize("name", CASES)
def test_a_list_is_paged_to_its_end_and_asks_for_nothing_beyond(name: str) -> None:
    rows, crawl, site = _listed(name)
    assert len(site.asked) == len(CASES[name][1])
    assert len(rows) == len({row.url for row in rows}) > 1
    assert all(row.title and row.listed_date and row.url.startswith("http") for row in rows)
    assert [note for note in crawl.notes if "records came" in note] == []


@pytest.mark.parametrize("name", [name for name in CASES if name != "hycloud"])
def test_paging_stops_at_since(name: str) -> None:
    everything, _, _ = _listed(name)
    since = max(days(everything))
    rows, _, _ = _listed(name, since=since)
    assert days(rows) == [since] * days(everything).count(since)
    rows, crawl, site = _listed(name, since="2030-01-01")
    assert rows == []
    assert len(site.asked) == (2 if name == "jpaas" else 1)
    assert len(crawl.totals) == (0 if name == "govcn_feed" else 1)


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"<html><head><title> \xe5\xae\x89\xe5\x85\xa8</title></head></html>", "页面|a page|unit"),
        (b'{"data": {"list": [', "is not JSON|unit"),
        (b"null", "holds no"),
        (b'{"code": 200, "data": null}', "holds no"),
        (b'{"success": false, "msg": "\xe7\xb3\xbb\xe7\xbb\x9f", "code": 1000}', "系统|unit"),
        (b'{"errcode": 40001, "errmessage": "sign"}', "sign|unit"),
    ],
)
def test_what_is_no_list_is_a_changed_layout_with_a_cure(name: str, body: bytes, said: str) -> None:
    family, _ = CASES[name]
    with pytest.raises(LayoutChanged, match=said) as changed:
        list_all(Site(lambda url, sent: body), family)
    assert changed.value.cure and str(changed.value).startswith("example: http")


@pytest.mark.parametrize("name", [name for name in CASES if len(CASES[name][1]) > 1])
def test_a_later_answer_that_is_a_page_fails_the_crawl(name: str) -> None:
    """Half a list must not look like a whole one."""
    family, names = CASES[name]
    first = in_turn(*names[: 2 if name == "jpaas" else 1])
    site = Site(lambda url, sent: first(url, sent) or b"<html><title>check</title></html>")
    with pytest.raises(LayoutChanged, match=r"a page titled 'check' where JSON is due; open it"):
        list_all(site, family)


def _rewrite(answer: bytes, change: Callable[[dict[str, Any]], None]) -> bytes:
    """The same answer with every row of it changed."""
    whole = json.loads(answer, strict=False)

    def walk(node: Any) -> None:
        for child in node.values() if isinstance(node, dict) else node:
            if isinstance(child, list) and child and isinstance(child[0], dict):
                for entry in child:
                    if {"url", "URL", "DOCPUBURL", "doc_pub_url"} & set(entry):
                        change(entry)
            if isinstance(child, dict | list):
                walk(child)

    walk([whole])
    return json.dumps(whole).encode()


DATES = [
    "pubtime", "pubtimeStr", "DOCRELPUBTIME", "PUBDATE", "save_time", "publishedTimeStr",
    "display_publish_time", "first_publish_time", "created_at", "pub_time",
]  # fmt: skip
LINKS = ["url", "URL", "DOCPUBURL", "doc_pub_url", "post_url"]


@pytest.mark.parametrize("name", [name for name in CASES if name != "jpaas"])
@pytest.mark.parametrize(
    ("fields", "reason"), [(DATES, "row_without_date"), (LINKS, "row_without_link")]
)
def test_a_row_without_date_or_address_is_refused_and_kept(
    name: str, fields: list[str], reason: str
) -> None:
    family, names = CASES[name]
    spoilt: list[str] = []

    def spoil(entry: dict[str, Any]) -> None:
        if not spoilt:
            spoilt.append(str(entry.get("url") or entry.get("URL") or ""))
            entry.update({field: "" for field in fields if field in entry})

    whole, _, _ = _listed(name)
    waiting = iter(names)
    site = Site(lambda url, sent: _rewrite(frozen(next(waiting)), spoil))
    rows, crawl = list_all(site, family)
    assert len(rows) == len(whole) - 1
    gone = [one for one in crawl.rejections if one.detail.count("只有题目") == 0]
    assert [one.reason for one in gone] == [reason]
    assert gone[0].source_id == "example" and gone[0].stage == "fetch" and gone[0].body
    assert gone[0].url.startswith("http")


# ---------------------------------------------------------------- one by one


def test_the_policy_library_gives_both_categories_and_its_totalpage_is_not_believed() -> None:
    rows, crawl, site = _listed("govcn_library")
    assert [row.title for row in rows][:4] == [
        "测试部关于第0号试点的通知",
        "关于同意设立云泊试验区的批复",
        "测试部关于第1号试点的通知",
        "关于印发澜川节水规划的通知",
    ]
    assert rows[1].stated == {
        "document_number": "云函〔2024〕1号",
        "index_number": "000000001/2024-00001",
        "issuers": "澜川总署",
        "written_date": "2024-05-28",
    }
    assert rows[0].stated["issuers"] == "测试一部 测试二部"
    assert days(rows)[:2] == ["2024-06-02", "2024-06-01"]
    assert [str(total) for total in crawl.totals.values()] == ["6 rows"]
    asked = [_query(url) for url in site.asked]
    assert [(one["p"], one["n"], one["t"]) for one in asked] == [
        ("1", "2", "zhengcelibrary_gw_bm"), ("2", "2", "zhengcelibrary_gw_bm"),
    ]  # fmt: skip


def test_the_policy_library_ends_at_empty_lists_where_it_tells_no_totals() -> None:
    names = iter(CASES["govcn_library"][1] + ("govcn_library_3.json",))

    def untold(url: str, sent: str) -> bytes:
        return frozen(next(names)).replace(b'"totalCount"', b'"untold"')

    rows, crawl = list_all(Site(untold), LIBRARY)
    assert len(rows) == 6
    assert crawl.totals == {}


def test_a_feed_says_how_far_back_it_reaches() -> None:
    rows, crawl, _ = _listed("govcn_feed", since="2026-08-01")
    assert [row.url for row in rows] == [
        "https://www.gov.cn/zhengce/content/202609/content_9000003.htm",
        f"{HOME}zhengce/zuixin/content_9000002.htm",
    ]
    assert crawl.notes == [
        f"{HOME}zhengce/zuixin/ZUIXINZHENGCE.json: it reaches back to 2026-09-01 only"
    ]
    assert [gone.reason for gone in crawl.rejections] == ["row_without_link"]
    _, crawl, _ = _listed("govcn_feed", since="2026-09-05")
    assert crawl.notes == []


def test_igs_dates_are_utc_titles_lose_their_markup_and_totals_their_quotes() -> None:
    rows, crawl, site = _listed("trs_igs")
    assert (rows[0].title, rows[1].title) == ("关于加强外墙保温的通知", "关于试点的“双零”通知")
    assert days(rows) == ["2024-07-01", "2024-06-20", "2024-05-15", "2024-05-01", "2023-01-05"]
    assert rows[0].stated["document_number"] == "澜建文【2024】5号"
    assert "document_number" not in rows[1].stated  # 无
    assert [total.rows for total in crawl.totals.values()] == [5]
    assert [_query(url)["pageNumber"] for url in site.asked] == ["1", "2", "3"]


def test_igs_of_another_zone_keeps_the_sites_own_day() -> None:
    site = Site(in_turn(*CASES["trs_igs"][1]))
    crawl = Crawl("example", HOME, Window(), site.get, time_zone="UTC")
    assert days(list(IGS.list_rows(crawl, None)))[0] == "2024-06-30"


def test_igs_is_not_asked_beyond_its_window_and_says_what_lies_outside() -> None:
    """Past the window the site answers 500, so the crawl ends before it."""
    family = IGS.model_copy(update={"window": 4})
    site = Site(in_turn("trs_igs_1.json", "trs_igs_2.json"))
    rows, crawl = list_all(site, family)
    assert (len(rows), len(site.asked)) == (4, 2)
    assert "4 of 5 records came" in crawl.notes[0]


def test_igs_reads_the_names_of_other_provinces() -> None:
    (row,), _ = list_all(Site(in_turn("trs_igs_tianjin.json")), IGS)
    assert (row.url, row.title) == (f"{HOME}zwgk/t_1.html", "天字第一号办法")
    assert row.listed_date == date(2024, 3, 8)
    assert row.stated == {
        "document_number": "津测规〔2024〕1号", "index_number": "11/2024-1",
        "issuers": "测试委", "written_date": "2024-03-01",
    }  # fmt: skip


def test_hycloud_is_asked_in_json_and_read_to_its_end_as_it_is_in_no_order() -> None:
    rows, _, site = _listed("hycloud", since="2024-01-01")
    assert [row.title for row in rows] == ["云泊府测试4号文", "云泊府测试3号文"]
    assert json.loads(site.sent[1][0]) == {
        "tableName": "t_1", "tenantId": 7, "sorts": [], "pageNo": 2, "pageSize": 2,
    }  # fmt: skip
    assert site.sent[0][1].startswith("application/json")
    assert rows[0].stated["document_number"] == "云泊府发〔2024〕4号"


def test_a_total_where_the_site_stops_counting_is_told_as_a_bound() -> None:
    family = HYCLOUD.model_copy(update={"page_size": 10_000})  # the next page lies outside
    _, crawl = list_all(Site(in_turn("hycloud_capped.json")), family)
    assert [str(total) for total in crawl.totals.values()] == ["at least 10000 rows"]
    assert "2 records came, the site counts no further than 10000" in crawl.notes[0]
    _, crawl = list_all(Site(in_turn("hycloud_1.json", "hycloud_2.json")), HYCLOUD)
    assert [str(total) for total in crawl.totals.values()] == ["4 rows"]


def test_ucap_reads_the_facts_beside_the_row() -> None:
    rows, _, site = _listed("ucap")
    assert rows[0].title == "云泊市第3号方案"
    assert rows[0].url == f"{HOME}gsszf/c1/202406/000000003.shtml"
    assert rows[0].stated == {
        "document_number": "云泊政发〔2024〕3号",
        "index_number": "62/2024-3",
        "written_date": "2024-05-30",
    }
    assert "document_number" not in rows[1].stated
    query = _query(site.asked[1])
    assert (query["page"], query["_isJson"], query["_isAgg"]) == ("2", "true", "true")


def test_gkmlpt_starts_at_page_1_and_takes_its_count_for_a_bound() -> None:
    rows, crawl, site = _listed("gkmlpt")
    assert site.asked == [f"gkmlpt/api/all/5?sid=755001&page={page}" for page in (1, 2, 3)]
    assert days(rows) == ["2024-06-02", "2024-05-02", "2024-01-02"]
    assert rows[0].title == "粤测第3号—通知"
    assert [str(total) for total in crawl.totals.values()] == ["at most 9 rows"]


def test_gkmlpt_finds_its_site_and_categories_and_leaves_those_that_lead_elsewhere() -> None:
    family = Gkmlpt(family="gkmlpt")
    empty = frozen("gkmlpt_3.json")
    pages = {("5", "1"): frozen("gkmlpt_1.json"), ("5", "2"): frozen("gkmlpt_2.json")}

    def answer(url: str, sent: str) -> bytes:
        if url.endswith("/gkmlpt/index"):
            return frozen("gkmlpt_index.html")
        parts = urlsplit(url)
        query = parse_qs(parts.query)
        assert query["sid"] == ["755001"]
        return pages.get((parts.path.rpartition("/")[2], query["page"][0]), empty)

    site = Site(answer)
    rows, _ = list_all(site, family)
    assert len(rows) == 3
    assert {url.partition("?")[0].rpartition("/")[2] for url in site.asked} == {"index", "5", "6"}


@pytest.mark.parametrize("category", ["gkmlpt_3.json", None])
def test_gkmlpt_without_any_article_is_a_changed_layout(category: str | None) -> None:
    def answer(url: str, sent: str) -> bytes | None:
        name = "gkmlpt_index.html" if url.endswith("index") else category
        return None if name is None else frozen(name)

    with pytest.raises(LayoutChanged, match="category that holds an article"):
        list_all(Site(answer), Gkmlpt(family="gkmlpt"))
    with pytest.raises(LayoutChanged, match="SID and TREE"):
        list_all(Site(lambda url, sent: b"<html>moved</html>"), Gkmlpt(family="gkmlpt"))


def test_the_search_of_guangdong_is_a_form_and_past_its_end_is_an_empty_list() -> None:
    rows, _, site = _listed("gd_search")
    assert dict(parse_qsl(site.sent[0][0])) == {
        "sort": "time", "range": "province", "site_id": "2", "page": "1",
    }  # fmt: skip
    assert site.sent[0][1].startswith("application/x-www-form-urlencoded")
    assert rows[0].title == "关于印发“第2号”方案的通知"
    assert rows[0].stated["document_number"] == "粤测〔2024〕2号"
    with pytest.raises(LayoutChanged):
        list_all(Site(in_turn("gd_search_past.json")), GD)


def test_a_family_that_posts_says_so_where_nothing_can() -> None:
    crawl = Crawl("example", HOME, Window(), lambda url: pytest.fail("asked"))
    with pytest.raises(FetchRefused, match="POST"):
        list(GD.list_rows(crawl, None))


def test_jpaas_pages_with_the_unit_that_the_answer_names_and_reads_control_characters() -> None:
    rows, crawl, site = _listed("jpaas")
    assert b"\x0b" in frozen("jpaas_1.json")
    assert [row.url.rpartition("_")[2] for row in rows] == [f"{n}.html" for n in (5, 4, 3, 2, 1)]
    assert rows[0].title == "第5号公告"
    first, second, third = (_query(url) for url in site.asked[1:])
    assert (first["tagId"], second["tagId"]) == ("信息列表", "分页列表")
    assert "paramJson" not in first
    assert json.loads(third["paramJson"]) == {"pageNo": 3, "pageSize": 2}
    assert [total.rows for total in crawl.totals.values()] == [5]


def test_jpaas_that_repeats_page_1_ends_and_says_what_is_missing() -> None:
    site = Site(in_turn("jpaas_column.html", "jpaas_1.json", "jpaas_1.json"))
    rows, crawl = list_all(site, JPAAS)
    assert len(rows) == 2
    assert crawl.notes == [
        f"{HOME}jgsj/wjfb/index.html: 2 of 5 records came; page 2 repeats earlier ones"
    ]


def test_jpaas_of_several_lists_asks_for_a_tag() -> None:
    column = frozen("jpaas_column.html").decode().replace("信息列表", "当前栏目_list").encode()
    site = Site(lambda url, sent: column)
    with pytest.raises(LayoutChanged, match="take `tag` from these: 面包屑, 当前栏目_list"):
        list_all(site, JPAAS)
    names = in_turn("jpaas_1.json")
    site = Site(lambda url, sent: column if url.endswith(".html") else names(url, sent))
    rows, _ = list_all(site, JPAAS.model_copy(update={"tag": "当前栏目_list"}), since="2024-06-05")
    assert len(rows) == 1


# ---------------------------------------------------------------- encodings


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("content_type", ["application/json", "text/html; charset=iso-8859-1"])
def test_an_answer_is_read_in_whatever_encoding_it_came(encoding: str, content_type: str) -> None:
    waiting = iter(CASES["ucap"][1])

    def answer(url: str, sent: str) -> bytes:
        return json.dumps(json.loads(frozen(next(waiting))), ensure_ascii=False).encode(encoding)

    rows, _ = list_all(Site(answer, content_type), UCAP)
    assert [row.title for row in rows] == [f"云泊市第{n}号方案" for n in (3, 2, 1)]


def test_a_title_that_no_text_can_hold_is_mended_and_not_lost() -> None:
    body = frozen("ucap_2.json").replace("云泊市第1号".encode(), rb"\ud800\u4e91\ud83d\ude00")
    (row,), _ = list_all(Site(lambda url, sent: body), UCAP, since="2024-06-01")
    assert row.title == "\ufffd云😀方案"
    assert row.title.encode()


# ---------------------------------------------------------------- anything at all

ODD = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**20), 10**20) | st.floats() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner),
    max_leaves=4,
)


@pytest.mark.parametrize("name", CASES)
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_an_answer_with_anything_in_any_place_is_read_or_refused(
    name: str, data: st.DataObject
) -> None:
    family, names = CASES[name]
    waiting = iter(names)

    def answer(url: str, sent: str) -> bytes | None:
        file = next(waiting, None)
        if file is None or file.endswith(".html"):
            return None if file is None else frozen(file)
        whole = [json.loads(frozen(file), strict=False)]
        node, place = whole, 0
        while isinstance(node[place], dict | list) and node[place] and data.draw(st.integers(0, 5)):
            node = node[place]
            keys = list(node) if isinstance(node, dict) else list(range(len(node)))
            place = data.draw(st.sampled_from(keys))
        node[place] = data.draw(ODD)
        return json.dumps(whole[0]).encode()

    with contextlib.suppress(LuceError):
        rows, crawl = list_all(Site(answer), family)
        assert all(isinstance(row.url, str) and row.url.startswith("http") for row in rows)
        assert all(gone.body and gone.detail for gone in crawl.rejections)
