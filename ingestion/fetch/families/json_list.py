"""Lists that come as JSON: the answer read strictly, its rows by the names of their fields."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from html import unescape
from typing import Annotated, Any
from urllib.parse import urlencode, urljoin

from pydantic import BaseModel, BeforeValidator, ConfigDict

from ingestion.errors import LayoutChanged
from ingestion.fetch.families.crawl import Crawl, Total
from ingestion.fetch.families.paging import ListPage
from ingestion.fetch.listing import RefusedRow, Row, join_url
from ingestion.fetch.moments import read_moment

WINDOW = 10_000  # rows that a search engine pages to, unless told otherwise
FORM = "application/x-www-form-urlencoded; charset=UTF-8"
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,200}>")
_TITLE = re.compile(r"<title[^>]{0,200}>([^<]{0,200})", re.IGNORECASE)
_NOTHING = frozenset({"", "无", "null", "none", "暂无"})

Names = Annotated[
    tuple[str, ...], BeforeValidator(lambda told: (told,) if isinstance(told, str) else told)
]


class Fields(BaseModel):
    """What the fields of a row are called; of several names the first one that says something."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: Names = ()
    url: Names = ()
    posted: Names = ()
    number: Names = ()
    index: Names = ()
    issuer: Names = ()
    written: Names = ()


# ---------------------------------------------------------------- asking


def ask(crawl: Crawl, url: str, parameters: Mapping[str, object]) -> Any:
    """A JSON answer to a GET; None where the page is gone. Raises as `read_json`."""
    asked = f"{url}{'&' if '?' in url else '?'}{urlencode(parameters)}" if parameters else url
    return read_json(crawl, asked, crawl.read_list(asked))


def send(crawl: Crawl, url: str, body: Mapping[str, object], *, as_form: bool = False) -> Any:
    """A JSON answer to a POST of a form or of JSON; None where the page is gone."""
    if as_form:
        text = crawl.send_list(url, urlencode(body).encode(), FORM)
    else:
        packed = json.dumps(body, ensure_ascii=False).encode()
        text = crawl.send_list(url, packed, "application/json;charset=UTF-8")
    return read_json(crawl, url, text)


def read_json(crawl: Crawl, url: str, text: str | None) -> Any:
    """An answer as JSON; control characters inside its strings are let pass.

    Raises:
        LayoutChanged: it is a page, or cut, or no JSON, or says of itself that it failed.
    """
    if text is None:
        return None
    try:
        answer = json.loads(text.lstrip("\ufeff \t\r\n"), strict=False)
    except (ValueError, RecursionError) as error:
        raise _no_json(crawl, url, text, error) from error
    if isinstance(answer, dict) and _has_failed(answer):
        said = text_of(answer.get("msg") or answer.get("message") or answer.get("errmessage"))
        code = answer.get("code", answer.get("errcode"))
        raise LayoutChanged(
            f"{crawl.source_id}: {url} answers that it failed: {said or 'no reason'} (code {code})",
            "run it again later; if it stays so, take the parameters from the site's own page"
            " again and mend the lists of its source file",
        )
    return answer


def _has_failed(answer: Mapping[str, Any]) -> bool:
    return answer.get("success") is False or answer.get("errcode") not in (None, 0, "0")


def _no_json(crawl: Crawl, url: str, text: str, error: Exception) -> LayoutChanged:
    if text.lstrip().startswith("<"):
        title = _TITLE.search(text)
        named = f" titled {title.group(1).strip()[:60]!r}" if title else ""
        return LayoutChanged(
            f"{crawl.source_id}: {url} answers with a page{named} where JSON is due",
            "open it in a browser: a check of visitors passes, a moved interface must be"
            " found again on the site's list page",
        )
    return LayoutChanged(
        f"{crawl.source_id}: {url} is not JSON ({error})",
        "open it in a browser, then mend the lists of its source file",
    )


# ---------------------------------------------------------------- reading


def dig(answer: Any, path: str) -> Any:
    """What stands at a dotted path, or None."""
    for name in path.split("."):
        answer = answer.get(name) if isinstance(answer, dict) else None
    return answer


def list_of(value: object) -> list[Any]:
    """A list, also where something else or nothing stands in its place."""
    return value if isinstance(value, list) else []


def text_of(value: object, joint: str = "") -> str:
    """A field's words: no markup, no entities, no white space; empty where it says nothing."""
    if not isinstance(value, str | int | float) or isinstance(value, bool):
        return ""
    whole = str(value).encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    words = joint.join(unescape(_TAG.sub("", unescape(whole))).split())
    return "" if words.lower() in _NOTHING else words


def read_total(value: object, *, window: int | None = None) -> Total | None:
    """A total, also one in quotes. One that equals the engine's window is no count, but a bound."""
    digits = str(value).strip() if isinstance(value, str | int) else ""
    if not digits.isascii() or not digits.isdigit() or len(digits) > 9:
        return None
    return Total(int(digits), "at_least" if window and int(digits) == window else "exact")


def read_entries(
    crawl: Crawl, place: str, entries: Iterable[Any], fields: Fields, date_format: str | None
) -> ListPage:
    """The rows of an answer; an entry without an address or a date is refused, not left out."""
    read: list[Row] = []
    refused: list[RefusedRow] = []
    for entry in entries:
        row = read_entry(crawl, place, entry, fields, date_format)
        (read if isinstance(row, Row) else refused).append(row)  # type: ignore[arg-type]
    return ListPage(read, refused)


def read_entry(
    crawl: Crawl, place: str, entry: Any, fields: Fields, date_format: str | None
) -> Row | RefusedRow:
    """One row. Its stated facts bear the names of NoticeMetadata; dates are the site's days."""
    values = entry if isinstance(entry, dict) else {}
    title = _first_text(values, fields.title)
    body = json.dumps(entry, ensure_ascii=False)[:4000].encode("utf-8", "backslashreplace")
    addresses = (join_url(place, text_of(values.get(name))) for name in fields.url)
    url = next((address for address in addresses if address), None)
    if url is None:
        return RefusedRow("row_without_link", title, body)
    days = (read_moment(values.get(name), crawl.time_zone, date_format) for name in fields.posted)
    posted = next((day for day in days if day is not None), None)
    if posted is None:
        return RefusedRow("row_without_date", title, body, url)
    return Row(url, title or None, posted, _read_stated(crawl, values, fields))


def _read_stated(crawl: Crawl, values: Mapping[str, Any], fields: Fields) -> dict[str, str]:
    days = (read_moment(values.get(name), crawl.time_zone) for name in fields.written)
    written = next((day for day in days if day is not None), None)
    stated = {
        "document_number": _first_text(values, fields.number),
        "index_number": _first_text(values, fields.index),
        "issuers": _first_text(values, fields.issuer, " "),
        "written_date": str(written or ""),
    }
    return {name: said for name, said in stated.items() if said}


def _first_text(values: Mapping[str, Any], names: tuple[str, ...], joint: str = "") -> str:
    return next((said for name in names if (said := text_of(values.get(name), joint))), "")


def rows_missing(crawl: Crawl, place: str, path: str) -> LayoutChanged:
    """The rows do not stand where the family has them."""
    return LayoutChanged(
        f"{crawl.source_id}: {urljoin(crawl.home, place)} holds no list {path}",
        "look at the answer: the interface has changed, or its parameters are no longer right",
    )
