"""The one way out to the network: a whole response, or a refusal with its reason."""

from __future__ import annotations

import hashlib
import os
import time
from dataclasses import dataclass, field
from http.cookiejar import DefaultCookiePolicy
from urllib.parse import urljoin, urlsplit

import requests
from requests import Response as RawResponse
from tenacity import RetryCallState, Retrying, retry_if_exception_type, stop_after_attempt
from urllib3.exceptions import HTTPError

from ingestion.errors import FetchRefused
from ingestion.fetch.address import AddressGuard
from ingestion.fetch.body import BYTE_LIMIT, EndedBy, read_body
from ingestion.fetch.dialing import Dialer, GuardedAdapter
from ingestion.fetch.failures import PassingFailure, is_passing, name_failure, read_retry_after
from ingestion.fetch.pace import Pace
from ingestion.fetch.robots import Robots

REDIRECTS = 5
ATTEMPTS = 5
LONGEST_WAIT = 120.0  # seconds; a site that wants a longer rest is left alone for this run
_REDIRECT_CODES = frozenset({301, 302, 303, 307, 308})


@dataclass(frozen=True, slots=True)
class Validators:
    """What a site gave with a page, so that it can say next time whether the page is as it was."""

    etag: str | None = None
    last_modified: str | None = None

    def headers(self) -> dict[str, str]:
        said = {"If-None-Match": self.etag, "If-Modified-Since": self.last_modified}
        return {name: text for name, text in said.items() if text and text.isprintable()}


@dataclass(frozen=True, slots=True)
class Response:
    """One whole answer, after redirects. A status that is not 2xx is an answer too.

    `ended_by` says what shows that the body is whole; `own_end` marks one that the server gave
    no length for.
    """

    url: str
    final_url: str
    status: int
    headers: dict[str, str]  # names in lower case
    body: bytes
    ended_by: EndedBy = "length"

    @property
    def content_type(self) -> str | None:
        return self.headers.get("content-type")

    @property
    def body_sha256(self) -> str:
        return hashlib.sha256(self.body).hexdigest()


@dataclass(frozen=True, slots=True)
class Limits:
    """Units: seconds and bytes; `byte_limit` counts after decompression.

    `deadline_seconds` is for one URL: its redirects and its tries together, names resolved and
    connections made. Pauses that we make ourselves, to be polite, are not counted.
    """

    deadline_seconds: float = 60.0
    connect_seconds: float = 10.0
    byte_limit: int = BYTE_LIMIT
    backoff_seconds: float = 1.0


@dataclass(slots=True)
class _Errand:
    """One URL asked for: what is left of its time, and the conditions of its first request."""

    url: str
    seconds: float
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes | None = None  # of a POST
    obeys_robots: bool = True


