"""A name for every promised quantity of a sentence, from the words before and behind it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from ingestion.parse.names.antecedents import (
    Spoken,
    complete_name,
    find_referent,
    find_subject,
    is_anaphor,
    is_bare_deed,
    is_place,
    is_size,
    join_name,
    lend_thing,
    name_unaided,
    read_heading,
    says_nothing,
)
from ingestion.parse.names.behind import JOINTS, LIST_GAP, read_right
from ingestion.parse.names.indicators import Named, name_after, name_before
from ingestion.parse.names.lists import split_list
from ingestion.parse.names.scopes import carry_scope
from ingestion.parse.tokens.quantities import Quantity
from ingestion.parse.tokens.sentences import BOUNDARY, Sentence, find_clause, strip_dates

_SPENDING = re.compile(r"(?:投资|投入|统筹|安排|列支|安排.{0,6}资金|筹集.{0,6}资金)$")
_USE = re.compile(r"(?P<use>用于|开展|实施|建设|推进|支持|设立)(?P<what>[^,。;]{2,40})")
_SHARE_OF = re.compile(
    r"(?P<part>[^,]{2,40}?)(?:达到|占到?|达|不低于|不少于|不超过|不高于)(?P<whole>[^,]{2,40})的$"
)
_RATE = re.compile(r"(?:率|比例|比重|占比|份额)[^,]{0,8}$")
_ASIDE = re.compile(r"\([^()]{1,40}\)")  # 大型商场(面积10万平方米以上)达到要求
_HOW_MANY = {"二": 2, "两": 2, "三": 3}
_SIZE = re.compile(r"(?:总规模|规模|总额|总投资)$")
_COVERED = re.compile(r"的?(?P<what>[\u4e00-\u9fff]{2,30})")
_PREDICATE = re.compile(r"(?:达到|建成|完成|实现|创建|开展)[^、,]{2,}$")
_LANDMARK = re.compile(r"^(?:新?台阶|大关|关口|并(?:投入|交付|全部).*)")  # 迈上3万亿元台阶


@dataclass(slots=True)
class _Found:
    """A name, and the bare subject that a later clause may go on with."""

    named: Named
    subject: str
    is_lent: bool  # the quantity's own clause names nothing


def name_all(
    sentence: Sentence, quantities: list[Quantity], before: Spoken | None = None
) -> list[Named]:
    """An indicator for every quantity; the quantities of a list share its subject or its head.

    Args:
        before: what the sentence before spoke of; this one may go on with it.
    """
    found: list[_Found] = []
    scope: str | None = None
    groups = group_lists(sentence, quantities)
    for group in groups:
        first = group[0]
        if first and ";" in sentence.text[quantities[first - 1].end : quantities[first].number]:
            scope = None
        one = _name_one(sentence, quantities, first, found, before or Spoken())
        is_same = one.is_lent or _shares_clause(sentence.text, quantities, first)
        carried = carry_scope(scope, one.named.indicator, is_same=is_same)
        scope = one.named.scope or carried
        one.named = Named(one.named.indicator, scope)
        names = _share_out(one, len(group), found)
        found += [_Found(named, one.subject, one.is_lent) for named in names]
    return _lend_predicates(sentence.text, quantities, [one.named for one in found])


def _shares_clause(text: str, quantities: list[Quantity], position: int) -> bool:
    """每个县建设公园3座、广场2处: no mark but 、 stands between the two."""
    gap = text[quantities[position - 1].end : quantities[position].number] if position else ","
    return not any(mark in gap for mark in BOUNDARY)


def _lend_predicates(text: str, quantities: list[Quantity], names: list[Named]) -> list[Named]:
    """70%以上的社区、60%以上的商场达到创建要求: both are to reach it."""
    for position in range(len(names) - 2, -1, -1):
        one, other = quantities[position], quantities[position + 1]
        gap = text[one.end : other.start]
        predicate = _PREDICATE.search(names[position + 1].indicator)
        if not predicate or not gap.startswith("的") or re.search("[,;]", gap):
            continue
        if not _PREDICATE.search(names[position].indicator):
            named = names[position]
            names[position] = Named(named.indicator + predicate.group(), named.scope)
    return names


def group_lists(sentence: Sentence, quantities: list[Quantity]) -> list[list[int]]:
    """Positions of the quantities that stand in one list: 分别达到55%、45%."""
    groups: list[list[int]] = []
    for position in range(len(quantities)):
        if position and _continues(sentence, quantities, position):
            groups[-1].append(position)
        else:
            groups.append([position])
    return groups


def group_runs(sentence: Sentence, quantities: list[Quantity]) -> list[list[int]]:
    """Positions of quantities that only 、 or 和 parts: 40所和60所标杆校."""
    runs: list[list[int]] = []
    for position, quantity in enumerate(quantities):
        gap = sentence.text[quantities[position - 1].end : quantity.verb_start] if position else ","
        if LIST_GAP.fullmatch(gap):
            runs[-1].append(position)
        else:
            runs.append([position])
    return runs


def _continues(sentence: Sentence, quantities: list[Quantity], position: int) -> bool:
    before, quantity = quantities[position - 1], quantities[position]
    gap = sentence.text[before.end : quantity.verb_start]
    return bool(LIST_GAP.fullmatch(gap)) and not read_right(sentence, quantities, position)


def _share_out(one: _Found, count: int, found: list[_Found]) -> list[Named]:
    """甲、乙覆盖率分别达到55%、45%: each takes its part; 分别增长 goes back to as many names."""
    scope = one.named.scope
    if count > 1 and one.is_lent and len({f.named.indicator for f in found[-count:]}) == count:
        return [Named(f.named.indicator, f.named.scope) for f in found[-count:]]
    parts = split_list(one.named.indicator, count) if count > 1 else []
    if len(parts) != count:
        return [one.named] * count
    return [Named(name_before(part, made=False).indicator, scope) for part in parts]


def _name_one(
    sentence: Sentence,
    quantities: list[Quantity],
    position: int,
    found: list[_Found],
    before: Spoken,
) -> _Found:
    text, quantity = sentence.text, quantities[position]
    begin, _ = find_clause(text, quantity.number)
    if position:
        begin = max(begin, quantities[position - 1].end)
    if position and begin == quantities[position - 1].end:
        begin += _skip_other(text[begin : quantity.verb_start])
    left = strip_dates(text[begin : quantity.verb_start], begin, sentence.dates)
    right = _LANDMARK.sub("", read_right(sentence, quantities, position))
    if quantity.unit_class == "percent":
        named = _name_share(quantity, left, right)
    else:
        named = _name_amount(quantity, left, right)
    last = found[-1] if found else None
    if is_place(named.indicator):  # 利用率达到50%,主城区70%
        whole = last.subject if last else find_subject(sentence, quantity, "", before)
        return _Found(Named(whole, named.scope or named.indicator), whole, True)
    if last and left.endswith("的") and not right and quantity.unit_class == "counter":
        name = lend_thing(named.indicator, last.subject)
        return _Found(Named(name, named.scope), last.subject, False)
    own = complete_name(
        quantity,
        named.indicator,
        last.subject if last else "",
        is_scoped=bool(last and last.named.scope),
    )
    named = Named(own, named.scope)
    if not says_nothing(own):
        return _Found(named, own, False)
    subject = _find_antecedent(sentence, quantity, own, found, before)
    if is_anaphor(own):
        return _Found(Named(subject or read_heading(sentence), named.scope), subject, True)
    is_sum = own == "总投资" and len(found) > 1  # behind several things it is theirs all
    joined = (
        join_name(subject, own, left) if subject else name_unaided(sentence, quantity, own, left)
    )
    joined = own if is_sum else joined
    root = subject if subject and not is_size(own) else joined
    return _Found(Named(joined, named.scope), root, bool(subject))


def _find_fact(before: Spoken, quantity: Quantity) -> str:
    """2020年普及率达到70%。到2025年这一比例提高到90%: the fact in the sentence before."""
    if before.sentence is None:
        return ""
    last = replace(quantity, start=len(before.sentence.text))
    return find_referent(before.sentence, last)


def _skip_other(gap: str) -> int:
    """150个示范村和8公里公路, 6个站点设备、机构设备33台: what 个 counts is no name of the next."""
    joint = JOINTS.search(gap)
    return joint.end() if joint and joint.start() >= 2 else 0


def _find_antecedent(
    sentence: Sentence, quantity: Quantity, own: str, found: list[_Found], before: Spoken
) -> str:
    """The thing that a name without a thing of its own goes back to."""
    if own.endswith("者") and is_anaphor(own):  # 二者合计: the last two things
        return "和".join(one.named.indicator for one in found[-_HOW_MANY[own[0]] :]) or before.last
    if own == "投资" and len({one.subject for one in found}) > 1:
        return found[0].subject
    if found:
        return found[-1].subject
    if is_anaphor(own):
        return find_referent(sentence, quantity) or before.last or _find_fact(before, quantity)
    return find_subject(sentence, quantity, own, before)


def _name_share(quantity: Quantity, left: str, right: str) -> Named:
    """甲率达到90%; 80%以上的机关建成…; 甲达到乙的20%; 覆盖100%行政村."""
    if right.startswith("的") and not _RATE.search(left):
        whole = _SHARE_OF.search(left)
        if not whole and left.endswith("覆盖"):  # 收运体系覆盖95%以上的自然村
            covers = name_before(left, made=False)
            return Named(covers.indicator + name_after(right), covers.scope)
        if not whole:
            return Named(name_after(right), name_before(left, made=False).scope)
    if left.endswith("的"):
        left = _SHARE_OF.sub(r"\g<part>占\g<whole>", left)
    named = name_before(left, made=False)
    covered = _COVERED.match(_ASIDE.sub("", right))
    if covered and not quantity.is_level and is_place(named.indicator):
        return Named(covered["what"], named.indicator)  # 各地区完成60%以上重点单位监察
    if covered and not quantity.is_level:
        return Named(named.indicator + covered["what"], named.scope)
    return named


def _name_amount(quantity: Quantity, left: str, right: str) -> Named:
    """12个示范区, 示范区12个, 投资3亿元建设…, 总规模10亿元的基金."""
    use = _USE.match(right)
    if use and _SPENDING.search(left):
        return Named(use["what"] if use["use"] == "设立" else f"{use['what']}投资", None)
    size = _SIZE.search(left)
    if size and right.startswith("的"):
        return Named(name_after(right) + size.group(), None)
    named = name_before(left, made=True)
    if quantity.verb == "扩容" and len(named.indicator) >= 2:
        return Named(f"{named.indicator}扩容", named.scope)
    counts_left = left.endswith(quantity.unit[-1]) and len(named.indicator) >= 3  # 带动脱贫户600户
    counts_right = quantity.unit_class == "counter" and len(right) >= 2 and not counts_left
    if counts_right or (right and is_bare_deed(named.indicator)):
        return Named(name_after(right), named.scope)
    return named
