"""The workbook of the marts: every figure with its name, its digits and its place, whatever a report prints."""

from __future__ import annotations

import shutil
import subprocess
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pypdfium2
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from dagster_project.workbook import write_marts
from tests.workbook.snapshots import write_snapshot

HOSTILE = '=HYPERLINK("http://example.invalid","点我")'
RULES = {"spending_within_income": "B1 支出不超过收入"}
KEYS = {"report_id": "r1", "county_code": "430421", "department_key": "d1", "fiscal_year": 2023}
ALL = {"stage": "final", "account_code": "expenditure", "fund": "all"}
ROWS: dict[str, list[dict[str, Any]]] = {
    "dim_county": [{"county_key": "k1", "county_code": "430421", "county_name": "衡阳县", "province_name": "湖南省"}],
    "dim_department": [{"department_key": "d1", "department_name": "衡阳县科技局", "department_type": "科技"}],
    "dim_stage": [{"stage": "final", "stage_name": "决算", "stage_no": 3}],
    "dim_fund": [{"fund": "all", "fund_name": "全部资金"}],
    "dim_account": [{"account_code": "expenditure", "account_name": "本年支出"}],
    "dim_report": [
        {**KEYS, "county_key": "k1", "status": "published", "title": HOSTILE, "source_name": "甲.docx"},
        {"report_id": "r2", "status": "quarantined", "source_name": "乙.docx", "fiscal_year": 2022},
    ],
    "mart_department_year": [{**KEYS, "income_wan": 0, "expenditure_wan": Decimal("123456.789012"), "findings": 1}],
    "fct_expenditure": [
        {**KEYS, **ALL, "figure_key": "f1", "amount_wan": Decimal("7206.67"), "mention_count": 2, "is_conflict": False},
        {**KEYS, **ALL, "figure_key": "f2", "project_name": HOSTILE, "amount_wan": Decimal("12345678901234.123456")},
    ],
    "fct_resource": [{**KEYS, **ALL, "figure_key": "f3", "quantity": 31}],
    "fct_indicator": [{**KEYS, "indicator_key": "i1", "indicator_name": "培训人次", "target_text": "+20人"}],
    "fct_finding": [
        {"finding_key": "e1", "report_id": "r1", "rule_id": "other", "severity": "info", "message": "提示语"},
        {
            "finding_key": "e2",
            "report_id": "r2",
            "rule_id": "spending_within_income",
            "severity": "error",
            "message": "支出大于收入",
            "difference_wan": Decimal("-1.5"),
            "mention_ids": ["q1"],
            "status": "open",
        },
    ],
    "fct_mention": [
        {"mention_id": "m2", "report_id": "r1", "role": "figure", "figure_key": "f1", "char_start": 90,
         "printed_value": "7206.67", "printed_unit": "万元"},
        {"mention_id": "m1", "report_id": "r1", "role": "figure", "figure_key": "f1", "char_start": 7,
         "printed_value": "@7,206.67", "printed_unit": "万元", "page": 2},
        {"mention_id": "m3", "report_id": "r1", "role": "indicator", "indicator_key": "i1", "char_start": 1,
         "printed_value": "20"},
    ],
}  # fmt: skip
QUARANTINED = {"fct_mention": [{"mention_id": "q1", "report_id": "r2", "role": "claim", "claim_key": "c1"}]}
SHEETS = [
    "概览", "部门年度", "问题", "预算", "支出", "收入", "资产与人员", "绩效指标", "推算数", "出处", "数据字典",
]  # fmt: skip


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("workbook")
    write_marts(write_snapshot(folder / "snapshot.duckdb", ROWS, QUARANTINED), folder / "out" / "marts.xlsx", RULES)
    return folder / "out" / "marts.xlsx"


@pytest.fixture(scope="module")
def book(path: Path) -> openpyxl.Workbook:
    return openpyxl.load_workbook(path)


