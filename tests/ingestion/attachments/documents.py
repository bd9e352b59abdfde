"""Documents made here, byte by byte: what is in them is invented."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from xml.sax.saxutils import escape

from openpyxl import Workbook

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
Line = tuple[float, float, str]  # x, y, text
Drawn = tuple[float, float, float, float]


def zip_up(members: Mapping[str, bytes | str]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return made.getvalue()


# ---------------------------------------------------------------- DOCX


def paragraph(text: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>{escape(text)}</w:t></w:r></w:p>"


def cell(text: str, properties: str = "") -> str:
    lines = "".join(paragraph(line) for line in text.split("\n"))
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{lines}</w:tc>"


def table(rows: Iterable[Iterable[str]]) -> str:
    """Rows of cells, each a text or the whole markup of a cell."""
    made = ""
    for row in rows:
        made += (
            "<w:tr>" + "".join(c if c.startswith("<w:tc>") else cell(c) for c in row) + "</w:tr>"
        )
    return f"<w:tbl>{made}</w:tbl>"


def make_docx(content: str, **parts: str) -> bytes:
    """A document of this content; `numbering` and `styles` are parts of their own."""
    head = f'<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="{W}"><w:body>'
    members = {"word/document.xml": f"{head}{content}</w:body></w:document>"}
    for name, part in parts.items():
        members[f"word/{name}.xml"] = f'<w:{name} xmlns:w="{W}">{part}</w:{name}>'
    return zip_up(members)


# ---------------------------------------------------------------- XLSX


def make_xlsx(rows: Iterable[Sequence[object]], formats: Mapping[str, str] | None = None) -> bytes:
    book = Workbook()
    sheet = book.active
    for row in rows:
        sheet.append(list(row))
    for place, number_format in (formats or {}).items():
        sheet[place].number_format = number_format
    hidden = book.create_sheet("底稿")
    hidden.append(["看不见的数", 99])
    hidden.sheet_state = "hidden"
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


# ---------------------------------------------------------------- PDF


def make_pdf(
    pages: Iterable[tuple[Iterable[Line], Iterable[Drawn]]], *, turned: bool = False
) -> bytes:
    """Pages of lines of text and of drawn rules, in the fonts that readers bring themselves."""
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>", b"", _FONT, _DESCENDANT, _DESCRIPTOR]
    kids = []
    for lines, rules in pages:
        drawing = "".join(f"{a} {b} m {c} {d} l S\n" for a, b, c, d in rules)
        for x, y, text in lines:
            place = f"0 1 -1 0 {842 - y} {x} Tm" if turned else f"1 0 0 1 {x} {y} Tm"
            drawing += f"BT /F1 12 Tf {place} <{text.encode('utf-16-be').hex()}> Tj ET\n"
        stream = drawing.encode()
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream))
        box = "[0 0 842 595]" if turned else "[0 0 595 842]"
        kids.append(len(objects) + 1)
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox {box} /Contents {len(objects)} 0 R"
            " /Resources << /Font << /F1 3 0 R >> >> >>".encode()
        )
    names = " ".join(f"{kid} 0 R" for kid in kids)
    objects[1] = f"<< /Type /Pages /Count {len(kids)} /Kids [{names}] >>".encode()
    return _bind(objects)


_FONT = (
    b"<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H"
    b" /DescendantFonts [4 0 R] >>"
)
_DESCENDANT = (
    b"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /DW 1000 /W [1 95 500]"
    b" /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 4 >>"
    b" /FontDescriptor 5 0 R >>"
)
_DESCRIPTOR = (
    b"<< /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [-25 -254 1000 880]"
    b" /ItalicAngle 0 /Ascent 880 /Descent -120 /CapHeight 880 /StemV 93 >>"
)


def _bind(objects: Sequence[bytes], trailer: bytes = b"") -> bytes:
    made, places = b"%PDF-1.5\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start = len(made)
    made += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    made += b"".join(b"%010d 00000 n \n" % place for place in places)
    made += b"trailer << /Size %d /Root 1 0 R %s >>\n" % (len(objects) + 1, trailer)
    return made + b"startxref\n%d\n%%%%EOF\n" % start


def make_encrypted_pdf() -> bytes:
    """One that nobody has the password of."""
    lock = b"<< /Filter /Standard /V 1 /R 2 /O <%s> /U <%s> /P -44 >>" % (b"41" * 32, b"42" * 32)
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>"
    kids = b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>"
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>", kids, page, lock]
    return _bind(objects, b"/Encrypt 4 0 R /ID [<41> <41>]")


def rule_grid(xs: Sequence[float], ys: Sequence[float]) -> list[Drawn]:
    """The lines of a table whose cells are all parted."""
    flat = [(xs[0], y, xs[-1], y) for y in ys]
    return flat + [(x, ys[0], x, ys[-1]) for x in xs]


# ---------------------------------------------------------------- compound files: DOC and XLS


def make_compound(streams: Mapping[str, bytes]) -> bytes:
    """A compound file of version 3; short streams are filled up to the size that sectors hold."""
    bodies = {name: body.ljust(4096, b"\0") for name, body in streams.items()}
    sectors: list[bytes] = []
    chain: list[int] = []
    starts = {}
    for name, body in bodies.items():
        padded = body.ljust(-(-len(body) // 512) * 512, b"\0")
        starts[name] = len(sectors)
        count = len(padded) // 512
        chain += [*range(len(sectors) + 1, len(sectors) + count), 0xFFFFFFFE]
        sectors += [padded[at : at + 512] for at in range(0, len(padded), 512)]
    entries = [_entry("Root Entry", 5, 0xFFFFFFFE, 0, child=1)]
    for number, (name, body) in enumerate(bodies.items(), 1):
        after = number + 1 if number < len(bodies) else 0xFFFFFFFF
        entries.append(_entry(name, 2, starts[name], len(body), right=after))
    directory = b"".join(entries).ljust(-(-len(entries) // 4) * 512, b"\0")
    first_directory = len(sectors)
    count = len(directory) // 512
    chain += [*range(first_directory + 1, first_directory + count), 0xFFFFFFFE]
    sectors += [directory[at : at + 512] for at in range(0, len(directory), 512)]
    tables = 1
    while len(chain) + tables > tables * 128:
        tables += 1
    first_table = len(sectors)
    chain += [0xFFFFFFFD] * tables
    table = struct.pack(f"<{len(chain)}I", *chain).ljust(tables * 512, b"\xff")
    head = struct.pack(
        "<8s16xHHHHH6xIIIIIIIII", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 0x3E, 3, 0xFFFE, 9, 6,
        0, tables, first_directory, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0,
    )  # fmt: skip
    listed = struct.pack(
        "<109I", *range(first_table, first_table + tables), *([0xFFFFFFFF] * (109 - tables))
    )
    return head + listed + b"".join(sectors) + table


def _entry(
    name: str, kind: int, start: int, size: int, child: int = 0xFFFFFFFF, right: int = 0xFFFFFFFF
) -> bytes:
    letters = name.encode("utf-16-le")
    return struct.pack(
        "<64sHBBIII16xI16xIII", letters, len(letters) + 2, kind, 1, 0xFFFFFFFF, right, child, 0,
        start, size, 0,
    )  # fmt: skip


def make_doc(text: str, row_ends: Iterable[int] = (), *, encrypted: bool = False) -> bytes:
    """A Word document of one UTF-16 piece.

    Args:
        text: paragraphs end in \\r, cells and rows in \\x07.
        row_ends: where the marks stand that end rows, of all \\x07.
    """
    begin = 1024
    marks = set(row_ends)
    ends = [place for place, char in enumerate(text) if char in "\r\x07"]
    page = _property_page(text, begin, ends, marks)
    main = bytearray(begin) + text.encode("utf-16-le")
    main += bytes(-len(main) % 512)
    page_number = len(main) // 512
    main += page
    struct.pack_into("<HH", main, 0, 0xA5EC, 0x00C1)
    struct.pack_into("<H", main, 0x0A, 0x0200 | (0x0100 if encrypted else 0))
    struct.pack_into("<i", main, 0x4C, len(text))
    pieces = struct.pack("<II", 0, len(text)) + struct.pack("<HIH", 0, begin, 0)
    clx = b"\x02" + struct.pack("<I", len(pieces)) + pieces
    pages = struct.pack("<III", begin, begin + 2 * len(text), page_number)
    struct.pack_into("<II", main, 0x0102, 0, len(pages))
    struct.pack_into("<II", main, 0x01A2, len(pages), len(clx))
    return make_compound({"WordDocument": bytes(main), "1Table": pages + clx})


def _property_page(text: str, begin: int, ends: Sequence[int], marks: set[int]) -> bytes:
    page = bytearray(512)
    edges = [begin, *(begin + 2 * (end + 1) for end in ends)]
    struct.pack_into(f"<{len(edges)}I", page, 0, *edges)
    properties = struct.pack("<BH", 3, 0) + struct.pack("<HB", 0x2417, 1)  # sprmPFTtp
    page[504:510] = properties[:6]
    for run, end in enumerate(ends):
        page[4 * len(edges) + 13 * run] = 252 if end in marks else 0
    page[511] = len(ends)
    return bytes(page)


def make_xls(rows: Sequence[Sequence[str | float]]) -> bytes:
    """A BIFF8 workbook of one sheet; numbers in the format 0.0."""

    def record(code: int, content: bytes) -> bytes:
        return struct.pack("<HH", code, len(content)) + content

    def words(text: str, size: str) -> bytes:
        return struct.pack(f"<{size}B", len(text), 1) + text.encode("utf-16-le")

    opening = struct.pack("<HHHHII", 0x0600, 5, 0, 1997, 0, 6)
    font = struct.pack("<HHHHHBBBB", 200, 0, 0x7FFF, 400, 0, 0, 0, 0, 0) + words("宋体", "B")
    style = struct.pack("<HHHBBBBIIH", 0, 164, 0, 0, 0, 0, 0, 0, 0, 0)
    book = record(0x0809, opening) + record(0x0042, struct.pack("<H", 1200))
    book += record(0x0031, font) * 5 + record(0x041E, struct.pack("<H", 164) + words("0.0", "H"))
    book += record(0x00E0, style)
    sheet_name = words("表", "B")
    start = len(book) + 4 + 6 + len(sheet_name) + 4
    book += record(0x0085, struct.pack("<IBB", start, 0, 0) + sheet_name) + record(0x000A, b"")
    book += record(0x0809, struct.pack("<HHHHII", 0x0600, 0x10, 0, 1997, 0, 6))
    for y, row in enumerate(rows):
        for x, value in enumerate(row):
            place = struct.pack("<HHH", y, x, 0)
            if isinstance(value, str):
                book += record(0x0204, place + words(value, "H"))
            else:
                book += record(0x0203, place + struct.pack("<d", value))
    return make_compound({"Workbook": book + record(0x000A, b"")})
