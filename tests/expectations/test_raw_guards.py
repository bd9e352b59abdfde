"""What no reading gives cannot be written: schema `raw` itself refuses it."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest
from psycopg import sql

ROWS: dict[str, dict[str, Any]] = {
    "section": {"level": 1, "heading": "一、重点任务", "path": []},
    "sentence": {"section": []},
    "target": {
        "quote": "85%以上",
        "indicator": "农田残膜回收率",
        "value": "85",
        "deadline_basis": "none",
        "lead": [],
        "annual": False,
        "kind": "numeric",
        "is_repeat": False,
        "section": [],
    },
    "measure": {"text": "推进废旧农膜回收利用", "section": [], "lead": [], "support": []},
    "citation": {"quote": "澄政发〔2022〕9号"},
}
SPANS: tuple[dict[str, Any], ...] = ({"char_start": -5}, {"char_end": 39}, {"char_end": 40})
IMPOSSIBLE: tuple[dict[str, Any], ...] = (
    {"value": "NaN"},
    {"value": "Infinity"},
    {"value": "-Infinity"},
    {"value_high": "NaN"},
    {"deadline": "infinity"},
    {"period_start": "-infinity"},
)
CASES = [
    *((table, row) for table in ROWS for row in SPANS),
    *(("target", row) for row in IMPOSSIBLE),
    ("measure", {"deadline": "infinity"}),
]


@pytest.mark.parametrize(("table", "poison"), CASES, ids=str)
def test_raw_refuses(table: str, poison: dict[str, Any], warehouse: Any) -> None:
    warehouse.add_notice("chengchuan", "notice")
    _insert(warehouse, table, ordinal=0)
    with pytest.raises(psycopg.errors.CheckViolation):
        _insert(warehouse, table, ordinal=1, **poison)


def _insert(warehouse: Any, table: str, **given: Any) -> None:
    row = {"notice_key": "notice", "char_start": 40, "char_end": 45} | ROWS[table] | given
    warehouse.connection.execute(
        sql.SQL("insert into raw.{} ({}) values ({})").format(
            sql.Identifier(table),
            sql.SQL(", ").join(map(sql.Identifier, row)),
            sql.SQL(", ").join([sql.Placeholder()] * len(row)),
        ),
        list(row.values()),
    )
