"""A client that may reach the fault server and nothing else on loopback."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from ingestion.fetch.address import AddressGuard
from ingestion.fetch.client import Client, Limits
from ingestion.fetch.pace import Pace
from tests.ingestion.fetch.faults import FaultServer, serve_faults

HOST = "faults.test.invalid"


@pytest.fixture(scope="module")
def faults() -> Iterator[FaultServer]:
    with serve_faults() as server:
        yield server


@pytest.fixture
def open_client(faults: FaultServer) -> Iterator[Callable[..., Client]]:
    opened: list[Client] = []

    def open_one(
        *, delay: float = 0, jitter: float = 0.1, cookies: bool = False, **limits: float
    ) -> Client:
        chosen = Limits(**({"deadline_seconds": 5.0, "backoff_seconds": 0.01} | limits))
        guard = AddressGuard({HOST: ("127.0.0.1", faults.port)})
        opened.append(Client(guard, Pace(delay, jitter=jitter), chosen, cookies=cookies))
        return opened[-1]

    yield open_one
    for client in opened:
        client.__exit__()


@pytest.fixture
def client(open_client: Callable[..., Client]) -> Client:
    return open_client()
