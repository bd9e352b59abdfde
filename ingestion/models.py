"""The shapes that cross a boundary, up to schema `raw`: each is declared here once.

`docs/boundaries.md` shows the way they take. Offsets are code points, counted from 0, into the
text of the notice, and `text[start:end] == quote` holds for every record that has a quote.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Literal, NamedTuple

Comparator = Literal["ge", "le", "gt", "lt", "eq", "approx", "range"]
Change = Literal["increase", "decrease"]
DeadlineBasis = Literal["clause", "inherited", "none"]
Kind = Literal["numeric", "benchmark"]
Binding = Literal["约束性", "预期性"]
Level = Literal["national", "province", "prefecture", "county"]
PageKind = Literal["notice", "list", "attachment"]


# ---------------------------------------------------------------- fetch -> land


@dataclass(frozen=True, slots=True)
class ListedLink:
    """One link found on a list page; it ends as a page or as a rejection, never as nothing."""

    source_id: str
    url: str
    title: str | None = None
    listed_date: date | None = None
    is_revisit: bool = False  # not on tonight's list: a recent notice, looked at again


@dataclass(frozen=True, slots=True)
class Sighting:
    """A page that the site says is as we hold it (304): these bytes, seen once more."""

    source_id: str
    url: str
    body_sha256: str


@dataclass(frozen=True, slots=True)
class FetchedPage:
    """One whole response, or one whole file of a folder."""

    source_id: str
    url: str
    kind: PageKind
    body: bytes
    body_sha256: str
    fetched_at: datetime
    http_status: int | None = None
    content_type: str | None = None
    charset: str | None = None  # the encoding that `body` is in, as decided, e.g. gb18030
    charset_basis: str | None = None  # what decided: bom, header, meta, bytes, guess
    charset_declared: str | None = None  # what the page says of itself, kept where it differs
    etag: str | None = None
    last_modified: str | None = None
    final_url: str | None = None  # after redirects
    ended_by: str | None = None  # what shows it is whole: length, chunks, trailer, own_end
    parent_url: str | None = None  # of an attachment: the page that links to it
    name: str | None = None  # of an attachment: as its link calls it; never the name of a file


@dataclass(frozen=True, slots=True)
class Rejection:
    """A link, a response or a file that went no further, with the reason; its bytes are kept."""

    source_id: str
    url: str
    stage: Literal["fetch", "land", "parse"]
    reason: str  # a short code: soft_404, timeout, truncated, unreadable, no_notice ...
    detail: str  # one line for a person
    body: bytes | None = None
    http_status: int | None = None


# ---------------------------------------------------------------- parse


@dataclass(frozen=True, slots=True)
class AttachmentLink:
    """A document that a page hands out with its notice; `url` is absolute, `name` is as printed."""

    url: str
    name: str


@dataclass(frozen=True, slots=True)
class PageText:
    """What a page reads as: the notice's text and what the page says about it.

    For .txt the text is the file's own characters, unchanged. For HTML it is the visible text of
    the body container, a line a block, table cells parted by tabs.
    """

    text: str
    stated: dict[str, str] = field(default_factory=dict)  # printed label -> printed value
    flags: tuple[str, ...] = ()  # nul_replaced, markup_cut ...
    attachments: tuple[AttachmentLink, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and the stretch that it governs, up to the next heading of its level or above."""

    start: int
    end: int
    level: int  # 1 = outermost
    heading: str  # as printed, without a trailing 。
    path: tuple[str, ...]  # outermost first, this heading last


class Sentence(NamedTuple):  # the one shape that a notice has hundreds of
    """A stretch up to 。 or ； or the end of a paragraph, without the mark that closes it."""

    start: int
    end: int
    section: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Target:
    """A commitment to reach a stated quantity; one row a quantity (see the guideline).

    Units: `value` and `value_high` are as written, in `unit` as written (45万亩 -> 45, 万亩).
    """

    start: int
    end: int
    quote: str
    indicator: str
    comparator: Comparator | None
    value: Decimal | None
    unit: str | None
    value_high: Decimal | None = None
    change: Change | None = None
    baseline_year: int | None = None
    deadline: date | None = None
    deadline_basis: DeadlineBasis = "none"
    period_start: date | None = None
    scope: str | None = None
    lead: tuple[str, ...] = ()
    binding: Binding | None = None
    annual: bool = False
    kind: Kind = "numeric"
    repeat: bool = False
    section: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Measure:
    """One sentence of action inside a numbered item: what will be done, by whom, by when."""

    start: int
    end: int
    text: str  # text[start:end] of the notice
    section: tuple[str, ...]
    deadline: date | None = None
    lead: tuple[str, ...] = ()
    support: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Citation:
    """A document named by its number, with its title where one stands beside it."""

    start: int
    end: int
    quote: str
    title: str | None
    number: str | None  # normalised: 甘政发〔2021〕62号
    is_repealed: bool = False  # the notice says of the whole document that it ends


@dataclass(frozen=True, slots=True)
class NoticeMetadata:
    """What a notice is: read from the page's metadata block, the text and its closing."""

    title: str | None = None
    document_number: str | None = None
    issuers: tuple[str, ...] = ()
    level: Level | None = None
    region: str | None = None  # as printed: 定西市; 全国 where the issuer is national
    province: str | None = None
    written_date: date | None = None
    published_date: date | None = None
    index_number: str | None = None
    validity: str | None = None  # what the page says of it: 有效
    valid_until: date | None = None  # the last day, where the text says so
    validity_clause: str | None = None  # the words that say so, folded
    source_site: str | None = None
    is_repost: bool = False


@dataclass(frozen=True, slots=True)
class ParsedNotice:
    """Everything that parse reads out of one text."""

    text: str
    metadata: NoticeMetadata
    sections: tuple[Section, ...] = ()
    sentences: tuple[Sentence, ...] = ()
    targets: tuple[Target, ...] = ()
    measures: tuple[Measure, ...] = ()
    citations: tuple[Citation, ...] = ()
    parser_version: str = ""
    flags: tuple[str, ...] = ()


# ---------------------------------------------------------------- every stage


@dataclass(frozen=True, slots=True)
class StageReport:
    """What one stage did: printed as one line, logged, and handed on between tasks.

    Units: `seconds` is wall time; `own_seconds` leaves out the start-up of libraries and child
    processes, which does not grow with the work.
    """

    stage: Literal["fetch", "land", "parse", "build", "validate", "publish"]
    counts: dict[str, int]
    seconds: float
    own_seconds: float
    notes: tuple[str, ...] = ()
    subject: str = ""  # the source that it worked on; empty for the whole warehouse
