"""One polite rate a host."""

from __future__ import annotations

import random
import time


class Pace:
    """Spaces the requests to each host `delay_seconds` apart, give or take `jitter` of it."""

    def __init__(self, delay_seconds: float, *, jitter: float = 0.1) -> None:
        self.delay_seconds = delay_seconds
        self._jitter = jitter
        self._next: dict[str, float] = {}

    def wait(self, host: str) -> None:
        """Wait until the host may be asked again, and book the turn after this one."""
        if self.delay_seconds <= 0:
            return
        now = time.monotonic()
        if (pause := self._next.get(host, now) - now) > 0:
            time.sleep(pause)
        spread = random.uniform(1 - self._jitter, 1 + self._jitter)  # noqa: S311 - not a secret
        self._next[host] = time.monotonic() + self.delay_seconds * spread

    def set_at_least(self, seconds: float) -> None:
        """Slow down to what robots.txt asks for."""
        self.delay_seconds = max(self.delay_seconds, seconds)
