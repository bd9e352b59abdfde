"""Where notices are placed, from their issuers' names, with the real dbt and seeds."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from ingestion import vocabulary
from ingestion.database.connection import connect, database_url
from ingestion.parse.notice.regions import find_place
from ingestion.settings import Settings
from ingestion.stages.dbt import run_dbt
from tests.dbt_project.raw_rows import RawNotice, insert_notice, insert_source

Placed = tuple[str | None, str | None, str | None]
# Issuer and the day it wrote; region_code, region_method and region_part_name that it gets from a
# folder, which tells nothing of where its notices are from.
CASES: list[tuple[str, str | None, Placed]] = [
    ("定西市生态环境局", "2021-05-01", ("621100", "name", None)),
    ("甘肃省发展和改革委员会", None, ("620000", "name", None)),
    ("中共定西市委办公室", "2021-05-01", ("621100", "name", None)),
    ("国家税务总局甘肃省税务局", "2021-05-01", ("620000", "name", None)),
    ("国家发展改革委", "2021-05-01", ("100000", "name", None)),
    # A name that stands in several cities, told by what stands before it, or not at all.
    ("兰州市城关区人民政府", "2021-05-01", ("620102", "name", None)),
    ("拉萨市城关区人民政府", "2021-05-01", ("540102", "name", None)),
    ("城关区人民政府", "2021-05-01", (None, None, None)),
    ("长春市朝阳区人民政府办公室", "2021-05-01", ("220104", "name", None)),
    ("朝阳区人民政府", "2021-05-01", (None, None, None)),
    ("朝阳市人民政府", "2021-05-01", ("211300", "name", None)),
    # Short names with their kind.
    ("临夏州人民政府", "2021-05-01", ("622900", "short_name", None)),
    ("海南州人民政府", "2021-05-01", ("632500", "short_name", None)),
    ("甘肃省临夏州临夏市人民政府", "2021-05-01", ("622901", "name", None)),
    ("张家川县人民政府", "2021-05-01", ("620525", "short_name", None)),
    # 东乡县 of 江西 became a district between 2016 and 2023: until then two places are so called.
    ("东乡县人民政府", "2021-05-01", (None, None, None)),
    ("东乡县人民政府", "2024-05-01", ("622926", "short_name", None)),
    ("广西自治区人民政府", "2021-05-01", ("450000", "short_name", None)),
    # Former names, in their time.
    ("莱芜市人民政府", "2015-03-01", ("370100", "former_name", "莱芜市")),
    ("山东省莱芜市人民政府", "2015-03-01", ("370100", "former_name", "莱芜市")),
    ("莱芜市莱城区人民政府", "2015-03-01", ("370116", "former_name", None)),
    ("济南市莱芜区人民政府", "2021-03-01", ("370116", "name", None)),
    ("莱芜市人民政府", "2025-03-01", (None, None, None)),
    ("巢湖市人民政府", "2008-06-01", ("340000", "former_name", "巢湖市")),
    ("巢湖市人民政府", "2019-06-01", ("340181", "name", None)),
    ("居巢区人民政府", "2008-06-01", ("340181", "former_name", None)),
    ("襄樊市人民政府", "2009-06-01", ("420600", "former_name", None)),
    ("襄樊市人民政府", None, ("420600", "former_name", None)),
    ("襄阳市人民政府", "2019-06-01", ("420600", "name", None)),
    ("思茅市人民政府", "2005-06-01", ("530800", "former_name", None)),
    ("普洱市人民政府", "2015-06-01", ("530800", "name", None)),
    ("杭州市江干区人民政府", "2018-06-01", ("330100", "former_name", "江干区")),
    ("杭州市下城区人民政府", "2018-06-01", ("330105", "former_name", "下城区")),
    ("淮安市楚州区人民政府", "2010-06-01", ("320803", "former_name", None)),
    ("密云县人民政府", "2012-06-01", ("110118", "former_name", None)),
    ("铜仁市人民政府", "2005-06-01", ("520602", "former_name", None)),
    ("铜仁市人民政府", "2015-06-01", ("520600", "name", None)),
    ("资阳市简阳市人民政府", "2010-06-01", ("510185", "former_name", None)),
    ("简阳市人民政府", "2010-06-01", ("510185", "name", None)),
    ("定州市人民政府", "2010-06-01", ("130682", "name", None)),
    ("襄樊市襄阳区人民政府", "2005-06-01", ("420607", "former_name", None)),
    # Zones stand in a region and are not the region.
    ("兰州新区管理委员会", "2021-05-01", ("620100", "zone", "兰州新区")),
    ("甘肃省兰州新区管理委员会", "2021-05-01", ("620100", "zone", "兰州新区")),
    ("兰州新区农林水务局", "2021-05-01", ("620100", "zone", "兰州新区")),
    ("上海市浦东新区人民政府", "2021-05-01", ("310115", "name", None)),
    ("定西市经济开发区管委会", "2021-05-01", ("621100", "zone", "定西市经济开发区")),
    ("定西经济开发区管委会", "2021-05-01", ("621100", "zone", "定西经济开发区")),
    ("兰州高新技术产业开发区管委会", "2021-05-01", ("620100", "zone", "兰州高新技术产业开发区")),
    ("苏州工业园区管理委员会", "2021-05-01", ("320500", "zone", "苏州工业园区")),
    ("长沙经济技术开发区管理委员会", "2021-05-01", ("430100", "zone", "长沙经济技术开发区")),
    ("吉林经济开发区管委会", "2021-05-01", ("220200", "zone", "吉林经济开发区")),
    ("雄安新区管理委员会", "2021-05-01", ("130000", "zone", "雄安新区")),
    ("南阳市城乡一体化示范区管委会", "2021-05-01", ("411300", "zone", "南阳市城乡一体化示范区")),
    ("中国（甘肃）自由贸易试验区管委会", "2021-05-01", ("620000", "zone", "甘肃自由贸易试验区")),
    ("朝阳工业园区管委会", "2021-05-01", (None, None, None)),
    ("平原示范区管委会", "2021-05-01", (None, None, None)),
    ("高新区管委会", "2021-05-01", (None, None, None)),
    # A government below the region.
    ("定西市安定区鲁家沟镇人民政府", "2021-05-01", ("621102", "part", "定西市安定区鲁家沟镇")),
    ("鲁家沟镇人民政府", "2021-05-01", (None, None, None)),
    # Words that begin like a zone or a town and are none.
    ("定西市城市管理局", "2021-05-01", ("621100", "name", None)),
    ("甘肃省开发区建设领导小组办公室", "2021-05-01", ("620000", "name", None)),
    ("定西市乡村振兴局", "2021-05-01", ("621100", "name", None)),
]  # fmt: skip
# The same from the site of 定西市 (621100), which tells what the name leaves open.
ON_ITS_SITE: list[tuple[str, str | None, Placed]] = [
    ("市人民政府办公室", "2021-05-01", ("621100", "source", None)),
    ("安定区人民政府", "2021-05-01", ("621102", "name", None)),
    ("城关区人民政府", "2021-05-01", ("620102", "name", None)),
    ("高新区管委会", "2021-05-01", ("621100", "zone", "高新区")),
    ("经济技术开发区管理委员会", "2021-05-01", ("621100", "zone", "经济技术开发区")),
    ("陇西工业园区管委会", "2021-05-01", ("621122", "zone", "陇西工业园区")),
    ("滨海工业园区管委会", "2021-05-01", (None, None, None)),
    ("鲁家沟镇人民政府", "2021-05-01", ("621100", "part", "鲁家沟镇")),
    ("湖北省人民政府", "2021-05-01", ("420000", "name", None)),
]


def name_in_full() -> dict[str, str]:
    """Every region's code and its bureau, with all that the region lies in before its name."""
    regions = {region.region_code: region for region in vocabulary.regions()}
    names = {}
    for code, region in regions.items():
        if region.level == "national":
            continue
        name, above = region.name, regions[region.parent_code or ""]
        while above.level != "national":
            name, above = above.name + name, regions[above.parent_code or ""]
        names[code] = f"{name}财政局"
    return names


