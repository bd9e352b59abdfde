"""Connections that dial checked addresses only, and that a deadline can cut."""

from __future__ import annotations

import contextlib
import math
import os
import socket
import time
from collections.abc import Iterator
from threading import Event, Timer
from typing import Any

from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import ConnectTimeoutError, NameResolutionError, NewConnectionError

from ingestion.fetch.address import AddressGuard


class Dialer:
    """Opens sockets to the addresses that the guard allows, and can hang up on all of them.

    A socket's time-out counts from the last byte, so a site that drips bytes never reaches it.
    `deadline` therefore shuts the sockets from a second thread. It keeps a duplicate of each,
    because TLS takes the first one over; one a host, as a session asks a host one thing at a time.
    """

    def __init__(self, guard: AddressGuard) -> None:
        self.guard = guard
        self._open: dict[str, socket.socket] = {}
        self._ends_at = math.inf

    def dial(self, connection: HTTPConnection) -> socket.socket:
        problem: OSError | None = None
        try:
            endpoints = self.guard.resolve(connection.host, connection.port or 80)
        except (socket.gaierror, UnicodeError) as error:
            cause = socket.gaierror(str(error))
            raise NameResolutionError(connection.host, connection, cause) from error
        for endpoint in endpoints:
            try:
                sock = socket.create_connection(endpoint, self._patience(connection))
            except OSError as error:
                problem = error
                continue
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._keep(connection.host, sock)
            return sock
        if isinstance(problem, TimeoutError):
            raise ConnectTimeoutError(connection, "no answer to the connection") from problem
        raise NewConnectionError(connection, str(problem)) from problem

    def _patience(self, connection: HTTPConnection) -> float:
        """Seconds for one connection; a host with many addresses has no more time than others."""
        allowed = connection.timeout if isinstance(connection.timeout, int | float) else math.inf
        left = min(allowed, self._ends_at - time.monotonic())
        if left <= 0:
            raise TimeoutError("the deadline has passed")
        return left

    @contextlib.contextmanager
    def deadline(self, seconds: float) -> Iterator[Event]:
        """Hang up when the time is over; the event says so before the reader can see an error."""
        is_over = Event()
        self._ends_at = time.monotonic() + seconds
        timer = Timer(seconds, self._hang_up, [is_over])
        timer.daemon = True
        timer.start()
        try:
            yield is_over
        finally:
            timer.cancel()

    def _hang_up(self, is_over: Event) -> None:
        is_over.set()
        for sock in list(self._open.values()):
            with contextlib.suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)

    def _keep(self, host: str, sock: socket.socket) -> None:
        if (former := self._open.pop(host, None)) is not None:
            former.close()
        self._open[host] = socket.socket(fileno=os.dup(sock.fileno()))

    def close(self) -> None:
        """Let go of the duplicates, once the session has closed its own."""
        for sock in self._open.values():
            sock.close()
        self._open.clear()


class GuardedAdapter(HTTPAdapter):
    """The adapter of requests over a dialer: no proxies, no retries, no redirects of its own."""

    def __init__(self, dialer: Dialer) -> None:
        self._dialer = dialer
        super().__init__(max_retries=0, pool_connections=4, pool_maxsize=1)

    def init_poolmanager(self, *args: Any, **options: Any) -> None:
        super().init_poolmanager(*args, **options)
        self.poolmanager.pool_classes_by_scheme = _pools(self._dialer)


def _pools(dialer: Dialer) -> dict[str, type[HTTPConnectionPool]]:
    class Plain(HTTPConnection):
        def _new_conn(self) -> socket.socket:
            return dialer.dial(self)

    class Secure(HTTPSConnection):
        def _new_conn(self) -> socket.socket:
            return dialer.dial(self)

    class PlainPool(HTTPConnectionPool):
        ConnectionCls = Plain

    class SecurePool(HTTPSConnectionPool):
        ConnectionCls = Secure

    return {"http": PlainPool, "https": SecurePool}
