"""What a URL of your own may look like, and how a database that is away is told."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from ingestion.database.connection import connect, database_url, describe
from ingestion.database.migrate import create_database, migrate
from ingestion.database.vault import check_secret, read_secret
from ingestion.errors import BadSetting, DatabaseUnreachable
from ingestion.settings import Settings

LONG = "k3-vB8_qT0.zW6yX"


def own(url: str, home: Path) -> Settings:
    return Settings(home=home, database_url=url, is_sample=False)


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://luce:short@db.example.org/luce",
        "postgresql://luce@db.example.org/luce",
        "postgresql://luce:postgrespostgres@10.0.0.7/luce",
        "postgres://luce:aaaaaaaaaaaaaaaaaaaaaaaa@db/luce",
        "postgresql://luce@/luce?host=db.example.org&password=short",
    ],
)
def test_weak_password_of_the_network_is_refused(url: str, tmp_path: Path) -> None:
    with pytest.raises(BadSetting, match="LUCE_DATABASE_URL") as raised:
        database_url(own(url, tmp_path))
    assert "16 characters" in str(raised.value) and "short" not in str(raised.value)


@pytest.mark.parametrize(
    "url",
    [
        f"postgresql://luce:{LONG}@db.example.org/luce",
        "postgresql://luce:x@127.0.0.1:5432/luce",
        "postgresql://luce:x@localhost/luce",
        "postgresql://luce:x@[::1]/luce",
        "postgresql://luce@/luce?host=/var/run/postgresql",
        "postgresql://luce@db.example.org/luce?sslmode=verify-full&sslcert=luce.crt",
    ],
)
def test_strong_password_or_own_machine_passes(url: str, tmp_path: Path) -> None:
    assert database_url(own(url, tmp_path)) == url


def test_other_database_and_role_of_the_same_server(tmp_path: Path) -> None:
    settings = own(f"postgres://luce:{LONG}@db:5433/luce?sslmode=require", tmp_path)
    password = read_secret(settings, "bi_reader")
    assert database_url(settings, database="airflow", role="bi_reader") == (
        f"postgresql://bi_reader:{password}@db:5433/airflow?sslmode=require"
    )
    assert describe(settings) == "db:5433/luce"


def test_database_that_is_down_is_one_line_with_its_cure(tmp_path: Path) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
    settings = own(f"postgresql://luce:sesame-canary@127.0.0.1:{port}/luce", tmp_path)
    with pytest.raises(DatabaseUnreachable, match="LUCE_DATABASE_URL") as raised:
        connect(settings)
    line = str(raised.value)
    assert "\n" not in line and "sesame-canary" not in line and str(port) in line


def test_wrong_password_is_one_line_without_it(settings: Settings, tmp_path: Path) -> None:
    url = database_url(settings)
    wrong = own(url.replace(url.split(":")[2].split("@")[0], "sesame-canary"), tmp_path)
    with pytest.raises(DatabaseUnreachable, match="password authentication failed") as raised:
        migrate(wrong)
    assert "sesame-canary" not in str(raised.value) and "\n" not in str(raised.value)


def test_absent_database_is_made_in_utf8_and_closed_to_others(settings: Settings) -> None:
    create_database(settings, "luce_extra")
    create_database(settings, "luce_extra")
    try:
        with connect(settings, database="luce_extra") as connection:
            assert connection.execute("show server_encoding").fetchone() == ("UTF8",)
            assert connection.execute("show timezone").fetchone() == ("UTC",)
        with pytest.raises(DatabaseUnreachable, match="permission denied"):
            connect(settings, database="luce_extra", role="bi_reader")
    finally:
        with connect(settings, autocommit=True) as connection:
            connection.execute("drop database luce_extra")


@pytest.mark.parametrize(
    "secret",
    ["", "short", "postgres", "changemechangeme", "adminadminadminadmin", "abcabcabcabcabcabc"],
)
def test_weak_secrets_are_refused(secret: str) -> None:
    with pytest.raises(BadSetting):
        check_secret(secret, "the secret", "make another")


def test_secret_is_made_once_and_kept_to_its_owner(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path, database_url=None, is_sample=False)
    secret = read_secret(settings, "sesame")
    assert len(secret) >= 24 and read_secret(settings, "sesame") == secret
    path = tmp_path / "secrets" / "sesame"
    assert path.stat().st_mode & 0o777 == 0o600 and path.parent.stat().st_mode & 0o777 == 0o700
    path.write_text("password")
    with pytest.raises(BadSetting, match="sesame"):
        read_secret(settings, "sesame")
