"""Whether a quantity is promised: not a fact, a threshold, a rule's term or a name."""

from __future__ import annotations

import re
from datetime import date

from ingestion.parse.rows.entitlements import is_entitlement
from ingestion.parse.rows.placed import Placed
from ingestion.parse.rows.thresholds import is_threshold
from ingestion.parse.tokens.dates import DateMention
from ingestion.parse.tokens.quantities import Quantity
from ingestion.parse.tokens.sentences import Sentence, find_clause

_PAST = re.compile(
    r"已(?:经)?(?:建成|完成|达到|累计|实现|有|形成|达|超过|建立|发展|培育|创建|投入)"
    r"|(?:^|[省市县区国])现有|现有\d|现有$|(?<![由从])目前|截至|截止|当前|现已|以来"
    r"|(?:下降|增长|提高|提升|减少|增加|降低|完成|达到|建成|实现|突破|超过|新增|投入)了"
    r"|共(?:遴选|评选|评审|选拔|认定)出?|累计(?:完成|建成|投入|实施|推广|发放|实现)(?=.{0,20}(?:超|约|达))"
    r"|(?:比|较)(?:上年|去年)[^,]{0,6}(?:下降|增长|提高)|(?:^|,)约占[^,]{2,30}$"
)
_EARLIER = re.compile(r"(?<![由从])目前|截至|截止|已(?:经)?建成|已累计")
# 较2020年的1800吨/日增加: the level that a change is measured from.
_BASE_VALUE = re.compile(r"(?:较|比)(?:(?:19|20)\d{2}年(?:底|末)?|上年|去年)(?:的|实际)$")
_SIZE_OF_PLACE = re.compile(
    r"(?:总人口|常住人口|户籍人口|国土面积|辖区面积|流域面积|降水量|降雨量|平均气温|海拔|无霜期)$"
)
_PEOPLED = re.compile(r"(?:总|常住|户籍)人口")
_FORECAST = re.compile(r"有望|预计|预测|预期(?!目标|性|寿命)")
# A notice of rules promises where it speaks of aims, and lays down rules elsewhere.
_AIMED = re.compile(r"目标|任务|措施|工程|行动")
# Who may apply, with what papers and fees: the numbers under it are conditions.
_ADMITTING = re.compile(
    r"(?:申报|申请|报名|参评|参赛|推荐|评审|准入|认定|所需|基本|资格|资质|入选|入驻)[\u4e00-\u9fff]{0,6}(?:条件|材料|资格|要求|范围|对象)"
    r"|^[^\u4e00-\u9fff]*[一二三四五六七八九十]*[、)]?(?:条件|费用|收费标准|奖项设置|评分标准)"
)
_RULE_WORDS = re.compile(r"应当|不得(?!低于|少于|超过)|符合下列|具备下列|有下列|情形|方可|视为")
_FREQUENCY = re.compile(
    r"每(?:[一二两三四五六半]?个?(?:学期|学年|年|季度?|月|周|天|日)|半年)[^,]{0,14}$"
)
_LABELLED = re.compile(r"(?:(?:附|见|》|\))表|附?图|专栏|附件|附录|连续)$")  # 表2, 连续3次
# 明确133项任务,涉及34个单位; 聚焦集成电路、软件4条产业链: what a text or a field consists of.
_NAMES_PARTS = re.compile(
    r"(?:涉及|下设|内设|设有|明确了?|细化|包括|包含|分为|列出|分解为?|浏览量:?)$"
    r"|^(?:[\u4e00-\u9fff、]{0,10}要)?(?:重点)?(?:聚焦|围绕|瞄准|立足|依托)(?!.*(?:设立|遴选|开发|选拔|开展|推动|组织|培训|改造|发展|建成|建设|新建|培育|打造|引进|实施|完成|组建|举办|新增))"
)
_TIME_LIST = re.compile(r"(?:小时|天|日|分钟)(?:以内)?[、和]$")  # 压缩至35小时以内和2小时以内
_SAMPLED = re.compile(
    r"(?:可补贴|随机抽查?|各抽查|可延长|可申请延长|一式)[^,;]{0,16}$"
)  # 各抽查4个项目
_AT_PLACES = re.compile(r"^在.{4,}等(?:重点|试点)?[省市县区旗乡镇村]")  # 在甲、乙等8个县建设…
_GRADED = re.compile(r"为?(?:优秀|良好|合格|不合格|优|良)")  # 85分以上为优秀
_ADMITTED = re.compile(r"录取|控制线")
_TIME_NAME = re.compile(r"(?:天数|时间|时限|时长|寿命|年限)$")
_DATA = re.compile(r"带宽|宽带|容量|存储|内存|流量|速率")  # 6G and 5G are networks
_SCORED = re.compile(r"分值|(?<!责任)权重|得分")
_RANKED = re.compile(r"(?:(?<![年底末月日之以])前|后)$")  # 排名后3位
_NOT_COUNTED_AFTER = re.compile(
    r"^(?:[\u4e00-\u9fff]{0,8}(?:民心工程|民生实事|实事|子项|政府重点工作|具体任务)|(?:重点)?领域(?!的)|制度(?![\u4e00-\u9fff])|方面|环节|层面|体系|一批|月|年度|工作日|专项行动|文明|维护|意识|自信|确立|坚持|步骤|阶段|梯队"
    r"|结合|统筹|协同|一流|必须|转变|重点任务|五年|百年|维度|以上(?:学历|人民政府|地方)"
    r"|(?:重点)?(?:工作|举措|措施|内容|要求|原则|政策)(?![\u4e00-\u9fff]))"
)
# Any of these before a number with a unit that no list knows says that something is done.
_DOES = re.compile(
    r"归集|建|造|培|增|完成|引进|创|选|实施|发展|形成|设立|布局|布设|安排|投|筹|争|支持|推|梳理|认定|立|集聚|放|配|购"
    r"|落实|申报|开|举办|组织|制定|改|治理|修|回收|处理|淘汰|退|关停|整治|绿化|种|解决|带动|吸纳|覆盖|达|实现"
    r"|减|降|升|提|控|力争|确保|到|扩|招|签|突破|保|稳|超|救|拆|消|压|供|产|销|出|接待|储|竣工|更|清|化解|惠及"
    r"|养|编|研|攻|转|聘|聚|孵|挂|命名|打通|贯通|疏|恢复|栽|补|铺|架|安装"
)
_NAMING_UNITS = ("版", "周年", "强", "时", "点", "工程", "行动", "计划")  # 2.0版, 500强, 12345工程
_MAKES_ONE = re.compile(
    r"建成|建设|新建|创建|培育|打造|引进|实施|完成|设立|改造|推出|制定|开工|组建|投放|购置|培训|配备"
    r"|举办|更换|购买|轮训|编写|制作|编制|研发|开通|发布|认定|遴选|新增"
)


