"""Every source file is read, and what is wrong in one is named with its cure."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from ingestion.cli import app
from ingestion.errors import BadSource, UnknownSource
from ingestion.settings import Settings
from ingestion.sources import catalogue, list_sources, load_source, survey_sources
from ingestion.sources.catalogue import read_source

GOOD = """
source_id: example_city
publisher: 某市人民政府
region: 定西市
level: prefecture
home: http://www.example.gov.cn/
family: trs_static
lists:
  channels: [zwgk/]
"""


def _settings(*, is_sample: bool) -> Settings:
    return Settings(home=Path("unused"), database_url=None, is_sample=is_sample)


def _write(folder: Path, text: str) -> Path:
    path = folder / "example_city.yml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_sample_and_the_real_sources_never_meet() -> None:
    sample = {source.source_id for source in list_sources(_settings(is_sample=True))}
    real = {source.source_id for source in list_sources(_settings(is_sample=False))}
    assert sample == {"qinglan_province", "yunping_city", "shidu_county", "lvxun_reposts"}
    assert {"dingxi_city", "mee", "folder"} <= real
    with pytest.raises(UnknownSource, match="qinglan_province"):
        load_source("qinglan_province", _settings(is_sample=False))


def test_the_sample_goes_over_three_families() -> None:
    families = {source.lists.family for source in list_sources(_settings(is_sample=True))}
    assert families >= {"trs_static", "hanweb_jpage", "rss"}


def test_only_the_sample_is_served_on_loopback() -> None:
    assert all(source.is_sample for source in list_sources(_settings(is_sample=True)))
    assert not any(source.is_sample for source in list_sources(_settings(is_sample=False)))


def test_a_source_that_nobody_has_run_says_so() -> None:
    assert load_source("dingxi_city", _settings(is_sample=False)).verified is None


def test_a_good_file_is_read(tmp_path: Path) -> None:
    source = read_source(_write(tmp_path, GOOD))
    assert (source.lists.family, source.politeness.delay_seconds) == ("trs_static", 1.0)


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (("publisher: 某市人民政府\n", ""), "publisher"),
        (("level: prefecture", "level: 地级市"), "level"),
        (("level: prefecture", "level: county"), "定西市 is a prefecture, not a county"),
        (
            ("region: 定西市", "region: 定西"),
            "定西 is not in the seed of regions, did you mean 定西市",
        ),
        (("region: 定西市", "region: 云屏市"), "region: 云屏市 is not in the seed"),
        (("family: trs_static", "famly: trs_static"), "unknown field famly, did you mean family?"),
        (
            ("family: trs_static", "family: trs_static\npoliteness: {delay: 2}"),
            "unknown field politeness.delay",
        ),
        (("home: http://www.example.gov.cn/", "home: www.example.gov.cn"), "home"),
        (("family: trs_static", "family: no_such_family"), "family"),
        (("channels: [zwgk/]", "chanels: [zwgk/]"), "chanels, did you mean channels?"),
        (
            ("family: trs_static", "family: trs_static\nselectors: {body: '//div['}"),
            "selectors.body",
        ),
        (("family: trs_static", "family: trs_static\ntime_zone: Asia/Peking"), "time_zone"),
        (("family: trs_static", "family: trs_static\nserved_at: LUCE_SAMPLE_URL"), "served_at"),
        (("source_id: example_city", "source_id: other_city"), "source_id"),
        (("family: trs_static", "family: [trs_static"), "line"),
    ],
)
def test_a_bad_file_names_its_field_and_a_cure(
    tmp_path: Path, change: tuple[str, str], named: str
) -> None:
    assert change[0] in GOOD
    with pytest.raises(BadSource) as bad:
        read_source(_write(tmp_path, GOOD.replace(*change)))
    message = str(bad.value)
    assert "example_city.yml, line " in message
    assert named in message
    assert bad.value.cure
    assert "\n" not in message


@pytest.mark.parametrize(
    ("change", "where"),
    [
        (("level: prefecture", "level: county"), "line 5: level: 定西市 is a prefecture"),
        (("region: 定西市", "region: 定西"), "line 4: region: "),
        (("channels: [zwgk/]", "chanels: [zwgk/]"), "line 9: unknown field lists.chanels"),
        (("channels: [zwgk/]", "channels: zwgk/"), "line 9: lists.channels: it is no list; write"),
        (("channels: [zwgk/]", "channels:\n  - a/\n  - 5"), "line 11: lists.channels.1: it is no"),
        (("lists:\n  channels: [zwgk/]", "counts:\n  night_floor: x"), "line 2: lists."),
        (("channels: [zwgk/]", "channels: [a]\nverified: soon"), "line 10: verified: it is no day"),
        (
            ("channels: [zwgk/]", "channels: [a]\nlevel: county"),
            "line 10: level stands there twice",
        ),
        (("channels: [zwgk/]", "channels: [a]\n  channels: [b]"), "line 10: channels stands there"),
        (
            ("family: trs_static", "family: trs_statik"),
            "line 7: family: there is no trs_statik, did",
        ),
        (("family: trs_static\n", ""), "family: it is missing (and 1 more); add `family:`"),
        (
            ("channels: [zwgk/]", "channels: [a]\ncounts: {night_floor: 5, night_ceiling: 2}"),
            "line 10: counts.night_ceiling: 2 lies below night_floor, 5",
        ),
        (
            ("channels: [zwgk/]", "channels: [a]\n  rows: ul.list li"),
            "line 10: lists.rows: 'ul.list li' is not an XPath",
        ),
        (
            ("channels: [zwgk/]", "channels: [a]\nselectors:\n  body: div.TRS_Editor"),
            "line 11: selectors.body: 'div.TRS_Editor' is no XPath from the page's root",
        ),
        (
            ("channels: [zwgk/]", "channels: [a]\ndate_format: '%m-%d'"),
            "line 10: date_format: it must tell year, month and day",
        ),
        (
            ("channels: [zwgk/]", "channels: [a]\nverified: 2999-01-01"),
            "line 10: verified: nobody can have run it on a day to come",
        ),
    ],
)
def test_a_fault_stands_in_the_line_that_is_told(
    tmp_path: Path, change: tuple[str, str], where: str
) -> None:
    assert change[0] in GOOD
    with pytest.raises(BadSource) as bad:
        read_source(_write(tmp_path, GOOD.replace(*change)))
    assert where in str(bad.value)


def test_an_alias_that_holds_itself_ends_soon(tmp_path: Path) -> None:
    with pytest.raises(BadSource, match="unknown field"):
        read_source(_write(tmp_path, GOOD + "counts: &a {b: *a}\n"))


def test_a_source_in_two_folders_is_told_and_runs_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        _write(tmp_path / folder, GOOD)
    monkeypatch.setattr(catalogue, "REAL", tmp_path)
    survey = survey_sources(_settings(is_sample=False))
    assert len(survey.sources) == 1
    (fault,) = survey.faults
    assert "are both the source example_city; remove one" in str(fault)


def test_an_id_that_is_nearly_right_is_told(tmp_path: Path) -> None:
    with pytest.raises(UnknownSource, match="did you mean dingxi_city"):
        load_source("dingxi_citty", _settings(is_sample=False))


def test_the_nation_is_a_region(tmp_path: Path) -> None:
    nation = GOOD.replace("定西市", "全国").replace("prefecture", "national")
    assert read_source(_write(tmp_path, nation)).region == "全国"


def test_one_bad_file_does_not_stop_the_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _write(tmp_path, GOOD.replace("family:", "famly:"))
    (tmp_path / "other_city.yml").write_text(GOOD.replace("example_city", "other_city"))
    monkeypatch.setattr(catalogue, "REAL", tmp_path)
    settings = _settings(is_sample=False)

    survey = survey_sources(settings)
    assert [source.source_id for source in survey.sources] == ["other_city"]
    assert ["example_city.yml" in str(fault) for fault in survey.faults] == [True]
    assert load_source("other_city", settings).family == "trs_static"

    shown = CliRunner().invoke(app, ["sources", "list"])
    assert shown.exit_code == 1
    assert "other_city" in shown.stdout
    assert shown.stderr.count("\n") == 1 and "did you mean family?" in shown.stderr
