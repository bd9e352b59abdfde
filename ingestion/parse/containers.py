"""Where the notice stands on its page: what a source names, then what site families use."""

from __future__ import annotations

import re
from typing import NamedTuple

from lxml import html
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
_WHOLE = "//body[not(.//frameset)]"
_BOXES = frozenset(
    ("div", "section", "main", "article", "table", "tbody", "tr", "td", "form", "center")
)
_FOOT = re.compile(r"备案|ICP|版权|主办|承办|技术支持|地址|电话|标识码|浏览器|分辨率")
_PIECE = 20  # characters; a menu's words are shorter, and so are titles and signatures
_LEAST_PIECES = 3  # what holds fewer is one paragraph of the notice
_NEARLY_ALL = 0.9
ENOUGH = 40  # characters; less is a heading or an empty frame
ENOUGH_OF_A_WHOLE_PAGE = 200


class Body(NamedTuple):
    """Where a notice stands; `is_guessed` where no container is named, or known, and prose told."""

    element: html.HtmlElement
    is_guessed: bool = False


def find_body(tree: html.HtmlElement, selectors: Selectors | None) -> Body | None:
    """The container with the most text among those of the first path that finds any.

    A source that names its container is taken at its word: when that finds nothing the layout
    has changed, and a guess would be stored as truth.
    """
    if selectors is not None and selectors.body is not None:
        named = _fullest(tree.xpath(selectors.body), 1)
        return None if named is None else Body(named)
    for path in _USUAL:
        if (found := _fullest(tree.xpath(path), ENOUGH)) is not None:
            return Body(found)
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
