"""Whether an answer is what it claims to be: 200 is not success."""

from __future__ import annotations

import re

from lxml import etree

from ingestion.charset import Decoded, decode
from ingestion.errors import FetchRefused, UnreadableText
from ingestion.fetch.client import Response
from ingestion.markup import parse_markup

_MARKUP = ("text/html", "application/xhtml+xml", "text/plain", "")
_GONE = re.compile(
    r"找不到|未找到|无法找到|不存在|已(?:被)?(?:删除|撤下|移除)|页面(?:出错|丢失)|访问出错|链接(?:已)?失效"
    r"|(?<!\d)404(?!\d)|not found",
    re.IGNORECASE,
)
_LOGIN = re.compile(r"请(?:先)?登录|用户登录|统一身份认证|单点登录")
_CHALLENGE_SCRIPT = re.compile(r"acw_sc__v2|\$_ts\s?=|__jsl_clearance|C3VK")
_CHALLENGE = re.compile(
    r"安全验证|人机验证|滑动验证|验证码|访问过于频繁|请开启JavaScript|AccessDenied|请求已被拦截"
)
_GONE_TITLE = re.compile(
    r"(?<!\d)404(?!\d)|页面(?:不存在|丢失|出错)|找不到(?:页面|网页|文件)|访问出错|not found",
    re.IGNORECASE,
)
_GONE_PAGE = re.compile(
    r"(?:访问|请求|查看|浏览)的(?:页面|网页|内容|信息|文章|文件|资源)(?:可能)?"
    r"(?:不存在|找不到|丢失|已(?:被)?(?:删除|撤下|移除))"
    r"|(?:该|此)?(?:页面|网页|文章|信息)(?:不存在|已(?:被)?(?:删除|撤下|移除))"
)
PARAGRAPH = 100  # characters; every notice has a paragraph this long, no menu and no error page has
SHORT = 400  # characters without white space; a notice that says less is looked at twice
STUB = 60  # less than this on a whole page is no notice


def judge(response: Response, list_hashes: set[str], *, title: str | None = None) -> Decoded:
    """Decode an answer and make sure that it may be a notice.

    Args:
        list_hashes: sha256 of the list pages of this run; some sites answer a missing page, or a
            burst of requests, with their front page or list.

    Raises:
        FetchRefused: http_<status>, empty_body, not_markup, list_page, unreadable, challenge,
            login_wall, soft_404, stub.
    """
    if response.status != 200:
        raise FetchRefused(f"http_{response.status}", f"the site answered {response.status}")
    if not response.body.strip():
        raise FetchRefused("empty_body", "the site answered 200 with nothing in it")
    kind = (response.content_type or "").partition(";")[0].strip().lower()
    if kind not in _MARKUP:
        raise FetchRefused("not_markup", f"the answer is {kind}, not a page")
    if response.body_sha256 in list_hashes:
        raise FetchRefused("list_page", "the answer is the list page again")
    try:
        decoded = decode(response.body, header=response.content_type)
    except UnreadableText as error:
        raise FetchRefused("unreadable", str(error)) from error
    _judge_words(decoded.text)
    return decoded


def _judge_words(markup: str) -> None:
    words, title, longest = read_words(markup)
    if len(words) < SHORT:
        for reason, pattern, text in (
            ("challenge", _CHALLENGE_SCRIPT, markup),
            ("challenge", _CHALLENGE, words),
            ("login_wall", _LOGIN, words),
            ("soft_404", _GONE, words + title),
        ):
            if found := pattern.search(text):
                raise FetchRefused(reason, f"a page of {len(words)} characters: {found.group()}")
    elif _GONE_TITLE.search(title):
        raise FetchRefused("soft_404", f"the page is titled {title[:40]}")
    elif longest < PARAGRAPH and (found := _GONE_PAGE.search(words)):
        raise FetchRefused("soft_404", f"a page of menus only: {found.group()}")
    if len(words) < STUB:
        raise FetchRefused("stub", f"the page holds only {len(words)} characters")


def read_words(markup: str) -> tuple[str, str, int]:
    """What a page shows and its title, without white space, and the length of its longest piece."""
    tree = parse_markup(markup)
    if tree is None:
        return "", "", 0
    title = "".join((tree.findtext(".//title") or "").split())
    etree.strip_elements(tree, "script", "style", "noscript", "title", with_tail=False)
    pieces = ["".join(str(piece).split()) for piece in tree.itertext()]
    return "".join(pieces), title, max(map(len, pieces), default=0)
