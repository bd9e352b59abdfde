"""Pages that hold their notice in a script: written out as the markup that a browser shows."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import datetime
from html import escape, unescape
from typing import Any
from zoneinfo import ZoneInfo

_DETAIL = re.compile(r"""["']?\bDETAIL["']?\s{0,4}:\s{0,4}(?=\{)""")
_END = re.compile(r"</body", re.IGNORECASE)
_ZONE = ZoneInfo("Asia/Shanghai")
_EARLIEST, _LATEST = -662_688_000, 4_102_444_800  # 1949 and 2100, in seconds
# The labels as a metadata block prints them; of several fields the first that says something.
_STATED = (
    ("标题", ("title",)),
    ("文号", ("document_number",)),
    ("索引号", ("identifier",)),
    ("发布机构", ("publisher",)),
    ("成文日期", ("date",)),
    ("发布日期", ("display_publish_time", "first_publish_time", "created_at")),
)


def write_out(markup: str) -> str:
    """A gkmlpt page with the notice of its `_CONFIG.DETAIL` as a block and a body; others as is.

    Shape: `window._CONFIG = {..., DETAIL: {title, document_number, identifier, publisher, date,
    content, attachment: [{name, url}]}}`; dates in seconds, the content's markup escaped.
    """
    if "_CONFIG" not in markup or (place := _DETAIL.search(markup)) is None:
        return markup
    try:
        detail, _ = json.JSONDecoder(strict=False).raw_decode(markup, place.end())
    except (ValueError, RecursionError):
        return markup
    content = detail.get("content")
    if not isinstance(content, str) or not content.strip():
        return markup
    if "<" not in content:
        content = unescape(content)
    parts = (f"<ul>{''.join(_state(detail))}</ul>", f'<div id="zoom">{content}</div>')
    return _put_in("".join((*parts, *_link(detail))), markup)


def _put_in(shown: str, markup: str) -> str:
    """Before the end of the body: what stands behind the end of the page is not read."""
    end = max((match.start() for match in _END.finditer(markup)), default=len(markup))
    return markup[:end] + shown + markup[end:]


def _state(detail: dict[str, Any]) -> Iterator[str]:
    for label, names in _STATED:
        said = next((text for name in names if (text := _text_of(detail.get(name), name))), None)
        if said:
            yield f"<li>{label}：{escape(said)}</li>"


def _text_of(value: object, name: str) -> str:
    if isinstance(value, int | float) and not isinstance(value, bool):
        is_day = name.endswith(("date", "time")) and _EARLIEST < value < _LATEST and value != 0
        return datetime.fromtimestamp(value, _ZONE).date().isoformat() if is_day else ""
    return value.strip() if isinstance(value, str) else ""


def _link(detail: dict[str, Any]) -> Iterator[str]:
    files = detail.get("attachment")
    for file in files if isinstance(files, list) else []:
        if isinstance(file, dict) and isinstance(url := file.get("url"), str):
            name = str(file.get("name") or url)
            yield f'<p class="attachment"><a href="{escape(url)}">{escape(name)}</a></p>'
