"""Bodies by their names: what they do, and at which level, by the rules of the seeds."""

from __future__ import annotations

import re

import pytest

from ingestion import vocabulary
from ingestion.vocabulary import read_seed


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("市工信局", "industry_information"),
        ("省工业和信息化厅", "industry_information"),
        ("国家发展改革委", "development_reform"),
        ("地方各级人民政府", "local_government"),
        ("市民政局", "civil_affairs"),
        ("省委宣传部", "party_committee"),
        ("市农业农村委", "agriculture_rural"),
        ("国家乡村振兴局", "rural_revitalisation"),
        ("省住建厅", "housing_construction"),
        ("国务院办公厅", "state_council"),
        ("国务院国资委", "state_assets"),
        ("国家能源局", "energy"),
        ("国网甘肃省电力公司", "power_grid"),
        ("兰州海关", "customs"),
        ("人民银行", "banking"),
        ("农发行某省分行", "financial_institutions"),
        ("各县(市、区)人民政府", "local_government"),
        ("各有关部门", "departments_concerned"),
        ("高新区管委会", "development_zone"),
        ("市国有资产监督管理委员会", "state_assets"),
        ("市工商联", "mass_organisation"),
        ("市工商局", "market_regulation"),
        ("团市委", "mass_organisation"),
        ("市委网信办", "cyberspace"),
        ("市医保局", "healthcare_security"),
        ("市卫生计生委", "health"),
        ("市环境卫生管理处", "urban_management"),
        ("各村民委员会", "villages"),
        ("市民族宗教委", "ethnic_religious"),
        ("市政府口岸物流办", "port_of_entry"),
        ("市安监局", "emergency"),
        ("财政金融局", "finance"),
        ("中铁某某局集团公司", "transport"),
        ("某某产业投资集团", "enterprises"),
        ("市节能减排工作领导小组办公室", "coordination"),
    ],
)
def test_bodies_of_one_function_are_found_by_their_names(text: str, code: str) -> None:
    found = [a.function_code for a in vocabulary.agencies() if re.search(a.pattern, text)]
    assert found[:1] == [code]


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("工业和信息化部", "national"),
        ("国家能源局", "national"),
        ("市场监管总局", "national"),
        ("中央宣传部", "national"),
        ("省工业和信息化厅", "province"),
        ("自治区生态环境厅", "province"),
        ("州发展改革委", "prefecture"),
        ("各市(州)人民政府", "prefecture"),
        ("各市人民政府", "cities"),
        ("市工信局", "city"),
        ("团市委", "city"),
        ("县工信局", "county"),
        ("各县(市、区)人民政府", "county"),
        ("各区县政府", "county"),
        ("镇环保办", "township"),
        ("各乡(镇)人民政府", "township"),
        ("街道办事处", "township"),
        ("高新区管委会", "zone"),
        ("县工业园区管委会", "zone"),
        ("市国有资产监督管理委员会", "city"),
        ("国网甘肃省电力公司", "enterprise"),
        ("农发行某省分行", "enterprise"),
        ("地方各级人民政府", "several"),
        ("各市县人民政府", "several"),
        ("地方金融监管局", None),
        ("市场监管局", None),
        ("乡村振兴局", None),
        ("区域协调处", None),
        ("发展改革委", None),
        ("组织部", None),
        ("人民银行某市分行", None),
        ("各有关部门", None),
    ],
)
def test_a_name_shows_its_level_or_none(text: str, level: str | None) -> None:
    rules = sorted(read_seed("agency_levels"), key=lambda row: int(row["priority"]))
    found = [row["agency_level"] for row in rules if re.search(row["pattern"], text)]
    assert (found or [None])[0] == level
