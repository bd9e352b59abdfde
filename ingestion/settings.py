"""Every setting of the system, read from the environment in this one place.

| variable | meaning | default |
|---|---|---|
| LUCE_HOME | the embedded server, secrets, spool and logs | `.luce` in the checkout |
| LUCE_DATABASE_URL | a Postgres server of your own | the embedded server |
| LUCE_SAMPLE | 1: work on the sample's database, `luce_sample` | 0: `luce` |
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict

from ingestion.errors import BadSetting

ROOT = Path(__file__).resolve().parents[1]
SEEDS = ROOT / "dbt_project" / "seeds"


@dataclass(frozen=True, slots=True)
class Settings:
    """What the environment says. `database_url` is None where the embedded server serves."""

    home: Path
    database_url: str | None
    is_sample: bool

    @property
    def database_name(self) -> str:
        """The warehouse's database on the embedded server."""
        return "luce_sample" if self.is_sample else "luce"

    @property
    def spool(self) -> Path:
        """Where fetch leaves whole responses for land."""
        return self.home / "spool"

    @property
    def logs(self) -> Path:
        return self.home / "logs"


def load_settings() -> Settings:
    """Read the settings.

    Raises:
        BadSetting: LUCE_DATABASE_URL is not a Postgres URL, or LUCE_SAMPLE is neither 0 nor 1.
    """
    url = os.environ.get("LUCE_DATABASE_URL") or None
    if url:
        check_url(url)
    sample = os.environ.get("LUCE_SAMPLE", "0")
    if sample not in ("0", "1"):
        raise BadSetting(f"LUCE_SAMPLE is {sample!r}", "set it to 1 or 0")
    home = Path(os.environ.get("LUCE_HOME") or ROOT / ".luce").expanduser().absolute()
    return Settings(home=home, database_url=url, is_sample=sample == "1")


def check_url(url: str) -> None:
    """Refuse a URL that no Postgres client could read; the message never repeats it."""
    cure = "write it as postgresql://USER:PASSWORD@HOST:PORT/DATABASE (% as %25), or unset it"
    if not url.startswith(("postgresql://", "postgres://")):
        raise BadSetting("LUCE_DATABASE_URL is not a Postgres URL", cure)
    try:
        _ = urlsplit(url).port
        conninfo_to_dict(url)
    except (ValueError, ProgrammingError):
        raise BadSetting("LUCE_DATABASE_URL cannot be read as a URL", cure) from None
