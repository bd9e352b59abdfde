"""Whether a quantity is promised: not a fact, a threshold, a rule's term or a name."""

from __future__ import annotations

import re
from datetime import date

from ingestion.parse.dates import DateMention
from ingestion.parse.quantities import Quantity
from ingestion.parse.tokens import Sentence, find_clause

_PAST = re.compile(
    r"已(?:经)?(?:建成|完成|达到|累计|实现|有|形成|达|超过|建立|发展|培育|创建|投入)|(?:^|[省市县区国])现有|现有\d|目前|截至|截止|当前|现已|(?:下降|增长|提高|提升|减少|增加|降低|完成|达到|建成|实现|突破|超过|新增|投入)了"
    r"|累计(?:完成|建成|投入|实施|推广|发放|实现)(?=.{0,20}(?:超|约|达))|以来|(?:比|较)(?:上年|去年)[^,]{0,6}(?:下降|增长|提高)(?=[^,]*$)"
)
_EACH_ONE = re.compile(r"每(?:人|生|户|亩|头|只|名|例|车)(?:每[年月日])?[^,]{0,4}$")
_FORECAST = re.compile(r"有望|预计|预测|预期(?!目标|性)")
_ENTITLED = re.compile(
    r"给予|奖励(?!资金)|奖补(?!资金)|补助(?!资金|经费)|补贴(?!性|资金|政策)|资助|罚款|处以|贴息|收费标准|减免|免征|减征|征收|扣除|抵免|税率|起征|最高(?:不超过|可|给予|额度)?"
    r"|按照?[^,]{0,16}(?:标准|比例)(?:给予|予以|安排|计提|提取|补|发放|缴|支付|执行)|每(?:人|户|家|台|辆|吨|亩|个|件|次|度|头|千瓦时)(?:每[年月])?(?:不超过|最高|补|奖|给予)|贷款额度|授信额度|注册资本|违约金|保证金|定金|一次性(?:给予|奖|补)|收取[^,]{0,8}费|费率(?!(?:总体)?(?:降|平均))|风险(?:责任|分担)比例"
)
_STANDING = re.compile(r"不少于|不低于|不得|应当|不超过")
_AIMED = re.compile(r"目标|任务|措施|工程|行动")
_STANDARD = re.compile(r"标准》|严格执行|标准要求|符合.{0,12}标准")
_RULE_WORDS = re.compile(r"应当|不得(?!低于|少于|超过)|符合下列|具备下列|有下列|情形|方可|视为")
_DURATION_UNIT = re.compile(r"^(?:年|个?月|天|日|小时|分钟|秒|周)")
_FREQUENCY = re.compile(
    r"每(?:[一二两三四五六半]?个?(?:学期|学年|年|季度?|月|周|天|日)|半年)[^,]{0,14}$"
)
_NOT_COUNTED_AFTER = re.compile(
    r"^(?:方面|环节|层面|体系|一批|月|年度|工作日|专项行动|文明|维护|意识|自信|确立|坚持|步骤|阶段|梯队|结合|统筹|协同|一流|必须|转变|重点任务|五年|百年|维度|(?:重点)?(?:工作|举措|措施|内容|要求|原则|政策)(?![\u4e00-\u9fff])|以上(?:学历|人民政府|地方))"
)
_EXISTING = re.compile(r"^[^,。;]{0,16}(?:的基础上|基础上)|^的?(?:历史|经验)")
_DOES = re.compile(
    r"建|打造|培育|新增|完成|引进|创|遴选|实施|发展|形成|组建|设立|布局|安排|投入|筹|争|支持|扶持|推广|推出|梳理|选树|评选|认定|建立|集聚|投放|配|购置|落实|申报|成立|开展|举办|组织|制定|培训|改造|治理|修复|回收|处理|淘汰|退出|关停|整治|绿化|造林|种植|解决|带动|吸纳|覆盖|达|实现|增|减|降|升|提|控|力争|确保|到|扩|招|签|突破|保持|稳|超|救|拆|消|压|供|保障|生产|销|出口|接待|储|开发|开工|开通|竣工|投产|更新|更换|清|整合|搬迁|化解|惠及|服务|评|养|出台|编|修订|研|攻|转|聘|选|聚|孵|挂|命名|打通|贯通|疏|恢复|栽|补|铺|架|安装|推"
)
_SUBJECT_OF_RATE = re.compile(r"(?:率|比例|比重|占比|占|份额|比)(?:[^,]{0,8})$")
_THRESHOLD_MEASURE = re.compile(r"^的?(?=[\u4e00-\u9fff“(])")
_THRESHOLD_BEFORE = re.compile(
    r"(?:建筑面积|占地面积|产生量|年(?:销售|营业|交易|主营业务)?(?:收入|额)|营业收入|产值|装机容量|库容|规模(?:在)?|能耗|年综合能耗|用水量|人口|投资(?:额|总额)?|年龄|年满|工龄|年限|满|直径|厚度|功率|注册资金|资产|面积|连续|海拔|坡度|占股|持股)(?:大于|超过|达到|不低于|在|不少于|小于|高于)?$"
)
_BOUNDS = ("ge", "gt", "le", "lt")
_MAKES_ONE = re.compile(
    r"建成|建设|新建|创建|培育|打造|引进|实施|完成|设立|改造|推出|制定|开工|组建|投放|购置|培训|配备|举办|更换|购买"
)
# 按投资额的20%补助, 配套10%的储能: a share that each case has to have.
_PER_CASE = re.compile(r"(?:按照?(?![期时])|配置|配建|配套(?!率))(?![^,]*(?:率|占比))[^,]{0,14}$")
_ENDS_CLAUSE = re.compile(r"^(?:$|[,。;、)])")


