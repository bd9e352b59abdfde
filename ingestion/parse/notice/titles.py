"""A notice's title: alone on its line, over several lines, run into the text, or only quoted."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ingestion.parse.notice.citations import NUMBER
from ingestion.parse.text.markers import starts_with_marker

_KINDS = (
    "通知|意见|方案|规划|计划|办法|决定|公告|通告|纲要|批复|要点|报告|若干措施|措施|细则|规定|条例|函|决议|命令"
    "|令|行动|指南|清单|通报|举措|政策|规则|安排|导则"
    "|预案|目录|名单|制度|分解表|任务表|章程|准则|倡议书"
)
_OF_KIND = "(?:的(?:通知|函|意见|公告|决定|批复|报告))?"
_EDITION = (
    r"试行|暂行|修订|修订版|修订稿|征求意见稿|送审稿|草案|节选|\d{4}年?-\d{4}年?|\d{4}年?(?:版|修订)?"
    r"|第[一二三]版"
)
_TITLE = re.compile(rf"^.{{4,140}}(?:{_KINDS})(?:\(?(?:{_EDITION})\)?)?{_OF_KIND}")
_RUN_IN = re.compile(
    r"^(?:关于|[^。,;:]{2,60}?(?:关于|印发|转发|批转|办公[厅室]))[^。;:]{2,120}?"
    rf"(?:{_KINDS})(?:\([^()]{{1,20}}\))?{_OF_KIND}"
    r"(?=各|文章属性|\(|[\u4e00-\u9fff]{1,10}[〔\[【]|$)"
)
# 现将《某方案》印发给你们, 《某办法》已经市政府同意: the title of a notice that prints none.
_QUOTED = re.compile(
    r"《(?P<first>[^《》]{4,80})》(?:已经|已|业经|经)[^。]{0,40}(?:同意|通过|批准|审定)"
    r"|现将《(?P<second>[^《》]{4,80})》[^。]{0,8}(?:印发|发布|公布|下达)"
)
_ISSUED = re.compile(r"关于|印发|转发|批转|下达")
_HANDED_ON = re.compile(r"印发|转发|批转")
_HANDS_ON = re.compile(r"(?:通知|函|意见|公告|决定|批复|报告)$")
_NAMED = re.compile(  # its issuer stands in it
    r"(?!关于|印发|转发|批转)[\u4e00-\u9fff、()]{2,60}?(?:政府|办公[厅室]|委员会|[厅局委部署院会]|党组|指挥部|小组|总局|公司|中心)"
    r"(?:关于|印发|转发|批转)"
)
NUMBER_LINE = re.compile(rf"^[(〔]?(?:{NUMBER.pattern})[)〕]?(?:签发人:?.{{0,12}})?$")
_NUMBER_TAIL = re.compile(rf"\(?(?:{NUMBER.pattern})\)$")
ORDER = re.compile(
    r"^(?P<issuer>[\u4e00-\u9fff]{2,24}(?:政府|委员会|[部委局署会]))令(?:\(?第(?P<serial>\d{1,5})号\)?)?$"
)
_FRONT = 40
_MOST_LINES = 4
_LONGEST = 140
_LONGEST_PART = 50

Found = tuple[int, str]  # the block that the title ends in, and the title


def find_title(texts: list[str]) -> tuple[int, str | None]:
    """The title that the head of a notice prints, else the one that it quotes of itself."""
    head = texts[:_FRONT]
    found = list(_find_candidates(head, _find_end(head)))
    chosen = _choose(found) or _find_numbered(head)
    if chosen:
        return chosen
    for position, text in enumerate(head):
        quoted = _QUOTED.search(text)
        if quoted:
            return position, quoted["first"] or quoted["second"]
    return 0, None


def _choose(found: list[Found]) -> Found | None:
    """The first that says 关于 or 印发; a page's path before it is none of its words."""
    chosen = next((each for each in found if _ISSUED.search(each[1])), found[0] if found else None)
    if chosen is None:
        return None
    within = [each for each in found if chosen[1].endswith(each[1]) and _NAMED.match(each[1])]
    return min(within, key=lambda each: len(each[1]), default=chosen)


def _find_end(head: list[str]) -> int:
    """Where the notice itself begins: at whom it addresses, or at its first whole sentence."""
    for position, text in enumerate(head):
        if (text.endswith(":") or "。" in text) and not _RUN_IN.match(text):
            return position
    return len(head)


def _find_numbered(head: list[str]) -> Found | None:
    """What stands right above the document's number, where news of it comes before.

    关于印发…的通知 below its issuer's line is no whole title.
    """
    for position, text in enumerate(head[:-1]):
        if NUMBER_LINE.match(head[position + 1]) and _is_title(text):
            title = trim_number(text)
            is_whole = _NAMED.match(title) or not _HANDS_ON.search(title)
            return (position, title) if is_whole else None
    return None


def _find_candidates(head: list[str], end: int) -> Iterator[Found]:
    for position in range(end):
        text = head[position]
        if NUMBER.fullmatch(text.strip("()")) or ORDER.match(text) or starts_with_marker(text):
            continue
        run_in = _RUN_IN.match(text)
        if _is_title(text):
            yield _extend(head, position, trim_number(text))
        elif run_in and (len(text) > _LONGEST or run_in.end() < len(text)):
            yield position, run_in.group()
        else:
            yield from _join(head, position, end)


def _is_title(text: str) -> bool:
    if "。" in text or len(text) > _LONGEST or ORDER.match(text):
        return False
    return _TITLE.fullmatch(trim_number(text)) is not None


def _join(head: list[str], position: int, end: int) -> Iterator[Found]:
    """A title over two to four lines."""
    joined = head[position]
    for last in range(position + 1, min(position + _MOST_LINES, end)):
        if len(head[last - 1]) >= _LONGEST_PART or joined.endswith("文件"):
            return
        joined += head[last]
        if re.search(r"[。;:]", joined) or NUMBER_LINE.match(head[last]):
            return
        if _TITLE.fullmatch(trim_number(joined)):
            yield _extend(head, last, trim_number(joined))
            return


def _extend(head: list[str], position: int, title: str) -> Found:
    """关于印发…行动计划 goes on in a line 的通知."""
    if _HANDED_ON.search(title) and not _HANDS_ON.search(title) and position + 1 < len(head):
        longer = title + head[position + 1]
        if len(head[position + 1]) < 12 and _HANDS_ON.search(longer) and _TITLE.fullmatch(longer):
            return position + 1, longer
    return position, title


def trim_number(text: str) -> str:
    """A title without the number that closes it."""
    match = _NUMBER_TAIL.search(text) if text.endswith(")") else None
    return text[: match.start()] if match and match.start() > 8 else text
