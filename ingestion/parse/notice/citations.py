"""Documents named by their number: 《…意见》（某发〔2021〕4号）, GB 23350-2009."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ingestion.models import Citation
from ingestion.parse.notice.repeals import is_repealed
from ingestion.parse.text.blocks import Block
from ingestion.parse.text.folding import fold_text

# The letters of a body, the year in any bracket, the serial: 晋政办发[2021]7号.
_PREFIX = r"[\u4e00-\u9fffA-Za-z]{1,14}(?:\([\u4e00-\u9fff]{1,4}\)[\u4e00-\u9fff]{0,6})?"
NUMBER = re.compile(
    rf"(?P<prefix>{_PREFIX})[〔\[【(〈<﹝](?P<year>(?:19|20)\d{{2}})年?[〕\]】)〉>﹞]第?(?P<serial>\d{{1,5}})号"
)
# What tells a number; only the words before it are then looked at: 〔2021〕4号, 令第4号.
_NUMBER_TELL = re.compile(r"[〔\[【(〈<﹝](?:19|20)\d{2}年?[〕\]】)〉>﹞]第?\d{1,5}号")
_ORDER_TELL = re.compile(r"令\(?第\d")
_LONGEST_PREFIX = 26
_ORDER = re.compile(r"(?P<prefix>[\u4e00-\u9fff]{2,14}令)\(?第(?P<serial>\d{1,5})号\)?")
_STANDARD = re.compile(
    r"(?=[A-Z])(?<![A-Za-z])(?:GB|DB\d{0,4}|HJ|NY|JGJ|CJJ|QB|SL|JT|WS|YD|LY)(?:/T|/Z)?\d{1,6}(?:\.\d{1,3})?-(?:19|20)?\d{2}(?!\d)"
)
_TITLE_BEFORE = re.compile(r"《([^《》]{2,120}(?:《[^《》]{1,80}》[^《》]{0,60})?)》\(?$")
# Words that run into a number from the sentence before it.
_LEAD_IN = re.compile(
    r"^.*(?:按照|根据|依据|依照|参照|对照|比照|贯彻落实|贯彻|落实|详见|见|以|的|和|与|及|为|执行|转发|批转|下发"
    r"|发布|印发了?|废止|修改|停止|失效|取消|代替|替代|通知|意见|方案|规划|文件|办法|规定|要求|部署|同意|编号|关于"
    r"|经过|结合|继续|包括|人民政府|办公[厅室]|委员会|号)"
)
_ORDER_LEAD_IN = re.compile(
    r"^.*(?:按照|根据|依据|依照|参照|对照|贯彻落实|贯彻|落实|详见|的|和|与|及|执行|废止|修改|违反|印发|关于)"
)
# Of what is no document: 某国用(2013)第217号 is a plot of land's, 某行终86号 a court's.
_NO_DOCUMENT = re.compile(r"(?:国用|集用|林证|不动产权|房权|证|[民刑行][初终再]|判|裁)字?第?$")
_FULL_NAME = "中华人民共和国"


def find_citations(blocks: list[Block], own: str | None, given: str) -> list[Citation]:
    """Every document number in the text but the notice's own, with the title beside it.

    Args:
        own: the notice's own number, normalised.
        given: the text that the quotes are cut from.
    """
    found: dict[int, Citation] = {}
    for block in blocks:
        for match in _find_numbers(block.text):
            citation = _read(block, match, given)
            if citation and citation.number != own:
                found.setdefault(citation.start, citation)
    return [found[start] for start in sorted(found)]


def _find_numbers(text: str) -> Iterator[re.Match[str]]:
    for pattern, tell, sign in ((NUMBER, _NUMBER_TELL, "号"), (_ORDER, _ORDER_TELL, "令")):
        if sign not in text:
            continue
        floor = 0
        for told in tell.finditer(text):
            match = pattern.search(text, max(floor, told.start() - _LONGEST_PREFIX), told.end() + 8)
            if match:
                floor = match.end()
                yield match
    if "-" in text:
        yield from _STANDARD.finditer(text)


def normalise_number(raw: str) -> str | None:
    """甘政发 [2021] 062 号 -> 甘政发〔2021〕62号; None where it is no document number."""
    match = NUMBER.search("".join(fold_text(raw).split()))
    if not match:
        return None
    return f"{trim_prefix(match['prefix'])}〔{match['year']}〕{int(match['serial'])}号"


def trim_prefix(prefix: str) -> str:
    """按照国发 -> 国发: a greedy match takes the words before it along."""
    trimmed = _LEAD_IN.sub("", prefix)
    return trimmed or prefix


def _trim_order(prefix: str) -> str:
    """根据国务院令 -> 国务院令; 中华人民共和国 holds a 和 of its own."""
    whole = prefix.rfind(_FULL_NAME)
    if whole >= 0:
        return prefix[whole:]
    trimmed = _ORDER_LEAD_IN.sub("", prefix)
    return trimmed if len(trimmed) > 2 else prefix


def _read(block: Block, match: re.Match[str], given: str) -> Citation | None:
    start, end = match.span()
    if match.re is NUMBER:
        prefix = trim_prefix(match["prefix"])
        if _NO_DOCUMENT.search(prefix):
            return None
        start += len(match["prefix"]) - len(prefix)
        number = f"{prefix}〔{match['year']}〕{int(match['serial'])}号"
    elif match.re is _ORDER:
        prefix = _trim_order(match["prefix"])
        start += len(match["prefix"]) - len(prefix)
        number = f"{prefix}第{match['serial']}号"
    else:
        number = match.group()
    title = _TITLE_BEFORE.search(block.text, max(0, start - 160), start)
    first, last = block.span(start, end)
    repealed = match.re is not _STANDARD and is_repealed(block.text, start, end)
    return Citation(first, last, given[first:last], title[1] if title else None, number, repealed)
