"""The specification as a JSON schema, so that an editor helps while a source file is written."""

from __future__ import annotations

import json
from typing import Any

from ingestion.settings import ROOT
from ingestion.sources.faults import FAMILIES, choose_family
from ingestion.sources.specification import Source

SCHEMA = ROOT / "ingestion" / "sources" / "source.schema.json"  # made by `luce sources schema`
HEADER = "# yaml-language-server: $schema="


def make_schema() -> dict[str, Any]:
    """The schema of a source file as it is written: the family stands at the top alone.

    Shape: pydantic's, but `lists` is looked up by `family` with if/then, as editors read it.
    """
    schema = Source.model_json_schema()
    for family in FAMILIES:
        fields = schema["$defs"][_name_of(family)]
        fields["properties"].pop("family")
        fields["required"] = [name for name in fields.get("required", []) if name != "family"]
    properties = schema["properties"]
    properties["family"]["enum"] = list(FAMILIES)
    properties["lists"] = {"type": "object", "description": properties["lists"]["description"]}
    schema["required"].remove("lists")
    schema["allOf"] = [
        _tie(family, is_needed=bool(schema["$defs"][_name_of(family)]["required"]))
        for family in FAMILIES
    ]
    return {"$schema": "http://json-schema.org/draft-07/schema#"} | schema


def print_schema() -> str:
    """The schema as the text of its file."""
    return json.dumps(make_schema(), ensure_ascii=False, indent=1) + "\n"


def _tie(family: str, *, is_needed: bool) -> dict[str, Any]:
    chosen = {"properties": {"family": {"const": family}}, "required": ["family"]}
    lists = {"properties": {"lists": {"$ref": f"#/$defs/{_name_of(family)}"}}}
    return {"if": chosen, "then": lists | ({"required": ["lists"]} if is_needed else {})}


def _name_of(family: str) -> str:
    return choose_family(family).__name__
