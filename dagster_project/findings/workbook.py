"""Findings as an Excel workbook: one sheet of findings, one of the places that they rest on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from dagster_project.findings.records import SEVERITIES, STATUSES, ReportFindings

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

# Header and width in characters.
FINDING_COLUMNS = (
    ("序号", 6),
    ("部门", 24),
    ("年度", 7),
    ("级别", 8),
    ("规则", 34),
    ("说明", 60),
    ("Message", 60),
    ("印出", 34),
    ("复核", 20),
    ("相差（万元）", 14),
    ("若改正即相符", 34),
    ("处理", 10),
    ("决定", 30),
    ("报告编号", 32),
    ("问题编号", 34),
)
PLACE_COLUMNS = (
    ("问题序号", 9),
    ("出处", 6),
    ("名称", 40),
    ("印出", 20),
    ("更正", 20),
    ("章节", 40),
    ("页", 6),
    ("表", 6),
    ("行", 6),
    ("列", 6),
    ("起始字符", 10),
    ("结束字符", 10),
    ("文件校验值", 66),
)


def write_workbook(path: Path, reports: Sequence[ReportFindings], rule_names: Mapping[str, str]) -> None:
    """Write the findings to an .xlsx file, replacing what is there. rule_names: by rule id, number and statement."""
    workbook = Workbook()
    findings, places = workbook.active, workbook.create_sheet("出处")
    assert findings is not None
    findings.title = "问题"
    _header(findings, FINDING_COLUMNS)
    _header(places, PLACE_COLUMNS)
    number = 0
    for report in reports:
        for finding in report.findings:
            number += 1
            cells = (
                number,
                report.department,
                report.fiscal_year,
                SEVERITIES.get(finding.severity, finding.severity),
                rule_names.get(finding.rule_id, finding.rule_id),
                finding.message,
                finding.message_en,
                finding.printed,
                finding.computed,
                finding.difference,
                finding.remedy,
                STATUSES.get(finding.status, finding.status),
                finding.decision_text,
                report.report_id,
                finding.finding_key,
            )
            _row(findings, cells)
            for place_no, place in enumerate(finding.places, start=1):
                locator = (place.page, place.table_no, place.row_no, place.column_no, place.char_start, place.char_end)
                named = (place.name, place.printed_text, place.corrected, place.section)
                _row(places, (number, place_no, *named, *locator, place.document_sha256))
    path.parent.mkdir(parents=True, exist_ok=True)
    workbook.save(path)


def _header(sheet: Worksheet, columns: Sequence[tuple[str, int]]) -> None:
    _row(sheet, [name for name, _ in columns])
    for number, (_, width) in enumerate(columns, start=1):
        sheet.cell(1, number).font = Font(bold=True)
        sheet.column_dimensions[get_column_letter(number)].width = width
    sheet.freeze_panes = "A2"


def _row(sheet: Worksheet, values: Sequence[Any]) -> None:
    row = 1 if sheet.cell(1, 1).value is None else sheet.max_row + 1
    for column, value in enumerate(values, start=1):
        if value is None:
            continue
        cell = sheet.cell(row, column)
        if isinstance(value, str):
            cell.value = ILLEGAL_CHARACTERS_RE.sub("", value)
            # What a report prints must not become a formula, whatever it begins with.
            cell.data_type = "s"
            cell.alignment = Alignment(wrap_text=True, vertical="top")
        else:
            cell.value = value
            cell.alignment = Alignment(vertical="top")
