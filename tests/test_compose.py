"""The compose file: valid, without a default for a secret, and in step with the code."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from ingestion.database.connection import database_url
from ingestion.errors import BadSetting
from ingestion.scheduler.environment import build_environment, write_passwords
from ingestion.settings import ROOT, Settings

FILE = ROOT / "docker-compose.yml"
VARIABLE = re.compile(r"\$\{([A-Z_]+)([^}]*)\}")
SECRET = "0f1e2d3c4b5a69788796a5b4c3d2e1f0"


@pytest.fixture(scope="module")
def services() -> dict[str, Any]:
    parsed: dict[str, Any] = yaml.safe_load(FILE.read_text())
    return dict(parsed["services"])


def test_file_keeps_to_the_compose_schema() -> None:
    checker = Path(sys.executable).with_name("check-jsonschema")
    done = subprocess.run(
        [checker, "--builtin-schema", "vendor.compose-spec", FILE],
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_secret_is_required_and_none_has_a_default() -> None:
    found = VARIABLE.findall(FILE.read_text())
    assert len({name for name, _ in found}) == 6
    assert [name for name, rest in found if not rest.startswith(":?")] == []


def test_nothing_is_published_but_on_the_loopback(services: dict[str, Any]) -> None:
    ports = [port for service in services.values() for port in service.get("ports", [])]
    assert ports and all(port.startswith("127.0.0.1:") for port in ports)


def test_every_lasting_service_has_a_health_check_and_restarts(services: dict[str, Any]) -> None:
    lasting = {name for name, service in services.items() if service["restart"] != "no"}
    parts = {"postgres", "api-server", "scheduler", "dag-processor", "triggerer"}
    assert lasting == parts
    assert all("healthcheck" in services[name] for name in lasting)


def test_components_wait_for_the_migrations(services: dict[str, Any]) -> None:
    for name in ("api-server", "scheduler", "dag-processor", "triggerer"):
        conditions = {
            key: value["condition"] for key, value in services[name]["depends_on"].items()
        }
        assert conditions == {
            "postgres": "service_healthy",
            "prepare": "service_completed_successfully",
        }


@pytest.fixture
def inside(services: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """The settings of the api-server's container."""
    for name, value in services["api-server"]["environment"].items():
        monkeypatch.setenv(name, VARIABLE.sub(SECRET, value))
    url = VARIABLE.sub(SECRET, services["api-server"]["environment"]["LUCE_DATABASE_URL"])
    return Settings(home=tmp_path, database_url=url, is_sample=False)


def test_code_takes_every_secret_from_the_environment(inside: Settings) -> None:
    environment = build_environment(inside, "scheduler")
    write_passwords(inside)
    conn = environment["AIRFLOW__DATABASE__SQL_ALCHEMY_CONN"]
    assert conn == f"postgresql+psycopg2://luce:{SECRET}@postgres:5432/airflow"
    assert environment["AIRFLOW__API__HOST"] == "0.0.0.0"
    api = environment["AIRFLOW__CORE__EXECUTION_API_SERVER_URL"]
    assert api == "http://api-server:8080/execution/"
    assert f"bi_reader:{SECRET}@postgres" in database_url(inside, role="bi_reader")
    generated = {path.name for path in (inside.home / "secrets").iterdir()}
    assert generated == {"airflow_passwords.json"}


@pytest.mark.parametrize("weak", ["", "changeme", "postgres", "passwordpassword", "a" * 40])
@pytest.mark.parametrize("name", ["AIRFLOW_JWT", "AIRFLOW_API", "AIRFLOW_FERNET"])
def test_start_refuses_a_weak_secret(
    inside: Settings, monkeypatch: pytest.MonkeyPatch, name: str, weak: str
) -> None:
    monkeypatch.setenv(f"LUCE_SECRET_{name}", weak)
    with pytest.raises(BadSetting, match=f"LUCE_SECRET_{name}"):
        build_environment(inside, "scheduler")
