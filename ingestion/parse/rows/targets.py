"""The targets of a notice: what is promised, by when, measured from when, for whom."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import Any

from ingestion.models import Change, Comparator, DeadlineBasis, Target
from ingestion.parse.names.antecedents import Spoken, is_size, join_name
from ingestion.parse.names.indicators import Named, name_before
from ingestion.parse.names.naming import group_runs, name_all
from ingestion.parse.rows.commitment import is_committed
from ingestion.parse.rows.deadlines import (
    Carried,
    find_baseline,
    find_trailing,
    pair_dates,
    pick_date,
)
from ingestion.parse.text.structure import Kind
from ingestion.parse.tokens.benchmarks import Benchmark
from ingestion.parse.tokens.dates import DateMention
from ingestion.parse.tokens.quantities import Quantity
from ingestion.parse.tokens.sentences import Sentence, find_clause, strip_dates

_ANNUAL = re.compile(r"年均(?=[增下减降提新递完培轮演接]|分别|累计|约|$)|每年|逐年(?=[增下减降提])")
_ADDS = re.compile(r"(?:新增|净增|增加(?!值)|扩容)(?!和|及|与|、|的)")

_EXISTS = re.compile(r"[\u4e00-\u9fff]{0,8}(?:现有|下?辖\d)")  # 我市现有林地…
_AIMS = re.compile(
    r"力争|确保|争取|目标|实现|建成|完成|建设|新增|培育|新建|引进|培养|淘汰|整治|安排"
)
_PAST_START = re.compile(
    r"(?:存在的?(?:主要|突出)?问题|初步核算|初步统计|据统计|一年来|过去(?:一年|五年)|截至|截止|目前|当前|近年来|近[两三四五几]年|[“\"]?十[一二三四]五[”\"]?以来|.{0,8}以来,)"
)


_RIVER = re.compile(r"[\u4e00-\u9fff]{2}流域")
_CUTS = re.compile(r"(?:压减|削减|缩减|减少|退减)(?!率|比例|排放)[\u4e00-\u9fff]{2,24}$")
# 新增茶园2000亩、低产林改造1.5万亩: what has a deed of its own is not added.
_OWN_DEED = re.compile(
    r"[、和及](?:更新|改造|新建|修复|整治|治理|更换|完成|提升|建设|建成|培育|培训|创建|认定)"
    r"|[、和及][^、,]{2,30}(?:改造|修复|整治|治理|更新|提升)$"
)
_GOES_ON = (",", ",且", ",并", ",均")  # 年限达到12年,高于全国平均水平: of the same thing
_BUILDS = re.compile(r"(?:建成|建设|完成)[^,\d]{0,30}新增")  # 建成新增学位项目187个 counts projects


class TargetReader:
    """Reads sentence after sentence, and carries a date from one to the next."""

    def __init__(
        self, written: date | None, given: str, *, rules: bool, region: str | None = None
    ) -> None:
        """Begin a notice.

        Args:
            region: the issuer's place; before an indicator it is a scope (辽宁省粮食产量).
            given: the text that the quotes are cut from.
            rules: the notice lays down rules (办法), so a bare number is a standard.
        """
        self.written = written
        self.given = given
        self.rules = rules
        self.region = region
        self.carried = Carried(written)
        self.is_past = self.is_aimed = False
        self.spoken = Spoken()

    def read(self, sentences: list[Sentence]) -> list[Target]:
        """The targets of all sentences, in the order of the text."""
        targets: list[Target] = []
        for position, sentence in enumerate(sentences):
            self.carried.enter(sentence)
            following = sentences[position + 1] if position + 1 < len(sentences) else None
            self.is_aimed = self._aims(sentence)
            self.is_past = _goes_on_past(sentence, self.is_past, self.written)
            has_any = sentence.quantities or sentence.benchmarks
            if has_any and sentence.clauses.kind is not Kind.PAST and not self.is_past:
                rows = self._read_one(sentence, find_trailing(following))
                targets += sorted(rows, key=lambda target: target.start)
            else:
                self.spoken = Spoken(sentence=sentence)
            self.carried.leave(sentence)
        return targets

    def _aims(self, sentence: Sentence) -> bool:
        """Outside all sections a sentence has to say that it aims, or go on with one that does."""
        clauses = sentence.clauses
        if clauses.path or clauses.item or sentence.deadlines or self.carried.mention:
            return True
        goes_on = sentence.goes_on or sentence.text.startswith("其中")
        return bool(_AIMS.search(sentence.text)) or (goes_on and self.is_aimed)

    def _read_one(self, sentence: Sentence, trailing: DateMention | None) -> list[Target]:
        text = sentence.text
        if not self.is_aimed:
            return []  # what introduces a notice tells facts
        kept = [
            q for q in sentence.quantities if is_committed(q, sentence, self.written, self.rules)
        ]
        kept = _share_words(text, kept)
        dates = _pair_all(sentence, kept)
        names = name_all(sentence, kept, self.spoken)
        ends = (names[0].indicator, names[-1].indicator) if names else ("", "")
        self.spoken = Spoken(*ends, sentence)
        rows: list[Target] = []
        names = [self._part_region(named) for named in names]
        for position, (quantity, named) in enumerate(zip(kept, names, strict=True)):
            if named.indicator.strip():
                row = self._build(sentence, quantity, named, trailing)
                gap = text[kept[position - 1].end : quantity.start] if position else ""
                row = _lend_change(rows[-1] if rows else None, row, quantity, gap)
                rows.append(_set_date(row, dates.get(position)))
        for benchmark in sentence.benchmarks:
            before = [
                (q.end, n) for q, n in zip(kept, names, strict=True) if q.end <= benchmark.start
            ]
            built = self._build_benchmark(sentence, benchmark, trailing, before)
            if built:
                rows.append(built)
        return rows

    def _part_region(self, named: Named) -> Named:
        named = Named(named.indicator, (named.scope or "").removeprefix("在") or None)
        rest = named.indicator.removeprefix(self.region or "\0")
        if rest == named.indicator or len(rest) < 3:
            return named
        return Named(rest, named.scope or self.region)

    def _build(
        self, sentence: Sentence, quantity: Quantity, named: Named, trailing: DateMention | None
    ) -> Target:
        begin, _ = find_clause(sentence.text, quantity.number)
        left = sentence.text[begin : quantity.number]
        own = _OWN_DEED.search(left)
        change = _settle_change(quantity, left[own.start() :] if own else left)
        return self._place(
            sentence,
            quantity.start,
            quantity.end,
            trailing,
            indicator=named.indicator,
            comparator=quantity.comparator,
            value=quantity.value,
            value_high=quantity.high,
            unit=quantity.unit,
            change=change,
            scope=named.scope,
            annual=_ANNUAL.search(sentence.text[begin : quantity.number]) is not None,
        )

    def _build_benchmark(
        self,
        sentence: Sentence,
        benchmark: Benchmark,
        trailing: DateMention | None,
        before: list[tuple[int, Named]],
    ) -> Target | None:
        """Args: before: the ends and the names of the quantities before it."""
        text = sentence.text
        begin, _ = find_clause(text, benchmark.start)
        named = name_before(
            strip_dates(text[begin : benchmark.start], begin, sentence.dates), made=False
        )
        indicator = _add_river(named.indicator, text[:begin]) or benchmark.what or ""
        if before and is_size(indicator):
            indicator = join_name(before[-1][1].indicator, indicator, "")
        if before and text[before[-1][0] : benchmark.start] in _GOES_ON:
            indicator = before[-1][1].indicator
        if not benchmark.accepts(indicator):
            return None
        return self._place(
            sentence,
            benchmark.start,
            benchmark.end,
            trailing,
            indicator=indicator,
            comparator=benchmark.comparator,
            value=None,
            unit=None,
            change=benchmark.change,
            scope=named.scope,
            kind="benchmark",
        )

    def _place(
        self,
        sentence: Sentence,
        start: int,
        end: int,
        trailing: DateMention | None,
        **said: Any,
    ) -> Target:
        """A row with its place and its date, and what is `said` of its quantity."""
        mention, basis = pick_date(sentence, start, end, self.carried, trailing)
        first, last = sentence.clauses.block.span(start, end)
        dated = mention is not None and mention.deadline is not None
        if said.get("change") or said.get("unit") == "倍":
            due = mention.deadline if mention and mention.deadline else self.written
            said["baseline_year"] = find_baseline(sentence, start, due)
        return Target(
            start=first,
            end=last,
            quote=self.given[first:last],
            section=sentence.clauses.path,
            deadline=mention.deadline if mention else None,
            deadline_basis=basis if dated else "none",
            period_start=mention.period_start if mention and dated else None,
            **said,
        )


def _add_river(indicator: str, before: str) -> str:
    """长江流域总体水质保持为优,干流水质达到Ⅱ类: 干流 is that of 长江流域."""
    river = (
        _RIVER.search(before) if indicator.startswith(("干流", "支流", "上游", "下游")) else None
    )
    return river.group() + indicator if river else indicator


def _goes_on_past(sentence: Sentence, before: bool, written: date | None) -> bool:
    """截至2020年底,装机达到甲;发电量乙: behind ； it is past too, up to a coming date."""
    text = sentence.text
    exists = ("现有" in text or "辖" in text) and _EXISTS.match(text)
    is_past = bool(exists or _PAST_START.match(text)) or (before and sentence.goes_on)
    if not is_past:
        return False
    coming = any(m.deadline and (not written or m.deadline >= written) for m in sentence.deadlines)
    return not coming or (before and text.startswith("全年"))


def _share_words(text: str, quantities: list[Quantity]) -> list[Quantity]:
    """分别下降8%、10%以上; 分别不低于3吨、5吨: the second goes on with the words of the first."""
    shared: list[Quantity] = []
    for quantity in quantities:
        before = shared[-1] if shared else None
        if before and not quantity.verb and text[before.end : quantity.number] in "、和及":
            shared.append(_lend(before, quantity))
        else:
            shared.append(quantity)
    return shared


def _lend(before: Quantity, quantity: Quantity) -> Quantity:
    comparator = quantity.comparator
    if comparator == "eq" and not before.has_bound:
        comparator = _lent_comparator(before)
    return replace(quantity, change=quantity.change or before.change, comparator=comparator)


def _lent_comparator(before: Quantity) -> Comparator:
    return before.comparator if before.comparator in ("ge", "le", "gt", "lt") else "eq"


def _pair_all(sentence: Sentence, quantities: list[Quantity]) -> dict[int, DateMention]:
    """By position, the date of each quantity in a list that has a list of dates."""
    found: dict[int, DateMention] = {}
    for group in group_runs(sentence, quantities):
        dates = pair_dates(sentence, [quantities[i] for i in group]) if len(group) > 1 else None
        found |= dict(zip(group, dates or [], strict=False))
    return found


def _set_date(row: Target, mention: DateMention | None) -> Target:
    if mention is None:
        return row
    basis: DeadlineBasis = "clause" if mention.deadline else "none"
    start = mention.period_start if mention.deadline else None
    return replace(row, deadline=mention.deadline, deadline_basis=basis, period_start=start)


def _lend_change(before: Target | None, row: Target, quantity: Quantity, gap: str) -> Target:
    """新增灌溉面积55万亩,其中甲灌区18万亩: a part of what is added is added too.

    下降19%以上,力争达到20%: what is striven for is a fall too.
    """
    is_part = before and before.indicator == row.indicator and before.unit == row.unit
    if not (before and is_part and before.change) or row.change:
        return row
    if not quantity.verb:
        return replace(row, change=before.change)
    if gap == "," and row.quote.startswith(("力争", "争取")):
        return replace(row, change=before.change, baseline_year=before.baseline_year)
    return row


def _settle_change(quantity: Quantity, left: str) -> Change | None:
    """新增 before the thing counted says increase; 增速达到8% is a level."""
    if quantity.change:
        return quantity.change
    if (quantity.is_level and quantity.verb) or quantity.unit_class == "percent":
        return None
    if _CUTS.search(left):
        return "decrease"
    return "increase" if _ADDS.search(left) and not _BUILDS.search(left) else None
