"""The spool: whole or refused, also where the disk is full."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ingestion.errors import NoSpaceLeft
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
