"""`luce parse FILE... --out DIR`: records whose spans point into the file's own characters."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ingestion.cli.files import parse_files

NOTICE = """石渡县人民政府关于印发石渡县清洁取暖行动方案的通知
（石政发〔2023〕8号）
各乡镇人民政府，县政府各部门：
现将《石渡县清洁取暖行动方案》印发给你们，请认真贯彻执行。
石渡县人民政府
2023年3月6日
石渡县清洁取暖行动方案
一、主要任务
（一）推进热源改造。到2025年，全县清洁取暖率达到85%以上，新建集中供热站6座。推进老旧管网更新改造。
"""


def read(folder: Path, kind: str) -> list[dict]:
    lines = (folder / f"{kind}.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_spans_slice_the_files_own_characters(tmp_path, encoding):
    path = tmp_path / "shidu_2023_8.txt"
    path.write_bytes(NOTICE.replace("\n", "\r\n").encode(encoding))
    assert parse_files([path], tmp_path / "out") == 0
    text = path.read_bytes().decode("utf-8" if encoding != "gb18030" else encoding)
    targets = read(tmp_path / "out", "targets")
    assert {(row["indicator"], row["value"], row["unit"]) for row in targets} >= {
        ("清洁取暖率", 85, "%")
    }
    assert all(text[row["start"] : row["end"]] == row["quote"] for row in targets)
    assert {row["notice"] for row in targets} == {"shidu_2023_8"}
    (notice,) = read(tmp_path / "out", "notices")
    assert notice["document_number"] == "石政发〔2023〕8号"
    assert notice["issuer"] == ["石渡县人民政府"]
    assert read(tmp_path / "out", "measures")


def test_a_file_that_cannot_be_read_is_named_and_the_rest_go_on(tmp_path, capsys):
    good, bad, empty = tmp_path / "good.txt", tmp_path / "bad.txt", tmp_path / "empty.txt"
    good.write_text(NOTICE, "utf-8")
    bad.write_bytes(b"\xff\xfe\xfa\x81" * 100)
    empty.write_bytes(b"")
    assert parse_files([bad, empty, good, tmp_path / "absent.txt"], tmp_path / "out") == 3
    shown = capsys.readouterr()
    assert all(f"{name}: rejected: " in shown.err for name in (bad, empty))
    assert [row["notice"] for row in read(tmp_path / "out", "notices")] == ["good"]
