"""Texts that nobody wrote: notices cut, doubled, pumped and spliced, and random characters.

`make_input(seed, index)` gives the same input for ever, as long as the notices in `tests/fixtures`
stay as they are.
"""

# ruff: noqa: E501  (tokens and ranges stand on few lines)

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache

from ingestion.settings import ROOT

HEAD = (
    "云泊市人民政府关于印发行动方案的通知\n云政发〔2021〕9号\n云泊市人民政府\n2021年5月1日\n"
    "一、重点工作\n（一）抓好落实。"
)
TOKENS = (
    "到2025年", "2030年底前", "“十四五”末", "“十四五”期间", "2022—2025年", "今年", "每年", "年均", "到2O25年", "0年", "9999年",
    "13月32日", "2021年2月29日", "达到", "不低于", "不超过", "控制在", "提高到", "下降", "力争", "翻一番", "减半", "分别达到", "年均增长",
    "90%", "90％以上", "3座", "45万亩", "2—3个百分点", "0.01毫米", "30吨/日", "15平方米/人", "1:1.5", "三分之一", "百分之五十", "一千零一",
    "１２３．４", "1,234,567.8", "1.2.3", "0", "-5", "999999999", "万亿", "以上", "以内", "左右", "余", "约", "其中", "一、", "（一）", "(1)", "1.",
    "第一章", "第十条", "①", "《", "》", "“", "”", "（", "）", "〔2022〕30号", "云政发〔2021〕9号", "牵头单位：", "责任单位：市发展改革委、", "（市住建局）",
    "配合单位", "由市水务局牵头，", "指标\t2020年\t2025年\n", "序号\t任务\t牵头单位\n", "\t", "|", "\n", "\r\n", "　　", " ", "\u00a0", "&nbsp;", "……", "——", "、", "，",
    "；", "。", "：", "和", "的", "比2020年", "较上年", "全市", "各县区", "率", "覆盖率", "泵站", "附件：", "目录", "- 1 -", "字号：[大][中][小]", "**", "# ",
    "为例外", "已建成", "每", "第", "前", "不得", "\ufeff", "\u200b", "\x00",
)  # fmt: skip
_DIGITS = "0123456789０１２３４５６７８９一二三四五六七八九十百千万亿零〇两半"
_MARKS = "（）()《》“”〔〕、，。\n 　"
_RANGES = (
    (0x20, 0x7E), (0x4E00, 0x9FFF), (0x4E00, 0x4F00), (0x3000, 0x303F), (0xFF00, 0xFFEF), (0x2000, 0x206F),
    (0x00, 0x1F), (0x80, 0xFF), (0x300, 0x36F), (0x590, 0x6FF), (0x20000, 0x2A6DF), (0x1F300, 0x1FAFF), (0xE000, 0xE0FF),
    (0xFE00, 0xFE0F), (0xD800, 0xDFFF), (0x10FF00, 0x10FFFF), (0x660, 0x669), (0x2150, 0x218F), (0x2460, 0x24FF),
)  # fmt: skip
_LABELS = (
    "标题",
    "文号",
    "发文字号",
    "发文机关",
    "成文日期",
    "发布日期",
    "索引号",
    "有效性",
    "来源",
    "?",
)


@dataclass(frozen=True, slots=True)
class Input:
    """What `read_notice` is given."""

    text: str
    stated: dict[str, str] = field(default_factory=dict)
    is_reprint: bool = False


def make_input(seed: int, index: int) -> Input:
    """The input of that number; mostly some tens to some hundreds of characters."""
    draw = random.Random(f"{seed}:{index}")
    kinds = list(_KINDS)
    text = draw.choices(kinds, list(_KINDS.values()))[0](draw)
    if draw.random() < 0.4:
        text = HEAD + text
    if draw.random() < 0.9:
        return Input(text)
    labels = draw.sample(_LABELS, draw.randint(1, 4))
    stated = {label: _make_passage(draw)[:60] for label in labels}
    return Input(text, stated, draw.random() < 0.5)


