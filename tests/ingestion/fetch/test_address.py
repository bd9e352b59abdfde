"""Promise 14: no request to where it must not go."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Thread
from urllib.parse import quote, urlsplit

import pytest

from ingestion.errors import FetchRefused
from ingestion.fetch.address import AddressGuard, is_public
from ingestion.fetch.client import REDIRECTS, Client, Limits
from ingestion.fetch.pace import Pace
from tests.ingestion.fetch.conftest import HOST
from tests.ingestion.fetch.faults import FaultServer

HERE = Path(__file__).parent
REFUSED = {"scheme_refused", "url_refused", "address_refused"}
ENDED = {"bad_answer", "unresolved", "too_many_redirects"}  # at the honest host, or nowhere
HOSTS = (HERE / "hostile_hosts.txt").read_text(encoding="utf-8").split()
OTHER_URLS = (HERE / "hostile_urls.txt").read_text(encoding="utf-8").split()


class _Trap:
    """Counts every connection that reaches loopback."""

    def __init__(self) -> None:
        self.connections = 0
        self._listener = socket.create_server(("", 0), family=socket.AF_INET6, dualstack_ipv6=True)
        self.port: int = self._listener.getsockname()[1]
        Thread(target=self._count, daemon=True).start()

    def _count(self) -> None:
        try:
            while True:
                sock, _ = self._listener.accept()
                self.connections += 1
                sock.close()
        except OSError:
            return

    def close(self) -> None:
        self._listener.close()


@pytest.fixture(scope="module")
def trap() -> Iterator[_Trap]:
    trap = _Trap()
    yield trap
    trap.close()


@pytest.fixture(scope="module")
def client() -> Iterator[Client]:
    limits = Limits(deadline_seconds=3, connect_seconds=1, backoff_seconds=0)
    with Client(AddressGuard(), Pace(0), limits) as client:
        yield client


def test_the_list_is_long_enough() -> None:
    assert len(HOSTS) + len(OTHER_URLS) >= 60


@pytest.mark.parametrize("host", HOSTS)
def test_a_hostile_host_is_never_dialled(client: Client, trap: _Trap, host: str) -> None:
    with pytest.raises(FetchRefused) as refused:
        client.get(f"http://{host}:{trap.port}/")
    # A name that this machine's resolver does not take for an address leads nowhere.
    is_odd = not host.isascii() or "%" in host
    assert refused.value.reason in {"address_refused", "unresolved" if is_odd else ""}
    assert trap.connections == 0


@pytest.mark.parametrize("url", OTHER_URLS)
def test_a_hostile_url_is_refused(client: Client, trap: _Trap, url: str) -> None:
    with pytest.raises(FetchRefused) as refused:
        client.get(url)
    assert refused.value.reason in REFUSED
    assert trap.connections == 0


@pytest.mark.parametrize("hop", range(1, REDIRECTS + 1))
def test_no_redirect_leads_to_a_hostile_host(
    open_client: Callable[..., Client], faults: FaultServer, trap: _Trap, hop: int
) -> None:
    """Each hostile address as the last of one to five redirects that begin at an honest host."""
    targets = [f"http://{host}:{trap.port}/" for host in HOSTS] + OTHER_URLS
    with_redirects = open_client()
    for target in targets:
        try:
            answer = with_redirects.get(f"http://{HOST}/hop/{hop}/{quote(target, safe='')}")
        except FetchRefused as refused:
            assert refused.reason in REFUSED | ENDED, target
        else:  # `http:///x` and the like are paths where they stand in a Location
            assert urlsplit(answer.final_url).hostname == HOST
    assert trap.connections == 0


@pytest.mark.parametrize("address", ["8.8.8.8", "1.1.1.1", "101.227.0.1", "2400:3200::1"])
def test_a_public_address_is_public(address: str) -> None:
    assert is_public(address)


def test_one_private_address_among_public_ones_refuses_the_host(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    both = [(socket.AF_INET, 1, 6, "", (ip, 80)) for ip in ("8.8.8.8", "10.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: both)
    with pytest.raises(FetchRefused) as refused:
        AddressGuard().resolve("two-faced.test", 80)
    assert refused.value.reason == "address_refused"


def test_a_name_that_changes_its_address_is_dialled_where_it_was_checked(
    client: Client, trap: _Trap, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A rebinding name answers with a public address first and with loopback ever after."""
    answers = iter(["203.0.112.1"])
    dialled: list[str] = []
    monkeypatch.setattr(
        socket,
        "getaddrinfo",
        lambda *_, **__: [(socket.AF_INET, 1, 6, "", (next(answers, "127.0.0.1"), trap.port))],
    )

    def refuse(endpoint: tuple[str, int], *_: object) -> socket.socket:
        dialled.append(endpoint[0])
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "create_connection", refuse)
    with pytest.raises(FetchRefused):
        client.get(f"http://rebinding.test:{trap.port}/")
    assert "127.0.0.1" not in dialled
    assert dialled[:1] == ["203.0.112.1"]
    assert trap.connections == 0


def test_the_sample_alone_may_be_served_on_loopback() -> None:
    guard = AddressGuard({"qinglan.sample.invalid": ("127.0.0.1", 8765)})
    assert guard.resolve("qinglan.sample.invalid", 80) == [("127.0.0.1", 8765)]
    with pytest.raises(FetchRefused):
        guard.resolve("127.0.0.1", 8765)
