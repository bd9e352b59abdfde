"""Documents read to text: lines as lines, rows as rows, and nothing glued."""

from __future__ import annotations

import pytest

from ingestion.attachments import Unread, read_attachment, tell_kind
from ingestion.attachments.docx_numbering import format_number
from ingestion.attachments.sheets import show_value
from tests.ingestion.attachments.documents import (
    cell,
    make_compound,
    make_doc,
    make_docx,
    make_encrypted_pdf,
    make_pdf,
    make_xls,
    make_xlsx,
    paragraph,
    rule_grid,
    table,
    zip_up,
)

HEAD = ["指标", "单位", "2025年", "2030年"]
ROW = ["芦苇荡修复面积", "万亩", "3.5", "6"]


def _lines(body: bytes) -> list[str]:
    return read_attachment(body).text.splitlines()


def _refuse(body: bytes) -> str:
    with pytest.raises(Unread) as refused:
        read_attachment(body)
    return str(refused.value)


# ---------------------------------------------------------------- DOCX


def test_docx_paragraphs_are_lines_and_tables_are_rows_in_their_place() -> None:
    made = make_docx(paragraph("一、目标") + table([HEAD, ROW]) + paragraph("二、任务"))
    assert _lines(made) == ["一、目标", "\t".join(HEAD), "\t".join(ROW), "二、任务"]


def test_a_merged_cell_of_docx_says_its_text_once_and_keeps_the_columns() -> None:
    wide = cell("目标值", '<w:gridSpan w:val="2"/>')
    tall = cell("湿地", '<w:vMerge w:val="restart"/>')
    covered = cell("湿地", "<w:vMerge/>")
    made = make_docx(
        table(
            [
                ["类别", "指标", wide],
                [tall, "面积", "3", "6"],
                [covered, "保护率", "50%", "60%"],
                [cell("说明：均为全县", '<w:gridSpan w:val="4"/>')],
            ]
        )
    )
    assert _lines(made) == [
        "类别\t指标\t目标值\t",
        "湿地\t面积\t3\t6",
        "湿地\t保护率\t50%\t60%",
        "说明：均为全县",
    ]


def test_paragraphs_and_tables_inside_a_cell_stay_in_their_cell() -> None:
    inner = f"<w:tc><w:tcPr/>{paragraph('甲')}{table([['乙', '丙']])}{paragraph('丁')}</w:tc>"
    assert _lines(make_docx(table([["外", inner], ["一\n二", "三"]]))) == [
        "外\t甲 乙 丙 丁",
        "一 二\t三",
    ]


def test_what_was_deleted_or_is_said_twice_is_read_once() -> None:
    mc = "http://schemas.openxmlformats.org/markup-compatibility/2006"
    box = f"<w:txbxContent>{paragraph('框中的话')}</w:txbxContent>"
    twice = (
        f'<mc:AlternateContent xmlns:mc="{mc}"><mc:Choice>{box}</mc:Choice>'
        f"<mc:Fallback>{box}</mc:Fallback></mc:AlternateContent>"
    )
    gone = "<w:del><w:r><w:t>删去的字</w:t></w:r></w:del>"
    new = "<w:ins><w:r><w:t>增加的字</w:t><w:br/><w:t>第二行</w:t></w:r></w:ins>"
    made = make_docx(f"<w:p>{gone}{new}<w:r>{twice}</w:r></w:p>")
    assert _lines(made) == ["增加的字", "第二行", "框中的话"]


def _runs(*runs: str | tuple[str, str]) -> bytes:
    """One paragraph of runs, each a text or a text and its properties."""
    pairs = [run if isinstance(run, tuple) else (run, "") for run in runs]
    made = "".join(f"<w:r><w:rPr>{p}</w:rPr><w:t>{text}</w:t></w:r>" for text, p in pairs)
    return make_docx(f"<w:p>{made}</w:p>")


def test_a_raised_figure_of_docx_joins_no_number() -> None:
    up = '<w:vertAlign w:val="superscript"/>'
    assert _lines(_runs("蓄水5×10", ("8", up), "m", ("3", up))) == ["蓄水5×10⁸m³"]
    assert _lines(_runs("公园20", ("[", up), ("3", up), ("]", up), "个")) == ["公园20个"]
    down = '<w:vertAlign w:val="subscript"/>'
    assert _lines(_runs("达到42", ("1", up), "%，PM", ("2.5", down))) == ["达到42%，PM2.5"]


@pytest.mark.parametrize("mark", ["vanish", "strike", "dstrike"])
def test_hidden_and_struck_runs_of_docx_are_left_out(mark: str) -> None:
    assert _lines(_runs("达到", ("40", f"<w:{mark}/>"), "42%")) == ["达到42%"]
    assert _lines(_runs("达到", ("42%", f'<w:{mark} w:val="0"/>'))) == ["达到42%"]


