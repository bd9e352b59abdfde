"""What a notice says of the end of others, and of its own."""

# ruff: noqa: E501  (a passage stands on one line)

from __future__ import annotations

from datetime import date

import pytest

from ingestion.parse import read_notice

_NOTICE = "汀河市人民政府关于加快节水的意见\n汀政发〔2022〕8号\n各县区：\n{}\n汀河市人民政府\n2022年3月1日\n"


@pytest.mark.parametrize(
    ("passage", "repealed"),
    [
        ("《汀河市节水办法》（汀政发〔2016〕71号）同时废止。", ["汀政发〔2016〕71号"]),
        ("本办法自2022年4月1日起施行。原《节水办法》（汀政办发〔2016〕71号）同时废止。", ["汀政办发〔2016〕71号"]),
        ("《节水办法》（汀政发〔2016〕7号）、《用水细则》（汀水〔2017〕8号）自本意见施行之日起废止。", ["汀政发〔2016〕7号", "汀水〔2017〕8号"]),
        ("《节水办法》（汀政发〔2016〕7号）和《用水细则》（汀水〔2017〕8号）等文件一并废止。", ["汀政发〔2016〕7号", "汀水〔2017〕8号"]),
        ("《节水办法》（汀河市人民政府令第9号）即行废止，有关事项另行通知。", ["汀河市人民政府令第9号"]),
        ("经研究，决定废止《节水办法》（汀政发〔2016〕7号）、《用水细则》（汀水〔2017〕8号）。", ["汀政发〔2016〕7号", "汀水〔2017〕8号"]),
        ("汀政发〔2016〕7号文件停止执行。", ["汀政发〔2016〕7号"]),
        ("《节水办法》（汀政发〔2016〕7号）第三条同时废止。", []),
        ("《节水办法》（汀政发〔2016〕7号）中与本意见不一致的规定同时废止。", []),
        ("《节水办法》（汀政发〔2016〕7号）废止后，按本意见执行。", []),
        ("推动废止《节水办法》（汀政发〔2016〕7号）。", []),
        ("《节水办法》（汀政发〔2016〕7号）尚未废止。", []),
        ("《用水定额》（DB62/T 2987-2019）同时废止。", []),
        ("按照《节水办法》（汀政发〔2016〕7号）执行，《用水细则》同时废止。", []),
        ("按照汀政发〔2016〕7号要求，对过期文件予以废止。", []),
    ],
)  # fmt: skip
def test_only_a_document_that_ends_as_a_whole_is_repealed(
    passage: str, repealed: list[str]
) -> None:
    found = read_notice(_NOTICE.format(passage)).citations
    assert found
    assert [citation.number for citation in found if citation.is_repealed] == repealed


@pytest.mark.parametrize(
    ("passage", "until", "clause"),
    [
        ("本意见自2023年10月1日起施行，有效期5年。", date(2028, 9, 30), "自2023年10月1日起施行,有效期5年"),
        ("本意见自印发之日起施行，有效期三年。", date(2025, 2, 28), "自印发之日起施行,有效期三年"),
        ("本意见自２０２２年４月１日起施行，有效期至２０２５年１２月３１日。", date(2025, 12, 31), "自2022年4月1日起施行,有效期至2025年12月31日"),
        ("本办法有效期为2年。", date(2024, 2, 29), "本办法有效期为2年"),
        ("本意见自2024年2月29日起施行，有效期1年。", date(2025, 2, 28), "自2024年2月29日起施行,有效期1年"),
        ("本意见自2022年4月1日起施行，试行期6个月。", date(2022, 9, 30), "自2022年4月1日起施行,试行期6个月"),
        ("排污许可证有效期5年。", None, None),
        ("本意见自2022年4月1日起施行。许可证有效期5年。", None, None),
        ("本意见自2022年4月1日起施行，资质有效期为5年。", None, None),
        ("本意见自印发之日起施行。", None, None),
        ("本意见自2022年13月41日起施行，有效期5年。", None, "自2022年13月41日起施行,有效期5年"),
    ],
)  # fmt: skip
def test_a_notice_says_until_when_it_holds(
    passage: str, until: date | None, clause: str | None
) -> None:
    said = read_notice(_NOTICE.format(passage)).metadata
    assert (said.valid_until, said.validity_clause) == (until, clause)
