"""Where a heading opens inside a paragraph, and where its title ends and its text begins."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from ingestion.parse.text.blocks import Block
from ingestion.parse.text.markers import ARTICLE, CHAPTER_LIST, LIST, match_marker

# A heading may open inside a line: after a closed sentence, or (一) and 1. right after a title.
_INNER = re.compile(
    r"[一二三四五六七八九十第(0-9](?=(?<=[。;:!?)”].)(?:(?<=[一二三四五六七八九十])[一二三四五六七八九十]{0,2}、"
    r"|(?<=\()[一二三四五六七八九十]{1,3}\)|(?<=第)[一二三四五六七八九十]{1,3}[章条])"
    r"|(?<=[。;].)(?:(?<=\d)\d?[.、](?!\d)|(?<=\()\d{1,2}\))[\u4e00-\u9fff“]"
    r"|(?<=[\u4e00-\u9fff].)(?:(?<=\()[一二三四五六七八九十]{1,3}\)|(?<=\d)\d?[.、](?!\d))[\u4e00-\u9fff“])"
)
_AMOUNT = re.compile(r"\d(?:%|[万亿][^,]|[个家座公吨项])")  # 投资4亿元,其中… is no title
# 1.地区生产总值增长8%以上。(牵头单位:…) promises, though it is short.
_PROMISE = re.compile(
    r"(?:增长|下降|降低|提高|达到?|控制在|稳定在|保持在|不低于|不超过|突破|完成)[^,]{0,6}\d"
    r"|\d(?:%|个百分点|[万亿]?[元吨亩户人]|[个家座])(?:以上|以内|左右|以下)?$|完成[省市上级、]{1,5}下达"
)
_BUILDS = re.compile(r"(?:新建|建[设成]|培育|引进|改造|打造|完成)\d")  # 3.建设3个园区。推动…
_ANSWERED = re.compile(
    r"[(【]?(?:责任|牵头|配合|主办|负责)(?:单位|部门|领导)?[:]?"
)  # stands under an item
# 强化督导|各县要…, 加大投入|市财政…: what opens a sentence behind a title that nothing closes.
_OPENER = re.compile(
    r"[到至]?20\d\d年|“十[三四五六]五”|每[年季月]|各(?!类|种|项|界)|[省市县区州]财政|[省市县区州]政府"
    r"|新建|鼓励|支持|引导|加快|推[行广进动]|大力|积极|深入|严格|依托|围绕|聚焦|按照|坚持|定期|将"
)
_ENUMERATES = re.compile(r"[,。;]|下列|以下|如下|包括|其中|分为|[为是]$")
_LISTS = re.compile(r"下列|以下|如下|其中|(?:责任|牵头|配合)(?:单位|部门|领导)")
_BODIES = re.compile(
    r"(?P<title>[\u4e00-\u9fff、“”]{3,30})\((?=[^()]{0,60}(?:牵头|负责|(?:责任|配合)(?:单位|部门)))"
    r"(?:[^()]|\([^()]{0,20}\)){3,300}\)$"
)
_STOP = re.compile(r"[。;!?]|--")
_CHINESE = re.compile(r"[\u4e00-\u9fff“]|20\d\d年")
_BARE_TITLE = re.compile(r"[\u4e00-\u9fff、“”]{4,20}")
_TITLE_LIMIT = 40  # a run-in heading longer than this is a sentence
_COLON_LIMIT = 20


def split_chunks(block: Block) -> Iterator[Block]:
    """A block at the headings that open inside it, as in a notice on a single line."""
    text = block.text
    cuts = [0]
    for match in _INNER.finditer(text):
        cut = match.start()
        if text[cut - 1] in "。;:!?)”" or _opens_under_title(text, cuts[-1], cut):
            cuts.append(cut)
    if len(cuts) == 1:
        if text:
            yield block
        return
    for start, end in pairwise([*cuts, len(text)]):
        if end > start:
            yield block.part(start, end)


def _opens_under_title(text: str, start: int, cut: int) -> bool:
    """(一) right behind 二、主要任务: the title before it is short and has a marker of its own."""
    marker = match_marker(text, start) if cut - start <= _TITLE_LIMIT else None
    if marker is None:
        return False
    if text[cut] != "(":  # 二、改革体制,健全网络3、理顺关系
        return marker[0] <= CHAPTER_LIST and not any(mark in text[start:cut] for mark in "。;:(")
    return not any(mark in text[start:cut] for mark in "。;,:(")


def _find_colon(text: str, end: int) -> int:
    """融资服务:设立基金…: where a title is closed by a colon; 0 where it only opens a list."""
    colon = text.find(":", end, end + _COLON_LIMIT)
    if colon <= end + 1 or colon + 4 > len(text):
        return 0
    title = text[end:colon]
    return 0 if _ENUMERATES.search(title) or _ANSWERED.match(title) else colon


def measure_title(
    chunk: Block, marker: tuple[int, int], following: str, *, given: str, is_dense: bool
) -> tuple[int, int]:
    """Where a heading's title ends and its text begins; (0, 0) where a numbered sentence stands.

    (一)优化结构。推进… -> the title is up to 。; 1.推进甲,实施乙。 is a sentence.
    """
    text, (rank, end) = chunk.text, marker
    if rank == ARTICLE:
        return end, end
    stop = _find_stop(text, end)
    cut = _find_bodies(text, marker, following) or _find_gap(chunk, end, given)
    cut = cut or (is_dense and _find_opener(text, end, stop))
    if cut:
        return cut, cut
    is_item = _is_item(text, rank, following)
    colon = _find_colon(text, end) if is_item else text.find(":", end, end + _COLON_LIMIT)
    if end + 1 < colon < stop and not _LISTS.search(text, end, colon):
        return colon, colon + 1
    return (0, 0) if is_item else _judge_title(text, marker, stop, following)


def _is_item(text: str, rank: int, following: str) -> bool:
    """(二)推进甲建设。 with (三) right behind it governs nothing: it is a sentence, not a title."""
    if rank < LIST or not text.endswith("。") or text.count("。") > 1:
        return False
    after = match_marker(following)
    return after is not None and after[0] <= rank


def _find_stop(text: str, end: int) -> int:
    match = _STOP.search(text, end, end + 81)
    return match.start() if match else len(text)


def _judge_title(text: str, marker: tuple[int, int], stop: int, following: str) -> tuple[int, int]:
    """Whether what stands up to the first stop is a title, by its length, commas and amounts."""
    rank, end = marker
    title = text[end:stop]
    is_closed = text[stop : stop + 1] in ("。", ";") or _ANSWERED.match(following) is not None
    if not title or _is_no_title(title, rank, is_closed=is_closed):
        return 0, 0
    alone = stop >= len(text) - 1
    deeper = match_marker(following)
    heads = deeper[0] > rank if deeper else _heads_paragraph(title, following)
    is_sentence = "," in title or rank > LIST or text.endswith(";")
    if alone and text.endswith(("。", ";")) and is_sentence and not heads:
        return 0, 0
    if "," in title and rank > LIST and not (alone and len(title) <= 30 and stop == len(text)):
        return 0, 0
    return stop, min(stop + (2 if text.startswith("--", stop) else 1), len(text))


def _is_no_title(title: str, rank: int, *, is_closed: bool) -> bool:
    """A sentence by its own words: it is long, opens a list, gives sums or promises a level."""
    if len(title) > _TITLE_LIMIT or ("," in title and _AMOUNT.search(title)):
        return True
    if ":" in title and _LISTS.search(title):
        return True
    if is_closed and rank > LIST and _BUILDS.match(title):
        return True
    return is_closed and rank >= LIST and _PROMISE.search(title) is not None


def _heads_paragraph(title: str, following: str) -> bool:
    """2、改善服务。 alone on its line, with whole sentences under it that have no number."""
    return _BARE_TITLE.fullmatch(title) is not None and following.endswith("。")


def _find_bodies(text: str, marker: tuple[int, int], following: str) -> int:
    """(二)工业节水(责任单位:市工信局) alone on its line: the bracket is no part of the title."""
    if not text.endswith(")"):
        return 0
    match = _BODIES.match(text, marker[1])
    after = match_marker(following)
    if match is None or not following or (after and after[0] <= marker[0]):
        return 0
    return match.end("title")


def _find_gap(chunk: Block, end: int, given: str) -> int:
    """(一)农用地整理 统筹推进…: the one space of the paragraph parts the title from its text."""
    text, at = chunk.text, chunk.at
    last = min(len(text), end + 60) - 1
    if last <= end or at[last] - at[end] == last - end:
        return 0
    gaps = [
        i
        for i in range(end + 1, min(len(text), end + 60))
        if at[i] > at[i - 1] + 1
        and "\n" not in given[at[i - 1] : at[i]]
        and "\u4e00" <= text[i - 1] <= "\u9fff"
        and _CHINESE.match(text, i)
    ]
    if not gaps or (len(gaps) > 1 and gaps[1] < gaps[0] + 30):
        return 0
    rest = text[gaps[0] :]
    is_text = len(rest) >= 8 and ("," in rest or "。" in rest)
    return gaps[0] if is_text and _BARE_TITLE.fullmatch(text, end, gaps[0]) else 0


def _find_opener(text: str, end: int, stop: int) -> int:
    """(二)强化督导各县要建立台账: on a line that holds all, the words that open a sentence tell."""
    if stop - end <= 12:
        return 0
    match = _OPENER.search(text, end + 4, min(stop, end + 20))
    if match is None or not _BARE_TITLE.fullmatch(text, end, match.start()):
        return 0
    return match.start()
