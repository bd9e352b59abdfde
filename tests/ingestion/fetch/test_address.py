"""Promise 14: no request to where it must not go."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from threading import Thread

import pytest

from ingestion.errors import FetchRefused
from ingestion.fetch.address import AddressGuard, is_public
from ingestion.fetch.client import Client, Limits
from ingestion.fetch.pace import Pace

HOSTS = """
127.0.0.1 127.1 127.0.1 0177.0.0.1 0x7f.0.0.1 0x7f000001 2130706433 017700000001 127.255.255.254
0.0.0.0 0 localhost LOCALHOST localhost. [::1] [::] [::ffff:127.0.0.1] [::ffff:7f00:1] [0:0:0:0:0:0:0:1]
10.0.0.1 10.255.255.255 172.16.0.1 172.31.255.254 192.168.0.1 192.168.255.255 167772161 0xa000001
100.64.0.1 100.127.255.254 169.254.0.1 169.254.169.254 2852039166 0xa9fea9fe 169.254.170.2
[::ffff:169.254.169.254] [::ffff:10.0.0.1] [::ffff:a00:1] [64:ff9b::7f00:1] [64:ff9b::a9fe:a9fe]
[2002:7f00:1::] [2002:a9fe:a9fe::] [2001:0:7f00:1::] [fe80::1] [fc00::1] [fd00:ec2::254] [ff02::1] [::127.0.0.1]
224.0.0.1 239.255.255.255 240.0.0.1 255.255.255.255 192.0.2.1 198.18.0.1 198.51.100.1 203.0.113.1
192.0.0.1 192.88.99.1 [2001:db8::1] [100::1]
""".split()
OTHER_URLS = """
file:///etc/passwd ftp://example.com/ data:text/html,x gopher://127.0.0.1/ javascript:alert(1)
//127.0.0.1/ http:///x http://user:pass@example.com/ http://example.com:0/ http://[::1 http://a:b/
""".split()


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
    assert refused.value.reason == "address_refused"
    assert trap.connections == 0


@pytest.mark.parametrize("url", OTHER_URLS)
def test_a_hostile_url_is_refused(client: Client, trap: _Trap, url: str) -> None:
    with pytest.raises(FetchRefused) as refused:
        client.get(url)
    assert refused.value.reason in ("scheme_refused", "url_refused")
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
