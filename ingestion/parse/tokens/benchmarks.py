"""Levels named by reference and not by number: 达到全省平均水平, 达到Ⅱ类, 不低于平均增速."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ingestion.models import Change, Comparator

_WHO = (
    r"(?:全国|全省|全区|全市|全县|全社会|国家|国内|国际|世界|全球|省上|省定|省级|省市|省|部|市上|市|上级"
    r"|同类地区|东部地区|行业|(?:各项|全部)[\u4e00-\u9fff]{1,6}|同期|地区生产总值|GDP|居民|经常性"
    r"|上年|“?十[二三四五]五”?(?:时期|期间)|同口径|平均|传统|本地区|本[省市县区]|经济|财政|当地|城镇|农村|城乡|常年)"
)
_LEVEL = re.compile(
    # No level begins otherwise; 不得高于… is a norm.
    r"(?=[基全总稳力整均持继下降提达优高好低大小快追赶不超满接控保维])(?<!不[得应宜可能])"
    r"(?P<modal>基本|全面|总体|稳定|力争|整体|均|全部|持续|继续)?"
    r"(?P<verb>(?:下降|降低|提高|提升)?(?:达到|优于|[高好]于|低于|[大小快]于|追平|赶上|不低于|不高于|不超过|不突破|超过|满足|接近|(?:控制|保持|稳定|维持)在|保持|达))"
    r"(?P<what>(?:或(?:[优好高]于|超过|接近))?(?:"
    rf"{_WHO}[\u4e00-\u9fff、]{{0,12}}?(?:(?:中上|平均|先进|领先|一流|最好)水平|平均增速|平均增长速度|平均增幅|增速|增长速度|增长幅度|(?:下降|降低)幅度|[增降]幅|平均值|先进值|平均利率|平均费率|标准|红线|(?<=上年)水平|(?<=常年)水平|(?<=全[国省市])平均(?!水平|值|增)|(?<=城镇)居民|下达的?(?:目标)?任务|调控目标|(?<=材料|成本)水平|(?<=同期)水平|中上游水平|目标任务|目标要求|控制目标|下达目标|目标|要求|指标|前列)"
    r"|(?:先进|领先|一流|标杆|基准|节能)水平(?:及?以上)?|A{1,4}级(?:及以上|以上)?|(?:国家)?(?:地表水)?(?:国家)?(?:[ⅠⅡⅢⅣⅤIV]{1,3}|[一二三四]|劣五)类(?:水?(?:体|质))?(?:标准|水平|要求)?(?:及以上|以上)?"
    r"|一级[AB](?:排放)?标准|[一二三]级(?:排放)?标准|上年度?|去年))(?P<side>的?(?:及?以上|以下|以内|之内|范围内|内))?(?![\u4e00-\u9fff])"
)
_RANK = re.compile(
    r"(?P<modal>)(?P<side>)(?P<verb>退出|进入|保持在?|位居|位列|稳居|跻身|处于|居于|排在|(?<![位稳])居(?=全[国省市县]))(?P<what>(?:全国|全省|全市|全区|省)?[\u4e00-\u9fff]{0,4}?"
    r"(?:前列|[前后][一二三四五六七八九十\d]{1,3}[名位]?|中上游|第[一二三四五六七八九十\d]{1,3}[名位]|第一方阵|第一梯队))(?![\u4e00-\u9fff])"
)
_TASK = re.compile(
    r"(?P<modal>全面|按期|确保|如期|力争)?(?P<side>)(?P<verb>完成)(?P<what>(?:(?:年度|全年)(?P<own>)|(?:国家|省委省政府|省|市|上级|省、市|省市|国家和省)(?:上|里)?(?:[\u4e00-\u9fff]{0,6}?(?:下达|确定|分解|安排|规定|要求)|定)的?)(?P<named>[\u4e00-\u9fff]{0,16}?)(?:目标任务|任务目标|目标|任务|指标))(?![\u4e00-\u9fff])"
)
_ABREAST = re.compile(
    r"(?P<modal>)(?P<side>)(?P<verb>与|同|和)(?P<what>[\u4e00-\u9fffGDP]{2,12}(?:增长|发展|增速|增幅|水平|提高|提升)(?:保持)?(?:基本)?(?:同步|一致|持平)"
    r"|[\u4e00-\u9fff]{2,12}?(?:保持|基本){0,2}持平)"
    r"(?![\u4e00-\u9fff])"
)
_COMPARATORS: dict[str, Comparator] = {
    "优于": "gt",
    "高于": "gt",
    "超过": "gt",
    "不低于": "ge",
    "不高于": "le",
    "不超过": "le",
    "不突破": "le",
    "接近": "approx",
    "低于": "lt",
    "大于": "gt",
    "快于": "gt",
    "小于": "lt",
}
_BY_LENGTH: list[tuple[str, Comparator]] = sorted(
    _COMPARATORS.items(), key=lambda pair: -len(pair[0])
)
_MEASURABLE = re.compile(
    r"(?:率|满意度|度|比重|比例|占比|效率|能效|能耗|排放|强度|指标|水质|出水|浓度|增速|增幅|量|数|值|指数|水平|面积|碳排放|收入|消耗|降低|水体|断面|总额|投入|规模|能力|质量|增长|速度|增量|余额|里程|利率|费率|成本|价格|可靠性|评级|评价|排名|位次|涨幅|收入增长|工资增长|增长率|寿命|年限)(?:[\u4e00-\u9fff]{0,2})?$"
)


# Every phrase above holds a word of each; most sentences hold none, and are done with.
_VERB_TEASER = re.compile(
    r"达|于|过|突破|接近|满足|退出|进入|持在|定在|制在|位居|位列|稳居|跻身|完成|同步|一致|持平|保持|追平|赶上|处于|居于|排在|居全"
)
_WHAT_TEASER = re.compile(
    r"同步|一致|持平|A级|水平|红线|利率|费率|标准|增速|速度|增幅|幅度|平均值|目标|要求|任务|指标|类|前列|[前后][一二三四五六七八九十\d]|中上游|第[一二三\d]|先进值|[一二三]级|全[国省市]平均|居民|上年|去年"
)


@dataclass(slots=True)
class Benchmark:
    """A benchmark phrase as offsets into the sentence."""

    start: int
    end: int
    comparator: Comparator
    change: Change | None
    names_task: bool
    what: str | None = None  # the indicator, where it stands inside the phrase

    def accepts(self, indicator: str) -> bool:
        """A vision without a measurable indicator (生态环境达到领先水平) is no target."""
        if self.names_task:
            return len(indicator) >= 2
        return bool(_MEASURABLE.search(indicator)) and len(indicator) >= 3


def may_hold_benchmark(text: str) -> bool:
    """Whether a sentence is worth a search: it holds a word of each half of a phrase."""
    return bool(_VERB_TEASER.search(text) and _WHAT_TEASER.search(text))  # the rarer one first


def find_benchmarks(text: str, hidden: list[tuple[int, int]]) -> list[Benchmark]:
    """The benchmark phrases of a sentence."""
    found: list[Benchmark] = []
    for pattern in (_LEVEL, _RANK, _TASK, _ABREAST):
        for match in pattern.finditer(text):
            taken = [(b.start, b.end) for b in found]
            if any(a <= match.start() < b for a, b in [*hidden, *taken]):
                continue
            verb = match["verb"]
            comparator = _compare(verb, match["side"] or "")
            change = _read_change(verb)
            found.append(
                Benchmark(
                    match.start(),
                    match.end(),
                    comparator,
                    change,
                    pattern is _TASK,
                    match["named"] if pattern is _TASK else None,
                )
            )
    return found


def _compare(verb: str, side: str) -> Comparator:
    """高于…, or 保持在…以上."""
    if side:
        return "ge" if side.endswith("以上") else "le"
    return next((sign for word, sign in _BY_LENGTH if verb.endswith(word)), "eq")


def _read_change(verb: str) -> Change | None:
    if verb.startswith(("下降", "降低")):
        return "decrease"
    return "increase" if verb.startswith(("提高", "提升")) else None
