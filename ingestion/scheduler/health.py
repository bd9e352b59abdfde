"""Is Airflow well? Asked of its api-server, which knows when each component last gave a sign.

`python -m ingestion.scheduler.health [COMPONENT]` exits with 0 where it is well.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

import requests

from ingestion.scheduler.environment import api_port, read_address

COMPONENTS = ("metadatabase", "scheduler", "dag_processor", "triggerer")


def read_health(port: int) -> dict[str, str]:
    """Each component's state, `healthy` where it is well; empty while nobody answers."""
    session = requests.Session()
    session.trust_env = False  # no proxy stands between the parts of one system
    try:
        answer = session.get(f"{read_address(port)}/api/v2/monitor/health", timeout=3)
        answer.raise_for_status()
        told = answer.json()
    except (requests.RequestException, ValueError):
        return {}
    return {name: str((told.get(name) or {}).get("status")) for name in COMPONENTS}


def list_waiting(port: int) -> list[str]:
    """What is not well yet; the api-server itself while it does not answer."""
    health = read_health(port)
    if not health:
        return ["api-server"]
    return [name for name, state in health.items() if state != "healthy"]


def wait_until_healthy(
    port: int,
    *,
    seconds: float,
    tell: Callable[[list[str], float], None],
    check: Callable[[], None] = lambda: None,
) -> bool:
    """Wait until all is well; `tell` hears what is still waited for, whenever that changes.

    Args:
        check: called at every look; raises where waiting is in vain.
    """
    started = time.monotonic()
    last: list[str] | None = None
    while time.monotonic() - started < seconds:
        waiting = list_waiting(port)
        if waiting != last:
            tell(waiting, time.monotonic() - started)
            last = waiting
        if not waiting:
            return True
        check()
        time.sleep(0.5)
    return False


def main(arguments: list[str]) -> int:
    """Tell by the exit status whether the components named are well; all where none is named."""
    waiting = list_waiting(api_port())
    wanted = set(arguments) or set(COMPONENTS)
    return int("api-server" in waiting or bool(wanted & set(waiting)))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