def test_the_numbers_that_word_counts_are_part_of_the_text() -> None:
    levels = (
        '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCountingThousand"/>'
        '<w:lvlText w:val="%1、"/></w:lvl><w:lvl w:ilvl="1"><w:start w:val="1"/>'
        '<w:numFmt w:val="chineseCounting"/><w:lvlText w:val="（%2）"/></w:lvl>'
        '<w:lvl w:ilvl="2"><w:start w:val="3"/><w:numFmt w:val="decimal"/>'
        '<w:lvlText w:val="%3."/></w:lvl>'
    )
    numbering = (
        f'<w:abstractNum w:abstractNumId="7">{levels}</w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num>'
    )
    styles = (
        '<w:style w:styleId="2"><w:pPr><w:numPr><w:ilvl w:val="1"/><w:numId w:val="1"/>'
        "</w:numPr></w:pPr></w:style>"
    )

    def at(level: int) -> str:
        return f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="1"/></w:numPr>'

    made = make_docx(
        paragraph("总体要求", at(0))
        + paragraph("目标", '<w:pStyle w:val="2"/>')
        + paragraph("条", at(2))
        + paragraph("款", at(2))
        + paragraph("任务", at(0))
        + paragraph("灌区", '<w:pStyle w:val="2"/>')
        + paragraph("没有号", '<w:numPr><w:numId w:val="0"/></w:numPr>'),
        numbering=numbering,
        styles=styles,
    )
    assert _lines(made) == [
        "一、总体要求",
        "（一）目标",
        "3.条",
        "4.款",
        "二、任务",
        "（一）灌区",
        "没有号",
    ]


@pytest.mark.parametrize(
    ("number", "form", "shown"),
    [
        (10, "chineseCounting", "十"),
        (21, "chineseCountingThousand", "二十一"),
        (3, "decimalEnclosedCircle", "③"),
        (2, "upperLetter", "B"),
        (12, "somethingNew", "12"),
    ],
)
def test_a_counter_is_written_as_word_writes_it(number: int, form: str, shown: str) -> None:
    assert format_number(number, form) == shown


# ---------------------------------------------------------------- sheets


def test_xlsx_cells_are_as_the_sheet_prints_them_and_hidden_sheets_are_not_read() -> None:
    rows = [
        ["指标", "2025年", "增速"],
        ["芦苇荡面积（万亩）", 3.5, 0.065],
        ["站点（座）", 12, None],
    ]
    assert _lines(make_xlsx(rows, {"B2": "0.00", "C2": "0.0%"})) == [
        "指标\t2025年\t增速",
        "芦苇荡面积（万亩）\t3.50\t6.5%",
        "站点（座）\t12",
    ]


def test_xls_is_read_with_its_formats() -> None:
    rows = [["指标", "2025年"], ["芦苇荡面积", 3.5], ["站点", 12.0]]
    assert _lines(make_xls(rows)) == ["指标\t2025年", "芦苇荡面积\t3.5", "站点\t12.0"]


@pytest.mark.parametrize(
    ("value", "number_format", "shown"),
    [
        (0.1 + 0.2, "General", "0.3"),
        (45.0, "General", "45"),
        (0.45, "0%", "45%"),
        (0.455, "0.0%", "45.5%"),
        (1234567.0, "#,##0", "1234567"),
        (1e300, "General", ""),
        (float("nan"), "0.0", ""),
        (12.345, "0.00_ ", "12.35"),
        ("多\n行 的字", "@", "多 行 的字"),
    ],
)
def test_a_value_is_shown_as_printed(value: object, number_format: str, shown: str) -> None:
    assert show_value(value, number_format) == shown


# ---------------------------------------------------------------- DOC


def test_doc_paragraphs_and_rows_are_told_apart() -> None:
    rows = "指标\x07\x072025年\x07\x07面积\x0712万亩\r左右\x07略\x07\x07"
    text = f"芦苇荡修复方案\r{rows}尾段\x13 PAGE \x141\x15\r"
    marks = [place for place, char in enumerate(text) if char == "\x07"]
    assert _lines(make_doc(text, (marks[3], marks[7]))) == [
        "芦苇荡修复方案",
        "指标\t\t2025年",
        "面积\t12万亩 左右\t略",
        "尾段1",
    ]


def test_an_encrypted_doc_and_a_compound_file_without_text_are_not_read() -> None:
    assert "encrypted" in _refuse(make_doc("密\r", encrypted=True))
    assert "without a Word document" in _refuse(make_compound({"EncryptedPackage": b"x" * 99}))


# ---------------------------------------------------------------- PDF

FIRST = "为修复芦苇荡，按照全县统一安排，到2025年新增湿"
LINES = [
    (84, 780, FIRST),
    (60, 760, "地3万亩，新建观测站12座，并完成岸线整治。"),
    (84, 740, "各单位要抓好落实，每年年底前报告进展情况。"),
    (60, 720, "材料由县林草站汇总。"),
    (290, 40, "- 1 -"),
]


