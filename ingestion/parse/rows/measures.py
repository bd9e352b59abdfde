"""Sentences of action inside numbered items, with their section, deadline and bodies."""

from __future__ import annotations

import re
from datetime import date

from ingestion.models import Measure
from ingestion.parse.rows.deadlines import find_trailing
from ingestion.parse.rows.responsible import NOBODY, Responsible
from ingestion.parse.text.structure import Kind
from ingestion.parse.tokens.sentences import Sentence

_OPENS_WITH_ACT = re.compile(
    r"(?:全面|持续|稳步|进一步|不断|切实|积极|大力|深入|扎实|加快|着力|统筹|科学|严格)?"
    r"(?:推进|推动|加快|加强|加大|强化|完善|健全|建立|实施|开展|鼓励|支持|引导|落实|提高|提升|优化|调整|推行|推广"
    r"|培育|打造|建设|建成|创建|组织|制定|编制|修订|探索|促进|扩大|规范|倡导|督促|指导|设立|执行|开发|改造|整治"
    r"|治理|淘汰|禁止|限制|控制|发展|构建|纳入|深化|拓展|增强|壮大|巩固|遴选|选择|更新|配备|实行|培训|引进)"
    r"(?!面积|数量|总量|规模[达为不约])"
)
_STATE = re.compile(
    r"(?:更加|不断|明显|显著|全面|基本|进一步|大幅|持续|稳步|初步|总体|有效|根本|逐步|较大|快速|稳定)?(?:提升|提高|改善|优化|增强|健全|完善|形成|建立|壮大|下降|减少|降低|好转|增加|转变|协调|合理|领先|稳定|突破|见效|确立|显现|发展)$"
)
# What a government does, said at the head of a clause: 治理侵蚀沟310条, 2024年除险加固水闸24孔.
_DOES = re.compile(
    r"(?:力争|争取|确保|计划|每年|年均|累计|全部|全面|逐步|稳步|再|要|基本|集中|重点|依法|统一|实时|免费|率先|先|共)*"
    r"(?:治理|清[理退查运淤]|整[治改合修]|复[绿垦]|兑[付现]|开发|选[聘派拔]|招[聘录引募]|聘[用请]|录用|发[布放行展]|公[布开示]"
    r"|造林|抚育|营造|[补栽]植|[种植]树|开[办设通行建工展]|巩固|认定|评[定选]|命名|增殖|放流|更[新换]|换装|除险|加[固装快强大密]"
    r"|封[填堵育]|填埋|新[砌造建办开植购引发]|砌筑|带动|创[作建排办编]|编[排制印]|报[送请]|提[交供请]|上报|配[齐备建套置]|推[行广动进出送]"
    r"|明确|[查摸]清|[排抽巡普调检]查|摸[排底]|安[装排置]|压[减缩]|减[船免征]|削减|退[出役耕]|关[停闭]|取[缔消]|拆[除迁]|[搬迁]迁|迁[建移]"
    r"|[划勘]定|勘界|确权|颁证|登记|修[复缮建编订剪]|维修|[改扩重]建|改[造扩良]|敷设|[铺架疏]设|疏浚|绿化|亮化|收[储购回集]|供应土地|出让"
    r"|盘活|腾[退出]|流转土地|处置|办[理结好成]|[举承]办|举行|召开|组[建织]|成立|设[立置]|投[放运产用入]|启[用动]|建[档立成设好](?!区)"
    r"|帮扶|救助|慰问|资助|(?:[补奖]助|奖[励补])(?!\d)|送[戏书电文医]|[培轮]训|培[养育]|引[进育导]|签[约订]|落[地实户]|孵化|争[取创]|授予|派驻|轮换|入户|走访"
    r"|检[测验修]|[监抽]测|筛查|接[种入]|联网|推介|研[发制]|攻克|转化|实[施行](?!率)|实现[^,]{2,20}(?:全覆盖|改造|达标排放|清零|并网|通车|投产|投用|联网|贯通)|执行|严[禁格]|禁[止用]|限制|淘汰|替代|置换"
    r"|[减免]征|拨付|统筹|筹[集建措]|募集|列入|纳入|完善|完成(?!率|[^,]{0,8}(?:投资|产值|收入|增加值|总额))|健全|构建|制定|出台|印发|废止|简化|下放|承接|归并|[撤合]并|优化|调整"
    r"|规范|强化|深化|拓[展宽]|丰富|扩[大种繁]|鼓励|支持|督促|指导|探索|打造|遴选|淘汰|布[设局]|购[置买]|撬动|促进|储备|示范|试点|新增(?!\d|(?:城镇)?就业)"
    r"|实行|深入|做[大强优好]|办学|覆盖所有|预留|接[入通])"
    r"(?!率|比例|面积|水平|程度|能力|规模(?!以上|化|养殖)|总量|量)[^,]{2,}"
)
_CHANGES = re.compile(r"将(?=[^,]{2,20}(?:由|提|降|调|列|纳|转|改|作|移))")  # 将标准由甲提高到乙
# 稳步提高待遇水平 does; 提高到30% states.
_BETTERS = re.compile(
    r"(?:稳步|逐步|不断|全面|切实|进一步|持续|大力|着力)(?:提[高升]|改善|增强|降低|缩小|减少)(?!到|至|\d)[^,\d]{4,}$"
)
# Who does it stands before the deed: 各部门于3月底前报送…, 市财政安排….
_DOER = re.compile(
    r"^(?:各|市|县|区|省|州|每|全)?[^,]{0,14}?(?:政府|部门|单位|[局委厅办院校企镇乡县区市省旗盟国州村]|街道|中心|财政|医院|银行|学校|企业|机构)"
    r"(?:要|应当?|须|负责|统一|均|全部|全面)?(?:在|于|按|从)?"
)
_PLACED = re.compile(r"^在[^,]{2,14}?(?:中|内|上|时|后|下|范围)")  # 在出让条件中明确要求
_YEARS = (
    r"(?:20\d\d(?:年?[-~至]20\d\d)?年|20\d\d、20\d\d年|[今明后本当]年|“?十[一二三四五六七八九]五”?)"
)
_PART_OF_YEAR = (
    r"(?:\d{1,2}月(?:\d{1,2}日)?|(?:第)?[一二三四1-4]季度|[上下]半年)?(?:[上中下]旬)?"
    r"(?:年?底|年?末|末期|期末|期间|时期|初|起|[前后][一二三两]年)?(?:以?前|之前|内|开始|起)?"
)
_DATE = (
    r"(?:力争|争取|确保|通过努力)?(?:到|至|在|自|从|于|截至)?"
    rf"(?:{_YEARS}{_PART_OF_YEAR}|(?:\d{{1,2}}月(?:\d{{1,2}}日)?|[一二三四]季度|[上下]半年|年)(?:[上中下]旬)?(?:底|末|初|内)?(?:以?前)?)"
)
_DATED = re.compile(rf"^{_DATE}")
_LEADS_WITH_DATE = re.compile(
    rf"^(?:力争|争取|确保|通过努力,?)?(?:到|至|在|自)?{_YEARS}|^(?:力争|确保|争取)(?:到|在)|^以20\d\d年为基"
)
_ONLY_DATES = re.compile(rf"^(?:{_DATE}|以20\d\d年为基[数期准]|每年|通过努力)$")
_LEVELS = re.compile(
    r"(?:达到?|稳定在|保持在?|控制在|(?:提高|提升|下降|降低|增长|增加|减少|缩小|扩大|压缩|降)(?:到|至)?|突破|超过"
    r"|不[低高少大小]于|不超过|[低高]于|≥|≤|比重?为|率为)(?:约|近|省|全)?\d|\d(?:%|个百分点)|(?:到|至|达|近|超)[一二三四五六七八九]成"
    r"|减半|翻[一两]?番|(?:达到|不低于|高于|低于|快于)[^,]{0,14}(?:平均|水平|增速|目标)"
    r"|(?:较|比)[^,]{2,12}(?:年|期|末)[^,]{0,4}(?:削减|减少|下降|降低|增长|增加|提高)|新增(?:城镇)?就业|存栏|[再年]?新增\d"
)
_SIZED = re.compile(r"(?:面积|规模|总量|人数|产能)(?:约|近|共)?\d")  # 改造面积90万平方米
# 不少于120台 bounds a deed as well as a level; the others only a level.
_BOUNDS = re.compile(r"不[少低]于\d")
_MAKES = re.compile(  # a deed in the middle of a clause
    r"(?:建立|建成(?!区)|建设|创建|实施|开展|完成|推进|推动|培育|打造|构建|遴选|推广|改造|实现.{2,}(?:改造|全覆盖)|淘汰|制定|出台|引进|设立|安排|投入|筹集|统筹|配备|提供|举办|组织|开工|加装|撬动|争取|促进|推出|布设|投放|接入|募集|设置|购置|发放|完善|整治|搬迁|组建|认定|提交|报送|安装|更换|推行|配齐)(?!率|比例|面积|水平|程度|的|区|能力|规模(?!以上|化|养殖))[^,]{2,}"
)
# 普及率逐年提高: a tendency, though no number says it.
_TENDS = re.compile(
    r"[^,]{2,24}(?:率|比例|水平|比重)(?:逐[年步]|稳步|不断|明显|显著|持续|大幅)(?:提[高升]|下降|降低|增长|改善)"
)
_DUTY = re.compile(
    r"(?<![适对供反响效感])(?:须|应当|应(?![用急对收届答变付激聘保])|必须)[^,]{2,}|纳入(?![^,]{1,12}的)[^,]{2,}|办好|(?<!监督|行政|计划)执行[^,]{2,}|招聘"
    r"|一律|由[^,]{2,14}(?:负担|承担|保障|解决|统筹)|^要(?!达到|保持|控制|稳定|超过)|\d%[^,]{0,4}(?:预留|配建|建设|执行|使用|安装)"
)
# In a rule, what bodies will do: 县政府建立…, 各部门应当…, 每年…, 实行…制度.
_RULED = re.compile(
    r"(?:^|,)(?:各|[省市县区州盟旗乡镇村])[^,]{0,16}?(?:应当?|要|须|负责|统一|定期|每年|建立|编制|制定|设置|组织|公布|分类|实施|落实|推行|健全|配备|安排|会同)[^,]{2,}"
    r"|^每[年季月][^,]{4,}|^实行|实行[^,]{2,12}制度|(?:部门|机构|办事处)应当?[^,]{4,}"
)
_CONDITION = re.compile(
    r"^(?:违反|有下列|具有|符合|申请人|未|对违反|本)|制定本|所称|情形|罚款|处[^,]{0,8}元"
)
_AIMED = re.compile(
    r"目标|任务|措施|工程|行动|保障"
)  # where a notice of rules says what will be done
_TELLS = re.compile(
    r"截至|截止|(?:目前|当前)(?!.{4,60},(?:要|应))|近年来|近[两三四五几]年|去年|(?:全[国省市县区州盟旗])?现有(?!.{4,60}(?:要|实施))|预计"
)  # what is, not what will be done
_DOCUMENT = (
    r"本(?:办法|通知|意见|方案|规划|计划|规定|行动计划|措施|细则|公告|通告|决定|条例|规则|文)"
)
# 本办法自2022年1月1日起施行, 本通知所称桥梁: said of the notice itself.
_OF_ITSELF = re.compile(
    rf"(?:\([^()]{{0,200}}\))?{_DOCUMENT}[自从].{{0,30}}(?:施行|实施|执行|生效)|{_DOCUMENT}(?:所称|所载|由.{{2,40}}解释)"
    rf"|.{{0,200}}以{_DOCUMENT}为准$|(?:为|根据|依据).{{4,200}}(?:制定|制订){_DOCUMENT}$"
)
_NO_SENTENCE = re.compile(
    r"\A(?=[(特有附来责编联单注完\d\s.、]|[^,]{0,14}(?:单位|部门|领导|人):)(?:\(.*\)|特此(?:公告|通告|通知|函告|批复)|有效期.*"
    r"|(?:[^,]{0,8}(?:牵头|责任|配合|主办|协办|参与|协同|落实)(?:单位|部门|领导|人)|完成(?:时限|时间)):.*"
    r"|(?:来源|责任编辑|编辑|联系人|联系电话)[:].*|[\d\s.、]+|附件.*|单位[:].*|注[:].*)$"
)


