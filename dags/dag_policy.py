"""What every DAG has in common: its owner, its retries, its closed set of tags."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pendulum
from airflow.sdk import Asset

TAGS = frozenset({"ingest", "build", "reparse", "folder", "sample", "unlisted", "unverified"})
ZONE = "Asia/Shanghai"
START = pendulum.datetime(2020, 1, 1, tz=ZONE)

LANDED = Asset(name="landed_notices", uri="luce://raw/notice")

DEFAULTS: dict[str, Any] = {
    "owner": "luce",
    "retries": 3,
    "retry_delay": timedelta(minutes=2),
    "retry_exponential_backoff": True,
    "max_retry_delay": timedelta(minutes=30),
    "execution_timeout": timedelta(hours=2),
}
