"""`luce sources`: files written from answers, and dry runs that hide nothing they did not read."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from ingestion.cli import app
from ingestion.cli.trial_list import REQUESTS, ListTrial, give_saved, open_saved, try_list
from ingestion.cli.trial_page import try_page
from ingestion.fetch.client import Response
from ingestion.settings import Settings
from ingestion.sources import Source, catalogue, drafting, load_source
from ingestion.sources.schema import print_schema
from sample.site import serve_sample

PAGES = Path(__file__).resolve().parents[4] / "shared" / "pages"
REAL = Settings(Path("unused"), None, is_sample=False)
LONG = "到2025年，全市建成区绿化覆盖率达到43%以上，新建口袋公园60个，改造污水管网510公里。"
LIST = """<html><body><ul>
<li><a href="./202405/t20240520_1.html">测试用公告之三</a><span class="date">2024-05-20</span></li>
{extra}</ul></body></html>"""
NOTICE = f"""<html><head><meta name="ArticleTitle" content="云泊市人民政府关于绿地的通知">
<meta name="PubDate" content="2024-05-21 08:30"><meta name="SiteName" content="云泊市"></head>
<body>
<table><tr><td>文 号：</td><td>云政发〔2024〕3号</td>
<td>公开方式：</td><td>主动公开</td></tr></table>
<div id="zoom"><p>各县区人民政府：</p><p>{LONG}{LONG}</p>
<p>附件：<a href="./P02024.pdf">绿地清单</a></p>
</div><p>分享：微信</p><div>相关下载 <a href="/x.docx">使用说明</a></div></body></html>"""


def _run(*arguments: str, answers: str | None = None) -> Result:
    return CliRunner().invoke(app, ["sources", *arguments], input=answers)


@pytest.fixture(autouse=True)
def _real(monkeypatch: pytest.MonkeyPatch) -> None:
    """`--sample` sets the environment: not for the tests that follow."""
    monkeypatch.setenv("LUCE_SAMPLE", "0")


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of sources of its own."""
    for module in (catalogue, drafting):
        monkeypatch.setattr(module, "REAL", tmp_path / "sources")
    return tmp_path / "sources"


@pytest.fixture
def save(tmp_path: Path) -> Callable[[str, str], Path]:
    def save_one(name: str, text: str) -> Path:
        (tmp_path / name).write_text(text, "utf-8")
        return tmp_path / name

    return save_one


@pytest.fixture
def source() -> Source:
    return load_source("mee", REAL).model_copy(update={"selectors": None})


# ---------------------------------------------------------------- new, list, schema


def test_a_source_is_written_from_options_and_listed(root: Path) -> None:
    options = [
        "--publisher",
        "某市人民政府",
        "--region",
        "定西市",
        "--home",
        "http://www.x.gov.cn/",
    ]
    lists = ["--family", "trs_static", "--lists", "channels=a/", "--lists", "channels=b/"]
    done = _run("new", "example_city", *options, *lists)
    assert done.exit_code == 0, done.output
    assert str(root / "gansu" / "example_city.yml") in done.output.replace("\n", "")
    assert load_source("example_city", REAL).lists.model_dump()["channels"] == ("a/", "b/")
    shown = _run("list")
    assert (shown.exit_code, "unverified" in shown.output) == (0, True)


def test_what_no_option_says_is_asked_for(root: Path) -> None:
    told = "某省人民政府\n青海省\nhttp://www.x.gov.cn/\ntrs_static\na/ b/\n"
    done = _run("new", "example_province", "--rank", "reposter", answers=told)
    assert done.exit_code == 0, done.output
    source = load_source("example_province", REAL)
    assert (source.level, source.rank) == ("province", "reposter")
    assert source.lists.model_dump()["channels"] == ("a/", "b/")


def test_an_unknown_region_is_told_before_anything_is_written(root: Path) -> None:
    told = [
        "--publisher",
        "某市",
        "--region",
        "定西",
        "--home",
        "http://x/",
        "--family",
        "unlisted",
    ]
    done = _run("new", "example_city", *told)
    assert done.exit_code == 1
    assert "did you mean 定西市" in str(done.exception)
    assert not root.exists()


def test_the_list_tells_rank_and_what_runs() -> None:
    shown = _run("list")
    assert shown.exit_code == 0, shown.output
    for word in ("reposter", "by hand", "unverified", "list unknown", "never"):
        assert word in shown.output.replace("\n", " ")
    assert "every night" in _run("list", "--sample").output.replace("\n", " ")


def test_the_schema_is_printed_or_written(tmp_path: Path) -> None:
    assert _run("schema").stdout == print_schema()
    assert _run("schema", "--out", str(tmp_path / "s.json")).exit_code == 0
    assert (tmp_path / "s.json").read_text("utf-8") == print_schema()


