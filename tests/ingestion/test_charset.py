"""Promise 11: charset right or flagged."""

from __future__ import annotations

import codecs
import tracemalloc
from collections import Counter
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingestion.charset import decode, normalize_name, usual_characters
from ingestion.errors import UnreadableText

TEXT = (
    "石渡县人民政府办公室：到2025年，建成公共充电桩240个，清洁取暖率达到92%以上。（联系人：李堃）"
)
CODECS = {"utf-8": "utf-8", "gbk": "gb18030", "gb18030": "gb18030", "gb2312": "gb18030"}
MARKUP = '<html><head><meta charset="{}"></head><body><p>{}</p></body></html>'


def _page(declared: str | None, written: str) -> bytes:
    markup = MARKUP.format(declared, TEXT) if declared else f"<html><body>{TEXT}</body></html>"
    return markup.replace("堃", "坤" if written == "gb2312" else "堃").encode(written)


@pytest.mark.parametrize("written", CODECS)
def test_a_true_claim_is_believed(written: str) -> None:
    by_meta = decode(_page(written, written))
    by_header = decode(_page(None, written), header=f"text/html; charset={written}")
    for decoded, basis in ((by_meta, "meta"), (by_header, "header")):
        assert TEXT[:20] in decoded.text
        assert (decoded.charset, decoded.basis) == (CODECS[written], basis)
        assert decoded.flags == ()


@pytest.mark.parametrize("written", CODECS)
def test_without_a_claim_the_bytes_decide(written: str) -> None:
    decoded = decode(_page(None, written), header="text/html")
    assert TEXT[:20] in decoded.text
    assert (decoded.charset, decoded.basis) == (CODECS[written], "bytes")


@pytest.mark.parametrize("written", CODECS)
@pytest.mark.parametrize("claimed", ["utf-8", "gb2312", "big5", "iso-8859-1", "no-such-charset"])
def test_a_wrong_claim_never_turns_the_text(written: str, claimed: str) -> None:
    for body, header in (
        (_page(claimed, written), None),
        (_page(None, written), f"text/html; charset={claimed}"),
    ):
        decoded = decode(body, header=header)
        assert TEXT[:20] in decoded.text
        differs = normalize_name(claimed) not in (None, CODECS[written])
        assert decoded.flags == (("charset_mismatch",) if differs else ())
        assert decoded.declared == (normalize_name(claimed) if differs else None)


@pytest.mark.parametrize(
    ("bom", "charset"),
    [
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
    ],
)
def test_a_byte_order_mark_rules_and_stays_in_the_text(bom: bytes, charset: str) -> None:
    body = bom + TEXT.encode(charset)
    decoded = decode(body, header="text/html; charset=gb2312")
    assert decoded.text == "\ufeff" + TEXT
    assert (decoded.charset, decoded.basis) == (charset, "bom")
    assert body.decode(decoded.charset) == decoded.text


@pytest.mark.parametrize("written", ["utf-8", "gb18030", "big5hkscs"])
@pytest.mark.parametrize("is_declared", [True, False])
def test_cut_at_any_byte_is_read_right_or_refused(written: str, is_declared: bool) -> None:
    whole = "環境保護局公告二零二五年" * 4 if written == "big5hkscs" else TEXT
    body = whole.encode(written)
    header = f"text/html; charset={written}" if is_declared else None
    for end in range(1 if is_declared else 12, len(body)):  # a few bytes alone fit everything
        try:
            decoded = decode(body[:end], header=header)
        except UnreadableText:
            continue
        assert whole.startswith(decoded.text), f"mojibake after {end} bytes: {decoded.text!r}"


SIMPLE = (
    "云泊市人民政府：到2030年，建成充电桩2400个，清洁取暖率达到百分之九十二以上。各县（区）要落实。"
)
FULL = "雲泊市環境保護局公告：至二零三零年，設置充電樁二千四百處，各區公所應落實辦理。"
WRITTEN = {"utf-8": SIMPLE, "gb2312": SIMPLE, "gbk": SIMPLE, "gb18030": SIMPLE, "big5": FULL}
CLAIMS = (*WRITTEN, "iso-8859-1", "utf-16", "us-ascii", "windows-1252", None)
MARKS = (b"", codecs.BOM_UTF8, b"\x84\x31\x95\x33")  # the last is GB18030's


def count_readings() -> Counter[tuple[str, str, str]]:
    """Every encoding x claim, in meta and header x mark x cut at each byte: how each is read."""
    counts: Counter[tuple[str, str, str]] = Counter()
    for written, claim, mark in product(WRITTEN, CLAIMS, MARKS):
        said = "missing" if claim is None else "right" if claim == written else "wrong"
        for in_meta in (True, False) if claim else (True,):
            meta = f'<meta charset="{claim}">' if claim and in_meta else ""
            whole = f"<html><head>{meta}</head><body><p>{WRITTEN[written]}</p></body></html>"
            header = f"text/html; charset={claim}" if claim and not in_meta else "text/html"
            body = mark + whole.encode(written)
            for end in range(len(body) + 1):
                counts[written, said, _read(body[:end], header, whole)] += 1
    return counts


def _read(body: bytes, header: str, whole: str) -> str:
    try:
        decoded = decode(body, header=header)
    except UnreadableText:
        return "refused"
    if whole.startswith(decoded.text.lstrip("\ufeff")):
        return "right"
    return "flagged" if decoded.flags else "silent"


def test_no_cut_no_claim_and_no_mark_gives_silent_mojibake() -> None:
    counts = count_readings()
    assert counts.total() > 30_000
    assert {case: times for case, times in counts.items() if case[2] == "silent"} == {}
    for written, said in product(WRITTEN, ("right", "wrong", "missing")):
        assert counts[written, said, "right"] > 100


def test_what_is_read_whole_without_a_mark_is_never_refused() -> None:
    for written, claim in product(WRITTEN, CLAIMS):
        body = f"<p>{WRITTEN[written]}</p>".encode(written)
        header = f"text/html; charset={claim}" if claim else None
        assert WRITTEN[written] in decode(body, header=header).text


def test_a_long_text_is_judged_in_little_memory() -> None:
    body = (SIMPLE * 200_000).encode("gb18030")  # 17 MB
    tracemalloc.start()
    decoded = decode(body)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert decoded.charset == "gb18030"
    assert peak < 8 * len(body)


def test_bytes_that_are_not_text_are_refused() -> None:
    for body in (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(range(256)) * 4, b"\x00\x01" * 500):
        with pytest.raises(UnreadableText):
            decode(body)


def test_mojibake_is_told_from_text_by_a_wide_margin() -> None:
    """Where PLAUSIBLE comes from: Chinese text scores near 1, the same bytes misread below 0.4."""
    misread = (TEXT * 3).encode().decode("gb18030", "ignore")
    usual = usual_characters("gb18030")
    share = [
        sum(char in usual for char in text if char > "\x7f") / sum(char > "\x7f" for char in text)
        for text in (TEXT, misread)
    ]
    assert share[0] > 0.95
    assert share[1] < 0.4


@given(st.binary(max_size=400))
def test_any_bytes_are_decoded_or_refused(body: bytes) -> None:
    try:
        decoded = decode(body)
    except UnreadableText:
        return
    assert decoded.text == body.decode(decoded.charset)


if __name__ == "__main__":
    for case, times in sorted(count_readings().items()):
        print(*case, times, sep="\t")
