"""One crawl of a site on which every page is at fault, through the real fetch stage.

`python -m tests.ingestion.fetch.fault_table` prints a row a fault: how its link ended, and after
how long; then what the promise asks for. Only the pauses between tries are shortened.
"""

from __future__ import annotations

import os
import resource
import socket
import sys
import tempfile
import time
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from pathlib import Path

from ingestion.fetch.client import Limits
from ingestion.settings import Settings
from ingestion.sources import load_source
from ingestion.sources.specification import Politeness
from ingestion.spool import Spool
from ingestion.stages import fetch as stage
from tests.ingestion.fetch.faults import FAULTS, PAGE, answer_with, serve_faults

DEADLINE = 3.0
MEMORY = 512 * 1024  # KiB
TITLE = "某市通知"
REFUSED = ["http://169.254.169.254/latest/", "http://10.0.0.1/", "file:///etc/passwd"]
OTHERS = ["/cookie", "/hop/2/http%3A%2F%2F127.0.0.1%3A1%2F", "/hop/5/http%3A%2F%2F[::1]%2F"]


@dataclass(frozen=True, slots=True)
class Ended:
    """How one link ended; `body` of a page that was taken as whole."""

    reason: str
    seconds: float
    body: bytes | None


@dataclass(frozen=True, slots=True)
class Crawled:
    """What the crawl left, what it dialled, and the most memory that the process ever held."""

    links: int
    ended: dict[str, Ended]
    strangers: list[object]
    peak_kib: int

    @property
    def partial(self) -> list[str]:
        """Links whose body was taken as whole and is not one that the server meant whole."""
        whole = {PAGE, _body("/wrong-charset"), _body("/missing-charset"), _body("/mojibake-meta")}
        return [url for url, end in self.ended.items() if end.body and end.body not in whole]

    @property
    def late(self) -> list[str]:
        """Links that took longer than the deadline; a second for the pauses between tries."""
        return [url for url, end in self.ended.items() if end.seconds > DEADLINE + 1.2]


def crawl() -> Crawled:
    """Run the stage over all faults."""
    links = [*FAULTS, *OTHERS, *REFUSED]
    rows = "".join(f"<li><a href='{url}'>{TITLE}</a> 2026-03-01</li>" for url in links)
    FAULTS["/list/index.html"] = answer_with(f"<html><ul>{rows}</ul></html>".encode())
    strangers: list[object] = []
    stage.Limits = partial(Limits, backoff_seconds=0.02)  # type: ignore[misc]
    with serve_faults() as server, tempfile.TemporaryDirectory() as home:
        _watch_dialling(server.port, strangers)
        os.environ["LUCE_SAMPLE_URL"] = f"http://127.0.0.1:{server.port}"
        return _fetch(Settings(Path(home), None, is_sample=True), len(links), strangers)


def _fetch(settings: Settings, links: int, strangers: list[object]) -> Crawled:
    source = load_source("qinglan_province", settings)
    source = source.model_copy(
        update={
            "lists": source.lists.model_copy(update={"channels": ("list/",), "rows": "//li"}),
            "politeness": Politeness(delay_seconds=0, deadline_seconds=DEADLINE),
        }
    )
    moments = [time.monotonic()]
    stage.fetch(
        source,
        run_id="faults",
        since=None,
        until=None,
        settings=settings,
        progress=lambda *_: moments.append(time.monotonic()),
    )
    spool = Spool(settings, "faults")
    urls = [link.url for link in spool.links()]
    # The first moment is before the list; its own time counts for the first link.
    took = dict(zip(urls, [after - before for before, after in pairwise(moments)], strict=True))
    ended = {one.url: Ended(one.reason, took[one.url], None) for one in spool.rejections()}
    for page in spool.pages():
        ended[page.url] = Ended(f"landed ({page.ended_by})", took[page.url], page.body)
    assert len(urls) == links
    return Crawled(len(urls), ended, strangers, _peak_kib())


def _peak_kib() -> int:
    """The peak of this process's own memory.

    On Linux getrusage also counts what the process held before it became this program: a copy of
    the one that started it, which in a whole run of the tests is larger than all that is asked.
    """
    try:
        status = Path("/proc/self/status").read_text()
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return int(status.partition("VmHWM:")[2].split()[0])


def _watch_dialling(port: int, strangers: list[object]) -> None:
    dial = socket.create_connection

    def watched(endpoint: tuple[str, int], *more: object) -> socket.socket:
        if endpoint != ("127.0.0.1", port):
            strangers.append(endpoint)
        return dial(endpoint, *more)  # type: ignore[arg-type]

    socket.create_connection = watched  # type: ignore[assignment]


def _body(path: str) -> bytes:
    """What the fault server sends behind the head."""
    ours, theirs = socket.socketpair()
    with ours, theirs:
        theirs.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1 << 20)
        FAULTS[path](theirs, 1)
        theirs.shutdown(socket.SHUT_WR)
        return ours.makefile("rb").read().partition(b"\r\n\r\n")[2]


def main() -> int:
    found = crawl()
    for url, end in found.ended.items():
        print(
            f"{url.removeprefix('http://qinglan.sample.invalid'):40.40} {end.reason:28}"
            f" {end.seconds:5.2f} s"
        )
    checks = {
        "links listed / landed or rejected": (f"{found.links} / {len(found.ended)}",
                                              found.links == len(found.ended)),
        "partial bodies taken as whole": (len(found.partial), not found.partial),
        "requests to refused addresses": (len(found.strangers), not found.strangers),
        f"links later than {DEADLINE:g} s": (len(found.late), not found.late),
        "peak memory, MB (<= 512)": (found.peak_kib // 1024, found.peak_kib <= MEMORY),
    }  # fmt: skip
    for name, (figure, holds) in checks.items():
        print(f"{name:40} {figure!s:12} {'holds' if holds else 'FAILS'}")
    print(*found.partial, *found.late, *found.strangers)
    return 0 if all(holds for _, holds in checks.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
