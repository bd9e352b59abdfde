"""Lines to blocks: a block is one paragraph, heading or table row, free of white space.

A block's `text` has lost its line breaks, padding and synthetic spaces (2025 年), and keeps for
every character the offset it had, so that whatever is found in it slices back out of the notice.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise

from ingestion.parse.markers import is_heading_like, starts_with_marker

# What carries no text: white space, entities left over from HTML, marks of Markdown.
_KEPT = re.compile(r"(?:[^\s&*_]++|(?!&nbsp;|&emsp;|&ensp;|\*\*|__)\S)++")
_LINE = re.compile(r"[^\n]+")
_MARKDOWN = re.compile(r" {0,8}(?:#{1,6}\s|>\s|\*\s)")
_PAGE_NUMBER = re.compile(r"[-·.]{0,3}\s?(?:第\s?)?\d{1,3}\s?(?:页(?:共\d{1,3}页)?)?\s?[-·.]{0,3}")
_FURNITURE = re.compile(
    r"扫一扫|(?:^|[\[【(])(?:打印|关闭|收藏)|^分享到?[:：]?|^字(?:号|体)[:：]|当前位置[:：]|^您的?位置"
    r"|浏览(?:次数|量)|^上一篇|^下一篇|^相关(?:链接|文章|阅读|新闻|附件)|^责任编辑|返回顶部|微信扫码"
    r"|^\|[\s|]*$|网站地图|ICP备|网站标识码|主办单位[:]|【?打印本页|^[\[【]?(?:大|小|中)[\]】]?$"
)
# A paragraph that its page broke ends on none of these.
_ENDED = tuple("。;:?!…”》)】]")
_OPEN_BRACKET = re.compile(r"\([^()]{0,200}$")  # (牵头单位: at the end of a line
_SIGNATURE = re.compile(
    r"(?:\d{4}年\d{1,2}月\d{1,2}日|[〇零一二三四五六七八九十]{4}年[一二三四五六七八九十]{1,2}月[一二三四五六七八九十]{1,3}日)"
    r"(?:印发)?\)?$"
)
_GAP = re.compile(
    r"(?<=[。;:!?)”]) {2,}+|(?<! ) {2,}+(?=[第(一二三四五六七八九十]{1,4}[、)章节条])"
)
_ANY_GAP = re.compile(r" {2,}+")
_OWN_LINE = re.compile(
    r"^[\u4e00-\u9fff]{2,6}:|^\(?[\u4e00-\u9fffA-Za-z]{1,14}[〔\[【(]\d{4}[〕\]】)]\d{1,5}号\)?$"
)
_TITLE_LINE = re.compile(
    r"^[^。,;:]{6,80}(?:通知|意见|方案|规划|办法|决定|公告|通告|纲要|计划|要点|措施|细则|规定)"
)
_DOTS = re.compile(r"(?<![.·…])[.·…]{6,}+\d{0,4}$")  # a line of a table of contents
_CONTENTS = re.compile(r"目(?:录|次)")
_PAGE_TAIL = re.compile(r"(?<![.·…?\-\d])[.·…?\-\d]++$")  # ……12
_HEAD = 200  # blocks that a table of contents may take up
_LONG_LINE = 300  # a line this long holds many paragraphs, and only padding parts them
_LONGEST = 4_000  # a paragraph that is longer has not been broken into lines
_WRAPPED = 25  # a shorter line was not broken by the page's width


@dataclass(slots=True)
class Block:
    """A paragraph without white space; `at[i]` is where its i-th character stood."""

    text: str
    at: list[int]
    cells: list[Block] = field(default_factory=list)  # of a table row

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The stretch of the given text that text[start:end] was read from."""
        return self.at[start], self.at[end - 1] + 1

    def part(self, start: int, end: int) -> Block:
        return Block(self.text[start:end], self.at[start:end])


