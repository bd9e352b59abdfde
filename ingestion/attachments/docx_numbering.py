"""The numbers that Word counts by itself (一、 （一） 1.): they are no characters of the text."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from lxml import etree

from ingestion.attachments.package import Package, parse_xml

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_DIGITS = "〇一二三四五六七八九"
_PLACE = re.compile(r"%([1-9])")
_CHINESE = frozenset(
    ("chineseCounting", "chineseCountingThousand", "japaneseCounting", "taiwaneseCounting",
     "ideographDigital", "taiwaneseCountingThousand", "japaneseDigitalTenThousand")
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a list: what it counts in, from where, and the words around the number."""

    form: str = "decimal"
    words: str = ""
    start: int = 1


@dataclass(slots=True)
class Numbering:
    """Counts through a document: a label for every paragraph that Word would number."""

    lists: dict[str, dict[int, Level]] = field(default_factory=dict)
    styles: dict[str, tuple[str, int]] = field(default_factory=dict)  # style -> list, level
    counts: dict[str, dict[int, int]] = field(default_factory=dict)

    def next_label(self, paragraph: etree._Element) -> str:
        place = self._place_of(paragraph)
        if place is None or (levels := self.lists.get(place[0])) is None:
            return ""
        number, depth = place
        counts = self.counts.setdefault(number, {})
        level = levels.get(depth, Level())
        counts[depth] = counts.get(depth, level.start - 1) + 1
        for deeper in [one for one in counts if one > depth]:
            del counts[deeper]
        if level.form in ("bullet", "none"):
            return ""

        def show(match: re.Match[str]) -> str:
            at = int(match.group(1)) - 1
            own = levels.get(at, Level())
            return format_number(counts.get(at, own.start), own.form)

        return _PLACE.sub(show, level.words)

    def _place_of(self, paragraph: etree._Element) -> tuple[str, int] | None:
        properties = paragraph.find(f"{_W}pPr")
        if properties is None:
            return None
        named = _value(properties.find(f"{_W}pStyle"))
        styled = self.styles.get(named) if named else None
        own = properties.find(f"{_W}numPr")
        if own is None:
            return styled
        number = _value(own.find(f"{_W}numId"))
        depth = _value(own.find(f"{_W}ilvl"))
        deep = int(depth) if depth and depth.isdigit() else (styled[1] if styled else 0)
        if number is None:
            return (styled[0], deep) if styled else None
        return (number, deep) if number != "0" else None  # 0 takes a style's number away


def read_numbering(package: Package) -> Numbering:
    """The lists of word/numbering.xml, and the styles that are numbered."""
    numbering = Numbering()
    if not package.holds("word/numbering.xml"):
        return numbering
    tree = parse_xml(package.read("word/numbering.xml"))
    patterns = {
        one.get(f"{_W}abstractNumId"): _read_levels(one) for one in tree.iter(f"{_W}abstractNum")
    }
    for one in tree.iter(f"{_W}num"):
        pattern = patterns.get(_value(one.find(f"{_W}abstractNumId")))
        if pattern is not None:
            numbering.lists[one.get(f"{_W}numId", "")] = pattern
    if package.holds("word/styles.xml"):
        numbering.styles = _read_styles(parse_xml(package.read("word/styles.xml")))
    return numbering


def _read_levels(pattern: etree._Element) -> dict[int, Level]:
    levels = {}
    for one in pattern.iter(f"{_W}lvl"):
        depth, start = one.get(f"{_W}ilvl", "0"), _value(one.find(f"{_W}start")) or "1"
        if depth.isdigit():
            levels[int(depth)] = Level(
                form=_value(one.find(f"{_W}numFmt")) or "decimal",
                words=_value(one.find(f"{_W}lvlText")) or "",
                start=int(start) if start.isdigit() else 1,
            )
    return levels


def _read_styles(tree: etree._Element) -> dict[str, tuple[str, int]]:
    found = {}
    for style in tree.iter(f"{_W}style"):
        own = style.find(f"{_W}pPr/{_W}numPr")
        number = _value(own.find(f"{_W}numId")) if own is not None else None
        if own is not None and number:
            depth = _value(own.find(f"{_W}ilvl")) or "0"
            found[style.get(f"{_W}styleId", "")] = number, int(depth) if depth.isdigit() else 0
    return found


def format_number(number: int, form: str) -> str:
    """A counter as Word prints it; a form that is not known is counted in figures."""
    if form in _CHINESE and 0 < number < 100:
        return write_chinese(number)
    if form == "decimalEnclosedCircle" and 0 < number <= 20:
        return chr(0x2460 + number - 1)
    if form in ("upperLetter", "lowerLetter") and 0 < number <= 26:
        return chr((65 if form == "upperLetter" else 97) + number - 1)
    return str(number)


def write_chinese(number: int) -> str:
    """1 to 99: 一, 十, 十一, 二十, 二十一."""
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else "十" if tens == 1 else f"{_DIGITS[tens]}十"
    return head + (_DIGITS[ones] if ones else "")


def _value(element: etree._Element | None) -> str | None:
    return element.get(f"{_W}val") if element is not None else None
