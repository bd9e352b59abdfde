"""Dates in a sentence: the period a quantity is promised for, or the year it is measured from.

到2025年 is a deadline, 较2020年 a baseline, “十四五”期间 a period with a start and an end.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from ingestion.parse.tokens.numerals import read_numeral

Role = Literal["deadline", "baseline", "start", "since"]


@dataclass(slots=True)
class DateMention:
    """A date in a sentence, with its offsets into the sentence."""

    start: int
    end: int
    role: Role
    deadline: date | None
    period_start: date | None = None
    year: int | None = None
    is_vague: bool = False  # only a year, with neither 到 before it nor 底 after it


_YEAR = r"(?:(?:19|20)\d{2}|[一二][〇零一二三四五六七八九]{3})"
_LEAD = r"(?:截至|截止|力争到|争取到|确保到|力争|到|至|自|从|于|在)?"
_PART = (
    r"(?:年?底以?前|年?底之前|年?末以?前|年?底|年?末|年?初|以前|之前|前|上半年|下半年"
    r"|第?[一二三四]季度(?:末|前|底)?|期间|以来|起|以后|后|度)?"
)
_DATE = re.compile(
    r"(?=[0-9一二三四十“\"截力争确到至自从于在今本当明后去上下年全第以])(?:"  # no date begins so
    rf"(?P<range>(?:从|自)?(?P<first>{_YEAR})(?:年(?:(?P<fmonth>1[0-2]|0?[1-9])月)?)?(?:-{{1,2}}|~|至|到)"
    rf"(?P<last>{_YEAR})年(?:(?P<lmonth>1[0-2]|0?[1-9])月)?(?P<rpart>{_PART}))"
    rf"|(?P<lead>{_LEAD})(?P<year>{_YEAR})(?:年(?!均|代|来|报)|(?=(?:、{_YEAR}){{1,5}}年))(?:(?P<month>1[0-2]|0?[1-9])月(?:份)?"
    rf"(?:(?P<day>[12]\d|3[01]|0?[1-9])日|(?P<tenth>[上中下]旬))?)?(?P<part>{_PART})"
    r"|(?P<plan_lead>到|至)?[“\"]?(?P<plan>十[一二三四五六七八九]?|二十)五[”\"]?(?:规划)?"
    r"(?P<plan_part>期间|时期|期末|末期|末|规划期|以来|初期|中期|收官|[前后][一二两三四]年)"
    r"|(?P<past>去年(?:底|末|同期)?|上年(?:度|底|末|同期)?(?!度?末)|上一年度?)"
    r"|(?P<relative>(?<!每)(?:今|明|本|当)年(?P<nmonth>1[0-2]|0?[1-9])月(?:份)?(?:[底末]|(?P<ntenth>[上中下]旬)|(?P<nday>[12]\d|3[01]|0?[1-9])日)?(?:以?前)?"
    r"|(?<!每)(?:今明两年|今年(?!以来)|本年度?|当年|明年|(?<!以)后年|(?<![\d一二三四五六七八九十两几])年内)(?:年?底前?|年?末前?|内|上半年|下半年)?"
    r"|以后(?:年度|各年|每年|逐年)"  # 2025年安排5000万元,以后年度…
    r"|(?<![每年\d])年底前|全年(?=[\u4e00-\u9fff,])|(?<!\d年)(?<!每年)[上下]半年|(?<=到)(?P<tmonth>1[0-2]|0?[1-9])月(?![\d份])|(?<![年\d每])(?P<dmonth>1[0-2]|0?[1-9])月(?P<dday>[12]\d|3[01]|0?[1-9])日前|(?<![年\d每])(?P<rmonth>1[0-2]|0?[1-9])月(?:底|末|(?P<rtenth>[上中下]旬))(?:以?前)?"
    r"|(?<![年每\d])第?(?P<quarter>[一二三四])季度(?:末|底)?(?:以?前)?))"
)  # fmt: skip
# Every date holds one of these; most sentences hold none, and are done with.
_TEASER = re.compile(
    r"[0-9〇零一二三四五六七八九今本当明后全去上]年|年(?:底前|内)|月|季度|[上下]半年|[十二]五|[一二三四五六七八九]五|今明|以后[各每逐]"
)
# Characters before the first 年 of a date, its list of six years included: 力争到2020、…、2025年.
_LONGEST_LEAD = 40
# A goal that is named after its year: 2030年前碳达峰行动, 2035年远景目标.
_NAMED_GOAL = re.compile(
    r"碳达峰(?:、?碳中和)?(?:行动|方案|目标|要求|工作|战略|部署)|碳中和目标|远景目标|愿景"
)
_FROM_BEFORE = re.compile(r"[由从]$")  # 由2020年的9.8小时压减至5小时
_BASELINE_BEFORE = re.compile(r"(?:(?<![占对之])比|较|同|与|以|相比于?|相较于?|对比)(?:于)?$")
_BASELINE_AFTER = re.compile(r"(?:水平|的?基础上|相比|为基(?:数|准|期|年)|的?实际|基数)")
_NAMES_YEAR = re.compile(r"今|明|后年|本年")
_EVERY_YEAR = re.compile(r"每年[^,;]{0,14}$")
_YEAR_JOINT = re.compile(r"[、和及与]|以及")
_EACH_ITS_OWN = re.compile(r"(?!每年|均|各年)[^,;]{0,30},?[^,;]{0,20}分别")
_TENTHS = {"上旬": 10, "中旬": 20}  # 3月上旬; 下旬 ends with the month
_QUARTERS = {"一": 3, "二": 6, "三": 9, "四": 12}


def find_dates(text: str, written: date | None) -> list[DateMention]:
    """The dates of a sentence, in order.

    Args:
        written: the notice's own date, by which 今年 and 明年 are resolved.
    """
    found: list[DateMention] = []
    if not ("年" in text or "月" in text or "五" in text or "季度" in text):
        return found
    told = _TEASER.search(text)
    if told is None:
        return found
    base = written
    for match in _DATE.finditer(text, max(0, told.start() - _LONGEST_LEAD)):
        relative = match["relative"] or ""
        if relative.startswith(("当年", "全年")) and found and found[-1].deadline:
            continue  # 到2030年,当年新增…: the year that has been named
        names_year = _NAMES_YEAR.match(relative) is not None
        now = written if names_year else base
        mention = None if _NAMED_GOAL.match(text, match.end()) else _read(match, text, now)
        if mention is None:
            continue
        found.append(mention)
        is_coming = mention.deadline and written and mention.deadline >= written
        if names_year:
            base = written
        elif is_coming and match["year"] and ("到" not in match["lead"] or match["month"]):
            base = mention.deadline  # 2024年6月底前完成甲,9月底前完成乙: of the same year
    return _join_years(text, found)


def _join_years(text: str, mentions: list[DateMention]) -> list[DateMention]:
    """2026年、2027年每年新建 is one period; 2026年、2027年分别建成 a date for each quantity."""
    joined: list[DateMention] = []
    for mention in mentions:
        before = joined[-1] if joined else None
        chained = len(joined) > 1 and _YEAR_JOINT.fullmatch(text[joined[-2].end : joined[-1].start])
        if (
            before
            and not chained  # 到2023年、2025年、2030年: a date each
            and before.year
            and mention.year
            and before.is_vague
            and mention.is_vague
            and before.year < mention.year
            and _YEAR_JOINT.fullmatch(text[before.end : mention.start])
            and not _EACH_ITS_OWN.match(text, mention.end)
        ):
            start = before.period_start or date(before.year, 1, 1)
            joined[-1] = replace(mention, start=before.start, period_start=start)
        else:
            joined.append(mention)
    return joined


def _read(match: re.Match[str], text: str, written: date | None) -> DateMention | None:
    start, end = match.span()
    if match["range"]:
        first, last = _year(match["first"]), _year(match["last"])
        if first > last:
            return None
        begin = date(first, int(match["fmonth"] or 1), 1)
        close = _last_day(last, int(match["lmonth"] or 12), None, "")
        return DateMention(start, end, "deadline", close, begin, last)
    if match["plan"]:
        return _read_plan(match, text)
    if match["relative"]:
        return _read_relative(match, written)
    if match["past"]:
        return _read_past(match, text, written)
    return _read_year(match, text)


def _read_past(match: re.Match[str], text: str, written: date | None) -> DateMention:
    """比去年 is what a change is measured from; 去年 alone tells what has been."""
    start, end = match.span()
    year = written.year - 1 if written else None
    compared = _BASELINE_BEFORE.search(text[max(0, start - 4) : start])
    if compared or _BASELINE_AFTER.match(text[end : end + 14]):
        return DateMention(start, end, "baseline", None, year=year)
    return DateMention(start, end, "since", None, year=year)


def _read_year(match: re.Match[str], text: str) -> DateMention | None:
    start, end = match.span()
    year, part = _year(match["year"]), match["part"] or ""
    if match["lead"] in ("截至", "截止"):
        return DateMention(start, end, "since", None, year=year)
    month = int(match["month"]) if match["month"] else None
    lead = match["lead"]
    before = text[max(0, start - 4) : start] + (lead if lead in ("在",) else "")
    after = text[end : end + 14]
    if _FROM_BEFORE.search(before) and text.startswith("的", end):
        return DateMention(start, end, "baseline", None, year=year)
    if _BASELINE_BEFORE.search(before) or _BASELINE_AFTER.match(after):
        return DateMention(start, end, "baseline", None, year=year)
    if part in ("以来", "起", "以后", "后") or lead in ("自", "从"):
        role: Role = "since" if part == "以来" else "start"
        begins = date(year, month or 1, 1) if part == "起" else None
        return DateMention(start, end, role, None, begins, year=year)
    day = int(match["day"]) if match["day"] else _TENTHS.get(match["tenth"] or "")
    deadline = _last_day(year, month, day, part)
    vague = not lead and not part and month is None
    return DateMention(start, end, "deadline", deadline, year=year, is_vague=vague)


def _last_day(year: int, month: int | None, day: int | None, part: str) -> date:
    """2030年前 -> 2029-12-31; 2023年6月底前 -> 2023-06-30; 2023年上半年 -> 2023-06-30."""
    if month and day:
        return date(year, month, min(day, monthrange(year, month)[1]))
    if part in ("前", "以前", "之前"):
        year, month = (year, month - 1) if month and month > 1 else (year - 1, 12)
    elif part == "上半年":
        month = 6
    elif "季度" in part:
        month = _QUARTERS[part.removeprefix("第")[0]]
    elif part.endswith("初") and not month:
        month = 1
    month = month or 12
    return date(year, month, monthrange(year, month)[1])


def plan_years(numeral: str) -> tuple[int, int]:
    """The years of a five-year plan: 十四 -> 2021, 2025. From the third on they follow evenly."""
    number = read_numeral(numeral)
    first = 1966 + 5 * (int(number or 0) - 3)
    return first, first + 4


def _read_plan(match: re.Match[str], text: str) -> DateMention | None:
    first, last = plan_years(match["plan"])
    part = match["plan_part"]
    start, end = match.span()
    if _BASELINE_BEFORE.search(text[max(0, start - 4) : start]):
        return DateMention(start, end, "baseline", None, year=last)  # 比“十三五”末提高…
    if part == "以来":
        return DateMention(start, end, "since", None, year=first)
    if part[0] in "前后" and part.endswith("年"):
        count = int(read_numeral(part[1]) or 0)
        begin = first if part[0] == "前" else last - count + 1
        close = begin + count - 1
        return DateMention(start, end, "deadline", date(close, 12, 31), date(begin, 1, 1), close)
    if part == "中期":
        return DateMention(start, end, "deadline", date(first + 2, 12, 31), year=first + 2)
    period = date(first, 1, 1) if part in ("期间", "时期", "规划期") else None
    if match["plan_lead"]:
        period = None
    return DateMention(start, end, "deadline", date(last, 12, 31), period, last)


def _read_relative(match: re.Match[str], written: date | None) -> DateMention | None:
    words = match["relative"]
    start, end = match.span()
    if written is None or words.startswith("以后"):
        return DateMention(start, end, "deadline", None)
    if match["dmonth"] and _EVERY_YEAR.search(match.string, max(0, start - 14), start):
        return None  # 每年1月10日和7月10日前
    if words.startswith("今明两年"):
        first, last = date(written.year, 1, 1), date(written.year + 1, 12, 31)
        return DateMention(start, end, "deadline", last, first, last.year)
    year = written.year + (1 if words.startswith("明年") else 2 if words.startswith("后年") else 0)
    if match["nmonth"]:
        day = int(match["nday"]) if match["nday"] else _TENTHS.get(match["ntenth"] or "")
        part = "前" if words.endswith("月前") else ""
        deadline = _last_day(year, int(match["nmonth"]), day, part)
    elif match["dmonth"]:
        deadline = _last_day(year, int(match["dmonth"]), int(match["dday"]), "") or date(
            year, 12, 31
        )
    elif match["tmonth"]:
        deadline = _last_day(year, int(match["tmonth"]), None, "")
    elif match["rmonth"]:
        day = _TENTHS.get(match["rtenth"] or "")
        deadline = _last_day(year, int(match["rmonth"]), day, "")
    elif match["quarter"]:
        deadline = _last_day(year, _QUARTERS[match["quarter"]], None, "")
    else:
        deadline = date(year, 6, 30) if words.endswith("上半年") else date(year, 12, 31)
    return DateMention(start, end, "deadline", deadline, year=year)


def _year(text: str) -> int:
    return int(text) if text.isascii() else int(read_numeral(text) or 0)
