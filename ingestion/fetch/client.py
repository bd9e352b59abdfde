"""The one way out to the network: a whole response, or a refusal with its reason."""

from __future__ import annotations

import hashlib
import os
import time
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit
from urllib.robotparser import RobotFileParser

import requests
from requests import Response as RawResponse
from tenacity import RetryCallState, Retrying, retry_if_exception_type, stop_after_attempt
from urllib3.exceptions import HTTPError

from ingestion.errors import FetchRefused
from ingestion.fetch.address import AddressGuard
from ingestion.fetch.body import BYTE_LIMIT, read_body
from ingestion.fetch.dialing import Dialer, GuardedAdapter
from ingestion.fetch.failures import PassingFailure, name_failure, read_retry_after
from ingestion.fetch.pace import Pace

REDIRECTS = 5
ATTEMPTS = 5
LONGEST_WAIT = 30.0  # seconds between two tries, also where Retry-After asks for more
_REDIRECT_CODES = frozenset({301, 302, 303, 307, 308})
_PASSING_CODES = frozenset({408, 429, 500, 502, 503, 504})


@dataclass(frozen=True, slots=True)
class Response:
    """One whole answer, after redirects. A status that is not 2xx is an answer too."""

    url: str
    final_url: str
    status: int
    headers: dict[str, str]  # names in lower case
    body: bytes

    @property
    def content_type(self) -> str | None:
        return self.headers.get("content-type")

    @property
    def body_sha256(self) -> str:
        return hashlib.sha256(self.body).hexdigest()


@dataclass(frozen=True, slots=True)
class Limits:
    """Units: seconds and bytes; `byte_limit` counts after decompression."""

    deadline_seconds: float = 60.0
    connect_seconds: float = 10.0
    byte_limit: int = BYTE_LIMIT
    backoff_seconds: float = 1.0


class Client:
    """A session for one source: one connection and one pace a host, robots.txt obeyed."""

    def __init__(self, guard: AddressGuard, pace: Pace, limits: Limits | None = None) -> None:
        self._guard = guard
        self._pace = pace
        self._limits = limits or Limits()
        self._dialer = Dialer(guard)
        self._robots: dict[str, RobotFileParser | FetchRefused] = {}
        self._session = requests.Session()
        self._session.trust_env = False  # no proxy and no .netrc decides where a request goes
        self._session.headers.update(
            {
                "User-Agent": user_agent(),
                "Accept-Encoding": "gzip, deflate",
                "Accept-Language": "zh-CN,zh;q=0.9",
            }
        )
        for scheme in ("http://", "https://"):
            self._session.mount(scheme, GuardedAdapter(self._dialer))

    def __enter__(self) -> Client:
        return self

    def __exit__(self, *error: object) -> None:
        self._session.close()
        self._dialer.close()

    def get(self, url: str) -> Response:
        """Fetch one URL.

        Raises:
            FetchRefused: with the reason; nothing of a partial body is handed on.
        """
        self._guard.check_url(url)
        self._obey_robots(url)
        return self._try_often(url)

    def _try_often(self, url: str) -> Response:
        retrying = Retrying(
            retry=retry_if_exception_type(PassingFailure),
            stop=stop_after_attempt(ATTEMPTS),
            wait=self._back_off,
            reraise=True,
        )
        return retrying(self._walk, url)

    def _back_off(self, state: RetryCallState) -> float:
        error = state.outcome.exception() if state.outcome else None
        wait = self._limits.backoff_seconds * 2.0 ** (state.attempt_number - 1)
        if isinstance(error, PassingFailure) and error.retry_after is not None:
            wait = max(wait, error.retry_after)
        return min(wait, LONGEST_WAIT)

    def _walk(self, url: str) -> Response:
        """Follow redirects by hand, so that each hop passes the guard, within one deadline."""
        started = time.monotonic()
        here = url
        for _ in range(REDIRECTS + 1):
            self._guard.check_url(here)
            self._pace.wait(urlsplit(here).netloc)
            left = self._limits.deadline_seconds - (time.monotonic() - started)
            answer, target = self._ask(here, left)
            if target is None:
                return Response(url, here, answer.status, answer.headers, answer.body)
            here = urljoin(here, target)
        raise FetchRefused("too_many_redirects", f"more than {REDIRECTS} redirects")

    def _ask(self, url: str, seconds: float) -> tuple[Response, str | None]:
        """One request. The second part is where it redirects to, if it does."""
        if seconds <= 0:
            raise self._too_slow()
        # The deadline ends a silent answer too, so the socket's own time-out must not come first.
        timeout = (min(self._limits.connect_seconds, seconds), seconds + 5)
        with self._dialer.deadline(seconds) as is_over:
            try:
                raw = self._session.get(url, stream=True, allow_redirects=False, timeout=timeout)
                with raw:
                    return self._read(url, raw)
            except (requests.RequestException, HTTPError, OSError) as error:
                if is_over.is_set():
                    raise self._too_slow() from error
                raise name_failure(error, url) from error
            except FetchRefused as error:
                if is_over.is_set():
                    raise self._too_slow() from error
                raise
            except (ValueError, UnicodeError) as error:
                # requests reads Location even where it is not to follow it.
                raise FetchRefused(
                    "bad_answer", f"a header of the answer cannot be read: {error}"
                ) from error

    def _read(self, url: str, raw: RawResponse) -> tuple[Response, str | None]:
        status = raw.status_code
        if status in _PASSING_CODES:
            wait = read_retry_after(raw.headers.get("Retry-After"))
            raise PassingFailure(f"http_{status}", f"{url} answered {status}", wait)
        headers = {name.lower(): value for name, value in raw.headers.items()}
        if status in _REDIRECT_CODES and "location" in headers:
            return Response(url, url, status, headers, b""), headers["location"]
        body = read_body(raw, limit=self._limits.byte_limit)
        return Response(url, url, status, headers, body), None

    def _too_slow(self) -> FetchRefused:
        return FetchRefused(
            "deadline", f"the answer was not whole after {self._limits.deadline_seconds:g} s"
        )

    def _obey_robots(self, url: str) -> None:
        parts = urlsplit(url)
        origin = f"{parts.scheme}://{parts.netloc}"
        if origin not in self._robots:
            self._robots[origin] = self._read_robots(origin)
        robots = self._robots[origin]
        if isinstance(robots, FetchRefused):
            raise robots  # a host that gives no robots.txt tonight is not asked for pages
        if not robots.can_fetch(user_agent(), url):
            raise FetchRefused("robots_refused", f"robots.txt of {parts.netloc} forbids {url}")

    def _read_robots(self, origin: str) -> RobotFileParser | FetchRefused:
        """RFC 9309: a site without the file (4xx) allows all; one that fails (5xx) allows none."""
        robots = RobotFileParser()
        try:
            answer = self._try_often(f"{origin}/robots.txt")
        except FetchRefused as error:
            return error
        rules = answer.body.decode("utf-8", "replace") if answer.status == 200 else ""
        robots.parse(rules.splitlines())
        if delay := robots.crawl_delay(user_agent()):
            self._pace.set_at_least(float(delay))
        return robots


def user_agent() -> str:
    """Who we are, with a contact where LUCE_CONTACT gives one."""
    contact = os.environ.get("LUCE_CONTACT", "").strip()
    return f"Luce/0.1 (notice archive{'; ' + contact if contact else ''})"