def is_committed(quantity: Quantity, sentence: Sentence, written: date | None, rules: bool) -> bool:
    """Judge one quantity in its sentence.

    Args:
        rules: the notice lays down rules, so only what has a deadline is promised.
    """
    text = sentence.text
    begin, end = find_clause(text, quantity.number)
    left, right = text[begin : quantity.start], text[quantity.end : end]
    if (
        _is_fact(quantity, text, left, sentence.dates, written)
        or _is_threshold(quantity, text, left, right)
        or _is_entitlement(quantity, text, begin, end)
        or _is_uncounted(quantity, left, right)
    ):
        return False
    if not rules:
        return True
    aimed = bool(sentence.deadlines) or any(_AIMED.search(h) for h in sentence.clauses.path)
    return aimed and not _RULE_WORDS.search(text)


def _is_uncounted(quantity: Quantity, left: str, right: str) -> bool:
    """Durations, frequencies and words that only look like counts: 每季度1次, 三个方面, 220千伏."""
    if quantity.unit_class == "time":
        return bool(_FREQUENCY.search(left)) or not (quantity.is_level or quantity.change)
    if quantity.unit in ("次", "课时", "学时") and _FREQUENCY.search(left):
        return True
    if re.search(r"分值|权重|得分", left):
        return True
    if re.search(r"(?:(?<!年)前|后)$", left):  # 排名后3位
        return True
    if quantity.unit.endswith("伏") or right.startswith("级"):
        return True
    if quantity.unit in ("类", "种"):
        return not _DOES.search(left[-6:])
    if quantity.unit_class == "unknown":
        return not (_DOES.search(left) or quantity.is_level)
    if quantity.unit_class == "counter" and _NOT_COUNTED_AFTER.match(right):
        return True
    return quantity.is_wordy and not _is_wordy_count(quantity, left, right)


def _is_fact(
    quantity: Quantity, text: str, left: str, dates: list[DateMention], written: date | None
) -> bool:
    """A past result or a present state: 现有60座, 2020年达到15.9% in a notice of 2021."""
    before = text[: quantity.start]
    sentence_start = before[-80:]
    if _PAST.search(left) or _FORECAST.search(left):
        return True
    nearest = [m for m in dates if m.end <= quantity.start and m.role != "baseline"]
    if re.search(r"(?:目前|截至|截止|已(?:经)?建成|已累计)", sentence_start) and not any(
        m.role == "deadline" and m.deadline and (not written or m.deadline >= written)
        for m in nearest
    ):
        return True
    if nearest and nearest[-1].role == "since":
        return bool(nearest[-1].year and written and nearest[-1].year <= written.year)
    if nearest and written:
        last = nearest[-1]
        if (
            last.role == "deadline"
            and last.deadline
            and last.deadline < written.replace(month=1, day=1)
        ):
            return True
    return False


