"""The words before a number: what is reached or changed, and whether it is a floor or a ceiling."""

from __future__ import annotations

import re

from ingestion.models import Change, Comparator

_COMPARING: tuple[tuple[Comparator, str], ...] = (
    (
        "ge",
        "不低于 不少于 不小于 不得低于 不得少于 不得小于 至少 大于等于 ≥ 优于"
        " 未低于 未少于 不再低于 大于或等于 高于或等于",
    ),
    ("gt", "大于 高于 超过 突破 超 多于 > 逾 超出"),
    (
        "le",
        "不高于 不超过 不大于 不多于 不超 不得超过 不得高于 不得大于 不得多于 不突破 最多 ≤"
        " 未超过 未超出 未突破 未高于 不再超过 不再高于 不超出 低于或等于 小于或等于 小于等于",
    ),
    ("lt", "低于 小于 少于 < 不到 不足"),
)
COMPARATORS = {word: sign for sign, words in _COMPARING for word in words.split()}
_STEM_UP = "(?<![最不提升])高|提高|(?<!改造)提升|增长|延长|增加|扩大|上升|扩容|新增|净增|递增"
_STEM_DOWN = "下降|降低|减少|削减|压减|缩减|压缩|压降|缩短|缩小|消减|核减|精简|节约|减排|降|减"
_MODAL = "力争|确保|争取|基本|全部|总体|稳定|(?<![年人户亩村平])均|都|净"
_LEVEL = "达到|稳定在|维持在|保持在|控制在|保持|维持|控制到|压减到"
_TO_LEVEL = (  # 提高到
    f"{_STEM_UP}|{_STEM_DOWN}|发展|扩展|调整|恢复|压缩|回升|收窄|扩充|集聚|突破|上涨|优化|拓展|覆盖|整合|归并|增"
)
_PLAIN = "达|为|是|实现|完成|占到|占|共"
_COMPARE = "|".join(sorted(map(re.escape, COMPARATORS), key=len, reverse=True))
_ABOUT = "约|大约|近|接近"
_MONEY = "人民币"


def _first_letters(*alternations: str) -> str:
    """What any of the words begins with: a search is spared the places where none does."""
    words = re.sub(r"\(\?<![^()]*\)", "", "|".join(alternations)).split("|")
    return "".join(sorted({word[0] for word in words}))


VERB = re.compile(
    rf"(?=[{_first_letters(_MODAL, _LEVEL, _TO_LEVEL, _PLAIN, _COMPARE, _ABOUT, _MONEY)}]|$)"
    rf"(?P<modal>{_MODAL})?"
    rf"(?:(?P<level>{_LEVEL}|(?:{_TO_LEVEL})(?:到|至|为))"
    rf"|(?P<up>{_STEM_UP})(?:了)?|(?P<down>{_STEM_DOWN})(?:了)?|(?P<plain>{_PLAIN}))?"
    rf"(?P<compare>{_COMPARE})?(?P<about>{_ABOUT})?(?:{_MONEY})?$"
)
_DOING = ("新增", "净增")  # a verb of doing: outside the quote, though it says increase


def read_change(verb: re.Match[str]) -> Change | None:
    if verb["up"]:
        return "increase"
    return "decrease" if verb["down"] else None


def compare(
    verb: re.Match[str], after: re.Match[str] | None, is_range: bool, change: Change | None
) -> Comparator:
    """What the words around the number say; a bound behind it speaks before a plain 达到."""
    words = COMPARATORS.get(verb["compare"] or "")
    if is_range:
        return "range"
    if after and after["bound"]:
        return "ge" if after["bound"].endswith("上") else "le"
    if words:
        return words
    if (after and after["about"]) or verb["about"]:
        return "approx"
    return "eq"


def find_quote(verb: re.Match[str], start: int) -> int:
    """Verbs that touch the number are inside the quote; 达, 为, 实现 and verbs of doing are not."""
    if verb["level"]:
        return verb.start("modal") if verb["modal"] else verb.start("level")
    if (verb["up"] and verb["up"] not in _DOING) or verb["down"]:
        return verb.start("modal" if verb["modal"] == "净" else "up" if verb["up"] else "down")
    if verb["compare"]:
        return verb.start("compare")
    return verb.start("about") if verb["about"] else start
