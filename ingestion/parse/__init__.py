"""Text to records: the targets, measures, citations and metadata of one notice.

Pure and deterministic: the same text gives the same records. `docs/grammar.md` shows the layers.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from ingestion.models import ParsedNotice, Target
from ingestion.models import Sentence as SentenceSpan
from ingestion.parse.notice.citations import find_citations
from ingestion.parse.notice.metadata import read_metadata
from ingestion.parse.rows.allocation import allot_bodies, allot_by_table
from ingestion.parse.rows.measures import read_measures
from ingestion.parse.rows.responsible import Responsible
from ingestion.parse.rows.targets import TargetReader
from ingestion.parse.tables.target_tables import read_target_tables
from ingestion.parse.tables.task_tables import date_by_tables
from ingestion.parse.text.blocks import split_blocks
from ingestion.parse.text.folding import fold_text
from ingestion.parse.text.structure import read_document
from ingestion.parse.tokens.sentences import read_sentences

PARSER_VERSION = "2026.11.16"

# 办法 lay down rules; a call to apply, and the news of who won, promise nothing either.
_RULES = re.compile(
    r"(?:办法|规定|条例|细则|规则|规程)(?:\([^)]{0,12}\))?(?:的通知|的决定)?$"
    r"|(?:申报|报名|申请|评选|评审|考试|测试|竞赛|大赛|公示|资质|招聘|招考|结果|名单|获奖|年检|自查)"
    r"[^《》]{0,24}(?:通知|公告|通告|公示)$"
)
_NUMBER_YEAR = re.compile(r"〔(\d{4})〕")
_TITLE_YEAR = re.compile(r"(?<![-\d])(20\d{2})年(?!-|至)")
_BRACKETED = re.compile(r"\(([^()]{1,60})\)")
_NO_STATEMENTS: Mapping[str, str] = {}


def read_notice(
    text: str, *, stated: Mapping[str, str] = _NO_STATEMENTS, is_reprint: bool = False
) -> ParsedNotice:
    """Read everything that a notice says.

    Args:
        text: the notice as landed; every offset points into it.
        stated: printed label -> printed value of the page's metadata block; goes before the text.
        is_reprint: its source reprints what others publish; a news lead tells one by itself.
    """
    blocks = split_blocks(fold_text(text))
    metadata = read_metadata(blocks, stated, is_reprint=is_reprint)
    document = read_document(blocks, text)
    written = (
        metadata.written_date
        or metadata.published_date
        or _date_by_year(_NUMBER_YEAR, metadata.document_number)
        or _date_by_year(_TITLE_YEAR, metadata.title)
    )
    sentences = read_sentences(document.sentences, written)
    bodies, _ = allot_bodies(document)
    allot_by_table(document, bodies)
    rules = bool(_RULES.search(metadata.title or ""))
    reader = TargetReader(written, text, rules=rules, region=metadata.region)
    targets = reader.read(sentences)
    targets += read_target_tables(document.rows, written, text)
    targets.sort(key=lambda target: (target.start, target.end))
    spans = [clauses.span for clauses in document.sentences]
    targets = date_by_tables(targets, spans, document.dues, written, metadata.title)
    targets = _mark_repeats(_add_leads(targets, spans, bodies))
    targets = [
        _print_brackets(target, text) if "(" in target.indicator else target for target in targets
    ]
    starts = [target.start for target in targets]
    holding = {
        i for i, (a, b) in enumerate(spans) if bisect_left(starts, a) < bisect_left(starts, b)
    }
    return ParsedNotice(
        text=text,
        metadata=metadata,
        sections=tuple(document.sections),
        sentences=tuple(
            SentenceSpan(*clauses.span, clauses.path) for clauses in document.sentences
        ),
        targets=tuple(targets),
        measures=tuple(
            read_measures(sentences, bodies, holding, text, rules=rules, written=written)
        ),
        citations=tuple(find_citations(blocks, metadata.document_number, text)),
        parser_version=PARSER_VERSION,
    )


def _date_by_year(pattern: re.Pattern[str], words: str | None) -> date | None:
    """A notice without a date was written in the year of its number, or that its title names."""
    match = pattern.search(words or "")
    return date(int(match[1]), 12, 31) if match else None


def _add_leads(
    targets: list[Target], spans: list[tuple[int, int]], bodies: dict[int, Responsible]
) -> list[Target]:
    found = []
    position = 0
    for target in targets:
        while position + 1 < len(spans) and spans[position][1] <= target.start:
            position += 1
        who = bodies.get(position)
        inside = bool(spans) and spans[position][0] <= target.start  # a table's cell is in none
        found.append(replace(target, lead=who.lead) if who and who.lead and inside else target)
    return found


def _print_brackets(target: Target, given: str) -> Target:
    """A name as the notice prints it, with its wide brackets: 示范基地（园区）."""
    name = target.indicator
    for inside in _BRACKETED.findall(name):
        if f"（{inside}）" in given:
            name = name.replace(f"({inside})", f"（{inside}）")
    return replace(target, indicator=name)


def _mark_repeats(targets: list[Target]) -> list[Target]:
    """The same commitment again; the one under a heading is the first, a news lead repeats it."""
    first: dict[tuple[object, ...], int] = {}
    for position, target in enumerate(targets):
        known = first.setdefault(_commitment(target), position)
        if target.section and not targets[known].section:
            first[_commitment(target)] = position
    return [
        target if first[_commitment(target)] == position else replace(target, repeat=True)
        for position, target in enumerate(targets)
    ]


def _commitment(target: Target) -> tuple[object, ...]:
    return (
        target.indicator,
        target.value,
        target.value_high,
        target.unit,
        target.deadline,
        target.kind,
    )
