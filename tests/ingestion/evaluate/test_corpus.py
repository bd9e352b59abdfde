"""Gold that cannot be used is refused, with the line that has to be corrected."""

from __future__ import annotations

import re

import pytest

from ingestion.evaluate.corpus import BadGold, load_corpus
from tests.ingestion.evaluate.corpora import NAME, TEXT, gold_targets, write_corpus


def test_a_folder_of_all_four_files_is_read_with_its_texts(tmp_path):
    corpus = load_corpus(write_corpus(tmp_path, passages=[]))
    assert [row["quote"] for row in corpus.targets] == [row["quote"] for row in gold_targets()]
    assert (len(corpus.measures), len(corpus.notices), corpus.texts) == (3, 1, {NAME: TEXT})


def test_one_gold_file_is_enough_and_its_texts_may_be_elsewhere(tmp_path):
    folder = write_corpus(tmp_path / "gold")
    (folder / "measures.jsonl").unlink()
    (folder / "notices.json").unlink()
    (tmp_path / "texts").mkdir()
    (folder / f"{NAME}.txt").rename(tmp_path / "texts" / f"{NAME}.txt")
    corpus = load_corpus(folder, tmp_path / "texts")
    assert len(corpus.targets) == 2
    assert not corpus.measures
    with pytest.raises(BadGold, match="give --texts DIR"):
        load_corpus(folder)


@pytest.mark.parametrize(
    ("file", "written", "says"),
    [
        ("targets.jsonl", '{"notice": "a"}\n\n{"notice": \n', "targets.jsonl, line 3 is no JSON"),
        ("targets.jsonl", "[1]\n", "targets.jsonl, line 1 is no JSON object"),
        ("measures.jsonl", f'{{"notice": "{NAME}"}}\n', "measures.jsonl, line 1 lacks start, end"),
        (
            "measures.jsonl",
            f'{{"notice": "{NAME}", "start": 5, "end": 9999}}\n',
            r"measures.jsonl, line 1 spans \[5, 9999\) of a text of \d+ characters; count code",
        ),
        ("notices.json", '{"notice": "a"}', "notices.json is no list; write one JSON list"),
        ("notices.json", '[\n{"notice": "a"},\n', "notices.json, line 3 is no JSON"),
        (
            "notices.json",
            f'[{{"notice": "{NAME}"}}, {{"notice": "{NAME}"}}]',
            f"entry 2 describes {NAME} again",
        ),
        ("passages.jsonl", f'{{"notice": "{NAME}", "start": 1, "end": 2}}', "lacks phenomenon"),
        ("notices.json", '[{"notice": "absent"}]', "name the notice 'absent', and there is no"),
    ],
)
def test_a_row_that_cannot_be_used_is_named_with_its_line(tmp_path, file, written, says):
    folder = write_corpus(tmp_path)
    (folder / file).write_text(written, "utf-8")
    with pytest.raises(BadGold, match=says):
        load_corpus(folder)


def test_a_quote_that_the_text_does_not_hold_is_refused(tmp_path):
    moved = [{**row, "start": row["start"] - 1, "end": row["end"] - 1} for row in gold_targets()]
    with pytest.raises(BadGold, match=f"line 1 quotes .* of {NAME} holds .*correct start and end"):
        load_corpus(write_corpus(tmp_path, targets=moved))


@pytest.mark.parametrize(
    ("field", "written", "says"),
    [
        ("value", "abc", "has the value 'abc'; write a number or null"),
        ("value", True, "has the value True; write a number"),
        ("comparator", "atleast", "write one of ge, le, gt"),
        ("deadline", "2025", "has the deadline '2025'; write a day as 2025-12-31"),
        ("lead", "市水务局", "has the lead '市水务局'; write a list of names"),
        ("comparater", "ge", "has a field comparater; is it comparator?"),
    ],
)
def test_a_field_that_would_be_scored_as_a_misreading_is_refused(tmp_path, field, written, says):
    odd = [{**row, field: written} for row in gold_targets()]
    with pytest.raises(BadGold, match=re.escape(says)):
        load_corpus(write_corpus(tmp_path, targets=odd))


def test_a_kind_that_the_guideline_does_not_know_is_refused(tmp_path):
    odd = [{**row, "kind": "number"} for row in gold_targets()]
    with pytest.raises(BadGold, match="has the kind 'number'; write one of numeric, benchmark"):
        load_corpus(write_corpus(tmp_path, targets=odd))


def test_a_folder_that_is_not_there_or_empty_says_what_to_do(tmp_path):
    with pytest.raises(BadGold, match=r"there is no folder .*nowhere; name the folder"):
        load_corpus(tmp_path / "nowhere")
    with pytest.raises(BadGold, match=r"holds no gold rows; put at least one of targets\.jsonl"):
        load_corpus(tmp_path)
    (tmp_path / "targets.jsonl").write_text("\n", "utf-8")
    with pytest.raises(BadGold, match="holds no gold rows"):
        load_corpus(tmp_path)


def test_a_text_in_another_encoding_is_refused(tmp_path):
    folder = write_corpus(tmp_path)
    (folder / f"{NAME}.txt").write_bytes(TEXT.encode("gb18030"))
    with pytest.raises(BadGold, match="is no UTF-8 at byte 0; store it as UTF-8"):
        load_corpus(folder)


def test_the_sum_changes_with_any_row_and_any_text_and_with_nothing_else(tmp_path):
    folder = write_corpus(tmp_path)
    sums = [load_corpus(folder).sha256]
    (folder / "unnamed.txt").write_text("不是公告", "utf-8")
    assert load_corpus(folder).sha256 == sums[0]
    for file, old, new in (
        (f"{NAME}.txt", "电网改造", "电网改进"),
        ("targets.jsonl", "新建充电桩", "充电桩"),
        ("notices.json", "county", "prefecture"),
        ("notices.json", "prefecture", "county"),
    ):
        path = folder / file
        path.write_text(path.read_text("utf-8").replace(old, new), "utf-8")
        sums.append(load_corpus(folder).sha256)
    (folder / "passages.jsonl").write_text("", "utf-8")
    sums.append(load_corpus(folder).sha256)
    assert sums[2] == sums[3]  # nothing to replace
    assert len(set(sums)) == 5
