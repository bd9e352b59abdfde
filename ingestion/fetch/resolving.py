"""Names to addresses, within a time: the system's resolver knows no deadline of its own."""

from __future__ import annotations

import socket
from threading import Thread
from typing import Any

_Found = list[tuple[Any, ...]]


def look_up(host: str, port: int, seconds: float) -> _Found:
    """What `socket.getaddrinfo` gives, or a time-out.

    The call cannot be broken off, so it is left behind in a thread of its own; the resolver gives
    it up after some tens of seconds.

    Raises:
        TimeoutError: no answer in `seconds`.
        OSError, UnicodeError: as the resolver says.
    """
    answer: list[_Found | Exception] = []

    def ask() -> None:
        try:
            answer.append(list(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)))
        except (OSError, UnicodeError) as error:
            answer.append(error)

    thread = Thread(target=ask, name=f"look up {host}", daemon=True)
    thread.start()
    thread.join(seconds)
    if not answer:
        raise TimeoutError(f"the name {host} was not resolved in {seconds:.1f} s")
    if isinstance(answer[0], Exception):
        raise answer[0]
    return answer[0]
