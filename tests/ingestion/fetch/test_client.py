"""Promise 9: cut, slow or broken answers are never stored as truth."""

from __future__ import annotations

import resource
import socket
import time
from collections.abc import Callable

import pytest

from ingestion.errors import FetchRefused
from ingestion.fetch.client import ATTEMPTS, REDIRECTS, Client
from tests.ingestion.fetch.conftest import HOST
from tests.ingestion.fetch.faults import FAULTS, PAGE, FaultServer, answer_with

BASE = f"http://{HOST}"


@pytest.mark.parametrize("path", ["/whole", "/whole-gzip", "/whole-chunked", "/whole-unmarked"])
def test_a_whole_answer_comes_byte_for_byte(client: Client, path: str) -> None:
    assert client.get(BASE + path).body == PAGE


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("/cut-with-length", "truncated"),
        ("/cut-without-length", "truncated"),
        ("/cut-chunked", "truncated"),
        ("/cut-gzip", "truncated"),
        ("/cut-gzip-sized", "truncated"),
        ("/damaged-gzip", "truncated"),
        ("/brotli", "encoding_refused"),
        ("/bomb", "too_large"),
        ("/huge", "too_large"),
        ("/503-for-ever", "http_503"),
        ("/reset", "network"),
        ("/no-http", "network"),
        ("/to-file", "scheme_refused"),
        ("/to-metadata", "address_refused"),
        ("/to-loopback", "address_refused"),
        ("/to-itself", "too_many_redirects"),
    ],
)
def test_a_fault_is_refused_with_its_reason(client: Client, path: str, reason: str) -> None:
    with pytest.raises(FetchRefused) as refused:
        client.get(BASE + path)
    assert refused.value.reason == reason


@pytest.mark.parametrize("path", ["/drip-body", "/drip-head", "/silent"])
def test_a_slow_answer_ends_at_the_deadline(
    open_client: Callable[..., Client], faults: FaultServer, path: str
) -> None:
    client = open_client(deadline_seconds=1.0)
    started = time.monotonic()
    with pytest.raises(FetchRefused) as refused:
        client.get(BASE + path)
    assert refused.value.reason == "deadline"
    assert time.monotonic() - started < 1.5
    assert faults.asked[path] == 1  # a site that is this slow is not asked again tonight


@pytest.mark.parametrize(
    ("path", "times"), [("/503-then-good", 4), ("/reset-then-good", 3), ("/429-then-good", 2)]
)
def test_a_passing_failure_is_tried_again(
    client: Client, faults: FaultServer, path: str, times: int
) -> None:
    assert client.get(BASE + path).body == PAGE
    assert faults.asked[path] == times


def test_retry_after_is_obeyed(client: Client, faults: FaultServer) -> None:
    faults.asked.pop("/429-then-good", None)
    started = time.monotonic()
    client.get(f"{BASE}/429-then-good")
    assert time.monotonic() - started >= 1.0


def test_tries_and_redirects_are_bounded(client: Client, faults: FaultServer) -> None:
    for path in ("/503-for-ever", "/to-itself"):
        faults.asked.pop(path, None)
        with pytest.raises(FetchRefused):
            client.get(BASE + path)
    assert faults.asked["/503-for-ever"] == ATTEMPTS
    assert faults.asked["/to-itself"] == REDIRECTS + 1


def test_a_lasting_refusal_is_asked_once(client: Client, faults: FaultServer) -> None:
    response = client.get(f"{BASE}/404")
    assert response.status == 404
    assert faults.asked["/404"] == 1


def test_a_host_that_does_not_exist_is_named_and_asked_for_once(client: Client) -> None:
    started = time.monotonic()
    with pytest.raises(
        FetchRefused, match=r"no host nowhere\.test\.invalid|not resolve"
    ) as refused:
        client.get("http://nowhere.test.invalid/")
    assert refused.value.reason == "unresolved"
    assert "nowhere.test.invalid" in str(refused.value)
    assert time.monotonic() - started < 2


@pytest.mark.parametrize(("errno", "tries"), [(socket.EAI_NONAME, 1), (socket.EAI_AGAIN, ATTEMPTS)])
def test_only_a_silent_server_of_names_is_asked_again(
    client: Client, monkeypatch: pytest.MonkeyPatch, errno: int, tries: int
) -> None:
    asked = []

    def resolve(host: str, *_: object, **__: object) -> None:
        asked.append(host)
        raise socket.gaierror(errno, "told by the resolver")

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    with pytest.raises(FetchRefused, match=r"nowhere\.example") as refused:
        client.get("http://nowhere.example/")
    assert (refused.value.reason, len(asked)) == ("unresolved", tries)


def test_a_redirect_is_followed_and_told(client: Client) -> None:
    response = client.get(f"{BASE}/to-whole")
    assert (response.url, response.final_url) == (f"{BASE}/to-whole", f"{BASE}/whole")
    assert response.body == PAGE


def test_a_bomb_stays_small_in_memory(client: Client) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(FetchRefused):
        client.get(f"{BASE}/bomb")
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert grown < 80 * 1024  # KiB; unpacked whole it would be 57 MiB on top of its copies


def test_robots_txt_is_obeyed(open_client: Callable[..., Client], faults: FaultServer) -> None:
    FAULTS["/robots.txt"] = answer_with(b"User-agent: *\nDisallow: /whole\n")
    try:
        with pytest.raises(FetchRefused) as refused:
            open_client().get(f"{BASE}/whole")
    finally:
        del FAULTS["/robots.txt"]
    assert refused.value.reason == "robots_refused"


def test_a_host_whose_robots_txt_fails_is_left_alone(
    open_client: Callable[..., Client], faults: FaultServer
) -> None:
    client = open_client()
    faults.asked.clear()
    FAULTS["/robots.txt"] = FAULTS["/503-for-ever"]
    try:
        for _ in range(3):
            with pytest.raises(FetchRefused, match="503"):
                client.get(f"{BASE}/whole")
    finally:
        del FAULTS["/robots.txt"]
    assert faults.asked == {"/robots.txt": ATTEMPTS}


def test_the_rate_asked_for_is_the_rate_kept(
    open_client: Callable[..., Client], faults: FaultServer
) -> None:
    client = open_client(delay=0.2, jitter=0.1)
    faults.moments.clear()
    for _ in range(8):
        client.get(f"{BASE}/whole")
    gaps = [
        after - before for before, after in zip(faults.moments, faults.moments[1:], strict=False)
    ]
    assert min(gaps) >= 0.17
    assert sum(gaps) / len(gaps) == pytest.approx(0.2, rel=0.1)
