"""Which quantities of a sentence are promised, and everything that goes into their rows."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import date

from ingestion.models import DeadlineBasis, Target
from ingestion.parse.benchmarks import Benchmark, find_benchmarks
from ingestion.parse.commitment import is_committed
from ingestion.parse.dates import DateMention, find_dates
from ingestion.parse.indicators import name_after, name_before, split_list, strip_dates
from ingestion.parse.quantities import Quantity, find_quantities
from ingestion.parse.structure import Clauses, Kind


@dataclass(slots=True)
class Carried:
    """What one sentence hands to the next inside an item."""

    item: int = -1
    paragraph: int = -1
    closed: bool = True  # the last sentence ended in 。, not ；
    mention: DateMention | None = None  # the date that headed the sentence
    heads: bool = False
    baseline: int | None = None


@dataclass(slots=True)
class Sentence:
    """A sentence with its tokens."""

    clauses: Clauses
    dates: list[DateMention]
    hidden: list[tuple[int, int]]
    quantities: list[Quantity] = field(default_factory=list)
    benchmarks: list[Benchmark] = field(default_factory=list)

    @property
    def text(self) -> str:
        return self.clauses.text


_HIDDEN = re.compile(r"《[^》]{1,120}》|“[^”]{1,60}”|\([^()]{1,200}\)|[〔\[【]\d{4}[〕\]】]\d*号?")
_DIGIT = re.compile(r"[\d两二三四五六七八九十百]|一[个座家所处条]|减半|翻一番")
_ANNUAL = re.compile(r"年均|每年|逐年|年度(?=新增|增长|培训)")
_BASE = re.compile(r"(?:以|与|比|较)“?(?P<year>(?:19|20)\d{2})年")
_LAST_YEAR = re.compile(r"(?:比|较)(?:上年|去年|上一年)|同比")
_BOUNDARY = ",;:"
_MAKER_LEFT = re.compile(r"投资|投入|安排.{0,6}资金|筹集.{0,6}资金|落实.{0,6}资金")
_USE = re.compile(r"^(?:元)?(?:,)?(?:用于|开展|实施|建设|推进|支持)(?P<what>[^,。;]{2,40})")


def read_sentence(clauses: Clauses, written: date | None) -> Sentence:
    """Find the dates, quantities and benchmarks of a sentence."""
    text = clauses.text
    dates = find_dates(text, written)
    hidden = [match.span() for match in _HIDDEN.finditer(text)]
    sentence = Sentence(clauses, dates, hidden)
    if _DIGIT.search(text):
        covered = hidden + [(m.start, m.end) for m in dates]
        sentence.quantities = find_quantities(text, covered)
    sentence.benchmarks = find_benchmarks(text, hidden)
    return sentence


def read_targets(
    sentences: list[Sentence], written: date | None, given: str, rules: bool
) -> list[Target]:
    """The targets of a notice, in the order of the text.

    Args:
        rules: the notice lays down rules (办法, 条例), so a bare number is a standard, not a promise.
    """
    targets: list[Target] = []
    carried = Carried()
    for position, sentence in enumerate(sentences):
        _carry(carried, sentence)
        following = sentences[position + 1] if position + 1 < len(sentences) else None
        trailing = _trailing_date(following)
        targets += _read_one(sentence, carried, trailing, written, given, rules)
        _remember(carried, sentence)
    return targets


def _trailing_date(following: Sentence | None) -> DateMention | None:
    """…30万亩。（2022—2025年）: a sentence that is a date in brackets belongs to the one before."""
    if following is None:
        return None
    text = following.text
    if len(following.dates) == 1 and text.startswith("(") and len(text) < 24:
        mention = following.dates[0]
        if mention.role == "deadline" and mention.end - mention.start >= len(text) - 6:
            return mention
    return None


def _carry(carried: Carried, sentence: Sentence) -> None:
    clauses = sentence.clauses
    goal = clauses.kind in (Kind.GOAL, Kind.PRINCIPLE)
    same = clauses.item == carried.item and (goal or clauses.paragraph == carried.paragraph)
    if not same or (carried.closed and not goal and not clauses.text.startswith("其中")):
        carried.mention = None
        carried.baseline = None
    if carried.mention and not carried.heads:
        carried.mention = None
    carried.item, carried.paragraph = clauses.item, clauses.paragraph


def _remember(carried: Carried, sentence: Sentence) -> None:
    dates = [m for m in sentence.dates if m.role == "deadline" and m.deadline]
    if dates:
        carried.mention = dates[-1]
        carried.heads = dates[0].start <= 4
        if len(dates) > 1 and carried.heads:
            carried.mention = dates[0]
    carried.closed = sentence.clauses.stop != ";"


def _read_one(
    sentence: Sentence,
    carried: Carried,
    trailing: DateMention | None,
    written: date | None,
    given: str,
    rules: bool,
) -> list[Target]:
    text = sentence.text
    if sentence.clauses.kind is Kind.PAST or not (sentence.quantities or sentence.benchmarks):
        return []
    kept = [
        q
        for q in sentence.quantities
        if is_committed(
            q,
            sentence.quantities,
            text,
            sentence.dates,
            written,
            rules,
            sentence.clauses.kind is Kind.GOAL,
        )
    ]
    names = _name_all(sentence, kept)
    kept = _share_change(text, kept)
    found: list[tuple[int, Target]] = []
    for quantity, (indicator, scope) in zip(kept, names, strict=True):
        if indicator:
            found.append(
                (
                    quantity.start,
                    _build(sentence, quantity, indicator, scope, carried, trailing, given),
                )
            )
    for benchmark in sentence.benchmarks:
        row = _build_benchmark(sentence, benchmark, carried, trailing, given, written)
        if row:
            found.append((benchmark.start, row))
    return [target for _, target in sorted(found, key=lambda pair: pair[0])]


# ---------------------------------------------------------------- names


def _name_all(sentence: Sentence, quantities: list[Quantity]) -> list[tuple[str, str | None]]:
    """An indicator for every quantity; a list of them shares its subject or its head."""
    names: list[tuple[str, str | None]] = []
    group: list[int] = []
    scope: str | None = None
    for position, quantity in enumerate(quantities):
        named, own_scope, shared = _name_one(sentence, quantities, position)
        if own_scope:
            scope = own_scope
        elif (
            _clause_start(sentence.text, quantity.number) > 0
            and position
            and not _same_run(sentence.text, quantities[position - 1], quantity)
        ):
            scope = None
        if shared and names:
            group.append(position)
            named = named or names[-1][0]
        else:
            _share_list(sentence, quantities, group, names)
            group = [position]
        names.append((named, own_scope or scope))
    _share_list(sentence, quantities, group, names)
    return names


def _same_run(text: str, before: Quantity, after: Quantity) -> bool:
    return not re.search(r"[。;]", text[before.end : after.number])


def _share_list(
    sentence: Sentence,
    quantities: list[Quantity],
    group: list[int],
    names: list[tuple[str, str | None]],
) -> None:
    """甲、乙覆盖率分别达到55%、45%: give each quantity its own name out of the list."""
    if len(group) < 2:
        return
    parts = split_list(names[group[0]][0], len(group))
    if len(parts) == len(group):
        for position, part in zip(group, parts, strict=True):
            names[position] = (name_before(part, made=False).indicator, names[position][1])


def _share_change(text: str, quantities: list[Quantity]) -> list[Quantity]:
    """分别下降8%、10%以上: the second goes on with the verb of the first."""
    shared: list[Quantity] = []
    for quantity in quantities:
        before = shared[-1] if shared else None
        if (
            before
            and before.change
            and not quantity.change
            and not quantity.verb
            and text[before.end : quantity.number] in "、和及"
        ):
            quantity = replace(quantity, change=before.change)
        shared.append(quantity)
    return shared


def _clause_start(text: str, position: int) -> int:
    depth = 0
    for i in range(position - 1, -1, -1):
        char = text[i]
        if char == ")":
            depth += 1
        elif char == "(" and depth:
            depth -= 1
        elif char in _BOUNDARY and not depth:
            return i + 1
    return 0


def _name_one(
    sentence: Sentence, quantities: list[Quantity], position: int
) -> tuple[str, str | None, bool]:
    """The name, the scope, and whether the quantity goes on a list begun by the one before."""
    text, quantity = sentence.text, quantities[position]
    begin = _clause_start(text, quantity.number)
    previous = quantities[position - 1] if position else None
    if previous and previous.end > begin:
        begin = previous.end
    left = strip_dates(text[begin : quantity.verb_start], begin, sentence.dates)
    right = _right_words(sentence, quantities, position)
    if previous and re.fullmatch(r"[、和及与,]|以及|", left) and not right:
        return "", None, True
    counts = quantity.unit_class in ("counter", "measure", "unknown", "time")
    if (
        counts
        and _MAKER_LEFT.search(left[-10:])
        and (use := _USE.match(text[quantity.end : quantity.end + 60]))
    ):
        return f"{use['what']}投资", None, False
    if quantity.unit_class == "percent" and right.startswith("的") and not _RATE.search(left):
        return name_after(right), name_before(left, made=False).scope, False
    if quantity.unit_class == "counter" and len(right) >= 2:
        named = name_before(left, made=True)
        return name_after(right), named.scope, False
    share = (
        _SHARE_OF.search(left + (quantity.verb if quantity.is_level else ""))
        if quantity.unit_class == "percent"
        else None
    )
    named = name_before(_SHARE_OF.sub(r"\g<part>占\g<whole>", left) if share else left, made=counts)
    if len(named.indicator) < 2 and right:
        return name_after(right), named.scope, False
    if (
        quantity.unit_class == "percent"
        and right
        and (covered := re.match(r"^的?(?P<what>[\u4e00-\u9fff]{2,30})", right))
    ):
        if text[quantity.end : quantity.end + 1] not in ",。;、":
            return _join_around(named.indicator, covered["what"], quantity), named.scope, False
    if len(named.indicator) < 2:
        earlier = _earlier_subject(sentence, quantities, position)
        return earlier, named.scope, False
    return named.indicator, named.scope, False


def _join_around(left: str, right: str, quantity: Quantity) -> str:
    """覆盖100%行政村 -> 覆盖行政村; 达到销售总量的20% is read in _share_of."""
    if quantity.is_level:
        return left
    return left + right


def _earlier_subject(sentence: Sentence, quantities: list[Quantity], position: int) -> str:
    """The subject of an earlier clause that this one goes on with: …下降12%,年均下降2.5%."""
    if position:
        return _name_one(sentence, quantities, position - 1)[0]
    text = sentence.text
    begin = _clause_start(text, quantities[0].number)
    if begin > 1:
        start = _clause_start(text, begin - 1)
        return name_before(
            strip_dates(text[start : begin - 1], start, sentence.dates), made=True
        ).indicator
    return ""


def _right_words(sentence: Sentence, quantities: list[Quantity], position: int) -> str:
    """What stands behind a quantity, up to the next one or the end of the clause."""
    text, quantity = sentence.text, quantities[position]
    end = len(text)
    for mark in _BOUNDARY:
        found = text.find(mark, quantity.end, end)
        end = found if found >= 0 else end
    if position + 1 < len(quantities) and quantities[position + 1].start < end:
        following = quantities[position + 1]
        own = text[quantity.end : following.start]
        cut = max(own.rfind("、"), own.rfind("和"), own.rfind("及"), own.rfind("与"))
        words = own[:cut] if cut >= 0 else own
        return _lend_head(words, _right_words(sentence, quantities, position + 1))
    return strip_dates(text[quantity.end : end], quantity.end, sentence.dates)


_SHARE_OF = re.compile(r"(?P<part>[^,]{2,40}?)(?:达到|占到?|达)(?P<whole>[^,]{2,40})的$")
_RATE = re.compile(r"(?:率|比例|比重|占比|份额)[^,]{0,8}$")
_LEVELLED = re.compile(r"^.{0,4}?[级类型等品]$")


def _lend_head(words: str, following: str) -> str:
    """2个省级和1个国家级数据中心: the first takes the head of the second."""
    if _LEVELLED.match(words) and len(following) > 3:
        own = re.match(r"^[\u4e00-\u9fff]{1,4}?[级类型等品]", following)
        if own:
            return words + following[own.end() :]
    deed = re.search(
        r"的(?P<deed>[\u4e00-\u9fff]{2,12}(?:改造|建设|治理|整治|提升|升级|任务))$", following
    )
    if deed and words and not words.endswith(deed["deed"]):
        return words + deed["deed"]
    return words


# ---------------------------------------------------------------- rows


def _pick_date(
    sentence: Sentence, start: int, end: int, carried: Carried, trailing: DateMention | None
) -> tuple[DateMention | None, DeadlineBasis]:
    """The nearest date before the quantity, else one after it in its clause, else a carried one."""
    text = sentence.text
    dates = [m for m in sentence.dates if m.role == "deadline"]
    begin = _clause_start(text, start)
    own = [m for m in dates if begin <= m.start and m.end <= end]
    if own:
        return own[-1], "clause"
    clause_end = next((i for i in range(end, len(text)) if text[i] in ",;"), len(text))
    after = [m for m in dates if end <= m.start < clause_end]
    if after:
        return after[0], "clause"
    before = [m for m in dates if m.end <= start]
    if before:
        heading = [m for m in before if text[m.end : m.end + 1] == ","]
        return (heading or before)[-1], "clause"
    if trailing:
        return trailing, "clause"
    if carried.mention:
        return carried.mention, "inherited"
    return None, "none"


def _baseline(sentence: Sentence, start: int) -> int | None:
    """较2020年 in the quantity's own clause, or 以2020年为基数 before it in the sentence."""
    text = sentence.text
    begin = _clause_start(text, start)
    found = None
    for match in _BASE.finditer(text, 0, start):
        whole = re.match(r".{0,40}?(?:为基|相比|基数|为基准)", text[match.end() : start])
        if match.start() >= begin or whole:
            found = int(match["year"])
    return found


