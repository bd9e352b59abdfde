"""Whether a notice repeals the document that it names: 《…办法》（某政发〔2016〕71号）同时废止。

Only the whole document counts: 第三条同时废止 repeals a clause, 废止后 tells of another day, and
推动废止 is a plan.
"""

from __future__ import annotations

import re

_TITLE = r"(?:原)?《[^《》。]{2,120}(?:《[^《》。]{1,80}》[^《》。]{0,60})?》"
_NUMBER = r"[\u4e00-\u9fffA-Za-z]{1,26}[〔\[【(〈<﹝](?:19|20)\d{2}年?[〕\]】)〉>﹞]第?\d{1,5}号"
_BRACKET = r"\((?:[^()。]|\([^()。]{0,20}\)){1,80}\)"
# One document of a list: its title, with its number in brackets or behind it, or its number alone.
_DOCUMENT = rf"(?:{_TITLE}(?:{_BRACKET}|{_NUMBER})?|{_NUMBER})"
_AND = r"(?:[、,;和及与]|以及|,以及|;以及)"
_ENDS = r"(?:废止|失效|停止(?:执行|施行|实施)|不再(?:执行|施行|适用))"
# Behind the number, to the end of the clause: the rest of the list, from when, and the word itself.
_BEHIND = re.compile(
    rf"\)?》?(?:{_AND}{_DOCUMENT}){{0,12}}"
    r"(?:等[^,。;《》]{0,10}?(?:文件|通知|规定|办法|意见|政策))?"
    r"(?:文件|的?通知)?,?(?:自[^,。;《》]{1,24}起,?|于[^,。;《》]{1,16}日)?"
    r"(?:均|也|亦)?(?:同时|同步|即行|一并|一律|相应|随之|自行|自动|届时|即|予以|正式)?"
    rf"(?:予以)?{_ENDS}(?=[,。;!)]|$)"
)
# In front of the document: 决定废止《甲》（…）、《乙》（…）.
_BEFORE = re.compile(
    rf"(?:决定|同时|即行|起,?|现)(?:予以)?废止:?(?:{_DOCUMENT}{_AND}){{0,12}}(?:{_TITLE}\(?)?$"
)
_BEHIND_ALL = re.compile(
    r"\)?》?(?:[、,和及与]|以及)?(?:《|[\u4e00-\u9fff]{1,26}[〔\[(]\d{4}|。|;|等|文件|$)"
)
_REACH = 400  # characters of a list


def is_repealed(text: str, start: int, end: int) -> bool:
    """Whether the sentence repeals the document whose number stands at text[start:end].

    Args:
        text: a block, folded.
    """
    if _BEHIND.match(text, end, min(len(text), end + _REACH)):
        return True
    if "废止" not in text[max(0, start - _REACH) : start]:
        return False
    sentence = text.rfind("。", 0, start) + 1
    before = _BEFORE.search(text, max(sentence, start - _REACH), start)
    return before is not None and _BEHIND_ALL.match(text, end) is not None