@pytest.fixture(scope="module")
def placed(server: Settings) -> Iterator[dict[tuple[str, str, str | None], Placed]]:
    """Where each issuer's notice was placed, by source, issuer and day."""
    home = Path(tempfile.mkdtemp(prefix="luce-places-"))
    name = "luce_test_places"
    with connect(server, database="postgres", autocommit=True) as admin:
        admin.execute(f"create database {name} template luce")
    shutil.copytree(server.home / "secrets", home / "secrets")
    settings = Settings(home, database_url(server, database=name), is_sample=False)
    keys: dict[str, tuple[str, str, str | None]] = {}
    try:
        with connect(settings) as connection:
            for source_id, cases in (("folder", CASES), ("site", ON_ITS_SITE)):
                insert_source(connection, source_id)
                for issuer, day, _ in cases:
                    key = insert_notice(connection, name_notice(source_id, issuer, day))
                    keys[key] = (source_id, issuer, day)
            for code, issuer in name_in_full().items():
                key = insert_notice(connection, name_notice("folder", issuer, "2024-01-01"))
                keys[key] = ("folder", code, None)
            connection.execute("update raw.source set family = 'folder' where source_id = 'folder'")
        run_dbt(settings, "build", select=["+int_notices_placed"], exclude=["test_type:unit"])
        with connect(settings) as connection:
            rows = connection.execute(
                "select notice_key, region_code, region_method, region_part_name"
                " from intermediate.int_notices_placed"
            ).fetchall()
        yield {keys[key]: (code, method, part) for key, code, method, part in rows}
    finally:
        with connect(server, database="postgres", autocommit=True) as admin:
            admin.execute(f"drop database {name} with (force)")
        shutil.rmtree(home)


def name_notice(source_id: str, issuer: str, day: str | None) -> RawNotice:
    """A notice of an issuer, with the place that the grammar reads in its name."""
    place = find_place(issuer)
    return RawNotice(
        url=f"/{issuer}/{day}",
        text=f"{source_id} {issuer} {day}",
        source_id=source_id,
        fields={
            "issuers": [issuer],
            "level": place.level if place else None,
            "region": place.region if place else None,
            "province": place.province if place else None,
            "written_date": date.fromisoformat(day) if day else None,
        },
    )


@pytest.mark.parametrize(("issuer", "day", "expected"), CASES)
def test_an_issuer_is_placed_by_its_name(
    placed: dict[tuple[str, str, str | None], Placed],
    issuer: str,
    day: str | None,
    expected: Placed,
) -> None:
    assert placed["folder", issuer, day] == expected


@pytest.mark.parametrize(("issuer", "day", "expected"), ON_ITS_SITE)
def test_its_site_tells_what_a_name_leaves_open(
    placed: dict[tuple[str, str, str | None], Placed],
    issuer: str,
    day: str | None,
    expected: Placed,
) -> None:
    assert placed["site", issuer, day] == expected


def test_every_region_is_placed_where_it_is_by_its_whole_name(
    placed: dict[tuple[str, str, str | None], Placed],
) -> None:
    codes = list(name_in_full())
    assert len(codes) == 3217
    wrong = {code: placed["folder", code, None] for code in codes}
    assert {code: found for code, found in wrong.items() if found != (code, "name", None)} == {}
