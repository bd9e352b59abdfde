"""The fetch stage over the bundled sample and over folders: every link ends somewhere."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from ingestion.errors import BadSetting, FetchRefused, LayoutChanged, LuceError
from ingestion.fetch.families.folder import url_of
from ingestion.models import StageReport
from ingestion.settings import Settings
from ingestion.sources import load_source
from ingestion.spool import Spool
from ingestion.stages.fetch import fetch
from ingestion.stages.reading import name_notice
from sample.site import serve_sample

NOTICES = Path(__file__).resolve().parents[4] / "shared" / "notices"


@pytest.fixture
def sample(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Settings]:
    with serve_sample() as url:
        monkeypatch.setenv("LUCE_SAMPLE_URL", url)
        yield Settings(home=tmp_path, database_url=None, is_sample=True)


@pytest.fixture
def production(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "home", database_url=None, is_sample=False)


def _fetch(
    settings: Settings, source_id: str, since: str | None = None, until: str | None = None
) -> tuple[StageReport, Spool]:
    report = fetch(
        load_source(source_id, settings),
        run_id="run",
        since=date.fromisoformat(since) if since else None,
        until=date.fromisoformat(until) if until else None,
        settings=settings,
    )
    return report, Spool(settings, "run")


def _fetch_folder(settings: Settings, folder: Path | None) -> tuple[StageReport, Spool]:
    report = fetch(
        load_source("folder", settings),
        run_id="run",
        since=None,
        until=None,
        settings=settings,
        folder=folder,
    )
    return report, Spool(settings, "run")


def _ended(spool: Spool) -> set[str]:
    return {page.url for page in spool.pages()} | {gone.url for gone in spool.rejections()}


@pytest.mark.parametrize(
    ("source_id", "listed", "rejected"),
    [
        ("qinglan_province", 8, ["soft_404"]),
        ("yunping_city", 6, []),
        ("shidu_county", 3, []),
        ("lvxun_reposts", 3, []),
    ],
)
def test_every_listed_link_ends_as_a_page_or_a_rejection(
    sample: Settings, source_id: str, listed: int, rejected: list[str]
) -> None:
    report, spool = _fetch(sample, source_id)
    links = {link.url for link in spool.links()}
    assert len(links) == listed == report.counts["listed"]
    assert links == _ended(spool)
    assert [gone.reason for gone in spool.rejections()] == rejected
    assert report.counts["fetched"] + report.counts["rejected"] == listed


def test_an_error_page_served_as_200_is_rejected_and_its_bytes_are_kept(sample: Settings) -> None:
    _, spool = _fetch(sample, "qinglan_province")
    (gone,) = spool.rejections()
    assert gone.http_status == 200
    assert "不存在" in (gone.body or b"").decode()


def test_the_keys_do_not_depend_on_the_port(sample: Settings) -> None:
    _, spool = _fetch(sample, "yunping_city")
    assert all(page.url.startswith("http://yunping.sample.invalid/art/") for page in spool.pages())


def test_gbk_pages_are_read_as_gb18030(sample: Settings) -> None:
    _, spool = _fetch(sample, "shidu_county")
    pages = list(spool.pages())
    assert {page.charset for page in pages} == {"gb18030"}
    assert any("李堃" in page.body.decode("gb18030") for page in pages)


def test_a_window_holds_its_own_days_and_a_pinned_row_does_not_end_it(sample: Settings) -> None:
    """The first row of the province's list is pinned and dates from 2022."""
    report, spool = _fetch(sample, "qinglan_province", "2023-01-01", "2024-06-05")
    dates = sorted(str(link.listed_date) for link in spool.links())
    assert dates == ["2023-02-10", "2024-03-18", "2024-06-05"]
    assert report.counts["listed"] == 3


