"""Whether an answer is what it claims to be: 200 is not success."""

from __future__ import annotations

import re
from collections.abc import Set
from urllib.parse import urlsplit

from ingestion.attachments import is_document, tell_kind
from ingestion.charset import Decoded, decode
from ingestion.errors import FetchRefused, UnreadableText
from ingestion.fetch.client import Response
from ingestion.fetch.shown import Shown, read_shown
from ingestion.markup import MARKS

_MARKUP = ("text/html", "application/xhtml+xml", "text/plain", "")
_GONE = re.compile(
    r"找不到|未找到|无法找到|不存在|已(?:被)?(?:删除|撤下|移除|下线)|页面(?:出错|丢失|错误|走丢)|访问出错"
    r"|链接(?:已)?(?:失效|过期)|(?<!\d)404(?!\d)|not\s?found|出错了|系统(?:错误|异常|维护)"
    r"|服务器(?:错误|内部错误|繁忙)|没有(?:找到|权限)|无权(?:访问|查看)",
    re.IGNORECASE,
)
_LOGIN = re.compile(
    r"请(?:先|您)?登录|(?:用户|账号|密码|扫码|法人|个人)登录|统一身份认证|单点登录|登录(?:超时|已失效|后查看)"
)
_LOGIN_FIRST = re.compile(
    r"登录后(?:方?可|才能|即可)?(?:查看|阅读|浏览)(?:全文|正文|内容|详情|本|该|此|更多|$|[。！!])"
    r"|登录(?:超时|已失效)(?=[,，。！!]?(?:请|重新|$))"
)
# Scripts of WAFs: Aliyun, 瑞数, 加速乐, 创宇, 百度云加速, 安恒, 知道创宇, F5, Cloudflare, 腾讯.
_CHALLENGE_SCRIPT = re.compile(
    r"acw_sc__v[23]|\$_ts\s?=|__jsl_clearance|C3VK|_waf_|__tst_status|yunsuo_session"
    r"|security_session_(?:mid_)?verify|cf-chl|cdn-cgi/challenge|TSPD_|captcha\.(?:js|gtimg)"
    r"|TCaptcha|initGeetest|HWWAFSESID|/_guard/|WZWS_(?:METHOD|CONFIRM)|wzws-waf",
    re.IGNORECASE,
)
_CHALLENGE_FIRST = re.compile(
    r"验证码?(?:后|通过后|方可|才能|即可)(?:继续)?(?:查看|访问|阅读|浏览)"
)
_CHALLENGE = re.compile(
    r"安全验证|浏览器安全检[查测]|人机(?:验证|识别)|滑动(?:验证|滑块)|拖动(?:下方)?滑块|验证码|访问过于频繁"
    r"|(?:请|需要)(?:开启|启用)(?:浏览器)?JavaScript|access\s?denied|请求已被(?:拦截|阻断|拒绝)"
    r"|访问(?:被|已被|受到?)(?:拦截|阻断|限制|拒绝|禁止)|(?:网站|Web应用)防火墙|安全狗|D盾"
    r"|正在(?:检查|验证)(?:您的)?浏览器|checking your browser|异常(?:访问|流量)|非法(?:请求|访问)",
    re.IGNORECASE,
)
_GONE_TITLE = re.compile(
    r"(?<!\d)404(?!\d)|页面(?:不存在|丢失|出错|找不到)|找不到(?:页面|网页|文件)|访问出错|not\s?found"
    r"|^(?:出错|错误)(?:了|页面|提示)?(?:[-_|—].*)?$|^error$",
    re.IGNORECASE,
)
_GONE_PAGE = re.compile(
    r"(?:访问|请求|查看|浏览|查找)的(?:页面|网页|内容|信息|文章|文件|资源|栏目)(?:可能)?"
    r"(?:不存在|找不到|丢失|已?(?:经)?(?:被)?(?:删除|撤下|移除|更名|下线)|暂时?不可用)"
    r"|(?:该|此|本)?(?:页面|网页|文章|信息|稿件)(?:不存在|已(?:经)?(?:被)?(?:删除|撤下|移除|下线)|找不到了?)"
    r"|(?:页面|网页)(?:出错|走丢|丢失)了?"
)
_NUMBER = re.compile(r"[〔\[【（(［](?:19|20)\d\d[〕\]】）)］]第?\d{1,5}号")
_MARKS_OF_TITLES = re.compile(r"[\s\W_]")
PARAGRAPH = 100  # characters; every notice has a paragraph this long, no menu and no error page has
SHORT = 400  # characters without white space; a notice that says less is looked at twice
BARE = 40  # characters beside the title, said once or twice
STUB = 60  # less than this on a whole page is no notice
OPENING = 80  # characters; where an error page with a long explanation says what is wrong
LIST_ROWS = 5  # dated links; a notice's own side list may have them too, but then its title stands
_HOME = re.compile(r"/?(?:index|default|main|home)?(?:\.(?:s?html?|jsp|aspx?|php))?", re.IGNORECASE)


