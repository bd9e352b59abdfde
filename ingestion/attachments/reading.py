"""A document's bytes to its text, in a process of its own that can be killed.

The process has no more memory, time or output than the limits here, and none of our settings or
secrets: whatever a hostile file makes of it ends as `Unread`, with a reason.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass

from ingestion.attachments.kinds import tell_kind
from ingestion.errors import LuceError
from ingestion.settings import ROOT

SECONDS = 30.0  # wall clock, start of the process included
READABLE = frozenset({"pdf", "docx", "doc", "xlsx", "xls"})
_NOT_READ = {
    "ofd": "OFD is read by no library that is kept and free to use",
    "zip": "an archive; what is in it is not read",
    "rar": "an archive; what is in it is not read",
    "markup": "a web page in the place of a document",
    "other": "no kind of document that is read",
}


@dataclass(frozen=True, slots=True)
class AttachmentText:
    """A document's text: a line a paragraph, or a table's row with its cells parted by tabs."""

    text: str
    kind: str


class Unread(LuceError):
    """A document was not read: see the reason; its bytes are kept, so it can be read later."""


def is_readable(body: bytes) -> bool:
    """Whether the bytes are of a kind that is read, whatever comes of the reading."""
    return tell_kind(body) in READABLE


def read_attachment(body: bytes, *, seconds: float = SECONDS) -> AttachmentText:
    """Read a document, whatever it is called.

    Raises:
        Unread: of a kind that is not read, encrypted, broken, without text, or too much of it.
    """
    kind = tell_kind(body)
    if kind not in READABLE:
        raise Unread(_NOT_READ[kind])
    answer = _ask_child(kind, body, seconds)
    if "reason" in answer:
        raise Unread(answer["reason"])
    return AttachmentText(answer["text"], kind)


def _ask_child(kind: str, body: bytes, seconds: float) -> dict[str, str]:
    command = [sys.executable, "-m", "ingestion.attachments.child", kind]
    # PYTHONHASHSEED: the same bytes must give the same text.
    allowed = {"PATH": os.environ.get("PATH", ""), "PYTHONHASHSEED": "0", "LC_ALL": "C.UTF-8"}
    try:
        done = subprocess.run(
            command, input=body, capture_output=True, timeout=seconds, cwd=ROOT, env=allowed,
            check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired as error:
        raise Unread(f"its reading took more than {seconds:g} seconds") from error
    try:
        answer: dict[str, str] = json.loads(done.stdout)
    except ValueError as error:
        raise Unread(f"its reading was ended ({_ending(done.returncode)})") from error
    return answer


def _ending(code: int) -> str:
    if code < 0:
        return f"signal {-code}: too much memory or time, or a fault of the library"
    return f"status {code}"
