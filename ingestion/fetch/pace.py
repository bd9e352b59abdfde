"""One request at a time and one polite rate a host, for all processes of one LUCE_HOME."""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import random
import time
from collections.abc import Iterator
from pathlib import Path

_STALE = 86_400.0  # seconds; a turn booked further ahead than this is a clock that was set back


class Pace:
    """Spaces the requests to each host `delay_seconds` apart, give or take `jitter` of it.

    With a folder, a file for each host holds the moment of its next turn. Who holds the file's
    lock may ask; the system lets go of it when a process dies. Without one, the turns are this
    client's own.
    """

    def __init__(
        self, delay_seconds: float, *, jitter: float = 0.1, folder: Path | None = None
    ) -> None:
        self.delay_seconds = delay_seconds
        self._jitter = jitter
        self._folder = folder
        self._slower: dict[str, float] = {}  # what a host's robots.txt asks for
        self._next: dict[str, float] = {}

    @contextlib.contextmanager
    def turn(self, host: str) -> Iterator[None]:
        """Wait until the host may be asked, and keep others from it while the request runs."""
        with self._open(host) as turn:
            now = time.time()
            due = max(now, turn.due)
            if due > now:
                time.sleep(due - now)
            # From the moment due, not from when sleep returned: lateness must not add up.
            turn.due = due + self._delay_of(host)
            yield

    def rest(self, host: str, seconds: float) -> None:
        """Leave a host alone for a while, as it asked."""
        with self._open(host) as turn:
            turn.due = max(turn.due, time.time() + seconds)

    def seconds_until_due(self, host: str) -> float:
        """How long the next turn would have to wait; 0 where it would not. Waits for nobody."""
        due = self._next.get(host, 0.0)
        if self._folder is not None:
            with contextlib.suppress(FileNotFoundError):
                due = _parse_moment(self._file_of(host).read_bytes())
        return max(0.0, due - time.time())

    def slow_down(self, host: str, seconds: float) -> None:
        """Ask this host no faster than its robots.txt wants."""
        self._slower[host] = seconds

    def _delay_of(self, host: str) -> float:
        delay = max(self.delay_seconds, self._slower.get(host, 0.0))
        return delay * random.uniform(1 - self._jitter, 1 + self._jitter)  # noqa: S311 - no secret

    @contextlib.contextmanager
    def _open(self, host: str) -> Iterator[_Turn]:
        if self._folder is None:
            turn = _Turn(self._next.get(host, 0.0))
            try:
                yield turn
            finally:
                self._next[host] = turn.due
            return
        self._folder.mkdir(parents=True, exist_ok=True)
        handle = os.open(self._file_of(host), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            turn = _Turn(_parse_moment(os.pread(handle, 32, 0)))
            before = turn.due
            try:
                yield turn
            finally:
                if turn.due != before:
                    os.pwrite(handle, f"{turn.due:<32.6f}".encode(), 0)
        finally:
            os.close(handle)

    def _file_of(self, host: str) -> Path:
        assert self._folder is not None, "only a shared pace has files"
        name = hashlib.sha256(host.encode("utf-8", "surrogatepass")).hexdigest()[:32]
        return self._folder / name


class _Turn:
    """A host's next turn: `due` in seconds since 1970."""

    def __init__(self, due: float) -> None:
        self.due = due


def _parse_moment(text: bytes) -> float:
    try:
        due = float(text)
    except ValueError:
        return 0.0
    return due if due < time.time() + _STALE else 0.0
