"""Promise 9: cut, slow or broken answers are never stored as truth."""

from __future__ import annotations

import resource
import socket
import time
from collections.abc import Callable

import pytest

from ingestion.errors import FetchRefused
from ingestion.fetch.body import _shows_its_end
from ingestion.fetch.client import ATTEMPTS, REDIRECTS, Client
from tests.ingestion.attachments.documents import make_docx, make_pdf, paragraph
from tests.ingestion.fetch.conftest import HOST
from tests.ingestion.fetch.faults import FAULTS, PAGE, FaultServer, answer_with, send
from tests.ingestion.parse.growth import find_growth

BASE = f"http://{HOST}"


WHOLE = {
    "/whole": "length",
    "/whole-gzip": "length",
    "/whole-chunked": "chunks",
    "/whole-unmarked": "own_end",
    "/whole-unmarked-gzip": "trailer",
    "/whole-two-members": "length",
    "/whole-deflate": "length",
    "/whole-raw-deflate": "length",
}


@pytest.mark.parametrize(("path", "ended_by"), WHOLE.items())
def test_a_whole_answer_comes_byte_for_byte(client: Client, path: str, ended_by: str) -> None:
    answer = client.get(BASE + path)
    assert (answer.body, answer.ended_by) == (PAGE, ended_by)


