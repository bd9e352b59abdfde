"""What a name goes back to that says nothing by itself: 这一比例, 共计, 总面积, 完成投资, 管好.

A name that stands for another takes that one's; a size or a deed joins the thing named before.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from ingestion.parse.names.indicators import BARE_DEED, name_before
from ingestion.parse.text.folding import fold_text
from ingestion.parse.text.markers import match_marker
from ingestion.parse.tokens.quantities import Quantity
from ingestion.parse.tokens.sentences import Sentence, find_clause, strip_dates

# 这一比例达到80%
_SAME = re.compile(
    r"(?:这一|该|此|上述|前述|以上|其)(?:项)?(?:比例|比重|占比|比率|数量|数字|数值|指标|标准|规模|目标|面积|资金)|其|这一|上述|前述|[二两三]者|[两三四]项(?:指标)?"
)
# A deed alone does not say what is done: 推进老旧小区改造,完成改造86个.
_DEED = re.compile(
    r"(?:再|新|全面|累计|完成)?(?:改造提升|新建和改造|新建改造|新建|改造|加装|安装|修复|开工|竣工|投产|新开工|建成投产|整治|创建|治理|验收|启动|建设|投资"
    r"|扩建|改扩建|改建|迁建|续建|更新|更换|翻新|维修|养护|疏浚|清理|拆除|清淤|绿化)|共?(?:惠及|受益|覆盖|带动)"
    r"|年均(?:培训|轮训|演出|接待)"
)
# A deed that adds nothing to the thing: 建设泵站3座,明年建成5座.
_PLAIN = re.compile(
    r"(?:再|累计|计划|年度)?(?:建成|建成投运|投运|开发|认定|遴选|打造|培育|创办|落实|安排|列支|拨付|下达|发放|投入|筹集|统筹|使用|达到|迈上|跨上|新增|增加|淘汰|推广|管好|建好|用好|办好|护好|管护好|见效|见成效)"
)
_SIZE = re.compile(
    r"首期(?:到位|规模)?|(?:年|日)[\u4e00-\u9fff]{0,4}能力|(?:年|日)?(?:处理|生产|供应|供水|供热|接待|服务|储备|收储|利用)?能力"
    r"|(?!参保|就业|失业|入学|毕业|死亡|发病|识字)[\u4e00-\u9fff]{2}率|增[速幅]|(?:年|总)?(?:产值|产量|营业收入|主营业务收入|销售收入|销售额|交易额|装机容量|装机|规模|面积|建筑面积|占地面积|投资|长度|里程)"
    r"|总数|总量|(?:总|平均)?(?:标准|数量|比例|比重|占比|金额|长度|人数|户数)|[人户亩村]均"
)
_FUNDS = re.compile(r"(?:各类|各级|各项|相关|有关|财政|社会)?(?:资金|经费)")
_TIME = re.compile(
    r"(?:今后|未来)?[\d一二三四五六七八九十两]{1,3}年(?:内|间|累计)?|每隔|期间|年度|第[一二三四五六七八九十\d]{1,3}批"
)
_HEADED = re.compile(r"(?:率|比例|比重|占比|量|度|额|能耗|系数|份额|数|面积)$")
_PLACE_NAME = (
    r"[\u4e00-\u9fff]{0,4}(?:地区|农村|乡镇|县城|城区|市区|县域|乡村|建成区|驻地|建制镇|设区的?市|园区|山区|平原"
    r"|牧区)"
)
_PLACE = re.compile(_PLACE_NAME)
_WHERE = re.compile(
    r"(?:主|中心)城区|建成区|市区|县城|乡镇|县\(市(?:、区)?\)|市本级|县本级|每个?(?:县城|市县|县市区|县区|乡镇|街道|社区|县|市|镇|乡|村)"
    r"|各(?:县区|县市区|县|市|乡镇|地区?|省份?)"
    r"|(?!农村|城镇|城市|其他)[\u4e00-\u9fff]{2,8}(?<!农村)(?:地区|灌区|流域|平原|库区|林区|牧区|新区|开发区|高新区|山区|三角洲)"
    r"|(?!农村|城镇|城市|其他)[\u4e00-\u9fff]{1,4}(?<!示范)(?<!试点)(?<![强名大范点进明生林])(?:[省县旗州盟]|(?<!城)市)"
)
_COUNTED_UP = re.compile(r"(?<=...)(?:总量|数量|总数|人数)$")
_FORMS = re.compile(r"(?P<who>.{4,30}?)形成.{2,10}$")
_GRADE = re.compile(
    r"(?:国家|省|市|县|区|部|自治区|乡镇|村|[一二三四五]|\d?A{1,5})级(?:以上|及以上)?"
)
_REGION = re.compile(
    r"(?![^,]{0,8}元)[\u4e00-\u9fff]{0,4}(?:地区|农村|乡镇|县城|城区)"
)  # 其中农村地区800个
_KIND = re.compile(
    r"机关|机构|单位|企业|学校|医院|园区|小区|社区|[\u4e00-\u9fff]车(?![\u4e00-\u9fff]?位)|校园|场馆"
)
_IN_PLACE = re.compile(rf"^(?:城市|城镇|农村)?(?:{_PLACE_NAME})?(?=..)")
_ENDS_IN_PLACE = re.compile(r"[地区乡村镇市县]$")
# 污泥无害化处置率98%,资源化利用率50%: the second is of the same thing.
_TREATED = re.compile(
    r"(?:无害化|资源化|减量化|规范化|综合|安全|集中|重复|再生)(?:处理|处置|利用|回收|收集){1,2}率$"
)
_BUILDING = ("新建", "改造提升")  # said before what is built, not behind it
_BUILDS = re.compile(r"^(?:建设|新建|改造提升)")
_STARTS = re.compile(r"^(?:新?开工|启动)(?:建设)?(?=..)")
_WHOLLY = re.compile(r"(?:全部|基本|全面)(?=(?:淘汰|关停|退出|改造|拆除|搬迁|整治|治理)$)")
# 项目总投资20亿元,其中计划完成投资5亿元
_OWN_SUM = re.compile(r"(?:计划|预计|年度|当年){0,3}(?:完成)?投资$")
_SIZED = re.compile(r"(?<=..)(?:率|(?:总|建筑|占地|播种|种植|养殖)?面积|数量?|总?量|余额)$")
_SPENT = re.compile(r"资金|投入|经费|投资")
_LONG = re.compile(r"(?:今后|未来)?[\d一二三四五六七八九十两]{1,2}年(?:内|累计)?")
_WORK = re.compile(
    r"(?:推进|实施|开展|加快|推动|启动)(?P<work>[\u4e00-\u9fff“”]{3,20}(?:改造|建设|治理|整治|修复|提升|安装|更新|搬迁))"
    r"(?=,|$)"
)
# 利用率逐年提高,到2025年达到85%: how it moves is no part of what moves.
_UNDER_WAY = re.compile(
    r"(?<=...)(?:(?:全面|有序|加快|深入|扎实|稳步|持续){0,3}(?:推进|开展|实施)"
    r"|(?:逐年|逐步|稳步|不断|持续|明显|显著|大幅|进一步|有效|稳定){1,2}(?:提高|提升|增长|下降|降低|改善|扩大|增加|优化|增强))$"
)
_URGES = re.compile(r"^(?:强化|加大|加强|健全|完善|抓好|做好|落实|优化|拓宽)(?=..)")


class Spoken(NamedTuple):
    """The first and the last thing that the sentence before names, and that sentence."""

    first: str = ""
    last: str = ""
    sentence: Sentence | None = None


def is_anaphor(name: str) -> bool:
    """Whether a name stands for another one."""
    return _SAME.fullmatch(name) is not None


def is_place(name: str) -> bool:
    """Whether a name only says where: 主城区提高到75%, 苏木川灌区18万亩."""
    return _WHERE.fullmatch(name) is not None


def is_bare_deed(name: str) -> bool:
    """Whether what stands before a quantity only says that it is made: 建成15万亩高标准农田."""
    return len(name) < 2 or bool(_PLAIN.fullmatch(name) or BARE_DEED.fullmatch(name))


def is_size(name: str) -> bool:
    """Whether a name is the size of something: 总面积, 年处理能力, 覆盖率."""
    return _SIZE.fullmatch(name) is not None


def says_nothing(name: str) -> bool:
    """Whether a name cannot stand alone in a table."""
    return len(name) < 2 or any(
        pattern.fullmatch(name) for pattern in (_SAME, _DEED, _PLAIN, _SIZE, _FUNDS, _TIME)
    )


def complete_name(quantity: Quantity, own: str, before: str, *, is_scoped: bool) -> str:
    """占总数80% takes the subject before it; 其他城市不低于15% the rate that 缺水城市…率 has.

    Args:
        before: the name before it.
        is_scoped: a scope word stood before that name.
    """
    if not before or len(own) < 2:
        return own
    formed = _FORMS.match(before)
    if formed and own.startswith(("减排", "减少", "节约", "替代", "节水", "节电")):
        return formed["who"] + own  # 改造形成节能量5000万吨、减排二氧化碳1.3亿吨
    if own.startswith("占"):
        before = _COUNTED_UP.sub("", before)  # 人才总量达到120万人,占劳动者的比重28%
    is_share_of = own.startswith("占") and not before.startswith(own)
    if is_share_of or own.startswith("用于"):  # 债券5亿元,其中用于水利2亿元
        return before + own
    if quantity.unit_class != "percent":  # 工厂100家,其中省级20家; 其中农村地区800个
        is_part = _GRADE.fullmatch(own) or _REGION.fullmatch(own)
        return own + before if is_part else own
    changes = quantity.change is not None and len(own) >= 4
    if changes or _HEADED.search(own) or not _HEADED.search(before):
        return _lend_treated(own, before)
    return _lend_rate(own, before, is_scoped=is_scoped, is_level=quantity.is_level)


def _lend_treated(own: str, before: str) -> str:
    """污泥无害化处置率98%,资源化利用率50%."""
    treated = _TREATED.search(before)
    if treated and treated.start() >= 2 and _TREATED.fullmatch(own):
        return before[: treated.start()] + own
    return own


def _lend_rate(own: str, before: str, *, is_scoped: bool, is_level: bool) -> str:
    """城市建成区清扫率90%,镇驻地75%: the rate is the same, the place is another."""
    shared = before.find(own[-2:])
    if shared >= 0:
        return own + before[shared + 2 :]
    if is_level and _KIND.search(own):
        kind = _KIND.search(before) or re.search(re.escape(own[-1]), before)
        if kind and len(before) - kind.end() >= 3:
            return own + before[kind.end() :]  # 直机关节水单位建成率100%,县级公共机构60%
    if _PLACE.fullmatch(own) or (_ENDS_IN_PLACE.search(own) and is_scoped):
        return own + _IN_PLACE.sub("", before)
    return own


def lend_thing(own: str, before: str) -> str:
    """运营主体20家,其中具备跨省能力的8家; 收入100亿元以上的企业2家、50亿元以上的5家."""
    measured, _, thing = before.rpartition("的")
    number = re.search(r"\d", measured)
    if own[:1].isdigit() and number:
        return f"{measured[: number.start()]}{own}的{thing}"
    return f"{own}的{thing}" if measured and own[:1].isdigit() else f"{own}的{before}"


def find_referent(sentence: Sentence, quantity: Quantity) -> str:
    """What 这一比例 means behind a fact: 目前普及率为40%,到2025年这一比例达到60%."""
    for other in reversed(sentence.quantities):
        if other.end > quantity.start or other.unit_class != quantity.unit_class:
            continue
        begin, _ = find_clause(sentence.text, other.number)
        words = strip_dates(sentence.text[begin : other.verb_start], begin, sentence.dates)
        return name_before(words, made=False).indicator
    return ""


def find_subject(sentence: Sentence, quantity: Quantity, own: str, before: Spoken) -> str:
    """What an earlier clause spoke of, else what the heading speaks of: …改造。完成86个."""
    text = sentence.text
    begin, _ = find_clause(text, quantity.number)
    while begin > 1:
        end = begin - 1
        begin, _ = find_clause(text, end)
        end, alike = _cut_at_size(sentence, quantity, begin, end)
        if not alike:
            continue
        words = strip_dates(text[begin:end], begin, sentence.dates)
        named = _stem_rate(name_before(words, made=True).indicator, own)
        if len(named) >= (3 if own else 2):
            return _URGES.sub("", _UNDER_WAY.sub("", _WHOLLY.sub("", named)))
    if before.first and sentence.goes_on and not own.endswith("率"):
        return before.first
    return "" if own else _find_work(sentence, before.sentence) or read_heading(sentence)


def _find_work(sentence: Sentence, before: Sentence | None) -> str:
    """推进老旧管网改造,…。2022年底前完成86公里: the work that the sentence before announces."""
    if before is None or before.clauses.item != sentence.clauses.item:
        return ""
    match = _WORK.search(before.text)
    return name_before(match["work"], made=True).indicator if match else ""


def _cut_at_size(sentence: Sentence, quantity: Quantity, begin: int, end: int) -> tuple[int, bool]:
    """Where a clause's words end before what it says of size, and if that is of the same kind.

    去年利用率为58%,今年提高到60% goes back to 利用率; 每户补助不超过5000元 is passed over.
    """
    inside = [q for q in sentence.quantities if begin <= q.verb_start < end]
    if inside:
        return inside[0].verb_start, inside[0].unit_class == quantity.unit_class
    known = [b.start for b in sentence.benchmarks if begin <= b.start < end]
    return min(known, default=end), True


def read_heading(sentence: Sentence) -> str:
    """The thing that the nearest heading names."""
    if not sentence.clauses.path:
        return ""
    heading = fold_text(sentence.clauses.path[-1])
    marker = match_marker(heading)
    return name_before(heading[marker[1] :] if marker else heading, made=True).indicator


def join_name(subject: str, own: str, left: str) -> str:
    """重点项目建设 + 开工 -> 重点项目开工; 示范基地 + 总面积 -> 示范基地总面积.

    Args:
        left: the words before the quantity as they stand, for a share of a sum.
    """
    summed = _OWN_SUM.search(left)
    if summed and subject.endswith("总投资"):
        return summed.group() if len(summed.group()) > 2 else subject.replace("总投资", "投资")
    if _PLAIN.fullmatch(own):
        return _STARTS.sub("", subject)
    if own.endswith("投资") and _SIZED.search(subject):
        return own  # 改造面积420万平方米,完成投资260亿元
    own = own.removeprefix("共").removeprefix("再").removeprefix("累计").removeprefix("年均")
    if not own or own in subject:
        return subject
    if _HEADED.search(subject) and not own.endswith("均") and not _DEED.fullmatch(own):
        return own if own.endswith("率") else _SIZED.sub("", subject) + own
    return _join_deed(subject, own)


def _join_deed(subject: str, own: str) -> str:
    if own.endswith("均"):
        return own + subject
    if own.startswith(_BUILDING):
        return own + _BUILDS.sub("", subject).removesuffix("建设")
    if own == "培训":
        subject = subject.removesuffix("培育")
    return subject.removesuffix("建设") + own


def name_unaided(sentence: Sentence, quantity: Quantity, own: str, left: str) -> str:
    """The best noun phrase where nothing before helps: what is spent, else the heading's thing."""
    heading = _URGES.sub("", read_heading(sentence))
    if _FUNDS.fullmatch(own):
        words = _LONG.sub("", left.strip(",、"))
        return words if len(words) > len(own) else own
    if quantity.unit.endswith("元") and _PLAIN.fullmatch(own):
        own = own.removeprefix("累计")
        return heading if _SPENT.search(heading) else f"{own}资金"
    if own and own in heading:
        return heading
    return own if is_size(own) or _DEED.fullmatch(own) else heading


def _stem_rate(subject: str, own: str) -> str:
    """收运体系覆盖全部行政村,覆盖率…: the rate is of what covers, and of no other clause."""
    if not own.endswith("率"):
        return subject
    at = subject.find(own[:-1])
    return subject[:at] if at >= 2 else ""
