"""Where the notice stands on its page: what a source names, then what site families use."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from lxml import etree, html
from pydantic import BaseModel, ConfigDict

from ingestion.attachments import is_document_link
from ingestion.markup import ElementPath


class Selectors(BaseModel):
    """XPaths of a source whose pages the families' usual containers do not serve."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    body: ElementPath | None = None
    title: ElementPath | None = None
    metadata: ElementPath | None = None


def _with_class(*names: str) -> str:
    parts = (f'contains(concat(" ", normalize-space(@class), " "), " {name} ")' for name in names)
    return f"//*[{' or '.join(parts)}]"


def _with_id(*names: str) -> str:
    parts = (f'@id="{name}"' for name in names)
    return f"//*[{' or '.join(parts)}]"


# From the narrowest to the widest: the editor's own container, then the template's.
_USUAL = (
    _with_id("UCAP-CONTENT"),
    "//ucapcontent",
    _with_class("TRS_Editor", "TRS_UEDITOR", "trs_editor_view"),
    _with_id("zoom", "Zoom"),
    _with_class("zoom", "Custom_UnionStyle"),
    _with_class("pages_content", "article_content", "article_con", "art-con", "wzcon"),
    _with_id("con_con", "downloadContent", "BodyLabel", "ivs_content"),
    _with_class("my_conboxzw", "content_body_box", "neiright_JPZ_GK_CP", "cc-article"),
    _with_class("view", "article", "content", "artile_zw"),
    "//article",
)
_OWN = _USUAL[:-2]  # the last two name any part of a page, its lists of other pages too
_WHOLE = "//body[not(.//frameset)]"
_BOXES = frozenset(
    ("div", "section", "main", "article", "table", "tbody", "tr", "td", "form", "center")
)
_FOOT = re.compile(r"备案|ICP|版权|主办|承办|技术支持|地址|电话|标识码|浏览器|分辨率")
_PIECE = 20  # characters; a menu's words are shorter, and so are titles and signatures
_LEAST_PIECES = 3  # what holds fewer is one paragraph of the notice
_NEARLY_ALL = 0.9
_ENOUGH_OF_A_PART = 100
_LITTLE_BETWEEN = 0.1
_MUCH_MORE = 2
_OTHER_PAGES = re.compile(r"相关|推荐|解读|延伸|上一篇|下一篇|友情")
_UNLINKED = ".//text()[not(ancestor::a)]"
_ROWS = frozenset(("table", "tbody", "thead", "tr"))
ENOUGH = 40  # characters; less is a heading or an empty frame
ENOUGH_OF_A_WHOLE_PAGE = 200


class Body(NamedTuple):
    """Where a notice stands; `is_guessed` where no container is named, or known, and prose told."""

    element: html.HtmlElement
    is_guessed: bool = False


def find_body(tree: html.HtmlElement, selectors: Selectors | None) -> Body | None:
    """The container with the most text among those of the first path that finds any.

    Where the notice stands in several side by side, they are put into one; where a wider container
    holds far more prose, the narrow one was a summary, and the wider is the notice.
    A source that names its container is taken at its word: when that finds nothing the layout
    has changed, and a guess would be stored as truth.
    """
    if selectors is not None and selectors.body is not None:
        named = _fullest(tree.xpath(selectors.body), 1)
        return None if named is None else Body(named)
    for place, path in enumerate(_USUAL):
        elements = tree.xpath(path)
        if (found := _fullest(elements, ENOUGH)) is not None:
            if path in _OWN:
                found = _join_parts(found, elements)
            return Body(_widen(found, tree, _OWN[place + 1 :]))
    whole = _fullest(tree.xpath(_WHOLE), ENOUGH_OF_A_WHOLE_PAGE)
    return None if whole is None else Body(find_prose(whole), is_guessed=True)


def find_prose(whole: html.HtmlElement) -> html.HtmlElement:
    """The narrowest box that holds nearly all of a page's prose; its menus and foot stay outside.

    Links and short pieces do not count. A page of one paragraph is taken as it is.
    """
    sizes: dict[html.HtmlElement, int] = {}
    pieces: dict[html.HtmlElement, int] = {}
    for element in reversed(list(whole.iter())):  # what is inside comes before what holds it
        prose = [element.text] if element.tag != "a" else []
        prose += [child.tail for child in element]
        lengths = [len("".join(text.split())) for text in prose if text and not _FOOT.search(text)]
        own = [length for length in lengths if length >= _PIECE]
        inner = [] if element.tag == "a" else list(element)
        sizes[element] = sum(own) + sum(sizes[child] for child in inner)
        pieces[element] = len(own) + sum(pieces[child] for child in inner)
    box, least = whole, _NEARLY_ALL * sizes.get(whole, 0)
    while fitting := [
        child
        for child in box
        if child.tag in _BOXES and sizes[child] >= least > 0 and pieces[child] >= _LEAST_PIECES
    ]:
        box = fitting[0]
    return box


