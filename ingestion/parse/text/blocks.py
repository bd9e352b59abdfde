"""Lines to blocks: a block is one paragraph, heading or table row, free of white space.

A block's `text` has lost its line breaks, padding and synthetic spaces (2025 年), and keeps for
every character the offset it had, so that whatever is found in it slices back out of the notice.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from ingestion.parse.tables.flat_tables import part_flat_tables
from ingestion.parse.text.markers import starts_with_marker
from ingestion.parse.text.wrapping import Break, goes_on, read_layout

# What carries no text: white space, entities left over from HTML, marks of Markdown.
_MARKS = re.compile(
    r"(?:&(?:nbsp|e[mn]sp|thinsp|zwn?j|#160|#xa0|#12288|#x3000|#8203);){1,200}+|\*\*|__"
)
_NO_TEXT = "\x1f"  # white space that is no padding
_LINE = re.compile(r"[^\n]+")
_MARKDOWN = re.compile(r" {0,8}(?:#{1,6}\s|[>*]\s|-\s(?=[\u4e00-\u9fff]))")
# 压减捕捞强度. 到2020年底: typed with the stop of another script.
_ASCII_STOP = re.compile(r"(?<=[\u4e00-\u9fff%)”])(?<![一二三四五六七八九十百])\.(?=[ \n])")
_PAGE_NUMBER = re.compile(r"[-·.]{0,3}\s?(?:第\s?)?\d{1,3}\s?(?:页(?:共\d{1,3}页)?)?\s?[-·.]{0,3}")
_FURNITURE = re.compile(
    r"扫一扫|(?:^|[\[【(])(?:打印|关闭|收藏)|^分享到?[:：]?|^字(?:号|体)[:：]|当前位置[:：]|^您的?位置"
    r"|^(?:当前位置)?首页(?:$|>)|^>|>正文$|^[(【\[]?责任编辑|^免责声明|^延伸阅读|^原文链接|版权所有"
    r"|浏览(?:次数|量)|^上一篇|^下一篇|^相关(?:链接|文章|阅读|新闻|附件)|返回顶部|微信扫码"
    r"|^\|[\s|:-]*$|网站地图|ICP备|网站标识码|主办单位[:]|【?打印本页|^[\[【]?(?:大|小|中)[\]】]?$"
)
# 发布时间:2022-10-09 …浏览次数:587 tells a date, though the rest is furniture.
_DATED_LABEL = re.compile(r"(?:发布|发文|成文|公开)?(?:日期|时间):\d{4}")
_LINKS = re.compile(r"相关(?:链接|文章|阅读|新闻|推荐|稿件):?$|延伸阅读:?$")
_GAP = re.compile(
    r"(?<=[。;:!?)”]) {2,}+|(?<! ) {2,}+(?=[第(一二三四五六七八九十]{1,4}[、)章节条])"
)
_ANY_GAP = re.compile(r" {2,}+")
_DOTS = re.compile(r"(?<![.·…])[.·…]{6,}+\d{0,4}$")  # a line of a table of contents
_CONTENTS = re.compile(r"目(?:录|次)")
_PAGE_TAIL = re.compile(r"(?<![.·…?\-\d])[.·…?\-\d]++$")  # ……12
_HEAD = 200  # blocks that a table of contents may take up
_LONG_LINE = 300  # a line this long holds many paragraphs, and only padding parts them


@dataclass(slots=True)
class Block:
    """A paragraph without white space; `at[i]` is where its i-th character stood.

    Most paragraphs stand in one stretch, and `at` is then a range: its parts cost nothing.
    """

    text: str
    at: Sequence[int]
    cells: Sequence[Block] = ()  # of a table row

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The stretch of the given text that text[start:end] was read from."""
        return self.at[start], self.at[end - 1] + 1

    def part(self, start: int, end: int) -> Block:
        return Block(self.text[start:end], self.at[start:end])