def _is_threshold(quantity: Quantity, text: str, left: str, right: str) -> bool:
    """建筑面积2万平方米以上的公共建筑, 65蒸吨/小时及以上燃煤锅炉: whom a rule is for."""
    if re.match(r"单(?:户|笔|个|项|座|家|次|体)|新上|新建.{0,8}项目", left) or left.startswith(
        "不得"
    ):
        return True
    if quantity.is_ban and quantity.unit_class != "percent" and _STANDARD.search(text):
        return True
    if quantity.unit_class == "percent" and _PER_CASE.search(left):
        return True
    if re.match(r"(?:对|针对|凡)", left) and (right.startswith("的") or quantity.has_bound):
        return True
    if re.search(r"(?:由|从)(?:目前的?|\d{4}年的?)?$", left) or re.match(r"^的标准", right):
        return True
    if re.match(r"^(?:及以上|及以下)[^,。;、]", right):
        return True
    share = quantity.unit_class == "percent"
    if re.search(r"(?:规模|总额|总投资)$", left) and re.search(
        r"设立|组建|发行|筹集|建立|募集", left
    ):
        return False
    if quantity.unit_class in ("measure", "ratio") and re.match(r"^[\u4e00-\u9fff]{2}", right):
        if (
            quantity.comparator in ("gt", "ge", "lt", "le")
            and not quantity.has_bound
            and not quantity.change
        ):
            return not re.search(r"^(?:和|及|与|以及|并|且|左右|大关)", right)
    if quantity.has_bound and _THRESHOLD_MEASURE.match(right):
        if share:
            named = re.search(
                r"[\u4e00-\u9fff]{2,}(?:率|比例|比重|占比|股权|股份|含量)[^,]{0,6}$", left
            )
            return bool(named) and right.startswith("的")
        if quantity.unit_class == "counter" and not right.startswith("的"):
            return bool(_THRESHOLD_BEFORE.search(left))
        return not re.match(r"^(?:和|及|与|以及|的目标|目标)", right)
    if (
        share
        and right.startswith("的")
        and quantity.comparator in ("ge", "gt", "le", "lt")
        and not re.match(r"^的(?:目标|任务|要求|水平)", right)
        and re.search(r"(?:率|比例|比重|占比|股权|股份|含量)[^,]{0,8}$", left)
    ):
        return True
    if right.startswith("的") and not share and not re.match(r"^的(?:目标|任务|要求|水平)", right):
        if quantity.unit_class == "measure" and re.search(r"\d", right):
            return True  # 日处理600吨的焚烧厂1座: what is counted is the plant
        return bool(_THRESHOLD_BEFORE.search(left)) or quantity.comparator in _BOUNDS
    return False


def _is_entitlement(quantity: Quantity, text: str, begin: int, end: int) -> bool:
    """A term per case: 给予最高50万元奖励; an aggregate (年度补贴总额10亿元) is a promise."""
    money = quantity.unit.endswith("元") or quantity.unit_class in ("percent", "measure")
    if not money:
        return False
    after = text[end : end + 14]
    around = text[begin:end] + (after if re.search(r"给予|予以", after) else "")
    if quantity.unit.endswith("元") and _EACH_ONE.search(text[begin : quantity.start]):
        return True
    if re.search(r"总额|总规模|资金规模|总量|累计|平均[^,]{0,4}费率", text[begin : quantity.start]):
        return False
    return bool(_ENTITLED.search(around))


def _is_wordy_count(quantity: Quantity, left: str, right: str) -> bool:
    """建成三座泵站, 购置监测车一辆 count; 三个方面, 五大行动, 一个窗口 do not."""
    if quantity.unit_class == "percent" or quantity.has_bound or quantity.comparator == "ge":
        return True
    made = _MAKES_ONE.search(left)
    if not made:
        return False
    return len(right) >= 3 or (not right and len(left) - made.end() >= 2)
