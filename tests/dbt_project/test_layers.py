"""The layers of the dbt project: who reads whom, what is named how, and that all is described."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from ingestion.settings import ROOT

PROJECT = ROOT / "dbt_project"
MODELS = sorted((PROJECT / "models").rglob("*.sql"))
SEEDS = sorted((PROJECT / "seeds").rglob("*.csv"))
MARTS = [path for path in MODELS if "marts" in path.parts]
NAMES = {
    "staging": r"stg_(raw|quarantine)__[a-z_]+s",
    "intermediate": r"int_[a-z]+(_[a-z]+)*ed",
    "marts": r"(fct|dim|bridge|mart)_[a-z_]+",
}
MAY_READ = {
    "staging": set(),
    "intermediate": {"staging", "intermediate", "seeds"},
    "marts": {"staging", "intermediate", "marts", "seeds"},
}
# What decides, chooses or counts; a plain selection and an outer join do not.
LOGIC = re.compile(
    r"\b(?:case|over|distinct|group by|union|exists|greatest)\b"
    r"|first_rule|deadline_status|normalise_"
)
UNIT_TESTED = {
    model
    for path in (PROJECT / "models").rglob("_unit_tests*.yml")
    for model in re.findall(r"^    model: (\w+)$", path.read_text(encoding="utf-8"), re.MULTILINE)
}


def layer(path: Path) -> str:
    return path.relative_to(PROJECT).parts[1] if "models" in path.parts else "seeds"


def described(path: Path) -> dict[str, Any]:
    """The entry of a model or a seed in the YAML beside it."""
    beside = yaml.safe_load(path.with_suffix(".yml").read_text(encoding="utf-8"))
    (entry,) = next(iter(beside.values()))
    assert entry["name"] == path.stem
    return dict(entry)


def referred(path: Path) -> set[str]:
    return set(re.findall(r"ref\('(\w+)'\)", path.read_text(encoding="utf-8")))


def test_the_project_was_found() -> None:
    assert len(MODELS) >= 30
    assert len(SEEDS) >= 12


@pytest.mark.parametrize("path", MODELS, ids=lambda path: path.stem)
def test_only_staging_reads_sources_and_nothing_reads_backwards(path: Path) -> None:
    homes = {other.stem: layer(other) for other in (*MODELS, *SEEDS)}
    text = path.read_text(encoding="utf-8")
    assert ("source(" in text) == (layer(path) == "staging")
    assert {homes[name] for name in referred(path)} <= MAY_READ[layer(path)]
    assert not re.search(r"\b(raw|quarantine|staging|intermediate|marts|marts_next)\.\w", text)


@pytest.mark.parametrize("path", MODELS, ids=lambda path: path.stem)
def test_models_are_named_for_their_layer(path: Path) -> None:
    assert re.fullmatch(NAMES[layer(path)], path.stem)


@pytest.mark.parametrize("path", [*MODELS, *SEEDS], ids=lambda path: path.stem)
def test_models_seeds_and_columns_are_described_with_a_chinese_label(path: Path) -> None:
    entry = described(path)
    assert entry["description"].strip()
    assert re.search(r"[\u4e00-\u9fff]", entry["config"]["meta"]["label_zh"])
    for column in entry["columns"]:
        label = column["config"]["meta"]["label_zh"]
        assert re.search(r"[\u4e00-\u9fff]", label), column["name"]
        assert column["description"].startswith(f"{label}. "), column["name"]


@pytest.mark.parametrize("path", MARTS, ids=lambda path: path.stem)
def test_marts_state_their_grain_their_key_and_every_type(path: Path) -> None:
    entry = described(path)
    assert entry["description"].startswith("One row is ")
    (key,) = [c for c in entry["constraints"] if c["type"] == "primary_key"]
    assert set(key["columns"]) <= {column["name"] for column in entry["columns"]}
    assert all(column.get("data_type") for column in entry["columns"])


@pytest.mark.parametrize("path", MARTS, ids=lambda path: path.stem)
def test_marts_have_four_data_tests_that_dbt_runs(path: Path) -> None:
    """Constraints of the contract do not count: they make the table, and test nothing by name."""
    entry = described(path)
    tests = [*entry.get("data_tests", [])]
    for column in entry["columns"]:
        tests += column.get("data_tests", [])
    assert len(tests) >= 4
    bodies = [body for test in tests if isinstance(test, dict) for body in test.values()]
    named = [body["name"] for body in bodies if "claim" in str(body)]
    assert all(re.fullmatch(r"[a-z]+(_[a-z]+)+", name) for name in named)
    assert len(set(named)) == len(named)


@pytest.mark.parametrize(
    "path",
    [path for path in MODELS if LOGIC.search(path.read_text(encoding="utf-8"))],
    ids=lambda path: path.stem,
)
def test_a_model_that_decides_something_has_a_unit_test(path: Path) -> None:
    assert path.stem in UNIT_TESTED


def test_contracts_are_enforced_on_all_marts() -> None:
    project = yaml.safe_load((PROJECT / "dbt_project.yml").read_text(encoding="utf-8"))
    assert project["models"]["luce"]["marts"]["+contract"] == {"enforced": True}
    assert not [p for p in MARTS if "contract" in described(p)["config"]]


@pytest.mark.parametrize("path", SEEDS, ids=lambda path: path.stem)
def test_seeds_describe_the_columns_that_they_have(path: Path) -> None:
    header = path.read_text(encoding="utf-8").splitlines()[0].split(",")
    assert [column["name"] for column in described(path)["columns"]] == header
