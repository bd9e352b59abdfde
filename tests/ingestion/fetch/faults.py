"""A loopback server that misbehaves as real sites do: one path, one fault."""

from __future__ import annotations

import contextlib
import gzip
import socket
import time
from collections import Counter
from collections.abc import Callable, Iterator
from threading import Thread

PAGE = (
    "<html><head><meta charset='utf-8'><title>某市通知</title></head><body><div>"
    + "<p>到二〇三〇年，全市森林覆盖率达到百分之四十三以上，各单位要认真落实。</p>" * 20
    + "</div></body></html>"
).encode()
PACKED = gzip.compress(PAGE)
Fault = Callable[[socket.socket, int], None]


def _head(*lines: str, status: str = "200 OK") -> bytes:
    return "\r\n".join([f"HTTP/1.1 {status}", "Connection: close", *lines, "", ""]).encode()


def _send(*lines: str, body: bytes = b"", status: str = "200 OK") -> Fault:
    return lambda sock, _: sock.sendall(_head(*lines, status=status) + body)


def answer_with(body: bytes, *lines: str, status: str = "200 OK") -> Fault:
    return _send(f"Content-Length: {len(body)}", *lines, body=body, status=status)


def _chunks(body: bytes, *, end: bool) -> Fault:
    framed = f"{len(body):x}\r\n".encode() + body + b"\r\n" + (b"0\r\n\r\n" if end else b"")
    return _send("Transfer-Encoding: chunked", body=framed)


def _drip(prefix: bytes) -> Fault:
    def drip(sock: socket.socket, _: int) -> None:
        sock.sendall(prefix)
        with contextlib.suppress(OSError):
            for _second in range(200):
                sock.sendall(b"a")
                time.sleep(0.05)

    return drip


def _recover(after: int, failure: Fault) -> Fault:
    def recover(sock: socket.socket, times: int) -> None:
        (failure if times <= after else answer_with(PAGE))(sock, times)

    return recover


def _redirect(target: str) -> Fault:
    return answer_with(b"", f"Location: {target}", status="302 Found")


def _reset(sock: socket.socket, _: int) -> None:
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")


def _say_nothing(sock: socket.socket, _: int) -> None:
    with contextlib.suppress(OSError):
        sock.recv(1)  # until the client hangs up


_BOMB = gzip.compress(b"\0" * 60_000_000)
FAULTS: dict[str, Fault] = {
    "/whole": answer_with(PAGE, "Content-Type: text/html; charset=utf-8"),
    "/whole-gzip": answer_with(PACKED, "Content-Encoding: gzip"),
    "/whole-chunked": _chunks(PAGE, end=True),
    "/whole-unmarked": _send(body=PAGE),
    "/cut-with-length": _send(f"Content-Length: {len(PAGE)}", body=PAGE[:300]),
    "/cut-without-length": _send(body=PAGE[:300]),
    "/cut-chunked": _chunks(PAGE[:300], end=False),
    "/cut-gzip": _send("Content-Encoding: gzip", body=PACKED[:-20]),
    "/cut-gzip-sized": answer_with(PACKED[:-20], "Content-Encoding: gzip"),
    "/damaged-gzip": answer_with(PACKED[:40] + b"\xff" * 40, "Content-Encoding: gzip"),
    "/brotli": answer_with(b"\x8b\x02\x80", "Content-Encoding: br"),
    "/bomb": answer_with(_BOMB, "Content-Encoding: gzip"),
    "/huge": answer_with(b"a" * 30_000_000),
    "/drip-body": _drip(_head("Content-Length: 5000")),
    "/drip-head": _drip(b"HTTP/1.1 200 OK\r\nX-Slow: "),
    "/silent": _say_nothing,
    "/reset": _reset,
    "/reset-then-good": _recover(2, _reset),
    "/503-then-good": _recover(3, answer_with(b"", status="503 Service Unavailable")),
    "/429-then-good": _recover(
        1, answer_with(b"", "Retry-After: 1", status="429 Too Many Requests")
    ),
    "/503-for-ever": answer_with(b"", status="503 Service Unavailable"),
    "/404": answer_with("<p>没有这一页</p>".encode(), status="404 Not Found"),
    "/to-file": _redirect("file:///etc/passwd"),
    "/to-metadata": _redirect("http://169.254.169.254/latest/meta-data/"),
    "/to-loopback": _redirect("http://127.0.0.1:9/"),
    "/to-itself": _redirect("/to-itself"),
    "/to-whole": _redirect("/whole"),
    "/empty": answer_with(b""),
    "/no-http": lambda sock, _: sock.sendall(b"SSH-2.0-OpenSSH_9.2\r\n"),
}


class FaultServer:
    """Counts how often each path was asked for; robots.txt is a plain 404."""

    def __init__(self) -> None:
        self.asked: Counter[str] = Counter()
        self.moments: list[float] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                sock, _ = self._listener.accept()
                Thread(target=self._answer, args=(sock,), daemon=True).start()

    def _answer(self, sock: socket.socket) -> None:
        with sock, contextlib.suppress(OSError):
            request = b""
            while b"\r\n\r\n" not in request:
                request += sock.recv(4096)
            path = request.split(b" ")[1].decode()
            self.asked[path] += 1
            self.moments.append(time.monotonic())
            FAULTS.get(path, FAULTS["/404"])(sock, self.asked[path])

    def close(self) -> None:
        self._listener.close()


@contextlib.contextmanager
def serve_faults() -> Iterator[FaultServer]:
    server = FaultServer()
    try:
        yield server
    finally:
        server.close()
