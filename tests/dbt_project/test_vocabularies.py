"""The seeds: every code that is named exists, every form is told apart, every factor is right."""

from __future__ import annotations

import re
from collections import Counter
from decimal import Decimal
from itertools import pairwise

import pint
import pytest

from ingestion import vocabulary
from ingestion.vocabulary import normalise_surface, read_seed

# Written from the definitions of the units and not from the seed: 1 亩 is 2000/3 square metres.
DEFINITIONS = """
亩 = 2000/3 * meter**2
tce = [coal_equivalent]
CNY = [yuan]
USD = [dollar]
person = [person]
household = [household]
person_time = [person_time]
occurrence = [occurrence]
batch = [batch]
head = [livestock]
plant = [plant]
fish = [fish]
container = [container]
class_hour = [class_hour]
score = [score]
flops = [flops]
metric_ton_steam = [steam]
kilovolt_ampere = [apparent_power]
decibel_level = [sound_level]
degC_level = [temperature_level]
unstated = [unstated]
doubling = [doubling]
working_day = [working_day]
year_of_age = [age]
return_period_year = [return_period]
vehicle = [vehicle]
deadweight_tonne = [deadweight]
ship_ton = [ship_ton]
EUR = [euro]
HKD = [hong_kong_dollar]
"""
MULTIPLES = {"十": 10, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8}
BASES = {
    "%": "percent", "百分比": "percent", "‰": "permille", "成": "10 * percent",
    "个百分点": "percent", "百分点": "percent",
    "个千分点": "permille", "1": "dimensionless", "倍": "dimensionless",
    "亩": "亩", "公顷": "hectare", "平方公里": "kilometer**2", "平方千米": "kilometer**2",
    "km2": "kilometer**2", "米2": "meter**2", "公里2": "kilometer**2",
    "米3": "meter**3", "平方米": "meter**2", "m2": "meter**2",
    "吨": "metric_ton", "t": "metric_ton", "公斤": "kilogram", "千克": "kilogram",
    "kg": "kilogram", "斤": "0.5 * kilogram",
    "吨标准煤": "tce", "吨标煤": "tce", "tce": "tce", "千克标准煤": "0.001 * tce",
    "公斤标准煤": "0.001 * tce", "克标准煤": "0.000001 * tce",
    "吨二氧化碳": "metric_ton", "吨二氧化碳当量": "metric_ton", "tCO2": "metric_ton",
    "tCO2e": "metric_ton", "吨CO2": "metric_ton", "千克二氧化碳": "kilogram",
    "克二氧化碳": "gram",
    "瓦": "watt", "峰瓦": "watt", "千瓦": "kilowatt", "kW": "kilowatt", "兆瓦": "megawatt",
    "MW": "megawatt", "吉瓦": "gigawatt", "GW": "gigawatt", "千伏安": "kilovolt_ampere",
    "兆伏安": "1000 * kilovolt_ampere",
    "千瓦时": "kilowatt_hour", "度电": "kilowatt_hour",
    "kWh": "kilowatt_hour", "兆瓦时": "megawatt_hour", "MWh": "megawatt_hour",
    "吉瓦时": "gigawatt_hour", "GWh": "gigawatt_hour", "太瓦时": "terawatt_hour",
    "吉焦": "gigajoule", "GJ": "gigajoule", "太焦": "terajoule",
    "元": "CNY", "人民币": "CNY", "元人民币": "CNY", "美元": "USD",
    "立方米": "meter**3", "立方": "meter**3", "方": "meter**3", "m3": "meter**3",
    "升": "liter", "公里": "kilometer", "千米": "kilometer", "km": "kilometer", "米": "meter",
    "微克": "microgram", "μg": "microgram", "毫克": "milligram", "mg": "milligram",
    "L": "liter", "小时": "hour", "d": "day", "日": "day", "天": "day", "每日": "day",
    "番": "doubling", "千克标煤": "0.001 * tce", "公斤标煤": "0.001 * tce",
    "克标煤": "0.000001 * tce", "吨油当量": "toe", "载重吨": "deadweight_tonne",
    "吨位": "ship_ton", "吨公里": "metric_ton * kilometer", "人公里": "person * kilometer",
    "车公里": "vehicle * kilometer", "公里次": "kilometer * occurrence", "ug": "microgram",
    "担": "50 * kilogram", "重量箱": "50 * kilogram", "平米": "meter**2", "平方": "meter**2",
    "顷": "100 * 亩", "ha": "hectare", "hm2": "hectare", "千升": "1000 * liter", "kL": "kiloliter",
    "标准立方米": "meter**3", "标方": "meter**3",
    "毫升": "milliliter", "mL": "milliliter", "延米": "meter", "延长米": "meter",
    "海里": "nautical_mile", "mm": "millimeter", "cm": "centimeter", "微米": "micrometer",
    "千瓦小时": "kilowatt_hour", "太瓦": "terawatt", "kVA": "kilovolt_ampere",
    "MVA": "1000 * kilovolt_ampere", "千伏": "kilovolt", "kV": "kilovolt", "伏": "volt",
    "安时": "ampere * hour", "焦耳": "joule", "千焦": "kilojoule", "兆焦": "megajoule",
    "大卡": "1000 * international_calorie", "千卡": "1000 * international_calorie",
    "兆帕": "megapascal", "MPa": "megapascal", "千帕": "kilopascal", "帕": "pascal",
    "勒克斯": "lux", "欧元": "EUR", "港元": "HKD", "港币": "HKD",
    "GB": "gigabyte", "TB": "terabyte", "PB": "petabyte", "EB": "exabyte", "P": "1e15 * flops",
    "a": "year", "月": "year / 12", "h": "hour", "s": "second", "个小时": "hour",
    "分钟": "minute", "秒钟": "second", "个工作日": "working_day", "工作日": "working_day",
    "个自然日": "day", "周岁": "year_of_age", "岁": "year_of_age",
    "年一遇": "return_period_year", "人年": "person * year", "人月": "person * year / 12",
    "人天": "person * day", "起": "occurrence", "届": "occurrence", "趟": "occurrence",
    "匹": "head",
    # 度 alone may be of heat or a slope; nobody counts 10,000 of them but of current.
    "度": "unstated", "G": "unstated", "M": "unstated",
    "万度": "10000 * kilowatt_hour", "亿度": "100000000 * kilowatt_hour",
    "年": "year", "个月": "year / 12", "分贝": "decibel_level", "°C": "degC_level",
    "摄氏度": "degC_level", "万元": "10000 * CNY",
    "户": "household", "户次": "household", "人": "person", "名": "person", "位": "person",
    "人次": "person_time", "人·次": "person_time", "次": "occurrence", "轮": "occurrence",
    "批": "batch", "批次": "batch", "头": "head", "头只": "head", "羽": "head",
    "株": "plant", "棵": "plant", "万人": "10000 * person", "千人": "1000 * person",
    "亩次": "亩 * occurrence", "公顷次": "hectare * occurrence", "株次": "plant * occurrence",
    "尾": "fish", "标箱": "container", "标准箱": "container", "TEU": "container",
    "克": "gram", "毫米": "millimeter", "厘米": "centimeter", "钟头": "hour", "时": "hour",
    "秒": "second", "学时": "class_hour", "课时": "class_hour", "分": "score",
    "百平方公里": "100 * kilometer**2", "PFLOPS": "1e15 * flops", "EFLOPS": "1e18 * flops",
    "Mbps": "megabit / second", "Gbps": "gigabit / second", "兆比特": "megabit",
} | {
    f"{thing}次": "occurrence" for thing in "册场班车架台件辆例剂家列航轮套项宗"
}  # fmt: skip


