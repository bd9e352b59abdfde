"""Which region a body's name says, and at which level: 汀河市人民政府 -> 汀河市, prefecture."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from ingestion import vocabulary
from ingestion.models import Level

NATION = "全国"
_NATIONAL = re.compile(
    r"(?:国务院|国家|中共中央|中华人民共和国|全国|中国|中央|最高人民)|(?!.{0,6}[省市县区州盟旗])[\u4e00-\u9fff]{2,12}?(?:部|总局|总署|审计署)(?:办公厅)?$"
)
# A body of the nation in a place: 国家税务总局某省税务局, 中国人民银行某市中心支行.
_OUTPOST = re.compile(
    r"(?:国家|中国)[\u4e00-\u9fff]{2,10}?(?:总局|银行|总队|集团|局)(?=.{1,8}[省市县区州盟旗])"
)
# 省政府, 自治区人民政府: which one is not said.
_UNNAMED = re.compile(
    r"(?:自治区|[省市县区州盟旗])(?=人民|政府|委|[\u4e00-\u9fff]{1,10}[局委办厅院部]$)"
)
# A zone is a place of its own, whatever it lies in: 云泊高新技术产业开发区管理委员会.
_ZONE = re.compile(
    r"(?P<zone>[\u4e00-\u9fff]{2,20}?(?:开发区|高新区|经开区|工业园区?|产业园区?|示范区|度假区"
    r"|保税区|合作区|管理区|新区))(?:管理委员会|管委会|党工委|办事处)"
)
# What the seed does not hold (an invented place, a new name) still ends like its kind.
_BY_ENDING: tuple[tuple[Level, re.Pattern[str]], ...] = (
    (
        "province",
        re.compile(r"[\u4e00-\u9fff]{1,5}?(?:省|壮族自治区|回族自治区|维吾尔自治区|自治区)"),
    ),
    (
        "prefecture",
        re.compile(
            r"[\u4e00-\u9fff]{1,9}?(?:自治州|地区|盟|市|州(?![市县区旗]|[\u4e00-\u9fff]{1,3}区))"
        ),
    ),
    ("county", re.compile(r"[\u4e00-\u9fff]{1,9}?(?:自治县|自治旗|县|区|旗)")),
)


@dataclass(frozen=True, slots=True)
class Place:
    """A region as printed, its level, and its province where one is known."""

    region: str
    level: Level
    province: str | None


def find_place(issuer: str) -> Place | None:
    """The region that a body serves, from its own name; the innermost where several stand in it."""
    outpost = _OUTPOST.match(issuer)
    if _NATIONAL.match(issuer) and not outpost:
        return Place(NATION, "national", None)
    name = issuer[outpost.end() :] if outpost else re.sub(r"^(?:中共|中国共产党)", "", issuer)
    if _UNNAMED.match(name):
        return None
    chain: list[vocabulary.Region] = []
    position = 0
    while region := _longest(name, position, chain[-1].region_code if chain else None):
        chain.append(region)
        position += len(region.name)
    zone = _ZONE.match(name)
    if zone and not (chain and position >= zone.end("zone")):
        return Place(zone["zone"], "county", _province(chain) if chain else None)
    if chain:
        return Place(chain[-1].name, chain[-1].level, _province(chain))
    return _guess(name)


def is_outpost(body: str) -> bool:
    """国家税务总局某省税务局 is one body, though two names stand in it."""
    return _OUTPOST.match(body) is not None


def _guess(name: str) -> Place | None:
    """Read a chain of places by their endings: 某省某市某县人民政府."""
    places: list[tuple[str, Level]] = []
    position = 0
    for level, pattern in _BY_ENDING:
        match = pattern.match(name, position)
        if match:
            places.append((match.group(), level))
            position = match.end()
    if not places:
        return None
    province = next((place for place, level in places if level == "province"), None)
    return Place(*places[-1], province)


@cache
def _by_name() -> dict[str, list[vocabulary.Region]]:
    names: dict[str, list[vocabulary.Region]] = {}
    for region in vocabulary.regions(with_sample=True):
        names.setdefault(region.name, []).append(region)
    return names


@cache
def _by_code() -> dict[str, vocabulary.Region]:
    return {region.region_code: region for region in vocabulary.regions(with_sample=True)}


def _longest(name: str, position: int, parent: str | None) -> vocabulary.Region | None:
    for length in range(min(15, len(name) - position), 1, -1):
        regions = _by_name().get(name[position : position + length], [])
        within = [r for r in regions if parent is None or _is_within(r, parent)]
        if within:
            return within[0] if len(within) == 1 else _unplaced(within)
    return None


def _unplaced(regions: list[vocabulary.Region]) -> vocabulary.Region:
    """城关区 exists in many cities: its name and level are known, its province is not."""
    provinces = {_province([r]) for r in regions}
    first = regions[0]
    if len(provinces) == 1:
        return first
    return vocabulary.Region("", first.name, first.short_name, first.level, None)


def _is_within(region: vocabulary.Region, ancestor: str) -> bool:
    parent = region.parent_code
    while parent:
        if parent == ancestor:
            return True
        parent = _by_code()[parent].parent_code if parent in _by_code() else None
    return False


def _province(chain: list[vocabulary.Region]) -> str | None:
    for region in chain:
        if region.level == "province":
            return region.name
    parent = chain[0].parent_code
    while parent and parent in _by_code():
        region = _by_code()[parent]
        if region.level == "province":
            return region.name
        parent = region.parent_code
    return None