def test_paging_stops_at_since(sample: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    from ingestion.fetch.client import Client

    asked: list[str] = []
    get = Client.get

    def note(self: Client, url: str, **more: object) -> object:
        asked.append(url)
        return get(self, url, **more)

    monkeypatch.setattr(Client, "get", note)
    _fetch(sample, "yunping_city", "2024-12-01")
    lists = [url for url in asked if "/art/" not in url]
    assert len(lists) == 2  # the first group still holds newer rows; the second holds none
    asked.clear()
    _fetch(sample, "qinglan_province", "2026-01-01")
    assert len([url for url in asked if "index" in url]) == 2


def test_hanweb_records_beyond_the_first_group_come_from_the_proxy(sample: Settings) -> None:
    _, spool = _fetch(sample, "yunping_city")
    links = list(spool.links())
    assert [str(link.listed_date) for link in links][-2:] == ["2023-05-20", "2022-06-15"]
    assert all(link.title and "..." not in link.title for link in links)


def test_the_same_run_again_gives_the_same_spool(sample: Settings) -> None:
    def content(spool: Spool) -> list[tuple[str, str]]:
        return [(page.url, page.body_sha256) for page in spool.pages()]

    _, spool = _fetch(sample, "qinglan_province")
    first = content(spool)
    (spool.folder / "pages.jsonl").write_text("half a li", encoding="utf-8")  # as if killed
    (spool.folder / "done.json").unlink()
    _, spool = _fetch(sample, "qinglan_province")
    assert content(spool) == first


def test_a_sample_that_is_not_served_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("LUCE_SAMPLE_URL", raising=False)
    with pytest.raises(BadSetting, match="LUCE_SAMPLE_URL"):
        _fetch(Settings(tmp_path, None, is_sample=True), "yunping_city")


def test_a_list_that_is_gone_fails_loudly(sample: Settings) -> None:
    source = load_source("qinglan_province", sample)
    moved = source.model_copy(
        update={"lists": source.lists.model_copy(update={"channels": ("moved/",)})}
    )
    with pytest.raises(LayoutChanged, match="moved"):
        fetch(moved, run_id="run", since=None, until=None, settings=sample)
    elsewhere = source.model_copy(update={"home": "http://169.254.169.254/", "served_at": None})
    with pytest.raises(FetchRefused):
        fetch(elsewhere, run_id="run", since=None, until=None, settings=sample)


# ---------------------------------------------------------------- folders


def test_a_site_that_is_not_there_is_named_with_its_source_and_field(production: Settings) -> None:
    home = "http://no-such-site.invalid/"
    source = load_source("dingxi_city", production).model_copy(update={"home": home})
    with pytest.raises(FetchRefused) as refused:
        fetch(source, run_id="run", since=None, until=None, settings=production)
    line = str(refused.value)
    assert "dingxi_city: no list: " in line and "no-such-site.invalid" in line
    assert f"correct `home: {home}`" in line and "\n" not in line


def test_a_folder_takes_what_it_can_and_names_what_it_cannot(
    production: Settings, tmp_path: Path
) -> None:
    folder = tmp_path / "收集"
    (folder / "2024").mkdir(parents=True)
    text = "某县到2025年森林覆盖率达到45%以上。\n"
    (folder / "utf8.txt").write_text(text, encoding="utf-8")
    (folder / "bom.txt").write_text(text, encoding="utf-8-sig")
    (folder / "2024" / "gbk.htm").write_bytes(f"<p>{text}</p>".encode("gb18030"))
    (folder / "empty.txt").write_bytes(b"\n")
    (folder / "binary.txt").write_bytes(bytes(range(256)) * 8)
    (folder / "scan.pdf").write_bytes(b"%PDF-1.7")
    (folder / ".hidden.txt").write_text(text, encoding="utf-8")
    (tmp_path / "secret.txt").write_text("不可读取", encoding="utf-8")
    (folder / "link.txt").symlink_to(tmp_path / "secret.txt")
    os.mkfifo(folder / "pipe.txt")
    _, spool = _fetch_folder(production, folder)
    pages = {page.url: page.charset for page in spool.pages()}
    assert pages == {
        url_of(folder, folder / "utf8.txt"): "utf-8",
        url_of(folder, folder / "bom.txt"): "utf-8",
        url_of(folder, folder / "2024" / "gbk.htm"): "gb18030",
    }
    assert {gone.url.rpartition("/")[2]: gone.reason for gone in spool.rejections()} == {
        "empty.txt": "empty",
        "binary.txt": "unreadable",
        "scan.pdf": "not_a_notice",
        "link.txt": "outside_folder",
        "pipe.txt": "unreadable",
    }
    assert {link.url for link in spool.links()} == _ended(spool)


def test_two_folders_of_one_name_are_kept_apart_and_tell_no_path(
    production: Settings, tmp_path: Path
) -> None:
    """Run from here, from there, and once more from here by another way to it."""
    urls = []
    (tmp_path / "way").symlink_to(tmp_path / "here", target_is_directory=True)
    for parent in ("here", "there", "way"):
        folder = tmp_path / parent / "notices"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "a.txt").write_text("到2025年建成3座水厂。", encoding="utf-8")
        _, spool = _fetch_folder(production, folder)
        urls += [page.url for page in spool.pages()]
    here, there, again = urls
    assert here == again != there
    assert all(re.fullmatch(r"folder:notices-[0-9a-f]{8}/a\.txt", url) for url in urls)
    assert name_notice(here) == "a"


