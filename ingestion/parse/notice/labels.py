"""The metadata block of a page: labels and their values, in lines, in pairs of lines, in tables."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from ingestion.parse.text.blocks import Block
from ingestion.parse.text.folding import fold_text

_LABELS = {
    "title": ("标题", "名称", "信息名称", "文件名称", "公文标题", "文件标题", "公文名称"),
    "number": (
        *("发文字号", "文号", "文件编号", "文件号", "公文文号", "发文文号", "公文号", "文件字号"),
        *("公文字号", "发文号", "字号"),
    ),
    "issuer": (
        *("发文机关", "发文机构", "发文单位", "发文部门", "制发机关", "制定机关", "颁布机关"),
        *("发布机构", "发布机关", "发布单位", "公开机构", "公开主体", "制发单位", "印发机关"),
    ),
    "written": (
        *("成文日期", "生成日期", "发文日期", "成文时间", "发文时间", "生成时间", "印发日期"),
        *("印发时间", "制定日期", "签发日期", "落款日期"),
    ),
    "published": ("发布日期", "发布时间", "公开日期", "公开时间", "公布日期", "公布时间", "发布于"),
    "index": ("索引号", "信息索引", "信息索引号", "索取号"),
    "validity": ("有效性", "时效", "时效性", "有效期", "效力状态", "文件状态", "是否有效"),
    "source": ("来源", "信息来源", "稿件来源", "文章来源"),
}
# Labels whose values nobody asks for; they end the value before them.
_OTHER = (
    "主题分类|组配分类|主题词|关键词|分类|体裁分类|服务对象|公开方式|公开形式|公开范围|公开时限|公开属性|生效日期|实施日期|施行日期"
    "|废止日期|失效日期|效力等级|签发人|责任编辑|编辑|作者|浏览次数|浏览量|浏览|点击数|点击率|点击|阅读次数|阅读量|阅读|访问量|字体"
    "|统一登记号|登记号|信息分类|日期|时间|内容概述|备注"
)
_OTHERS = frozenset(_OTHER.split("|"))
_FIELDS = {label: name for name, labels in _LABELS.items() for label in labels}
_ANY = "|".join(sorted((*_FIELDS, *_OTHERS), key=len, reverse=True))
LABEL_LINE = re.compile(rf"【?(?:{'|'.join(sorted(_FIELDS, key=len, reverse=True))})[:】]")
_LABEL = re.compile(rf"【?(?P<label>{_ANY})(?P<close>[:】])?[:]?")
LABEL_HEAD = re.compile(rf"【?(?:{_ANY})")
# A library's page says 【字号】某政函[2005]39号•【时效性】失效 within its one line.
_BRACKETED = re.compile(rf"【({_ANY})】([^•【】\n]{{1,40}})")
_NONE = {"", "无", "暂无", "-", "--", "/", "无文号", "null", "空"}
_FRONT = 40
_LONGEST = 300
_HEAD = 1_500  # characters of a notice on one line


@dataclass(slots=True)
class Labelled:
    """What the labels say, and which blocks they and their values are."""

    values: dict[str, str] = field(default_factory=dict)
    positions: set[int] = field(default_factory=set)


def read_labels(blocks: list[Block]) -> Labelled:
    """Labels printed in the text itself, above the notice: 文号:某政发〔2022〕3号."""
    found = Labelled()
    pairs: dict[str, str] = {}
    for position, block in enumerate(blocks[:_FRONT]):
        if block.cells:
            _read_cells(block, pairs)
        elif position in found.positions:
            continue
        elif len(block.text) > _LONGEST:
            pairs = dict(_BRACKETED.findall(block.text, 0, _HEAD)) | pairs
        elif block.text.rstrip(":") in _FIELDS and position + 1 < len(blocks):
            found.positions.add(position)
            _read_pair(block, blocks[position + 1], position, found, pairs)
        elif block.text.endswith(":") and block.text[:-1] in _OTHERS:
            found.positions.add(position)
        elif line := _read_line(block):
            if LABEL_HEAD.match(block.text):
                found.positions.add(position)
            for label, value in line.items():
                pairs.setdefault(label, value)
    found.values = clean_labels(pairs)
    return found


def _read_cells(row: Block, pairs: dict[str, str]) -> None:
    for name, stated in zip(row.cells[::2], row.cells[1::2], strict=False):
        if name.text.rstrip(":") in _FIELDS:
            pairs.setdefault(name.text.rstrip(":"), stated.text)


def _read_pair(
    label: Block, value: Block, position: int, found: Labelled, pairs: dict[str, str]
) -> None:
    """发文机关: on one line, 国务院 on the next; a label behind a label has no value."""
    if value.cells or value.text.rstrip(":") in _FIELDS or value.text.endswith(":"):
        return
    found.positions.add(position + 1)
    pairs.setdefault(label.text.rstrip(":"), value.text)


def _read_line(block: Block) -> dict[str, str]:
    """索引号:… 发布机构:…, 【公布日期】…•【字号】…, and 索引号 … 文号 … that only spaces part."""
    text = block.text
    if not LABEL_HEAD.match(text) and "【" not in text:
        return {}
    marks = [mark for mark in _LABEL.finditer(text) if _is_label(block, mark)]
    if not marks or (marks[0].start() and text[marks[0].start()] != "【"):
        return {}
    if not marks[0]["close"] and len(marks) < 2:
        return {}
    ends = [mark.start() for mark in marks[1:]] + [len(text)]
    return {
        mark["label"]: text[mark.end() : end].strip("•|:· ")
        for mark, end in zip(marks, ends, strict=True)
        if mark["label"] in _FIELDS
    }


def _is_label(block: Block, mark: re.Match[str]) -> bool:
    """A label is closed by a colon, or stands between spaces at the head of its line."""
    at, start, end = block.at, mark.start(), mark.end()
    if mark["close"]:
        return True
    gap_before = start == 0 or at[start] > at[start - 1] + 1
    gap_behind = end < len(at) and at[end] > at[end - 1] + 1
    return gap_before and gap_behind


def clean_labels(stated: Mapping[str, str]) -> dict[str, str]:
    """Printed labels to fields; a printed 无 says that there is nothing."""
    found: dict[str, str] = {}
    for label, value in stated.items():
        name = "".join(fold_text(label).split()).strip(":[]【】")
        words = " ".join(value.replace("\u00a0", " ").replace("\u3000", " ").split())
        key = _FIELDS.get(name)
        if key and words.strip() not in _NONE:
            found.setdefault(key, words)
    return found
