"""The thing measured, in the notice's own words, put together from its parts.

力争到2025年,全市秸秆综合利用率 -> 秸秆综合利用率, with the scope 全市.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from ingestion.parse.scopes import match_scope


@dataclass(frozen=True, slots=True)
class Named:
    """An indicator and the scope word that stood before it."""

    indicator: str
    scope: str | None = None


# Words before an indicator that do not name it.
_BEFORE = re.compile(
    r"^(?:其中|目前(?=..)|当前(?=..)|已(?:经)?建成|已有|今后(?=每年)|先行|率先|启动(?=.{3})|沿线(?=设置|建设|布设|布局)|并且|并(?!网)|且|同时|到时|届时|届|以及|及|与|和|或|、|,|:|把|将|使(?!用)|让|当年|同期|同步|[一二三四五六七八九]是(?=..)|再(?=新|建|增|培|完|改|遴|认)|在此基础上|各级(?=公共机构)|要(?=确保|力争|实现|达)|[\d一二三四五六七八九十两]{1,3}年(?:内|时间)"
    r"|力争|确保|争取|努力|预计|计划|提出|明确|分别|应当|每年|年平均(?=.{3})|年均(?=.{3})|均|都|总体|全面|逐步|逐年|分年度|不断|持续|进一步|加快|大力|积极|稳步|着力|切实|深入|扎实|坚决|稳妥|有序|适度|保质保量|按时|即|全年|严格"
    r"|推动|推进|促进|示范带动|引导|支持|鼓励|督促|指导|落实|实施|开展|实现|完成|达成|保持|保障|确立|做到|使得|提高|提升|增加|扩大|加强"
    r"|(?:全市|全省|全县|全区)(?![场域性])(?=.{2}))(?=.{2})"
)
_KEEP_AS_NOUN = re.compile(
    r"(?:推进|完成|实施|落实|支持|开展|保障|提升|实现|组织|指导|引导|增加|保持|达成|持续|统筹|逐步|提高)(?:率|度|量|比例|比重|面积|数|额|情况|指数|项目|企业|户|值|性|化|型|者)"
)
# 开展研发活动的企业占比: the verb opens a clause that belongs to the name.
_RELATIVE = re.compile(
    r"(?:开展|实施|完成|落实|参加|使用)[^的,]{2,12}的[^的,]{2,20}(?:占比|比例|比重|率|数量|覆盖面)$"
)
# Verbs of making: what is made is the indicator, the verb is not.
_MAKING = (
    "配套建设|配建|建成投运|建成投用|创成|遴选扶持|培养|开发(?!区|者|商|利用|强度)|引育|创作|开行|兑付|建成并投入使用|建成投产|建成|建设并正式营运|建设|打造|培育和引进|引进和培育|引进和扶持|引进培育|培育壮大|培育建设|培育发展|培育形成|培育|新增|净增|完成|引进|创建|遴选|实施|发展壮大|发展|形成|组建"
    "|树立|设立|布局建设|规划建设|布局|安排|投入|筹集|争取|支持|扶持|推广应用|推广|推出|梳理出|选树|评选|认定|命名|建立|集聚|投放|配备|配建|购置|落实|申报|争创|成立|开展|举办|组织|选育|制定|发布|选派|招引|签约|储备|谋划|提供|布设|投运|落地|设置|增设|投放|募集|统筹|安装|压减|削减"
)
_MADE = re.compile(
    rf"^(?:成功|共|重点|优先|(?:县|市|省|区)级每年|分年度|分批|力争|累计|累积|每年|预计|计划|总|[\d一二三四五六七八九十两]{{1,2}}年)?(?:{_MAKING})(?:和?(?:{_MAKING}|资助|选拔))?(?:了|出)?"
    r"(?!和|及|与|、|率|度(?!假)|量|比例|比重|额|数量|总|性|化率|型|值|面积|周期|速度)(?=..)"
)
_SIZES = re.compile(
    r"(?:特大|超大|大中|大|中|小)型(?:、|和|及)(?:特大|超大|大中|大|中|小)型"
    r"(?P<noun>数据中心|工业企业|企业|养殖场|医院|商场|园区|公共建筑|水库|灌区|城市|船舶)(?=[\u4e00-\u9fff]{2,}(?:率|效率|能耗|比例|比重)$)"
)
_EACH_BEHIND = re.compile(r"(?<=..)每个?(?:村|镇|乡镇|街道|社区|县|区|校|园区)$")
BARE_DEED = re.compile(  # 支持建设120公里管网
    rf"(?:支持|推动|推进|鼓励|引导|加快|统筹|规划|计划|组织|继续|至少|新|再)?(?:{_MAKING}|开展|实施){{1,2}}"
)
# 县财政每年安排专项资金: who pays is no part of what is paid.
_PAYER = re.compile(
    r"^(?!.均)(?:[\u4e00-\u9fff、]{0,6}财政(?:局|部门)?|[省市县区]级)(?:每年)?(?=安排|投入|统筹|列支|筹集|拨付|整合)"
)
_FOR_THEM = re.compile(r"^(?:累计)?为(?P<whom>[^,]{2,12})提供(?P<what>[^,]{2,})$")
_FRAME = re.compile(
    rf"^(?:在|对|围绕|通过|依托|结合|以|为|利用|按照|根据|每年|每个?(?![百千万])|年内|从|向|聚焦)[^,]{{1,40}}?(?={_MAKING}|新建|改造|治理|修复|整治|种植|回收|淘汰|更新)"
)
# 每个乡镇林业站配备技术员: each of them, and only then what each is to have.
_EACH_FRAME = re.compile(
    rf"(?P<who>每个?(?![年季月周天日半隔百千万])[^,\d]{{1,12}}?)(?:每年|重点|原则上|至少|都|均|要|应){{0,2}}(?={_MAKING}|新建|改造)"
)
# Words between an indicator and its quantity.
_AFTER = re.compile(
    r"(?:分别|共计|(?<![人户亩年村])均|必须|都|也|总体|原则上|年均|累计|累积|合计|总计|力争|确保|基本|将|要|应当|应|须|预计|争取|稳步|逐步|再|每年|平均|总共|共|计划|全部|全面|保持|不断|进一步|原则|努力|需|可|已|已经|持续|同比|环比|目前|由|从|实现(?:翻番|倍增|翻一番)|实现|完成|指标|等|约|近|各|为|达|是|占|在|到|逐年|每年安排|安排|至少|控制|的|,|、|和|(?<![惠普涉])及|:)$"
)
_BASELINE = re.compile(
    r"(?:比|较|同|与|相比|相较|在)(?:于)?“?(?:(?:19|20)\d{2}年(?:底|末|水平)?|十[一二三四]五”?(?:末|期末)?|上年(?:同期)?|去年(?:同期)?|上一年|基期|目前|法定时限|规定时限)(?:的?水平|的?基础上|相比|末|底)?"
)
_FROM = re.compile(
    r"(?:由|从)[^,由从]{0,12}(?:\d[\d.]{0,8}[^,\d]{0,6}|[一二三四五六七八九]成)$"
)  # 覆盖率由45%提高到85%
_LOOSE = re.compile(r"^(?:[,、和及与:;(]|内(?![河蒙部陆涝外科镜容需贸])){1,9}")  # 范围内, but 内河
_DEFINED = re.compile(r"\(以下(?:简)?称[^()]{1,30}\)")
# 引进3家金融机构来我市设立中心: what is counted ends before 来.
# 市级财政五年安排资金, 既有小区三年内新增车位: for how long is no part of what.
_TERM = re.compile(
    r"^(?:今后|未来)[一二三四五六七八九十\d]{1,2}年(?:内|间)?"
    r"|^[一二三四五六七八九十\d]{1,2}年(?=累计|合计|共)|(?<=..)[一二三四五六七八九十\d]{1,2}年(?:内|(?=安排|投入|统筹|累计|完成|建成|新增|培训|拨付|筹集))"
)
# 合作机构逐步将…占比
_AGENT = re.compile(r"^[\u4e00-\u9fff]{2,10}(?:逐步|均|要|须|应当?)将(?=.{3})")
_BUILT_THERE = re.compile(
    r"(?P<where>(?!.*示范)[\u4e00-\u9fff]{2,9}[区市县镇村])(?:建成|新建|完成)"
)  # 甲园区建成3座
_HELD = re.compile(
    r"^(?:将|把)(?:现有|原有)?的?[\d.]{1,6}[万亿]?[个家座处所户项台辆条](?=..)"
)  # 将现有11家厂整合至4家
_SEASON = re.compile(r"^[\u4e00-\u9fff]{2}前(?:\(\))?(?=完成|建成|实现|实施)")  # 汛期前完成清淤
_YEARS = re.compile(r"[\d一二三四五六七八九十两]{1,2}年")  # 五年投入30亿元
_COMES_TO = re.compile(
    r"(?<=..)来(?:我[省市县区]|[\u4e00-\u9fff]{1,3})(?:设立|投资|落户|发展|兴业|创业|建设).*$"
)
_TAIL_NOUN = re.compile(r"(?:\([^()]*\d[^()]*\)|的?目标(?:任务)?|的?任务|以上|左右|等|的|之间|次)$")
_HEAD_START = re.compile(
    r"中[\u4e00-\u9fff]{2,10}(?:占比|比例|比重)|过剩|种植|养殖|播种|灌溉|平均|单位|施用|排放|消费|使用|重点工程|覆盖|利用|处理|处置|回收|治理|减排|占比|占|综合|产量|面积|比例|比重|普及|达标|去除|控制|浓度"
    r"|增加值|投资|收入|能力|规模|装机|总量|总额|总数|数量|强度|净化|合格|保有|建成|改造|完成|保障|入学|就业|参保|生产|供应|自给|良种|机械化|治愈|检测|知晓|满意|配备|收集|转化|供给|供热|用水|消耗|下降|年均|总产值|产值|建设|里程|床位|发病|死亡|毛入"
)
_DONE = (
    r"(?:种植|播种|栽植|移栽|收获|采收|耕整地|收割|加工|生产|销售|消费|养殖|收集|转运|处理|处置|利用|回收|排放"
    r"|施用|使用|供应|储运)"
)
_DONE_TO = re.compile(rf"{_DONE}$")
_DONE_RATE = re.compile(rf"{_DONE}(?P<head>率|量|比例|能力|水平)")
_RATED = re.compile(r"(?<=..)[\u4e00-\u9fff]{2}率$")
# 单位GDP能耗、用水量: what the first is counted per, the second is too.
_PER = re.compile(
    r"(?:单位|万元|亿元)(?:GDP|国内生产总值|地区生产总值|生产总值|工业增加值|建筑面积|产品)|人均|户均|亩均"
)
_DEED_OF_LAND = re.compile(r"新增|恢复|改善|新建|扩建|改建|改造|续建|修复|更新|补充")
_NEWLY = re.compile(r"新[\u4e00-\u9fff]{2}")
_HEADED = re.compile(r"(?:率|比例|比重|占比|量|额|数|面积)$")
_OF_TYPE = re.compile(r"(?![大中小新])[\u4e00-\u9fff]{2,4}型(?=..)")  # 溶剂型涂料、油墨使用比例
_PLACE_END = re.compile(
    r"(?:(?<=地区)|(?<=流域)|(?<=平原)|(?<=..[省市县区]))(?=[\u4e00-\u9fff]{2})"
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
    words = words.lstrip("的").replace("进行", "", 1)
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


# A joint may stand inside a name (知晓率和参与率): the fewer kinds of joints, the surer.
_PARTINGS = tuple(
    re.compile(rf"、|(?<=[\u4e00-\u9fff])(?:{joints})(?=[\u4e00-\u9fffA-Z])")
    for joints in ("和|(?<![惠普涉])及|以及|(?<!参)与", "和|以及", "$^")
)


def split_list(words: str, count: int) -> list[str]:
    """甲、乙排放总量 for two quantities -> 甲排放总量, 乙排放总量; [] if it is no list."""
    parts = next((p for p in (s.split(words) for s in _PARTINGS) if len(p) == count), [])
    if not parts:
        return []
    per = _PER.match(parts[0])
    if per:
        parts = [p if _PER.match(p) else per.group() + p for p in parts]
    parts = _align(parts)
    kind = _OF_TYPE.match(parts[0])
    if kind:
        parts = [p if "型" in p else kind.group() + p for p in parts]
    last = parts[-1]
    if _is_complete(parts[0]) and _is_complete(parts[-2]):
        return [parts[0], *(_lend_subject(parts[0], part) for part in parts[1:])]
    place = _PLACE_END.search(last)
    if place and all(
        _PLACE_END.search(part + "某某") or part.endswith(("地区", "流域")) for part in parts[:-1]
    ):
        head = last[place.start() :]
        return [f"{part}{head}" for part in parts[:-1]] + [last]
    head_match = next((m for m in _HEAD_START.finditer(last) if m.start() >= 2), None)
    head = last[head_match.start() :] if head_match else ""
    if not head and _DONE_TO.search(parts[0]) and (measured := _DONE_RATE.fullmatch(last)):
        head = measured["head"]  # 粪污收集、处理、利用率
    if not head and (rated := _RATED.search(last)):
        head = rated.group()  # 果蔬、水产损耗率
    done = _DONE_TO.search(parts[0])
    if done and done.start() >= 2 and _DONE_TO.fullmatch(last[: len(last) - len(head)]):
        crop = parts[0][: done.start()]  # 花生种植、收获机械化率: 收获 is of 花生 too
        parts = [p if p.startswith(crop) else crop + p for p in parts]
    return [f"{part}{head}" for part in parts[:-1]] + parts[-1:]


def _align(parts: list[str]) -> list[str]:
    """进口、出口通关时间 share what follows 口; 新增、恢复和改善灌溉面积 what follows the verb.

    营运客车、货车能耗: what stands before 客车 is shared too.
    """
    first, last = parts[0], parts[-1]
    if len(first) >= len(last):
        return parts
    if all(_DEED_OF_LAND.fullmatch(part) for part in parts[:-1]) and _DEED_OF_LAND.match(last):
        return [part + last[2:] for part in parts[:-1]] + [last]
    if all(_NEWLY.fullmatch(part) for part in parts[:-1]) and _NEWLY.match(last):
        return [part + last[3:] for part in parts[:-1]] + [last]  # 新签约、新开工项目
    size = next((n for n in (2, 3, 4) if n <= len(first) and last[n - 1] == first[-1]), 0)
    if not size or any(len(part) != size for part in parts[1:-1]):
        return parts
    before, head = first[:-size], last[size:]
    if len(head) < 2 or _HEADED.search(first):
        return parts
    return [first + head, *(before + part + head for part in parts[1:-1]), before + last]


def _lend_subject(first: str, other: str) -> str:
    """花生种植机械化率、收获机械化率: the second measures 花生 too."""
    shared = 0
    while shared < min(len(first), len(other)) and first[-1 - shared] == other[-1 - shared]:
        shared += 1
    own = len(other) - shared
    subject = first[: len(first) - shared - own]
    if shared < 2 or not 1 <= own <= 2 or len(subject) < 2:
        return other
    return subject + other


def _is_complete(words: str) -> bool:
    """A name with a head of its own: 养老床位数, but not 氨氮."""
    return (
        re.search(
            r"(?:率|比例|比重|占比|总量|总额|(?<!需氧)量|消耗|能耗|数|面积|额|收入|规模|里程|能力|强度|增加值|产值|总值|投入|投资|余额|贷款|价值|支出|寿命|指数|率)$",
            words,
        )
        is not None
        and len(words) > 3
    )


_EMPTY = (
    "共计",
    "合计",
    "总计",
    "共",
    "提出",
    "明确",
    "或",
    "或者",
    "实现",
    "完成",
    "达到",
    "力争",
    "确保",
    "再",
    "年均",
    "每年",
    "累计",
    "平均",
    "同比",
    "环比",
    "分别",
    "其中",
    "年",
    "要",
    "可",
    "须",
    "将",
    "应",
)


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
    words = _FOR_THEM.sub(r"\g<whom>\g<what>", words)
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