def _build(
    sentence: Sentence, quantity: Quantity, indicator: str, scope: str | None, carried: Carried,
    trailing: DateMention | None, given: str,
) -> Target:  # fmt: skip
    text = sentence.text
    mention, basis = _pick_date(sentence, quantity.start, quantity.end, carried, trailing)
    start, end = sentence.clauses.block.span(quantity.start, quantity.end)
    change = _settle_change(quantity, text, indicator)
    begin = _clause_start(text, quantity.number)
    return Target(
        start=start, end=end, quote=given[start:end], indicator=indicator,
        comparator=quantity.comparator, value=quantity.value, value_high=quantity.high, unit=quantity.unit,
        change=change, baseline_year=_baseline(sentence, quantity.start) if change else None,
        deadline=mention.deadline if mention else None,
        deadline_basis=basis if mention and mention.deadline else "none",
        period_start=mention.period_start if mention else None,
        scope=scope, annual=bool(_ANNUAL.search(text[begin : quantity.number])),
        section=sentence.clauses.path,
    )  # fmt: skip


_ADDS = re.compile(
    r"(?:到.{4,9}年|力争|争取|每年|年均|全[省市县区国])*(?:新增|净增|增加|扩容)(?!和|及|与|、)"
)
_CHANGE_NAME = re.compile(r"(?:率|增速|增幅|幅度|降幅|涨幅)$")