@cache
def _read_corpus() -> tuple[str, ...]:
    paths = sorted((ROOT / "tests" / "fixtures").glob("*/*.txt"))
    assert paths, "no notices in tests/fixtures"
    return tuple(path.read_text(encoding="utf-8") for path in paths)


def _slice_notice(draw: random.Random, most: int = 300) -> str:
    text = draw.choice(_read_corpus())
    start = draw.randrange(len(text))
    return text[start : start + draw.randint(4, most)]


def _make_mutant(draw: random.Random) -> str:
    text = _slice_notice(draw)
    for _ in range(draw.randint(1, 6)):
        text = draw.choice(_CHANGES)(draw, text)
    return text


def _make_splice(draw: random.Random) -> str:
    return "".join(_slice_notice(draw, 80) for _ in range(draw.randint(2, 5)))


def _make_passage(draw: random.Random) -> str:
    return "".join(draw.choices(TOKENS, k=draw.randint(1, 40)))


def _make_noise(draw: random.Random) -> str:
    return "".join(_draw_character(draw) for _ in range(draw.randint(0, 150)))


def _make_whole(draw: random.Random) -> str:
    text = draw.choice(_read_corpus())
    for _ in range(draw.randint(1, 30)):
        text = draw.choice(_CHANGES)(draw, text)
    return text


def _make_pump(draw: random.Random) -> str:
    unit = "".join(draw.choices(TOKENS, k=draw.randint(1, 3)))
    return unit * (draw.randint(200, 8_000) // len(unit)) + draw.choice(TOKENS)


def _draw_character(draw: random.Random) -> str:
    return chr(draw.randint(*draw.choice(_RANGES)))


def _cut(draw: random.Random, text: str) -> tuple[str, str, str]:
    start = draw.randint(0, len(text))
    end = min(len(text), start + draw.randint(0, 20))
    return text[:start], text[start:end], text[end:]


def _delete(draw: random.Random, text: str) -> str:
    left, _, right = _cut(draw, text)
    return left + right


def _insert(draw: random.Random, text: str) -> str:
    left, middle, right = _cut(draw, text)
    return left + middle + draw.choice(TOKENS) + right


def _replace(draw: random.Random, text: str) -> str:
    left, _, right = _cut(draw, text)
    return left + _draw_character(draw) + right


def _double(draw: random.Random, text: str) -> str:
    left, middle, right = _cut(draw, text)
    return left + middle * draw.randint(2, 12) + right


def _swap(draw: random.Random, text: str) -> str:
    left, middle, right = _cut(draw, text)
    first, second, third = _cut(draw, right)
    return left + second + first + middle + third


def _pump(draw: random.Random, text: str) -> str:
    left, middle, right = _cut(draw, text)
    mark: str = draw.choice(_DIGITS + _MARKS)
    return left + middle + mark * draw.randint(2, 60) + right


def _change_digits(draw: random.Random, text: str) -> str:
    return "".join(
        draw.choice(_DIGITS) if c in _DIGITS and draw.random() < 0.5 else c for c in text
    )


def _break_lines(draw: random.Random, text: str) -> str:
    mark = draw.choice(["\n", "\r\n", "\u3000", " ", "\n\n　　"])
    return "".join(c + mark if draw.random() < 0.1 else c for c in text)


def _join_lines(draw: random.Random, text: str) -> str:
    return text.replace("\n", draw.choice(["", "　", " "]))


def _change_widths(draw: random.Random, text: str) -> str:
    wide = {i: i + 0xFEE0 for i in range(0x21, 0x7F)}
    return text.translate(wide if draw.random() < 0.5 else {b: a for a, b in wide.items()})


_Change = Callable[[random.Random, str], str]
_CHANGES: tuple[_Change, ...] = (
    _delete, _insert, _replace, _double, _swap, _pump, _change_digits, _break_lines, _join_lines,
    _change_widths,
)  # fmt: skip
_KINDS: dict[Callable[[random.Random], str], float] = {
    _make_mutant: 50,
    _make_splice: 12,
    _make_passage: 22,
    _make_noise: 15,
    _make_whole: 0.15,
    _make_pump: 0.5,
}
