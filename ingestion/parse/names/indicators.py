"""The thing measured, in the notice's own words, put together from its parts.

力争到2025年,全市秸秆综合利用率 -> 秸秆综合利用率, with the scope 全市.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from ingestion.parse.names.scopes import match_scope
from ingestion.parse.tokens.lexicon import any_of, words_of


@dataclass(slots=True)
class Named:
    """An indicator and the scope word that stood before it."""

    indicator: str
    scope: str | None = None


# Words before an indicator that do not name it.
_BEFORE = re.compile(
    rf"^(?:{any_of('lead_in')}|目前(?=..)|当前(?=..)|启动(?=.{{3}})|年平均(?=.{{3}})|年均(?=.{{3}})"
    r"|[、,:]|[一二三四五六七八九]是(?=..)|[\d一二三四五六七八九十两]{1,3}年(?:内|时间)"
    r"|(?:全市|全省|全县|全区)(?![场域性])(?=.{2}))(?=.{2})"
)
_KEEP_AS_NOUN = re.compile(
    r"(?:推进|完成|实施|落实|支持|开展|保障|提升|实现|组织|指导|引导|增加|保持|达成|持续|统筹|逐步|提高)(?:率|度|量|比例|比重|面积|数|额|情况|指数|项目|企业|户|值|性|化|型|者)"
)
# 开展研发活动的企业占比: the verb opens a clause that belongs to the name.
_RELATIVE = re.compile(
    r"(?:开展|实施|完成|落实|参加|使用)[^的,]{2,12}的[^的,]{2,20}(?:占比|比例|比重|率|数量|覆盖面)$"
    r"|当年新增[^,]{4,30}(?:占比|比例|比重)$"  # a share of what is new in that year
)
# Verbs of making: what is made is the indicator, the verb is not.
_MAKING = any_of("making")
_MADE = re.compile(
    rf"^(?:成功|共|重点|优先|(?:县|市|省|区)级每年|分年度|分批|力争|累计|累积|每年|预计|计划|总|[\d一二三四五六七八九十两]{{1,2}}年)?(?:{_MAKING})(?:和?(?:{_MAKING}|资助|选拔))?(?:了|出)?"
    r"(?!和|及|与|、|率|度(?!假)|量|比例|比重|额|数量|总|性|化率|型|值|面积|周期|速度)(?=..)"
)
_SIZES = re.compile(
    r"(?:特大|超大|大中|大|中|小)型(?:、|和|及)(?:特大|超大|大中|大|中|小)型"
    r"(?P<noun>数据中心|工业企业|企业|养殖场|医院|商场|园区|公共建筑|水库|灌区|城市|船舶)(?=[\u4e00-\u9fff]{2,24}(?:率|效率|能耗|比例|比重)$)"
)
_EACH_BEHIND = re.compile(r"(?<=..)每个?(?:村|镇|乡镇|街道|社区|县|区|校|园区)$")
BARE_DEED = re.compile(  # 支持建设120公里管网
    rf"(?:支持|推动|推进|鼓励|引导|加快|统筹|规划|计划|组织|继续|至少|新|再)?(?:{_MAKING}|开展|实施){{1,2}}"
)
# 县财政每年安排专项资金: who pays is no part of what is paid.
_PAYER = re.compile(
    r"^(?!.均)(?:[\u4e00-\u9fff、]{0,6}财政(?:局|部门)?|[省市县区]级)(?:每年)?(?=安排|投入|统筹|列支|筹集|拨付|整合|设立)"
)
_FOR_THEM = re.compile(
    r"^(?:累计)?为(?P<whom>[^,]{2,20})(?:提供|实施|开展)(?P<what>[^,]{2,})$"
    r"|^(?:用[一二三四五两\d]年时间)?对(?P<object>[^,]{2,20})进行(?P<deed>[^,]{2,8})$"
)
_FRAME = re.compile(
    rf"^(?:在|对|围绕|通过|依托|结合|以|为|利用|按照|根据|每年|每个?(?![百千万])|年内|从|向|聚焦)[^,]{{1,40}}?(?={_MAKING}|新建|改造|治理|修复|整治|种植|回收|淘汰|更新)"
)
# 每个乡镇林业站配备技术员: each of them, and only then what each is to have.
_EACH_FRAME = re.compile(
    rf"(?P<who>每个?(?![年季月周天日半隔百千万])[^,\d]{{1,12}}?)(?:每年|重点|原则上|至少|都|均|要|应){{0,2}}(?={_MAKING}|新建|改造)"
)
# Words between an indicator and its quantity.
_AFTER = re.compile(
    rf"(?:(?!(?<=主要|经济|核心)指标)(?:{any_of('trailing')})|(?<![人户亩年村])均|[,、:]|(?<![惠普涉])及)$"
)
_BASELINE = re.compile(
    r"(?:比|较|同|与|相比|相较|在)(?:于)?“?(?:全[国省市县区]平均(?=水平)|(?:19|20)\d{2}年(?:底|末|水平)?|十[一二三四]五”?(?:末|期末)?|上年(?:同期)?|去年(?:同期)?|上一年|基期|目前|现有|现状|现行[\u4e00-\u9fff]{0,6}标准(?=的?(?:水平|基础))|法定时限|规定时限)(?:的?水平上?|的?基础上|相比|末|底|的\d[\d.]{0,8}[^,\d]{1,12}$|\([^()]{1,24}\))?"
)
_FROM = re.compile(
    r"(?:由|从)[^,由从]{0,12}(?:\d[\d.]{0,8}[^,\d]{0,6}|[一二三四五六七八九]成)$"
)  # 覆盖率由45%提高到85%
_LOOSE = re.compile(r"^(?:[,、和及与:;(]|内(?![河蒙部陆涝外科镜容需贸])){1,9}")  # 范围内, but 内河
_DEFINED = re.compile(r"\(以下(?:简)?称[^()]{1,30}\)")
# 市级财政五年安排资金, 既有小区三年内新增车位: for how long is no part of what.
_TERM = re.compile(
    r"^(?:今后|未来)[一二三四五六七八九十\d]{1,2}年(?:内|间)?"
    r"|^[一二三四五六七八九十\d]{1,2}年(?=累计|合计|共|为|计划)|(?<=..)[一二三四五六七八九十\d]{1,2}年(?:内|(?=安排|投入|统筹|累计|完成|建成|新增|培训|拨付|筹集))"
)
# 合作机构逐步将…占比
_AGENT = re.compile(
    r"^[\u4e00-\u9fff]{2,10}(?:逐步|均|要|须|应当?)将(?=.{3})"
    rf"|^[\u4e00-\u9fff]{{2,6}}?将(?=(?:{_MAKING}).)"
)
_BUILT_THERE = re.compile(
    r"(?P<where>(?![^,]{0,8}示范)[\u4e00-\u9fff]{2,9}[区市县镇村])(?:建成|新建|完成)"
)  # 甲园区建成3座
_HELD = re.compile(
    r"^(?:将|把)(?:现有|原有)?的?[\d.]{1,6}[万亿]?[个家座处所户项台辆条](?=..)"
)  # 将现有11家厂整合至4家
_SEASON = re.compile(
    r"^[\u4e00-\u9fff]{2}(?:前|期间)(?:\(\))?(?=完成|建成|实现|实施|组织)"
)  # 汛期前完成清淤
_YEARS = re.compile(r"[\d一二三四五六七八九十两]{1,2}年")  # 五年投入30亿元
# 选择12个县开展客货邮试点: what is counted are the counties.
_BUSY = re.compile(
    r"(?P<who>[\u4e00-\u9fff]{0,4}?(?:县|县区|城市|乡镇|镇|村|园区|企业|学校|医院))"
    r"(?P<deed>(?:开展|实施|建设运营)[\u4e00-\u9fff、“”]{4,30}(?:试点|创建|示范|中心))"
)
_ASIDE = re.compile(r"^\([^()]{1,40}\)")  # 12万个(含私人桩)
# 引进3家金融机构来我市设立中心: what is counted ends before 来.
_COMES_TO = re.compile(
    r"(?<=..)来(?:我[省市县区]|[\u4e00-\u9fff]{1,3})(?:设立|投资|落户|发展|兴业|创业|建设).*$"
)
_TAIL_NOUN = re.compile(
    r"(?:\([^()]*\d[^()]*\)|的?目标(?:任务)?|(?<!完成创建)(?<!完成建设)的?任务|以上|左右|等|的|之间|次)$"
)


def name_before(words: str, *, made: bool) -> Named:
    """The indicator in the words that stand before its quantity.

    Args:
        made: the quantity counts things, so a verb of making before them is not part of the name.
    """
    words = _FROM.sub("", _DEFINED.sub("", _BASELINE.sub("", words)))
    words = _SEASON.sub("", _AGENT.sub("", _TERM.sub("", _HELD.sub("", words))))
    words = _strip_after(words)
    there = _BUILT_THERE.fullmatch(words)
    if there:
        return Named("", there["where"])
    scope: str | None = None
    for _ in range(12):
        before = words
        if not made and words.startswith("带动"):
            words = words[2:]
        each = _EACH_FRAME.match(words) if made else None
        if each and len(words) - each.end() >= 2:
            scope = scope or each["who"]
            words = words[each.end() :]
        found = match_scope(words)
        if found and len(words) - found[1] >= 2:
            scope = scope or found[0]
            words = words[found[1] :]
        words = _LOOSE.sub("", words)
        if not (_KEEP_AS_NOUN.match(words) or _RELATIVE.match(words)):
            words = _BEFORE.sub("", words, count=1) if _BEFORE.match(words) else words
        if made:
            words = _strip_making(words)
        if words == before:
            break
    sized = _SIZES.match(words)
    if sized:  # 大型、超大型数据中心电能利用率
        scope, words = scope or sized.group(), words[sized.start("noun") :]
    behind = _EACH_BEHIND.search(words)
    if behind:  # “法律明白人”每村不少于3名
        scope, words = scope or behind.group(), words[: behind.start()]
    words = _balance(words)
    is_bare = words in _EMPTY or _YEARS.fullmatch(words) is not None
    return Named("" if is_bare else words, scope)


def name_after(words: str) -> str:
    """The thing counted, in the words behind its quantity: 12个绿色防控示范区 -> 绿色防控示范区."""
    words = _ASIDE.sub("", words).lstrip("的").replace("进行", "", 1)
    busy = _BUSY.fullmatch(words)
    if busy:
        return f"{busy['deed']}的{busy['who']}"
    if words in ("建设任务", "改造任务", "任务", "目标任务"):
        return ""
    words = re.split(r"[,。;]", words, maxsplit=1)[0]
    words = _COMES_TO.sub("", words)
    while True:
        shorter = _TAIL_NOUN.sub("", words)
        if shorter == words or len(shorter) < 2:
            break
        words = shorter
    return _balance(words)


_EMPTY = words_of("saying_nothing")


def _strip_after(words: str) -> str:
    for _ in range(8):
        if words in _EMPTY:
            return ""
        shorter = _AFTER.sub("", words)
        if shorter == words or len(shorter) < 2:
            break
        words = shorter
    return words


def _strip_making(words: str) -> str:
    words = _PAYER.sub("", words)
    if words.startswith(("累计", "为", "用", "对")):
        words = _FOR_THEM.sub(r"\g<whom>\g<what>\g<object>\g<deed>", words)
    framed = _FRAME.match(words)
    if framed:
        words = words[framed.end() :]
    match = _MADE.match(words)
    return words[match.end() :] if match else words


def _balance(words: str) -> str:
    """Cut a bracket or a quotation mark that has lost its other half."""
    for opening, closing in (("(", ")"), ("“", "”"), ("《", "》")):
        if words.count(opening) < words.count(closing):
            words = words[words.rfind(closing) + 1 :] if words.endswith(closing) is False else words
            words = (
                words.replace(closing, "", 1)
                if words.count(closing) > words.count(opening)
                else words
            )
        elif words.count(opening) > words.count(closing):
            words = (
                words[: words.rfind(opening)]
                if words.endswith(opening)
                else words.replace(opening, "", 1)
            )
    return words.strip(",、;:-")
