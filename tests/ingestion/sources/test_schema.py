"""The JSON schema that editors read says what the specification says."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft7Validator

from ingestion.errors import BadSource
from ingestion.settings import ROOT
from ingestion.sources.catalogue import read_source
from ingestion.sources.schema import SCHEMA, make_schema, print_schema

FILES = [*(ROOT / "ingestion" / "sources").rglob("*.yml"), *(ROOT / "sample").rglob("*.yml")]
GOOD = {
    "source_id": "example_city",
    "publisher": "某市人民政府",
    "region": "定西市",
    "level": "prefecture",
    "home": "http://www.example.gov.cn/",
    "family": "trs_static",
    "lists": {"channels": ["zwgk/"]},
}


def _faults(fields: dict[str, Any]) -> list[str]:
    plain = json.loads(json.dumps(fields, default=str))  # a day is a text to a schema
    return [error.message for error in Draft7Validator(make_schema()).iter_errors(plain)]


def test_the_kept_schema_is_fresh() -> None:
    assert SCHEMA.read_text("utf-8") == print_schema(), "run: luce sources schema --out FILE"


def test_the_schema_is_one() -> None:
    Draft7Validator.check_schema(make_schema())


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_source_file_fits_the_schema(path: Path) -> None:
    assert _faults(yaml.safe_load(path.read_text("utf-8"))) == []


@pytest.mark.parametrize(
    "change",
    [
        {"lists": {"columns": ["zwgk/"]}},
        {"lists": {}},
        {"lists": {"channels": []}},
        {"lists": {"channels": ["zwgk/"], "family": "trs_static"}},
        {"family": "no_such_family"},
        {"family": "hanweb_jpage"},
        {"level": "地级市"},
        {"rank": "first"},
        {"politeness": {"delay": 2}},
        {"colour": "green"},
        {"source_id": "Example"},
    ],
    ids=str,
)
def test_what_the_schema_refuses_the_specification_refuses(
    change: dict[str, Any], tmp_path: Path
) -> None:
    assert _faults(GOOD) == []
    fields = GOOD | change
    assert _faults(fields)
    if "family" in fields["lists"]:
        return  # the specification is more forgiving: it writes the family there itself
    path = tmp_path / "example_city.yml"
    path.write_text(yaml.safe_dump(fields, allow_unicode=True), "utf-8")
    with pytest.raises(BadSource):
        read_source(path)
