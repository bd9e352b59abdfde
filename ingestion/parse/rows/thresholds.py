"""Quantities that say whom a rule is for or what a case gets, and so promise nothing.

Each rule is one small function with an example of what it refuses. A new one goes into `_RULES`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from ingestion.parse.tokens.quantities import Quantity


@dataclass(slots=True)
class Placed:
    """A quantity with the words of its clause before and behind it."""

    quantity: Quantity
    text: str  # the sentence
    left: str
    right: str
    is_dated: bool = False  # the sentence has a date to be met

    @property
    def is_share(self) -> bool:
        return self.quantity.unit_class == "percent"

    @property
    def is_bounded(self) -> bool:
        return self.quantity.comparator in ("ge", "gt", "le", "lt")


_SINGLE = re.compile(r"^(?:单(?![位一])[\u4e00-\u9fff]|新上|新建.{0,8}项目(?=..)|不得)")
_MOVES = ("降至", "降到", "下降到", "下降至", "提高到", "提高至", "提升到", "提升至", "上升到")
_STANDARD = re.compile(r"标准》|严格执行|标准要求|符合.{0,12}标准")
_PER_CASE = re.compile(
    r"(?:按照?(?![期时])|配置|配建|配套(?!率))(?![^,]{0,20}(?:率|占比))[^,]{0,14}$"
)
_WHOM = re.compile(r"^(?:对|针对|凡)")
_WHEN = re.compile(r"^(?:当|若|如|一旦)(?!年|地)")
_FROM = re.compile(r"(?:由|从)(?:目前的?|\d{4}年的?)?$|每隔$")
_SIZED_THING = re.compile(
    r"(?:、\d{1,4}[万亿]元)?(?:级|以上)?(?:项目|企业|产业|园区|集群|乡镇|强村|街区)"
)
# 20户以上自然村通硬化路比例达到90%
_SIZES_ON = re.compile(
    r"(?:、[^,;]{2,12}\d[^,;]{0,8}?){1,2}的[^,;]"
)  # 坡度大于25度、高度超过8米的房屋
# 人口少于200人、位置偏远的自然村可…
_AND_OF_THEM = re.compile(r"、[^,;\d]{2,12}的[\u4e00-\u9fff]{2,8}(?:可|应|采取|实行|由)")
_WHOSE = re.compile(r"[^,;\d]{0,12}?的")
# 处理100万人以上个人信息的单位应当…
_OBLIGED = re.compile(
    r"[^,;]{2,12}的(?:单位|企业|机构|个人|项目|地区|学校|医院|人员)(?:应|须|要|不得|可|由)"
)
_RATED_THING = re.compile(
    r"[^,;\d]{2,24}(?:率|比例|比重|占比|覆盖面)(?:均|全部|总体|要|力争)?(?:达|提|不低|超|稳|保|控|降|为)"
)
_THEN = re.compile(
    r"(?:逐步|再)?(?:提高|降低|下降|增加|提升|增长|减少|扩大|缩短|压缩|降|增)(?:到|至|为)"
)
_AND_ABOVE = re.compile(r"^(?:及以上|及以下)[^,。;、]")
_NOUN = re.compile(r"^的?(?=[\u4e00-\u9fff“(])")
_JOINED = re.compile(r"^(?:和|及|与|以及|并|且|左右|大关|的目标|目标)")
_AIM = re.compile(r"^的(?:目标|任务|要求|水平)")
_FUND = re.compile(r"(?:设立|组建|发行|筹集|建立|募集).{0,40}(?:规模|总额|总投资)$")
_SHARE_NAME = re.compile(r"(?:率|比例|比重|占比|股权|股份|含量)[^,]{0,8}$")
_SIZE = re.compile(
    r"(?:建筑面积|占地面积|产生量|年(?:销售|营业|交易|主营业务)?(?:收入|额)|营业收入|产值|装机容量|库容"
    r"|规模(?:在)?|能耗|用水量|人口|投资(?:额|总额)?|年龄|年满|工龄|年限|满|直径|厚度|功率|注册资金|资产"
    r"|面积|连续|海拔|坡度|占股|持股)(?:大于|超过|达到?|过|超|不低于|在|不少于|小于|高于)?$"
)


_BEYOND = re.compile(r"(?:超过|超出|高于|低于|不足|大于|小于)[^,、\d]{1,10}$")
# 净资产5000万元以上,负债率不超过60%,纳税额100万元以上的,可申请…
_CONDITION = re.compile(
    r"[^;。]{0,40}方可|[^;。]{0,80}?的,(?:可(?!再生)|应|须|按|给予|由|不得|优先|责令|一律|予以|视|经|方|每|奖|补)"
)
_MAKES = re.compile(
    r"(?:开发|建成|建设|新建|新增|培育|打造|引进|创建|提供|发展|认定|遴选)$"
)  # 开发2万个以上的岗位
_EACH_NORM = re.compile(
    r"每(?:班|期|次|场|批次|堂|组|队|节|产|车|餐|趟|家(?!庭)|个?(?:签约)?团队|人每[年月])(?!年)[^,、]{0,12}$"
)
_STANDARDS = re.compile(r"的?标准(?!化|厂房|地|间|件|箱|舱|池|田|园|果)")
_OUGHT_NOT = re.compile(r"(?:不应|不宜|不可|不能|不得|应不|宜|一般|应当在)$")  # 高度不应超过100米
_REQUIRED = re.compile(r"^(?:、[^,;]{2,24})?的?(?:要求|规定|标准|限值|范围)")
_OBEYS = re.compile(r"落实|执行|按照?|符合|满足|遵守|达到")
_BY_EACH = re.compile(r"按照?(?:每|人均|户均|亩均)[^,\d]{0,10}$")
_RADIUS = (
    "内",
    "疫区",
    "受威胁区",
    "缓冲",
    "控制区",
    "生活圈",
    "范围",
    "以外",
    "外",
    "半径",
    "服务半径",
    "服务圈",
    "服务范围",
)
_NEAR = re.compile(r"(?:周边|沿线|沿岸|两侧|方圆|外围|距(?:离(?=..))?[^,]{2,24})(?:各)?$")
_SPACED = re.compile(
    r"每(?:间?隔|相隔|距)?(?:约|近)?[\d.一二两三四五六七八九十百]{1,6}(?:公里|千米|米|里|海里)(?:左右|以内)?[^,]{0,16}$"
)
_SLOGAN_DEED = (
    r"(?:建成|建好|建设|改造|验收|成熟|推进|见效|巩固|发展|带动|培育|壮大|整治|销号|达标|完成|实施|管好|用好|管住|盘活"
    r"|治理|开工|竣工|投产|打造|提升|推广|复制|解决|规范|扶持|引进|落地|启用|拆除|绿化|种植|成活|成功|巩固|创建|评估|退出)"
)
_PAIRED_DEEDS = re.compile(rf"{_SLOGAN_DEED}(?P<count>[一1]\w)[、,]{_SLOGAN_DEED}(?P=count)(?!\w)")


def is_threshold(placed: Placed) -> bool:
    """Whether a quantity limits a rule; 设立总规模10亿元的基金 makes one and is no limit."""
    if _FUND.search(placed.left):
        return False
    return any(rule(placed) for rule in _RULES)


def _limits_a_case(placed: Placed) -> bool:
    """单户金额不超过1000万元; 新上项目替代比例不低于1.2:1. 降至40%以下 is a way to go."""
    return _SINGLE.match(placed.left) is not None and placed.quantity.verb not in _MOVES


def _sets_a_standard(placed: Placed) -> bool:
    """照度不得低于500勒克斯; with a date (2020年供应量不得少于80亩) it is to be reached."""
    if _OUGHT_NOT.search(placed.left):
        return True
    if not placed.quantity.is_ban or placed.is_share:
        return False
    return not placed.is_dated or bool(_STANDARD.search(placed.text))


def _is_share_of_a_case(placed: Placed) -> bool:
    """按投资额的20%发放; 配套装机容量10%的储能."""
    is_part = placed.is_share and placed.quantity.value != 100
    return is_part and _PER_CASE.search(placed.left) is not None


def _names_whom(placed: Placed) -> bool:
    """对油耗高于定额15%的车辆; 对胸径30厘米以上、树龄百年以上的古树; 当降雨量达到50毫米."""
    if _WHEN.match(placed.left):
        return True
    ends = _WHOSE.match(placed.right) or _SIZES_ON.match(placed.right) or placed.quantity.has_bound
    return bool(ends) and _WHOM.match(placed.left) is not None


def _exceeds_a_limit(placed: Placed) -> bool:
    """超过限额20%的单位; 利用率低于标准5%的电站: by how much, for those that a rule is for."""
    return placed.right.startswith("的") and _BEYOND.search(placed.left) is not None


def _closes_a_condition(placed: Placed) -> bool:
    """宽度大于45毫米、空隙率高于40%的,由…责令改正: the clause ends on 的, so it says of whom."""
    if placed.right.endswith("的") and (placed.is_bounded or placed.right == "的"):
        return True
    if placed.is_bounded and _AND_OF_THEM.match(placed.right):
        return True
    return placed.is_bounded and bool(_CONDITION.match(placed.text, placed.quantity.end))


def _is_the_norm_of_one(placed: Placed) -> bool:
    """每班不超过50人, 每队16至24人: how each is to be; 一等奖3名: what a prize is."""
    if placed.left.endswith("等奖") or placed.right.startswith("等奖"):
        return True
    bounded = placed.is_bounded or placed.quantity.high is not None
    return bounded and _EACH_NORM.search(placed.left) is not None


def _is_required(placed: Placed) -> bool:
    """严格落实热灼减率小于5%的要求."""
    return _REQUIRED.match(placed.right) is not None and bool(_OBEYS.search(placed.left))


def _is_per_unit(placed: Placed) -> bool:
    """按照每百户不少于30平方米: how much each is to have."""
    return _BY_EACH.search(placed.left) is not None


def _is_the_present(placed: Placed) -> bool:
    """由45% in 由45%提高到85%, 由年收入2650元提高到3000元."""
    return bool(_FROM.search(placed.left) or _THEN.match(placed.right))


def _is_of_a_standard(placed: Placed) -> bool:
    """按每百户20平方米的标准."""
    return bool(_STANDARDS.match(placed.right)) or placed.left.endswith(("规定的", "标准的"))


def _reaches_and_above(placed: Placed) -> bool:
    """65蒸吨/小时及以上燃煤锅炉."""
    return _AND_ABOVE.match(placed.right) is not None


def _compares_inside_a_name(placed: Placed) -> bool:
    """产值超10亿元企业20家: what is counted are the firms."""
    quantity = placed.quantity
    if quantity.unit_class not in ("measure", "ratio") or quantity.has_bound or quantity.change:
        return False
    if placed.text.startswith(("至少", "最少"), quantity.start):
        return False
    noun = re.match(r"^[\u4e00-\u9fff]{2}", placed.right)
    return bool(noun) and placed.is_bounded and not _JOINED.match(placed.right)


def _bounds_a_noun(placed: Placed) -> bool:
    """2万平方米以上的公共建筑; but 80%以上的机关 and 10家以上企业 are counted themselves."""
    if not (placed.quantity.has_bound and _NOUN.match(placed.right)):
        return False
    if _OBLIGED.match(placed.right):
        return True
    if placed.is_share:
        return placed.right.startswith("的") and bool(_SHARE_NAME.search(placed.left))
    if _RATED_THING.match(placed.right):
        return True
    if placed.quantity.unit_class == "counter" and (
        not placed.right.startswith("的") or _MAKES.search(placed.left)
    ):
        return _SIZE.search(placed.left) is not None
    return not _JOINED.match(placed.right)


def _describes_a_noun(placed: Placed) -> bool:
    """产生量大于1万吨的园区; 日处理600吨的焚烧厂1座; 费率不超过1%的机构."""
    if _SIZE.search(placed.left) and _SIZES_ON.match(placed.right):
        return True
    if not placed.right.startswith("的") or _AIM.match(placed.right):
        return False
    if placed.is_share:
        return placed.is_bounded and bool(_SHARE_NAME.search(placed.left))
    counted = placed.quantity.unit_class == "measure" and re.search(r"\d", placed.right)
    return bool(counted) or placed.is_bounded or bool(_SIZE.search(placed.left))


def _sizes_a_thing(placed: Placed) -> bool:
    """引进50亿元、100亿元项目 names the size of a project, and counts none."""
    return placed.quantity.unit.endswith("元") and bool(_SIZED_THING.match(placed.right))


def _spaces_things(placed: Placed) -> bool:
    """每隔2公里设置1处驿站 says how far apart, not how many; 站点500米半径 is in a name."""
    is_length = placed.quantity.unit.endswith(("米", "公里", "千米"))
    if is_length and (placed.right.startswith(_RADIUS) or _NEAR.search(placed.left)):
        return True
    return _SPACED.search(placed.left) is not None


def _is_a_slogan(placed: Placed) -> bool:
    """建成一处、管好一处: as many again, whatever the number."""
    quantity = placed.quantity
    if quantity.unit_class != "counter":
        return False
    around = placed.text[max(0, quantity.number - 14) : quantity.end + 14]
    return _PAIRED_DEEDS.search(around) is not None


def _counts_what_is_listed(placed: Placed) -> bool:
    """知识产权方面5项: the notice tells its own contents."""
    return placed.left.endswith("方面") and placed.quantity.unit in ("项", "条", "个")


_RULES = (
    _limits_a_case,
    _sets_a_standard,
    _is_share_of_a_case,
    _names_whom,
    _exceeds_a_limit,
    _closes_a_condition,
    _is_the_norm_of_one,
    _is_required,
    _is_per_unit,
    _is_the_present,
    _is_of_a_standard,
    _reaches_and_above,
    _compares_inside_a_name,
    _bounds_a_noun,
    _describes_a_noun,
    _sizes_a_thing,
    _spaces_things,
    _is_a_slogan,
    _counts_what_is_listed,
)

_ENTITLED = re.compile(
    r"给予|奖励(?!资金)|奖补(?!资金)|补助(?!资金|经费)|补贴(?!性|资金|政策)|资助|罚款|处以|补偿(?!资金|机制)|允许|可用于|扣减|[上下]浮|报销比例(?:相应|高于|可|按)|贴息|收费标准|费用标准|(?:报名|考试|测试|培训|评审)费"
    r"|(?:信用额|担保额|贷款额)度?可|可申请|承诺(?!办|时限|完成)|起付|限额|津贴|(?<!担)保额|保费|缴费标准|出资|负担(?!率)|分担(?!率)|控制线|每月(?:发放|补|给)|享受|优惠(?!贷款)|抵扣|上限|下限|封顶|兜底|(?:同一|单个|单项|单笔|单户|单家)[^,]{0,12}(?:总额|额度|不超过|不高于)"
    r"|减免|免征|减征|征收|扣除|抵免|税率|起征|最高(?:不超过|可|给予|额度)?"
    r"|按照?[^,]{0,16}(?:标准|比例)(?:给予|予以|安排|计提|提取|补|发放|缴|支付|执行)"
    r"|每(?:人|户|家|台|辆|吨|亩|个|件|次|度|头|千瓦时)(?:每[年月])?(?:不超过|最高|补|奖|给予)"
    r"|贷款额度|授信额度|注册资本|违约金|业务收费|保证金|定金|一次性(?:给予|奖|补)|收取[^,]{0,8}费"
    r"|费率(?!(?:总体)?(?:降|平均))|风险(?:责任|分担)比例"
)
_EACH_ONE = re.compile(
    r"每(?:人|生|户|亩|头|只|名|例|车|千瓦时|度|吨|立方米|平方米|台|辆|公里|次)(?:每[年月日])?[^,]{0,4}$"
)
_ONE_CASE = re.compile(r"同一|单个|单项|单笔|单户|单家")
_AGGREGATE = re.compile(r"总额|总规模|资金规模|总量|累计|平均[^,]{0,4}费率")


def is_entitlement(placed: Placed, following: str) -> bool:
    """给予最高50万元奖励 is a term per case; 年度补贴总额10亿元 is an aggregate and so a promise.

    Args:
        following: what stands behind the clause.
    """
    quantity = placed.quantity
    is_money = quantity.unit.endswith("元")
    if not is_money and quantity.unit_class not in ("percent", "measure"):
        return False
    if is_money and not quantity.change and _EACH_ONE.search(placed.left):
        return True
    if is_money and _ONE_CASE.search(placed.left):
        return True
    if placed.left.endswith("报销") or placed.left.startswith("允许"):
        return True
    if _AGGREGATE.search(placed.left):
        return False
    granted = following[:14] if re.search(r"给予|予以", following[:14]) else ""
    return _ENTITLED.search(placed.left + placed.right + granted) is not None
