"""The process that reads hostile pages: `python -m ingestion.stages.reading_child`.

Frames come on stdin and go to stdout: eight bytes of length, then a pickle. It holds no connection
and no secret, and may be killed at any time.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import pickle
import resource
import signal
import sys
from collections.abc import Callable
from typing import IO, Any

from ingestion.errors import LuceError
from ingestion.models import PageText
from ingestion.stages.reading import read_landed

_DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG
MEMORY = 440 * 1024 * 1024  # bytes of data; with the programs themselves it stays below 512 MB


def main() -> None:
    """Read page after page until there are no more."""
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with contextlib.suppress(OSError, AttributeError):  # where there is no prctl
        ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGKILL)
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints must not land between the frames
    requests = sys.stdin.buffer

    def attach(page: PageText) -> PageText:
        """Asked of the parent, who has the documents and a process of its own for each."""
        write_frame(answers, ("attach", page))
        attached: PageText = read_frame(requests)
        return attached

    while (request := read_frame(requests)) is not None:
        write_frame(answers, _answer(request, attach))


def _answer(request: dict[str, Any], attach: Callable[[PageText], PageText]) -> tuple[str, Any]:
    try:
        return "notice", read_landed(**request, attach=attach)
    except LuceError as error:
        return name_error(error), str(error)
    except MemoryError:
        return "too_much_memory", "reading this page takes more memory than any notice does"
    except Exception as error:
        # A fault of the parser costs one notice, not the night, and shows in the stage's report.
        detail = f"the parser failed on this page ({type(error).__name__}: {error}); report it"
        return "parser_fault", detail


def name_error(error: LuceError) -> str:
    """LayoutChanged -> layout_changed."""
    name = type(error).__name__
    return "".join("_" + char.lower() if char.isupper() else char for char in name).lstrip("_")


def read_frame(stream: IO[bytes]) -> Any:
    """The next request or reply, or None at the end."""
    length = stream.read(8)
    if len(length) < 8:
        return None
    packed = stream.read(int.from_bytes(length, "big"))
    return pickle.loads(packed)  # noqa: S301 - our own parent's


def write_frame(stream: IO[bytes], content: object) -> None:
    """Send one request or answer."""
    packed = pickle.dumps(content, protocol=pickle.HIGHEST_PROTOCOL)
    stream.write(len(packed).to_bytes(8, "big"))
    stream.write(packed)
    stream.flush()


if __name__ == "__main__":
    main()
