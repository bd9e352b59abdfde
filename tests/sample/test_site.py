"""The sample site as a server: hosts by name, nothing outside its folder, invented throughout."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from ingestion.settings import SEEDS
from sample.site import SITES, serve_sample


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with serve_sample() as address:
        yield address


def _get(url: str, path: str, host: str = "") -> requests.Response:
    headers = {"Host": host} if host else {}
    return requests.get(url + path, headers=headers, timeout=5, allow_redirects=False)


def test_the_host_header_chooses_the_site(url: str) -> None:
    assert "青岚省" in _get(url, "/index.html", "qinglan.sample.invalid").content.decode()
    assert _get(url, "/index.html", "yunping.sample.invalid").status_code == 404


def test_a_browser_finds_the_same_pages_by_path(url: str) -> None:
    assert "shidu.sample.invalid" in _get(url, "/").text
    page = _get(url, "/shidu.sample.invalid/zwgk/wjgk/index.htm")
    assert "石渡县" in page.content.decode("gbk")


@pytest.mark.parametrize(
    "path", ["/../../../pyproject.toml", "/%2e%2e/%2e%2e/site.py", "/..%2f..%2fsite.py"]
)
def test_nothing_outside_the_site_is_served(url: str, path: str) -> None:
    session = requests.Session()
    request = requests.Request("GET", url, headers={"Host": "qinglan.sample.invalid"}).prepare()
    request.url = url + path
    assert session.send(request, timeout=5).status_code == 404


def test_a_missing_page_is_a_404(url: str) -> None:
    assert _get(url, "/none.html", "qinglan.sample.invalid").status_code == 404


def test_every_page_says_that_it_is_invented() -> None:
    pages = [path for path in SITES.rglob("*") if path.suffix in (".html", ".htm", ".shtml")]
    assert len(pages) >= 20
    for path in pages:
        text = path.read_bytes().decode("gbk" if path.suffix == ".htm" else "utf-8")
        assert "虚构" in text, path


def test_no_invented_place_has_the_name_of_a_real_one() -> None:
    def names(path: Path) -> set[str]:
        with path.open(encoding="utf-8") as file:
            return {row["name"] for row in csv.DictReader(file)}

    invented = names(SEEDS / "sample" / "sample_regions.csv")
    assert {"青岚省", "云屏市", "石渡县"} <= invented
    assert not invented & names(SEEDS / "regions.csv")


def test_invented_codes_stay_out_of_the_real_ranges() -> None:
    text = (SEEDS / "sample" / "sample_regions.csv").read_text(encoding="utf-8")
    assert all(code.startswith("99") for code in re.findall(r"^\d+", text, re.MULTILINE))
