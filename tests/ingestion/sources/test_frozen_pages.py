"""Every real source reads frozen pages of its family's shape, kept in tests/fixtures/sources/.

`list.*` answers the first request, `more.*` the second, and rows.csv says what must come out of
them; page.html is a notice, and fields.csv what must be read from it. The pages are written for
the test: they hold the family's markup, not the site's words. A source whose list nobody knows
has a notice alone.
"""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from ingestion.cli.trial_list import give_saved, open_saved, try_list
from ingestion.cli.trial_page import try_page
from ingestion.errors import BadSource
from ingestion.fetch.families import Folder, Unlisted
from ingestion.settings import Settings
from ingestion.sources import Source, list_sources

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures" / "sources"
SITES = [
    source
    for source in list_sources(Settings(Path("unused"), None, is_sample=False))
    if not isinstance(source.lists, Folder)
]
LISTED = [source for source in SITES if not isinstance(source.lists, Unlisted)]
UNLISTED = [source for source in SITES if isinstance(source.lists, Unlisted)]
PAGED = [source for source in SITES if (FIXTURES / source.source_id / "page.html").exists()]


def _name(source: Source) -> str:
    return source.source_id


def _saved_lists(source: Source) -> list[Path]:
    folder = FIXTURES / source.source_id
    return [*folder.glob("list.*"), *folder.glob("more.*")]


@pytest.mark.parametrize("source", LISTED, ids=_name)
def test_a_source_reads_its_frozen_list(source: Source) -> None:
    """rows.csv has the columns url, title, listed_date, and every row of the saved pages."""
    with (FIXTURES / source.source_id / "rows.csv").open(encoding="utf-8") as file:
        expected = [(row["url"], row["title"], row["listed_date"]) for row in csv.DictReader(file)]
    rows = try_list(source, give_saved(_saved_lists(source))).rows
    assert [(row.url, row.title, str(row.listed_date)) for row in rows] == expected
    days = {row.listed_date for row in rows}
    assert len(days) > 1, f"{source.source_id}: a list of one day tests no dates; freeze a longer"


@pytest.mark.parametrize("source", LISTED, ids=_name)
def test_nothing_of_a_frozen_list_is_left_unread(source: Source) -> None:
    assert try_list(source, give_saved(_saved_lists(source))).unread == []


@pytest.mark.parametrize("source", PAGED, ids=_name)
def test_a_source_reads_its_frozen_page(source: Source) -> None:
    folder = FIXTURES / source.source_id
    with (folder / "fields.csv").open(encoding="utf-8") as file:
        expected = {row["field"]: row["value"] for row in csv.DictReader(file)}
    trial = try_page(source, open_saved(folder / "page.html", f"{source.home}page.html"))
    assert trial.rejected is None
    attached = {"attachments": " ".join(url for _, url in trial.attachments)}
    assert expected.items() <= (dict(trial.fields) | attached).items()
    assert {"title", "number", "published", "begins", "ends", "attachments"} <= expected.keys()


@pytest.mark.parametrize("source", UNLISTED, ids=_name)
def test_a_source_without_a_known_list_asks_for_nothing_and_says_what_is_wanting(
    source: Source,
) -> None:
    assert not source.has_night
    with pytest.raises(BadSource, match="is not known"):
        try_list(source, give_saved([]))


def test_every_source_has_its_frozen_pages() -> None:
    assert {folder.name for folder in FIXTURES.iterdir()} == {site.source_id for site in SITES}
    unread = [one for one in SITES if (one.selectors or one in UNLISTED) and one not in PAGED]
    assert unread == []


def test_every_source_says_what_to_look_at_and_is_short() -> None:
    lengths = []
    for path in (Path(__file__).resolve().parents[3] / "ingestion" / "sources").rglob("*.yml"):
        text = path.read_text("utf-8")
        lengths.append(len(text.splitlines()))
        assert "source.schema.json\n" in text.splitlines(keepends=True)[0], path
    assert sorted(lengths)[len(lengths) // 2] < 40
    short = [source.source_id for source in SITES if len(source.runbook.split()) < 20]
    assert not short, f"a runbook of fewer than 20 words helps nobody: {short}"
    open_ended = [source.source_id for source in LISTED if not source.counts.night_ceiling]
    assert not open_ended, f"no counts.night_ceiling, so no flood is noticed: {open_ended}"