def _settle_change(quantity: Quantity, text: str, indicator: str) -> str | None:  # type: ignore[return]
    """新增 before the thing counted says increase; 下降率达到5% names its change and says none."""
    if quantity.change:
        return None if _CHANGE_NAME.search(indicator) and quantity.is_level else quantity.change
    left = text[_clause_start(text, quantity.number) : quantity.number]
    return "increase" if _ADDS.match(left) and not quantity.is_level else None


def _build_benchmark(
    sentence: Sentence,
    benchmark: Benchmark,
    carried: Carried,
    trailing: DateMention | None,
    given: str,
    written: date | None,
) -> Target | None:
    text = sentence.text
    begin = _clause_start(text, benchmark.start)
    named = name_before(
        strip_dates(text[begin : benchmark.start], begin, sentence.dates), made=False
    )
    if not benchmark.accepts(named.indicator):
        return None
    mention, basis = _pick_date(sentence, benchmark.start, benchmark.end, carried, trailing)
    start, end = sentence.clauses.block.span(benchmark.start, benchmark.end)
    return Target(
        start=start, end=end, quote=given[start:end], indicator=named.indicator,
        comparator=benchmark.comparator, value=None, unit=None, change=benchmark.change,
        deadline=mention.deadline if mention else None,
        deadline_basis=basis if mention and mention.deadline else "none",
        period_start=mention.period_start if mention else None,
        scope=named.scope, kind="benchmark", section=sentence.clauses.path,
    )  # fmt: skip