# ---------------------------------------------------------------- check a list


def test_a_saved_list_is_shown_row_by_row(save: Callable[[str, str], Path]) -> None:
    done = _run("check", "mee", "--list", str(save("list.html", LIST.format(extra=""))))
    assert done.exit_code == 0, done.output
    assert "list: 1 rows" in done.output
    assert "2024-05-20  测试用公告之三" in done.output
    assert "https://www.mee.gov.cn/zcwj/zyygwj/202405/t20240520_1.html" in done.output
    assert "nothing left unread" in done.output


@pytest.mark.parametrize(
    ("extra", "told"),
    [
        ("<li><a href='a.html'>另一种行</a> 2024-05-19</li>", "that no row took: 另一种行"),
        ("<li><span class='date'>2024-05-18</span>没有链接</li>", "dated row without a link"),
        (
            "<li><span class='date'>近日</span><a href='b.html'>没有日期</a></li>",
            "row_without_date",
        ),
        ("<li><b class='date'>2024-05-17</b><a href='c.html'></a></li>", "without a title"),
    ],
)
def test_what_a_list_holds_beside_its_rows_is_told(
    extra: str, told: str, source: Source, save: Callable[[str, str], Path]
) -> None:
    trial = try_list(source, give_saved([save("list.html", LIST.format(extra=extra))]))
    assert [told in line for line in trial.unread] == [True]


def test_a_list_that_no_longer_reads_shows_what_it_holds(save: Callable[[str, str], Path]) -> None:
    page = save("list.html", LIST.format(extra="").replace('class="date"', 'class="day"'))
    done = _run("check", "mee", "--list", str(page))
    assert done.exit_code == 1
    assert "holds no row" in done.output
    assert "dated link that no row took: 测试用公告之三" in done.output


def test_records_that_gave_no_row_are_counted(source: Source) -> None:
    body = json.dumps({"data": {"list": [{"title": "甲"}, {"title": "乙"}]}}).encode()

    def get(url: str) -> Response:
        return Response(url, url, 200, {"content-type": "application/json"}, body)

    assert any("2 records, but 0 rows" in line for line in try_list(source, get).unread)


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (
            {"success": False, "msg": "系统错误", "data": None, "code": 1000},
            "answers that it failed",
        ),
        ({"success": True, "code": 200, "data": {"list": []}}, "holds no row"),
    ],
)
def test_a_list_that_is_asked_by_post_is_tried_too(
    answer: dict[str, object], told: str, source: Source
) -> None:
    tables = {"family": "hycloud", "lists": {"tables": [{"tableName": "t"}]}}
    source = Source.model_validate(source.model_dump() | tables)
    sent: list[bytes] = []

    def post(url: str, body: bytes, content_type: str) -> Response:
        sent.append(body)
        kind = {"content-type": "application/json"}
        return Response(url, url, 200, kind, json.dumps(answer).encode())

    trial = try_list(source, give_saved([]), post=post)
    assert (trial.rows, len(sent)) == ([], 1)
    assert b'"tableName": "t"' in sent[0]
    assert told in trial.notes[0]


def test_a_trial_asks_a_site_for_a_few_pages_only(source: Source) -> None:
    asked: list[str] = []

    def get(url: str) -> Response:
        asked.append(url)
        row = f"<li><b class=date>2024-05-20</b><a href='{len(asked)}.html'>甲</a></li>"
        body = f"{row}<script>createPageHTML(999, 0, 'index', 'shtml')</script>".encode()
        return Response(url, url, 200, {"content-type": "text/html"}, body)

    trial = try_list(source, get)
    assert len(trial.rows) == len(asked) == REQUESTS
    assert trial.notes == ["a dry run reads 20 list pages and no more"]


# ---------------------------------------------------------------- check a page


def test_a_saved_page_is_shown_field_by_field(save: Callable[[str, str], Path]) -> None:
    page = save("t20240521_2.html", NOTICE)
    done = _run("check", "dingxi_city", "--page", str(page), "--url", "http://x.cn/a/t2.html")
    assert done.exit_code == 0, done.output
    for name, value in (
        ("title", "云泊市人民政府关于绿地的通知"),
        ("number", "云政发〔2024〕3号"),
        ("issuer", "云泊市人民政府"),
        ("published", "2024-05-21"),
        ("begins", "各县区人民政府：到2025年，"),
        ("index", "-"),
    ):
        assert f"  {name:<10} {value}" in done.output
    assert "label 公开方式: 主动公开" in done.output
    assert "meta SiteName: 云泊市" in done.output
    assert "分享" not in done.output
    assert "  attachment 绿地清单: http://x.cn/a/P02024.pdf" in done.output
    assert "file that is not followed: 使用说明 http://x.cn/x.docx" in done.output


