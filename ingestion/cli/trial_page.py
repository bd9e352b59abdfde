"""A notice's page, read as fetch and parse would read it, and what of it nothing read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urljoin

from lxml import html

from ingestion.attachments import is_document_link
from ingestion.charset import Decoded
from ingestion.errors import FetchRefused, LayoutChanged, LuceError
from ingestion.fetch.client import Response
from ingestion.fetch.truth import judge
from ingestion.markup import parse_markup
from ingestion.models import PageText, ParsedNotice
from ingestion.parse.containers import Selectors, find_body
from ingestion.parse.markup import drop_hidden, read_blocks
from ingestion.parse.page import read_page
from ingestion.parse.stated import KNOWN_LABELS, KNOWN_METAS
from ingestion.sources import Source
from ingestion.stages.reading import read_landed

SHOWN = 15  # characters of the body's beginning and of its end
_CLASSES = ("主题分类", "组配分类", "公文种类")
_COLUMNS = ("栏目", "栏目类型")  # what the site files it under, where the page states no class
_SPACES = re.compile(r"[\s\u00a0\u3000\u2002\u2003\u200b]+")
_STATEMENT = re.compile(
    r"(?:^|(?<=[\s\u00a0\u3000\[【]))([\u4e00-\u9fff](?:[ \u00a0\u3000]{0,8}[\u4e00-\u9fff]){1,6})"
    r"[ \u00a0\u3000\]】]{0,4}[：:]([^\t：:]{0,200})"
)
_FURNITURE = re.compile(
    r"位置|分享|字[号体]|次数|浏览|阅读|点击|打印|关闭|主办|承办|备案|电话|邮[编箱]|地址|技术支持|标识码|版权|扫"
    r"|[上下]一[篇条]"
)
_TECHNICAL = frozenset({"viewport", "renderer", "format-detection", "robots", "generator"})


@dataclass(slots=True)
class PageTrial:
    """What would be landed, field by field; `rejected` is the reason where nothing would be."""

    fields: list[tuple[str, str]] = field(default_factory=list)
    attachments: list[tuple[str, str]] = field(default_factory=list)  # name, url
    unread: list[str] = field(default_factory=list)
    rejected: str | None = None


def try_page(
    source: Source, response: Response, *, title: str | None = None, lists: set[str] | None = None
) -> PageTrial:
    """Read one answer all the way; a page that would be rejected says why instead.

    Args:
        title: as its list gives it.
        lists: sha256 of the list pages that came before it.
    """
    trial = PageTrial()
    try:
        decoded = judge(response, lists or set(), title=title)
    except FetchRefused as error:
        trial.rejected = f"fetch: {error.reason}: {error}"
        return trial
    if not _is_plain(response):
        trial.unread = list(_find_unread(decoded.text, source.selectors))
    try:
        page = _read(source, response, decoded)
        trial.attachments = [(link.name, link.url) for link in page.attachments]
        trial.fields = list(_read_fields(source, response, decoded, page))
    except LayoutChanged as error:
        trial.rejected = f"parse: layout_changed: {error}"
    except LuceError as error:
        trial.rejected = f"parse: {error}"
    followed = {url for _, url in trial.attachments}
    trial.unread += [
        f"file that is not followed: {name} {url}"
        for name, url in _find_files(decoded.text, response.final_url)
        if url not in followed
    ]
    return trial


def _is_plain(response: Response) -> bool:
    return (response.content_type or "").partition(";")[0].strip().lower() == "text/plain"


def _read(source: Source, response: Response, decoded: Decoded) -> PageText:
    return read_page(
        response.body,
        url=response.url,
        content_type=response.content_type,
        charset=decoded.charset,
        selectors=source.selectors,
        final_url=response.final_url,
    )


def _read_fields(
    source: Source, response: Response, decoded: Decoded, page: PageText
) -> Iterator[tuple[str, str]]:
    notice = read_landed(
        response.body,
        url=response.url,
        content_type=response.content_type,
        charset=decoded.charset,
        source=source,
    )
    stated = page.stated
    chosen = _CLASSES if stated.keys() & set(_CLASSES) else _COLUMNS
    classes = [stated[name] for name in chosen if name in stated]
    yield from _metadata_of(notice)
    yield "class", "; ".join(classes)
    is_plain = _is_plain(response)
    lines = page.text.split("\n") if is_plain else _read_body(decoded.text, source.selectors)
    text = _SPACES.sub("", "".join(lines))
    yield "body", f"{sum(map(bool, lines))} paragraphs, {len(text)} characters"
    yield "begins", text[:SHOWN]
    yield "ends", text[-SHOWN:]
    counted = (("targets", notice.targets), ("measures", notice.measures))
    yield "read", ", ".join(f"{len(rows)} {name}" for name, rows in counted)
    yield "charset", f"{decoded.charset} (by {decoded.basis})"
    yield "flags", ", ".join((*notice.flags, *decoded.flags))


def _metadata_of(notice: ParsedNotice) -> Iterator[tuple[str, str]]:
    read = notice.metadata
    yield "title", read.title or ""
    yield "number", read.document_number or ""
    yield "issuer", "、".join(read.issuers)
    yield "written", str(read.written_date or "")
    yield "published", str(read.published_date or "")
    yield "index", read.index_number or ""
    yield "validity", read.validity or ""
    yield "source", read.source_site or ""


def _read_body(markup: str, selectors: Selectors | None) -> list[str]:
    """The container's own lines, without a title that was put before them."""
    _, body = _open(markup, selectors)
    return read_blocks(body) if body is not None else []


def _open(
    markup: str, selectors: Selectors | None
) -> tuple[html.HtmlElement | None, html.HtmlElement | None]:
    tree = parse_markup(markup)
    if tree is None:
        return None, None
    drop_hidden(tree)
    body = find_body(tree, selectors)
    return tree, body.element if body is not None else None


def _find_unread(markup: str, selectors: Selectors | None) -> Iterator[str]:
    """Labels outside the body, and <meta> names, that no field is read from."""
    tree, body = _open(markup, selectors)
    if tree is None:
        return
    metas = [(e.get("name", ""), e.get("content", "")) for e in tree.xpath("//meta[@name]")]
    if body is not None and body.getparent() is not None and body.tag != "body":
        body.drop_tree()
    seen: set[str] = set()
    for line in read_blocks(tree):
        for label, value in _STATEMENT.findall(line.replace("：\t", "：").replace(":\t", ":")):
            name = _SPACES.sub("", label)
            if name in seen or name in KNOWN_LABELS or _FURNITURE.search(name):
                continue
            seen.add(name)
            yield f"label {name}: {_SPACES.sub(' ', value).strip()[:60]}"
    for name, content in metas:
        if content.strip() and name not in KNOWN_METAS and name.lower() not in _TECHNICAL:
            yield f"meta {name}: {_SPACES.sub(' ', content).strip()[:60]}"


def _find_files(markup: str, url: str) -> Iterator[tuple[str, str]]:
    """Every link to a document, wherever on the page it stands."""
    tree = parse_markup(markup)
    for link in [] if tree is None else tree.xpath("//a[@href]"):
        if is_document_link(link):
            yield _SPACES.sub(" ", link.text_content()).strip(), urljoin(url, link.get("href"))
