"""What a notice is: from the page's metadata block, else from its head and its signature."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from datetime import date

from ingestion.models import NoticeMetadata
from ingestion.parse.notice.citations import NUMBER, normalise_number
from ingestion.parse.notice.labels import LABEL_LINE, clean_labels, read_labels
from ingestion.parse.notice.regions import Place, find_place, is_outpost
from ingestion.parse.notice.titles import NUMBER_LINE, ORDER, find_title
from ingestion.parse.notice.validity import read_validity
from ingestion.parse.text.blocks import Block
from ingestion.parse.text.folding import fold_text
from ingestion.parse.tokens.numerals import read_numeral

_BODY = re.compile(
    r"^[\u4e00-\u9fff()、]{0,40}(?:人民政府|政府|办公[厅室]|委员会|[厅局委部署院会]|党委|党组|指挥部|领导小组"
    r"|管委会|总局|总署|银行|公司|中心|联社|组)$"
)
_BY_TITLE = re.compile(r"^(?P<issuer>[\u4e00-\u9fff、()]{2,80}?)(?:关于|印发|转发|批转)")
_DAY = re.compile(
    r"(?P<y>(?:19|20)\d{2})(?:年|-|/|\.)(?P<m>\d{1,2})(?:月|-|/|\.)(?P<d>[0-3]?\d)日?"
)
_CN_DAY = re.compile(
    r"(?P<y>[一二][〇零一二三四五六七八九]{3})年(?P<m>[一二三四五六七八九十]{1,2})月"
    r"(?P<d>[一二三四五六七八九十]{1,3})日"
)
_SIGNED = re.compile(
    r"^\(?(?P<issuer>[\u4e00-\u9fff、()]{2,60}?)?(?P<date>(?:19|20)\d{2}年\d{1,2}月\d{1,2}日"
    r"|[一二][〇零一二三四五六七八九]{3}年[一二三四五六七八九十]{1,2}月[一二三四五六七八九十]{1,3}日)\)?(?:\(此件[^)]{0,20}\)|印发)?\?{0,40}$"
)
_SIGNED_INSIDE = re.compile(
    r"[。)](?P<issuer>[\u4e00-\u9fff]{2,30}?(?:政府|办公[厅室]|委员会|[厅局委部院]))"
    r"(?P<date>(?:19|20)\d{2}年\d{1,2}月\d{1,2}日)"
)
_LEAD = re.compile(
    r"(?:网|报|社|中心|记者).{0,12}(?:讯|获悉|报道)|全文(?:如下|见下文)|(?:详情|原文|内容)如下[:。]|现(?:将全文|全文)"
)
_FULL_TEXT = re.compile(r"(?:全文|原文|内容|详情)如下[:。]")
_HEADER = re.compile(
    r"^(?P<issuer>[\u4e00-\u9fff]{4,30}(?:政府|办公[厅室]|委员会|[厅局委部]))文件$"
)
_OWN = re.compile(r"[我全]([省市县区州盟旗])")
_RULER = re.compile(
    r"(?:中共|《|、|^)(?P<place>[\u4e00-\u9fff]{2,8}[省市县区州盟旗])(?:委|人民政府|政府)"
)
_OPENING = 12
_SERIAL = re.compile(r"^\(?第(\d{1,5})号\)?$")
_AND_OTHERS = re.compile(r"等[一二三四五六七八九十\d]{0,3}个?(?:部门|单位)$")  # 某委员会等九部门
_ABBREVIATED = re.compile(r"(?:[省市县区州盟旗]|自治区)(?!.{0,8}[省市县区州盟旗])")
_FRONT = 40


def read_metadata(
    blocks: list[Block], stated: Mapping[str, str], *, is_reprint: bool = False
) -> NoticeMetadata:
    """Read the metadata; what the page states of itself comes before what the text says.

    Args:
        stated: printed label -> printed value, from the page's metadata block.
    """
    printed = read_labels(blocks)
    labelled = printed.values | clean_labels(stated)
    texts = _part_lead(
        [
            block.text
            for position, block in enumerate(blocks)
            if not block.cells and position not in printed.positions
        ]
    )
    lead = _find_lead(texts)
    is_repost = is_reprint or lead > 0
    body = texts[lead:]
    title_at, own_title = find_title(body)
    title = own_title if is_repost and own_title else labelled.get("title") or own_title
    written, signers = _find_signature(body)
    order = _find_order(body)
    issuers = _choose_issuers(title, own_title, signers, labelled.get("issuer"))
    issuers = [order[0]] if order else _complete(issuers, body)
    place = next((p for p in map(find_place, issuers) if p), None) or _place_by_title(title)
    place = place or (None if issuers else _place_by_mention(body))
    day = _read_day(labelled.get("written")) or written
    valid_until, validity_clause = read_validity(body, day)
    return NoticeMetadata(
        title=title,
        document_number=order[1] if order else _choose_number(labelled, body, title_at, title),
        issuers=tuple(issuers),
        level=place.level if place else None,
        region=place.region if place else None,
        province=place.province if place else None,
        written_date=day,
        published_date=_read_day(labelled.get("published")),
        index_number=labelled.get("index"),
        validity=labelled.get("validity"),
        valid_until=valid_until,
        validity_clause=validity_clause,
        source_site=labelled.get("source"),
        is_repost=is_repost,
    )


def _part_lead(texts: list[str]) -> list[str]:
    """A reprint on one line: what stands behind 全文如下: is the notice itself."""
    for position, text in enumerate(texts[:8]):
        match = _FULL_TEXT.search(text)
        if match and match.end() < len(text):
            rest = text[match.end() :]
            return [*texts[:position], text[: match.end()], rest, *texts[position + 1 :]]
    return texts


def _find_lead(texts: list[str]) -> int:
    """Where the notice's own words begin behind a news lead; 0 where there is none."""
    leads = [
        position
        for position, text in enumerate(texts[:8])
        if _LEAD.search(text) and not LABEL_LINE.match(text)
    ]
    announcing = [position for position in leads if _FULL_TEXT.search(texts[position])]
    return 1 + (announcing or leads)[0] if leads else 0


