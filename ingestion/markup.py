"""The tree of a page, for the readers of lists and of notices alike."""

from __future__ import annotations

import re
from typing import Annotated

from lxml import etree, html
from pydantic import AfterValidator

from ingestion.scripted import write_out

_DECLARATION = re.compile(r"<\?xml[^>]{0,200}\?>")
# Tags of looks alone, and what makes one more: a name, or what hides, raises or strikes its words.
_LOOKS = ("font", "span", "b", "strong", "i", "em", "u", "big", "small")
_MEANS = re.compile(
    r"\b(?:id|class|hidden)\b|display|visibility|decoration|vertical|white-space", re.IGNORECASE
)
_ANY_TAG = re.compile(r"</?([a-zA-Z]{1,8})(?:\s[^<>]{0,2000})?/?>")
_OPENINGS = re.compile(rf"<({'|'.join(_LOOKS)})(\s[^<>]*)?>", re.IGNORECASE)
MARKS = 400_000  # "<"; the tree of more would not fit in the memory that a stage may take


def _check_path(path: str) -> str:
    """Refuse what is no XPath, and a CSS selector, which may look like one that finds nothing."""
    try:
        etree.XPath(path)
    except etree.XPathError as error:
        raise ValueError(f"{path!r} is not an XPath: {error}") from error
    if not path.lstrip("( ").startswith(("/", "./", "id(")):
        raise ValueError(f"{path!r} is no XPath from the page's root: begin it with //")
    return path


ElementPath = Annotated[str, AfterValidator(_check_path)]
"""An XPath of elements of a page: //div[@class="list"]//li."""


def parse_markup(text: str) -> html.HtmlElement | None:
    """The tree of a page without its comments, or None where there is none to speak of.

    None too where it would be larger than any list or notice. libxml2 stops 256 elements deep
    (huge_tree is off) and drops all that follows, so a page that never closes its <font> is read
    without them; what is too deep even so `is_cut`.
    """
    # The declaration of an encoding is spent, as the text is decoded; lxml refuses it in a str.
    text = write_out(_DECLARATION.sub("", text.lstrip("\ufeff")))
    if not text.strip() or text.count("<") > MARKS:
        return None
    tree = _parse(text)
    return _parse(_drop_looks(text)) if tree is not None and is_cut(tree) else tree


def is_cut(tree: html.HtmlElement) -> bool:
    """Whether a page is nested deeper than its tree goes: the words below are not in it."""
    log = tree.getroottree().parser.error_log
    return any(error.type == etree.ErrorTypes.ERR_RESOURCE_LIMIT for error in log)


def _parse(text: str) -> html.HtmlElement | None:
    parser = html.HTMLParser(remove_comments=True, remove_pis=True, huge_tree=False)
    try:
        return html.document_fromstring(text, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None


def _drop_looks(text: str) -> str:
    """A page without the tags of its looks; a kind of tag that means more somewhere is kept."""
    kept = {name.lower() for name, given in _OPENINGS.findall(text) if _MEANS.search(given)}
    spared = {name for name in _LOOKS if name not in kept}
    return _ANY_TAG.sub(lambda tag: "" if tag[1].lower() in spared else tag[0], text)