def split_blocks(folded: str) -> list[Block]:
    """Read the blocks of a folded text, page furniture left out."""
    folded = _even_marks(folded)
    layout = read_layout(folded)
    blocks: list[Block] = []
    open_block: Block | None = None  # may go on in the next line
    last_line = ""
    last_end = 0
    is_page = in_links = False
    lines, walls = part_flat_tables(folded, _find_lines(folded))
    for start, end in lines:
        row = _read_row(folded, start, end, walls.get(start, []))
        if row:
            blocks.append(row)
            open_block = None
            continue
        piece = _read_piece(folded, start, end)
        if not piece.text:
            continue
        in_links = _in_links(piece.text, in_links)
        if in_links or _is_furniture(piece.text):
            is_page = is_page or _PAGE_NUMBER.fullmatch(piece.text) is not None
            continue
        indented = folded[start:end].startswith(("  ", "#", "- "))
        if open_block and not indented:
            between = Break(last_line, folded.count("\n", last_end, start) > 1, is_page)
            indented = not goes_on(open_block.text, piece.text, between, layout)
        if open_block and not indented:
            open_block.text += piece.text
            if isinstance(open_block.at, range):
                open_block.at = list(open_block.at)
            open_block.at += piece.at  # type: ignore[operator]  # a list by now
        else:
            open_block = piece
            blocks.append(piece)
        if folded.startswith("#", start):
            open_block = None
        last_line, last_end, is_page = piece.text, end, False
    return _drop_contents(blocks)


def _even_marks(folded: str) -> str:
    """White space for &nbsp; and **, as long as they are; 。 for the stop of another script."""
    if "&" in folded or "**" in folded or "__" in folded:
        folded = _MARKS.sub(_blank, folded)
    if ". " in folded or ".\n" in folded:
        folded = _ASCII_STOP.sub("。", folded)
    return folded


def _blank(match: re.Match[str]) -> str:
    is_padding = match.group().count(";") > 1
    return (" " if is_padding else _NO_TEXT) * len(match.group())


def _in_links(text: str, was_in: bool) -> bool:
    """The list of other pages under 相关链接:, up to whole sentences or a heading."""
    if _LINKS.match(text):
        return True
    return was_in and len(text) <= 60 and "。" not in text and not starts_with_marker(text)


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
        cuts = []
        if folded.find("  ", first, end) >= 0:
            cuts = [m.end() for m in gap.finditer(folded, first, end) if m.end() < end]
        edges = [start, *cuts, end]
        lines += list(pairwise(edges))
    return lines


def _read_piece(folded: str, start: int, end: int) -> Block:
    marks = _MARKDOWN.match(folded, start, end)
    end_of_last = marks.end() if marks else start
    at: list[int] = []
    words = folded[end_of_last:end].split()
    for word in words:
        begin = folded.index(word, end_of_last)
        end_of_last = begin + len(word)
        if len(words) == 1:
            return Block(word, range(begin, end_of_last))
        at += range(begin, end_of_last)
    return Block("".join(words), at)


def _read_row(folded: str, start: int, end: int, spans: list[tuple[int, int]]) -> Block | None:
    """A table row: cells parted by tabs or by bars, or known by their `spans`."""
    spans = spans or _part_cells(folded, start, end)
    cells = [_read_piece(folded, a, b) for a, b in spans]
    if cells and folded.find("|", start, end) >= 0:  # | a | b | has walls at its ends
        cells = cells[not cells[0].text : len(cells) - (not cells[-1].text)]
    if sum(bool(cell.text.strip("-:|")) for cell in cells) < 2:
        return None
    text = ""
    at: list[int] = []
    for cell in cells:
        text += cell.text
        at += cell.at
    return Block(text, at, cells)


def _part_cells(folded: str, start: int, end: int) -> list[tuple[int, int]]:
    line = folded[start:end]
    wall = "\t" if "\t" in line else "|" if line.count("|") >= 2 else ""
    if not wall:
        return []
    edges = [start - 1, *(start + i for i, char in enumerate(line) if char == wall), end]
    return [(a + 1, b) for a, b in pairwise(edges)]


def _is_furniture(text: str) -> bool:
    if len(text) > 60:
        return False
    if _PAGE_NUMBER.fullmatch(text) or _DOTS.search(text):
        return True
    return _FURNITURE.search(text) is not None and not _DATED_LABEL.match(text)
