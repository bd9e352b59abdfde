"""Small corpora to evaluate: a text of an invented place, its gold rows, and rows read from it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

Row = dict[str, Any]
NAME = "yunbo_2024_3"
TEXT = (
    "云泊市人民政府关于印发云泊市清洁能源行动方案的通知\n"
    "（云政发〔2024〕3号）\n"
    "各县区人民政府，市政府各部门：\n"
    "现将《云泊市清洁能源行动方案》印发给你们，请认真贯彻执行。\n"
    "云泊市人民政府\n"
    "2024年3月1日\n"
    "云泊市清洁能源行动方案\n"
    "一、主要任务\n"
    "（一）发展可再生能源。到2025年，全市光伏装机达到120万千瓦以上，新建充电桩800个。推进电网改造。\n"
    "（二）落实奖励政策。对验收合格的充电站给予最高50万元奖励。\n"
)
SOLAR, CHARGERS = "达到120万千瓦以上", "800个"


def target(quote: str, text: str = TEXT, **fields: Any) -> Row:
    start = text.index(quote)
    nothing = dict.fromkeys(
        ("value_high", "change", "baseline_year", "period_start", "scope", "binding", "unit")
    )
    return {
        "notice": NAME,
        "start": start,
        "end": start + len(quote),
        "quote": quote,
        **nothing,
        "comparator": "eq",
        "deadline": "2025-12-31",
        "lead": [],
        "annual": False,
        "kind": "numeric",
        "repeat": False,
        **fields,
    }


def gold_targets() -> list[Row]:
    solar = {"indicator": "光伏装机", "comparator": "ge", "value": 120, "unit": "万千瓦"}
    return [
        target(SOLAR, **solar, scope="全市"),
        target(CHARGERS, indicator="新建充电桩", value=800, unit="个", scope="全市"),
    ]


def measure(sentence: str, heading: str, deadline: str | None = None) -> Row:
    start = TEXT.index(sentence)
    return {
        "notice": NAME,
        "start": start,
        "end": start + len(sentence),
        "section": ["一、主要任务", heading],
        "deadline": deadline,
        "lead": [],
        "support": [],
    }


def gold_measures() -> list[Row]:
    renewables, awards = "（一）发展可再生能源", "（二）落实奖励政策"
    return [
        measure(f"到2025年，全市光伏装机{SOLAR}，新建充电桩{CHARGERS}", renewables, "2025-12-31"),
        measure("推进电网改造", renewables),
        measure("对验收合格的充电站给予最高50万元奖励", awards),
    ]


def gold_notice() -> Row:
    return {
        "notice": NAME,
        "title": "云泊市人民政府关于印发云泊市清洁能源行动方案的通知",
        "document_number": "云政发〔2024〕3号",
        "issuer": "云泊市人民政府",
        "level": "prefecture",
        "region": "云泊市",
        "written_date": "2024-03-01",
        "cited_documents": [],
    }


def passage(quote: str, phenomenon: str) -> Row:
    start = TEXT.index(quote)
    span = {"start": start, "end": start + len(quote)}
    return {"notice": NAME, **span, "phenomenon": phenomenon}


def write_lines(path: Path, rows: list[Row]) -> None:
    lines = [json.dumps(row, ensure_ascii=False) + "\n" for row in rows]
    path.write_text("".join(lines), encoding="utf-8")


def write_corpus(
    folder: Path, *, targets: list[Row] | None = None, passages: list[Row] | None = None
) -> Path:
    """A folder of the notice above with all its gold files."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{NAME}.txt").write_text(TEXT, encoding="utf-8")
    write_lines(folder / "targets.jsonl", gold_targets() if targets is None else targets)
    write_lines(folder / "measures.jsonl", gold_measures())
    (folder / "notices.json").write_text(json.dumps([gold_notice()]), encoding="utf-8")
    if passages is not None:
        write_lines(folder / "passages.jsonl", passages)
    return folder
