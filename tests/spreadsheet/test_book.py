"""A workbook as whoever opens it finds it: values as they are, one header that stays, nothing that computes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from dagster_project.spreadsheet import Book, Column, Link, Row

COLUMNS = (Column("说明", 30, wraps=True), Column("金额（万元）", 12, money=True))
HOSTILE = '=HYPERLINK("http://example.invalid","点我")'


def written(path: Path, rows: Sequence[Row], columns: Sequence[Column] = COLUMNS, rows_a_sheet: int = 100) -> Worksheet:
    with Book(path, "试", rows_a_sheet=rows_a_sheet) as book:
        sheet = book.sheet("数据", columns, frozen_columns=1)
        sheet.write_rows(rows)
        sheet.close()
    return openpyxl.load_workbook(path)["数据"]


@pytest.mark.parametrize(
    ("value", "cell", "kind"),
    [
        (Decimal("7277.440000"), 7277.44, "n"),
        (Decimal("0.000000"), 0, "n"),
        (Decimal("12345678901234.123456"), "12345678901234.123456", "s"),
        (2023, 2023, "n"),
        (10**17 + 1, "100000000000000001", "s"),
        (None, None, "n"),
        (True, "是", "s"),
        (False, "否", "s"),
        (date(2024, 5, 31), datetime(2024, 5, 31), "d"),  # noqa: DTZ001 - a cell has no time zone
        ("430421", "430421", "s"),
        ("2023-01-01", "2023-01-01", "s"),
        (HOSTILE, HOSTILE, "s"),
        ("{=1+1}", "{=1+1}", "s"),
        ("http://example.invalid", "http://example.invalid", "s"),
        ("mailto:a@example.invalid", "mailto:a@example.invalid", "s"),
        ("", "", "s"),
    ],
)
def test_a_value_is_in_the_cell_as_what_it_is(tmp_path: Path, value: object, cell: object, kind: str) -> None:
    sheet = written(tmp_path / "a.xlsx", [("x", value)])
    assert (sheet["B2"].value, sheet["B2"].data_type) == (cell, kind)
    assert sheet["B2"].hyperlink is None


def test_a_text_like_a_formula_stays_one_when_somebody_edits_it(tmp_path: Path) -> None:
    sheet = written(tmp_path / "a.xlsx", [(HOSTILE, None), ("支出", None)])
    assert sheet["A2"].quotePrefix
    assert not sheet["A3"].quotePrefix


@pytest.mark.parametrize(
    ("value", "column", "number_format"),
    [
        (Decimal("7277.5"), COLUMNS[1], "#,##0.00####_ "),
        (Decimal("31.000000"), COLUMNS[0], "#,##0_ "),
        (Decimal("98.5"), COLUMNS[0], "#,##0.######_ "),
        (2023, COLUMNS[0], "0_ "),
        (date(2024, 5, 31), COLUMNS[0], "yyyy-mm-dd"),
    ],
)
def test_a_number_shows_in_its_format(tmp_path: Path, value: object, column: Column, number_format: str) -> None:
    assert written(tmp_path / "a.xlsx", [(value,)], [column])["A2"].number_format == number_format


def test_a_sheet_has_a_header_that_stays_a_filter_and_a_page_setup(tmp_path: Path) -> None:
    sheet = written(tmp_path / "a.xlsx", [("a", Decimal(1)), ("b", None)])
    assert [cell.value for cell in sheet[1]] == ["说明", "金额（万元）"]
    assert sheet["A1"].font.bold
    assert sheet["A1"].font.name == "Microsoft YaHei"
    assert sheet.freeze_panes == "B2"
    assert sheet.auto_filter.ref == "A1:B3"
    assert sheet.print_title_rows == "$1:$1"
    assert sheet.page_setup.orientation == "landscape"
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) in {(1, 0), (None, 0)}
    assert sheet.sheet_properties.pageSetUpPr.fitToPage


def test_columns_that_are_not_for_paper_are_outside_the_print_area(tmp_path: Path) -> None:
    columns = (Column("甲", 9), Column("乙", 9), Column("键", 34, prints=False))
    assert written(tmp_path / "a.xlsx", [("a", "b", "c")], columns).print_area == "'数据'!$A$1:$B$2"


def test_a_long_text_makes_its_row_high(tmp_path: Path) -> None:
    sheet = written(tmp_path / "a.xlsx", [("短", None), ("长" * 40, None)])
    assert sheet.row_dimensions[2].height is None
    assert sheet.row_dimensions[3].height == 45


def test_severities_are_coloured_each_in_its_own(tmp_path: Path) -> None:
    rows = [("错误",), ("警告",), ("提示",), ("其他",)]
    sheet = written(tmp_path / "a.xlsx", rows, [Column("级别", 8, severity=True)])
    colours = [sheet.cell(row, 1).fill.fgColor.rgb for row in range(2, 6)]
    assert len(set(colours)) == 4


def test_a_table_that_is_too_long_goes_on_in_the_next_sheet(tmp_path: Path) -> None:
    written(tmp_path / "a.xlsx", [(f"r{number}", Decimal(number)) for number in range(7)], rows_a_sheet=4)
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    assert book.sheetnames == ["数据", "数据2", "数据3"]
    assert [[cell.value for cell in sheet["A"]] for sheet in book] == [
        ["说明", "r0", "r1", "r2"],
        ["说明", "r3", "r4", "r5"],
        ["说明", "r6"],
    ]
    assert {sheet.auto_filter.ref for sheet in book} == {"A1:B4", "A1:B2"}
    assert {sheet.freeze_panes for sheet in book} == {"B2"}


def test_a_link_leads_to_a_row_of_the_sheet_it_is_on(tmp_path: Path) -> None:
    with Book(tmp_path / "a.xlsx", "试", rows_a_sheet=4) as book:
        links = [Link(f"{number}", *book.row_of("数据", number)) for number in (1, 3, 4)]
        sheet = book.sheet("数据", [Column("出处", 9)])
        sheet.write_rows([(link,) for link in links])
        sheet.close()
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx")["数据"]
    assert [sheet.cell(row, 1).hyperlink.location for row in (2, 3, 4)] == ["'数据'!A2", "'数据'!A4", "'数据2'!A2"]


def test_the_same_content_makes_the_same_file(tmp_path: Path) -> None:
    for name in ("a.xlsx", "b.xlsx"):
        with Book(tmp_path / name, "试", datetime(2024, 5, 31, tzinfo=UTC)) as book:
            book.sheet("数据", COLUMNS).close()
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()