@pytest.mark.parametrize(
    ("markup", "reason"),
    [
        ("<html><title>404</title><body>您访问的页面不存在</body></html>", "soft_404"),
        ("<html><body><script>var a='acw_sc__v2'</script></body></html>", "challenge"),
        ("", "empty_body"),
        (NOTICE.replace('id="zoom"', 'id="moved"'), "layout_changed"),
    ],
)
def test_a_page_that_would_be_rejected_says_why(
    markup: str, reason: str, save: Callable[[str, str], Path]
) -> None:
    file = save("page.html", markup)
    source = load_source("dingxi_city", REAL)
    selectors = {"selectors": {"body": "//*[@id='zoom']"}}
    source = Source.model_validate(source.model_dump() | selectors)
    trial = try_page(source, open_saved(file, "http://x.cn/page.html"))
    assert trial.rejected is not None and reason in trial.rejected
    assert trial.fields == []


def test_the_folder_s_files_can_be_tried(save: Callable[[str, str], Path]) -> None:
    text = f"云泊市人民政府关于绿地的通知\n云政发〔2024〕3号\n各县区人民政府：\n{LONG}{LONG}\n"
    done = _run("check", "folder", "--page", str(save("a.txt", text)))
    assert done.exit_code == 0, done.output
    assert "云政发〔2024〕3号" in done.output


def test_a_source_is_checked_against_its_site(monkeypatch: pytest.MonkeyPatch) -> None:
    with serve_sample() as address:
        monkeypatch.setenv("LUCE_SAMPLE_URL", address)
        done = _run("check", "yunping_city", "--sample", "--since", "2020-01-01", "--details", "2")
    assert done.exit_code == 0, done.output
    assert done.output.count("page: http://yunping.sample.invalid/") == 2
    assert done.output.count("  number     云") == 2
    assert "nothing left unread" in done.output


def test_a_page_that_the_site_refuses_is_told_and_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    with serve_sample() as address:
        monkeypatch.setenv("LUCE_SAMPLE_URL", address)
        for url, reason in (
            ("http://yunping.sample.invalid/art/none.html", "fetch: http_404"),
            ("http://127.0.0.1/art.html", "fetch: address_refused"),
            ("file:///etc/passwd", "fetch: scheme_refused"),
        ):
            done = _run("check", "yunping_city", "--sample", "--url", url)
            assert (done.exit_code, reason in done.output) == (1, True), done.output


# ---------------------------------------------------------------- real pages

# The titles by their two ends.
GOLD = {
    "detail_govcn_notice": {
        "title": "国务院关于加快推 … 型升级的指导意见",
        "number": "国发〔2018〕42号",
        "issuer": "国务院",
        "written": "2018-12-21",
        "published": "2018-12-29",
        "index": "000014349/2018-00223",
        "class": "农业、林业、水利\\农业、畜牧业、渔业",
        "body": "38 paragraphs, 7096 characters",
    },
    "detail_govcn_table": {
        "title": "国务院办公厅关于 … 关改革举措的通知",
        "number": "国办发〔2018〕126号",
        "issuer": "国务院办公厅",
        "written": "2018-12-23",
        "published": "2019-01-08",
        "index": "000014349/2018-00228",
        "class": "科技、教育\\科技",
        "ends": "革委、国务院国资委、审计署全国",
    },
    "detail_hanweb_jiangxi_notice": {
        "title": "江西省人民政府办 … 展若干措施的通知",
        "number": "赣府厅发〔2020〕10号",
        "issuer": "江西省人民政府办公厅",
        "written": "2020-03-16",
        "published": "2020-03-19",
        "index": "014500815/2020-04047",
        "class": "财政、金融、审计; 政策文件",
        "body": "37 paragraphs, 5830 characters",
        "begins": "各市、县（区）人民政府，省政府",
        "ends": "单位：省财政厅、省金融监管局）",
    },
    "detail_hanweb_jiangxi_plan": {
        "title": "2020年全省粮 … 改革发展工作要点",
        "number": "赣粮办发〔2020〕3号",
        "issuer": "省粮食和物资储备局",
        "written": "2020-03-13",
        "published": "2020-03-13",
        "index": "014501017/2020-03655",
        "class": "农业、林业、水利; 规划计划",
        "body": "32 paragraphs, 4428 characters",
        "begins": "2020年是全面建成小康社会和",
        "ends": "统筹行业资源助力全省脱贫攻坚。",
    },
    "detail_trs_editor_ndrc": {
        "title": "关于加强和规范电 … 20〕816号)",
        "number": "发改能源规〔2020〕816号",
        "issuer": "国家发展改革委、国家能源局",
        "written": "2020-05-28",
        "published": "2020-06-08",
        "index": "",
        "class": "规范性文件; 政策文件",
        "body": "32 paragraphs, 2123 characters",
        "begins": "国家发展改革委国家能源局关于加",
        "ends": "国家能源局2020年5月28日",
    },
    "fragment_trs_ueditor_chongqing": {
        "title": "重庆市人民政府办 … 化鼓励办法的通知",
        "number": "渝府办发〔2021〕103号",
        "issuer": "重庆市人民政府办公厅",
        "written": "2021-09-25",
        "body": "42 paragraphs, 1772 characters",
        "begins": "重庆市人民政府办公厅关于印发重",
        "ends": "自2021年11月1日起施行。",
    },
}
SOURCE_OF = {
    "govcn": "state_council",
    "jiangxi": "jiangxi",
    "ndrc": "ndrc",
    "chongqing": "chongqing",
}


