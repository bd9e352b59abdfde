"""From a detail page to targets that stand only in the document it hands out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import unquote

import psycopg
import pytest

from ingestion.database.connection import connect
from ingestion.models import StageReport
from ingestion.settings import Settings
from ingestion.sources import load_source
from ingestion.spool import Spool
from ingestion.stages import attached
from ingestion.stages.fetch import fetch
from ingestion.stages.land import land
from ingestion.stages.parse import parse
from tests.ingestion.attachments.documents import (
    make_docx,
    make_pdf,
    make_xlsx,
    paragraph,
    rule_grid,
    table,
    zip_up,
)

HOST = "shidu.sample.invalid"
COVER = (
    "<h2>石渡县人民政府关于印发{name}的通知</h2><p>石政发〔2023〕{number}号</p>"
    "<p>各乡镇人民政府，县直各单位：</p><p>现将《{name}》印发给你们，请结合实际认真抓好落实。</p>"
    "<p>石渡县人民政府</p><p>2023年4月{number}日</p>{links}"
)
FULL = "<p>（一）建设驿站。到2024年，全县新建村级驿站8座。各乡镇要落实责任。</p>" * 12
DOCX = make_docx(
    paragraph("芦苇荡修复行动方案")
    + paragraph("一、主要任务")
    + paragraph("（一）修复湿地。到2025年，新增芦苇荡修复面积3万亩，建成观测站12座。")
    + paragraph("（二）管护岸线。到2027年，岸线自然化率达到62%以上。")
)
PDF = make_pdf(
    [
        (
            [
                (84, 780, "一、灌区改造。到2026年，全县农田灌溉水有效利用"),
                (60, 760, "系数达到0.61，新增高效节水灌溉面积4万亩。"),
                (66, 660, "指标"),
                (206, 660, "单位"),
                (306, 660, "2027年目标值"),
                (66, 617, "再生水利用率"),
                (206, 617, "%"),
                (306, 617, "35"),
            ],
            rule_grid([60, 200, 300, 400], [600, 640, 680]),
        )
    ]
)
XLSX = make_xlsx(
    [["芦苇荡保护目标表"], ["指标", "单位", "2025年目标值"], ["湿地保护率", "%", 57.5]]
)
FORM = make_docx(table([["填报单位", "完成时限"], ["", "到2029年底建成登记点99座"]]))
EVIL = "../../etc/\u202e" + "长" * 100 + ".docx"


def _page(inside: str) -> bytes:
    head = "<meta charset='utf-8'><title>石渡县人民政府</title>"
    return f"<html><head>{head}</head><body><div id='zoom'>{inside}</div></body></html>".encode()


def _cover(number: int, name: str, links: str) -> bytes:
    return _page(COVER.format(name=name, number=number, links=links))


def _site() -> dict[str, bytes]:
    """Five notices: three that stand in a file, one whole, one whose files cannot be read."""
    form = "<p>附件：<a href='form.docx'>登记表.docx</a></p>"
    bad = "<a href='broken.docx'>一.docx</a><a href='gone.pdf'>二.pdf</a><a href='z.zip'>三.zip</a>"
    files = {
        "t1.html": _cover(1, "芦苇荡修复行动方案", f"<a href='P01.docx'>{EVIL}</a>"),
        "P01.docx": DOCX,
        "t2.html": _cover(2, "灌区改造方案", "<p>附件：<a href='/d?f=ab.pdf'>灌区改造方案</a></p>"),
        "/d?f=ab.pdf": PDF,
        "t3.html": _cover(3, "湿地保护目标", "<p><a href='a.xlsx'>表.xlsx</a></p>"),
        "a.xlsx": XLSX,
        "t4.html": _page(f"<h2>石渡县人民政府关于建设驿站的通知</h2>{FULL}{form}"),
        "form.docx": FORM,
        "t5.html": _cover(5, "打不开的方案", bad),
        "broken.docx": DOCX[:300] + b"\0" * 300 + DOCX[600:],
        "gone.pdf": b"<html><body>404</body></html>",
        "z.zip": zip_up({"../../evil.docx": DOCX}),
    }
    rows = "".join(
        f"<li><a href='t{n}.html'>石渡县人民政府通知之{n}</a><span>2023-04-0{n}</span></li>"
        for n in range(1, 6)
    )
    listed = f"<html><body><ul>{rows}</ul><script>createPageHTML(1,0,'index','htm')</script></body>"
    files["index.htm"] = f"{listed}</html>".encode()
    return {path if path[0] == "/" else f"/zwgk/wjgk/{path}": body for path, body in files.items()}


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, bytes]]:
    """The files of a site on loopback, by their paths; each page has an ETag."""
    files = _site()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = files.get(unquote(self.path))
            markup = self.path.endswith((".html", ".htm"))
            tag = f'"{hash(body)}"'
            if markup and self.headers.get("If-None-Match") == tag:
                self.send_response(304)
                self.end_headers()
                return
            self.send_response(404 if body is None else 200)
            self.send_header("Content-Length", str(len(body or b"")))
            if markup:
                self.send_header("ETag", tag)
            self.send_header("Content-Type", "text/html" if markup else "application/octet-stream")
            self.end_headers()
            self.wfile.write(body or b"")

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    monkeypatch.setenv("LUCE_SAMPLE_URL", f"http://127.0.0.1:{server.server_address[1]}")
    yield files
    server.shutdown()
    server.server_close()


@pytest.fixture
def warehouse(sample_settings: Settings) -> Iterator[psycopg.Connection]:
    with connect(sample_settings, autocommit=True) as opened:
        yield opened


def _night(settings: Settings, run_id: str) -> tuple[StageReport, StageReport]:
    source = load_source("shidu_county", settings)
    fetched = fetch(source, run_id=run_id, since=None, until=None, settings=settings)
    names = {path.name for path in (Spool(settings, run_id).folder / "bodies").iterdir()}
    assert all(re.fullmatch(r"[0-9a-f]{64}", name) for name in names)
    land(source, run_id=run_id, settings=settings)
    return fetched, parse(settings=settings)


def _targets(warehouse: psycopg.Connection, page: str) -> list[tuple[str, str]]:
    return [
        (indicator, f"{value.normalize():f} {unit}")
        for indicator, value, unit in warehouse.execute(
            "select t.indicator, t.value, t.unit from raw.target t join raw.notice n"
            " using (notice_key) where n.url like %s order by t.char_start",
            (f"%/{page}",),
        ).fetchall()
    ]


def test_targets_that_stand_only_in_documents_are_read(site, sample_settings, warehouse):
    fetched, read = _night(sample_settings, "r1")
    assert fetched.counts["listed"] == fetched.counts["fetched"] == 5
    assert fetched.counts["attachments"] == 6
    assert read.counts["notices"] == 5
    assert _targets(warehouse, "t1.html") == [
        ("芦苇荡修复面积", "3 万亩"),
        ("观测站", "12 座"),
        ("岸线自然化率", "62 %"),
    ]
    assert _targets(warehouse, "t2.html") == [
        ("农田灌溉水有效利用系数", "0.61 1"),
        ("高效节水灌溉面积", "4 万亩"),
        ("再生水利用率", "35 %"),
    ]
    assert _targets(warehouse, "t3.html") == [("湿地保护率", "57.5 %")]
    wrong = (
        "select count(*) from raw.target t join raw.notice n using (notice_key)"
        " where substr(n.text, char_start + 1, char_end - char_start) <> quote"
    )
    assert warehouse.execute(wrong).fetchone() == (0,)


def test_the_covering_letter_keeps_its_say_on_what_the_notice_is(site, sample_settings, warehouse):
    _night(sample_settings, "r1")
    rows = warehouse.execute(
        "select title, document_number, issuers, written_date::text, flags from raw.notice"
        " where url like '%%/t1.html' or url like '%%/t2.html' order by url"
    ).fetchall()
    for number, (name, row) in enumerate(zip(("芦苇荡修复行动", "灌区改造"), rows, strict=True), 1):
        assert row == (
            f"石渡县人民政府关于印发{name}方案的通知",
            f"石政发〔2023〕{number}号",
            ["石渡县人民政府"],
            f"2023-04-0{number}",
            ["attachment_text"],
        )


def test_a_notice_that_says_all_itself_is_read_without_its_form(site, sample_settings, warehouse):
    _night(sample_settings, "r1")
    assert {value for _, value in _targets(warehouse, "t4.html")} == {"8 座"}
    kept = "select body from raw.page where kind = 'attachment' and url like '%%/form.docx'"
    assert warehouse.execute(kept).fetchone() == (FORM,)


def test_documents_that_cannot_be_read_are_told_and_kept(site, sample_settings, warehouse):
    _, read = _night(sample_settings, "r1")
    rejected = warehouse.execute(
        "select substring(url from '[^/]+$'), stage, reason, body from raw.rejection order by url"
    ).fetchall()
    assert [(name, stage, reason) for name, stage, reason, _ in rejected] == [
        ("broken.docx", "parse", "unread_attachment"),
        ("gone.pdf", "fetch", "not_attachment"),
        ("z.zip", "parse", "unread_attachment"),
    ]
    assert all(body == site[f"/zwgk/wjgk/{name}"] for name, _, _, body in rejected)
    assert read.counts["rejected"] == len(read.notes) == 2
    flags = "select flags from raw.notice where url like '%%/t5.html'"
    assert warehouse.execute(flags).fetchone() == (["attachment_unread"],)


def test_a_name_is_kept_as_printed_and_names_no_file(site, sample_settings, warehouse):
    _night(sample_settings, "r1")
    named = "select title_listed from raw.page where url like '%%/P01.docx'"
    assert warehouse.execute(named).fetchone() == (EVIL,)
    assert not list(sample_settings.home.rglob("*.docx"))


def test_the_same_night_again_changes_nothing(site, sample_settings, warehouse):
    _night(sample_settings, "r1")
    rows = "select md5(string_agg(t::text, '|' order by t::text)) from raw.{} t"
    tables = ("page", "notice", "target", "measure", "rejection")
    before = [warehouse.execute(rows.format(name)).fetchone() for name in tables]
    _, read = _night(sample_settings, "r2")
    assert read.counts["read"] == 0
    assert [warehouse.execute(rows.format(name)).fetchone() for name in tables] == before


def test_a_document_that_changed_or_came_late_is_read_with_its_notice(
    site, sample_settings, warehouse
):
    late = site.pop("/zwgk/wjgk/a.xlsx")
    _night(sample_settings, "r1")
    assert _targets(warehouse, "t3.html") == []
    site["/zwgk/wjgk/a.xlsx"] = late
    site["/zwgk/wjgk/P01.docx"] = make_docx(paragraph("到2025年，新增芦苇荡修复面积7万亩。"))
    site["/zwgk/wjgk/broken.docx"] = make_docx(paragraph("到2025年，建成渡口2座。"))
    _, read = _night(sample_settings, "r2")
    assert read.counts["read"] == 3
    assert _targets(warehouse, "t3.html") == [("湿地保护率", "57.5 %")]
    assert _targets(warehouse, "t1.html") == [("芦苇荡修复面积", "7 万亩")]
    assert _targets(warehouse, "t5.html") == [("渡口", "2 座")]
    versions = "select count(*) from raw.page where url like '%%/P01.docx'"
    assert warehouse.execute(versions).fetchone() == (2,)


def test_a_version_of_a_notice_is_read_with_the_document_of_its_time(
    site, sample_settings, warehouse
):
    _night(sample_settings, "r1")
    site["/zwgk/wjgk/t1.html"] += b"<!-- another version -->"
    site["/zwgk/wjgk/P01.docx"] = make_docx(paragraph("到2025年，新增芦苇荡修复面积7万亩。"))
    _night(sample_settings, "r2")
    parse(settings=sample_settings, everything=True)
    held = warehouse.execute(
        "select n.text like '%%岸线自然化率%%', n.text like '%%7万亩%%' from raw.notice n"
        " join raw.page p on p.page_key = n.notice_key where n.url like '%%/t1.html'"
        " order by p.fetched_at"
    ).fetchall()
    assert held == [(True, False), (False, True)]


def test_documents_share_the_time_of_their_page(site, sample_settings, warehouse, monkeypatch):
    monkeypatch.setattr(attached, "ALL_SECONDS", 0.001)
    _night(sample_settings, "r1")
    details = "select distinct detail from raw.rejection where url like '%%/P01.docx'"
    ((detail,),) = warehouse.execute(details).fetchall()
    assert "more than 0.001 seconds" in detail


def test_the_31st_document_of_a_page_is_not_fetched(site, sample_settings, warehouse):
    links = "".join(f"<a href='x{n}.docx'>表{n}.docx</a>" for n in range(33))
    site["/zwgk/wjgk/t4.html"] = _page(f"<p>{FULL}</p>{links}")
    site |= {f"/zwgk/wjgk/x{n}.docx": FORM for n in range(33)}
    fetched, _ = _night(sample_settings, "r1")
    assert fetched.counts["attachments"] == 5 + 30
    many = "select count(*) from raw.rejection where reason = 'too_many_attachments'"
    assert warehouse.execute(many).fetchone() == (3,)


def test_a_list_may_lead_to_the_document_itself(site, sample_settings, warehouse):
    rows = site["/zwgk/wjgk/index.htm"].decode()
    more = "<li><a href='{}'>石渡县人民政府关于渡口的通知</a><span>2023-04-09</span></li>"
    rows = rows.replace("</ul>", more.format("n.docx") + more.format("scan.pdf") + "</ul>")
    text = "石渡县人民政府关于渡口的通知\n一、任务\n"
    text += "到2025年，全县建成渡口2座，岸线整治全部完成，各乡镇要抓好落实。"
    site["/zwgk/wjgk/index.htm"] = rows.encode()
    site["/zwgk/wjgk/n.docx"] = make_docx("".join(map(paragraph, text.split("\n"))))
    site["/zwgk/wjgk/scan.pdf"] = make_pdf([([], [(10, 10, 90, 90)])])
    fetched, _ = _night(sample_settings, "r1")
    assert fetched.counts["fetched"] == 7
    assert _targets(warehouse, "n.docx") == [("渡口", "2 座")]
    why = "select stage, reason from raw.rejection where url like '%%/scan.pdf'"
    assert warehouse.execute(why).fetchone() == ("parse", "unread")
