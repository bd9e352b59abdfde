"""The text of a notice's attachments, put behind its own where the body only points at them.

docs/decisions/0015 says why the text of both is one.
"""

from __future__ import annotations

import re
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import PurePosixPath

import psycopg

from ingestion.attachments import Unread, read_attachment
from ingestion.attachments.reading import SECONDS
from ingestion.land.notices import ReadPage
from ingestion.models import AttachmentLink, PageText, Rejection
from ingestion.stages.reading import MAX_LENGTH, name_notice

SHORT = 120  # Chinese characters; a body that says less says nothing by itself
COVER = 600  # the longest covering letters seen have 400
SENTENCES = 3  # a letter says what it sends, that it was agreed to, and that it be done
_POINTS = re.compile(r"附件|附表|附后|见附|印发|现将|发布|公布|下载|全文|如下")
ALL_SECONDS = 90.0  # for the documents of one page together
SENTENCE = 12  # characters at least; what is shorter is a greeting or a heading
# Of one document in two forms, the one that is read best.
_ORDER = (".docx", ".doc", ".wps", ".xlsx", ".xls", ".et", ".pdf", ".ofd")


def name_line(name: str) -> str:
    """The line above an attachment's text: it ends in a stop, so that nothing runs on."""
    return f"附件：{' '.join(name.split())}。"


def only_points(page: PageText) -> bool:
    """Whether a page's own text is no more than a covering letter for what hangs on it."""
    own = page.text.partition("\n")[2]  # the title says nothing of it
    han = sum("\u4e00" <= char <= "\u9fff" for char in own)
    ended = (part for line in own.split("\n") for part in line.split("。")[:-1])
    sentences = sum(len(part) >= SENTENCE for part in ended)
    if han < SHORT or not sentences:
        return True
    return han < COVER and sentences <= SENTENCES and _POINTS.search(own) is not None


class Library:
    """The landed attachments of one page, as they were while that version of it stood.

    `read` is what became of each that was looked at: parse writes it down with the notice.
    """

    def __init__(
        self, connection: psycopg.Connection, source_id: str, url: str, fetched_at: datetime
    ) -> None:
        self._connection = connection
        self._source_id = source_id
        self._url = url
        self._fetched_at = fetched_at
        self._seconds = ALL_SECONDS
        self.read: list[tuple[ReadPage, Rejection | None]] = []

    def attach(self, page: PageText) -> PageText:
        """The page with the text of its attachments, each under a line that names it."""
        if not only_points(page):
            return page
        keys = self._find_keys([link.url for link in page.attachments])
        text, flags = page.text, list(page.flags)
        for links in _same_documents(page.attachments):
            more = self._read_first(links, keys, MAX_LENGTH - len(text))
            text += more
            flags.append("attachment_text" if more else "attachment_unread")
        return replace(page, text=text, flags=tuple(dict.fromkeys(flags)))

    def _read_first(self, links: Sequence[AttachmentLink], keys: dict[str, str], room: int) -> str:
        """The first form of a document that can be read; nothing where none can."""
        for link in links:
            if link.url in keys and (found := self._read(link, keys[link.url], room)):
                return found
        return ""

    def _read(self, link: AttachmentLink, key: str, room: int) -> str:
        page = ReadPage(key, self._source_id, link.url, name_notice(link.url), None, True)
        body = self._load(key)
        began = time.monotonic()
        try:
            if self._seconds <= 0:
                raise Unread(f"those before it took more than {ALL_SECONDS:g} seconds")
            text = read_attachment(body, seconds=min(SECONDS, self._seconds)).text
            found = f"{name_line(link.name)}\n{text}"
            if len(found) > room:
                raise Unread(f"more than {MAX_LENGTH:,} characters with its notice")
        except Unread as error:
            why = (self._source_id, link.url, "parse", "unread_attachment")
            self.read.append((page, Rejection(*why, f"{link.name}: {error}", body)))  # type: ignore[arg-type]
            return ""
        finally:
            self._seconds -= time.monotonic() - began
        self.read.append((page, None))
        return found

    def _find_keys(self, urls: list[str]) -> dict[str, str]:
        """The page_key of each attachment's last version before the page itself had a new one."""
        rows = self._connection.execute(
            "select distinct on (url) url, page_key from raw.page"
            " where source_id = %(source)s and kind = 'attachment' and url = any(%(urls)s)"
            " and fetched_at < coalesce((select min(fetched_at) from raw.page"
            " where source_id = %(source)s and url = %(url)s and kind = 'notice'"
            " and fetched_at > %(fetched_at)s), 'infinity') order by url, fetched_at desc",
            {
                "source": self._source_id,
                "urls": urls,
                "url": self._url,
                "fetched_at": self._fetched_at,
            },
        ).fetchall()
        return dict(rows)

    def _load(self, key: str) -> bytes:
        row = self._connection.execute(
            "select body from raw.page where page_key = %s", (key,)
        ).fetchone()
        return bytes(row[0]) if row else b""


def _same_documents(links: Sequence[AttachmentLink]) -> list[list[AttachmentLink]]:
    """Links to one document in several forms (方案.docx, 方案.pdf), best form first."""
    documents: dict[str, list[AttachmentLink]] = {}
    for link in links:
        documents.setdefault(_split_name(link)[0], []).append(link)
    return [sorted(group, key=lambda one: _split_name(one)[1]) for group in documents.values()]


def _split_name(link: AttachmentLink) -> tuple[str, int]:
    """A document's name without its form, and the rank of the form."""
    path = PurePosixPath(link.name.lower())
    ending = path.suffix if path.suffix in _ORDER else PurePosixPath(link.url.lower()).suffix
    stem = path.stem if path.suffix in _ORDER else link.name.lower()
    return "".join(stem.split()), _ORDER.index(ending) if ending in _ORDER else len(_ORDER)
