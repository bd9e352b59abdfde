"""When a field that was read says the same as its gold field."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from typing import Any

from ingestion.evaluate.rows import Row

CORE = ("value", "unit", "comparator", "change", "deadline")
REST = ("indicator", "baseline_year", "period_start")
BESIDE = ("scope", "binding", "annual", "lead")  # told, but no part of a row's score
MEASURE = ("section", "deadline", "lead", "support")

# Full width, spaces, 的 and the marks that set words off are a matter of print.
_SET_OFF = re.compile(r"[\s“”\"'‘’、，,。．·:：;；()（）《》<>\-—的]")
_SAME_UNIT = {
    "": None,
    "百分点": "个百分点",
    "m2": "平方米",
    "㎡": "平方米",
    "微克每立方米": "微克/立方米",
}


def fold(words: Any) -> str | None:
    """Words without what only print makes of them."""
    if words is None:
        return None
    return _SET_OFF.sub("", unicodedata.normalize("NFKC", str(words)))


def agree(field: str, gold: Row, read: Row) -> bool:
    """Whether a field was read right: as gold has it, or as its `<field>_also` accepts it."""
    told = read.get(field)
    if field == "value":
        return all(_number(gold.get(f)) == _number(read.get(f)) for f in ("value", "value_high"))
    accepted = gold.get(f"{field}_also") or []
    if field == "indicator":
        return fold(told) in {fold(gold.get(field)), *map(fold, accepted)}
    # A unit has one form; the guideline's scorer takes no second reading of it.
    if field != "unit" and told in accepted:
        return True
    form = _FORMS.get(field, _something)
    return bool(form(gold.get(field)) == form(told))


def fold_names(names: Any) -> list[str | None]:
    """Bodies in any order; one alone may stand without its list."""
    if not names:
        return []
    return sorted(map(fold, names if isinstance(names, list) else [names]), key=str)


def _number(amount: Any) -> float | None:
    return None if amount is None else round(float(amount), 6)


def _unit(printed: Any) -> str | None:
    if printed is None:
        return None
    unit = unicodedata.normalize("NFKC", printed).strip()
    return _SAME_UNIT.get(unit, unit)


def _run_together(words: Any) -> str | None:
    return fold("".join(words) if isinstance(words, list) else words)


def _something(value: Any) -> Any:
    return value or None


_FORMS: dict[str, Callable[[Any], Any]] = {
    "unit": _unit,
    "scope": _run_together,
    "section": _run_together,
    "lead": fold_names,
    "support": fold_names,
    "annual": bool,
}