# 2000年前建成的农房, 2015年已取消: the date tells which ones, or what was done.
_OF_THE_PAST = re.compile(r"(?:以?前)?(?:(?:建成|建设|竣工|投运|批准|登记)的|已)")
_ALL_YEAR = re.compile(r"全年(?:禁止|不)")
_LIMIT = re.compile(r"^\(.{0,200}完成(?:时限|时间|期限):|^完成(?:时限|时间|期限):")
_IN_RULES = re.compile(r"第[一二三四五六七八九十百\d]{1,5}[章节条]")


def read_measures(
    sentences: list[Sentence],
    bodies: dict[int, Responsible],
    targets: set[int],
    given: str,
    *,
    rules: bool,
    written: date | None = None,
) -> list[Measure]:
    """The measures of a notice, in the order of the text.

    Args:
        bodies: by the sentence's position, who answers for it.
        targets: positions of sentences that hold a target.
        written: when the notice was; nothing is to be done in a year before it.
    """
    found = []
    limits = _find_limits(sentences)
    for position, sentence in enumerate(sentences):
        if not _is_measure(sentence, position in targets, rules):
            continue
        start, end = sentence.clauses.span
        who = bodies.get(position, NOBODY)
        following = sentences[position + 1] if position + 1 < len(sentences) else None
        due = _find_due(sentence, following, written) or limits.get(sentence.clauses.item)
        found.append(
            Measure(
                start,
                end,
                given[start:end],
                sentence.clauses.path,
                due,
                who.lead,
                who.support,
            )
        )
    return found


