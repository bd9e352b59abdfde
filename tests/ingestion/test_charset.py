"""Promise 11: charset right or flagged."""

from __future__ import annotations

import codecs

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