def rows(sheet: Worksheet) -> list[dict[str, Any]]:
    header, *body = sheet.iter_rows(values_only=True)
    return [dict(zip(header, row, strict=True)) for row in body]


def test_the_sheets_are_those_that_people_look_for(book: openpyxl.Workbook) -> None:
    assert book.sheetnames == SHEETS


def test_every_header_is_chinese_and_stands_once(book: openpyxl.Workbook) -> None:
    for sheet in book.worksheets[1:]:
        headers = [cell.value for cell in sheet[1]]
        assert len(headers) == len(set(headers)), sheet.title
        assert [header for header in headers if not any("\u4e00" <= c <= "\u9fff" for c in header or "")] == []
        assert sheet.freeze_panes is not None
        assert sheet.auto_filter.ref is not None


def test_a_figure_stands_with_its_names_and_its_digits(book: openpyxl.Workbook) -> None:
    first, second = rows(book["支出"])
    assert {name: first[name] for name in ("县名", "部门名称", "财政年度", "阶段", "科目名称", "资金来源")} == {
        "县名": "衡阳县",
        "部门名称": "衡阳县科技局",
        "财政年度": 2023,
        "阶段": "决算",
        "科目名称": "本年支出",
        "资金来源": "全部资金",
    }
    assert first["金额（万元）"] == 7206.67
    assert second["金额（万元）"] == "12345678901234.123456"
    assert second["项目名称"] == HOSTILE
    assert rows(book["资产与人员"])[0]["数量"] == 31


def test_a_column_is_wide_enough_for_its_numbers(book: openpyxl.Workbook) -> None:
    """A number that does not fit shows as ###."""
    sheet = book["部门年度"]
    column = next(cell.column_letter for cell in sheet[1] if cell.value == "本年支出（万元）")
    assert sheet.column_dimensions[column].width >= len("123,456.789012") + 1


def test_what_is_missing_is_empty_and_zero_is_zero(book: openpyxl.Workbook) -> None:
    published, quarantined = sorted(rows(book["部门年度"]), key=lambda row: row["报告编号"])
    assert published["本年收入（万元）"] == 0
    assert published["基本支出（万元）"] is None
    assert (quarantined["报告状态"], quarantined["本年收入（万元）"]) == ("已隔离", None)


def test_a_figure_leads_to_its_places_in_the_order_of_the_text(book: openpyxl.Workbook) -> None:
    column = [cell.value for cell in book["支出"][1]].index("出处") + 1
    link = book["支出"].cell(2, column).hyperlink.location
    assert link == "'出处'!A2"
    assert book["支出"].cell(3, column).hyperlink is None
    places = rows(book["出处"])
    assert [(row["出处编号"], row["印出的内容"], row["页码"]) for row in places[:2]] == [
        ("m1", "@7,206.67", 2),
        ("m2", "7206.67", None),
    ]
    assert [row["数字用途"] for row in places] == ["数据", "数据", "绩效指标", "推算数"]


def test_findings_stand_with_the_gravest_first_and_lead_to_a_quarantined_reports_places(
    book: openpyxl.Workbook,
) -> None:
    first, second = rows(book["问题"])
    assert (first["严重程度"], first["规则"], first["差额（万元）"]) == ("错误", "B1 支出不超过收入", -1.5)
    assert (first["处理状态"], first["报告状态"], second["严重程度"]) == ("待核实", "已隔离", "提示")
    column = [cell.value for cell in book["问题"][1]].index("出处") + 1
    assert book["问题"].cell(2, column).hyperlink.location == "'出处'!A5"


def test_nothing_in_it_computes(path: Path, book: openpyxl.Workbook) -> None:
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n", "d"}
    hostile = [cell for cell in cells if str(cell.value).startswith(("=", "@", "+"))]
    assert {cell.value for cell in hostile} == {HOSTILE, "@7,206.67", "+20人"}
    assert all(cell.quotePrefix and cell.hyperlink is None for cell in hostile)


