"""The floors hold: a worse grammar fails, raising lowers nothing, lowering asks for a reason."""

from __future__ import annotations

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingestion.evaluate import floors
from ingestion.evaluate.corpus import load_corpus
from ingestion.evaluate.floors import AccuracyFell, BadFloors, Pinned
from ingestion.evaluate.reading import read_texts
from ingestion.evaluate.report import judge
from ingestion.settings import ROOT

TODAY = date(2026, 11, 20)
BEFORE = {"numeric.row.f1": 0.91, "measures.row.f1": 0.95}
PINNED = Pinned("gold", None, "a" * 64, BEFORE)
FIGURES = st.dictionaries(
    st.sampled_from([*BEFORE, "notices.mean", "phenomena.text"]),
    st.integers(0, 1000).map(lambda n: n / 1000),
)


def reach(**changes):
    corpus = load_corpus(ROOT / "tests" / "fixtures" / "varied")
    reading = read_texts(corpus.texts)
    for kind, change in changes.items():
        setattr(reading, kind, [row for i, row in enumerate(getattr(reading, kind)) if change(i)])
    return floors.list_figures(judge(corpus, reading).score())


def test_a_grammar_that_loses_rows_falls_under_the_floors_of_today():
    now = reach()
    today = Pinned("varied", None, "sum", now)
    floors.check(today, now, "sum")
    worse = reach(targets=lambda i: i % 50)
    fallen = {fall.figure for fall in floors.find_falls(today, worse)}
    assert {"numeric.detection.r", "numeric.row.f1"} <= fallen
    assert not any(figure.startswith(("measures", "notices")) for figure in fallen)
    with pytest.raises(AccuracyFell, match=r"numeric\.detection\.r \d\.\d{3} -> 0\.\d{3}.*--show"):
        floors.check(today, worse, "sum")
    assert {f.figure for f in floors.find_falls(today, reach(measures=lambda i: i))} == {
        "measures.detection.r",
        "measures.detection.f1",
        "measures.row.r",
        "measures.row.f1",
    }


def test_a_figure_that_the_corpus_no_longer_asks_for_has_fallen():
    with pytest.raises(AccuracyFell, match=r"measures\.row\.f1 0\.950 -> gone"):
        floors.check(PINNED, {"numeric.row.f1": 0.91}, PINNED.sha256)


def test_a_changed_corpus_fails_until_it_is_accepted():
    with pytest.raises(AccuracyFell, match=r"have changed since .* accept them with --raise"):
        floors.check(PINNED, BEFORE, "b" * 64)
    accepted = floors.raise_floors(PINNED, BEFORE, "b" * 64)
    floors.check(accepted, BEFORE, "b" * 64)


@given(pinned=FIGURES, reached=FIGURES)
def test_raising_never_lowers(pinned, reached):
    before = Pinned("gold", None, "a", pinned)
    try:
        after = floors.raise_floors(before, reached, "b")
    except AccuracyFell as error:
        assert any(reached.get(name, -1) < floor for name, floor in pinned.items())
        assert "no floor was raised" in str(error)
    else:
        assert all(after.floors[name] >= floor for name, floor in pinned.items())
        assert after.floors == reached


@given(pinned=FIGURES, reached=FIGURES)
def test_lowering_touches_only_what_fell_and_keeps_the_reason(pinned, reached):
    before = Pinned("gold", None, "a", pinned, ({"reason": "an older one"},))
    fallen = {f.figure for f in floors.find_falls(before, reached)}
    if not fallen:
        with pytest.raises(BadFloors, match="no figure is under its floor"):
            floors.lower_floors(before, reached, "b", reason="why", day=TODAY)
        return
    after = floors.lower_floors(before, reached, "b", reason=" why ", day=TODAY)
    floors.check(after, reached, "b")
    assert after.floors.keys() == reached.keys()
    for name in pinned.keys() - fallen:
        assert after.floors[name] == pinned[name]
    assert [note["reason"] for note in after.lowered] == ["an older one", "why"]
    assert after.lowered[-1]["date"] == "2026-11-20"
    assert after.lowered[-1]["figures"] == {n: [pinned[n], reached.get(n)] for n in fallen}


def test_no_reason_is_no_reason():
    with pytest.raises(BadFloors, match="for a reason only"):
        floors.lower_floors(PINNED, {}, "b", reason="  ", day=TODAY)


def test_figures_are_rounded_down_and_only_where_there_is_gold():
    rates = {level: {"p": 0.29, "r": 0.9999, "f1": 1.0} for level in ("detection", "core", "row")}
    accuracy = {"scope": 0.8755, "binding": None, "unit": 0.5}
    numeric = {"gold": 3, "predicted": 4, **rates, "field_accuracy": accuracy}
    score = {
        "targets": {"numeric": numeric, "benchmark": {"gold": 0, "predicted": 2, **rates}},
        "phenomena": {"text": {"right": 2, "total": 3}},
    }
    figures = floors.list_figures(score)
    assert figures["numeric.core.p"] == 0.29
    assert figures["numeric.row.r"] == 0.999
    assert figures["numeric.scope"] == 0.875
    assert figures["phenomena.text"] == 0.666
    assert len(figures) == 11


def test_the_file_is_kept_whole(tmp_path):
    path = tmp_path / "floors.json"
    assert floors.load_floors(path) == {}
    note = {"date": "2026-11-20", "reason": "换了语料", "figures": {"numeric.row.f1": [0.92, 0.91]}}
    held = {"gold": Pinned("gold", None, "a" * 64, BEFORE, (note,)), "dev": PINNED}
    floors.save_floors(path, held)
    assert floors.load_floors(path) == held
    assert "换了语料" in path.read_text("utf-8")
    assert [p.name for p in tmp_path.iterdir()] == ["floors.json"]


@pytest.mark.parametrize("held", ["[]", "{", '{"gold": {"gold": "gold"}}', '{"gold": 3}'])
def test_a_file_that_holds_no_floors_is_refused(tmp_path, held):
    path = tmp_path / "floors.json"
    path.write_text(held, "utf-8")
    with pytest.raises(BadFloors, match="put it back from git"):
        floors.load_floors(path)


def test_a_corpus_goes_by_its_folder_whatever_the_path_to_it(tmp_path, monkeypatch):
    here = tmp_path / "tests" / "floors.json"
    for folder in ("tests/gold", "shared/dev", "shared/texts"):
        (tmp_path / folder).mkdir(parents=True)
    near = floors.pin_corpus(here, tmp_path / "tests/gold", None)
    far = floors.pin_corpus(here, tmp_path / "shared/dev", tmp_path / "shared/texts")
    assert (near.gold, near.texts, near.may_be_absent) == ("gold", None, False)
    assert (far.gold, far.texts, far.may_be_absent) == ("../shared/dev", "../shared/texts", True)
    monkeypatch.chdir(tmp_path / "shared")
    held = json.loads(json.dumps({"gold": near.gold, "dev": far.gold}))
    pinned = {name: Pinned(gold, None, "") for name, gold in held.items()}
    assert floors.name_corpus(here, pinned, tmp_path / "shared" / "dev") == "dev"
    assert floors.name_corpus(here, pinned, tmp_path / "tests/../tests/gold") == "gold"
    assert floors.name_corpus(here, pinned, tmp_path / "elsewhere") is None