def _find_due(sentence: Sentence, following: Sentence | None, written: date | None) -> date | None:
    """The latest date by which a sentence wants its deeds done, brackets behind it included."""
    if not sentence.deadlines and not (following and following.deadlines):
        return None
    own = [
        mention
        for mention in sentence.deadlines
        if not _OF_THE_PAST.match(sentence.text, mention.end)
        and not _ALL_YEAR.match(sentence.text, mention.start)
    ]
    trailing = find_trailing(following)
    mentions = [*own, trailing] if trailing else own
    first = written.year if written else 0  # 总结2022年经验 is told in 2023
    days = [m.deadline for m in mentions if m.deadline and m.deadline.year >= first]
    return max(days, default=None)


def _find_limits(sentences: list[Sentence]) -> dict[int, date]:
    """By item, what (牵头单位:甲局;完成时限:2025年12月底前) behind its sentences allows."""
    limits = {}
    for sentence in sentences:
        if sentence.deadlines and sentence.clauses.item and _LIMIT.search(sentence.text):
            days = [mention.deadline for mention in sentence.deadlines if mention.deadline]
            if days:
                limits[sentence.clauses.item] = max(days)
    return limits


def _is_measure(sentence: Sentence, has_target: bool, rules: bool) -> bool:
    clauses = sentence.clauses
    text = clauses.text
    if not clauses.path or clauses.kind is not Kind.ACTION:
        return False
    if len(text) < 4 or _TELLS.match(text) or _NO_SENTENCE.match(text):
        return False
    if (len(text) < 40 and _TENDS.fullmatch(text)) or ("本" in text and _OF_ITSELF.match(text)):
        return False
    if rules and _IN_RULES.match(clauses.path[0]) and not any(map(_AIMED.search, clauses.path)):
        return _rules_deed(text)
    return not _only_states(text, has_target)


