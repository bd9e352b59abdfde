"""Documents made to hurt: each ends soon, in little memory, with a reason."""

from __future__ import annotations

import io
import random
import subprocess
import sys
import time
import zipfile
import zlib
from pathlib import Path

import pytest

from ingestion.attachments import Unread, read_attachment, reading
from ingestion.attachments.child import _answer
from ingestion.settings import ROOT
from tests.ingestion.attachments.documents import (
    W,
    make_doc,
    make_docx,
    make_pdf,
    make_xls,
    make_xlsx,
    paragraph,
    table,
    zip_up,
)

LAUGHS = (
    '<!DOCTYPE w [<!ENTITY a "'
    + "哈" * 1000
    + '">'
    + "".join(f'<!ENTITY {b} "{f"&{a};" * 100}">' for a, b in zip("abcde", "bcdef", strict=True))
    + "]>"
)
MEASURE = """
import resource, sys, time
from ingestion.attachments import Unread, read_attachment
began = time.monotonic()
try:
    said = f"read {len(read_attachment(open(sys.argv[1], 'rb').read()).text)}"
except Unread as error:
    said = str(error)
peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
print(peak, round(time.monotonic() - began, 1), said.replace("\\n", " "), sep="|")
"""


def _content(inside: str, before: str = "") -> bytes:
    return zip_up(
        {"word/document.xml": f'{before}<w:d xmlns:w="{W}"><w:body>{inside}</w:body></w:d>'}
    )


def _with_stream(stream: bytes, extra: bytes = b"") -> bytes:
    """A PDF whose page draws a packed stream."""
    made = make_pdf([([(60, 700, "字")], [])])
    start, end = made.index(b"6 0 obj"), made.index(b"7 0 obj")
    packed = zlib.compress(stream, 9)
    own = b"6 0 obj\n<< /Length %d /Filter /FlateDecode %s >>\nstream\n" % (len(packed), extra)
    return made[:start] + own + packed + b"\nendstream\nendobj\n" + made[end:]


def _lying_zip() -> bytes:
    """A member whose headers say that it is short."""
    made = bytearray(_content(paragraph("字") + " " * 90_000_000))
    size = made.index(b"PK\x01\x02") + 24
    made[size : size + 4] = made[22:26] = (300).to_bytes(4, "little")
    return bytes(made)


def _xlsx_with(sheet: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(make_xlsx([["字"]]))) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    members["xl/worksheets/sheet1.xml"] = sheet.encode()
    return zip_up(members)


def _sheet(rows: str) -> bytes:
    name = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return _xlsx_with(f'<worksheet xmlns="{name}"><sheetData>{rows}</sheetData></worksheet>')


