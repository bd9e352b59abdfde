"""Promise 9 over a whole crawl: a site on which every page is at fault, and lists that are."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from functools import partial
from pathlib import Path

import pytest

from ingestion.errors import LuceError
from ingestion.fetch.client import Limits
from ingestion.fetch.families import Gkmlpt, Hycloud, SiteFamily, TrsIgs, TrsStatic, Ucap
from ingestion.settings import Settings
from ingestion.sources import load_source
from ingestion.sources.specification import Politeness
from ingestion.spool import Spool
from ingestion.stages import fetch as stage
from tests.ingestion.fetch.faults import FAULTS, PAGE, answer_with, serve_faults

CHANNEL = TrsStatic(family="trs_static", channels=("l/",), rows="//li")
IGS = TrsIgs(family="trs_igs", searches=({"index": "a"},), api="/l/list", page_size=3)
UCAP = Ucap(family="ucap", channels=("a" * 32,), api="/l/list")
HYCLOUD = Hycloud(family="hycloud", tables=({"tableName": "t", "tenantId": 7},), api="/l/list")
GKMLPT = Gkmlpt(family="gkmlpt", sid=1, categories=(5,))
JSON_LISTS = [IGS, UCAP, HYCLOUD, GKMLPT]
PATHS = {"gkmlpt": "/gkmlpt/api/all/5"}  # the others ask at /l/list
ROOT = Path(__file__).resolve().parents[3]


def test_every_fault_ends_with_its_reason_in_time_and_in_memory() -> None:
    """In a process of its own, because its memory is measured."""
    command = [sys.executable, "-m", "tests.ingestion.fetch.fault_table"]
    told = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, timeout=300, check=False
    )
    assert told.returncode == 0, told.stdout[-1500:] + told.stderr[-1500:]
    assert told.stdout.count(" holds") == 5
    assert sum(line.startswith("/") for line in told.stdout.splitlines()) >= 60


# ---------------------------------------------------------------- lists


def _rows(names: list[str], pages: int = 2) -> bytes:
    rows = "".join(
        f"<li><a href='/{name}.html'>某市通知{name}</a><span>2026-03-0{name[-1]}</span></li>"
        for name in names
    )
    return (
        f"<html><ul>{rows}</ul><script>createPageHTML({pages},0,'index')</script></html>".encode()
    )


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Settings]:
    with serve_faults() as server:
        monkeypatch.setenv("LUCE_SAMPLE_URL", f"http://127.0.0.1:{server.port}")
        before = dict(FAULTS)
        for name in "abcdefgh":
            FAULTS.update({f"/{name}{n}.html": answer_with(PAGE) for n in range(1, 10)})
        yield Settings(tmp_path, None, is_sample=True)
        FAULTS.clear()
        FAULTS.update(before)


def _crawl(
    settings: Settings, since: date | None = None, lists: SiteFamily = CHANNEL
) -> tuple[list[str], Spool]:
    source = load_source("qinglan_province", settings)
    source = source.model_copy(
        update={
            "lists": lists,
            "politeness": Politeness(delay_seconds=0, deadline_seconds=2),
        }
    )
    stage.fetch(source, run_id="r", since=since, until=None, settings=settings)
    spool = Spool(settings, "r")
    return [link.url.rpartition("/")[2].removesuffix(".html") for link in spool.links()], spool


def _ended(spool: Spool) -> set[str]:
    return {page.url for page in spool.pages()} | {gone.url for gone in spool.rejections()}


def test_items_given_twice_and_out_of_order_are_taken_once(site: Settings) -> None:
    FAULTS["/l/index.html"] = answer_with(_rows(["a9", "a2", "a9", "a7"]))
    FAULTS["/l/index_1.html"] = answer_with(_rows(["a7", "a1", "a8", "a1"]))
    names, spool = _crawl(site)
    assert sorted(names) == ["a1", "a2", "a7", "a8", "a9"]
    assert {link.url for link in spool.links()} == _ended(spool)


def test_an_old_item_out_of_order_does_not_end_the_paging(site: Settings) -> None:
    FAULTS["/l/index.html"] = answer_with(_rows(["a9", "a1", "a8"]))
    FAULTS["/l/index_1.html"] = answer_with(_rows(["a1", "a7"]))
    assert _crawl(site, date(2026, 3, 5))[0] == ["a9", "a8", "a7"]


def test_a_row_added_while_paging_comes_once_and_the_new_one_is_found(site: Settings) -> None:
    def first(sock, times):  # type: ignore[no-untyped-def]
        answer_with(_rows(["a9", "a8"] if times == 1 else ["b9", "a9"]))(sock, times)

    FAULTS["/l/index.html"] = first
    FAULTS["/l/index_1.html"] = answer_with(_rows(["a8", "a7"]))
    assert sorted(_crawl(site)[0]) == ["a7", "a8", "a9", "b9"]


def test_a_row_taken_off_while_paging_hides_no_other(site: Settings) -> None:
    """a9 goes after page 1 was read: a7 moves up to page 1, and page 2 begins with a6."""

    def first(sock, times):  # type: ignore[no-untyped-def]
        answer_with(_rows(["a9", "a8"] if times == 1 else ["a8", "a7"]))(sock, times)

    FAULTS["/l/index.html"] = first
    FAULTS["/l/index_1.html"] = answer_with(_rows(["a6", "a5"]))
    assert sorted(_crawl(site)[0]) == ["a5", "a6", "a7", "a8", "a9"]


def test_a_clock_on_the_page_is_not_a_list_that_moved(site: Settings) -> None:
    """Three requests: two pages, and the first once more; not a second listing."""
    asked: list[int] = []

    def first(sock, times):  # type: ignore[no-untyped-def]
        asked.append(times)
        answer_with(_rows(["a9", "a8"]) + f"<i>{times}</i>".encode())(sock, times)

    FAULTS["/l/index.html"] = first
    FAULTS["/l/index_1.html"] = answer_with(_rows(["a7", "a6"]))
    assert _crawl(site)[0] == ["a9", "a8", "a7", "a6"]
    assert asked == [1, 2]
    _crawl(site, date(2026, 3, 8))
    assert asked == [1, 2, 3, 4]  # a row may have moved up from page 2 to page 1
    _crawl(site, date(2026, 3, 9))
    assert asked == [1, 2, 3, 4, 5]  # behind a8 there is nothing as new as that


@pytest.mark.parametrize(
    "answer",
    [
        answer_with(b"{}", "Content-Type: application/json"),
        answer_with(b'{"success":false,"code":1000,"data":null}'),
        answer_with(b""),
        answer_with("<html><h1>您访问的页面不存在</h1></html>".encode()),
        answer_with(b"<html><script>$_ts=window['$_ts']</script></html>"),
        answer_with(b"", status="503 Service Unavailable"),
        answer_with(b"", status="403 Forbidden"),
        answer_with(b"", "Location: http://169.254.169.254/", status="302 Found"),
        FAULTS["/cut-without-length"],
        FAULTS["/bomb"],
        FAULTS["/silent"],
    ],
)
def test_a_list_at_fault_never_looks_like_a_night_without_notices(
    site: Settings, answer: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stage, "Limits", partial(Limits, backoff_seconds=0.01))
    FAULTS["/l/index.html"] = answer  # type: ignore[assignment]
    with pytest.raises(LuceError, match="qinglan_province"):
        _crawl(site)
    with pytest.raises(LuceError, match="nothing whole"):
        Spool(site, "r")


# ---------------------------------------------------------------- lists as JSON


@pytest.mark.parametrize("lists", JSON_LISTS, ids=lambda lists: lists.family)
@pytest.mark.parametrize(
    "answer",
    [
        answer_with(b"{}", "Content-Type: application/json"),
        answer_with(b"[]"),
        answer_with(b"null"),
        answer_with(b""),
        answer_with(b'{"success":false,"code":1000,"msg":"x","data":null}'),
        answer_with(b'{"code":200,"data":{"list":[],"page":'),
        answer_with(b"<html><script>document.cookie='acw_sc__v2=1'</script></html>"),
        answer_with(b"[" * 100_000),
        answer_with(b"", status="500 Internal Server Error"),
        FAULTS["/cut-json"],
        FAULTS["/cut-gzip"],
        FAULTS["/bomb"],
    ],
)
def test_a_json_list_at_fault_never_looks_like_a_night_without_notices(
    site: Settings, lists: SiteFamily, answer: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stage, "Limits", partial(Limits, backoff_seconds=0.01))
    FAULTS[PATHS.get(lists.family, "/l/list")] = answer  # type: ignore[assignment]
    with pytest.raises(LuceError, match="qinglan_province"):
        _crawl(site, lists=lists)
    with pytest.raises(LuceError, match="nothing whole"):
        Spool(site, "r")


def _igs(names: list[str]) -> bytes:
    rows = [
        {"DOCTITLE": "某市通知", "DOCPUBURL": f"/{name}.html", "PUBDATE": f"2026-03-0{name[-1]}"}
        for name in names
    ]
    return json.dumps({"page": {"content": rows, "total": "6", "totalPages": 2}}).encode()


def test_a_json_list_that_shifts_while_it_is_paged_loses_no_row(site: Settings) -> None:
    """Page 1 loses a9 after it was read, and a6 moves up; rows come twice and in no order."""
    first, second, moved = ["a9", "a8", "a7"], ["a5", "a4", "a5"], ["a8", "a7", "a6"]
    answers = iter([first, second, moved, moved, second])  # the third is the look back

    def answer(sock, _):  # type: ignore[no-untyped-def]
        answer_with(_igs(next(answers)))(sock, 1)

    FAULTS["/l/list"] = answer
    names, spool = _crawl(site, lists=IGS)
    assert sorted(names) == ["a4", "a5", "a6", "a7", "a8", "a9"]
    assert {link.url for link in spool.links()} == _ended(spool)
