"""Pages read in a process that may hang or burst: it is killed, and another takes its place."""

from __future__ import annotations

import os
import pickle
import select
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ingestion.models import PageText, ParsedNotice
from ingestion.settings import ROOT
from ingestion.sources import Source
from ingestion.stages.reading_child import write_frame

SECONDS = 30.0  # for one page; the longest plans take two


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a page gave no notice: the code of its rejection, and a line for a person."""

    reason: str
    detail: str


class KillableReader:
    """Reads pages one at a time in a child process, started at the first page.

    A page that takes too long, or too much memory, or kills the child, costs itself alone.
    """

    def __init__(self, *, seconds: float = SECONDS) -> None:
        self._seconds = seconds
        self._child: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> KillableReader:
        return self

    def __exit__(self, *error: object) -> None:
        self._end()

    def read(
        self,
        body: bytes,
        *,
        url: str,
        content_type: str | None,
        charset: str,
        source: Source | None = None,
        final_url: str | None = None,
        attach: Callable[[PageText], PageText] = lambda page: page,
    ) -> ParsedNotice | Refusal:
        """What `read_landed` gives, or why there is none.

        Args:
            attach: as for `read_landed`; it runs here, and its time is not the page's.
        """
        child = self._child or self._start()
        request = {"body": body, "url": url, "content_type": content_type, "charset": charset}
        try:
            assert child.stdin is not None, "opened as a pipe"
            write_frame(child.stdin, request | {"source": source, "final_url": final_url})
            what, content = self._receive(child, time.monotonic() + self._seconds)
            while what == "attach":
                write_frame(child.stdin, attach(content))
                what, content = self._receive(child, time.monotonic() + self._seconds)
        except TimeoutError:
            self._end()
            return Refusal("reading_too_long", f"not read after {self._seconds:g} s; report it")
        except (OSError, EOFError):
            status = self._end()
            return Refusal("reader_died", f"the reader ended with status {status}; report it")
        except BaseException:
            self._end()  # it waits for what `attach` failed to give
            raise
        return content if what == "notice" else Refusal(what, content)

    def _start(self) -> subprocess.Popen[bytes]:
        self._child = subprocess.Popen(
            [sys.executable, "-m", "ingestion.stages.reading_child"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        return self._child

    def _end(self) -> int | None:
        child, self._child = self._child, None
        if child is None:
            return None
        child.kill()
        for pipe in (child.stdin, child.stdout):
            if pipe is not None:
                try:
                    pipe.close()
                except OSError:  # what was still to be written to a dead child
                    continue
        return child.wait()

    def _receive(self, child: subprocess.Popen[bytes], ends_at: float) -> tuple[str, Any]:
        assert child.stdout is not None, "opened as a pipe"
        handle = child.stdout.fileno()
        length = int.from_bytes(_read_exactly(handle, 8, ends_at), "big")
        what, content = pickle.loads(_read_exactly(handle, length, ends_at))  # noqa: S301 - our own
        return what, content


def _read_exactly(handle: int, count: int, ends_at: float) -> bytes:
    """So many bytes of a pipe.

    Raises:
        TimeoutError: they had not come in time.
        EOFError: the other end is gone.
    """
    taken = bytearray()
    while len(taken) < count:
        ready, _, _ = select.select([handle], [], [], max(0.0, ends_at - time.monotonic()))
        if not ready:
            raise TimeoutError
        piece = os.read(handle, min(count - len(taken), 1 << 20))
        if not piece:
            raise EOFError
        taken += piece
    return bytes(taken)
