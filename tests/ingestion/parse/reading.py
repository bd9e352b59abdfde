"""One passage inside a notice of an invented city, read to rows that a test can compare."""

from __future__ import annotations

from ingestion.models import Target
from ingestion.parse import read_notice

_HEAD = (
    "云泊市人民政府关于印发行动方案的通知\n云政发〔2021〕9号\n云泊市人民政府\n2021年5月1日\n"
    "一、重点工作\n（一）抓好落实。"
)


def read_targets(passage: str, *, head: str = _HEAD) -> list[Target]:
    """The targets of a passage that stands in an action item of a notice of May 2021."""
    notice = read_notice(head + passage)
    for target in notice.targets:
        assert notice.text[target.start : target.end] == target.quote
    return list(notice.targets)