def test_pdf_lines_are_kept_as_they_wrap_and_a_paragraph_begins_with_its_indent() -> None:
    assert _lines(make_pdf([(LINES, [])])) == [
        f"　　{FIRST}",
        "地3万亩，新建观测站12座，并完成岸线整治。",
        "　　各单位要抓好落实，每年年底前报告进展情况。",
        "材料由县林草站汇总。",
        "-1-",
    ]


def test_a_ruled_table_of_a_pdf_is_rows_whose_wrapped_cells_stay_whole() -> None:
    words = [(66, 660, "指标"), (206, 660, "2020年"), (306, 660, "2025年")]
    words += [(66, 625, "芦苇荡"), (66, 610, "面积"), (206, 617, "2万亩"), (306, 617, "5万亩")]
    grid = rule_grid([60, 200, 300, 400], [600, 640, 680])
    assert _lines(make_pdf([([(60, 700, "附表"), *words, (60, 500, "注：略")], grid)])) == [
        "附表",
        "指标\t2020年\t2025年",
        "芦苇荡 面积\t2万亩\t5万亩",
        "注：略",
    ]


def test_cells_that_no_line_parts_are_one() -> None:
    grid = [(60, 600, 300, 600), (60, 680, 300, 680), (60, 640, 300, 640)]
    grid += [(60, 600, 60, 680), (300, 600, 300, 680), (180, 600, 180, 640)]
    made = make_pdf([([(66, 660, "目标表"), (66, 617, "面积"), (186, 617, "5万亩")], grid)])
    assert _lines(made) == ["目标表", "面积\t5万亩"]


def test_a_label_beside_several_rows_of_a_pdf_is_said_in_each() -> None:
    lines = [(60, y, 300, y) for y in (600, 680)] + [(60, 640, 180, 640)]
    lines += [(x, 600, x, 680) for x in (60, 180, 300)]
    words = [(66, 660, "修复湿地"), (66, 617, "管护岸线"), (186, 640, "县林草局")]
    assert _lines(make_pdf([(words, lines)])) == ["修复湿地\t县林草局", "管护岸线\t县林草局"]


def test_a_page_lying_on_its_side_is_read_upright() -> None:
    words = [(66, 660, "指标"), (206, 660, "2025年"), (66, 617, "面积"), (206, 617, "5万亩")]
    assert _lines(make_pdf([(words, [])], turned=True)) == ["指标  2025年", "面积  5万亩"]


def test_pages_follow_one_another_and_a_scan_is_told() -> None:
    two = make_pdf([([(60, 700, "第一页的字")], []), ([(60, 700, "第二页的字")], [])])
    assert _lines(two) == ["第一页的字", "第二页的字"]
    assert "a scan" in _refuse(make_pdf([([], [(10, 10, 90, 90)]), ([], [])]))
    assert _refuse(make_encrypted_pdf()) == "it is encrypted"


def test_fonts_coded_by_numbers_of_the_chinese_collection_are_read() -> None:
    """Identity-H without a ToUnicode table: the codes are those of Adobe-GB1."""
    made = make_pdf([([(60, 700, "\u10ce\u11d8\u0d3a\u0f2b\u0c44")], [])])
    assert _lines(made.replace(b"/UniGB-UCS2-H", b"/Identity-H   ")) == ["娱仲剩暇乔"]


def test_a_pdf_whose_fonts_name_no_characters_is_refused() -> None:
    assert "fonts" in _refuse(make_pdf([([(60, 700, "\ue012\ue013\ue014\ue015" * 9)], [])]))


# ---------------------------------------------------------------- kinds


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (make_docx(paragraph("字")), "docx"),
        (make_xlsx([["字"]]), "xlsx"),
        (make_xls([["字"]]), "xls"),
        (make_doc("字\r"), "doc"),
        (make_pdf([([(60, 700, "字")], [])]), "pdf"),
        (zip_up({"OFD.xml": "<a/>"}), "ofd"),
        (zip_up({"方案.docx": b"x"}), "zip"),
        (b"Rar!\x1a\x07\x00", "rar"),
        ("\ufeff\r\n<!DOCTYPE html><p>没有</p>".encode(), "markup"),
        (b"\x00\x01\x02", "other"),
        (b"PK\x03\x04 nothing more", "zip"),
    ],
)
def test_a_kind_is_told_by_the_bytes(body: bytes, kind: str) -> None:
    assert tell_kind(body) == kind


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (zip_up({"OFD.xml": "<a/>"}), "OFD"),
        (zip_up({"a.txt": "x"}), "an archive"),
        (b"<html><p>404</p></html>", "a web page"),
        (b"\x00\x01", "no kind of document"),
        (b"", "no kind of document"),
        (make_docx(""), "no text"),
        (make_xlsx([]), "no text"),
    ],
)
def test_what_is_not_read_says_why(body: bytes, why: str) -> None:
    assert why in _refuse(body)
