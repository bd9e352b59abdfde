"""What a page says about its notice: the metadata block, the meta elements, the title."""

from __future__ import annotations

import re

from lxml import html

from ingestion.parse.containers import Selectors

# Source: the labels seen on 20 sites; the first of each row is the one that we use.
_LABELS = {
    "标题": ("标题", "名称", "文件名称", "信息名称"),
    "文号": ("文号", "发文字号", "文件编号", "发文文号"),
    "发文机关": ("发文机关", "发布机构", "发文机构", "制发机关", "发文单位"),
    "成文日期": ("成文日期", "生成日期", "发文日期"),
    "发布日期": ("发布日期", "发布时间", "公开日期"),
    "索引号": ("索引号", "信息索引", "信息索引号"),
    "有效性": ("有效性", "时效", "时效性", "效力状态"),
    "来源": ("来源", "信息来源", "文章来源"),
    "主题分类": ("主题分类",),
    "组配分类": ("组配分类", "信息分类"),
    "公文种类": ("公文种类", "体裁"),
}
_CANONICAL = {name: label for label, names in _LABELS.items() for name in names}
_METAS = {"ArticleTitle": "标题", "PubDate": "发布日期", "ContentSource": "来源"}
_ABSENT = frozenset({"", "无", "/", "-", "--", "暂无"})
_SPACES = re.compile(r"[\s\u00a0\u3000\u2002\u2003\u200b]+")
# Labels are printed with spaces inside, to make columns even; the longest is tried first.
_LABEL = "|".join(
    r"[\s\u00a0\u3000]*".join(name) for name in sorted(_CANONICAL, key=len, reverse=True)
)
_PAIR = re.compile(rf"^[\s\u00a0\u3000\[【]*({_LABEL})[\s\u00a0\u3000\]】]*[：:](.*)$", re.DOTALL)
_CARRIERS = "//td | //th | //li | //p | //span | //div | //dt | //dd | //b | //strong"
LONGEST_VALUE = 300


def read_stated(
    tree: html.HtmlElement, body: html.HtmlElement | None, selectors: Selectors | None
) -> dict[str, str]:
    """The page's own statements, under canonical labels, each as printed.

    The metadata block comes first, then <meta>, then the heading of the page. Labels inside the
    body do not count: they are the notice's own words.
    """
    stated: dict[str, str] = {}
    carriers = selectors.metadata if selectors and selectors.metadata else _CARRIERS
    for element in tree.xpath(carriers):
        if not _is_inside(element, body):
            _read_pair(element, stated)
    for meta in tree.xpath("//meta[@name][@content]"):
        label = _METAS.get(meta.get("name", ""))
        value = _squeeze(meta.get("content", ""))
        if label and value not in _ABSENT:
            stated.setdefault(label, value)
    if title := _read_title(tree, body, selectors, stated.get("标题")):
        stated["标题"] = title
    return stated


def _read_pair(element: html.HtmlElement, stated: dict[str, str]) -> None:
    text = _short_text(element)
    match = _PAIR.match(text) if text is not None else None
    if match is None:
        _read_bare_pair(element, text or "", stated)
        return
    label = _CANONICAL[_SPACES.sub("", match.group(1))]
    value = _squeeze(match.group(2)) or _following(element)
    if _PAIR.match(value) or len(value) > LONGEST_VALUE:
        return
    inner = re.search(rf"[\s\u00a0\u3000](?:{_LABEL})[\s\u00a0\u3000]*[：:]", value)
    value = value[: inner.start()].strip() if inner else value
    if value not in _ABSENT:
        stated.setdefault(label, value)


def _read_bare_pair(element: html.HtmlElement, text: str, stated: dict[str, str]) -> None:
    """A label without a colon, in a cell of its own: the cell beside it says the value.

    Beside the label of a list's column stands another label, which is no value.
    """
    label = _CANONICAL.get(_SPACES.sub("", text).strip("[]【】"))
    sibling = element.getnext()
    if label is None or sibling is None or element.tag not in ("td", "th", "dt"):
        return
    value = _squeeze(sibling.text_content())
    is_none = value in _ABSENT or _SPACES.sub("", value).strip("[]【】：:") in _CANONICAL
    if sibling.tag in ("td", "dd") and not is_none and len(value) <= LONGEST_VALUE:
        stated.setdefault(label, value)


def _short_text(element: html.HtmlElement) -> str | None:
    """An element's text, unless it is too long for a statement: not read to its end then."""
    pieces: list[str] = []
    length = 0
    for piece in element.itertext():
        pieces.append(str(piece))
        length += len(piece)
        if length > LONGEST_VALUE + 40:
            return None
    return "".join(pieces)


def _following(element: html.HtmlElement) -> str:
    """The value that stands beside its label: in the text after it, or in the next element."""
    if tail := _squeeze(element.tail or ""):
        return tail
    sibling, parent = element.getnext(), element.getparent()
    if (
        sibling is None
        and parent is not None
        and element.tag in ("b", "strong", "span")
        and _squeeze(parent.text_content()) == _squeeze(element.text_content())
    ):
        sibling = parent.getnext()  # the label fills its cell, so the value stands in the next one
    return _squeeze(sibling.text_content()) if sibling is not None else ""


def _read_title(
    tree: html.HtmlElement,
    body: html.HtmlElement | None,
    selectors: Selectors | None,
    stated: str | None,
) -> str | None:
    if selectors and selectors.title:
        found = tree.xpath(selectors.title)
        return _squeeze(found[0].text_content()) or None if found else None
    if stated:
        return stated
    for heading in tree.xpath("//h1 | //h2"):
        text = _squeeze(heading.text_content())
        if len(text) >= 8 and not _is_inside(heading, body):
            return text
    return None


def _is_inside(element: html.HtmlElement, body: html.HtmlElement | None) -> bool:
    return (
        body is not None
        and body.tag != "body"
        and (element is body or any(ancestor is body for ancestor in element.iterancestors()))
    )


def _squeeze(text: str) -> str:
    return _SPACES.sub(" ", text).strip()