def judge(response: Response, list_hashes: Set[str], *, title: str | None = None) -> Decoded:
    """Decode an answer and make sure that it may be a notice.

    Args:
        list_hashes: sha256 of the list pages of this run; some sites answer a missing page, or a
            burst of requests, with their front page or list.
        title: as the list told it; a list or front page has it as a link only.

    Raises:
        FetchRefused: http_<status>, empty_body, not_markup, too_large, list_page, unreadable,
            challenge, login_wall, soft_404, not_the_page, stub.
    """
    if response.status != 200:
        raise FetchRefused(f"http_{response.status}", f"the site answered {response.status}")
    if not response.body.strip(b"\xef\xbb\xbf \t\r\n\x00"):
        raise FetchRefused("empty_body", "the site answered 200 with nothing in it")
    kind = (response.content_type or "").partition(";")[0].strip().lower()
    if is_document(response.body) or (
        kind not in _MARKUP and tell_kind(response.body) != "markup"  # some call a page a download
    ):
        raise FetchRefused("not_markup", f"the answer is {kind or 'a file'}, not a page")
    if response.body.count(b"<") > MARKS:
        raise FetchRefused("too_large", f"a page of more than {MARKS:,} marks")
    if response.body_sha256 in list_hashes:
        raise FetchRefused("list_page", "the answer is the list page again")
    _judge_way(response)
    try:
        decoded = decode(response.body, header=response.content_type)
    except UnreadableText as error:
        raise FetchRefused("unreadable", str(error)) from error
    _judge_words(decoded.text, title)
    return decoded


def find_wall(markup: str) -> str | None:
    """What stands in the place of a list, where it is none: challenge, login_wall or soft_404."""
    shown = read_shown(markup)
    if len(shown.words) >= SHORT:
        return None
    try:
        _judge_short(markup, shown, is_named=False)
    except FetchRefused as wall:
        return f"{wall.reason}: {wall}"
    return None


def _judge_way(response: Response) -> None:
    """A missing page is often a redirect to the front page."""
    if response.final_url == response.url:
        return
    asked, came = urlsplit(response.url), urlsplit(response.final_url)
    if _HOME.fullmatch(came.path) and not came.query and not _HOME.fullmatch(asked.path):
        raise FetchRefused("soft_404", f"redirected to the front page {response.final_url}")


def _judge_words(markup: str, title: str | None) -> None:
    shown = read_shown(markup)
    words = shown.words
    if words.startswith(("{", "[")) and words.endswith(("}", "]")):
        raise FetchRefused("not_markup", "the answer is data, not a page")
    wanted = _squeeze_title(title)
    is_named = _says(shown.unlinked, wanted)  # no error page tells the notice's title
    if len(words) < SHORT:
        is_bare = len(shown.unlinked) < 2 * len(wanted) + BARE
        _judge_short(markup, shown, is_named=is_named, is_bare=is_bare)
    elif _GONE_TITLE.search(shown.title) and not is_named:
        raise FetchRefused("soft_404", f"the page is titled {shown.title[:40]}")
    elif shown.longest < PARAGRAPH:
        _judge_menus(shown, is_named)
    if len(words) < STUB:
        raise FetchRefused("stub", f"the page holds only {len(words)} characters")
    if is_named or not wanted or shown.longest >= PARAGRAPH or _says(shown.title, wanted):
        return
    if shown.dated_links >= LIST_ROWS and _says(shown.linked, wanted):
        links = f"a page of {shown.dated_links} dated links, the title among them"
        raise FetchRefused("list_page", links)
    if shown.has_file or _NUMBER.search(shown.unlinked):
        return  # a covering letter, under another title than the list gave it
    if len(shown.unlinked) < SHORT:
        raise FetchRefused("not_the_page", f"neither a paragraph nor the title {wanted}")


def _judge_short(markup: str, shown: Shown, *, is_named: bool, is_bare: bool = False) -> None:
    """A page that says little: any word of failure tells, unless it has a notice's own marks.

    Args:
        is_bare: there is next to nothing beside the title.
    """
    if found := _CHALLENGE_SCRIPT.search(markup):
        raise FetchRefused("challenge", f"a page with the script of a check: {found.group()}")
    is_prose = shown.longest >= PARAGRAPH
    said = shown.unlinked[:OPENING] if is_prose else shown.unlinked + shown.title
    checks: tuple[tuple[str, re.Pattern[str], str], ...] = (
        ("challenge", _CHALLENGE, said),
        ("login_wall", _LOGIN, said),
        ("soft_404", _GONE_PAGE if is_prose else _GONE, said),
        ("soft_404", _GONE_TITLE, shown.title),
    )
    if is_named:
        checks = (("login_wall", _LOGIN_FIRST, shown.unlinked),)
        if is_bare:  # the title alone, and why there is no more
            checks += (("soft_404", _GONE_PAGE, shown.unlinked),)
            checks += (("challenge", _CHALLENGE_FIRST, shown.unlinked),)
    for reason, pattern, text in checks:
        if found := pattern.search(text):
            raise FetchRefused(reason, f"a page of {len(shown.words)} characters: {found.group()}")


def _judge_menus(shown: Shown, is_named: bool) -> None:
    """A page without a paragraph: what stands between its menus."""
    if is_named:
        return
    for reason, pattern in (("soft_404", _GONE_PAGE), ("challenge", _CHALLENGE)):
        if found := pattern.search(shown.unlinked):
            raise FetchRefused(reason, f"a page of menus only: {found.group()}")
    if len(shown.unlinked) < SHORT and (found := _LOGIN.search(shown.unlinked)):
        raise FetchRefused("login_wall", f"a page of menus only: {found.group()}")


def _says(text: str, wanted: str) -> bool:
    """Whether a text holds the title, be it with other brackets, or broken by a number."""
    words = _MARKS_OF_TITLES.sub("", text)
    pieces = [wanted[at : at + 6] for at in range(0, max(1, len(wanted) - 5), 3)]
    return bool(wanted) and 2 * sum(piece in words for piece in pieces) > len(pieces)


def _squeeze_title(title: str | None) -> str:
    """Enough of a listed title to know it by; it may be cut with dots. Empty where too short."""
    words = _MARKS_OF_TITLES.sub("", title or "")[:30]
    return words if len(words) >= 6 else ""
