"""What a broken answer is called, and whether another try may help."""

from __future__ import annotations

import email.utils
import time

import requests

from ingestion.errors import FetchRefused


class PassingFailure(FetchRefused):
    """A failure that may be gone on the next try."""

    def __init__(self, reason: str, message: str, retry_after: float | None = None) -> None:
        super().__init__(reason, message)
        self.retry_after = retry_after


def name_failure(error: Exception) -> FetchRefused:
    """A failure of the network, told apart by what stands at the bottom of the chain."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, FetchRefused):
            return cause
        cause = cause.__cause__ or cause.__context__ or _reason(cause)
    text = str(error)
    if "CERTIFICATE_VERIFY_FAILED" in text:
        return FetchRefused("certificate", "the site's certificate is not valid")
    if isinstance(error, requests.Timeout | TimeoutError):
        return PassingFailure("timeout", "the site did not answer in time")
    if "resolve" in text.lower():
        return PassingFailure("unresolved", "the host's name does not resolve")
    if "IncompleteRead" in text:
        return PassingFailure("truncated", "the connection closed before the body's end")
    return PassingFailure("network", f"the connection failed: {type(error).__name__}")


def _reason(error: BaseException) -> BaseException | None:
    reason = getattr(error, "reason", None)
    return reason if isinstance(reason, BaseException) else None


def read_retry_after(header: str | None) -> float | None:
    """Retry-After: seconds, or a date."""
    if not header:
        return None
    if header.strip().isdigit():
        return float(header)
    try:
        moment = email.utils.parsedate_to_datetime(header)
    except ValueError:
        return None
    return max(0.0, moment.timestamp() - time.time())
