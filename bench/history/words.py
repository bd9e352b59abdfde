"""The invented words of a history: things that no alias names, topics, deeds and bodies."""

from __future__ import annotations

import random
from functools import cache
from itertools import product


def _words(listed: str) -> tuple[str, ...]:
    return tuple(listed.split())


_WHERE = _words(
    "乡镇 社区 园区 县域 街道 村级 流域 沿江 山区 城郊 老城 口岸 港区 林区 牧区 "
    "灌区 库区 校园 院落 沿湖 片区 墟镇 坝区 沿线 滨水 里弄 "
)
_OF = _words(
    "冷链 充电 再生水 雨水 光伏 储能 垃圾分拣 农膜回收 秸秆离田 畜禽粪肥 生物质 "
    "地热 余热 节水灌溉 河道保洁 湿地管护 林下种植 绿色仓储 共享单车 新能源环卫 "
    "旧衣回收 厨余处置 油烟净化 噪声管控 土壤改良 水质巡测 碳账户 绿色驿站 智慧照明 "
    "管网检漏 中药材初加工 绿电消纳 "
)
_THINGS: dict[str, tuple[tuple[str, str], ...]] = {
    "count": (
        ("服务站", "个"), ("示范基地", "处"), ("监测站", "座"), ("改造项目", "项"),
        ("培训中心", "个"), ("试验点", "个"), ("合作社", "家"), ("专用车", "辆"),
        ("工作室", "个"), ("便民点", "处"), ("骨干企业", "家"), ("示范线", "条"),
    ),
    "level": (
        ("年产值", "亿元"), ("日处理能力", "万吨"), ("建设面积", "万亩"), ("总投资", "亿元"),
        ("服务人数", "万人"), ("年处理量", "万吨"), ("装机规模", "万千瓦"), ("管道长度", "公里"),
        ("年交易额", "万元"), ("仓储容量", "万立方米"),
    ),
    "share": (
        ("覆盖率", "%"), ("完好率", "%"), ("达标率", "%"), ("普及率", "%"), ("联网率", "%"),
        ("整治率", "%"), ("利用率", "%"), ("满意率", "%"), ("完成率", "%"), ("更新率", "%"),
    ),
}  # fmt: skip
_FIELDS = _words(
    "工业领域 城乡建设 交通运输 农业农村 公共机构 能源供应 生态修复 水资源 固体废物 "
    "大气污染 土壤环境 循环经济 绿色金融 科技创新 节能降碳 河湖长制 森林草原 清洁取暖 "
    "绿色建筑 海洋经济 矿山治理 冷链物流 新型储能 充电设施 生活垃圾 塑料污染 适应气候 "
    "碳汇能力 绿色消费 数字治理 "
)
_AIMS = _words(
    "提质增效 高质量发展 攻坚 补短板 能力提升 示范创建 综合整治 绿色转型 扩面提升 "
    "精准治理 协同增效 长效管护 优化升级 重点突破 "
)
_PAPERS = _words("实施方案 行动计划 工作方案 若干措施 实施意见 专项规划 ")
_DEEDS = _words(
    "推进 实施 开展 完善 健全 加强 建立 推广 支持 引导 加快推进 深入开展 优化 强化 鼓励 落实 "
)
_WITH = _words("管理 服务 监管 改造 建设 提升 试点 培训 巡查 评估 协作 治理 调度 宣传 ")
_SYSTEMS = _words("制度 机制 体系 工程 行动 模式 网络 平台 计划 标准 ")
_COMMON = 0.6
_BODIES = _words(
    "发展改革委 财政厅 生态环境厅 住房城乡建设厅 交通运输厅 水利厅 农业农村厅 "
    "自然资源厅 商务厅 科技厅 教育厅 民政厅 林草局 市场监管局 统计局 能源局 "
    "机关事务管理局 工业和信息化厅 "
)


def invent_names(count: int, draw: random.Random) -> list[tuple[str, str, str]]:
    """So many (name, kind, unit) of things that nobody has counted yet, each once."""
    every = [
        (where + of + thing, kind, unit)
        for kind, things in _THINGS.items()
        for where, of, (thing, unit) in product(_WHERE, _OF, things)
    ]
    draw.shuffle(every)
    return every[:count]


@cache
def topics() -> tuple[str, ...]:
    """What a notice may be about: 工业领域绿色转型行动计划 ..."""
    return tuple("".join(words) for words in product(_FIELDS, _AIMS, _PAPERS))


def draw_measure(draw: random.Random) -> str:
    """A sentence of action: one of 594 common ones more often than not, else one of millions."""
    at = draw.random
    deed, of = int(at() * len(_DEEDS)), int(at() * len(_OF))
    with_, system = int(at() * len(_WITH)), int(at() * len(_SYSTEMS))
    if at() < _COMMON:
        return f"{_DEEDS[deed % 6]}{_OF[of]}{_WITH[with_ % 3]}制度"
    where, field, other = int(at() * len(_WHERE)), int(at() * len(_FIELDS)), int(at() * len(_OF))
    first = f"在{_WHERE[where]}{_DEEDS[deed]}{_OF[of]}{_WITH[with_]}{_SYSTEMS[system]}"
    return f"{first}，统筹{_FIELDS[field]}和{_OF[other]}{_WITH[int(at() * len(_WITH))]}"


def draw_heading(draw: random.Random) -> str:
    """What an item is about: 推进雨水管理."""
    return f"推进{_OF[int(draw.random() * len(_OF))]}{_WITH[int(draw.random() * len(_WITH))]}"


def bodies_of(place: str) -> list[str]:
    """The bodies of a government, by the last word of its place: 省财政厅, 县财政局, 国家财政局."""
    if place == "国":
        return [
            "国家发展改革委",
            "财政部",
            "生态环境部",
            "交通运输部",
            "水利部",
            "农业农村部",
            "商务部",
            "国家能源局",
        ]
    if place in ("省", "自治区"):
        return [place + body for body in _BODIES]
    return [place + body.replace("厅", "局") for body in _BODIES]