@pytest.mark.parametrize(
    "body", [make_pdf([([(72, 700, "a")], [])]), make_docx(paragraph("建成泵站"))]
)
def test_a_document_without_a_length_is_whole_by_its_own_end(
    client: Client, monkeypatch: pytest.MonkeyPatch, body: bytes
) -> None:
    monkeypatch.setitem(FAULTS, "/document", send(body=body))
    answer = client.get(f"{BASE}/document")
    assert (answer.body, answer.ended_by) == (body, "own_end")
    for end in range(8, len(body) - 6, len(body) // 12):
        monkeypatch.setitem(FAULTS, "/document", send(body=body[:end]))
        with pytest.raises(FetchRefused, match="before its own end"):
            client.get(f"{BASE}/document")


PRINT = b"<script>w.document.write('<html><body>' + text + '</body></html>');</script>"
CLOSED = b"<p>a</p></body></html>"


@pytest.mark.parametrize(
    ("body", "is_whole"),
    [
        (b"<html><head>" + PRINT + b"</head><body><p>" + b"a" * 900 + b"</p>", False),
        (b"<html><head>" + PRINT + b"</head><body><p>" + b"a" * 900 + CLOSED, True),
        (b"<html><head>" + PRINT.removesuffix(b"</script>"), False),
        (b"<html><body><!-- <html></html> --><p>text</p>", False),
        (b"<html><body><html><body>pasted</body></html><p>text of the notice", False),
        (b"<html><body><html>pasted</html>" + b"text " * 99 + CLOSED, True),
        (b"<script>var a = 1;</script><html><body><p>text</p><script>x</script>", False),
        (b"<script>var a = 1;</script><html><body>" + CLOSED + PRINT + b"<b>12 visits</b>", True),
        (b"<html><body><!--><p>a</p><textarea></html></textarea>" + CLOSED + b"\r\n\0", True),
        (b"<html><body>" + CLOSED + b"<body><p>another page, cut", False),
        (b"<p>title</p><p>text</p>", False),
        (b"<ul><li><ul><li>a</li></ul></li></ul>\n", True),
        (b"<?xml version='1.0'?><rss><item>a</item></rss><!-- made at 12 -->", True),
    ],
)
def test_a_page_without_a_length_is_whole_where_it_is_closed_itself(
    client: Client, monkeypatch: pytest.MonkeyPatch, body: bytes, is_whole: bool
) -> None:
    monkeypatch.setitem(FAULTS, "/page", send("Content-Type: text/html", body=body))
    if is_whole:
        assert client.get(f"{BASE}/page").ended_by == "own_end"
    else:
        with pytest.raises(FetchRefused, match="before its own end"):
            client.get(f"{BASE}/page")


@pytest.mark.parametrize("pump", [b"<script>", b"<!--", b"<!-->", b"<", b"</html>", b"<a>", b"<a"])
def test_looking_for_a_pages_end_takes_time_in_step_with_its_length(pump: bytes) -> None:
    def look(text: str) -> object:
        return _shows_its_end(b"<a>" + text.encode())

    texts = [pump.decode() * (size // len(pump)) for size in (250_000, 500_000, 1_000_000)]
    assert find_growth(look, "_shows_its_end", texts) is None


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("/cut-with-length", "truncated"),
        ("/cut-without-length", "truncated"),
        ("/cut-length-twice", "truncated"),
        ("/cut-length-odd", "truncated"),
        ("/cut-behind-script", "truncated"),
        ("/cut-json", "truncated"),
        ("/cut-xml", "truncated"),
        ("/cut-second-member", "truncated"),
        ("/junk-behind-gzip", "truncated"),
        ("/cut-chunked", "truncated"),
        ("/cut-gzip", "truncated"),
        ("/cut-gzip-sized", "truncated"),
        ("/damaged-gzip", "truncated"),
        ("/brotli-bomb", "encoding_refused"),
        ("/packed-twice", "encoding_refused"),
        ("/bomb", "too_large"),
        ("/huge", "too_large"),
        ("/503-for-ever", "http_503"),
        ("/reset", "network"),
        ("/no-http", "network"),
        ("/to-file", "scheme_refused"),
        ("/to-metadata", "address_refused"),
        ("/to-loopback", "address_refused"),
        ("/to-itself", "too_many_redirects"),
        ("/to-nowhere", "bad_answer"),
        ("/cookie", "too_many_redirects"),
        ("/long-header", "network"),
        ("/many-headers", "network"),
    ],
)
def test_a_fault_is_refused_with_its_reason(client: Client, path: str, reason: str) -> None:
    with pytest.raises(FetchRefused) as refused:
        client.get(BASE + path)
    assert refused.value.reason == reason


@pytest.mark.parametrize("path", ["/drip-body", "/drip-slowly", "/drip-head", "/silent"])
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


def test_retry_after_as_a_date_is_obeyed(client: Client, faults: FaultServer) -> None:
    started = time.monotonic()
    assert client.get(f"{BASE}/503-until-soon").body == PAGE
    assert 0.9 < time.monotonic() - started < 4  # HTTP dates have whole seconds
    assert faults.asked["/503-until-soon"] == 2


def test_a_host_that_wants_a_long_rest_is_left_alone(
    open_client: Callable[..., Client], faults: FaultServer
) -> None:
    client = open_client()
    day = answer_with(b"", "Retry-After: 86000", status="503 Service Unavailable")
    FAULTS["/rest"] = day
    faults.asked.clear()
    try:
        started = time.monotonic()
        for path in ("/rest", "/whole", "/rest"):
            with pytest.raises(FetchRefused, match=r"left alone for 8[56]\d+ s") as refused:
                client.get(BASE + path)
            assert refused.value.reason == "asked_to_wait"
    finally:
        del FAULTS["/rest"]
    assert (faults.asked["/rest"], faults.asked["/whole"]) == (1, 0)
    assert time.monotonic() - started < 1


def test_the_deadline_holds_over_all_tries_and_hops(
    open_client: Callable[..., Client], faults: FaultServer
) -> None:
    def dawdle(sock: socket.socket, _: int) -> None:
        time.sleep(0.6)
        FAULTS["/503-for-ever"](sock, 1)

    FAULTS["/dawdle"] = dawdle
    faults.asked.clear()
    started = time.monotonic()
    try:
        with pytest.raises(FetchRefused) as refused:
            open_client(deadline_seconds=1.5).get(f"{BASE}/dawdle")
    finally:
        del FAULTS["/dawdle"]
    assert refused.value.reason == "deadline"
    assert time.monotonic() - started < 2
    assert faults.asked["/dawdle"] == 3


def test_a_resolver_that_hangs_is_cut_at_the_deadline(
    open_client: Callable[..., Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    client = open_client(deadline_seconds=1.0)
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: time.sleep(20) or [])
    started = time.monotonic()
    with pytest.raises(FetchRefused) as refused:
        client.get("http://slow-names.example/")
    assert refused.value.reason == "deadline"
    assert time.monotonic() - started < 1.5


def test_cookies_are_kept_for_those_who_ask_for_it(open_client: Callable[..., Client]) -> None:
    assert open_client(cookies=True).get(f"{BASE}/cookie").body == PAGE
    with pytest.raises(FetchRefused, match="cookies: true"):
        open_client().get(f"{BASE}/cookie")


def test_only_moments_are_tried_again(client: Client, faults: FaultServer) -> None:
    faults.asked.clear()
    for path in ("/501", "/403", "/410", "/206", "/404"):
        assert client.get(BASE + path).status == int(path[1:])
    assert all(faults.asked[path] == 1 for path in ("/501", "/403", "/410", "/206", "/404"))


def test_a_post_is_tried_again_and_never_sent_elsewhere(
    client: Client, faults: FaultServer
) -> None:
    faults.asked.clear()
    assert client.post(f"{BASE}/503-then-good", b"{}", "application/json").body == PAGE
    with pytest.raises(FetchRefused) as refused:
        client.post(f"{BASE}/to-whole", b"{}", "application/json")
    assert refused.value.reason == "post_redirected"
    assert faults.asked["/whole"] == 0


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
    client = open_client(delay=0.05, jitter=0.1)
    faults.moments.clear()
    for _ in range(60):
        client.get(f"{BASE}/whole")
    gaps = [
        after - before for before, after in zip(faults.moments, faults.moments[1:], strict=False)
    ]
    assert sum(gaps) / len(gaps) == pytest.approx(0.05, rel=0.05)
    assert sorted(gaps)[3] >= 0.04  # jitter, and a late thread now and then
