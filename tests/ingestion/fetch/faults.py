"""A loopback server that misbehaves as real sites do: one path, one fault."""

from __future__ import annotations

import base64
import contextlib
import email.utils
import gzip
import socket
import time
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from threading import Thread
from urllib.parse import unquote

PAGE = (
    "<html><head><meta charset='utf-8'><title>某市通知</title></head><body><div>"
    + "<p>到二〇三〇年，全市森林覆盖率达到百分之四十三以上，各单位要认真落实。</p>" * 20
    + "</div></body></html>"
).encode()
PACKED = gzip.compress(PAGE)
Fault = Callable[[socket.socket, int], None]


def _head(*lines: str, status: str = "200 OK") -> bytes:
    return "\r\n".join([f"HTTP/1.1 {status}", "Connection: close", *lines, "", ""]).encode()


def send(*lines: str, body: bytes = b"", status: str = "200 OK") -> Fault:
    return lambda sock, _: sock.sendall(_head(*lines, status=status) + body)


def answer_with(body: bytes, *lines: str, status: str = "200 OK") -> Fault:
    return send(f"Content-Length: {len(body)}", *lines, body=body, status=status)


def _chunks(body: bytes, *, end: bool) -> Fault:
    framed = f"{len(body):x}\r\n".encode() + body + b"\r\n" + (b"0\r\n\r\n" if end else b"")
    return send("Transfer-Encoding: chunked", body=framed)


def _drip(prefix: bytes, pause: float = 0.05) -> Fault:
    def drip(sock: socket.socket, _: int) -> None:
        sock.sendall(prefix)
        with contextlib.suppress(OSError):
            for _second in range(200):
                sock.sendall(b"a")
                time.sleep(pause)

    return drip


def _recover(after: int, failure: Fault) -> Fault:
    def recover(sock: socket.socket, times: int) -> None:
        (failure if times <= after else answer_with(PAGE))(sock, times)

    return recover


def _redirect(target: str) -> Fault:
    return answer_with(b"", f"Location: {target}", status="302 Found")


def _redirect_on(path: str) -> Fault:
    """/hop/3/<target>: three redirects more, the last of them to the target."""
    left, _, target = path.removeprefix("/hop/").partition("/")
    return _redirect(f"/hop/{int(left) - 1}/{target}" if int(left) > 1 else unquote(target))


def _reset(sock: socket.socket, _: int) -> None:
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")


def _ask_for_cookie(sock: socket.socket, _: int, request: bytes) -> None:
    """Redirects to itself until the cookie that it sets comes back."""
    if b"pass=1" in request:
        answer_with(PAGE)(sock, 0)
    else:
        send("Content-Length: 0", "Set-Cookie: pass=1", "Location: /cookie", status="302 Found")(
            sock, 0
        )


def _rest_until_soon(sock: socket.socket, times: int) -> None:
    """503 with a date for Retry-After, two seconds ahead; then the page."""
    soon = email.utils.formatdate(time.time() + 2, usegmt=True)
    later = answer_with(b"", f"Retry-After: {soon}", status="503 Service Unavailable")
    (answer_with(PAGE) if times > 1 else later)(sock, times)