class Client:
    """A session for one source: one connection and one pace a host, robots.txt obeyed.

    Args:
        legacy_tls: speak TLS 1.0 and weak ciphers too, for the old sites that know nothing else.
        cookies: keep what the site sets, for those that redirect until a cookie comes back.
    """

    def __init__(
        self,
        guard: AddressGuard,
        pace: Pace,
        limits: Limits | None = None,
        *,
        legacy_tls: bool = False,
        cookies: bool = False,
    ) -> None:
        self._guard = guard
        self._pace = pace
        self._limits = limits or Limits()
        self._dialer = Dialer(guard)
        self._robots = Robots(user_agent(), self._fetch_robots, pace)
        self._session = requests.Session()
        self._session.trust_env = False  # no proxy and no .netrc decides where a request goes
        self._session.headers.update(
            {
                "User-Agent": user_agent(),
                "Accept-Encoding": "gzip, deflate",
                "Accept-Language": "zh-CN,zh;q=0.9",
            }
        )
        if not cookies:
            self._session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        for scheme in ("http://", "https://"):
            self._session.mount(scheme, GuardedAdapter(self._dialer, legacy_tls=legacy_tls))

    def __enter__(self) -> Client:
        return self

    def __exit__(self, *error: object) -> None:
        self._session.close()
        self._dialer.close()

    def get(self, url: str, *, known: Validators | None = None) -> Response:
        """Fetch one URL.

        Args:
            known: of the page as we hold it; where it has not changed, the answer's status is 304
                and its body empty.

        Raises:
            FetchRefused: with the reason; nothing of a partial body is handed on.
        """
        self._guard.check_url(url)
        conditions = known.headers() if known else {}
        return self._try_often(_Errand(url, self._limits.deadline_seconds, conditions))

    def post(self, url: str, body: bytes, content_type: str) -> Response:
        """Ask a list that answers to POST only; as `get` in all else. It is a question, no deed.

        Raises:
            FetchRefused: as `get`; post_redirected, as a body is sent to no other place.
        """
        self._guard.check_url(url)
        headers = {"Content-Type": content_type}
        return self._try_often(_Errand(url, self._limits.deadline_seconds, headers, body))

    def _fetch_robots(self, url: str) -> Response:
        return self._try_often(_Errand(url, self._limits.deadline_seconds, obeys_robots=False))

    def _try_often(self, errand: _Errand) -> Response:
        retrying = Retrying(
            retry=retry_if_exception_type(PassingFailure),
            stop=stop_after_attempt(ATTEMPTS),
            wait=self._back_off,
            reraise=True,
        )
        return retrying(self._walk, errand)

    def _back_off(self, state: RetryCallState) -> float:
        error = state.outcome.exception() if state.outcome else None
        wait = self._limits.backoff_seconds * 2.0 ** (state.attempt_number - 1)
        if isinstance(error, PassingFailure) and error.retry_after is not None:
            wait = max(wait, error.retry_after)
        return wait

    def _walk(self, errand: _Errand) -> Response:
        """Follow redirects by hand, so that each hop passes the guard, within one deadline."""
        here = errand.url
        for hop in range(REDIRECTS + 1):
            self._guard.check_url(here)
            if errand.obeys_robots:
                self._robots.check(here)
            # What was said to the first url is not for another one.
            answer, target = self._take_turn(errand, here, errand.headers if hop == 0 else {})
            if target is not None and errand.body is not None:
                raise FetchRefused("post_redirected", f"{here} redirects a POST to {target[:200]}")
            if target is None:
                return Response(
                    errand.url, here, answer.status, answer.headers, answer.body, answer.ended_by
                )
            here = urljoin(here, target)
        raise _too_many(answer)

    def _take_turn(
        self, errand: _Errand, url: str, headers: dict[str, str]
    ) -> tuple[Response, str | None]:
        """One request, when its host may be asked; the time of the asking is the errand's."""
        host = str(urlsplit(url).hostname)
        self._refuse_if_resting(host)
        try:
            with self._pace.turn(host):
                started = time.monotonic()
                try:
                    return self._ask(url, errand, headers)
                finally:
                    errand.seconds -= time.monotonic() - started
        except PassingFailure as error:
            if error.retry_after is not None:
                self._pace.rest(host, error.retry_after)
                self._refuse_if_resting(host)
            raise

    def _refuse_if_resting(self, host: str) -> None:
        """Raise where a host has asked for a longer rest than a run can wait."""
        longest = LONGEST_WAIT + 2 * self._pace.delay_seconds
        if (rest := self._pace.seconds_until_due(host)) > longest:
            raise FetchRefused(
                "asked_to_wait", f"{host} wants to be left alone for {rest:.0f} s", "run it later"
            )

    def _ask(
        self, url: str, errand: _Errand, headers: dict[str, str]
    ) -> tuple[Response, str | None]:
        """One request. The second part is where it redirects to, if it does."""
        seconds = errand.seconds
        if seconds <= 0:
            raise self._too_slow()
        # The deadline ends a silent answer too, so the socket's own time-out must not come first.
        timeout = (min(self._limits.connect_seconds, seconds), seconds + 5)
        with self._dialer.deadline(seconds) as is_over:
            try:
                raw = self._session.request(
                    "GET" if errand.body is None else "POST",
                    url,
                    headers=headers,
                    data=errand.body,
                    stream=True,
                    allow_redirects=False,
                    timeout=timeout,
                )
                with raw:
                    return self._read(url, raw)
            except (requests.RequestException, HTTPError, OSError) as error:
                if is_over():
                    raise self._too_slow() from error
                raise name_failure(error, url) from error
            except FetchRefused as error:
                if is_over():
                    raise self._too_slow() from error
                raise
            except (ValueError, UnicodeError) as error:
                # requests reads Location even where it is not to follow it.
                raise FetchRefused(
                    "bad_answer", f"a header of the answer cannot be read: {error}"
                ) from error

    def _read(self, url: str, raw: RawResponse) -> tuple[Response, str | None]:
        status = raw.status_code
        if is_passing(status):
            wait = read_retry_after(raw.headers.get("Retry-After"))
            raise PassingFailure(f"http_{status}", f"{url} answered {status}", wait)
        headers = {name.lower(): value for name, value in raw.headers.items()}
        if status in _REDIRECT_CODES and "location" in headers:
            return Response(url, url, status, headers, b""), headers["location"]
        if status == 304:
            return Response(url, url, status, headers, b""), None
        body = read_body(raw, limit=self._limits.byte_limit)
        return Response(url, url, status, headers, body.content, body.ended_by), None

    def _too_slow(self) -> FetchRefused:
        return FetchRefused(
            "deadline", f"the answer was not whole after {self._limits.deadline_seconds:g} s"
        )


def _too_many(last: Response) -> FetchRefused:
    """A site that redirects until its cookie comes back is not refused for ever."""
    cure = "if it does so in a browser's first visit too: access: {cookies: true} in its file"
    return FetchRefused(
        "too_many_redirects",
        f"more than {REDIRECTS} redirects",
        cure if "set-cookie" in last.headers else "",
    )


def user_agent() -> str:
    """Who we are, with a contact where LUCE_CONTACT gives one."""
    contact = os.environ.get("LUCE_CONTACT", "").strip()
    return f"Luce/0.1 (notice archive{'; ' + contact if contact else ''})"
