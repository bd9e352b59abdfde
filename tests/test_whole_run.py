"""The main job, as a user starts it: `luce run`, twice, from a home that holds nothing."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest

from ingestion.database import embedded
from ingestion.database.connection import connect
from ingestion.settings import ROOT, Settings

SHARED_NOTICES = ROOT.parent / "shared" / "notices"
CHECKSUM = """
select string_agg(md5(row_content), '' order by row_content)
from (select t::text as row_content from marts.{table} as t) as rows
"""


@dataclass(frozen=True, slots=True)
class Home:
    """A home of its own, and the command line working in it."""

    settings: Settings

    def luce(self, *arguments: str, expect: int = 0) -> subprocess.CompletedProcess[str]:
        environment = {
            name: value for name, value in os.environ.items() if not name.startswith("LUCE_")
        }
        environment["LUCE_HOME"] = str(self.settings.home)
        done = subprocess.run(
            [sys.executable, "-m", "ingestion.cli", *arguments],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            timeout=400,
            check=False,
        )
        assert done.returncode == expect, done.stdout + done.stderr
        return done


@pytest.fixture(scope="module")
def sample() -> Iterator[Home]:
    yield from _give_home(is_sample=True)


@pytest.fixture(scope="module")
def production() -> Iterator[Home]:
    yield from _give_home(is_sample=False)


def _give_home(*, is_sample: bool) -> Iterator[Home]:
    home = Path(tempfile.mkdtemp(prefix="luce-run-"))
    home.chmod(0o755)
    settings = Settings(home=home, database_url=None, is_sample=is_sample)
    try:
        yield Home(settings)
    finally:
        embedded.remove(settings)
        shutil.rmtree(home, ignore_errors=True)


def _checksums(connection: psycopg.Connection) -> dict[str, str]:
    tables = connection.execute(
        "select table_name from information_schema.tables where table_schema = 'marts'"
    ).fetchall()
    return {
        name: connection.execute(CHECKSUM.format(table=name)).fetchone()[0] for (name,) in tables
    }


def _one(connection: psycopg.Connection, query: str) -> int:
    return connection.execute(query).fetchone()[0]


@pytest.fixture(scope="module")
def first_run(sample: Home) -> str:
    return sample.luce("run", "--sample").stdout


def test_a_run_reports_every_stage_and_shows_targets_in_chinese(first_run):
    for stage in ("fetch", "land", "parse", "build", "validate", "publish"):
        assert any(line.startswith(stage) for line in first_run.splitlines()), stage
    assert "指标" in first_run
    assert "「" in first_run
    assert "luce export" in first_run


def test_what_was_read_is_published_or_quarantined_and_slices_back(sample, first_run):
    with connect(sample.settings) as connection:
        read = _one(connection, "select count(*) from intermediate.int_targets_resolved")
        published = _one(connection, "select count(*) from marts.fct_target")
        held = _one(connection, "select count(*) from quarantine.target")
        assert read == published + held
        assert published >= 50
        assert (
            _one(
                connection,
                "select count(*) from marts.fct_target as t join raw.notice as n using (notice_key)"
                " where substr(n.text, t.char_start + 1, t.char_end - t.char_start) <> t.quote",
            )
            == 0
        )


def test_every_listed_link_ended_somewhere(sample, first_run):
    with connect(sample.settings) as connection:
        assert (
            _one(connection, "select sum(listed - landed - seen_again - rejected) from raw.run")
            == 0
        )
        assert _one(connection, "select count(*) from raw.rejection where reason = 'soft_404'") >= 1


def test_a_second_identical_run_changes_nothing(sample, first_run):
    with connect(sample.settings) as connection:
        before = _checksums(connection)
    second = sample.luce("run", "--sample").stdout
    with connect(sample.settings) as connection:
        assert _checksums(connection) == before
    assert "\n0 pages landed, 0 rows changed in the marts" in second
    assert len(before) >= 12


def test_no_secret_stands_in_a_log_or_an_artefact(sample, first_run):
    secrets = {
        file.read_text().strip()
        for file in (sample.settings.home / "secrets").iterdir()
        if file.is_file() and file.suffix != ".json"
    }
    assert len(secrets) >= 3
    checked = 0
    for path in sample.settings.home.rglob("*"):
        inside = path.relative_to(sample.settings.home).parts[0]
        if path.is_file() and inside not in ("secrets", "postgres"):
            content = path.read_bytes()
            checked += 1
            for secret in secrets:
                assert secret.encode() not in content, f"a secret stands in {path}"
    assert checked >= 5


@pytest.mark.skipif(not SHARED_NOTICES.is_dir(), reason="the real notices are in ../shared")
def test_a_folder_of_real_notices_is_published_with_quotes(production, tmp_path):
    folder = tmp_path / "notices"
    shutil.copytree(SHARED_NOTICES, folder)
    (folder / "broken.txt").write_bytes(b"\xff\xfe\xfa" * 50)
    (folder / "empty.html").write_bytes(b"")
    (folder / "gbk.txt").write_bytes(
        "关于虚构的示例通知\n到2030年，示例县污水处理率达到95%以上，建成示范村12个。\n".encode(
            "gb18030"
        )
        * 3
    )
    shown = production.luce("run", "--folder", str(folder)).stdout
    assert "broken.txt" in shown
    with connect(production.settings) as connection:
        names = connection.execute(
            "select distinct n.name from marts.fct_target join raw.notice as n using (notice_key)"
        ).fetchall()
        assert {path.stem for path in SHARED_NOTICES.glob("*.txt")} <= {name for (name,) in names}
        rejected = connection.execute("select url, reason from raw.rejection").fetchall()
        assert {url.rpartition("/")[2] for url, _ in rejected} == {"broken.txt", "empty.html"}
        invented = "select count(*) from marts.dim_region where region_code like '99%%'"
        assert _one(connection, invented) == 0


def test_a_run_of_nothing_says_what_to_give(production):
    done = production.luce("run", expect=1)
    assert "--sample, --folder DIR, --source ID" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
