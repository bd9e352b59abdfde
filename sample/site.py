"""Serves the sample sites on loopback: `python -m sample.site --port 8765`.

Each folder under sample/sites is a host; the Host header chooses it, as on a real server, and a
browser finds the same pages under /<host>/. The pages are static but for Hanweb's record proxy.
"""

from __future__ import annotations

import argparse
import contextlib
import re
import sys
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import parse_qs, urlsplit

SITES = Path(__file__).resolve().parent / "sites"
PROXY = "/module/web/jpage/dataproxy.jsp"
_RECORD = re.compile(r"<record>.*?</record>", re.DOTALL)


class SiteHandler(SimpleHTTPRequestHandler):
    """Static files of the host that was asked for."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # header and body are two writes; without this each waits 40 ms
    # No charset: the pages tell their own, as on many real servers.
    extensions_map = {  # noqa: RUF012 - the base class has it so
        ".html": "text/html",
        ".htm": "text/html",
        ".shtml": "text/html",
        ".txt": "text/plain",
        ".xml": "text/xml",
        "": "application/octet-stream",
    }

    def do_GET(self) -> None:
        host, path = self._split()
        if host is None:
            self._send(200, _front_page(), "text/html; charset=utf-8")
        elif path == PROXY:
            records = SITES / host / PROXY.strip("/").replace("dataproxy.jsp", "records.xml")
            self._send(200, _cut_records(records, urlsplit(self.path).query), "text/xml")
        else:
            super().do_GET()

    def translate_path(self, path: str) -> str:
        host, inside = self._split()
        self.directory = str(SITES / host) if host else str(SITES)
        return super().translate_path(inside)

    def _split(self) -> tuple[str | None, str]:
        """The site and the path in it."""
        path = urlsplit(self.path).path
        named = self.headers.get("Host", "").partition(":")[0]
        if named in _hosts():
            return named, path
        first, _, rest = path.lstrip("/").partition("/")
        return (first, f"/{rest}") if first in _hosts() else (None, path)

    def _send(self, status: int, text: str, content_type: str) -> None:
        body = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: the fetch stage reports what it asked for."""


def _hosts() -> list[str]:
    return sorted(path.name for path in SITES.iterdir() if path.is_dir())


def _front_page() -> str:
    links = "".join(f'<li><a href="/{host}/">{host}</a></li>' for host in _hosts())
    return f"<!DOCTYPE html><meta charset='utf-8'><title>sample</title><ul>{links}</ul>"


def _cut_records(records: Path, query: str) -> str:
    """What the proxy answers: the records asked for, and how many there are."""
    asked = parse_qs(query)
    found = _RECORD.findall(records.read_text(encoding="utf-8"))
    start = int(asked.get("startrecord", ["1"])[0])
    end = int(asked.get("endrecord", [str(start + 3)])[0])
    chosen = "\n".join(found[start - 1 : end]) if asked.get("unitid") == ["30712"] else ""
    return (
        f"<datastore><totalrecord>{len(found)}</totalrecord>\n<recordset>\n{chosen}\n"
        "</recordset></datastore>\n"
    )


@contextlib.contextmanager
def serve_sample(port: int = 0) -> Iterator[str]:
    """Serve the sites in a thread; gives the address to set LUCE_SAMPLE_URL to."""
    server = ThreadingHTTPServer(("127.0.0.1", port), SiteHandler)
    server.daemon_threads = True
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def main() -> int:
    parser = argparse.ArgumentParser(description="Serve the sample sites on loopback.")
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    port = parser.parse_args().port
    try:
        server = ThreadingHTTPServer(("127.0.0.1", port), SiteHandler)
    except OSError as error:
        print(f"port {port}: {error.strerror}; choose another with --port", file=sys.stderr)
        return 1
    print(f"http://127.0.0.1:{server.server_address[1]}", flush=True)
    with contextlib.suppress(KeyboardInterrupt):
        server.serve_forever()
    return 0


if __name__ == "__main__":
    sys.exit(main())
