"""Every real source reads a frozen list of its family's shape, kept in tests/fixtures/sources/.

list.html answers the first request, more.html the second, and rows.csv says what must come out.
The pages are written for the test: they hold the family's markup, not the site's words.
"""

from __future__ import annotations

import csv
from itertools import islice
from pathlib import Path

import pytest

from ingestion.fetch.client import Response
from ingestion.fetch.families import Crawl, Folder, Window
from ingestion.settings import Settings
from ingestion.sources import Source, list_sources

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures" / "sources"
SITES = [
    source
    for source in list_sources(Settings(Path("unused"), None, is_sample=False))
    if not isinstance(source.lists, Folder)
]


@pytest.mark.parametrize("source", SITES, ids=lambda source: source.source_id)
def test_a_source_reads_its_frozen_list(source: Source) -> None:
    folder = FIXTURES / source.source_id
    answers = iter(("list.html", "more.html"))

    def get(url: str) -> Response:
        body = (folder / next(answers)).read_bytes()
        return Response(url, url, 200, {"content-type": "text/html"}, body)

    with (folder / "rows.csv").open(encoding="utf-8") as file:
        expected = [tuple(row.values()) for row in csv.DictReader(file)]
    assert not isinstance(source.lists, Folder)
    crawl = Crawl(source.source_id, source.home, Window(), get)
    rows = list(islice(source.lists.list_rows(crawl, source.date_format), len(expected)))
    assert [(row.url, row.title, str(row.listed_date)) for row in rows] == expected


def test_every_source_has_its_frozen_list() -> None:
    assert {folder.name for folder in FIXTURES.iterdir()} == {site.source_id for site in SITES}