@pytest.fixture(scope="module")
def registry() -> pint.UnitRegistry:
    registry = pint.UnitRegistry()
    for line in DEFINITIONS.strip().splitlines():
        registry.define(line)
    return registry


def test_every_factor_is_what_pint_converts(registry: pint.UnitRegistry) -> None:
    codes = {unit.unit_code: unit.pint_expression for unit in vocabulary.units()}
    wrong = []
    for surface in vocabulary.unit_surfaces():
        canonical = registry.parse_expression(codes[surface.unit_code])
        stated = read_quantity(registry, surface.surface, codes[surface.unit_code])
        factor = (stated / canonical).to("dimensionless").magnitude
        if abs(float(surface.factor) / factor - 1) > 1e-12:
            wrong.append((surface.surface, surface.factor, factor))
    assert not wrong


def read_quantity(registry: pint.UnitRegistry, surface: str, canonical: str) -> pint.Quantity:
    """One of a printed unit in the terms of pint: 万吨/日 -> 10000 metric_ton / day."""
    if surface in ("人·次", "人(次)"):
        return registry.parse_expression("person_time")
    if surface.startswith("蒸吨"):
        return registry.parse_expression("metric_ton_steam / hour")  # per hour, printed or not
    if surface.startswith("/"):  # 18/10万
        return 1 / read_base(registry, surface[1:].replace("10", "十"), canonical)
    counted = re.sub(r"(?<=.)\([^()]\)$", "", surface)  # 台(套) are 台
    over, *under = re.split(r"[/·]", counted.replace("(", "").replace(")", ""))
    quantity = read_base(registry, over, canonical)
    if surface == "人·年":
        return quantity * registry.parse_expression("year")
    if surface != "台/套":
        for below in under:
            priced = "度电" if below == "度" else below  # 元/度 is a price of current
            quantity /= read_base(registry, priced, canonical)
    return quantity