@pytest.mark.skipif(not PAGES.exists(), reason="the real pages are not beside the checkout")
@pytest.mark.parametrize("name", GOLD)
def test_a_real_page_is_shown_as_its_index_says(name: str) -> None:
    chosen = next(source_id for word, source_id in SOURCE_OF.items() if word in name)
    source = load_source(chosen, REAL)
    trial = try_page(source, open_saved(PAGES / f"{name}.html", f"{source.home}{name}.html"))
    assert trial.rejected is None
    read = dict(trial.fields)
    read["title"] = f"{read['title'][:8]} … {read['title'][-8:]}"
    assert GOLD[name].items() <= read.items()
    assert trial.attachments == []


@pytest.mark.skipif(not PAGES.exists(), reason="the real pages are not beside the checkout")
def test_the_real_list_is_shown_as_its_index_says() -> None:
    known = {"family": "trs_static", "lists": {"channels": ["a/b/"]}}  # the path is not stored
    source = Source.model_validate(load_source("nea_south", REAL).model_dump() | known)
    trial = try_list(source, give_saved([PAGES / "list_trs_nea_south.html"]))
    assert len(trial.rows) == 15
    assert trial.rows[0].url.startswith("https://www.nea.gov.cn/20250908/")
    assert (str(trial.rows[1].listed_date), str(trial.rows[14].listed_date)) == (
        "2026-09-21",
        "2026-07-14",
    )
    assert trial.unread == []


_ROW = "<li><a href='t1.html'>某市人民政府关于建设泵站的通知</a><span>2026-11-05</span></li>"


@pytest.mark.parametrize(
    ("beside", "told"),
    [
        (
            "<div><a href='t2.html'>另一份通知</a><span>2026-11-03</span></div>",
            "no row took: 另一份",
        ),
        (
            "<div><div><a href='t2.html'>另一份</a></div><i>2026-11-03</i></div>",
            "no row took: 另一",
        ),
        ("<section><h3><a href='t2.html'>另一份 2026-11-03</a></h3></section>", "no row took: 另"),
        ("<dl><dt>另一份</dt><dd>2026-11-03</dd></dl>", "dated row without a link"),
        (
            "<ol><li><a href='t2.html'>某市人民政府办公室关于修复湿地的通知</a>11-03</li></ol>",
            "link of a title's length, without a date: 某市",
        ),
    ],
)
def test_what_stands_in_other_markup_than_the_rows_is_told(
    tmp_path: Path, beside: str, told: str
) -> None:
    page = f"<html><body><a href='/'>首页</a><ul>{_ROW}</ul>{beside}</body></html>"
    trial = _try_list(tmp_path, page)
    assert [row.url.rsplit("/", 1)[1] for row in trial.rows] == ["t1.html"]
    assert len(trial.unread) == 1
    assert told in trial.unread[0]


@pytest.mark.parametrize(
    ("page", "told"),
    [
        ("<html><body><p>您的访问过于频繁，请输入验证码</p></body></html>", "challenge: "),
        ("<html><body><div id='app'></div></body></html>", "mend the lists"),
        (
            "<html><body><ul>" + _ROW.replace("2026-11-05", "11-05") + "</ul></body></html>",
            "1 links of a title's length; name a row in lists.rows, its dates in date_format",
        ),
    ],
)
def test_a_list_that_holds_nothing_says_what_stands_there(
    tmp_path: Path, page: str, told: str
) -> None:
    assert told in " ".join(_try_list(tmp_path, page).notes)


def _try_list(tmp_path: Path, page: str) -> ListTrial:
    path = tmp_path / "list.html"
    path.write_text(page, encoding="utf-8")
    source = load_source("dingxi_city", Settings(tmp_path, None, is_sample=False))
    return try_list(source, give_saved([path]))
