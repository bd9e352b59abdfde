"""Invented answers of invented sites: what is no notice, in the shapes that sites give it, and
notices that look as if they were none. `python -m tests.ingestion.fetch.truth_pages` prints how
many are told apart.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

from ingestion.errors import FetchRefused
from ingestion.fetch.client import Response
from ingestion.fetch.truth import judge

TITLE = "云泊市人民政府办公室关于印发公共机构节水行动方案的通知"
URL = "http://www.yunbo.example/zwgk/202603/t20260312_88231.html"
HEAD = ["首页", "政务公开", "政务服务", "互动交流", "走进云泊", "数据发布", "专题专栏"]
FOOT = (
    "<div class='foot'><p>主办：云泊市人民政府办公室 承办：云泊市大数据中心</p>"
    "<p>网站标识码：9900000001 备案序号：澜ICP备00000000号 联系电话：0999-0000000</p></div>"
)
MENU = "<ul class='nav'>" + "".join(f"<li><a href='/{w}'>{w}</a></li>" for w in HEAD) + "</ul>"
ROWS = "".join(
    f"<li><a href='./t2026031{n}_8823{n}.html' title='{title}'>{title}</a><span>2026-03-1{n}</span>"
    "</li>"
    for n, title in enumerate(
        [
            TITLE,
            "云泊市关于做好春季造林绿化工作的通知",
            "云泊市排污许可管理工作要点",
            "关于调整城市供水价格听证会的公告",
            "云泊市工业园区循环化改造实施方案",
            "关于公布第三批绿色工厂名单的通报",
            "云泊市新能源汽车推广计划",
        ]
    )
)


def whole(body: str, title: str = "云泊市人民政府") -> str:
    """A page with a site's furniture around its body."""
    return (
        f"<!DOCTYPE html><html><head><meta charset='utf-8'><title>{title}</title></head><body>"
        f"{MENU}<div class='main'>{body}</div>{FOOT}</body></html>"
    )


def bare(body: str, title: str = "", head: str = "") -> str:
    """A page with nothing but its body."""
    return f"<html><head><title>{title}</title>{head}</head><body>{body}</body></html>"


# ---------------------------------------------------------------- no notices