def test_no_folder_and_an_empty_folder_are_said(production: Settings, tmp_path: Path) -> None:
    with pytest.raises(BadSetting, match="NOTICES=DIR"):
        _fetch_folder(production, None)
    with pytest.raises(BadSetting, match="is not a folder"):
        _fetch_folder(production, tmp_path / "none")
    (tmp_path / "empty").mkdir()
    with pytest.raises(LuceError, match="holds no files"):
        _fetch_folder(production, tmp_path / "empty")


@pytest.mark.skipif(not NOTICES.exists(), reason="the real notices are not beside the checkout")
def test_the_real_notices_are_taken_whole(production: Settings) -> None:
    _, spool = _fetch_folder(production, NOTICES)
    bodies = {page.url: page.body for page in spool.pages()}
    assert bodies == {url_of(NOTICES, path): path.read_bytes() for path in NOTICES.glob("*.txt")}
    assert list(spool.rejections()) == []


def test_odd_names_links_and_charsets_end_as_rejections_and_stop_nobody(production, tmp_path):
    folder = tmp_path / "n"
    folder.mkdir()
    text = "石渡县人民政府关于示例的通知，推进示范工程建设，到2025年完成十项任务。" * 5
    (folder / "good.txt").write_text(text, "utf-8")
    (folder / "undefined.html").write_text(f'<meta charset="undefined"><p>{text}</p>', "utf-8")
    (folder / "a.txt").symlink_to(folder / "b.txt")
    (folder / "b.txt").symlink_to(folder / "a.txt")
    (folder / "what?#100%.txt").write_text(text, "utf-8")
    Path(os.fsdecode(os.fsencode(folder) + b"/\xff\xfe.txt")).write_text(text, "utf-8")
    report, spool = _fetch_folder(production, folder)
    assert report.counts["listed"] == 6
    assert {page.url.rpartition("/")[2] for page in spool.pages()} == {
        "good.txt",
        "undefined.html",
        "what%3F%23100%25.txt",
        "\\xff\\xfe.txt",
    }
    assert {one.reason for one in spool.rejections()} == {"unreadable"}


def test_a_row_of_a_list_that_cannot_be_followed_is_spooled_as_a_rejection(
    sample: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every row of a list ends somewhere, also one that no link could be made of."""
    from ingestion.fetch.client import Client, Response

    get = Client.get

    def spoil(client: Client, url: str, **options: object) -> Response:
        answer = get(client, url, **options)
        if not url.endswith("/zfxxgk/zcwj/index.html"):
            return answer
        body = answer.body.replace(b"</ul>", b"<li><a>x</a>2026-03-07</li></ul>")
        return Response(answer.url, answer.final_url, answer.status, answer.headers, body)

    monkeypatch.setattr(Client, "get", spoil)
    report, spool = _fetch(sample, "qinglan_province", "2026-01-01")
    (gone,) = spool.rejections()
    assert (gone.reason, gone.url) == (
        "row_without_link",
        "http://qinglan.sample.invalid/zfxxgk/zcwj/index.html",
    )
    assert b"2026-03-07" in (gone.body or b"")
    assert report.counts["rejected"] == 1
    assert report.counts["listed"] == report.counts["fetched"] + 1