def read_base(registry: pint.UnitRegistry, printed: str, canonical: str) -> pint.Quantity:
    multiple, base = 1, printed
    while base not in BASES and base[:1] in MULTIPLES:
        multiple, base = multiple * MULTIPLES[base[0]], base[1:]
    if not base:
        return registry.Quantity(multiple)
    if base not in BASES:
        # What is left are counters: 家, 座, 台 ... count things one by one.
        assert "count" in canonical, f"{printed} is no unit that is defined"
        return multiple * registry.parse_expression("count")
    return multiple * registry.parse_expression(BASES[base])


def test_units_of_one_dimension_convert_into_one_another(registry: pint.UnitRegistry) -> None:
    by_dimension: dict[str, pint.Quantity] = {}
    for unit in vocabulary.units():
        quantity = registry.parse_expression(unit.pint_expression)
        first = by_dimension.setdefault(unit.dimension, quantity)
        assert first.is_compatible_with(quantity), unit.unit_code


def test_surfaces_are_told_apart_and_name_a_unit() -> None:
    surfaces = vocabulary.unit_surfaces()
    assert len(surfaces) >= 150
    counts = Counter(normalise_surface(surface.surface) for surface in surfaces)
    assert [form for form, count in counts.items() if count > 1] == []
    assert {s.unit_code for s in surfaces} == {u.unit_code for u in vocabulary.units()}
    assert all(surface.factor > Decimal(0) for surface in surfaces)


def test_a_form_has_one_reading_but_where_a_word_of_its_own_decides() -> None:
    """What int_units_printed chooses between: 千米 is a kilometre, and no thousand of 米."""
    dimensions = {unit.unit_code: unit.dimension for unit in vocabulary.units()}
    readings: dict[str, set[tuple[str, Decimal]]] = {}
    for surface in vocabulary.unit_surfaces():
        dimension = dimensions[surface.unit_code]
        multipliers = {"": Decimal(1)}
        if dimension not in ("share", "ratio"):
            multipliers |= vocabulary.unit_multipliers()
        for multiplier, factor in multipliers.items() if dimension != "unstated" else ():
            form = multiplier + normalise_surface(surface.surface)
            readings.setdefault(form, set()).add((surface.unit_code, surface.factor * factor))
    assert [form for form, meant in readings.items() if len(meant) > 1] == ["千米"]


def test_indicators_name_a_sector_and_a_unit_of_their_dimension() -> None:
    codes = [indicator.indicator_code for indicator in vocabulary.indicators()]
    assert len(codes) == len(set(codes)) >= 200
    dimensions = {unit.unit_code: unit.dimension for unit in vocabulary.units()}
    sectors = {row["sector_code"] for row in read_seed("sectors")}
    for indicator in vocabulary.indicators():
        assert indicator.sector_code in sectors, indicator
        assert indicator.better in ("higher", "lower", "none"), indicator
        expected = dimensions[indicator.unit_code] if indicator.unit_code else None
        assert indicator.dimension == expected, indicator


