"""The seeds of places: what was is tied to what is, and zones lie in regions."""

from __future__ import annotations

import csv
import re
from itertools import pairwise

import pytest

from ingestion import vocabulary
from ingestion.settings import ROOT
from ingestion.vocabulary import read_seed


def test_a_former_region_became_a_present_one_after_its_last_list() -> None:
    regions = {region.region_code: region for region in vocabulary.regions()}
    rows = read_seed("region_history")
    assert len(rows) >= 574
    assert len({(row["former_code"], row["former_name"]) for row in rows}) == len(rows)
    for row in rows:
        assert row["valid_from"] < row["first_listed"] <= row["last_listed"] < row["valid_to"], row
        assert bool(row["region_code"]) == bool(row["change_kind"]) == bool(row["is_whole"]), row
        if not row["region_code"]:
            continue
        present = regions[row["region_code"]]
        assert present.region_code[:2] == row["former_code"][:2], row
        assert (row["is_whole"] == "false") == (row["change_kind"] in ("merged", "split")), row
        if row["is_whole"] == "true":
            assert (row["former_code"], row["former_name"]) != (present.region_code, present.name)
            # 儋州 rose from a county to a prefecture: the only one that changed its rank.
            assert row["level"] == present.level or row["former_name"] == "儋州市", row
    untied = [row["former_name"] for row in rows if not row["region_code"]]
    assert untied == []


def test_a_code_bears_one_name_at_a_time() -> None:
    by_code: dict[str, list[tuple[str, str]]] = {}
    for row in read_seed("region_history"):
        listed = (row["first_listed"], row["last_listed"])
        by_code.setdefault(row["former_code"], []).append(listed)
    for code, lists in by_code.items():
        for (_, ended), (began, _) in pairwise(sorted(lists)):
            assert ended < began, code


def read_hand(name: str) -> list[dict[str, str]]:
    with (ROOT / "scripts" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_what_was_decided_by_hand_stands_in_the_seeds() -> None:
    history = {(row["former_code"], row["former_name"]): row for row in read_seed("region_history")}
    for row in read_hand("region_successors"):
        made = history[row["former_code"], row["former_name"]]
        assert {name: made[name] for name in row} == row
        assert row["reason"]
    zones = {row["zone_name"]: row["region_code"] for row in read_seed("development_zones")}
    for row in read_hand("zones_by_hand"):
        assert zones[row["zone_name"]] == row["region_code"]


def test_a_zone_is_no_region_and_lies_in_one() -> None:
    regions = {region.region_code: region for region in vocabulary.regions()}
    names = {region.name for region in regions.values()}
    forms: dict[str, str] = {}
    for row in read_seed("development_zones"):
        assert row["region_code"] in regions, row
        assert row["zone_name"] not in names, row
        for form in {row["zone_name"], *row["short_names"].split()}:
            assert forms.setdefault(form, row["region_code"]) == row["region_code"], form
    assert len(forms) >= 139
    assert not [name for name in names if re.search("开发区|高新区|工业园|示范区|管理区", name)]


@pytest.mark.parametrize(
    ("code", "name", "kind", "present"),
    [
        ("371200", "莱芜市", "merged", "370100"),
        ("341400", "巢湖市", "split", "340000"),
        ("341402", "居巢区", "renamed", "340181"),
        ("420600", "襄樊市", "renamed", "420600"),
        ("530800", "思茅市", "renamed", "530800"),
        ("330104", "江干区", "split", "330100"),
        ("330103", "下城区", "merged", "330105"),
        ("320803", "楚州区", "renamed", "320803"),
        ("139001", "定州市", "recoded", "130682"),
        ("110228", "密云县", "upgraded", "110118"),
        ("522201", "铜仁市", "renamed", "520602"),
        ("469025", "定安县", "recoded", "469021"),
    ],
)
def test_known_changes_come_out_right(code: str, name: str, kind: str, present: str) -> None:
    (row,) = [
        row
        for row in read_seed("region_history")
        if (row["former_code"], row["former_name"]) == (code, name)
    ]
    assert (row["change_kind"], row["region_code"]) == (kind, present)
