"""Families through the whole stage, over a loopback site that is asked by GET and by POST."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any, ClassVar
from urllib.parse import parse_qs, urlsplit

import pytest

from ingestion.settings import Settings
from ingestion.sources import Source
from ingestion.spool import Spool
from ingestion.stages.fetch import fetch
from tests.ingestion.fetch.sites import frozen

NOTICE = (
    "<html><head><title>云泊市通知</title></head><body><div><p>"
    + "各区县要在二〇三〇年前建成示范水厂三座，并逐年公布进展情况。" * 12
    + "</p></div></body></html>"
).encode()


class _Answers(BaseHTTPRequestHandler):
    """Frozen answers by path and page; every other page is the notice."""

    protocol_version = "HTTP/1.1"
    lists: ClassVar[dict[str, list[str]]] = {
        "/irs/front/list": ["hycloud_1.json", "hycloud_2.json"],
        "/common/search/0123456789abcdef0123456789abcdef": ["ucap_1.json", "ucap_2.json"],
        "/gkmlpt/api/all/5": ["gkmlpt_1.json", "gkmlpt_2.json", "gkmlpt_3.json"],
        "/api/search/file": ["gd_search_1.json"],
        "/zhengce/zuixin/ZUIXINZHENGCE.json": ["govcn_feed.json"],
        "/rss.xml": ["rss.xml"],
    }
    asked: ClassVar[list[str]] = []

    def do_GET(self) -> None:
        self._answer("")

    def do_POST(self) -> None:
        self._answer(self.rfile.read(int(self.headers["Content-Length"])).decode())

    def _answer(self, sent: str) -> None:
        parts = urlsplit(self.path)
        type(self).asked.append(f"{self.command} {parts.path}")
        names = self.lists.get(parts.path)
        body, kind = NOTICE, "text/html; charset=utf-8"
        if names:
            page = parse_qs(parts.query).get("page", ["1"])[0]
            page = "2" if '"pageNo": 2' in sent else page
            body, kind = frozen(names[int(page) - 1]), "application/json"
            body = body.replace(b"http://www.gov.cn/", b"/").replace(b"https://www.gov.cn/", b"/")
            body = body.replace(b"http://www.example.gov.cn/", b"/")
        self.send_response(404 if parts.path == "/robots.txt" else 200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *words: object) -> None:
        """Say nothing."""


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[type[_Answers]]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Answers)
    Thread(target=server.serve_forever, daemon=True).start()
    monkeypatch.setenv("LUCE_SAMPLE_URL", f"http://127.0.0.1:{server.server_port}/")
    _Answers.asked = []
    yield _Answers
    server.shutdown()
    server.server_close()


def _source(family: str, lists: dict[str, Any]) -> Source:
    return Source.model_validate(
        {
            "source_id": "loopback",
            "publisher": "云泊市人民政府",
            "region": "云泊市",
            "level": "prefecture",
            "home": "http://loopback.sample.invalid/",
            "family": family,
            "lists": lists,
            "politeness": {"delay_seconds": 0},
            "served_at": "LUCE_SAMPLE_URL",
        }
    )


@pytest.mark.parametrize(
    ("family", "lists", "landed", "refused"),
    [
        ("hycloud", {"tables": [{"tableName": "t"}], "page_size": 2}, 4, 0),
        ("gd_search", {"searches": [{"site_id": "2"}], "api": "/api/search/file"}, 2, 0),
        ("ucap", {"channels": ["0123456789abcdef0123456789abcdef"]}, 3, 0),
        ("gkmlpt", {"sid": 755001, "categories": [5]}, 3, 0),
        ("govcn_feed", {}, 2, 1),
        ("rss", {"feeds": ["/rss.xml"]}, 2, 1),
    ],
)
def test_every_row_of_a_list_ends_landed_or_rejected(
    site: type[_Answers],
    tmp_path: Path,
    family: str,
    lists: dict[str, Any],
    landed: int,
    refused: int,
) -> None:
    settings = Settings(home=tmp_path, database_url=None, is_sample=True)
    report = fetch(
        _source(family, lists), run_id="run", since=date(2020, 1, 1), until=None, settings=settings
    )
    spool = Spool(settings, "run")
    pages = {page.url for page in spool.pages()}
    assert len(pages) == landed
    assert pages == {link.url for link in spool.links()}
    assert [gone.reason for gone in spool.rejections()] == ["row_without_link"] * refused
    assert report.counts["rejected"] == refused
    asked = [line for line in site.asked if line.split()[1] in site.lists]
    assert {line.split()[0] for line in asked} == {
        "POST" if family in ("hycloud", "gd_search") else "GET"
    }