def _join_parts(fullest: html.HtmlElement, elements: list[html.HtmlElement]) -> html.HtmlElement:
    """One element around the parts of a notice, or the fullest where they are not of one notice.

    What stands before the first part and behind the last (the title, the page's statements) stays
    outside: the parts are moved into a <div> of their own.
    """
    parts = _find_parts(elements)
    if len(parts) < 2 or fullest not in parts:
        return fullest
    around = _common_ancestor(parts)
    branches = [next(e for e in _self_and_up(part) if e.getparent() is around) for part in parts]
    first, last = around.index(branches[0]), around.index(branches[-1])
    span = around[first : last + 1]
    between = _text_between(span, set(parts))
    length = sum(len(_unlinked(part)) for part in parts)
    if len(between) >= _LITTLE_BETWEEN * length or _OTHER_PAGES.search(between):
        return fullest
    if around.tag in _ROWS:
        return around
    box = html.Element("div")
    around.insert(first, box)
    box.extend(span)
    return box


def _find_parts(elements: list[html.HtmlElement]) -> list[html.HtmlElement]:
    """Those that hold prose, in the page's order; none inside another, none said twice."""
    known, texts = set(elements), set()
    parts = []
    for element in elements:
        if not any(outer in known for outer in element.iterancestors()):
            text = _unlinked(element)
            if len(text) >= _ENOUGH_OF_A_PART and text not in texts:
                texts.add(text)
                parts.append(element)
    return parts


def _common_ancestor(parts: list[html.HtmlElement]) -> html.HtmlElement:
    shared = list(parts[0].iterancestors())
    for part in parts[1:]:
        own = set(part.iterancestors())
        shared = [element for element in shared if element in own]
    return shared[0]


def _self_and_up(element: html.HtmlElement) -> Iterator[html.HtmlElement]:
    yield element
    yield from element.iterancestors()


def _text_between(span: list[html.HtmlElement], parts: set[html.HtmlElement]) -> str:
    """What a reader of these neighbours reads besides the parts, links too."""
    pieces: list[str] = []
    inside: html.HtmlElement | None = None
    for top in span:
        for event, element in etree.iterwalk(top, events=("start", "end")):
            if inside is None and event == "start":
                inside = element if element in parts else None
                pieces.append((element.text or "") if inside is None else "")
            elif event == "end" and inside in (None, element):
                inside = None
                pieces.append((element.tail or "") if element is not span[-1] else "")
    return "".join("".join(pieces).split())


def _widen(
    found: html.HtmlElement, tree: html.HtmlElement, paths: tuple[str, ...]
) -> html.HtmlElement:
    """The first wider container with far more prose than the one found.

    Short pieces do not count: the page's statements and tools surround many a short notice.
    """
    own = _prose_length(found)
    outer = set(found.iterancestors())
    for path in paths:
        for element in tree.xpath(path):
            prose = _prose_length(element) if element in outer else 0
            if prose >= _ENOUGH_OF_A_PART and prose > _MUCH_MORE * own:
                return element
    return found


def _unlinked(element: html.HtmlElement) -> str:
    return "".join("".join(map(str, element.xpath(_UNLINKED))).split())


def _prose_length(element: html.HtmlElement) -> int:
    pieces = ("".join(str(text).split()) for text in element.xpath(_UNLINKED))
    return sum(len(piece) for piece in pieces if len(piece) >= _PIECE and not _FOOT.search(piece))


def _fullest(elements: list[html.HtmlElement], least: int) -> html.HtmlElement | None:
    sized = [(len("".join(e.text_content().split())), e) for e in elements]
    sized = [
        (size, e)
        for size, e in sized
        if size >= least or (size and e.tag != "body" and _hands_out_document(e))
    ]
    return max(sized, key=lambda pair: pair[0])[1] if sized else None


def _hands_out_document(element: html.HtmlElement) -> bool:
    """A body of a few words may be whole: 附件：….docx, and the document is the notice."""
    return any(is_document_link(link) for link in element.iter("a"))
