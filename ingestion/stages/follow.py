"""The attachments of a notice's page: fetched by the same client, left in the same spool."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from functools import partial

from ingestion.attachments import tell_kind
from ingestion.errors import FetchRefused
from ingestion.fetch.client import Client, Response
from ingestion.models import AttachmentLink, FetchedPage, PageKind, Rejection
from ingestion.parse.page import find_documents
from ingestion.sources import Source
from ingestion.spool import SpoolWriter, hash_body
from ingestion.stages.shelter import sheltered

MOST = 30  # of one page; the longest lists of annexes seen have a dozen


class Follower:
    """Takes the attachments of one crawl, each url once; every one ends as a page or a rejection.

    What they are called stays in the page's row. Their files are named by their hash alone.
    """

    def __init__(
        self,
        source: Source,
        client: Client,
        spool: SpoolWriter,
        counts: dict[str, int],
        notes: list[str],
    ) -> None:
        self._source = source
        self._client = client
        self._spool = spool
        self._counts = counts
        self._notes = notes
        self._seen: set[str] = set()

    def follow(self, page: FetchedPage) -> None:
        """Fetch what a page hands out."""
        self._seen.add(page.url)
        look = partial(
            find_documents,
            page.body,
            url=page.final_url or page.url,
            charset=page.charset or "utf-8",
            selectors=self._source.selectors,
        )
        links = sheltered(self._source.source_id, page.url, look)
        if isinstance(links, Rejection):
            self._keep(links)
            return
        for number, link in enumerate(links):
            if link.url in self._seen:
                continue
            self._seen.add(link.url)
            if number < MOST:
                take = partial(self._take, link, page)
                self._keep(sheltered(self._source.source_id, link.url, take))
            else:
                self._keep(self._reject(link.url, "too_many_attachments", f"number {number + 1}"))

    def _keep(self, outcome: FetchedPage | Rejection) -> None:
        if isinstance(outcome, FetchedPage):
            self._spool.add_page(outcome)
            self._counts["attachments"] += 1
            self._counts["bytes"] += len(outcome.body)
        else:
            self._spool.add_rejection(outcome)
            self._notes.append(f"{outcome.url}: {outcome.reason}: {outcome.detail}")

    def _take(self, link: AttachmentLink, page: FetchedPage) -> FetchedPage | Rejection:
        try:
            response = self._client.get(link.url)
        except FetchRefused as error:
            return self._reject(link.url, error.reason, str(error))
        try:
            judge_attachment(response)
        except FetchRefused as error:
            return self._reject(link.url, error.reason, str(error), response)
        document = take_document(page.source_id, link.url, response, "attachment")
        return replace(document, parent_url=page.url, name=link.name)

    def _reject(
        self, url: str, reason: str, detail: str, response: Response | None = None
    ) -> Rejection:
        body = (response.body or None) if response else None
        status = response.status if response else None
        return Rejection(self._source.source_id, url, "fetch", reason, detail, body, status)


def take_document(source_id: str, url: str, response: Response, kind: PageKind) -> FetchedPage:
    """An answer that is a document, as it came; parse reads it, in a process of its own."""
    return FetchedPage(
        source_id=source_id,
        url=url,
        kind=kind,
        body=response.body,
        body_sha256=hash_body(response.body),
        fetched_at=datetime.now(UTC),
        http_status=response.status,
        content_type=response.content_type,
        etag=response.headers.get("etag"),
        last_modified=response.headers.get("last-modified"),
        final_url=response.final_url if response.final_url != url else None,
        ended_by=response.ended_by,
    )


def judge_attachment(response: Response) -> None:
    """Make sure that an answer may be a document: sites answer a missing one with a page.

    Raises:
        FetchRefused: http_<status>, empty_body, not_attachment.
    """
    if response.status != 200:
        raise FetchRefused(f"http_{response.status}", f"the site answered {response.status}")
    if not response.body.strip():
        raise FetchRefused("empty_body", "the site answered 200 with nothing in it")
    if tell_kind(response.body) == "markup":
        raise FetchRefused("not_attachment", "the answer is a web page, not a document")
