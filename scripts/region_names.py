"""How a region is called for short, and which rows of the lists are no regions."""

from __future__ import annotations

import re

# The grouping rows of the standard are not governments and issue nothing.
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
PLAIN = re.compile(r"(?:特别行政区|省|市|地区|盟|(?<=..)新区|区|县|林区|特区|旗)$")


def shorten(name: str) -> str:
    """Give the 简称: 临夏回族自治州 -> 临夏, 定西市 -> 定西.

    A stem has at least two characters, so 东区 and 矿区 stay as they are.
    """
    for ending in (AUTONOMOUS, BARE, PLAIN):
        stem = ending.sub("", name)
        if len(stem) >= 2 and stem != name:
            return stem
    return name
