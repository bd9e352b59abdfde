"""Moments as answers give them, and the day they are in the site's own time zone."""

from __future__ import annotations

import re
from datetime import date, datetime
from email.utils import parsedate_to_datetime
from zoneinfo import ZoneInfo

from ingestion.fetch.listing import read_date

_DIGITS = re.compile(r"\d{1,16}")
_EARLIEST, _LATEST = -662_688_000, 4_102_444_800  # 1949 and 2100, in seconds
_MILLISECONDS = 100_000_000_000  # from here on (1973 in ms, 5138 in s) a number counts them


def read_moment(value: object, zone: str, date_format: str | None = None) -> date | None:
    """The day of a moment, or None where there is none to read; 0 and the empty text are none.

    Shapes: epochs in seconds or milliseconds, numbers or digits; 20211119; ISO 8601, where `Z`
    and offsets are turned into the site's zone and a time without one is the site's; RFC 822;
    and whatever `read_date` finds in a text.
    """
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, int | float):
        return _read_epoch(float(value), zone)
    text = str(value).strip()
    if date_format is not None:
        return read_date(text, date_format)
    if _DIGITS.fullmatch(text):
        return _read_compact(text) if len(text) == 8 else _read_epoch(float(text), zone)
    stated = _read_iso(text) or _read_mail(text)
    if stated is None:
        return read_date(text, None)
    return (stated.astimezone(ZoneInfo(zone)) if stated.tzinfo else stated).date()


def _read_epoch(count: float, zone: str) -> date | None:
    seconds = count / 1000 if abs(count) >= _MILLISECONDS else count
    if seconds == 0 or not _EARLIEST < seconds < _LATEST:
        return None
    return datetime.fromtimestamp(seconds, ZoneInfo(zone)).date()


def _read_compact(text: str) -> date | None:
    try:
        return datetime.strptime(text, "%Y%m%d").date()
    except ValueError:
        return None


def _read_iso(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _read_mail(text: str) -> datetime | None:
    try:
        return parsedate_to_datetime(text) if "," in text[:5] else None
    except (ValueError, TypeError):
        return None