def test_an_alias_names_one_indicator_and_every_indicator_its_own_name() -> None:
    rows = read_seed("indicator_aliases")
    aliases = [normalise_surface(row["alias"]) for row in rows]
    assert len(aliases) == len(set(aliases))
    codes = {indicator.indicator_code for indicator in vocabulary.indicators()}
    assert {row["indicator_code"] for row in rows} == codes
    named = vocabulary.indicator_aliases()
    for indicator in vocabulary.indicators():
        assert named.get(normalise_surface(indicator.name_zh)) == indicator.indicator_code


def test_a_pattern_is_anchored_and_fits_no_name_of_another_indicator() -> None:
    rows = read_seed("indicator_patterns")
    codes = {indicator.indicator_code for indicator in vocabulary.indicators()}
    names = vocabulary.indicator_aliases() | {
        normalise_surface(row["example"]): row["indicator_code"] for row in rows
    }
    assert len({row["pattern_id"] for row in rows}) == len(rows)
    for row in rows:
        assert row["indicator_code"] in codes, row
        assert row["pattern"].startswith("^"), row
        assert row["pattern"].endswith("$"), row
        pattern = re.compile(row["pattern"])
        fitting = {name: code for name, code in names.items() if pattern.search(name)}
        assert normalise_surface(row["example"]) in fitting, row
        assert set(fitting.values()) == {row["indicator_code"]}, row
        assert not pattern.search(normalise_surface(row["counterexample"])), row


def test_a_counterexample_is_a_name_of_its_own_and_near() -> None:
    """Where the vocabulary knows the near miss, it knows it as another indicator."""
    aliases = vocabulary.indicator_aliases()
    known = 0
    for row in read_seed("indicator_patterns"):
        code = aliases.get(normalise_surface(row["counterexample"]))
        assert code != row["indicator_code"], row
        known += code is not None
    assert known >= 40


def test_regions_hang_on_the_level_above() -> None:
    regions = {region.region_code: region for region in vocabulary.regions(with_sample=True)}
    assert len(regions) == len(vocabulary.regions(with_sample=True))
    above = {
        "province": {"national"},
        "prefecture": {"province"},
        "county": {"prefecture", "province"},
    }
    for region in regions.values():
        if region.level == "national":
            assert region.parent_code is None
        else:
            assert region.parent_code is not None, region
            assert regions[region.parent_code].level in above[region.level], region
    counts = Counter(region.level for region in vocabulary.regions())
    assert counts["province"] == 34
    assert counts["prefecture"] == 333  # as of the end of 2023, without the four municipalities
    assert counts["county"] > 2800


@pytest.mark.parametrize(
    ("name", "short_name", "code", "parent"),
    [
        ("定西市", "定西", "621100", "620000"),
        ("临夏回族自治州", "临夏", "622900", "620000"),
        ("内蒙古自治区", "内蒙古", "150000", "100000"),
        ("东乡族自治县", "东乡", "622926", "622900"),
        ("渝中区", "渝中", "500103", "500000"),
        ("神农架林区", "神农架", "429021", "420000"),
    ],
)
def test_regions_are_shortened(name: str, short_name: str, code: str, parent: str) -> None:
    (region,) = [region for region in vocabulary.regions() if region.region_code == code]
    assert (region.name, region.short_name, region.parent_code) == (name, short_name, parent)


def test_the_regions_of_the_sample_are_no_real_ones() -> None:
    real = {region.name for region in vocabulary.regions()}
    codes = {region.region_code for region in vocabulary.regions()}
    invented = vocabulary.regions(with_sample=True)[len(vocabulary.regions()) :]
    assert invented
    assert not {region.name for region in invented} & real
    assert not {region.region_code for region in invented} & codes


@pytest.mark.parametrize("name", ["sector_rules", "instrument_rules", "agencies", "agency_levels"])
def test_rules_compile_and_have_an_order(name: str) -> None:
    rows = read_seed(name)
    assert sorted(int(row["priority"]) for row in rows) == list(range(1, len(rows) + 1))
    # Postgres keeps 32 compiled patterns: a list that is longer is compiled anew for every row.
    assert name == "agencies" or len(rows) <= 32
    for row in rows:
        assert not re.search(row["pattern"], ""), f"{row['pattern']} fits everything"


def test_plan_periods_follow_one_another() -> None:
    periods = vocabulary.plan_periods()
    for earlier, later in pairwise(periods):
        assert (later.start_date - earlier.end_date).days == 1
    assert {p.name: p.end_date.year for p in periods}["十四五"] == 2025
