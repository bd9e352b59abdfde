"""`luce evaluate`: tables, one JSON object, disagreements in their context, the gate's status."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from ingestion.cli import app
from ingestion.errors import LuceError
from ingestion.settings import ROOT
from tests.ingestion.evaluate.corpora import (
    NAME,
    SOLAR,
    gold_targets,
    passage,
    target,
    write_corpus,
    write_lines,
)

GOLD = ROOT / "tests" / "fixtures" / "gold"
SENTENCE = f"到2025年，全市光伏装机{SOLAR}，新建充电桩800个"


def luce(*arguments: str | Path) -> tuple[str, str]:
    """What it prints on its two streams; a fault is raised as `main` would receive it."""
    done = CliRunner().invoke(app, ["evaluate", *map(str, arguments)], catch_exceptions=False)
    return done.stdout, done.stderr


def wrong_gold() -> list[dict]:
    """Gold that disagrees with any right reading: one row renamed, one more asked for."""
    renamed = {**gold_targets()[0], "indicator": "风电装机"}
    return [renamed, gold_targets()[1], target("印发给你们", indicator="方案", value=1, unit="个")]


def test_the_tables_say_what_is_right_and_how_much(tmp_path):
    folder = write_corpus(tmp_path, passages=[passage(SENTENCE, "quantities")])
    printed, _ = luce(folder)
    assert "1 notices, 207 characters" in " ".join(printed.split())
    for line in ("numeric │ row │ 2 │ 2 │ 1.0000", "quantities │ 1/1", "scope │ 1.0000"):
        assert line in " ".join(printed.split())
    assert f"{NAME} │ 2/2 │ 1.000 │ 1.000 │ 1.000 │ — │ 3/3" in " ".join(printed.split())


def test_json_holds_the_same_whole_and_notice_by_notice(tmp_path):
    folder = write_corpus(tmp_path, targets=wrong_gold(), passages=[passage(SENTENCE, "text")])
    told = json.loads(luce(folder, "--json")[0])
    assert told["targets"]["numeric"]["detection"] == {"p": 1.0, "r": 0.6667, "f1": 0.8}
    assert told["targets"]["numeric"]["field_accuracy"]["indicator"] == 0.5
    assert told["measures"]["row"]["f1"] == 1
    assert told["notices"]["mean"] == 1
    assert told["phenomena"] == {"text": {"right": 0, "total": 1}}
    assert told["by_notice"][NAME]["targets"] == told["targets"]
    assert len(told["sha256"]) == 64


def test_every_disagreement_shows_with_its_context(tmp_path):
    folder = write_corpus(tmp_path, targets=wrong_gold(), passages=[passage(SENTENCE, "text")])
    printed = luce(folder, "--show", "--context", "4")[0].splitlines()
    shown = printed[printed.index(f"{NAME}: 3 disagreements") :]
    assert shown[1].startswith("  missed  numeric")
    assert shown[1].endswith("方案: 1 个 eq 2025-12-31")
    assert shown[2] == "      …动方案》【印发给你们】，请认真…"
    assert shown[3].endswith("indicator: 风电装机 <> 光伏装机")
    assert shown[4] == f"      …光伏装机【{SOLAR}】，新建充…"
    assert "wrong   passage    text" in shown[5]
    assert luce(write_corpus(tmp_path / "right"), "--show")[0].count("disagreements") == 0


def test_the_gate_passes_fails_and_takes_a_reason(tmp_path):
    folder, floors = write_corpus(tmp_path / "gold"), tmp_path / "floors.json"
    with pytest.raises(LuceError, match=r"has no floors for .*; give --raise to pin"):
        luce(folder, "--floors", floors)
    luce(folder, "--floors", floors, "--raise")
    pinned = floors.read_text("utf-8")
    assert json.loads(pinned)["gold"]["floors"]["numeric.row.f1"] == 1
    luce(folder, "--floors", floors)
    luce("--floors", floors)

    write_lines(folder / "targets.jsonl", wrong_gold())
    for changes in ([], ["--raise"]):
        with pytest.raises(LuceError, match=r"gold: .*numeric\.row\.f1 1\.000 -> 0\.400.*--lower"):
            luce(folder, "--floors", floors, *changes)
    assert floors.read_text("utf-8") == pinned
    luce(folder, "--floors", floors, "--lower", "a gold row was wrong")
    luce("--floors", floors)
    (note,) = json.loads(floors.read_text("utf-8"))["gold"]["lowered"]
    assert note["reason"] == "a gold row was wrong"
    assert note["figures"]["numeric.row.f1"] == [1.0, 0.4]


def test_all_corpora_of_a_file_are_held_and_those_elsewhere_may_be_absent(tmp_path, monkeypatch):
    home = tmp_path / "repository"
    home.mkdir()
    folders = [write_corpus(home / "one"), write_corpus(tmp_path / "dev")]
    (tmp_path / "texts").mkdir()
    (folders[1] / f"{NAME}.txt").rename(tmp_path / "texts" / f"{NAME}.txt")
    floors = home / "floors.json"
    luce(folders[0], "--floors", floors, "--raise")
    luce(folders[1], "--texts", tmp_path / "texts", "--floors", floors, "--raise")
    assert json.loads(luce("--floors", floors, "--json")[0]).keys() == {"one", "dev"}
    monkeypatch.chdir(tmp_path)
    luce("dev", "--floors", "repository/floors.json")  # its texts are where they were pinned
    folders[1].rename(tmp_path / "gone")
    printed, told = luce("--floors", floors, "--json")
    assert json.loads(printed).keys() == {"one"}
    assert "dev: left out, there is no" in told
    folders[0].rename(home / "gone")
    with pytest.raises(LuceError, match="there is no folder"):
        luce("--floors", floors)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ((), "give GOLD_DIR, or --floors FILE"),
        (("nowhere",), "there is no folder nowhere; name the folder"),
        (("--floors", "absent.json"), "absent.json names no corpus; give GOLD_DIR and --raise"),
        (("--texts", "x", "--floors", "absent.json"), "--texts goes with GOLD_DIR"),
        ((GOLD, "--raise"), "give --floors FILE"),
        ((GOLD, "--lower", "because"), "give --floors FILE"),
        (("--floors", "absent.json", "--lower", "because"), "name it: GOLD_DIR"),
        ((GOLD, "--json", "--show"), "give one of them"),
        ((GOLD, "--texts", "nowhere"), "there is no folder nowhere"),
    ],
)
def test_what_cannot_be_done_says_what_can(arguments, says, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(LuceError, match=says):
        luce(*arguments)
