"""A passage is right as a whole: nothing in it missed, nothing read wrong, nothing invented."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingestion.evaluate.corpus import Corpus
from ingestion.evaluate.reading import Reading
from ingestion.evaluate.report import judge
from tests.ingestion.evaluate.corpora import (
    NAME,
    SOLAR,
    TEXT,
    gold_notice,
    gold_targets,
    measure,
    passage,
    target,
)

TARGETS = passage(f"到2025年，全市光伏装机{SOLAR}，新建充电桩800个", "quantities")
RULE = passage("对验收合格的充电站给予最高50万元奖励", "negative_space")
ACTION = passage("推进电网改造", "measures")
GRID = measure("推进电网改造", "（一）发展可再生能源")
AWARD = target("50万元", indicator="奖励", value=50, unit="万元")


def count(passages: list[dict], **read: list[dict]) -> dict:
    gold = (tuple(gold_targets()), (GRID,), (gold_notice(),))
    corpus = Corpus(Path(), *gold, tuple(passages), {NAME: TEXT, "other": TEXT})
    rows = {"targets": gold_targets(), "measures": [GRID], "notices": [gold_notice()]} | read
    told = judge(corpus, Reading(**rows)).score()["phenomena"]
    return {name: (of["right"], of["total"]) for name, of in told.items()}


def test_what_is_read_right_is_right():
    told = count([TARGETS, RULE, ACTION])
    assert told == {"quantities": (1, 1), "negative_space": (1, 1), "measures": (1, 1)}


@pytest.mark.parametrize(
    "spoil",
    [
        lambda rows: rows[1:],
        lambda rows: [rows[0], {**rows[1], "indicator": "充电设施"}],
        lambda rows: [rows[0], {**rows[1], "kind": "benchmark"}],
        lambda rows: [*rows, {**rows[1], "start": rows[1]["start"] - 2}],
    ],
    ids=["missed", "wrong name", "wrong kind", "read twice"],
)
def test_one_row_spoils_its_passage_and_no_other(spoil):
    told = count([TARGETS, RULE, ACTION], targets=spoil(gold_targets()))
    assert told == {"quantities": (0, 1), "negative_space": (1, 1), "measures": (1, 1)}


def test_a_field_beside_the_row_score_spoils_nothing():
    read = [{**row, "scope": "全省", "lead": ["市能源局"]} for row in gold_targets()]
    assert count([TARGETS], targets=read) == {"quantities": (1, 1)}


def test_a_rule_read_as_a_target_is_wrong_even_where_a_text_has_no_gold_rows():
    elsewhere = {**RULE, "notice": "other"}
    read = [*gold_targets(), {**AWARD, "notice": "other"}]
    assert count([RULE, elsewhere], targets=read) == {"negative_space": (1, 2)}


def test_a_repeat_is_neither_asked_for_nor_held_against():
    gold = [gold_targets()[0], {**gold_targets()[1], "repeat": True}]
    for read in (gold, gold[:1]):
        corpus = Corpus(Path(), tuple(gold), passages=(TARGETS,), texts={NAME: TEXT})
        told = judge(corpus, Reading(targets=read)).score()["phenomena"]
        assert told == {"quantities": {"right": 1, "total": 1}}


def test_measures_count_where_gold_has_them_and_extra_ones_in_passages_about_measures():
    late = [{**GRID, "deadline": "2025-12-31"}]
    assert count([ACTION, RULE], measures=late) == {"measures": (0, 1), "negative_space": (1, 1)}
    extra = measure("对验收合格的充电站给予最高50万元奖励", "（二）落实奖励政策")
    told = count([{**RULE, "phenomenon": "measures"}, RULE], measures=[GRID, extra])
    assert told == {"measures": (0, 1), "negative_space": (1, 1)}


def test_a_whole_text_is_right_in_its_metadata_or_citations_by_itself():
    whole = {"notice": NAME, "start": 0, "end": len(TEXT) - 1}
    both = [{**whole, "phenomenon": name} for name in ("metadata", "citations")]
    assert count(both, targets=[]) == {"metadata": (1, 1), "citations": (1, 1)}
    read = {**gold_notice(), "region": None}
    assert count(both, notices=[read]) == {"metadata": (0, 1), "citations": (1, 1)}
    read = {**gold_notice(), "cited_documents": [{"title": None, "number": "GB1-2020"}]}
    assert count(both, notices=[read]) == {"metadata": (1, 1), "citations": (0, 1)}


def test_a_part_of_a_text_is_about_its_rows_whatever_it_is_called():
    part = {**TARGETS, "phenomenon": "citations"}
    assert count([part], targets=gold_targets()[1:]) == {"citations": (0, 1)}
