"""No single link ends a crawl."""

from __future__ import annotations

import errno
from collections.abc import Callable
from typing import TypeVar

from ingestion.models import Rejection

_Outcome = TypeVar("_Outcome")


def sheltered(source_id: str, url: str, take: Callable[[], _Outcome]) -> _Outcome | Rejection:
    """What `take` gives of one link; what nobody foresaw is a rejection that says so.

    Raises:
        OSError: the disk is full, which every other link would meet, too.
    """
    try:
        return take()
    except (ValueError, RuntimeError, ArithmeticError, LookupError, OSError) as error:
        if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise
        detail = f"fetch failed on this link ({type(error).__name__}: {error}); report it"
        return Rejection(source_id, url, "fetch", "fetch_fault", detail)
