"""`python -m ingestion.export.dictionary`: the page of every published column, from dbt's YAML."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from ingestion.settings import ROOT

MODELS = ROOT / "dbt_project" / "models" / "marts"
PAGE = ROOT / "docs" / "dictionary.md"
_HEAD = """# The data dictionary

Every table and column of schema `marts`, as BI tools and `luce export` show them; `luce export
TABLE --out FILE.xlsx` puts a table's part of it on a second sheet. [The warehouse in one
page](warehouse.md) says how to read them. This page is written from the models' descriptions in
`dbt_project/models/marts/` by `python -m ingestion.export.dictionary`; a test compares.
"""


def write_page() -> str:
    """The page as it should stand in `docs/dictionary.md`."""
    parts = [_HEAD]
    for model in _list_models():
        label = model["config"]["meta"]["label_zh"]
        parts.append(f"\n## `{model['name']}` {label}\n{_flat(model['description'])}\n")
        parts.append("\n| column | 字段 | type | meaning |\n|---|---|---|---|\n")
        parts += [_describe(column) for column in model["columns"]]
    return "".join(parts)


def _list_models() -> list[dict[str, Any]]:
    """Facts, then bridges, dimensions and marts, each by name; the change feed is no model."""
    order = ("fct_", "bridge_", "dim_", "mart_")
    models: list[dict[str, Any]] = []
    for path in MODELS.rglob("*.yml"):
        described = yaml.safe_load(path.read_text("utf-8"))
        models += described.get("models", [])
        models += [table for source in described.get("sources", []) for table in source["tables"]]

    def rank(model: dict[str, Any]) -> tuple[int, str]:
        name: str = model["name"]
        kinds = [number for number, kind in enumerate(order) if name.startswith(kind)]
        return (kinds or [len(order)])[0], name

    return sorted(models, key=rank)


def _describe(column: dict[str, Any]) -> str:
    label = column["config"]["meta"]["label_zh"]
    meaning = _flat(column["description"]).removeprefix(f"{label}. ")
    key = " (key)" if meaning.startswith(("Key: ", "Key, ")) else ""
    return f"| `{column['name']}`{key} | {label} | {column['data_type']} | {meaning} |\n"


def _flat(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def main(page: Path = PAGE) -> None:
    """Write the page."""
    page.write_text(write_page(), "utf-8")


if __name__ == "__main__":
    main()
