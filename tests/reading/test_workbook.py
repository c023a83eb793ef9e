"""Workbooks: visible sheets in order, what is hidden left out, formulas by their results."""

from __future__ import annotations

import io
import shutil
import zipfile
from pathlib import Path

import openpyxl
import pytest
import xlwt

from dagster_project.extraction import extract
from dagster_project.reading import Document, Table, libreoffice, read
from tests.reading.packages import archive


def saved(workbook: openpyxl.Workbook) -> bytes:
    target = io.BytesIO()
    workbook.save(target)
    return target.getvalue()


def has_calc() -> bool:
    """Whether LibreOffice is installed with its spreadsheet."""
    office = shutil.which("soffice") or shutil.which("libreoffice")
    return office is not None and any(Path(office).resolve().parent.glob("libsclo.so"))


def unpacked(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


def tables(document: Document) -> dict[str | None, list[str]]:
    return {
        block.name: [document.text_of(cell) for cell in block.cells]
        for block in document.blocks
        if isinstance(block, Table)
    }


def test_sheets_come_in_order_with_their_names_and_without_hidden_ones() -> None:
    workbook = openpyxl.Workbook()
    for name, state in (("整体支出", "visible"), ("数据源", "hidden"), ("项目一", "visible")):
        sheet = workbook.create_sheet(name)
        sheet["A1"], sheet.sheet_state = name, state
    del workbook["Sheet"]
    assert tables(read(saved(workbook), "表.xlsx")) == {"整体支出": ["整体支出"], "项目一": ["项目一"]}


def test_hidden_rows_and_columns_are_not_printed() -> None:
    workbook = openpyxl.Workbook()
    sheet = workbook.worksheets[0]
    for row in (("项目", "旧", "金额"), ("隐", 1, 2), ("基本", 3, 4.5)):
        sheet.append(row)
    sheet.row_dimensions[2].hidden = True
    sheet.column_dimensions["B"].hidden = True
    assert list(tables(read(saved(workbook), "表.xlsx")).values()) == [["项目", "金额", "基本", "4.5"]]


def test_blank_rows_within_a_sheet_stay_and_formatted_ones_after_it_go() -> None:
    workbook = openpyxl.Workbook()
    sheet = workbook.worksheets[0]
    sheet["A1"], sheet["A3"] = "上", "下"
    sheet["C90"].number_format = "0.00"
    assert list(tables(read(saved(workbook), "表.xlsx")).values()) == [["上", "", "下"]]


def budget(*formulas: str) -> bytes:
    """A workbook whose formulas were never calculated, below the two amounts of column B."""
    workbook = openpyxl.Workbook()
    sheet = workbook.worksheets[0]
    for row, value in enumerate(("项目", "基本支出", "项目支出", "合计"), start=1):
        sheet.cell(row, 1).value = value
    for row, amount in enumerate(("金额", 120.5, 79.25, *formulas), start=1):
        sheet.cell(row, 2).value = amount
    sheet["B4"].number_format = "0.00"
    return saved(workbook)


@pytest.mark.skipif(not has_calc(), reason="LibreOffice Calc is not installed")
def test_a_formula_without_a_result_prints_what_libreoffice_calculates() -> None:
    cells = tables(read(budget("=SUM(B2:B3)"), "表.xlsx"))["Sheet"]
    assert cells[-2:] == ["合计", "199.75"]


def test_without_libreoffice_a_formula_without_a_result_prints_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda _: None)
    document = read(budget("=SUM(B2:B3)"), "表.xlsx")
    assert tables(document)["Sheet"][-2:] == ["合计", "=SUM(B2:B3)"]
    assert [value.printed for value in extract(document).values] == ["120.5", "79.25"]


def test_a_target_typed_as_a_formula_prints_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(libreoffice, "converted", lambda *_: pytest.fail("nothing to calculate"))
    assert tables(read(budget("=100%"), "表.xlsx"))["Sheet"][-1] == "=100%"


def test_a_formula_prints_its_stored_result() -> None:
    workbook = openpyxl.Workbook()
    workbook.worksheets[0]["A1"] = 0
    parts = unpacked(saved(workbook))
    sheet = parts["xl/worksheets/sheet1.xml"]
    parts["xl/worksheets/sheet1.xml"] = sheet.replace(b'<c r="A1" t="n"><v>0</v>', b'<c r="A1"><f>1/4</f><v>0.25</v>')
    data = archive(dict(parts))
    assert list(tables(read(data, "表.xlsx")).values()) == [["0.25"]]


def test_old_workbooks_print_dates_and_truth_values() -> None:
    workbook = xlwt.Workbook()
    sheet = workbook.add_sheet("表")
    sheet.write(0, 0, 45000, xlwt.easyxf(num_format_str='yyyy"年"m"月"d"日"'))
    sheet.write(0, 1, True)
    target = io.BytesIO()
    workbook.save(target)
    assert list(tables(read(target.getvalue(), "表.xls")).values()) == [["2023年3月15日", "TRUE"]]
