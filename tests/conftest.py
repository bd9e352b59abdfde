"""A throw-away Postgres for the whole run, and a fresh migrated warehouse for each test.

The server has a LUCE_HOME of its own; no test touches the one of the checkout.
"""

from __future__ import annotations

import itertools
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from ingestion.database import embedded
from ingestion.database.connection import connect, database_url
from ingestion.database.migrate import migrate
from ingestion.settings import Settings

NUMBERS = itertools.count(1)


@pytest.fixture(scope="session")
def server() -> Iterator[Settings]:
    """The settings of a server of this test run; its warehouse `luce` is the migrated template."""
    # Not tmp_path: it has mode 700, and the server of a root user runs as nobody.
    home = Path(tempfile.mkdtemp(prefix="luce-test-"))
    home.chmod(0o755)
    settings = Settings(home=home, database_url=None, is_sample=False)
    try:
        embedded.start(settings, durable=False)
        migrate(settings)
        yield settings
    finally:
        embedded.remove(settings)
        shutil.rmtree(home)


@pytest.fixture
def settings(
    server: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Settings]:
    """Settings, and a LUCE environment to match, over a fresh migrated warehouse."""
    yield from _give_warehouse(server, tmp_path, monkeypatch, is_sample=False)


@pytest.fixture
def sample_settings(
    server: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Settings]:
    """The same for the sample: the sample's sources are known, the real ones are not."""
    yield from _give_warehouse(server, tmp_path, monkeypatch, is_sample=True)


@pytest.fixture
def connection(settings: Settings) -> Iterator[psycopg.Connection]:
    """The owner's connection to the warehouse of `settings`."""
    with connect(settings) as opened:
        yield opened


def _give_warehouse(
    server: Settings, home: Path, monkeypatch: pytest.MonkeyPatch, *, is_sample: bool
) -> Iterator[Settings]:
    name = f"luce_test_{os.getpid()}_{next(NUMBERS)}"
    with connect(server, database="postgres", autocommit=True) as admin:
        admin.execute(f'create database "{name}" template luce')
    shutil.copytree(server.home / "secrets", home / "secrets")
    url = database_url(server, database=name)
    monkeypatch.setenv("LUCE_HOME", str(home))
    monkeypatch.setenv("LUCE_DATABASE_URL", url)
    monkeypatch.setenv("LUCE_SAMPLE", "1" if is_sample else "0")
    try:
        yield Settings(home=home, database_url=url, is_sample=is_sample)
    finally:
        with connect(server, database="postgres", autocommit=True) as admin:
            admin.execute(f'drop database "{name}" with (force)')