def _find_order(texts: list[str]) -> tuple[str, str] | None:
    """某市人民政府令 above 第45号: its issuer, and both together are its number."""
    for position, text in enumerate(texts[:6]):
        order = ORDER.match(text)
        if order is None:
            continue
        below = _SERIAL.match(texts[position + 1]) if position + 1 < len(texts) else None
        serial = order["serial"] or (below[1] if below else None)
        if serial:
            return order["issuer"], f"{order['issuer']}令第{int(serial)}号"
    return None


def _complete(issuers: list[str], texts: list[str]) -> list[str]:
    """省政府 in the title is 某省人民政府 in the head of the paper, 某省人民政府文件."""
    if issuers and not _ABBREVIATED.match(issuers[0]):
        return issuers
    header = next((m for m in map(_HEADER.match, texts[:8]) if m), None)
    return [header["issuer"]] if header else issuers


def _find_signature(texts: list[str]) -> tuple[date | None, list[str]]:
    """The date under the notice and the bodies above it."""
    for position, text in enumerate(texts):
        tail = text.rsplit("。", 1)[-1] if len(text) > 80 else text
        match = _SIGNED.match(tail)
        if not match or LABEL_LINE.match(text):
            continue
        signers = [match["issuer"]] if match["issuer"] else []
        if not signers:
            for before in reversed(texts[max(0, position - 6) : position]):
                name = before.rsplit("。", 1)[-1]
                name = _AND_OTHERS.sub("", name)
                if not (3 <= len(name) <= 40 and _BODY.fullmatch(name)):
                    break
                signers.insert(0, name)
                if name != before:
                    break
        return _read_day(match["date"]), [one for name in signers for one in split_issuers(name)]
    for text in texts[:_FRONT]:
        inside = _SIGNED_INSIDE.search(text)
        if inside:
            return _read_day(inside["date"]), [inside["issuer"]]
    return None, []


def _choose_issuers(
    title: str | None, own_title: str | None, signers: list[str], stated: str | None
) -> list[str]:
    """Stated, unless it is cut short to 省政府 where the text has the whole name."""
    named = _issuers_of_title(own_title) or _issuers_of_title(title)
    if signers and named and "".join(signers) == "".join(named):
        named = signers
    whole = signers or named
    if stated:
        listed = [name for name in re.split(r"[、,;\s]+", fold_text(stated)) if name]
        if listed and not (whole and re.match(r"[省市县区州]", listed[0])):
            return whole if whole and "".join(whole) == "".join(listed) else listed
    return whole


def split_issuers(names: str) -> list[str]:
    """Names that only a space parted: 甲县财政局 甲县水利局, 国家发展改革委 国家能源局."""
    found = []
    for name in names.split("、"):
        if is_outpost(name):
            found.append(name)
            continue
        place = find_place(name)
        region = place.region if place and place.level != "national" else "国家"
        parts = re.split(
            rf"(?<=[局委厅部会室府院行署])(?=(?:中共)?(?:{re.escape(region)}|国家))", name
        )
        found += [part for part in parts if part]
    return found


def _issuers_of_title(title: str | None) -> list[str]:
    match = _BY_TITLE.match(title or "")
    issuer = _AND_OTHERS.sub("", match["issuer"]) if match else ""
    return split_issuers(issuer) if _BODY.fullmatch(issuer) and issuer else []


def _choose_number(
    labelled: Mapping[str, str], texts: list[str], title_at: int, title: str | None
) -> str | None:
    stated = normalise_number(fold_text(labelled.get("number", "")))
    if stated:
        return stated
    for text in texts[: title_at + 6]:
        if NUMBER_LINE.match(text):
            return normalise_number(text)
    first = texts[title_at] if title_at < len(texts) else ""
    for text in (title or "", first):
        match = NUMBER.search(text)
        if (
            match
            and match.start() <= len(title or "") + 4
            and not re.search(r"《|。", text[: match.start()])
        ):
            return normalise_number(match.group())
    return None


def _place_by_title(title: str | None) -> Place | None:
    return find_place(title) if title else None


def _place_by_mention(texts: list[str]) -> Place | None:
    """Nobody signs; 全市 and 根据某市人民政府… of a known city in the opening say whose it is."""
    own = Counter(_OWN.findall("".join(texts[:_FRONT]))).most_common(1)
    for text in texts[:_OPENING] if own else []:
        for match in _RULER.finditer(text):
            if match["place"].endswith(own[0][0]):
                return find_place(match["place"])
    return None


def _read_day(text: str | None) -> date | None:
    folded = fold_text(text or "")
    match = _DAY.search(folded)
    try:
        if match:
            return date(int(match["y"]), int(match["m"]), int(match["d"]))
        match = _CN_DAY.search(folded)
        if match:
            y, m, d = (int(read_numeral(match[part]) or 0) for part in "ymd")
            return date(y, m, d)
    except ValueError:
        return None
    return None
