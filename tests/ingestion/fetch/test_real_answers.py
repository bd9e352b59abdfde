"""Real answers of lists, read as their index says; skipped where they are not at hand."""

from __future__ import annotations

from datetime import date

import pytest

from ingestion.errors import LayoutChanged
from ingestion.fetch.client import Response
from ingestion.fetch.families import (
    Crawl,
    GdSearch,
    GovcnLibrary,
    Hycloud,
    SiteFamily,
    TrsIgs,
    TrsStatic,
    Window,
)
from ingestion.fetch.families.trs_pager import read_pager
from ingestion.fetch.listing import Row
from ingestion.markup import parse_markup
from tests.ingestion.fetch.sites import SHARED

pytestmark = pytest.mark.skipif(not SHARED.exists(), reason="no real pages beside the checkout")


def _list(
    name: str, family: SiteFamily, home: str, since: str | None = None
) -> tuple[list[Row], Crawl]:
    """The rows of a first page: `since` lies after all of its rows, or the next page is a 404.

    Where more are told of, that one is no more than a note if no day was asked for.
    """
    body = (SHARED / name).read_bytes()
    answers = iter([body])

    def get(url: str) -> Response:
        found = next(answers, None)
        return Response(url, url, 404 if found is None else 200, {}, found or b"")

    crawl = Crawl("real", home, Window(date.fromisoformat(since) if since else None), get)
    crawl.post = lambda url, sent, kind: get(url)
    return list(family.list_rows(crawl, None)), crawl


def _numbers(rows: list[Row]) -> list[str]:
    return [row.stated["document_number"] for row in rows if "document_number" in row.stated]


def test_the_policy_library() -> None:
    family = GovcnLibrary(family="govcn_library", page_size=5)
    rows, crawl = _list("api_govcn_library.json", family, "http://www.gov.cn/")
    with pytest.raises(LayoutChanged, match=r"page 2 is gone, .*2019-01-01 is not reached"):
        _list("api_govcn_library.json", family, "http://www.gov.cn/", "2019-01-01")
    assert len(rows) == len(_numbers(rows)) == 10
    assert sum("index_number" in row.stated for row in rows) == 5
    assert [total.rows for total in crawl.totals.values()] == [2229]
    first = {row.stated["document_number"]: row for row in rows}
    paper = first["国函〔2019〕113号"]
    assert paper.listed_date == date(2019, 11, 26)
    assert paper.stated["index_number"] == "000014349/2019-00129"
    assert paper.stated["issuers"] == "国务院"
    paper = first["建市规〔2019〕12号"]
    assert paper.listed_date == date(2019, 12, 31)
    assert "index_number" not in paper.stated
    assert rows[0] is paper  # the newest of both categories
    assert crawl.rejections == []


def test_the_library_of_hubei() -> None:
    family = TrsIgs(family="trs_igs", searches=({"index": "hb-govdoc", "type": "govdoc"},))
    home = "http://www.hubei.gov.cn/"
    rows, crawl = _list("api_trs_igs_hubei.json", family, home)
    assert len(rows) == 10
    numbers = _numbers(rows)
    assert (sum("〔" in one for one in numbers), sum("【" in one for one in numbers)) == (6, 2)
    assert [total.rows for total in crawl.totals.values()] == [21131]
    assert crawl.notes and "10 of 21131 records came" in crawl.notes[0]
    assert (rows[0].listed_date, rows[-1].listed_date) == (date(2021, 11, 19), date(2021, 11, 15))
    assert rows[0].url == "http://zjt.hubei.gov.cn/zfxxgk/zc/gfxwj/202111/t20211119_3872076.shtml"


def test_the_search_of_guangdong() -> None:
    family = GdSearch(family="gd_search", searches=({"range": "province"},))
    home = "http://www.gd.gov.cn/"
    rows, crawl = _list("api_guangdong_search.json", family, home)
    assert len(rows) == 20
    assert len(_numbers(rows)) == 6
    assert {row.listed_date for row in rows} == {date(2021, 11, 12)}
    assert [total.rows for total in crawl.totals.values()] == [245264]
    assert rows[8].stated["written_date"] == "2021-10-20"  # row 9
    assert not any("&" in (row.title or "") for row in rows)
    assert crawl.rejections == []


def test_an_error_that_comes_with_200() -> None:
    family = Hycloud(family="hycloud", tables=({"tableName": "t"},))
    with pytest.raises(LayoutChanged, match=r"系统错误 \(code 1000\); run it again later"):
        _list("api_hycloud_error.json", family, "http://www.cq.gov.cn/", "2021-01-01")


def test_the_list_of_a_regulator() -> None:
    markup = (SHARED / "list_trs_nea_south.html").read_text(encoding="utf-8")
    pager = read_pager(markup, parse_markup(markup))
    assert (pager.pages, pager.second_is, pager.next_page) == (34, 1, None)
    family = TrsStatic(family="trs_static", channels=("a/b/",))
    home = "https://nfj.nea.gov.cn/"
    rows, crawl = _list("list_trs_nea_south.html", family, home, "2026-09-22")
    assert rows == []
    assert crawl.rejections == []  # neither its menus nor its pager are rows
    with pytest.raises(LayoutChanged, match=r"a/b/index_1\.html is gone, .* tells of 34 pages"):
        _list("list_trs_nea_south.html", family, home, "2026-07-01")
    family = family.model_copy(update={"single_page": True})
    rows, crawl = _list("list_trs_nea_south.html", family, home, "2020-01-01")
    assert len(rows) == 15
    assert rows[0].url.startswith("https://www.nea.gov.cn/20250908/")
    days = [row.listed_date for row in rows]
    assert (days[0], days[1], days[-1]) == (
        date(2025, 8, 29),
        date(2026, 9, 21),
        date(2026, 7, 14),
    )
    assert days.count(date(2026, 8, 11)) == days.count(date(2026, 7, 17)) == 2
