"""A new source file: written from answers, read back, never over another."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from ingestion.errors import BadSource
from ingestion.settings import ROOT
from ingestion.sources.catalogue import read_source
from ingestion.sources.drafting import (
    Answers,
    draft_source,
    find_region,
    place_source,
    read_values,
    wanted_fields,
    write_source,
)
from ingestion.sources.faults import FAMILIES
from ingestion.vocabulary import regions

ANSWERS = Answers(
    source_id="example_city",
    publisher="某市人民政府",
    region="定西市",
    level="prefecture",
    home="http://www.example.gov.cn/",
    family="trs_static",
    lists={"channels": ["zwgk/zcwj/", "zwgk/gg: 1/"]},
)


def test_a_drafted_file_reads_as_it_was_answered(tmp_path: Path) -> None:
    path = write_source(ANSWERS, tmp_path)
    assert path == tmp_path / "gansu" / "example_city.yml"
    source = read_source(path)
    assert (source.publisher, source.region, source.rank) == ("某市人民政府", "定西市", "publisher")
    assert source.lists.model_dump()["channels"] == ("zwgk/zcwj/", "zwgk/gg: 1/")
    assert source.verified is None
    assert "luce sources check example_city" in source.runbook


def test_a_reposter_says_so(tmp_path: Path) -> None:
    path = write_source(dataclasses.replace(ANSWERS, rank="reposter"), tmp_path)
    assert read_source(path).rank == "reposter"


def test_no_file_is_written_over(tmp_path: Path) -> None:
    path = write_source(ANSWERS, tmp_path)
    before = path.read_bytes()
    elsewhere = dataclasses.replace(ANSWERS, region="全国", level="national", publisher="别的机关")
    for answers in (ANSWERS, elsewhere):
        with pytest.raises(BadSource, match="is there already"):
            write_source(answers, tmp_path)
    assert path.read_bytes() == before
    assert [one.name for one in tmp_path.rglob("*.yml")] == ["example_city.yml"]


@pytest.mark.parametrize(
    "change",
    [
        {"home": "www.example.gov.cn"},
        {"source_id": "Example"},
        {"source_id": "../example"},
        {"lists": {"channels": []}},
        {"lists": {"columns": ["a"]}},
        {"family": "hanweb_jpage"},
    ],
    ids=str,
)
def test_what_does_not_load_does_not_stay(change: dict[str, object], tmp_path: Path) -> None:
    with pytest.raises(BadSource):
        root = tmp_path / "a" / "b"
        write_source(dataclasses.replace(ANSWERS, **change), root)  # type: ignore[arg-type]
    assert list(tmp_path.rglob("*")) == []


def test_a_region_that_is_not_known_is_told_with_its_neighbours() -> None:
    with pytest.raises(BadSource, match="did you mean 定西市"):
        find_region("定西")
    with pytest.raises(BadSource, match="not in the seed of regions as a county"):
        find_region("定西市", "county")
    assert find_region("忻府区").region_code == "140902"


def test_a_name_that_several_regions_bear_needs_its_code() -> None:
    with pytest.raises(BadSource, match="give the code instead") as told:
        find_region("朝阳区")
    assert "110105" in str(told.value)
    assert find_region("110105").name == "朝阳区"


def test_every_region_has_a_folder() -> None:
    folders = {
        place_source(dataclasses.replace(ANSWERS, region=one.region_code, level=one.level)).parent
        for one in regions()
        if one.level in ("national", "province")
    }
    assert len(folders) == 1 + sum(one.level == "province" for one in regions())


def test_every_family_can_be_asked_for() -> None:
    for family in FAMILIES:
        assert "family" not in wanted_fields(family)
    assert wanted_fields("trs_static").keys() == {"channels"}
    with pytest.raises(BadSource, match="did you mean trs_static"):
        wanted_fields("trs_statik")


def test_values_are_read_by_the_family_s_fields() -> None:
    pairs = ["channels=a/", "channels=b/", "second_is=2"]
    assert read_values(pairs, "trs_static") == {"channels": ["a/", "b/"], "second_is": 2}
    for bad in ("channels", "chanels=a/"):
        with pytest.raises(BadSource, match="as name=value"):
            read_values([bad], "trs_static")


def test_the_example_of_the_docs_is_what_is_written(tmp_path: Path) -> None:
    told = (ROOT / "docs" / "sources.md").read_text("utf-8").split("```yaml\n")[1].split("```")[0]
    answers = dataclasses.replace(ANSWERS, lists={"channels": ["zwgk/zcwj/"]})
    path = tmp_path / "ingestion" / "sources" / "gansu" / "example_city.yml"
    written = write_source(answers, path.parents[1]).read_text("utf-8")
    assert written.splitlines()[1:] == told.splitlines()[1:]
    assert told.splitlines()[0] == "# yaml-language-server: $schema=../source.schema.json"
    assert draft_source(answers, place_source(answers)).splitlines()[0] == told.splitlines()[0]
