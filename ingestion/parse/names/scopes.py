"""The scope words before an indicator, and how far down a list they hold.

A scope word is a whole word: 建成区绿地率 names a scope, 建成区域性中心 builds a centre.
"""

from __future__ import annotations

import re

_EACH = (
    r"省\(区、市\)|省份|省|地市|市州|市\(州\)|市县|市|县\(市、区\)|县\(市\)|县\(区\)|县市区|县区|县城|县"
    r"|区\(县\)|区县|区|镇街|镇|乡\(镇\)|乡镇|乡村|乡|街道|社区|行政村|村|园区|地区|地"
)
# What turns the word before it into the beginning of another word: 区域, 市场, 县级, 镇民.
_NO_BREAK = r"(?![域场间块性级属及和与、或等]|民(?![用营办政生])|以[内外上下]|上下|内外|两级|直属)"
_SCOPE = re.compile(
    r"(?:在|于|使|对|我)?(?:"
    rf"(?P<whole>全[国省市县区州盟旗镇乡])(?:范围内)?{_NO_BREAK}|全行业"
    rf"|(?P<each>各(?:{_EACH})|每个?(?:{_EACH})){_NO_BREAK}(?!城|方|类|段|质|面|下|表|铁|理|热|形|名|卫生|服务|直)"
    r"|(?P<part>[\u4e00-\u9fff]{0,3}(?:及周边地区|三角地区|核心区|带动区)|重点区域|试点地区|设区的?市|(?:沿[江河湖海]|其他|重点)(?:乡镇|县城|县市区|县区|市县|地区)|县\(市(?:、区)?\)"
    rf"|(?:(?:主|中心)城区|建成区|市区|有条件的(?:区县|地区|县区|乡镇)){_NO_BREAK}(?!县|位)"
    rf"|县城{_NO_BREAK}(?![乡镇区关市]|周边|中心)"
    r"|(?!单位|农村|城镇|城市|建成|新建|建设|完成|推进|推动|实现|支持|引导|鼓励)[\u4e00-\u9fff]{2,6}地区(?!生产|性|级|差)))"
    r"(?=.{2})(?!的)"
    # 公共机构能源消费总量, 大型、超大型数据中心电能利用率: a class of bodies or of sizes
    r"|(?P<body>(?:各级)?(?:公共机构|(?:中央|省级|市级|县级)?(?:国家|党政)机关))"
    r"(?=[\u4e00-\u9fff]{2,}(?:总量|能耗|用水量|用电量|碳排放|率)$)"
)
# A place inside the whole, which the word for the whole does not stand for any longer.
_OWN_PLACE = re.compile(
    r"设区的?市|县城|县级(?:城市|市)|[市县]本级|开发区|园区|城关镇|镇驻地"
    r"|[\u4e00-\u9fff]{1,5}(?:流域|平原|山区|丘陵|牧区|林区|灌区|开发区|新区)"
)


def match_scope(words: str) -> tuple[str, int] | None:
    """The scope word that the words begin with, and where it ends."""
    match = _SCOPE.match(words)
    if match is None:
        return None
    return match["whole"] or match["each"] or match["part"] or match["body"], match.end()


def carry_scope(scope: str | None, indicator: str, *, is_same: bool) -> str | None:
    """The scope that a later member of a list shares with the one before it, or None.

    全市森林覆盖率…,湿地保护率… is all of 全市, up to a member with a place of its own. 每个县建设
    and 县城污水处理率 speak of their own thing alone.

    Args:
        is_same: the member goes on about that thing (…公园3个、面积5公顷).
    """
    if scope is None or is_same:
        return scope
    return scope if scope.startswith("全") and not _OWN_PLACE.match(indicator) else None
