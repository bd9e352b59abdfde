"""A read notice as the guideline's rows: what gold files hold, and what `luce parse` writes."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from decimal import Decimal
from typing import Any

from ingestion.models import ParsedNotice

Row = dict[str, Any]


def list_rows(name: str, notice: ParsedNotice) -> dict[str, list[Row]]:
    """A notice's rows by their kind: notices (one), targets, measures."""
    return {
        "notices": [_describe(name, notice)],
        "targets": [_plain({"notice": name, **asdict(one)}) for one in notice.targets],
        "measures": [_plain({"notice": name, **asdict(one)}) for one in notice.measures],
    }


def _describe(name: str, notice: ParsedNotice) -> Row:
    said = asdict(notice.metadata)
    said["issuer"] = said.pop("issuers")
    cited = [{"title": one.title, "number": one.number} for one in notice.citations]
    return _plain({"notice": name, **said, "cited_documents": cited})


def _plain(row: Row) -> Row:
    return {key: _plain_value(value) for key, value in row.items()}


def _plain_value(value: Any) -> Any:
    """What JSON has a form for: rows compare alike before they are written and after."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return list(value)
    return value
