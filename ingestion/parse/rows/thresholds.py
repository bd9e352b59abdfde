"""Quantities that are rules: a limit, a norm, a distance, a step to start from. None is promised.

Each rule is one small function with an example of what it refuses. A new one goes into `_RULES`.
"""

from __future__ import annotations

import re

from ingestion.parse.rows.descriptions import DESCRIPTIONS
from ingestion.parse.rows.placed import Placed

_SINGLE = re.compile(r"^(?:单(?![位一])[\u4e00-\u9fff]|新上|新建.{0,8}项目(?=..)|不得)")
_MOVES = ("降至", "降到", "下降到", "下降至", "提高到", "提高至", "提升到", "提升至", "上升到")
_STANDARD = re.compile(r"标准》|严格执行|标准要求|符合.{0,12}标准")
_PER_CASE = re.compile(
    r"(?:按照?(?![期时])|配置|配建|配套(?!率))(?![^,]{0,20}(?:率|占比))[^,]{0,14}$"
)
_FROM = re.compile(r"(?:由|从)(?:目前的?|\d{4}年的?)?$|每隔$")
_THEN = re.compile(
    r"(?:逐步|再)?(?:提高|降低|下降|增加|提升|增长|减少|扩大|缩短|压缩|降|增)(?:到|至|为)"
)
_FUND = re.compile(r"(?:设立|组建|发行|筹集|建立|募集).{0,40}(?:规模|总额|总投资)$")
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
_UNDER_STANDARD = re.compile(r"执行[^,;]{0,50}标准[》”]?[^,;]{0,10},[^,;]{0,30}$")
_ON_ALERT = re.compile(r"预警(?:响应)?(?:时(?![间效长])|期间)[^;]{0,60}$")
_PRICE = re.compile(r"(?:(?<!经)费|价|价格|收费|电价|水价|气价|票价|租金)$")
_OF_ALL = re.compile(r"全[国省市县区州]$")
_AMONG = re.compile(r"[\u4e00-\u9fff]{0,6}?(?:中|里|当中)(?![心小型学部药医期年间央国等])")
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


def _limits_an_emission(placed: Placed) -> bool:
    """执行《…标准》,颗粒物浓度不高于30毫克/立方米; 红色预警时减排比例不低于40%; 室温不低于26℃."""
    if placed.is_dated:
        return False
    if placed.is_bounded and placed.quantity.unit in ("℃", "°C", "摄氏度"):
        return True
    before = placed.text[: placed.quantity.start]
    is_limit = placed.is_bounded and not placed.is_share and placed.quantity.change is None
    return bool((is_limit and _UNDER_STANDARD.search(before)) or _ON_ALERT.search(before))


def _singles_out(placed: Placed) -> bool:
    """对未达到80%的单位通报; 不足30人的教学点: which ones are meant."""
    if placed.left.endswith("未"):
        return True
    below = placed.text.startswith(("不足", "不到"), placed.quantity.start)
    return below and placed.right.startswith("的")


def _is_a_tariff(placed: Placed) -> bool:
    """居民垃圾处理费2.5元/吨: what one pays, where no verb moves it."""
    quantity = placed.quantity
    is_price = quantity.unit.startswith(("元/", "元每")) and _PRICE.search(placed.left) is not None
    return is_price and not quantity.verb and quantity.change is None


def _is_among(placed: Placed) -> bool:
    """在全省11个市中率先: how many there are."""
    return _OF_ALL.search(placed.left) is not None and _AMONG.match(placed.right) is not None


def _counts_what_is_listed(placed: Placed) -> bool:
    """知识产权方面5项: the notice tells its own contents."""
    return placed.left.endswith("方面") and placed.quantity.unit in ("项", "条", "个")


_RULES = (
    *DESCRIPTIONS,
    _limits_a_case,
    _sets_a_standard,
    _is_share_of_a_case,
    _is_the_norm_of_one,
    _is_required,
    _is_per_unit,
    _is_the_present,
    _is_of_a_standard,
    _spaces_things,
    _is_a_slogan,
    _counts_what_is_listed,
    _limits_an_emission,
    _singles_out,
    _is_a_tariff,
    _is_among,
)