def is_committed(quantity: Quantity, sentence: Sentence, written: date | None, rules: bool) -> bool:
    """Judge one quantity in its sentence.

    Args:
        rules: the notice lays down rules (办法), so a number without an aim is a rule's term.
    """
    text = sentence.text
    begin, end = find_clause(text, quantity.number)
    left, right = text[begin : quantity.start], text[quantity.end : end]
    placed = Placed(quantity, text, left, right, bool(sentence.deadlines))
    if (
        _is_fact(placed, sentence.dates, written)
        or is_threshold(placed)
        or is_entitlement(placed, text[end:])
        or _is_uncounted(placed)
    ):
        return False
    path = sentence.clauses.path
    if any(_ADMITTING.search(heading) for heading in path):
        return bool(sentence.deadlines)
    if not rules:
        return True
    aimed = bool(sentence.deadlines) or any(_AIMED.search(heading) for heading in path)
    return aimed and not _RULE_WORDS.search(text)


def _is_fact(placed: Placed, dates: list[DateMention], written: date | None) -> bool:
    """A past result or a present state: 现有60座, 2020年达到15.9% in a notice of 2021."""
    quantity = placed.quantity
    if _PAST.search(placed.left) or _FORECAST.search(placed.left):
        return True
    if _BASE_VALUE.search(placed.left) or (_is_bare(placed) and _describes_a_place(placed)):
        return True
    nearest = [m for m in dates if m.end <= quantity.start and m.role != "baseline"]
    coming = [m for m in nearest if m.deadline and (not written or m.deadline >= written)]
    if not coming and _EARLIER.search(placed.text, max(0, quantity.start - 80), quantity.start):
        return True
    if not nearest or not written:
        return False
    last = nearest[-1]
    if last.role == "since":
        return last.year is not None and last.year <= written.year
    return last.deadline is not None and last.deadline < date(written.year, 1, 1)


