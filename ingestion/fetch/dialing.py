"""Connections that dial checked addresses only, and that a deadline can cut."""

from __future__ import annotations

import contextlib
import math
import os
import socket
import ssl
import time
import warnings
from collections.abc import Callable, Iterator
from threading import Event, Timer
from typing import Any

from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import ConnectTimeoutError, NameResolutionError, NewConnectionError

from ingestion.fetch.address import AddressGuard, Endpoint

_OP_LEGACY_SERVER_CONNECT = 0x4  # OpenSSL's number; the ssl module names it from 3.12 on


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
        self._is_over = Event()

    def dial(self, connection: HTTPConnection) -> socket.socket:
        problem: OSError | None = None
        for endpoint in self._resolve(connection):
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

    def _resolve(self, connection: HTTPConnection) -> list[Endpoint]:
        port = connection.port or 80
        try:
            patience = self._patience(connection)
            return self.guard.resolve(connection.host, port, seconds=patience)
        except TimeoutError as error:
            raise ConnectTimeoutError(connection, str(error)) from error
        except (socket.gaierror, UnicodeError) as error:
            cause = socket.gaierror(str(error))
            raise NameResolutionError(connection.host, connection, cause) from error

    def _patience(self, connection: HTTPConnection) -> float:
        """Seconds for one connection; a host with many addresses has no more time than others."""
        allowed = connection.timeout if isinstance(connection.timeout, int | float) else 60.0
        left = min(allowed, self._ends_at - time.monotonic())
        if left <= 0:
            raise TimeoutError("the deadline has passed")
        return left

    @contextlib.contextmanager
    def deadline(self, seconds: float) -> Iterator[Callable[[], bool]]:
        """Hang up when the time is over; what is given says whether it is."""
        is_over = Event()
        ends_at = self._ends_at = time.monotonic() + seconds
        self._is_over = is_over
        timer = Timer(seconds, self._hang_up, [is_over])
        timer.daemon = True
        timer.start()
        try:
            # The clock too: a wait that ends with the deadline may end before the timer runs.
            yield lambda: is_over.is_set() or time.monotonic() >= ends_at
        finally:
            timer.cancel()

    def _hang_up(self, is_over: Event) -> None:
        is_over.set()
        for sock in list(self._open.values()):
            _shut(sock)

    def _keep(self, host: str, sock: socket.socket) -> None:
        if (former := self._open.pop(host, None)) is not None:
            former.close()
        self._open[host] = socket.socket(fileno=os.dup(sock.fileno()))
        if self._is_over.is_set():  # the time ran out while we were connecting
            _shut(self._open[host])

    def close(self) -> None:
        """Let go of the duplicates, once the session has closed its own."""
        for sock in self._open.values():
            sock.close()
        self._open.clear()


class GuardedAdapter(HTTPAdapter):
    """The adapter of requests over a dialer: no proxies, no retries, no redirects of its own."""

    def __init__(self, dialer: Dialer, *, legacy_tls: bool = False) -> None:
        self._dialer = dialer
        self._legacy_tls = legacy_tls
        super().__init__(max_retries=0, pool_connections=4, pool_maxsize=1)

    def init_poolmanager(self, *args: Any, **options: Any) -> None:
        if self._legacy_tls:
            options["ssl_context"] = _legacy_context()
        super().init_poolmanager(*args, **options)
        self.poolmanager.pool_classes_by_scheme = _pools(self._dialer)


def _shut(sock: socket.socket) -> None:
    with contextlib.suppress(OSError):
        sock.shutdown(socket.SHUT_RDWR)


def _legacy_context() -> ssl.SSLContext:
    """What servers of before 2012 speak; who they are is checked as ever."""
    context = ssl.create_default_context()
    context.set_ciphers("DEFAULT:@SECLEVEL=0")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        context.minimum_version = ssl.TLSVersion.TLSv1
    context.options |= _OP_LEGACY_SERVER_CONNECT
    return context


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