def test_the_dictionary_has_every_column_of_every_mart(book: openpyxl.Workbook) -> None:
    described = rows(book["数据字典"])
    assert {row["表"] for row in described} >= set(ROWS)
    assert [row for row in described if not (row["名称"] and row["说明"] and row["表名"])] == []


def test_the_overview_leads_to_every_sheet_with_its_rows(book: openpyxl.Workbook) -> None:
    overview = book["概览"]
    listed = {row[0].value: (row[0].hyperlink.location, row[1].value) for row in overview.iter_rows(6, 15)}
    assert set(listed) == set(SHEETS[1:])
    assert listed["支出"] == ("'支出'!A1", 2)
    assert overview["A2"].value == "报告 2 份（已发布 1，已隔离 1）"


def test_places_that_fill_more_than_a_sheet_are_all_there_and_led_to(tmp_path: Path) -> None:
    many = [{**ROWS["fct_mention"][0], "mention_id": f"m{n:04}", "figure_key": f"f{n:04}"} for n in range(900)]
    figures = [{**ROWS["fct_expenditure"][0], "figure_key": f"f{n:04}"} for n in range(899, 900)]
    snapshot = write_snapshot(tmp_path / "s.duckdb", {**ROWS, "fct_mention": many, "fct_expenditure": figures})

    write_marts(snapshot, tmp_path / "m.xlsx", RULES, rows_a_sheet=401)

    book = openpyxl.load_workbook(tmp_path / "m.xlsx")
    parts = [rows(book[name]) for name in ("出处", "出处2", "出处3")]
    assert [len(part) for part in parts] == [400, 400, 100]
    assert [row["出处编号"] for part in parts for row in part] == [row["mention_id"] for row in many]
    column = [cell.value for cell in book["支出"][1]].index("出处") + 1
    assert book["支出"].cell(2, column).hyperlink.location == "'出处3'!A101"


def test_the_same_snapshot_makes_the_same_workbook(tmp_path: Path) -> None:
    snapshot = write_snapshot(tmp_path / "s.duckdb", ROWS, QUARANTINED)
    for name in ("a.xlsx", "b.xlsx"):
        write_marts(snapshot, tmp_path / name, RULES)
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_without_a_snapshot_there_is_no_workbook(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="xianzhang run"):
        write_marts(tmp_path / "marts.duckdb", tmp_path / "m.xlsx", RULES)
    assert not (tmp_path / "m.xlsx").exists()


def convert(path: Path, ending: str, folder: Path) -> Path:
    """What LibreOffice makes of a file; it exits 0 on failure, but writes nothing then."""
    settings = f"-env:UserInstallation=file://{folder / 'settings'}"
    command = ["soffice", "--headless", settings, "--convert-to", ending, "--outdir", str(folder), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    return folder / f"{path.stem}.{ending}"


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_libreoffice_opens_it_whole_and_prints_it(path: Path, book: openpyxl.Workbook, tmp_path: Path) -> None:
    again = openpyxl.load_workbook(convert(path, "xlsx", tmp_path))
    assert again.sheetnames == book.sheetnames
    for sheet in book.worksheets[1:]:
        assert rows(again[sheet.title]) == rows(sheet), sheet.title
        assert again[sheet.title].auto_filter.ref == sheet.auto_filter.ref

    pages = pypdfium2.PdfDocument(convert(path, "pdf", tmp_path))
    texts = [page.get_textpage().get_text_range() for page in pages]
    assert all(page.get_width() > page.get_height() for page in pages)
    expenditure = next(text for text in texts if "7,206.67" in text and "全部资金" in text)
    assert HOSTILE.partition("(")[0] in expenditure
    dictionary = [text for text in texts if "fct_" in text and "Account of the vocabulary" in text]
    assert len(dictionary) > 1
    assert all("说明" in text for text in dictionary)
