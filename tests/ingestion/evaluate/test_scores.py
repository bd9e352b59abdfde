"""The figures by hand: what a wrong count, a wrong pairing or a wrong field would change."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ingestion.evaluate.agreement import agree
from ingestion.evaluate.corpus import Corpus
from ingestion.evaluate.reading import Reading, read_texts
from ingestion.evaluate.report import judge
from tests.ingestion.evaluate.corpora import (
    CHARGERS,
    NAME,
    SOLAR,
    TEXT,
    gold_notice,
    gold_targets,
    measure,
    target,
)

SENTENCE = "推进电网改造"


def score_targets(gold: list[dict], read: list[dict]) -> dict:
    corpus = Corpus(Path(), targets=tuple(gold), texts={NAME: TEXT})
    return judge(corpus, Reading(targets=read)).score()["targets"]


def test_the_figures_of_rows_met_missed_and_extra():
    extra = target("50万元", indicator="奖励", value=50, unit="万元")
    third = target("2025年", indicator="光伏装机", value=1, unit="个")
    gold = [*gold_targets(), third]
    renamed = {**gold_targets()[0], "indicator": "光伏"}
    late = {**gold_targets()[1], "deadline": "2026-12-31", "scope": None}
    numeric = score_targets(gold, [renamed, late, extra, {**extra, "start": extra["start"] - 3}])[
        "numeric"
    ]
    assert (numeric["gold"], numeric["predicted"]) == (3, 4)
    assert numeric["detection"] == {"p": 0.5, "r": 0.6667, "f1": 0.5714}
    assert numeric["core"] == {"p": 0.25, "r": 0.3333, "f1": 0.2857}
    assert numeric["row"] == {"p": 0.0, "r": 0.0, "f1": 0.0}
    told = numeric["field_accuracy"]
    assert (told["indicator"], told["deadline"], told["scope"], told["unit"]) == (0.5, 0.5, 0.5, 1)


def test_repeats_are_left_out_on_both_sides():
    once, again = gold_targets()[0], {**gold_targets()[1], "repeat": True}
    numeric = score_targets([once, again], gold_targets())["numeric"]
    assert (numeric["gold"], numeric["predicted"]) == (1, 1)
    assert numeric["row"]["f1"] == 1


def test_what_is_read_over_a_repeat_is_nothing_even_where_it_also_meets_another_row():
    wide = target(f"{SOLAR}，新建充电桩{CHARGERS}", indicator="光伏装机", value=120, unit="万千瓦")
    once, again = gold_targets()[0], {**gold_targets()[1], "repeat": True}
    numeric = score_targets([once, again], [wide])["numeric"]
    assert (numeric["gold"], numeric["predicted"], numeric["detection"]["r"]) == (1, 0, 0)


def test_the_best_of_two_that_overlap_is_taken_and_the_other_is_extra():
    right = gold_targets()[0]
    wrong = {**right, "value": 12, "start": right["start"] + 1}
    numeric = score_targets([right], [wrong, right])["numeric"]
    assert numeric["row"] == {"p": 0.5, "r": 1.0, "f1": 0.6667}


def test_of_two_that_say_the_same_the_one_with_the_nearer_span_is_taken():
    near = gold_targets()[0]
    far = {**near, "end": near["end"] + 5, "scope": "全省"}
    told = score_targets([near], [far, near])["numeric"]["field_accuracy"]
    assert told["scope"] == 1


def test_a_row_of_the_other_kind_is_missed_but_not_extra():
    gold = gold_targets()
    read = [gold[0], {**gold[1], "kind": "benchmark"}]
    told = score_targets(gold, read)
    assert told["numeric"]["detection"] == {"p": 1.0, "r": 0.5, "f1": 0.6667}
    assert told["benchmark"]["predicted"] == 0


def test_a_notice_that_no_gold_row_names_counts_for_nothing():
    elsewhere = {**gold_targets()[0], "notice": "elsewhere"}
    corpus = Corpus(Path(), targets=tuple(gold_targets()), texts={NAME: TEXT, "elsewhere": TEXT})
    report = judge(corpus, Reading(targets=[*gold_targets(), elsewhere]))
    assert report.score()["targets"]["numeric"]["predicted"] == 2
    assert "targets" not in report.score_notice("elsewhere")


def test_measures_meet_at_four_fifths_of_their_span():
    gold = measure(f"{SENTENCE}。\n（二）", "（一）发展可再生能源")  # 11 characters
    for cut, met in ((2, 1), (3, 0)):
        read = {**gold, "end": gold["end"] - cut, "lead": ["市能源局"]}
        corpus = Corpus(Path(), measures=(gold,), texts={NAME: TEXT})
        told = judge(corpus, Reading(measures=[read])).score()["measures"]
        assert told["detection"]["f1"] == met
        assert told["row"]["f1"] == 0


def test_metadata_is_told_field_by_field():
    gold = gold_notice()
    cited = [{"title": "甲", "number": "云政发〔2020〕1号"}]
    read = {**gold, "issuer": ["云泊市人民政府"], "level": "county", "cited_documents": cited}
    corpus = Corpus(Path(), notices=(gold,), texts={NAME: TEXT})
    told = judge(corpus, Reading(notices=[read])).score()["notices"]
    assert {field for field, share in told["field_accuracy"].items() if share == 0} == {
        "level",
        "cited",
    }
    assert told["mean"] == round(5 / 7, 4)


@pytest.mark.parametrize(
    ("field", "gold", "read", "is_same"),
    [
        ("unit", {"unit": "％"}, {"unit": "%"}, True),
        ("unit", {"unit": "百分点"}, {"unit": "个百分点"}, True),
        ("unit", {"unit": "个百分点"}, {"unit": "%"}, False),
        ("unit", {"unit": "㎡"}, {"unit": "平方米"}, True),
        ("unit", {"unit": "家", "unit_also": ["个"]}, {"unit": "个"}, False),
        ("value", {"value": 2}, {"value": 2.0}, True),
        ("value", {"value": 2, "value_high": 3}, {"value": 2}, False),
        (
            "deadline",
            {"deadline": None, "deadline_also": ["2025-12-31"]},
            {"deadline": "2025-12-31"},
            True,
        ),
        ("deadline", {"deadline": "2025-12-31"}, {"deadline": "2025-06-30"}, False),
        (
            "indicator",
            {"indicator": "单位GDP能耗的下降率"},
            {"indicator": "单位 GDP能耗下降率"},
            True,
        ),
        ("indicator", {"indicator": "甲", "indicator_also": ["乙"]}, {"indicator": "乙"}, True),
        ("section", {"section": ["一、甲", "（一）乙"]}, {"section": ["一、甲(一)", "乙"]}, True),
        ("lead", {"lead": ["市发改委", "市财政局"]}, {"lead": ["市财政局", "市发改委"]}, True),
        ("lead", {"lead": ["市发改委"]}, {"lead": []}, False),
        ("lead", {"lead": ["甲"], "lead_also": [["乙"]]}, {"lead": ["乙"]}, True),
        ("annual", {}, {"annual": False}, True),
    ],
)
def test_what_is_the_same_reading_of_a_field(field, gold, read, is_same):
    assert agree(field, gold, read) is is_same


def test_rows_are_those_that_json_would_give_back_and_progress_is_told():
    texts = {f"{NAME}_{i}": TEXT.replace("120", str(120 + i)) for i in range(3)}
    told: list[tuple[int, int]] = []
    reading = read_texts(texts, lambda done, total: told.append((done, total)))
    assert told == [(1, 3), (2, 3), (3, 3)]
    assert {row["value"] for row in reading.targets} == {120, 121, 122, 800}
    for rows in (reading.targets, reading.measures, reading.notices):
        assert {row["notice"] for row in rows} == texts.keys()
        assert json.loads(json.dumps(rows)) == rows
