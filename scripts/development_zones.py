"""Development zones that a rule on their names could not place, with the region that each lies in.

Source: the National Bureau of Statistics gives zones codes of its own among the counties (the last
two digits 71 to 79); they are none of GB/T 2260, no government, and so no region. The state-level
new areas and what the lists place too narrowly are kept by hand in zones_by_hand.csv: there
`region_code` is the smallest region that holds the whole zone.

Shape of development_zones.csv: zone_name, short_names (parted by blanks), region_code.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from region_history import read
from region_names import shorten

BY_HAND = Path(__file__).with_name("zones_by_hand.csv")
# Run from 拉萨, stands in 格尔木 of another province.
ELSEWHERE = {"格尔木藏青工业园区"}
SHORTER = (
    ("高新技术产业开发区", "高新区"),
    ("高新技术开发区", "高新区"),
    ("高新技术产业园区", "高新区"),
    ("经济技术开发区", "经开区"),
    ("经济开发区", "经开区"),
    ("城乡一体化示范区", "示范区"),
)


def is_zone(code: str) -> bool:
    """Tell a code of the Bureau's own from one of the standard: 620171 兰州新区."""
    return code[:1] in "123456" and "71" <= code[4:] <= "79"


def find_zones(
    listed: dict[str, str], names: dict[str, str], parents: dict[str, str]
) -> Iterator[tuple[str, str, str]]:
    """Give the rows of the seed.

    Args:
        listed: code -> name of the zones in the list of counties.
        names: region_code -> name of the regions.
        parents: region_code -> code of the region above.
    """
    kept = read(BY_HAND)
    for row in kept:
        yield row["zone_name"], row["short_names"], row["region_code"]
    by_hand = {row["zone_name"] for row in kept}
    for code, printed in listed.items():
        name = re.sub(r"管委会$", "", printed)
        if name in by_hand | ELSEWHERE:
            continue
        parent = f"{code[:4]}00"
        yield name, " ".join(shorten_zone(name, names, parent, parents[parent])), parent


def shorten_zone(name: str, names: dict[str, str], city: str, province: str) -> list[str]:
    """Other forms: without the province before it, without 市 of its city, with a short kind."""
    forms = {name}
    with_city = shorten(names[province]) + shorten(names[city])
    if name.startswith(with_city):
        forms.add(name.removeprefix(shorten(names[province])))
    for form in list(forms):
        if form.startswith(names[city]):
            forms.add(shorten(names[city]) + form.removeprefix(names[city]))
        elif form.startswith(shorten(names[city])):
            forms.add(names[city] + form.removeprefix(shorten(names[city])))
    for form in list(forms):
        for long, shorter in SHORTER:
            if form.endswith(long):
                forms.add(form.removesuffix(long) + shorter)
                break
    return sorted(forms - {name})