FALSE: dict[str, list[str]] = {
    "soft_404": [
        whole("<h2>您访问的页面不存在</h2><p>请检查地址是否正确，或返回首页。</p>"),
        whole("<p>抱歉，您查看的文章已被删除或移动。</p>", "提示信息"),
        whole("<div class='err'><img src='/404.png' alt=''><p>页面走丢了</p></div>"),
        whole("<p>该信息已下线</p><a href='/'>返回</a>"),
        whole("<h1>404</h1><p>Not Found</p>", "404 Not Found"),
        whole(f"<p>您请求的资源不存在</p><ul>{ROWS}</ul>"),
        whole(f"<ul>{MENU * 12}</ul><p>您查找的栏目已经更名</p><ul>{MENU * 12}</ul>"),
        whole("<p>稿件不存在</p>" + MENU * 20, "错误提示"),
        bare("<center><h1>404 Not Found</h1></center><hr><center>nginx</center>", "404 Not Found"),
        bare("<h2>404 - 找不到文件或目录。</h2><h3>您要查找的资源可能已被删除。</h3>"),
        bare("<h1>HTTP Status 404 – Not Found</h1><p>The origin server did not find it.</p>"),
        bare("<p>出错了！服务器繁忙，请稍后再试。</p>"),
        bare("<p>系统维护中，给您带来不便敬请谅解。</p>", "系统维护"),
        bare("<p>您没有权限访问该栏目</p>"),
        bare("<p>链接已失效</p>"),
        bare(
            "<p>您访问的页面不存在。可能的原因有：输入的地址有误；该内容已经迁移到新版网站的其他栏目；"
            "该内容因时效已过而被移除。请您从网站首页重新进入，或使用站内检索查找所需要的内容，"
            "也可以拨打网站服务电话向值班人员反映，我们会尽快处理并答复。</p>"
        ),
    ],
    "challenge": [
        bare("", "", "<script>var arg1='3A9C';document.cookie='acw_sc__v2='+arg1;</script>"),
        bare("<script>var buid='x';document.cookie='acw_sc__v3='+buid</script>"),
        bare(
            "",
            "",
            "<meta id='9x' content='qqq'><script>$_ts=window['$_ts'];$_ts.cd='qEp';</script>",
        ),
        bare("<script>document.cookie='__jsl_clearance_s=169|0|x';location.href=location</script>"),
        bare("<script>var C3VK='a8f';document.cookie='C3VK='+C3VK+';max-age=300'</script>"),
        bare("<script>document.cookie='security_session_verify=1';self.location=''</script>"),
        bare("<script>var WZWS_CONFIRM_PREFIX_LABEL='/WZWSRELw==';</script>"),
        bare("<script src='https://captcha.gtimg.example/captcha.js'></script><div id=c></div>"),
        bare("<script>window.TSPD_101='1'</script><noscript>Please enable JavaScript</noscript>"),
        bare("<div id='cf-chl-widget'></div><script src='/cdn-cgi/challenge-platform/x'></script>"),
        bare("<h1>安全验证</h1><p>请拖动下方滑块完成拼图</p>", "安全验证"),
        bare("<p>您的访问过于频繁，请稍后再试</p>"),
        bare("<p>请输入验证码继续访问</p><img src='/code.jpg'><input>"),
        bare("<p>请求已被拦截，事件编号 0A33-7712</p><p>如有疑问请联系网站管理员。</p>"),
        bare("<h2>Web应用防火墙</h2><p>您的请求带有不合法参数。</p>", "访问拦截"),
        bare("<p>正在检查您的浏览器，稍后将自动跳转……</p>"),
        bare("<h1>Access Denied</h1><p>You do not have permission.</p>"),
        bare("<p>检测到您的网络存在异常流量</p>"),
        whole("<p>访问已被限制，请完成人机验证。</p>"),
        bare("<p>本站需要启用JavaScript，请开启后刷新页面</p>"),
    ],
    "login_wall": [
        whole("<form>用户登录<input name='u'><input type='password'><button>登录</button></form>"),
        whole("<p>请先登录后查看本栏目内容</p>"),
        bare("<h1>统一身份认证平台</h1><p>个人登录</p><p>法人登录</p>", "统一身份认证"),
        bare("<p>登录超时，请重新进入</p>"),
        whole("<div class='login'>账号登录<br>扫码登录</div>" + MENU * 14),
    ],
    "list_page": [
        whole(f"<h2>政策文件</h2><ul>{ROWS}</ul><div>共34页 下一页</div>"),
        whole(f"<ul>{ROWS}</ul><ul>{ROWS}</ul>", "政策文件_云泊市人民政府"),
        whole(f"<div><h3>要闻</h3><ul>{ROWS}</ul></div><div><h3>公示</h3><ul>{ROWS}</ul></div>"),
        whole(
            "<table>"
            + ROWS.replace("<li>", "<tr><td>")
            .replace("</li>", "</td></tr>")
            .replace("<span>", "<td>")
            + "</table>"
        ),
    ],
    "empty_body": ["", " \r\n\t", "\ufeff\r\n"],
    "stub": [
        bare(""),
        bare("<p>政策文件</p>", "云泊市"),
        "<html></html>",
        bare("<script>location.href='/m/'</script>"),
    ],
    "not_markup": ['{"code":200,"data":null}', "[]", '{"success":false,"code":1000,"msg":"x"}'],
}


# Written after the rules, to see what they had not been made for: 13 of these 19 were caught then.
UNFORESEEN: dict[str, list[str]] = {
    "soft_404": [
        whole("<p>对不起，该页面暂时无法访问</p>"),
        bare("<h1>502 Bad Gateway</h1><hr>openresty"),
        whole("<div>内容正在审核中，暂不能查看</div>"),
        bare("<p>Sorry, the page you are looking for is currently unavailable.</p>", "Error"),
        whole("<p>此文档已归档，请访问新站</p>"),
        bare("<p>站点已关闭</p>", "站点关闭"),
        whole("<p>您所访问的网站正在升级改造</p>"),
        bare("<title>403 Forbidden</title><h1>Forbidden</h1>"),
        whole("<p>参数错误！</p>"),
        bare(
            "<p>页面正在跳转，请稍候...</p><script>setTimeout(function(){location='/'},3000)</script>"
        ),
        whole("<h3>温馨提示</h3><p>文章ID不正确或者文章没有发布</p>"),
    ],
    "challenge": [
        bare("<p>请在五分钟内完成验证</p><div class='slider'></div>"),
        bare("<p>Please complete the security check to access</p>"),
        bare("<form>看不清？换一张<input name=yzm></form>"),
        bare("<p>当前访问疑似黑客攻击，已被网站管理员设置拦截</p>"),
        bare("<p>您的IP已被加入黑名单</p>"),
        bare("<script>eval(function(p,a,c){return p}('0 1',2,2,'cookie'.split('|')))</script>"),
    ],
    "login_wall": [
        bare("<p>用户名 密码 记住我 忘记密码</p>"),
        whole("<p>本内容仅对注册会员开放，请登录</p>"),
    ],
}


