"""Every source file is read, and what is wrong in one is named with its cure."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingestion.errors import BadSource, UnknownSource
from ingestion.settings import Settings
from ingestion.sources import list_sources, load_source
from ingestion.sources.catalogue import read_source

GOOD = """
source_id: example_city
publisher: 某市人民政府
region: 某市
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
        (("home: http://www.example.gov.cn/", "home: www.example.gov.cn"), "home"),
        (("family: trs_static", "family: no_such_family"), "family"),
        (("channels: [zwgk/]", "chanels: [zwgk/]"), "lists.trs_static.ch"),
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
    assert "example_city.yml" in message
    assert named in message
    assert bad.value.cure
    assert "\n" not in message
