"""Quantities that say which ones are meant: 2万平方米以上的公共建筑, 对油耗高于定额15%的车辆.

Each rule is one small function with an example of what it refuses. A new one goes into
`DESCRIPTIONS`.
"""

from __future__ import annotations

import re

from ingestion.parse.rows.placed import Placed

_WHOM = re.compile(r"^(?:对|针对|凡)")
_WHEN = re.compile(r"^(?:当|若|如|一旦)(?!年|地)")
_SIZED_THING = re.compile(
    r"(?:、\d{1,4}[万亿]元)?(?:级|以上)?(?:项目|企业|产业|园区|集群|乡镇|强村|街区)"
)
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
# 20户以上自然村通硬化路比例达到90%
_RATED_THING = re.compile(
    r"[^,;\d]{2,24}(?:率|比例|比重|占比|覆盖面)(?:均|全部|总体|要|力争)?(?:达|提|不低|超|稳|保|控|降|为)"
)
_AND_ABOVE = re.compile(r"^(?:及以上|及以下)[^,。;、]")
_NOUN = re.compile(r"^的?(?=[\u4e00-\u9fff“(])")
_JOINED = re.compile(r"^(?:和|及|与|以及|并|且|左右|大关|的目标|目标)")
_AIM = re.compile(r"^的(?:目标|任务|要求|水平)")
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


DESCRIPTIONS = (
    _names_whom,
    _exceeds_a_limit,
    _closes_a_condition,
    _reaches_and_above,
    _compares_inside_a_name,
    _bounds_a_noun,
    _describes_a_noun,
    _sizes_a_thing,
)
