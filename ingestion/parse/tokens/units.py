"""The words that a quantity is counted in, as a grammar: multiplier, base, and what it is per.

万亩, 亿吨标准煤, 立方米/日, 千克标准煤/平方米, 张/千人. The words are those of the seeds
`unit_surfaces` and `unit_multipliers`, the class of each that of its unit in `units`: a new unit is
a new row there and nothing here. A counter that stands in no seed is still read where the quantity
ends its phrase (see quantities).
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import Literal

from ingestion import vocabulary
from ingestion.parse.tokens.word_tree import build_pattern
from ingestion.vocabulary import UnitSurface, normalise_surface

UnitClass = vocabulary.UnitClass | Literal["unknown"]

# Signs that the warehouse takes for what they stand for (normalise_surface): ㎡ is m2.
_SIGNS = {sign: unicodedata.normalize("NFKC", sign) for sign in "²³℃µ㎡㎥㎢㎞㎝㎜㎏㎎㎍㎾㎿"}
_PHRASE_END = r"(?=以|左|[(,。;、)]|$)"  # 90分以上, 90分左右, 90分。
_EACH_COUNTS = ("people", "households")  # 每人, 每户; 每次, 每个 begin a new phrase


def _spell(surface: str) -> list[str]:
    """Every way in which a surface may be printed: m3, m³, ㎥."""
    words = [surface]
    for sign, plain in _SIGNS.items():
        if plain in surface:
            words += [word.replace(plain, sign) for word in words if plain in word]
    return words


def _write_words(surfaces: list[UnitSurface]) -> str:
    """The pattern of all surfaces, wherever they stand."""
    return build_pattern({word: "" for surface in surfaces for word in _spell(surface.surface)})


def _write_sentence_words(surfaces: list[UnitSurface]) -> str:
    """The pattern of what is read in a sentence; words of a phrase's end are held to it."""
    ahead = {"any": "", "end": _PHRASE_END}
    return build_pattern(
        {
            word: ahead[surface.stands]
            for surface in surfaces
            if surface.stands in ahead
            for word in _spell(surface.surface)
        }
    )


_UNITS = {unit.unit_code: unit for unit in vocabulary.units()}


def _class_of(surface: UnitSurface) -> UnitClass:
    return _UNITS[surface.unit_code].unit_class


def _follows_each(surface: UnitSurface) -> bool:
    counts = _UNITS[surface.unit_code].dimension in _EACH_COUNTS
    return counts or _class_of(surface) in ("measure", "time")


_SURFACES = vocabulary.unit_surfaces()
_CLASSES = {normalise_surface(surface.surface): _class_of(surface) for surface in _SURFACES}
_SHARES = [surface for surface in _SURFACES if _class_of(surface) == "percent"]
_AMOUNTS = [surface for surface in _SURFACES if _class_of(surface) not in ("percent", "ratio")]
_BASES = [surface for surface in _AMOUNTS if not re.search(r"[/(·]", surface.surface)]
_EACH = list(filter(_follows_each, _BASES))
_MULTIPLIER = build_pattern(dict.fromkeys(vocabulary.unit_multipliers(), ""))
# ?? because the 千 of 千瓦时 is part of the word and no multiplier
_PER = (
    rf"(?:/(?:{_MULTIPLIER})??{_write_words(_BASES)}"
    rf"|每(?:{_MULTIPLIER})??{_write_words(_EACH)}){{0,2}}"
)
_NO_LETTERS = r"(?!(?<=[A-Za-z])[A-Za-z])"  # 30t is a weight, 30th none
_MULTIPLIED = re.compile(_MULTIPLIER)
_UNIT = re.compile(
    rf"(?:(?P<share>{_write_sentence_words(_SHARES)})"
    rf"|(?P<base>{_write_sentence_words(_AMOUNTS)}){_PER}){_NO_LETTERS}"
)
# 30吨/日 keeps both of its parts; 30户 does not take 户籍, nor 5个 the 个体.
_NOT_COUNTED = re.compile(
    r"个(?:方面|环节|体系|维度|层面|转变|确保|坚持|结合|统一|不|必须|一流|重点领域|关键|全覆盖|文明|意识|自信|维护|专项)"
    r"|人(?:均|口|才|居|工|民|制)|盘水|名(?:录|单|称|牌|优(?!秀)|师|校|医)|位(?:于|居|列|一体)|户(?:籍|用|均)|次(?:日|年|产|生)|件套"
    r"|类(?:以上)?(?:标准|水)|级|期(?:间|末|工程|项目|建设)?|部(?:门|分|级|省)|组(?:织|成|建)|路(?:径|网)|对(?:接|标|口)"
    r"|处(?:理|置|罚|级)|所(?:有|在)|条(?:例|款|件)|项(?:目)|批(?:准|次)|口(?:岸|径)|张(?:力)|包(?:括|含)|本(?:级|地)"
    r"|套(?:用)|口(?:味)|根(?:据)|例(?:如)|集(?:中|聚|群|团)|段(?:落)|班(?:子)|双(?:向|碳)|块(?:钱)|部(?:委)|份额|方(?:面|式|案|向|位)"
)


def match_unit(text: str, position: int) -> tuple[UnitClass, str, int] | None:
    """The unit at `position`: its class (percent, measure, counter, time), itself, its end."""
    match = _UNIT.match(text, position)
    multiplied = _MULTIPLIED.match(text, position)
    if multiplied:  # 千瓦时 is one word, 万度电 not 万度; the longer reading holds
        behind = _UNIT.match(text, multiplied.end())
        if behind and behind["base"] and (match is None or behind.end() > match.end()):
            match = behind
    if match is None:
        return None
    end, base = match.end(), match["base"]
    if base is None:
        return "percent", text[position:end], end
    unit_class = _classify(base)
    if unit_class == "time":  # 2小时 are a term, 50万小时 of service an amount
        return "counter" if match.start() > position else "time", text[position:end], end
    if _NOT_COUNTED.match(text, end - 1):
        return None
    return unit_class, text[position:end], end


@cache
def _classify(base: str) -> UnitClass:
    return _CLASSES[normalise_surface(base)]