# ---------------------------------------------------------------- notices

PARAGRAPHS = [
    "到二〇三〇年，全市公共机构单位建筑面积用水量比二〇二五年下降一成，节水型单位建成率达到七成。",
    "各县（区）要建立台账，按季度报送进展，市水务局会同市机关事务局对进度滞后的地方进行通报。",
    "对不存在的项目、已删除的事项一律核销；系统维护期间的申报以书面材料为准，不得要求群众重复登录。",
    "用户登录政务服务平台后，通过人机验证和短信验证码确认身份，访问过于频繁的账号由平台限制使用。",
    "清理页面不存在、链接已失效、内容找不到的政府网站栏目，对出现404页面的单位逐一督促整改。",
    "请先登录统一身份认证平台，完成法人登录后提交申请；没有权限的单位应当向主管部门申请开通。",
]
TITLES = [
    TITLE,
    "关于清理政府网站错误链接和404页面的通知",
    "云泊市统一身份认证平台管理办法",
    "关于防范网络异常流量、加强安全检测的通知",
    "云泊市政务服务验证码发送管理规定",
    "关于取消已不存在的审批事项的决定",
    "云泊市人民政府关于系统维护期间业务办理的公告",
    "云泊市绿色低碳先行区建设方案",
]


def _line_by_line(title: str, words: list[str]) -> str:
    return whole(f"<h1>{title}</h1>" + "".join(f"<p>{one}</p>" for one in words), title)


def _in_one_piece(title: str, words: list[str]) -> str:
    return whole(f"<h1>{title}</h1><div id='zoom'>{''.join(words * 2)}</div>", "云泊市人民政府")


def _short(title: str, words: list[str]) -> str:
    return bare(f"<h1>{title}</h1><p>{words[0]}</p><p>{words[1]}</p>", title)


def _attachment_only(title: str, _: list[str]) -> str:
    link = "<p>附件：<a href='./P020260312.pdf'>点击下载全文.pdf</a></p>"
    return whole(f"<h1>{title}</h1><p>发布时间：2026-03-12 来源：云泊市</p>{link}", title)


def _beside_a_list(title: str, words: list[str]) -> str:
    side = f"<div class='side'><h3>相关文件</h3><ul>{ROWS}</ul></div>"
    return whole(f"<h1>{title}</h1><p>{words[0]}</p><p>{words[1]}</p>{side}", "云泊市人民政府")


def _with_login_in_head(title: str, words: list[str]) -> str:
    return whole(f"<a href='/sso'>用户登录</a><h1>{title}</h1><p>{''.join(words * 2)}</p>", title)


LAYOUTS = [_line_by_line, _in_one_piece, _short, _attachment_only, _beside_a_list,
           _with_login_in_head]  # fmt: skip


def true_pages() -> Iterator[tuple[str, str]]:
    """Notices, each with its title as a list tells it: layouts x titles x order of paragraphs."""
    for layout, title, turn in product(LAYOUTS, TITLES, range(len(PARAGRAPHS))):
        yield title, layout(title, PARAGRAPHS[turn:] + PARAGRAPHS[:turn])


def read_kind(markup: str, title: str = TITLE, lists: frozenset[str] = frozenset()) -> str | None:
    """The reason for which an answer is refused, or None."""
    response = Response(URL, URL, 200, {"content-type": "text/html"}, markup.encode())
    try:
        judge(response, lists, title=title)
    except FetchRefused as refused:
        return refused.reason
    return None


@dataclass(frozen=True, slots=True)
class Tally:
    """How many of each there were, and which were told wrongly."""

    false: int
    missed: list[tuple[str, str]]
    true: int
    alarms: list[tuple[str, str]]


def tally() -> Tally:
    """Judge all pages."""
    false = [
        (reason, page)
        for group in (FALSE, UNFORESEEN)
        for reason, pages in group.items()
        for page in pages
    ]
    assert len({hashlib.sha256(page.encode()).digest() for _, page in false}) == len(false)
    missed = [(reason, page) for reason, page in false if read_kind(page) is None]
    true = list(true_pages())
    alarms = [
        (reason, page) for title, page in true if (reason := read_kind(page, title)) is not None
    ]
    return Tally(len(false), missed, len(true), alarms)


if __name__ == "__main__":
    found = tally()
    caught = found.false - len(found.missed)
    print(f"caught {caught} of {found.false} ({caught / found.false:.1%})")
    print(
        f"false alarms {len(found.alarms)} of {found.true} ({len(found.alarms) / found.true:.1%})"
    )
    for reason, page in found.missed + found.alarms:
        print(reason, page[:200], page[-300:], sep="\t")
