"""Each exposure names the tables that its reader really reads."""

from __future__ import annotations

import re

import pytest
import yaml

from ingestion.settings import ROOT
from tests.dbt_project.test_layers import MARTS, PROJECT

READERS = {
    "example_questions": ("docs/warehouse.md", r"```sql\n(.*?)```"),
    "change_feed": ("docs/warehouse.md", r"## To follow it(.*?)\n## "),
    "vocabulary_gaps": ("ingestion/gaps.py", "(.*)"),
    "first_targets": ("ingestion/cli/first_targets.py", '_QUERY = """(.*?)"""'),
}
FEED = {"publishes", "target_changes"}
TABLES = {path.stem for path in MARTS} | FEED


def exposures() -> dict[str, set[str]]:
    """Each exposure with the tables that it depends on."""
    page = yaml.safe_load((PROJECT / "models" / "exposures.yml").read_text("utf-8"))
    return {
        one["name"]: set(re.findall(r"'(\w+)'\)", " ".join(one["depends_on"])))
        for one in page["exposures"]
    }


@pytest.mark.parametrize("name", READERS)
def test_an_exposure_depends_on_what_its_reader_names(name: str) -> None:
    file, part = READERS[name]
    found = re.search(part, (ROOT / file).read_text("utf-8"), re.DOTALL)
    assert found
    assert exposures()[name] == {word for word in re.findall(r"\w+", found[1]) if word in TABLES}


def test_all_tables_may_be_exported_and_every_exposure_is_held_to_its_reader() -> None:
    assert exposures()["table_exports"] == TABLES
    assert exposures().keys() == READERS.keys() | {"table_exports"}