def _describes_a_place(placed: Placed) -> bool:
    """总人口320万人,总面积1.2万平方公里; the 总面积 of a base that is built is built too."""
    if _SIZE_OF_PLACE.search(placed.left):
        return True
    return placed.left.endswith("总面积") and _PEOPLED.search(placed.text) is not None


def _is_bare(placed: Placed) -> bool:
    """No verb, no bound, no date: the number describes."""
    return not (placed.quantity.verb or placed.is_bounded or placed.is_dated)


def _is_uncounted(placed: Placed) -> bool:
    """Durations, frequencies and words that only look like counts: 每季度1次, 三个方面, 220千伏."""
    quantity, left, right = placed.quantity, placed.left, placed.right
    is_frequent = _FREQUENCY.search(left) is not None
    if _LABELLED.search(left) or (quantity.unit.endswith("岁") and "寿命" not in left):
        return True
    if quantity.unit_class == "time":
        return is_frequent or not _is_time_to_reach(placed)
    if quantity.unit_class == "unknown":
        named = quantity.unit.startswith(_NAMING_UNITS)
        return named or not (_DOES.search(left) or quantity.is_level)
    if quantity.unit in ("类", "种"):
        return quantity.is_wordy or not _DOES.search(left[-10:])
    return (
        (is_frequent and quantity.unit in ("次", "课时", "学时"))
        or (quantity.unit in ("课时", "学时") and placed.is_bounded and not placed.is_dated)
        or bool(_SCORED.search(left) or _RANKED.search(left))
        or quantity.unit.endswith("伏")
        or (quantity.unit in ("G", "M", "K") and not _DATA.search(left))
        or right.startswith("级")
        or bool(_SAMPLED.search(left) or _AT_PLACES.search(left + right[:3]))
        or (quantity.unit == "分" and bool(_ADMITTED.search(left) or _GRADED.match(right)))
        or (
            quantity.unit_class == "counter"
            and bool(_NOT_COUNTED_AFTER.match(right) or _NAMES_PARTS.search(left))
        )
        or (quantity.is_wordy and not _is_wordy_count(placed))
    )


def _is_time_to_reach(placed: Placed) -> bool:
    """压缩到3个工作日 is reached; 贮存周期不少于6个月 is a term, 停电时间不超过12小时 a level."""
    quantity = placed.quantity
    if quantity.unit == "年" and "年限" not in placed.left:
        return False
    if quantity.verb not in ("", "达", "为", "是") or quantity.change is not None:
        return True
    if _TIME_LIST.search(placed.left):
        return True
    short = quantity.unit.startswith(("小时", "个小时", "分钟", "秒"))
    named = quantity.unit != "个月" and _TIME_NAME.search(placed.left) is not None
    return quantity.is_level and (short or named)


_COUNTED = re.compile(r"[\d一二三四五六七八九十百千两][\u4e00-\u9fff]{1,2}$")


def _is_wordy_count(placed: Placed) -> bool:
    """建成三座泵站, 购置监测车一辆 count; 三个方面, 五大行动, 一个窗口 do not."""
    quantity = placed.quantity
    if placed.is_share or quantity.has_bound or quantity.comparator == "ge":
        return True
    made = _MAKES_ONE.search(placed.left)
    if not made:
        return False
    parts = placed.left[made.end() :].split("、")
    listed = len(parts) > 1 and not _COUNTED.search(parts[-2])
    named_before = placed.right[:1] in "、和" and len(parts[-1]) >= 2 and not listed
    return named_before or re.match(r"[\u4e00-\u9fff“]{3}", placed.right) is not None
