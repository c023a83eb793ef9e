"""Findings as an Excel workbook: one sheet of findings, one of the places that they rest on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from dagster_project.findings.records import SEVERITIES, STATUSES, Finding, ReportFindings
from dagster_project.spreadsheet import Book, Column, Link, Row

PLACES = "出处"
FINDING_COLUMNS = (
    Column("序号", 6),
    Column("部门", 24, wraps=True),
    Column("年度", 7),
    Column("级别", 8, severity=True),
    Column("规则", 34, wraps=True),
    Column("说明", 60, wraps=True),
    Column("Message", 60, wraps=True),
    Column("印出", 34, wraps=True),
    Column("复核", 20, wraps=True),
    Column("相差（万元）", 14, money=True),
    Column("若改正即相符", 34, wraps=True),
    Column("根源（序号）", 12),
    Column("处理", 10),
    Column("决定", 30, wraps=True),
    Column("出处", 12),
    Column("报告编号", 32),
    Column("问题编号", 34),
)
PLACE_COLUMNS = (
    Column("问题序号", 9),
    Column("出处", 6),
    Column("名称", 40, wraps=True),
    Column("印出", 20),
    Column("更正", 20),
    Column("章节", 40, wraps=True),
    Column("页", 6),
    Column("表", 6),
    Column("行", 6),
    Column("列", 6),
    Column("起始字符", 10),
    Column("结束字符", 10),
    Column("文件校验值", 66),
)


def write_workbook(path: Path, reports: Sequence[ReportFindings], rule_names: Mapping[str, str]) -> None:
    """Write the findings to an .xlsx file, replacing what is there. rule_names: by rule id, number and statement."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with Book(path, "绩效自评报告核对意见") as book:
        findings = book.sheet("问题", FINDING_COLUMNS)
        findings.write_rows(_finding_rows(book, reports, rule_names))
        findings.close()
        places = book.sheet(PLACES, PLACE_COLUMNS)
        places.write_rows(_place_rows(reports))
        places.close()


def _numbered(reports: Sequence[ReportFindings]) -> Iterator[tuple[int, ReportFindings, Finding]]:
    pairs = ((report, finding) for report in reports for finding in report.findings)
    return ((number, *pair) for number, pair in enumerate(pairs, start=1))


def _finding_rows(book: Book, reports: Sequence[ReportFindings], rule_names: Mapping[str, str]) -> Iterator[Row]:
    places_before = 0
    number_of = {finding.finding_key: number for number, _, finding in _numbered(reports)}
    for number, report, finding in _numbered(reports):
        count = len(finding.places)
        place = Link(f"{count} 处", *book.row_of(PLACES, places_before + 1)) if count else None
        places_before += count
        yield (
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
            number_of.get(finding.root_finding_key or ""),
            STATUSES.get(finding.status, finding.status),
            finding.decision_text,
            place,
            report.report_id,
            finding.finding_key,
        )


def _place_rows(reports: Sequence[ReportFindings]) -> Iterator[Row]:
    for number, _, finding in _numbered(reports):
        for place_no, place in enumerate(finding.places, start=1):
            locator = (place.page, place.table_no, place.row_no, place.column_no, place.char_start, place.char_end)
            named = (place.name, place.printed_text, place.corrected, place.section)
            yield (number, place_no, *named, *locator, place.document_sha256)