HOSTILE = {
    "docx bomb 1000:1": lambda: _content(paragraph("字") + " " * 300_000_000),
    "docx whose header lies": _lying_zip,
    "docx of four million elements": lambda: _content("<w:p/>" * 3_900_000),
    "docx 100,000 deep": lambda: _content("<w:sdt>" * 100_000 + "</w:sdt>" * 100_000),
    "docx tables 60 deep": lambda: _content(
        "<w:tbl><w:tr><w:tc>" * 60 + paragraph("字" * 100_000) + "</w:tc></w:tr></w:tbl>" * 60
    ),
    "docx of laughs": lambda: _content(f"<w:p><w:r><w:t>{'&f;'}</w:t></w:r></w:p>", LAUGHS),
    "docx with a file's content": lambda: _content(
        "<w:p><w:r><w:t>&x;</w:t></w:r></w:p>",
        '<!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
    ),
    "docx of 20,000 parts": lambda: zip_up(
        {"word/document.xml": "<a/>", **{f"word/{n}": "" for n in range(20_000)}}
    ),
    "docx cut in the middle": lambda: make_docx(paragraph("字") * 5000)[:400],
    "docx of one endless line": lambda: _content(paragraph("字" * 7_000_000)),
    "xlsx bomb": lambda: _sheet(" " * 300_000_000),
    "xlsx of a million rows": lambda: _sheet("<row><c><v>1</v></c></row>" * 1_000_000),
    "xlsx with a cell far down": lambda: _sheet(
        '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    ),
    "pdf stream bomb 1000:1": lambda: _with_stream(b" " * 500_000_000),
    "pdf of a million words": lambda: _with_stream(b"BT /F1 12 Tf <5b575b57> Tj ET\n" * 1_000_000),
    "pdf of a million lines": lambda: _with_stream(b"0 0 m 99 99 l S\n" * 1_000_000),
    "pdf of nested states": lambda: _with_stream(b"q " * 3_000_000),
    "pdf whose pages are in a ring": lambda: make_pdf([([(1, 1, "字")], [])]).replace(
        b"/Kids [7 0 R]", b"/Kids [2 0 R]"
    ),
    "pdf that counts a billion pages": lambda: make_pdf([([(1, 1, "字")], [])]).replace(
        b"/Count 1", b"/Count 999999999"
    ),
    "pdf of nothing": lambda: b"%PDF-1.7\n" + b"\0" * 1_000_000,
    "doc of noise": lambda: make_doc("字\r")[:512] + random.Random(1).randbytes(100_000),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_document_ends_within_its_limits(name: str, tmp_path: Path) -> None:
    """512 MB of resident memory and 30 seconds, the process's own start in them."""
    path = tmp_path / "document"
    path.write_bytes(HOSTILE[name]())
    done = subprocess.run(
        [sys.executable, "-c", MEASURE, str(path)],
        capture_output=True, text=True, check=True, cwd=ROOT, timeout=120,
    )  # fmt: skip
    peak, seconds, said = done.stdout.strip().split("|", 2)
    print(f"{name}: {peak} MB, {seconds} s, {said[:120]}")
    assert int(peak) <= 512
    assert float(seconds) <= 30
    assert "root:" not in said and said


def test_a_reading_that_does_not_end_is_killed(monkeypatch: pytest.MonkeyPatch) -> None:
    made = _with_stream(b"BT /F1 12 Tf <5b575b57> Tj ET\n" * 100_000)
    began = time.monotonic()
    with pytest.raises(Unread, match=r"more than 0\.05 seconds"):
        read_attachment(made, seconds=0.05)
    assert time.monotonic() - began < 5


def test_the_process_knows_none_of_our_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a document could make of a fault in a library finds no password there."""
    monkeypatch.setenv("LUCE_DATABASE_URL", "postgresql://owner:canary@127.0.0.1/luce")
    shown: list[dict[str, str]] = []
    run = subprocess.run

    def watch(*args: object, **options: object) -> object:
        shown.append(options["env"])  # type: ignore[arg-type]
        return run(*args, **options)  # type: ignore[call-overload]

    monkeypatch.setattr(reading.subprocess, "run", watch)
    read_attachment(make_docx(paragraph("字")))
    assert "canary" not in str(shown) and len(shown) == 1


@pytest.mark.parametrize("kind", ["docx", "xlsx", "xls", "doc"])
def test_damaged_documents_end_as_text_or_as_a_reason(kind: str) -> None:
    """Bytes changed at random; read in this process, so that a crash would show."""
    made = {
        "docx": make_docx(paragraph("芦苇荡") * 3 + table([["甲", "乙"], ["1", "2"]])),
        "xlsx": make_xlsx([["甲", "乙"], [1, 2]]),
        "xls": make_xls([["甲", "乙"], [1.0, 2.0]]),
        "doc": make_doc("芦苇荡\r甲\x07乙\x07\x07尾\r", (7,)),
    }[kind]
    dice = random.Random(kind)
    for _ in range(300):
        body = bytearray(made)
        for _change in range(dice.randint(1, 8)):
            body[dice.randrange(len(body))] = dice.randrange(256)
        answer = _answer(kind, bytes(body[: dice.randint(1, len(body))]))
        assert ("text" in answer) != ("reason" in answer)


def test_damaged_pdfs_end_as_text_or_as_a_reason() -> None:
    made = make_pdf([([(60, 700, "芦苇荡修复"), (60, 680, "第二行")], [(10, 10, 90, 10)])])
    dice = random.Random(5)
    ended = {"read": 0, "unread": 0}
    for _ in range(12):
        body = bytearray(made)
        for _change in range(dice.randint(1, 20)):
            body[dice.randrange(9, len(body))] = dice.randrange(256)
        try:
            read_attachment(bytes(body))
            ended["read"] += 1
        except Unread:
            ended["unread"] += 1
    assert sum(ended.values()) == 12 and ended["unread"]
