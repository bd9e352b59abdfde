"""The spool: whole or refused, also where the disk is full."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ingestion.errors import LuceError, NoSpaceLeft
from ingestion.models import FetchedPage, ListedLink, Rejection, StageReport
from ingestion.settings import Settings
from ingestion.spool import Spool, SpoolMissing, SpoolWriter, hash_body, prune_spools

PAGE = FetchedPage(
    "s",
    "http://a/一.html",
    "notice",
    "正文".encode(),
    hash_body("正文".encode()),
    datetime.now(UTC),
)
REFUSED = Rejection("s", "http://a/2", "fetch", "soft_404", "页面不存在", b"\x00\xff", 200)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Settings]:
    """A home on a disk of one megabyte."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=1M", "tmpfs", folder], capture_output=True, check=False
    )
    if mounted.returncode != 0:
        pytest.skip("this user may not mount a small disk")
    try:
        yield Settings(home=folder, database_url=None, is_sample=False)
    finally:
        subprocess.run(["umount", folder], check=True)


def test_what_was_written_is_read_back(tmp_path):
    settings = Settings(home=tmp_path, database_url=None, is_sample=False)
    writer = SpoolWriter(settings, "r1")
    writer.add_link(ListedLink("s", PAGE.url, "关于“示例”的通知"))
    writer.add_page(PAGE)
    writer.add_rejection(REFUSED)
    report = StageReport("fetch", {"listed": 1}, 0.5, 0.5, ("注",), "s")
    writer.finish(report)
    spool = Spool(settings, "r1")
    assert [link.title for link in spool.links()] == ["关于“示例”的通知"]
    assert list(spool.pages()) == [PAGE]
    assert list(spool.rejections()) == [REFUSED]
    assert spool.report() == report


def test_a_new_try_starts_from_nothing(tmp_path):
    settings = Settings(home=tmp_path, database_url=None, is_sample=False)
    SpoolWriter(settings, "r1").add_page(PAGE)
    SpoolWriter(settings, "r1").finish(StageReport("fetch", {}, 0.0, 0.0))
    assert list(Spool(settings, "r1").pages()) == []


def _finish(writer: SpoolWriter) -> None:
    writer.finish(StageReport("fetch", {}, 0.0, 0.0))


def _page(number: int) -> FetchedPage:
    body = f"正文{number}".encode()
    return FetchedPage("s", str(number), "notice", body, hash_body(body), PAGE.fetched_at)


def test_two_live_copies_of_a_run_never_mix(tmp_path):
    settings = Settings(home=tmp_path, database_url=None, is_sample=False)
    first = SpoolWriter(settings, "r1")
    first.add_page(_page(1))
    second = SpoolWriter(settings, "r1")
    first.add_page(_page(2))
    second.add_page(_page(1))
    with pytest.raises(SpoolMissing):
        Spool(settings, "r1")
    _finish(first)
    spool = Spool(settings, "r1")
    second.add_page(_page(3))
    assert [page.url for page in spool.pages()] == ["1", "2"]
    _finish(second)  # gives way: land may be reading
    assert [page.url for page in spool.pages()] == ["1", "2"]
    assert [folder.name for folder in settings.spool.iterdir()] == ["r1"]


def test_a_writer_whose_folder_was_taken_away_says_so(tmp_path):
    settings = Settings(home=tmp_path, database_url=None, is_sample=False)
    writer = SpoolWriter(settings, "r1")
    shutil.rmtree(writer.folder)
    for write in (lambda: writer.add_page(PAGE), lambda: _finish(writer)):
        with pytest.raises(LuceError, match="another try of this run has begun"):
            write()
    with pytest.raises(SpoolMissing):
        Spool(settings, "r1")


def test_a_spool_that_is_replaced_while_it_is_read_is_not_landed_in_halves(tmp_path):
    settings = Settings(home=tmp_path, database_url=None, is_sample=False)
    _finish(SpoolWriter(settings, "r1"))
    spool = Spool(settings, "r1")
    assert list(spool.links()) == []
    again = SpoolWriter(settings, "r1")
    again.add_page(PAGE)
    with pytest.raises(SpoolMissing, match="taken"):
        list(spool.pages())
    _finish(again)
    with pytest.raises(SpoolMissing, match="taken"):
        list(spool.pages())
    assert list(Spool(settings, "r1").pages()) == [PAGE]


def test_a_new_try_removes_the_part_of_a_dead_one_and_of_no_other_run(tmp_path):
    settings = Settings(home=tmp_path, database_url=None, is_sample=False)
    dead = subprocess.Popen(["true"])
    dead.wait()
    left, other = (settings.spool / f"{run}~{dead.pid}-ab" for run in ("r1", "r11"))
    left.mkdir(parents=True)
    other.mkdir()
    living = SpoolWriter(settings, "r1").folder
    SpoolWriter(settings, "r1")
    assert not left.exists()
    assert other.exists()
    assert living.exists()


def test_a_full_disk_is_one_clear_line_and_leaves_nothing_to_land(small_disk):
    writer = SpoolWriter(small_disk, "r1")
    big = b"x" * 300_000
    with pytest.raises(NoSpaceLeft, match="free some space and run again"):
        for number in range(8):
            body = big + bytes([number])
            writer.add_page(
                FetchedPage("s", str(number), "notice", body, hash_body(body), PAGE.fetched_at)
            )
    with pytest.raises(SpoolMissing):
        Spool(small_disk, "r1")


def test_what_a_dead_run_left_goes_after_a_week(tmp_path):
    settings = Settings(home=tmp_path, database_url=None, is_sample=False)
    old, new = SpoolWriter(settings, "old").folder, SpoolWriter(settings, "new").folder
    long_ago = time.time() - 8 * 86_400
    os.utime(old, (long_ago, long_ago))
    prune_spools(settings)
    assert new.is_dir()
    assert not old.exists()