def split_blocks(folded: str) -> list[Block]:
    """Read the blocks of a folded text, page furniture left out."""
    blocks: list[Block] = []
    open_block: Block | None = None  # may go on in the next line
    for start, end in _find_lines(folded):
        row = _read_row(folded, start, end)
        if row:
            blocks.append(row)
            open_block = None
            continue
        piece = _read_piece(folded, start, end)
        if not piece.text or _is_furniture(piece.text):
            continue
        indented = folded[start:end].startswith("  ")
        if open_block and not indented and _goes_on(open_block.text, piece.text):
            open_block.text += piece.text
            open_block.at += piece.at
        else:
            open_block = piece
            blocks.append(piece)
    return _drop_contents(blocks)


def _drop_contents(blocks: list[Block]) -> list[Block]:
    """Leave a table of contents out: from 目录 to where its first line comes again as a heading."""
    head = blocks[:_HEAD]
    begin = next((i for i, block in enumerate(head) if _CONTENTS.fullmatch(block.text)), None)
    if begin is None or begin + 1 >= len(blocks):
        return blocks
    first = _PAGE_TAIL.sub("", blocks[begin + 1].text)
    for again in range(begin + 2, min(len(blocks), begin + _HEAD)):
        if _PAGE_TAIL.sub("", blocks[again].text) == first:
            return blocks[:begin] + blocks[again:]
    return blocks


def _find_lines(folded: str) -> list[tuple[int, int]]:
    """Lines, and inside a line that holds a whole notice its padded paragraphs."""
    lines = []
    for match in _LINE.finditer(folded):
        start, end = match.span()
        gap = _ANY_GAP if end - start > _LONG_LINE else _GAP
        first = start + len(folded[start:end]) - len(folded[start:end].lstrip(" "))
        cuts = [m.end() for m in gap.finditer(folded, first, end) if m.end() < end]
        edges = [start, *cuts, end]
        lines += list(pairwise(edges))
    return lines


def _read_piece(folded: str, start: int, end: int) -> Block:
    marks = _MARKDOWN.match(folded, start, end)
    texts: list[str] = []
    at: list[int] = []
    for match in _KEPT.finditer(folded, marks.end() if marks else start, end):
        texts.append(match.group())
        at += range(match.start(), match.end())
    return Block("".join(texts), at)


def _read_row(folded: str, start: int, end: int) -> Block | None:
    """A table row: cells parted by tabs, or by bars as Markdown has them."""
    line = folded[start:end]
    wall = "\t" if line.count("\t") >= 1 else "|" if line.count("|") >= 2 else ""
    if not wall:
        return None
    edges = [start - 1, *(start + i for i, char in enumerate(line) if char == wall), end]
    cells = [_read_piece(folded, a + 1, b) for a, b in pairwise(edges)]
    if wall == "|":
        cells = cells[1:-1] if len(cells) > 2 else cells
    if sum(bool(cell.text.strip("-:|")) for cell in cells) < 2:
        return None
    text = ""
    at: list[int] = []
    for cell in cells:
        text += cell.text
        at += cell.at
    return Block(text, at, cells)


def _is_furniture(text: str) -> bool:
    if len(text) > 60:
        return False
    return bool(_PAGE_NUMBER.fullmatch(text) or _FURNITURE.search(text) or _DOTS.search(text))


def _goes_on(text: str, following: str) -> bool:
    """Whether a line was broken inside its sentence, as a page break or a fixed width does it."""
    if len(text) > _LONGEST or starts_with_marker(following) or following.startswith("--"):
        return False
    if _OPEN_BRACKET.search(text):
        return True
    if text.endswith(_ENDED) or is_heading_like(text) or _stands_alone(text, following):
        return False
    return len(text) >= _WRAPPED or "。" in text or text.endswith((",", "、"))


def _stands_alone(text: str, following: str) -> bool:
    """A title, a signature or a label is never one sentence with its neighbour."""
    if (len(following) < 40 and _SIGNATURE.search(following)) or _SIGNATURE.search(text[-24:]):
        return True
    if following == text or following.startswith("附件") or _OWN_LINE.match(following):
        return True
    return _TITLE_LINE.fullmatch(text) is not None
