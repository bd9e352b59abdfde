"""Until when a notice holds, where it says so: 本办法自2023年10月1日起施行，有效期5年。"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, timedelta

from ingestion.parse.tokens.numerals import read_numeral

_DAY = r"(?:19|20)\d{2}年\d{1,2}月\d{1,2}日"
_TERM = r"(?P<count>\d{1,2}|[一二两三四五六七八九十]{1,2})(?P<unit>年|个月)"
_OWN = (
    r"本(?:实施|行动)?(?:通知|办法|意见|方案|规定|细则|措施|计划|规划|规则|规程|条例"
    r"|政策|文件|决定|公告|通告)"
)
# 许可证有效期5年 is no notice's: what holds is 本办法, or what 自…起施行 has just been said of.
_CLAUSE = re.compile(
    rf"(?:自(?:(?P<from>{_DAY})|(?P<issued>[^。;,自]{{0,8}}?(?:印发|发布|公布|下发|颁布)之日))起?"
    rf"(?:正式)?(?:施行|实施|执行|生效)[,;。]?(?:{_OWN})?|{_OWN}(?:的)?)"
    rf"(?:有效期限?|试行期)(?:为|:)?(?:(?:截?至|到)(?P<until>{_DAY})|{_TERM})(?:止|(?=[,。;!()]|$))"
)
_PARTS = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日")


def read_validity(texts: Iterable[str], written: date | None) -> tuple[date | None, str | None]:
    """The last day on which the notice holds, and the clause that says so; None where none does.

    A term without its first day is counted from the day that the notice was written; where that
    is not known either, only the clause is given. The last clause stands: the cover letter of a
    plan may have one too.

    Args:
        texts: the paragraphs of the notice, folded.
    """
    found: re.Match[str] | None = None
    for text in texts:
        if "有效期" in text or "试行期" in text:
            for match in _CLAUSE.finditer(text):
                found = match
    if found is None:
        return None, None
    clause = found.group()
    if found["until"]:
        return _read_day(found["until"]), clause
    first = _read_day(found["from"]) if found["from"] else written
    return (_add(first, found) if first else None), clause


def _add(first: date, term: re.Match[str]) -> date | None:
    """The day before the same day that many years or months on."""
    count = int(read_numeral(term["count"]) or 0) if not term["count"].isdigit() else None
    months = (int(term["count"]) if count is None else count) * (12 if term["unit"] == "年" else 1)
    year, month = divmod(first.year * 12 + first.month - 1 + months, 12)
    if not months or year > 2100:
        return None
    try:
        return date(year, month + 1, first.day) - timedelta(days=1)
    except ValueError:  # from the 29th of February on, or the 31st: to the end of the month before
        return date(year + month // 11, (month + 1) % 12 + 1, 1) - timedelta(days=1)


def _read_day(text: str) -> date | None:
    match = _PARTS.fullmatch(text)
    try:
        return date(*map(int, match.groups())) if match else None
    except ValueError:
        return None