def _rules_deed(text: str) -> bool:
    """An article of a rule outside its chapters of tasks: only what bodies will do counts."""
    if _CONDITION.search(text):
        return False
    if _LEADS_WITH_DATE.match(text):
        return not _only_states(text, has_target=True)
    return _RULED.search(text) is not None


def _only_states(text: str, has_target: bool) -> bool:
    """到2025年,回收率达到85% states a level; 到2025年,建成三座泵站 says what will be done."""
    is_led = _LEADS_WITH_DATE.match(text)
    if not (is_led or has_target):
        return False
    parts = [part for part in text.split(",") if part and not _ONLY_DATES.match(part)]
    if not parts:
        return has_target
    if is_led:
        return not any(_acts(_DATED.sub("", part, count=1)) for part in parts)
    if _OPENS_WITH_ACT.match(parts[0]):
        return False
    return all(_states(part) and not _does(part) for part in parts)


def _acts(part: str) -> bool:
    return _does(part) or (not _states(part) and _MAKES.search(part) is not None)


def _does(part: str) -> bool:
    """A deed at the head of the clause, or behind its date, its place or its doer."""
    bare = _PLACED.sub("", _DATED.sub("", part, count=1), count=1)
    if _BETTERS.match(bare) or _CHANGES.match(bare) or _DUTY.search(bare):
        return True
    if _LEVELS.search(_BOUNDS.sub("", bare)):
        return False
    if _DOES.match(bare):
        return True
    doer = _DOER.match(bare)
    return doer is not None and _DOES.match(bare, doer.end()) is not None


def _states(part: str) -> bool:
    """A level that is reached, or a state that is described; not a thing that is done."""
    return bool(
        _LEVELS.search(part) or _STATE.search(part) or _SIZED.search(part)
    ) and not _DUTY.search(part)
