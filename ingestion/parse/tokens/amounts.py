"""A number and its unit: 12.5万亩, 3亿5000万元, 百分之五十八点三, 1.2、0.05、2万吨."""

from __future__ import annotations

import re
from decimal import Decimal

from ingestion.parse.tokens.numerals import read_numeral
from ingestion.parse.tokens.units import UnitClass, match_unit

_MORE = re.compile(r"[余多]")
# 3亿5000万元, 1万2千亿元: two numbers that are one.
_COMPOUND = re.compile(
    r"(?P<high>\d{1,5})(?P<step>[万亿])零?(?P<low>\d{1,4})(?P<small>千万|百万|[万千百])?(?![\d.])"
)
_STEPS = {"亿": 10**8, "千万": 10**7, "百万": 10**6, "万": 10**4, "千": 10**3, "百": 10**2, "": 1}
# 1.2、0.05、2万吨; 10万、20万和30万亩: the unit stands behind the last.
_LISTED = re.compile(
    r"(?P<step>[万亿]?)(?:(?:、|和|及)\d{1,9}(?:\.\d{1,8})?(?:[万亿](?=[、和及]\d))?){1,8}"
)
_UNKNOWN_UNIT = re.compile(
    r"[万亿千百]{0,2}(?![的和及与以之左上年月])(?:(?![一二三四五六七八九十])[\u4e00-\u9fff]){1,3}"
    r"(?=以上|以下|以内|左右|[,。;、)]|$|和)"
)
_MULTIPLE = re.compile(r"万亿|[万亿](?=以上|以下|以内|左右|[,。;、)]|$)")  # 人数达1000万以上
_OUT_OF = re.compile(r"/(?:10)?[万千](?![\u4e00-\u9fff]{2})|/10万|/千")  # 死亡率降至18/10万
_RATIO_MORE = re.compile(r"[:]\d")
_RATIO_END = re.compile(r"$|[,。;、)和]|以上|以下|以内|左右|及以")

Amount = tuple[Decimal | None, Decimal | None, str, UnitClass, int]  # value, high, unit, class, end


def read_amount(text: str, match: re.Match[str]) -> Amount:
    """The numbers of a match and the unit behind them; no unit, no quantity."""
    end = match.end()
    if match["number"] and not match["low"] and (compound := _read_compound(text, match)):
        return compound
    first, second = _read_values(match)
    if match["cn"] and match["cn"].startswith("百分之"):
        return first, None, "%", "percent", end
    if match["ratio"]:
        # 1:1.5:3 is a scale of prices; of 1:2.5 the first number says nothing.
        known = match["other"] == "1" and not _RATIO_MORE.match(text, end)
        return first, None, "1" if known else "", "ratio", end
    if _MORE.match(text, end) and match_unit(text, end + 1):
        end += 1
    unit_class, unit, end = match_unit(text, end) or _guess_unit(text, match, end)
    return first, second, unit, unit_class, end


def _guess_unit(text: str, match: re.Match[str], end: int) -> tuple[UnitClass, str, int]:
    """The unit of a number that no known unit stands behind; empty where it counts nothing."""
    if match["cn"]:
        return "unknown", "", end
    if shared := _find_shared_unit(text, end):
        return shared
    if plain := _MULTIPLE.match(text, end) or _OUT_OF.match(text, end):
        return "counter", plain.group(), plain.end()
    if _RATIO_END.match(text, end):
        return "ratio", "1", end
    unknown = None if _is_year(match["number"]) else _UNKNOWN_UNIT.match(text, end)
    words = unknown.group() if unknown else ""
    return "unknown", words, end + len(words)


def _read_compound(text: str, match: re.Match[str]) -> Amount | None:
    """3亿5000万元 -> 3.5 亿元; 1万2千亿元 -> 1.2 万亿元."""
    whole = _COMPOUND.match(text, match.start("number"))
    if whole is None:
        return None
    step, small = _STEPS[whole["step"]], _STEPS[whole["small"] or ""]
    unit = match_unit(text, whole.end())
    if unit is None or small >= step or int(whole["low"]) * small >= step:
        return None
    value = int(whole["high"]) + Decimal(int(whole["low"]) * small) / step
    return value, None, whole["step"] + unit[1], unit[0], unit[2]


def _find_shared_unit(text: str, end: int) -> tuple[UnitClass, str, int] | None:
    """The unit of a number that has none of its own: the one behind the last of its list."""
    listed = _LISTED.match(text, end)
    unit = match_unit(text, listed.end()) if listed else None
    if listed is None or unit is None:
        return None
    own = listed["step"]
    if own and not unit[1].startswith(own):
        return None  # 10万、20吨
    return unit[0], unit[1], end + len(own)


def _read_values(match: re.Match[str]) -> tuple[Decimal | None, Decimal | None]:
    """A single value, or the two ends of a range."""
    if match["cn"]:
        whole = match["cn"]
        if whole.startswith("百分之"):
            return _read_percent(whole), None
        value = None if whole in ("百", "千") else _read_decimal(whole)
        low = read_numeral(match["cnlow"]) if match["cnlow"] else None
    else:
        value = Decimal(match["number"].replace(",", ""))
        low = Decimal(match["low"].replace(",", "")) if match["low"] else None
    return (low, value) if low is not None else (value, None)


def _read_percent(words: str) -> Decimal | None:
    """百分之五十八点三 -> 58.3."""
    return _read_decimal(words.removeprefix("百分之"))


def _read_decimal(words: str) -> Decimal | None:
    """一百二十五点六 -> 125.6."""
    whole, _, part = words.partition("点")
    value = read_numeral(whole)
    if value is None or not part:
        return value
    return Decimal(f"{value}.{read_numeral(part)}")


def _is_year(number: str) -> bool:
    return len(number) == 4 and number.isdigit() and 1900 <= int(number) <= 2100
