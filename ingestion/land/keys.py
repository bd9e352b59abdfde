"""Natural keys: made of what a thing is, never of when it came; repetition changes nothing."""

from __future__ import annotations

import hashlib


def page_key(source_id: str, url: str, body_sha256: str) -> str:
    """The key of one version of one page of one source; also the key of the notice on it."""
    return _digest(source_id, url, body_sha256)


def rejection_key(
    source_id: str, url: str, stage: str, reason: str, body_sha256: str | None
) -> str:
    """The key of one reason why one thing went no further."""
    return _digest(source_id, url, stage, reason, body_sha256 or "")


def _digest(*parts: str) -> str:
    # Length before each part: ("ab", "c") and ("a", "bc") must not meet.
    joined = "".join(f"{len(part)}:{part}" for part in parts)
    return hashlib.md5(joined.encode("utf-8", "surrogatepass"), usedforsecurity=False).hexdigest()
