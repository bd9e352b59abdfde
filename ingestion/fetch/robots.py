"""robots.txt, of every host that a request may end at."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol
from urllib.parse import urlsplit
from urllib.robotparser import RobotFileParser

from ingestion.errors import FetchRefused
from ingestion.fetch.pace import Pace

_READ = 512_000  # bytes; RFC 9309 asks for 500 KiB at least


class _Answer(Protocol):
    @property
    def status(self) -> int: ...
    @property
    def body(self) -> bytes: ...


class Robots:
    """Asks each origin once for its robots.txt, and holds to it.

    RFC 9309: a site without the file (4xx) allows all; one that fails to give it (5xx, or no
    answer) allows nothing tonight.
    """

    def __init__(self, agent: str, fetch: Callable[[str], _Answer], pace: Pace) -> None:
        self._agent = agent
        self._fetch = fetch
        self._pace = pace
        self._known: dict[str, RobotFileParser | FetchRefused] = {}

    def check(self, url: str) -> None:
        """Make sure that we may ask for this.

        Raises:
            FetchRefused: robots_refused; or why the file itself could not be had.
        """
        parts = urlsplit(url)
        origin = f"{parts.scheme}://{parts.netloc}"
        if origin not in self._known:
            self._known[origin] = self._read(origin)
        robots = self._known[origin]
        if isinstance(robots, FetchRefused):
            raise FetchRefused(robots.reason, str(robots))
        if not robots.can_fetch(self._agent, url):
            raise FetchRefused("robots_refused", f"robots.txt of {parts.netloc} forbids {url}")

    def _read(self, origin: str) -> RobotFileParser | FetchRefused:
        robots = RobotFileParser()
        try:
            answer = self._fetch(f"{origin}/robots.txt")
        except FetchRefused as error:
            return error
        rules = answer.body[:_READ].decode("utf-8-sig", "replace") if answer.status == 200 else ""
        robots.parse(rules.splitlines())
        if delay := robots.crawl_delay(self._agent):
            self._pace.slow_down(str(urlsplit(origin).hostname), float(delay))
        return robots
