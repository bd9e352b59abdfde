"""The words that a quantity is counted in, as a grammar: multiplier, base, and what it is per.

万亩, 亿吨标准煤, 立方米/日, 千克标准煤/平方米, 张/千人. A counter that stands in no list is still
read where the quantity ends its phrase (see quantities).
"""

from __future__ import annotations

import re
from typing import Literal

UnitClass = Literal["percent", "measure", "counter", "time", "ratio", "unknown"]

_MULTIPLIER = r"(?:万亿|千万|百万|十万|千亿|百亿|十亿|[万亿百十]|千(?![瓦克米伏焦卡]))?"
# Measures: a threshold may stand before what it limits (2万平方米以上的建筑).
_MEASURES = (
    "吨二氧化碳当量|吨二氧化碳|吨标准煤|吨标煤|千克标准煤|千克标煤|克标准煤|吨公里|吨油当量|蒸吨|载重吨|吨位|吨|"
    "公斤|千克|毫克|微克|克|斤|担|"
    "平方公里|平方千米|平方米|平米|㎡|公顷|亩次|亩|顷|"
    "立方米|立方|方|升|毫升|"
    "人公里|车公里|公里|延长米|延米|千米|毫米|厘米|微米|海里|米|"
    "千瓦时|千瓦小时|兆瓦时|吉瓦时|太瓦时|度电|度|千瓦|兆瓦|吉瓦|瓦|千伏安|兆伏安|千伏|伏|安时|"
    "焦耳|吉焦|太焦|兆焦|大卡|摄氏度|℃|分贝|兆帕|帕|"
    "美元|欧元|港元|元人民币|元|"
    "Gbps|Mbps|TB|PB|EB|GB|G(?=[,。;、)以]|$)|M(?=[,。;、)以]|$)|EFLOPS|PFLOPS|EFlops|PFlops|P(?=[(,。;、以]|$)|GWh|MWh|kWh|KWh|GW|MW|kW|KW|MVA|kVA|kV|KV|"
    "μg|ug|mg|kg|km2|km|m2|m3|m³|m²|cm|mm|MPa|tce|TEU|标准箱|标箱|勒克斯|标台|标准立方米|标方"
)
_COUNTERS = (
    "人次|人年|人月|家次|册次|人天|辆次|车次|架次|班次|班列|列次|航次|件次|户次|场次|批次|轮次|台次|台套|台/套|套次|课时|学时|学位|"
    "头只|年一遇|公里次|千人|项次|宗次|标段|泊位|床位|张床位|平方|"
    "个|家|座|项|户|辆|台|套|处|所|名|位|人|条|件|批|次|场|种|类|艘|架|头|只|匹|株|棵|口|眼|间|栋|幢|"
    "片|块|份|本|册|部|支|队|组|班|届|轮|张|床|席|节|列|趟|对|双|瓶|箱|包|袋|桶|盏|根|枚|粒|尾|羽|具|"
    "副|门|宗|例|笔|款|桌|期|路|杆|桩|篇|幅|集|段|孔|起(?=以|[,。;、)]|$)|群|盘|捆|剂次|剂|针|颗|亩|盏|分(?=以|左|[,。;、)]|$)"
)
_TIMES = "(?:周岁|岁|个工作日|工作日|个自然日|个小时|小时|分钟|秒钟|秒|个月|天|日|年(?=[,。;、)]|以上|左右|$))(?:/[年月日次])?"
_PERCENT = "%|‰|个百分点|百分点|个千分点|倍|番|成(?=以|左|[,。;、)]|$)"
_PER = (
    r"(?:/(?:[万千百亿十]{1,2})?(?:平方公里|平方米|立方米|㎡|公顷|亩|人|户|日|天|小时|时|年|月|秒|分钟|升|吨|"
    r"公里|千人|万人|元|千瓦时|千瓦|台|辆|头|个|件|次|车|床|标准煤|千克|kWh|m3|m2|m³|m²|L|d|h|a)(?:标准煤)?)"
)
_EACH = (
    r"(?:每(?:[万千百亿]{1,2})?"
    r"(?:平方公里|平方米|立方米|公顷|亩|人|日|天|小时|年|月|升|吨|公里|元|千瓦时|户))"
)

PERCENT = re.compile(_PERCENT)
MEASURE = re.compile(rf"{_MULTIPLIER}(?:{_MEASURES})(?:{_PER}|{_EACH}){{0,2}}")
COUNTER = re.compile(rf"{_MULTIPLIER}(?:{_COUNTERS})(?:{_PER}|{_EACH})?")
TIME = re.compile(_TIMES)
_KINDS: tuple[tuple[UnitClass, re.Pattern[str]], ...] = (
    ("percent", PERCENT),
    ("time", TIME),
    ("measure", MEASURE),
)
_LATIN = re.compile(r"[A-Za-z]")
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
    for name, pattern in _KINDS:
        match = pattern.match(text, position)
        if match and not _goes_on_in_latin(text, match):
            if name == "measure" and _NOT_COUNTED.match(text, match.end() - 1):
                continue
            return name, match.group(), match.end()
    match = COUNTER.match(text, position)
    if match and not _NOT_COUNTED.match(text, match.end() - 1):
        return "counter", match.group(), match.end()
    return None


def _goes_on_in_latin(text: str, match: re.Match[str]) -> bool:
    """5G网络 has no unit G: a unit in Latin letters ends where the letters end."""
    end = match.end()
    latin = _LATIN.match(text, end - 1) is not None
    return latin and end < len(text) and (text[end].isascii() and text[end].isalpha())
