"""Who issues: the regions of the seed whose paper's head the grammar reads back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache

from bench.history.words import bodies_of
from ingestion import vocabulary
from ingestion.parse import read_notice

_NATION = "100000"
WEIGHTS = {"national": 40, "province": 8, "prefecture": 3, "county": 1}  # notices, relatively


@dataclass(frozen=True, slots=True)
class Place:
    """A region and its government. `parent` is the place above it, by its number in `places()`."""

    number: int
    region_code: str
    name: str
    level: str
    province: str | None
    issuer: str
    prefix: str  # of its documents' numbers; no other place has it
    scope: str  # 全省, 全县
    bodies: tuple[str, ...]
    parent: int | None
    weight: int

    @property
    def source_id(self) -> str:
        return f"r{self.region_code}"


@cache
def places() -> tuple[Place, ...]:
    """Nation first, a place before those in it. Places that share a prefix are left out but one."""
    found: list[Place] = []
    by_code: dict[str, Place] = {}
    prefixes: set[str] = set()
    for region in sorted(vocabulary.regions(), key=lambda one: list(WEIGHTS).index(one.level)):
        place = _make(region, len(found), by_code)
        if place.prefix not in prefixes and _is_read_back(place):
            prefixes.add(place.prefix)
            by_code[region.region_code] = place
            found.append(place)
    return tuple(found)


def _make(region: vocabulary.Region, number: int, held: dict[str, Place]) -> Place:
    chain = _chain(region)
    is_nation = region.region_code == _NATION
    parent = next(
        (held[one.region_code] for one in reversed(chain[:-1]) if one.region_code in held),
        None if is_nation else held.get(_NATION),
    )
    last = "国" if is_nation else region.name[-1]
    scope = f"全{last}" if last in "国省市县区州盟旗" else "全区"
    unit = "自治区" if region.name.endswith("自治区") else scope[1:]
    return Place(
        number,
        region.region_code,
        region.name,
        region.level,
        None if is_nation else chain[0].name,
        "国务院" if is_nation else "".join(one.name for one in chain) + "人民政府",
        "国发" if is_nation else "".join(one.short_name for one in chain) + "政发",
        scope,
        tuple(bodies_of(unit)),
        parent.number if parent else None,
        WEIGHTS[region.level],
    )


@cache
def _regions() -> dict[str, vocabulary.Region]:
    return {one.region_code: one for one in vocabulary.regions()}


def _chain(region: vocabulary.Region) -> list[vocabulary.Region]:
    """From the province down to the region itself."""
    chain = [region]
    while (above := chain[0].parent_code) and above != _NATION:
        chain.insert(0, _regions()[above])
    return chain


def _is_read_back(place: Place) -> bool:
    own, other = f"{place.prefix}〔2023〕12号", f"{place.prefix}〔2021〕5号"
    read = read_notice(
        f"{place.issuer}关于印发工业领域提质增效行动计划的通知\n{own}\n\n"
        f"为落实《节约用水条件》（{other}），制定本方案。\n\n{place.issuer}\n2023年5月1日\n\n"
        f"一、主要目标\n（一）稳步推进。到2028年，{place.scope}再生水利用率稳定在90%以上。"
    )
    said = read.metadata
    return (
        said.document_number == own
        and said.issuers == (place.issuer,)
        and (said.level, said.region, said.province) == (place.level, place.name, place.province)
        and said.written_date == date(2023, 5, 1)
        and [one.number for one in read.citations] == [other]
        and [one.scope for one in read.targets] == [place.scope]
    )
