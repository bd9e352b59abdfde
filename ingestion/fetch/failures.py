"""What a broken answer is called, and whether another try may help."""

from __future__ import annotations

import email.utils
import socket
import time
from urllib.parse import urlsplit

import requests

from ingestion.errors import FetchRefused


class PassingFailure(FetchRefused):
    """A failure that may be gone on the next try."""

    def __init__(self, reason: str, message: str, retry_after: float | None = None) -> None:
        super().__init__(reason, message)
        self.retry_after = retry_after


def name_failure(error: Exception, url: str) -> FetchRefused:
    """A failure of the network, told apart by what stands at the bottom of the chain."""
    host = urlsplit(url).hostname
    if known := _find_cause(error, host):
        return known
    text = str(error)
    if "CERTIFICATE_VERIFY_FAILED" in text:
        return FetchRefused("certificate", f"the certificate of {host} is not valid")
    if isinstance(error, requests.Timeout | TimeoutError):
        return PassingFailure("timeout", f"{host} did not answer in time")
    if "resolve" in text.lower():
        return PassingFailure("unresolved", f"the name {host} does not resolve")
    if "IncompleteRead" in text:
        return PassingFailure("truncated", f"{host} hung up before the body's end")
    return PassingFailure("network", f"the connection to {host} failed: {type(error).__name__}")


def _find_cause(error: Exception, host: str | None) -> FetchRefused | None:
    """A refusal of our own, or a name that is none; neither is cured by another try."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, FetchRefused):
            return cause
        no_name = isinstance(cause, socket.gaierror) and cause.errno == socket.EAI_NONAME
        if no_name or isinstance(cause, UnicodeError):
            return FetchRefused("unresolved", f"there is no host {host}")
        cause = cause.__cause__ or cause.__context__ or _reason(cause)
    return None


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
