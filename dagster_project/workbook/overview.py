"""The first sheet of the workbook: what is in it, and how to read it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from dagster_project.findings.records import REPORT_STATUSES
from dagster_project.spreadsheet import Book, Column, Link

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

    from dagster_project.workbook.workbook import SheetRows

OVERVIEW = "概览"
_TITLE = "县账 · 部门整体支出绩效自评数据"
_NOTES = (
    "金额单位为万元，比率为百分数。空单元格表示报告没有印出该数，不等于 0；印出的 0 写作 0。",
    "“出处”列指向该数在“出处”表中的第一行，同一个数的各处相邻；出处给出原文、章节、页、表、行、列和字符位置。",
    "已隔离的报告未通过检验：其问题与出处在此列出，其数据不在预算、支出、收入、资产与人员、绩效指标各表中。",
    "超过 15 位有效数字的数以文本写出，一位不少。",
)


def write_overview(
    book: Book, worksheet: Worksheet, version: str, reports: Mapping[str, int], sheets: Sequence[SheetRows]
) -> None:
    """Title, number of reports by status, the sheets with their rows, and notes. version: of the snapshot."""
    title, note = book.format(bold=True, font_size=16), book.format(text_wrap=True, valign="top")
    worksheet.set_row(0, 28)
    worksheet.write_string(0, 0, _TITLE, title)
    counted = "，".join(f"{REPORT_STATUSES.get(status, status)} {count}" for status, count in reports.items())
    total = sum(reports.values())
    worksheet.write_string(1, 0, f"报告 {total} 份" + (f"（{counted}）" if counted else ""), book.format())
    worksheet.write_string(2, 0, f"快照 {version}", book.format(font_color="#7F7F7F"))
    for number, header in enumerate(("工作表", "行数", "内容")):
        worksheet.write_string(4, number, header, book.header_format())
    cell, wide = Column("", 0), Column("", 0, wraps=True)
    for row, sheet in enumerate(sheets, start=5):
        book.write(worksheet, row, 0, Link(sheet.name, sheet.name, 1), cell)
        book.write(worksheet, row, 1, sheet.rows, cell)
        book.write(worksheet, row, 2, sheet.meaning, wide)
    for row, text in enumerate(_NOTES, start=6 + len(sheets)):
        worksheet.merge_range(row, 0, row, 2, text, note)
        worksheet.set_row(row, 30)
