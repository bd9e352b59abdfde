"""What a broken answer is called, and whether another try may help."""

from __future__ import annotations

import email.utils
import re
import socket
import time
from urllib.parse import urlsplit

import requests

from ingestion.errors import FetchRefused

_OLD_TLS = re.compile(
    r"UNSUPPORTED_PROTOCOL|LEGACY_RENEGOTIATION|HANDSHAKE_FAILURE|KEY_TOO_SMALL|MD_TOO_WEAK"
    r"|ALERT_PROTOCOL_VERSION|NO_CIPHERS_AVAILABLE|VERSION_TOO_LOW|WRONG_SIGNATURE_TYPE"
    r"|NO_PROTOCOLS_AVAILABLE|BAD_LENGTH|INSUFFICIENT_SECURITY"
)


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
    if isinstance(error, requests.exceptions.InvalidURL):
        return FetchRefused("url_refused", f"{url[:200]!r} is not a URL")
    return _name_tls_failure(str(error), host) or _name_passing_failure(error, host)


def _name_tls_failure(text: str, host: str | None) -> FetchRefused | None:
    if "CERTIFICATE_VERIFY_FAILED" in text:
        return FetchRefused("certificate", f"the certificate of {host} is not valid")
    if found := _OLD_TLS.search(text.upper().replace(" ", "_")):
        return FetchRefused(
            "tls_refused",
            f"{host} and we agree on no TLS ({found.group().lower()})",
            "if the site is an old one, name it in its file: access: {legacy_tls: true}",
        )
    return None


def _name_passing_failure(error: Exception, host: str | None) -> PassingFailure:
    text = str(error)
    if isinstance(error, requests.Timeout | TimeoutError):
        return PassingFailure("timeout", f"{host} did not answer in time")
    if "resolve" in text.lower():
        return PassingFailure("unresolved", f"the name {host} does not resolve")
    if "IncompleteRead" in text:
        return PassingFailure("truncated", f"{host} hung up before the body's end")
    return PassingFailure("network", f"the connection to {host} failed: {type(error).__name__}")


def is_passing(status: int) -> bool:
    """Whether another try may help: 429, and the 5xx that tell of a moment, not of a decision."""
    return status == 429 or (500 <= status < 600 and status not in (501, 505, 550))


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
    if header.strip().isascii() and header.strip().isdecimal():
        return float(header.strip()[:9])
    try:
        moment = email.utils.parsedate_to_datetime(header).timestamp()
    except (ValueError, OverflowError):
        return None
    return max(0.0, moment - time.time())
