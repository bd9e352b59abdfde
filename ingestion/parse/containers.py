"""Where the notice stands on its page: what a source names, then what site families use."""

from __future__ import annotations

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
    "//body[not(.//frameset)]",
)
ENOUGH = 40  # characters; less is a heading or an empty frame
ENOUGH_OF_A_WHOLE_PAGE = 200


def find_body(tree: html.HtmlElement, selectors: Selectors | None) -> html.HtmlElement | None:
    """The container with the most text among those of the first path that finds any.

    A source that names its container is taken at its word: when that finds nothing the layout
    has changed, and a guess would be stored as truth.
    """
    if selectors is not None and selectors.body is not None:
        return _fullest(tree.xpath(selectors.body), 1)
    for path in _USUAL:
        least = ENOUGH_OF_A_WHOLE_PAGE if "body" in path else ENOUGH
        if (found := _fullest(tree.xpath(path), least)) is not None:
            return found
    return None


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
