"""The words of quantities: what the seeds say is what the grammar reads, nothing else."""

# ruff: noqa: E501  (the words stand on few lines)

from __future__ import annotations

import importlib.util
import re
import shutil
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingestion import vocabulary
from ingestion.parse.tokens import units
from ingestion.parse.tokens.quantities import find_quantities
from ingestion.parse.tokens.units import match_unit
from ingestion.parse.tokens.word_tree import build_pattern
from ingestion.settings import SEEDS
from ingestion.vocabulary import UnitSurface, normalise_surface

_CLASSES = {unit.unit_code: unit.unit_class for unit in vocabulary.units()}
_READ = [surface for surface in vocabulary.unit_surfaces() if surface.stands != "cell"]
_SIMPLE = [surface for surface in _READ if not re.search(r"[/(·]", surface.surface)]
_AMOUNTS = [surface for surface in _READ if _CLASSES[surface.unit_code] != "percent"]


def test_the_seed_knows_the_classes_and_the_places() -> None:
    assert set(_CLASSES.values()) == {"percent", "measure", "counter", "time", "ratio"}
    assert {s.stands for s in vocabulary.unit_surfaces()} == {"any", "end", "cell"}
    # Nothing is printed behind a ratio (PUE 1.25): match_unit has no word to read.
    assert not [s.surface for s in _READ if _CLASSES[s.unit_code] == "ratio"]


def test_every_surface_is_read_as_itself_in_the_class_of_its_unit() -> None:
    for surface in _READ:
        word, unit_class = surface.surface, _CLASSES[surface.unit_code]
        assert match_unit(word, 0) == (unit_class, word, len(word))
        assert match_unit(f"45{word}以上", 2) == (unit_class, word, 2 + len(word))


def test_every_surface_is_read_with_every_multiplier() -> None:
    for surface in _AMOUNTS:
        for multiplier in vocabulary.unit_multipliers():
            word = multiplier + surface.surface
            match = match_unit(f"{word}。", 0)
            assert match is not None, word
            assert match[1:] == (word, len(word))


@pytest.mark.parametrize(
    "below", ["/日", "/人", "/万元", "/千瓦时", "/kWh", "/㎡", "每年", "每万元", "/人/年"]
)
def test_every_word_is_read_with_what_it_is_per(below: str) -> None:
    for surface in _SIMPLE:
        if _CLASSES[surface.unit_code] != "percent" and surface.stands == "any":
            word = surface.surface + below
            assert match_unit(word, 0) == (_CLASSES[surface.unit_code], word, len(word))


def test_what_fills_a_cell_is_no_unit_of_a_sentence() -> None:
    for surface in vocabulary.unit_surfaces():
        if surface.stands == "cell":
            match = match_unit(f"{surface.surface}。", 0)
            assert match is None or match[1] != surface.surface


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("㎡", ("measure", "㎡")), ("万m³/d", ("measure", "万m³/d")), ("µg/m³", ("measure", "µg/m³")),
        ("KWh", ("measure", "KWh")), ("km²", ("measure", "km²")), ("EFlops", ("measure", "EFlops")), ("℃", ("measure", "℃")),
        ("万度电", ("measure", "万度电")), ("千瓦时", ("measure", "千瓦时")), ("千千瓦", ("measure", "千千瓦")),
        ("个村", ("counter", "个")), ("个百分点", ("percent", "个百分点")), ("个月", ("time", "个月")),
        ("小时", ("time", "小时")), ("万小时", ("counter", "万小时")), ("台(套)", ("counter", "台(套)")),
        ("支队伍", ("counter", "支")), ("套房", ("counter", "套")), ("套房源", ("counter", "套")),
        ("分。", ("counter", "分")), ("分中心", None), ("分钟", ("time", "分钟")), ("成以上", ("percent", "成")),
        ("成员单位", None), ("起,", ("counter", "起")), ("起步", None), ("P。", ("measure", "P")), ("PX", None),
        ("人均", None), ("个方面", None), ("户籍", None), ("名优", None), ("名优秀教师", ("counter", "名")),
        ("G网络", None), ("G以上", ("measure", "G")), ("年一遇", ("counter", "年一遇")), ("th", None), ("t/d", ("measure", "t/d")), ("T", None), ("度", ("measure", "度")),
        ("公里次", ("counter", "公里次")), ("次每次", ("counter", "次")), ("元每人每天", ("measure", "元每人每天")),
        ("%每年", ("percent", "%")), ("万%", None),
    ],
)  # fmt: skip
def test_a_word_ends_where_its_unit_ends(text: str, read: tuple[str, str] | None) -> None:
    match = match_unit(text, 0)
    assert (match and match[:2]) == read


@settings(max_examples=500, deadline=None)
@given(
    st.decimals("0.01", "99999", places=2),
    st.sampled_from(_AMOUNTS),
    st.sampled_from(["", *vocabulary.unit_multipliers()]),
)
def test_a_value_and_any_unit_come_back_as_written(
    value: Decimal, surface: UnitSurface, multiplier: str
) -> None:
    unit = multiplier + surface.surface
    (quantity,) = find_quantities(f"总量达到{value}{unit}。", [])
    assert (quantity.value, quantity.unit) == (value, unit)


def test_a_row_in_the_seeds_is_all_that_a_new_unit_needs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert match_unit("万斛/亩", 0) is None
    shutil.copytree(SEEDS, tmp_path / "seeds")
    with (tmp_path / "seeds" / "unit_surfaces.csv").open("a", encoding="utf-8") as file:
        file.write("斛,cubic_metre,0.05,any\n")
    monkeypatch.setattr(vocabulary, "SEEDS", tmp_path / "seeds")
    vocabulary.unit_surfaces.cache_clear()
    try:
        spec = importlib.util.spec_from_file_location("units_of_more_seeds", units.__file__)
        assert spec is not None
        assert spec.loader is not None
        taught = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(taught)
    finally:
        vocabulary.unit_surfaces.cache_clear()
    assert taught.match_unit("万斛/亩", 0) == ("measure", "万斛/亩", 4)
    assert taught.match_unit("亩/斛", 0) == ("measure", "亩/斛", 3)


@settings(max_examples=300, deadline=None)
@given(
    st.sets(st.text("吨公里标t", min_size=1, max_size=5), min_size=1),
    st.text("吨公里标t", max_size=8),
)
def test_the_longest_word_is_read(words: set[str], text: str) -> None:
    match = re.match(build_pattern(dict.fromkeys(words, "")), text)
    assert (match and match.group()) == max(filter(text.startswith, words), key=len, default=None)


def test_every_spelling_is_one_surface_of_the_warehouse() -> None:
    for surface in vocabulary.unit_surfaces():
        spelt = units._spell(surface.surface)
        assert {normalise_surface(word) for word in spelt} == {normalise_surface(surface.surface)}
        assert len(spelt) == len(set(spelt))