def _pack_raw(body: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(body) + packer.flush()


def _say_nothing(sock: socket.socket, _: int) -> None:
    with contextlib.suppress(OSError):
        sock.recv(1)  # until the client hangs up


_BOMB = gzip.compress(b"\0" * 60_000_000)
# 60 MB of zeros, packed with brotli.
_BROTLI_BOMB = base64.b64decode(
    "y///P/gnAOKxQCD3/o///3/wTwDEYRGA7v0f////4J8AiMMCAN37P/7//8E/ARCHBQC693/8//+DfwIgDgsAdO//+P//B/8EQBwWAOje//H//w/+CYA4LADQvf/Lf8MJ/BMAcVgAoOs3AQ=="
)
_HALVES = gzip.compress(PAGE[:500]) + gzip.compress(PAGE[500:])
_CUT_BEHIND_SCRIPT = PAGE[:300] + b"<script>var x = {};</script>"
_GBK_TEXT = PAGE.decode().replace("utf-8", "gbk").encode("gb18030")
_DEEP = b"<html><body>" + b"<div>" * 100_000 + b"x" + b"</div>" * 100_000 + b"</body></html>"
_TAGS = b"<html><body>" + b"<p>a" * 4_700_000 + b"</body></html>"
_MENU = "<li><a href='/x'>政务公开 政务服务 互动交流</a></li>" * 30


def _page(words: str, title: str = "提示") -> bytes:
    return f"<html><meta charset=utf-8><title>{title}</title><body>{words}</body></html>".encode()


def _html(body: bytes, charset: str = "") -> Fault:
    return answer_with(body, f"Content-Type: text/html{charset and '; charset=' + charset}")


FAULTS: dict[str, Fault] = {
    "/whole": answer_with(PAGE, "Content-Type: text/html; charset=utf-8"),
    "/whole-gzip": answer_with(PACKED, "Content-Encoding: gzip"),
    "/whole-chunked": _chunks(PAGE, end=True),
    "/whole-unmarked": send(body=PAGE),
    "/whole-unmarked-gzip": send("Content-Encoding: gzip", body=PACKED),
    "/whole-two-members": answer_with(_HALVES, "Content-Encoding: gzip"),
    "/whole-deflate": answer_with(zlib.compress(PAGE), "Content-Encoding: deflate"),
    "/whole-raw-deflate": answer_with(_pack_raw(PAGE), "Content-Encoding: deflate"),
    "/whole-length-twice": send(f"Content-Length: {len(PAGE)}, {len(PAGE)}", body=PAGE),
    "/cut-with-length": send(f"Content-Length: {len(PAGE)}", body=PAGE[:300]),
    "/cut-length-twice": send(f"Content-Length: {len(PAGE)}, {len(PAGE)}", body=PAGE[:300]),
    "/cut-length-odd": send(f"Content-Length: {len(PAGE)}x", body=PAGE[:300]),
    "/cut-without-length": send(body=PAGE[:300]),
    "/cut-behind-script": send(body=_CUT_BEHIND_SCRIPT),
    "/cut-json": send("Content-Type: application/json", body=b'{"list": [{"a": 1}, {"b": {}'),
    "/cut-xml": send("Content-Type: text/xml", body=b"<datastore><record>a</record>"),
    "/cut-chunked": _chunks(PAGE[:300], end=False),
    "/cut-gzip": send("Content-Encoding: gzip", body=PACKED[:-20]),
    "/cut-gzip-sized": answer_with(PACKED[:-20], "Content-Encoding: gzip"),
    "/cut-second-member": answer_with(_HALVES[:-20], "Content-Encoding: gzip"),
    "/junk-behind-gzip": answer_with(PACKED + b"junk", "Content-Encoding: gzip"),
    "/damaged-gzip": answer_with(PACKED[:40] + b"\xff" * 40, "Content-Encoding: gzip"),
    "/bomb": answer_with(_BOMB, "Content-Encoding: gzip"),
    "/brotli-bomb": answer_with(_BROTLI_BOMB, "Content-Encoding: br"),
    "/packed-twice": answer_with(gzip.compress(PACKED), "Content-Encoding: gzip, gzip"),
    "/huge": answer_with(b"a" * 30_000_000),
    "/drip-body": _drip(_head("Content-Length: 5000")),
    "/drip-slowly": _drip(_head("Content-Length: 5000"), pause=1.0),
    "/drip-head": _drip(b"HTTP/1.1 200 OK\r\nX-Slow: "),
    "/silent": _say_nothing,
    "/reset": _reset,
    "/reset-then-good": _recover(2, _reset),
    "/503-then-good": _recover(3, answer_with(b"", status="503 Service Unavailable")),
    "/429-then-good": _recover(
        1, answer_with(b"", "Retry-After: 1", status="429 Too Many Requests")
    ),
    "/503-until-soon": _rest_until_soon,
    "/503-for-ever": answer_with(b"", status="503 Service Unavailable"),
    "/501": answer_with(b"", status="501 Not Implemented"),
    "/403": answer_with("<p>禁止访问</p>".encode(), status="403 Forbidden"),
    "/404": answer_with("<p>没有这一页</p>".encode(), status="404 Not Found"),
    "/410": answer_with(b"", status="410 Gone"),
    "/206": answer_with(PAGE[:300], "Content-Range: bytes 0-299/9", status="206 Partial Content"),
    "/304-unasked": answer_with(b"", status="304 Not Modified"),
    "/to-file": _redirect("file:///etc/passwd"),
    "/to-metadata": _redirect("http://169.254.169.254/latest/meta-data/"),
    "/to-loopback": _redirect("http://127.0.0.1:9/"),
    "/to-itself": _redirect("/to-itself"),
    "/to-nowhere": _redirect("http://[::1"),
    "/to-whole": _redirect("/whole"),
    "/long-header": send(f"X: {'a' * 70_000}", body=PAGE),
    "/many-headers": send(*[f"X-{n}: a" for n in range(200)], body=PAGE),
    "/empty": answer_with(b""),
    "/no-http": lambda sock, _: sock.sendall(b"SSH-2.0-OpenSSH_9.2\r\n"),
    "/wrong-charset": _html(_GBK_TEXT, "utf-8"),
    "/missing-charset": _html(_GBK_TEXT.replace(b"<meta charset='gbk'>", b"")),
    "/mojibake-meta": _html(PAGE.replace(b"utf-8", b"gb2312")),
    "/cut-in-character": _html(PAGE[: PAGE.index("。".encode()) + 2]),
    "/binary": _html(bytes(range(256)) * 40),
    "/deep": _html(_DEEP),
    "/many-tags": _html(_TAGS),
    "/error-page": _html(_page(f"<ul>{_MENU}</ul><p>您访问的页面不存在</p><ul>{_MENU}</ul>")),
    "/challenge": _html(_page("<script>$_ts=window['$_ts'];if(!$_ts)$_ts={};</script>", "")),
    "/login": _html(_page("<form>统一身份认证 用户登录 <input name=u></form>")),
    "/json-for-page": answer_with(b'{"success":false,"code":1000}', "Content-Type: text/html"),
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
            if path == "/cookie":
                _ask_for_cookie(sock, self.asked[path], request)
            elif path.startswith("/hop/"):
                _redirect_on(path)(sock, self.asked[path])
            else:
                fault = FAULTS.get(path) or FAULTS.get(path.partition("?")[0]) or FAULTS["/404"]
                fault(sock, self.asked[path])

    def close(self) -> None:
        self._listener.close()


@contextlib.contextmanager
def serve_faults() -> Iterator[FaultServer]:
    server = FaultServer()
    try:
        yield server
    finally:
        server.close()
