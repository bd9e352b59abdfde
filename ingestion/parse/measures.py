"""Sentences of action inside numbered items, with their section, deadline and bodies."""

from __future__ import annotations

import re

from ingestion.models import Measure
from ingestion.parse.deadlines import find_trailing
from ingestion.parse.responsible import Responsible
from ingestion.parse.structure import Kind
from ingestion.parse.tokens import Sentence

_OPENS_WITH_ACT = re.compile(
    r"(?:全面|持续|稳步|进一步|不断|切实|积极|大力|深入|扎实|加快|着力|统筹|科学|严格)?"
    r"(?:推进|推动|加快|加强|加大|强化|完善|健全|建立|实施|开展|鼓励|支持|引导|落实|提高|提升|优化|调整|推行|推广"
    r"|培育|打造|建设|建成|创建|组织|制定|编制|修订|探索|促进|扩大|规范|倡导|督促|指导|设立|执行|开发|改造|整治"
    r"|治理|淘汰|禁止|限制|控制|发展|构建|纳入|深化|拓展|增强|壮大|巩固|遴选|选择|更新|配备|实行|培训|引进)"
)
_STATE = re.compile(
    r"(?:更加|不断|明显|显著|全面|基本|进一步|大幅|持续|稳步|初步|总体|有效|根本|逐步|较大|快速|稳定)?(?:提升|提高|改善|优化|增强|健全|完善|形成|建立|壮大|下降|减少|降低|好转|增加|转变|协调|合理|领先|稳定|突破|见效|确立|显现|发展)$"
)
_LEADS_WITH_DATE = re.compile(
    r"^(?:力争|争取|确保|通过努力,?)?(?:到|至|在|自)?(?:\d{4}年|“?十[一二三四五六七八九]五)|^(?:力争|确保|争取)(?:到|在)"
)
_LEVELS = re.compile(
    r"(?:达到?|稳定在|保持在?|控制在|(?:提高|提升|下降|降低|增长|增加|减少|降)(?:到|至)?|突破|超过"
    r"|不低于|不超过)(?:约|近)?\d|\d(?:%|个百分点)|(?:到|至|达|近|超)[一二三四五六七八九]成|减半|翻[一两]?番"
)
_MAKES = re.compile(  # what a government does, not what comes of it
    r"(?:建立|建成|建设|新建|创建|实施|开展|完成|推进|推动|培育|打造|构建|遴选|推广|改造|实现.{2,}(?:改造|全覆盖)|淘汰|制定|出台|引进|设立|安排|投入|筹集|统筹|配备|提供|培训|举办|组织|开工|加装|撬动|争取|推动|促进|推出|布设|投放|接入|募集|设置|购置|发放|完善|整治|淘汰|搬迁|发展(?!水平|质量)|新增|组建)(?!率|比例|面积|水平|程度)[^,]{2,}"
)
_DUTY = re.compile(
    r"(?:须|应当?|必须)[^,]{2,}|纳入[^,]{2,}|办好|(?<!监督|行政|计划)执行[^,]{2,}|招聘"
)
_AIMED = re.compile(
    r"目标|任务|措施|工程|行动|保障"
)  # where a notice of rules says what will be done
_TELLS = re.compile(
    r"截至|截止|目前|当前|近年来|近[两三四五几]年|去年|(?:全[国省市县区州盟旗])?现有"
)  # what is, not what will be done
_NO_SENTENCE = re.compile(
    r"^(?:\(.*\)|(?:\([^()]*\))?本(?:办法|通知|意见|方案|规划|计划|规定|行动计划|措施|细则)[自从].{0,30}(?:施行|实施|执行).*|有效期.*|"
    r"(?:来源|责任编辑|编辑|联系人|联系电话)[:].*|[\d\s.、]+|附件.*|单位[:].*|注[:].*)$"
)


def read_measures(
    sentences: list[Sentence],
    bodies: dict[int, Responsible],
    targets: set[int],
    given: str,
    *,
    rules: bool,
) -> list[Measure]:
    """The measures of a notice, in the order of the text.

    Args:
        bodies: by the sentence's position, who answers for it.
        targets: positions of sentences that hold a target.
    """
    found = []
    for position, sentence in enumerate(sentences):
        if not _is_measure(sentence, position in targets, rules):
            continue
        start, end = sentence.clauses.span
        who = bodies.get(position, Responsible())
        following = sentences[position + 1] if position + 1 < len(sentences) else None
        mentions = [*sentence.deadlines, *filter(None, [find_trailing(following)])]
        deadlines = [mention.deadline for mention in mentions if mention.deadline]
        found.append(
            Measure(
                start,
                end,
                given[start:end],
                sentence.clauses.path,
                max(deadlines, default=None),
                who.lead,
                who.support,
            )
        )
    return found


def _is_measure(sentence: Sentence, has_target: bool, rules: bool) -> bool:
    clauses = sentence.clauses
    text = clauses.text
    if not clauses.path or clauses.kind is not Kind.ACTION:
        return False
    if rules and not any(_AIMED.search(heading) for heading in clauses.path):
        return False
    if len(text) < 4 or _NO_SENTENCE.match(text):
        return False
    return not _TELLS.match(text) and not _only_states(text, has_target)


def _only_states(text: str, has_target: bool) -> bool:
    """到2025年,回收率达到85% states a level; 到2025年,建成三座泵站 says what will be done."""
    parts = [part for part in text.split(",") if part]
    if _LEADS_WITH_DATE.match(text):
        return not any(_acts(_undated(part)) for part in parts)
    if not has_target or _OPENS_WITH_ACT.match(parts[0]):
        return False
    return all(_states(part) for part in parts)


def _acts(part: str) -> bool:
    return not _states(part) and bool(_MAKES.search(part) or _DUTY.search(part))


def _states(part: str) -> bool:
    """A level that is reached, or a state that is described; not a thing that is done."""
    return bool(_LEVELS.search(part) or _STATE.search(part)) and not _DUTY.search(part)


def _undated(part: str) -> str:
    return re.sub(
        r"^(?:力争|争取|确保)?(?:到|至)?(?:\d{4}年底?|“?十[一二三四五]五”?(?:末|期间|时期))",
        "",
        part,
    )
