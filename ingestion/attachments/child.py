"""The process that reads one document: bytes come on stdin, one line of JSON goes to stdout."""

from __future__ import annotations

import contextlib
import importlib
import json
import os
import resource
import sys
import threading
import time
from typing import Protocol

from ingestion.attachments.failures import NotRead

MEMORY = 384 * 1024 * 1024  # bytes of data; with the libraries' code it stays under 512 MB
SECONDS = 28  # of the processor
LONGEST = 600_000  # characters; parse refuses texts of more than 500,000
_READERS = {
    "pdf": "ingestion.attachments.pdf",
    "docx": "ingestion.attachments.docx",
    "doc": "ingestion.attachments.word_binary",
    "xlsx": "ingestion.attachments.sheets",
    "xls": "ingestion.attachments.sheets",
}


class Reader(Protocol):
    """What a module that reads one kind of document offers."""

    def read_lines(self, body: bytes, kind: str) -> list[str]: ...


def main() -> None:
    threading.Thread(target=_end_with, args=(os.getppid(),), daemon=True).start()
    for limit, most in (
        (resource.RLIMIT_DATA, MEMORY),
        (resource.RLIMIT_CPU, SECONDS),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
    ):
        with contextlib.suppress(ValueError, OSError):  # not every system knows every limit
            resource.setrlimit(limit, (most, most))
    print(json.dumps(_answer(sys.argv[1], sys.stdin.buffer.read())))


def _answer(kind: str, body: bytes) -> dict[str, str]:
    try:
        reader: Reader = importlib.import_module(_READERS[kind])
        lines = reader.read_lines(body, kind)
    except NotRead as error:
        return {"reason": str(error)}
    except MemoryError:
        return {"reason": "it needs more memory than a document should"}
    except RecursionError:
        return {"reason": "it is nested too deep"}
    except Exception as error:  # the library's own, of any kind: the file is broken
        return {"reason": f"a broken {kind} ({type(error).__name__}: {error})"[:300]}
    return _judge(lines)


def _judge(lines: list[str]) -> dict[str, str]:
    text = "\n".join(lines).replace("\0", "\u2400")
    text = text.encode("utf-8", "replace").decode()  # half a surrogate pair is no character
    if not text.strip():
        return {"reason": "it holds no text"}
    if len(text) > LONGEST:
        return {"reason": f"more than {LONGEST:,} characters"}
    return {"text": text + "\n"}


def _end_with(parent: int) -> None:
    """Do not outlive the process that asked."""
    while os.getppid() == parent:
        time.sleep(0.5)
    os._exit(1)


if __name__ == "__main__":
    main()
