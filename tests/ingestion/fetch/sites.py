"""Sites that answer from a table, for families that are given `get` and `post`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

from ingestion.fetch.client import Response
from ingestion.fetch.families import Crawl, SiteFamily, Window
from ingestion.fetch.listing import Row

HOME = "http://www.example.gov.cn/"
FROZEN = Path(__file__).parent / "frozen"
SHARED = Path(__file__).resolve().parents[4] / "shared" / "pages"

Answer = Callable[[str, str], bytes | None]  # of an address and a body; None is a 404


def frozen(name: str) -> bytes:
    return (FROZEN / name).read_bytes()


class Site:
    """Answers by a function and remembers what was asked: the path, and the body of a POST."""

    def __init__(self, answer: Answer, content_type: str = "application/json") -> None:
        self.answer = answer
        self.content_type = content_type
        self.asked: list[str] = []
        self.sent: list[tuple[str, str]] = []  # body and content type

    def get(self, url: str) -> Response:
        self.asked.append(url.removeprefix(HOME))
        return self._respond(url, self.answer(url, ""))

    def post(self, url: str, body: bytes, content_type: str) -> Response:
        self.asked.append(url.removeprefix(HOME))
        self.sent.append((body.decode(), content_type))
        return self._respond(url, self.answer(url, body.decode()))

    def _respond(self, url: str, body: bytes | None) -> Response:
        headers = {"content-type": self.content_type}
        return Response(url, url, 404 if body is None else 200, headers, body or b"")


def in_turn(*names: str) -> Answer:
    """The frozen answers one after another; after the last one, 404."""
    waiting = iter(names)

    def answer(url: str, body: str) -> bytes | None:
        name = next(waiting, None)
        return None if name is None else frozen(name)

    return answer


def by_path(pages: dict[str, bytes]) -> Answer:
    """Answers by the path alone, whatever is asked of it."""
    return lambda url, body: pages.get(urlsplit(url).path)


def crawl_of(
    site: Site, since: str | None = None, until: str | None = None, home: str = HOME
) -> Crawl:
    window = Window(*(date.fromisoformat(day) if day else None for day in (since, until)))
    return Crawl("example", home, window, site.get, post=site.post)


def list_all(
    site: Site, family: SiteFamily, since: str | None = None, until: str | None = None
) -> tuple[list[Row], Crawl]:
    crawl = crawl_of(site, since, until)
    return list(family.list_rows(crawl, None)), crawl


def days(rows: list[Row]) -> list[str]:
    return [str(row.listed_date) for row in rows]
