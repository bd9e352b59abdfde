"""Pages read to text: what a reader sees, and what the page says of itself."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest

from ingestion.errors import LayoutChanged, UnreadableText
from ingestion.models import PageText
from ingestion.parse.page import Selectors, read_page

SHARED = Path(__file__).resolve().parents[4] / "shared" / "pages"
SITES = Path(__file__).resolve().parents[3] / "sample" / "sites"
LONG = "到2025年，全市建成区绿化覆盖率达到43%以上，新建口袋公园60个，改造污水管网510公里。"


def _read(markup: str, selectors: Selectors | None = None) -> PageText:
    return read_page(markup.encode(), url="http://x/a.html", selectors=selectors)


def _squeeze(text: str) -> str:
    return re.sub(r"\s", "", text)


def _zoom(inside: str, outside: str = "") -> str:
    return f"<html><body>{outside}<div id='zoom'>{inside}</div></body></html>"


# ---------------------------------------------------------------- text files


@pytest.mark.parametrize("text", ["一\r\n二\n", "\ufeff标记\n", "", " 空格 \n\n", "一\t二\u3000"])
def test_a_text_file_keeps_its_characters(text: str) -> None:
    body = text.encode("utf-8")
    for url, kind in (("folder:a/b.txt", "text/plain"), ("folder:a/b.TXT", None)):
        assert read_page(body, url=url, content_type=kind).text == text


def test_nul_is_shown_and_flagged_and_offsets_hold() -> None:
    page = read_page("甲\0乙".encode(), url="folder:a/b.txt")
    assert page.text == "甲\u2400乙"
    assert page.flags == ("nul_replaced",)


def test_bytes_of_another_charset_are_refused() -> None:
    with pytest.raises(UnreadableText):
        read_page("石渡县".encode("gbk"), url="folder:a/b.txt", charset="utf-8")


# ---------------------------------------------------------------- lines


def test_a_line_a_block_and_br_breaks_one() -> None:
    page = _read(_zoom(f"<p>一、目标</p><span>甲</span><br/><span>乙</span><div>{LONG}</div>尾"))
    assert page.text == f"一、目标\n甲\n乙\n{LONG}\n尾\n"


def test_inline_markup_does_not_part_a_word() -> None:
    page = _read(_zoom(f"<p>青岚政发〔<span>2021<b>〕</b></span>31号</p><p>{LONG}</p>"))
    assert page.text.startswith("青岚政发〔2021〕31号\n")


def test_a_table_is_rows_of_cells_parted_by_tabs() -> None:
    cells = "<tr><td><p>森林覆盖率</p></td><td>%</td><td></td><td>43</td></tr>"
    head = "<tr><th>指标</th><th>单位</th><th>2020年</th><th>2025<br>年</th></tr>"
    page = _read(_zoom(f"<p>{LONG}</p><table>{head}{cells}</table><p>注：略</p>"))
    assert page.text.splitlines()[1:] == [
        "指标\t单位\t2020年\t2025 年",
        "森林覆盖率\t%\t\t43",
        "注：略",
    ]


def test_a_layout_table_is_read_as_blocks() -> None:
    inner = f"<table><tr><td><p>第一段{LONG}</p><p>第二段</p></td></tr></table>"
    page = _read(f"<body><table><tr><td>{inner * 5}</td></tr></table></body>")
    assert page.text.splitlines()[:2] == [f"第一段{LONG}", "第二段"]


def test_what_a_reader_does_not_see_is_left_out() -> None:
    hidden = (
        "<script>var x='脚本'</script><style>.样式{}</style><!-- 注释 --><iframe>框</iframe>"
        "<div style='float:right; DISPLAY : none'>来源：隐藏</div><p hidden>隐藏段</p>"
    )
    page = _read(_zoom(f"<p>{LONG}</p>{hidden}跟在后面的字"))
    assert page.text == f"{LONG}\n跟在后面的字\n"


@pytest.mark.parametrize(
    ("markup", "read"),
    [
        ("蓄水10<sup>8</sup>m<sup>3</sup>", "蓄水10⁸m³"),
        ("蓄水5×10<sup>8</sup>立方米", "蓄水5×10⁸立方米"),
        ("20hm<sup> 2 </sup>，30k<i>m</i><sup>2</sup>，4米<sup>3</sup>", "20hm²，30km²，4米³"),
        ("5mg·m<span style='vertical-align: super'>-3</span>", "5mg·m⁻³"),
        ("公园20<sup>3</sup>个", "公园20个"),
        ("达到42<sup>1</sup>%，10<sup>2</sup>%", "达到42%，10%"),
        ("达到42<sup><a href='#n'>[1]</a></sup>%", "达到42%"),
        ("达到42<sup>①</sup>%，20<sup>*</sup>个，5平方米<sup>2</sup>", "达到42%，20个，5平方米"),
        ("达到42<sup><sup>1</sup></sup>%，20<sup>1,2</sup>个", "达到42%，20个"),
        ("CO<sub>2</sub>和PM<sub>2.5</sub>", "CO2和PM2.5"),
        ("Luce<sup>TM</sup>，SO<sub>4</sub><sup>2-</sup>", "LuceTM，SO4²⁻"),
        ("20<sup>3个公园，另有四十个在建，五十个待建", "20³个公园，另有四十个在建，五十个待建"),
    ],
)
def test_a_raised_figure_joins_no_number(markup: str, read: str) -> None:
    page = _read(_zoom(f"<p>{LONG}</p><p>{markup}</p>"))
    assert page.text.splitlines()[1] == read
    assert _rows(f"<tr><td>一</td><td>{markup}</td></tr>") == [f"一\t{read}"]


@pytest.mark.parametrize(
    "struck",
    [
        "<del>40</del>",
        "<s>40</s>",
        "<strike>40</strike>",
        "<span style='color:red; text-decoration: underline line-through'>40</span>",
        "<span style='TEXT-DECORATION-LINE:line-through'>40</span>",
    ],
)
def test_what_is_struck_out_is_left_out(struck: str) -> None:
    page = _read(_zoom(f"<p>{LONG}</p><p>达到{struck}42%</p>"))
    assert page.text.splitlines()[1] == "达到42%"


@pytest.mark.parametrize(
    "opening",
    [
        "<pre>",
        "<div style='white-space: pre-wrap'>",
        "<div style='WHITE-SPACE:pre-line;color:red'>",
        "<div style='white-space:pre'><span style='color:red'>",
    ],
)
def test_line_ends_that_a_page_shows_end_lines(opening: str) -> None:
    tail = "" if "span" not in opening else "</span>"
    page = _read(_zoom(f"{opening}一、目标\n  {LONG}\r\n\n二、<b>任\n务</b>{tail}\n三、保障"))
    assert page.text.splitlines() == ["一、目标", LONG, "二、任", "务", "三、保障"]


def test_line_ends_of_the_source_alone_end_no_line() -> None:
    inside = f"<pre>甲\n<span style='white-space: normal'>{LONG}\n乙</span></pre>丙\n丁"
    assert _read(_zoom(inside)).text.splitlines() == ["甲", f"{LONG} 乙", "丙 丁"]


def test_much_that_is_struck_out_is_told_as_its_tag_may_only_be_unclosed() -> None:
    assert _read(_zoom(f"<p>{LONG}</p>达到<del>40<p>{LONG * 6}</p>")).flags == ("much_struck",)
    assert _read(_zoom(f"<p>{LONG}</p>达到<del>40</del>42%<p>{LONG * 6}</p>")).flags == ()


def _rows(table: str) -> list[str]:
    return _read(_zoom(f"<p>{LONG}</p><table>{table}</table>")).text.splitlines()[1:]


def test_merged_cells_say_their_text_once_and_rows_stay_as_wide_as_the_table() -> None:
    head = "<tr><th rowspan=2>类别</th><th rowspan='2'>指标</th><th colspan=2>目标值</th></tr>"
    years = "<tr><th>2025年</th><th>2030年</th></tr>"
    first = "<tr><td rowspan=2>湿地</td><td>芦苇荡面积（万亩）</td><td>3</td><td>6</td></tr>"
    second = "<tr><td>保护率（%）</td><td>50</td><td>60</td></tr>"
    note = "<tr><td colspan=4>说明：均为全县</td></tr>"
    assert _rows(head + years + first + second + note) == [
        "类别\t指标\t目标值\t",
        "\t\t2025年\t2030年",
        "湿地\t芦苇荡面积（万亩）\t3\t6",
        "湿地\t保护率（%）\t50\t60",
        "说明：均为全县",
    ]


def test_a_label_is_meant_for_each_row_that_it_covers_and_a_quantity_is_not() -> None:
    head = "<tr><td>任务</td><td>数量</td><td>责任单位</td><td>时限</td></tr>"
    who, when = "<td rowspan=2>县林草局</td>", "<td rowspan=2>2025年6月底</td>"
    first = f"<tr><td>修复湿地</td><td rowspan=2>共12座</td>{who}{when}</tr>"
    assert _rows(f"{head}{first}<tr><td>管护岸线</td></tr>") == [
        "任务\t数量\t责任单位\t时限",
        "修复湿地\t共12座\t县林草局\t2025年6月底",
        "管护岸线\t\t县林草局\t2025年6月底",
    ]


@pytest.mark.skipif(not SHARED.exists(), reason="the real pages are not beside the checkout")
def test_the_rows_of_a_real_table_are_rows() -> None:
    """23 rows, 5 of them one cell over all columns; the tables around the body are no data."""
    path = SHARED / "detail_govcn_table.html"
    lines = read_page(path.read_bytes(), url="http://x/a.html").text.splitlines()
    rows = [line.split("\t") for line in lines if "\t" in line]
    assert [len(row) for row in rows] == [5] * 18
    assert all(all(row) for row in rows)
    first = next(number for number, line in enumerate(lines) if "\t" in line)
    assert len(lines) - first == 23


def test_a_table_inside_a_cell_is_words_of_that_cell() -> None:
    inner = "<table><tr><td>甲</td><td>乙</td></tr><tr><td>丙</td></tr></table>"
    rows = f"<tr><td>任务</td><td>内容</td></tr><tr><td>一</td><td>前{inner}后</td></tr>"
    assert _rows(rows) == ["任务\t内容", "一\t前 甲 乙 丙 后"]


_INNER = (
    "<table><tr><td>指标</td><td>2025年</td></tr><tr><td>森林覆盖率</td><td>43%</td></tr></table>"
)


@pytest.mark.parametrize(
    ("rows", "around"),
    [
        (f"<tr><td>&nbsp;</td><td>{_INNER}</td><td></td></tr>", []),
        (f"<tr><td>附表</td><td></td></tr><tr><td></td><td>{_INNER}</td></tr>", ["附表"]),
        (f"<tr><td>附表</td><td>{_INNER}</td></tr>", ["附表"]),
        (f"<tr><td></td><td><table><tr><td></td><td>{_INNER}</td></tr></table></td></tr>", []),
    ],
)
def test_a_table_inside_a_short_frame_is_read_as_a_table(rows: str, around: list[str]) -> None:
    assert _rows(rows) == [*around, "指标\t2025年", "森林覆盖率\t43%"]


def test_a_table_of_one_column_is_a_frame_and_its_paragraphs_are_lines() -> None:
    body = "<p>第一段的话。</p><p>第二段的话。</p>"
    assert _rows(f"<tr><td>标题</td></tr><tr><td>{body}</td></tr>") == [
        "标题",
        "第一段的话。",
        "第二段的话。",
    ]


@pytest.mark.parametrize(
    "span", ["colspan=9999999", "rowspan=0", "colspan=甲", "colspan=-1", "rowspan=''"]
)
def test_spans_that_mean_nothing_cost_nothing(span: str) -> None:
    rows = _rows(f"<tr><td {span}>1座</td><td>二</td></tr><tr><td>三</td><td>四</td></tr>")
    assert [row.replace("\t", "") for row in rows] == ["1座二", "三四"]
    assert all(len(row.split("\t")) <= 61 for row in rows)


def test_a_bomb_of_spans_stays_small() -> None:
    row = "<tr>" + "<td colspan=1000 rowspan=1000>值</td>" * 20 + "</tr>"
    started = time.monotonic()
    rows = _rows(row * 2000)
    assert sum(map(len, rows)) < 2_000_000
    assert "".join(rows).count("值") == 40_000
    assert time.monotonic() - started < 20


# ---------------------------------------------------------------- title and statements


def test_the_title_is_put_first_where_the_body_does_not_open_with_it() -> None:
    heading = "<h1>云屏市人民政府关于绿地的通知</h1>"
    page = _read(_zoom(f"<p>各县区人民政府：</p><p>{LONG}</p>", heading))
    assert page.text.startswith("云屏市人民政府关于绿地的通知\n各县区人民政府：\n")


@pytest.mark.parametrize(
    "opening",
    [
        "<p>云屏市人民政府</p><p>关于绿地的通知</p>",
        "<p>云屏市人民政府关于绿地的通知</p>",
        "<p>云屏市 人民政府<br>关于绿地的通知</p>",
        "<p>某某省转发：云屏市人民政府关于绿地的通知</p>",
    ],
)
def test_a_title_that_opens_the_body_is_not_doubled(opening: str) -> None:
    heading = "<h1>云屏市人民政府关于绿地的通知（云政〔2022〕1号）</h1>"
    page = _read(_zoom(f"{opening}<p>{LONG}</p>", heading))
    assert page.text.count("绿地的通知") == 1


def test_a_title_quoted_in_a_paragraph_opens_nothing() -> None:
    heading = "<h1>2020年全市工作要点安排</h1>"
    page = _read(_zoom(f"<p>{LONG}现将2020年全市工作要点安排如下：</p><p>{LONG}</p>", heading))
    assert page.text.startswith("2020年全市工作要点安排\n")


@pytest.mark.parametrize(
    "block",
    [
        "<table><tr><td><b>文 号：</b></td><td>云政〔2022〕1号</td></tr></table>",
        "<table><tr><td><b>文　　号: </b> 云政〔2022〕1号</td></tr></table>",
        "<table><tr><td>发文字号：</td><td>云政〔2022〕1号</td></tr></table>",
        "<table><tr><th>文 号</th><td>云政〔2022〕1号</td></tr></table>",
        "<dl><dt>【发文字号】</dt><dd>云政〔2022〕1号</dd></dl>",
        "<p><strong>文号</strong>：云政〔2022〕1号</p>",
        "<ul><li>文件编号：云政〔2022〕1号</li></ul>",
        "<div><span>文号：</span><span>云政〔2022〕1号</span></div>",
        "<div><span>文号：云政〔2022〕1号 发布日期：2022-06-15</span></div>",
    ],
)
def test_the_number_is_found_in_every_layout_of_the_block(block: str) -> None:
    page = _read(_zoom(f"<p>{LONG}</p>", block))
    assert page.stated["文号"] == "云政〔2022〕1号"


def test_the_columns_of_a_list_state_nothing() -> None:
    others = "<tr><td>标题</td><td>发文字号</td><td>发布日期</td></tr>"
    rows = f"<table>{others}<tr><td>别的通知</td><td>云政〔2022〕9号</td><td>无</td></tr></table>"
    assert _read(_zoom(f"<p>{LONG}</p>", rows)).stated == {}


def test_an_empty_statement_is_none_and_the_body_states_nothing() -> None:
    block = "<table><tr><td>文号：</td><td>无</td><td>时效：</td><td></td></tr></table>"
    page = _read(_zoom(f"<p>文号：正文里的字</p><p>{LONG}</p>", block))
    assert "文号" not in page.stated
    assert "有效性" not in page.stated


# ---------------------------------------------------------------- layout


def test_a_selector_that_finds_nothing_is_a_changed_layout() -> None:
    with pytest.raises(LayoutChanged):
        _read(_zoom(f"<p>{LONG}</p>"), Selectors(body="//div[@id='moved']"))


@pytest.mark.parametrize("markup", ["", "<!-- -->", "<html><body><script>1</script></body></html>"])
def test_a_page_without_text_is_a_changed_layout(markup: str) -> None:
    with pytest.raises(LayoutChanged):
        _read(markup)


@pytest.mark.parametrize("tag", ["div", "span", "table><tr><td", "ul><li"])
def test_markup_100000_deep_ends_soon(tag: str) -> None:
    started = time.monotonic()
    with pytest.raises(LayoutChanged):
        _read(f"<{tag}>" * 100_000 + LONG)
    assert time.monotonic() - started < 10


@pytest.mark.parametrize("tag", ["font", "font color='red'", "SPAN lang=zh", "b"])
def test_looks_that_are_never_closed_cost_no_words(tag: str) -> None:
    page = _read(_zoom(f"<p>{LONG}</p>" + f"<p><{tag}>字</p>" + f"<{tag}>" * 300 + "尾</p><p>末"))
    assert page.text.splitlines()[-2:] == ["尾", "末"]
    assert page.flags == ()


@pytest.mark.parametrize("tag", ["div", "span style='display:block'", "font class='x'"])
def test_what_lies_too_deep_to_be_read_is_told(tag: str) -> None:
    page = _read(_zoom(f"<p>{LONG}</p>" + f"<{tag}>" * 300 + "深"))
    assert page.flags == ("markup_cut",)
    assert _read(_zoom(f"<p>{LONG}</p>" + f"<{tag}>" * 200 + "深")).flags == ()


def test_many_rows_take_linear_time() -> None:
    def seconds(rows: int) -> float:
        table = "<tr><td>森林覆盖率</td><td>43</td></tr>" * rows
        started = time.monotonic()
        page = _read(_zoom(f"<table>{table}</table>"))
        assert len(page.text.splitlines()) == rows
        return time.monotonic() - started

    seconds(1000)
    assert seconds(16_000) < 12 * seconds(4_000)  # 4 if linear, 16 if quadratic


def _editor(*paragraphs: str) -> str:
    return f"<div class='TRS_Editor'>{''.join(f'<p>{one}</p>' for one in paragraphs)}</div>"


_FIRST, _SECOND = ("一、目标", *[LONG] * 4), ("二、保障", *[f"再{LONG}"] * 3)


@pytest.mark.parametrize(
    ("before", "between", "after"),
    [
        ("<div>", "", "</div>"),
        ("<div><div>", "</div><hr><div>", "</div></div>"),
        (
            "<h1>石渡县关于绿地的通知</h1><p>文号：石政发〔2022〕1号</p>",
            "<p>附件</p>",
            "<p>打印</p>",
        ),
        ("<table><tr><td>", "</td></tr><tr><td>", "</td></tr></table>"),
    ],
)
def test_a_notice_in_two_containers_is_read_whole(before: str, between: str, after: str) -> None:
    page = _read(f"<body>{before}{_editor(*_FIRST)}{between}{_editor(*_SECOND)}{after}</body>")
    lines = [
        line for line in page.text.splitlines() if line not in ("附件", "石渡县关于绿地的通知")
    ]
    assert lines == [*_FIRST, *_SECOND]
    assert page.stated.get("文号", "") in ("", "石政发〔2022〕1号")
    assert ("文号" in before) == ("文号" in page.stated)


@pytest.mark.parametrize(
    ("between", "second"),
    [
        (f"<p>别的话。{LONG}</p>", _editor(*_SECOND)),
        ("<h3>相关解读</h3>", _editor(*_SECOND)),
        ("", _editor("短")),
        ("", _editor(*_FIRST)),
        ("", _editor(f"<a href='/x'>{LONG * 4}</a>")),
    ],
)
def test_containers_that_are_not_of_one_notice_are_not_joined(between: str, second: str) -> None:
    page = _read(f"<body><div>{_editor(*_FIRST)}{between}{second}</div></body>")
    assert page.text.splitlines() == list(_FIRST)


def test_a_summary_inside_a_wider_container_is_not_the_notice() -> None:
    page = _read(_zoom(_editor("摘要：", LONG) + f"<p>{LONG}</p>" * 4))
    assert page.text.splitlines() == ["摘要：", *[LONG] * 5]


def test_what_surrounds_a_short_notice_stays_outside() -> None:
    around = "<p>发布日期：2022-06-15</p>" * 9 + f"<a href='/x'>{LONG * 4}</a>"
    page = _read(_zoom(around + _editor(LONG)))
    assert page.text.splitlines() == [LONG]


# ---------------------------------------------------------------- whole pages


def test_every_sample_notice_reads_as_its_page_says() -> None:
    pages = [path for path in SITES.rglob("*") if re.search(r"/(t\d+_|art_)", path.as_posix())]
    read = 0
    for path in pages:
        charset = "gb18030" if path.suffix == ".htm" else "utf-8"
        if "t20250115" in path.name:
            continue  # the error page served as 200
        page = read_page(path.read_bytes(), url=path.as_uri(), charset=charset)
        assert page.stated["标题"] in _squeeze(page.text)[:120], path
        assert "虚构" not in page.text
        assert "来源：" not in page.text
        assert {"索引号", "发文机关", "成文日期", "发布日期"} <= page.stated.keys()
        read += 1
    assert read == 16


GOLD = {
    "detail_govcn_notice": (
        38,
        7096,
        "国务院关于加快推进农业机械化和",
        "年12月21日（此件公开发布）",
    ),
    "detail_govcn_table": (
        44,
        3594,
        "国务院办公厅关于推广第二批支持",
        "革委、国务院国资委、审计署全国",
    ),
    "detail_hanweb_jiangxi_notice": (
        37,
        5830,
        "各市、县（区）人民政府，省政府",
        "单位：省财政厅、省金融监管局）",
    ),
    "detail_hanweb_jiangxi_plan": (
        32,
        4428,
        "2020年是全面建成小康社会和",
        "统筹行业资源助力全省脱贫攻坚。",
    ),
    "detail_trs_editor_ndrc": (
        32,
        2123,
        "国家发展改革委国家能源局关于加",
        "国家能源局2020年5月28日",
    ),
    "fragment_trs_ueditor_chongqing": (
        42,
        1772,
        "重庆市人民政府办公厅关于印发重",
        "自2021年11月1日起施行。",
    ),
}
STATED = {
    "detail_govcn_notice": {
        "文号": "国发〔2018〕42号",
        "发文机关": "国务院",
        "成文日期": "2018年12月21日",
        "发布日期": "2018年12月29日",
        "索引号": "000014349/2018-00223",
    },
    "detail_govcn_table": {
        "文号": "国办发〔2018〕126号",
        "发文机关": "国务院办公厅",
        "成文日期": "2018年12月23日",
        "发布日期": "2019年01月08日",
        "索引号": "000014349/2018-00228",
    },
    "detail_hanweb_jiangxi_notice": {
        "文号": "赣府厅发〔2020〕10号",
        "发文机关": "省政府办公厅",
        "成文日期": "2020-03-16",
        "发布日期": "2020-03-19 08:50",
        "索引号": "014500815/2020-04047",
    },
    "detail_hanweb_jiangxi_plan": {
        "文号": "赣粮办发〔2020〕3号",
        "发文机关": "省粮食和物资储备局",
        "成文日期": "2020-03-13",
        "发布日期": "2020-03-13 10:55",
        "索引号": "014501017/2020-03655",
    },
    "detail_trs_editor_ndrc": {"发布日期": "2020/06/08", "来源": "能源局"},
    "fragment_trs_ueditor_chongqing": {},
}


@pytest.mark.skipif(not SHARED.exists(), reason="the real pages are not beside the checkout")
@pytest.mark.parametrize("name", GOLD)
def test_a_real_page_reads_as_its_index_says(name: str) -> None:
    blocks, characters, first, last = GOLD[name]
    page = read_page((SHARED / f"{name}.html").read_bytes(), url=f"http://x/{name}.html")
    lines = page.text.splitlines()
    # Where the body does not open with the title, we put it before: gold counts the body alone.
    if _squeeze(lines[0]) == _squeeze(page.stated.get("标题", "")) and "hanweb" in name:
        lines = lines[1:]
    text = _squeeze("".join(lines))
    assert (len(lines), len(text)) == (blocks, characters)
    assert (text[:15], text[-15:]) == (first, last)
    assert STATED[name].items() <= page.stated.items()


# ---------------------------------------------------------------- a page of no known template

_MENU = "<div class='nav'><a href='/'>首页</a><a href='/zwgk/'>政务公开</a></div>"
_FOOT = (
    "<div class='foot'>主办：石渡县人民政府办公室 网站标识码：9901210001 技术支持：某某公司</div>"
)


def test_menus_and_foot_of_an_unknown_template_stay_outside_and_the_guess_is_told() -> None:
    body = f"<p>各乡镇人民政府：</p>{f'<p>{LONG}</p>' * 3}<p>石渡县人民政府</p><p>2026年3月1日</p>"
    page = _read(
        f"<html><body>{_MENU}<div><div class='foo'>{body}</div></div>{_FOOT}</body></html>"
    )
    lines = page.text.split("\n")
    assert (lines[0], lines[-2]) == ("各乡镇人民政府：", "2026年3月1日")
    assert page.flags == ("container_guessed",)


def test_one_paragraph_alone_is_not_cut_out_of_its_notice() -> None:
    body = f"<div>石渡县人民政府公告</div><div>{LONG * 6}</div><div>2026年3月1日</div>"
    page = _read(f"<html><body>{_MENU}<div class='foo'>{body}</div>{_FOOT}</body></html>")
    assert "石渡县人民政府公告" in page.text
    assert "2026年3月1日" in page.text
