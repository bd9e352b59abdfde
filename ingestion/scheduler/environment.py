"""The environment in which every Airflow process of ours runs.

Airflow reads all its settings from the environment here, so no file with a secret in it is written.
Each purpose has metadata of its own: a scheduler that runs would take up the tasks of a run by hand
and run them a second time, and would forget the DAGs of the sample when it serves the real ones.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
from typing import Literal
from urllib.parse import urlsplit

from ingestion.database.connection import database_url
from ingestion.database.migrate import create_database
from ingestion.database.vault import read_secret
from ingestion.errors import BadSetting
from ingestion.settings import ROOT, Settings

Purpose = Literal["scheduler", "once"]

USER = "luce"
HOST = "127.0.0.1"
PORT = 8080
NO_GRAPHVIZ = "ignore:Could not import graphviz"  # three lines at every command; nobody draws here


def build_environment(
    settings: Settings, purpose: Purpose, *, port: int | None = None
) -> dict[str, str]:
    """The whole environment of a child process, the settings of the warehouse included.

    Args:
        port: where the api-server listens; LUCE_AIRFLOW_PORT or 8080 where left out.

    Raises:
        BadSetting: LUCE_AIRFLOW_DATABASE_URL is not a Postgres URL.
    """
    inherited = {k: v for k, v in os.environ.items() if not k.startswith("AIRFLOW__")}
    own = {
        "LUCE_HOME": str(settings.home),
        "LUCE_SAMPLE": "1" if settings.is_sample else "0",
        "LUCE_DATABASE_URL": settings.database_url or "",
        "AIRFLOW_HOME": str(settings.home / "airflow" / metadata_name(settings, purpose)),
        "PYTHONPATH": os.pathsep.join([str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]),
        "PYTHONUTF8": "1",
        "PYTHONWARNINGS": ",".join(filter(None, [os.environ.get("PYTHONWARNINGS"), NO_GRAPHVIZ])),
        "TZ": "UTC",
    }
    parts = (
        _core(settings, purpose),
        _storage(settings, purpose),
        _services(settings, port or api_port()),
    )
    return {**inherited, **own, **{f"AIRFLOW__{k}": v for part in parts for k, v in part.items()}}


def metadata_name(settings: Settings, purpose: Purpose) -> str:
    """The database of Airflow's own records, for this purpose."""
    if purpose == "once":
        return "airflow_once"
    return "airflow_sample" if settings.is_sample else "airflow"


def metadata_url(settings: Settings, purpose: Purpose) -> str:
    """Where Airflow keeps its own records: beside the warehouse, or in LUCE_AIRFLOW_DATABASE_URL.

    Raises:
        BadSetting: LUCE_AIRFLOW_DATABASE_URL is not a Postgres URL.
    """
    given = os.environ.get("LUCE_AIRFLOW_DATABASE_URL")
    if not given:
        return database_url(settings, database=metadata_name(settings, purpose))
    if not given.startswith(("postgresql://", "postgres://")):
        raise BadSetting(
            "LUCE_AIRFLOW_DATABASE_URL is not a Postgres URL",
            "write it as postgresql://USER:PASSWORD@HOST:PORT/DATABASE, or unset it",
        )
    return given


def prepare_metadata(settings: Settings, purpose: Purpose = "scheduler") -> None:
    """Create the metadata's database beside the warehouse, and the page's user, where absent."""
    write_passwords(settings)
    if not os.environ.get("LUCE_AIRFLOW_DATABASE_URL"):
        create_database(settings, metadata_name(settings, purpose))


def api_port() -> int:
    """Where the api-server listens.

    Raises:
        BadSetting: LUCE_AIRFLOW_PORT is not a port.
    """
    given = os.environ.get("LUCE_AIRFLOW_PORT") or str(PORT)
    if not given.isdecimal() or not 1024 <= int(given) <= 65535:
        raise BadSetting(f"LUCE_AIRFLOW_PORT is {given!r}", "set it to a port from 1024 to 65535")
    return int(given)


def read_address(port: int) -> str:
    """Where the api-server answers: this machine, or LUCE_AIRFLOW_URL on several."""
    return (os.environ.get("LUCE_AIRFLOW_URL") or f"http://{HOST}:{port}").rstrip("/")


def write_passwords(settings: Settings) -> None:
    """Give the web page's one user its generated password, where Airflow looks for it."""
    file = settings.home / "secrets" / "airflow_passwords.json"
    content = json.dumps({USER: read_secret(settings, "airflow_password")})
    if not file.exists() or file.read_text() != content:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        file.touch(mode=0o600)
        file.write_text(content)


def _core(settings: Settings, purpose: Purpose) -> dict[str, str]:
    return {
        "CORE__DAGS_FOLDER": str(ROOT / "dags"),
        "CORE__LOAD_EXAMPLES": "False",
        "CORE__EXECUTOR": "LocalExecutor",
        "CORE__PARALLELISM": "4",
        "CORE__DEFAULT_TIMEZONE": "Asia/Shanghai",  # what a date on Airflow's command line means
        "CORE__DAGS_ARE_PAUSED_AT_CREATION": "False",
        "CORE__FERNET_KEY": _derive_key(read_secret(settings, "airflow_fernet")),
        "CORE__SIMPLE_AUTH_MANAGER_USERS": f"{USER}:admin",
        "CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE": str(
            settings.home / "secrets" / "airflow_passwords.json"
        ),
        "USAGE_DATA_COLLECTION__ENABLED": "False",
        "LOGGING__BASE_LOG_FOLDER": str(settings.logs / "airflow"),
        "LOGGING__DAG_PROCESSOR_CHILD_PROCESS_LOG_DIRECTORY": str(settings.logs / "dag_processor"),
        "LOGGING__LOGGING_LEVEL": "WARNING" if purpose == "once" else "INFO",
    }


def _derive_key(secret: str) -> str:
    """32 bytes as base64, which Fernet wants, from a secret of any length and alphabet."""
    return base64.urlsafe_b64encode(hashlib.sha256(secret.encode()).digest()).decode()


def _storage(settings: Settings, purpose: Purpose) -> dict[str, str]:
    parts = urlsplit(metadata_url(settings, purpose))
    return {"DATABASE__SQL_ALCHEMY_CONN": parts._replace(scheme="postgresql+psycopg2").geturl()}


def _services(settings: Settings, port: int) -> dict[str, str]:
    address = read_address(port)
    return {
        "API__HOST": os.environ.get("LUCE_AIRFLOW_HOST") or HOST,
        "API__PORT": str(port),
        "API__BASE_URL": address,
        "API__WORKERS": "1",
        "API__SECRET_KEY": read_secret(settings, "airflow_api"),
        "API_AUTH__JWT_SECRET": read_secret(settings, "airflow_jwt", size=64),
        "CORE__EXECUTION_API_SERVER_URL": f"{address}/execution/",
        # A task's first word to an api-server that has just come up took 10 s on a busy machine; at
        # the default of 5 the task failed and waited for its retry.
        "WORKERS__EXECUTION_API_TIMEOUT": "60",
        # 1.2 s a task at the default of 1; a night is a dozen tasks.
        "SCHEDULER__SCHEDULER_IDLE_SLEEP_TIME": "0.2",
        "DAG_PROCESSOR__REFRESH_INTERVAL": "30",
    }
