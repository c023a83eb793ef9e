"""The whole of an extract: lines, grades, sections, offsets, and its file."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import pytest

from dagster_project.extraction import extract, extract_file
from dagster_project.reading import ReadingError, read
from dagster_project.reading.limits import LIMITS
from tests.conforming.printed import extracted, table

REPORT = (
    "2023年度部门整体支出绩效自评报告\n\n一、部门概况\n\n在职人员28人。\n\n二、收支情况\n\n（一）支出\n\n"
    "基本支出650万元，比上年增加。评价等级为优。\n\n单位：万元\n" + table("项目|预算|决算", "项目支出|500|480")
)


def test_every_number_has_its_section_and_its_offsets() -> None:
    document = read(REPORT.encode(), "report.txt")
    found = extract(document)
    assert [(v.printed, v.section) for v in found.values if v.is_quantity] == [
        ("28", "一、部门概况"),
        ("650", "二、收支情况 / （一）支出"),
        ("500", "二、收支情况 / （一）支出"),
        ("480", "二、收支情况 / （一）支出"),
    ]
    assert all(document.text[v.char_start : v.char_end] == v.printed for v in found.values)
    assert [v.value_no for v in found.values] == list(range(1, len(found.values) + 1))


def test_lines_are_kept_and_sentences_are_not() -> None:
    assert [(line.kind, line.text) for line in extracted(REPORT).lines] == [
        ("heading", "2023年度部门整体支出绩效自评报告"),
        ("heading", "一、部门概况"),
        ("heading", "二、收支情况"),
        ("heading", "（一）支出"),
        ("grade", "等级为优"),
        ("line", "单位：万元"),
    ]


def test_names_begin_with_a_place() -> None:
    names = [name.text for name in extracted("报送正定县教育局和河北省审计厅。\n").names]
    assert names == ["正定县教育局", "正定县", "河北省审计厅", "河北省"]


def test_an_extract_comes_back_from_its_file(tmp_path: Path) -> None:
    found = extracted(REPORT)
    extract_file.write(found, tmp_path / "extracts" / "report.jsonl")
    assert extract_file.read(tmp_path / "extracts" / "report.jsonl") == found
    assert [path.name for path in (tmp_path / "extracts").iterdir()] == ["report.jsonl"]


@pytest.mark.parametrize("text", ["", "{}\n", '{"record": "value"}\n', '{"record": "cells"}\n', "no json\n"], ids=repr)
def test_what_is_no_extract_is_refused_with_its_line(text: str) -> None:
    with pytest.raises(ValueError, match=r"report\.jsonl"):
        extract_file.loads(text, "report.jsonl")


def test_what_a_page_attaches_is_kept(tmp_path: Path) -> None:
    page = '<html><body><p>支出12.5万元，详见附表。</p><p>附件：<a href="/f/1.xls">公开表.xls</a></p></body></html>'
    found = extract(read(page.encode(), "report.html"))
    [attached] = found.attachments
    assert (attached.attachment_no, attached.name, attached.address) == (1, "公开表.xls", "/f/1.xls")
    extract_file.write(found, tmp_path / "page.jsonl")
    assert extract_file.read(tmp_path / "page.jsonl") == found


def test_more_numbers_than_any_report_prints_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    module = sys.modules["dagster_project.extraction.extract"]  # the package exports a function of the same name
    monkeypatch.setattr(module, "LIMITS", replace(LIMITS, printed_values=3))
    with pytest.raises(ReadingError) as raised:
        extracted(REPORT)
    assert raised.value.reason_code == "too_large"
