"""What a page of findings is made of, read from a published snapshot."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import duckdb

SEVERITIES = {"error": "错误", "warning": "警告", "info": "提示"}
STATUSES = {"open": "待核实", "accepted": "已接受", "corrected": "已更正"}
REPORT_STATUSES = {"published": "已发布", "quarantined": "已隔离", "superseded": "已被新版取代"}

_REPORTS = """
select
    report.report_id, county.county_name, coalesce(department.department_name, report.source_name), report.fiscal_year,
    report.title, report.source_name, report.status
from marts.dim_report as report
left join marts.dim_county as county using (county_key)
left join marts.dim_department as department using (department_key)
where
    $report is null
    or contains(
        concat_ws(
            ' ', report.report_id, county.county_name, department.department_name, report.title, report.source_name
        ), $report
    )
order by report.report_id
"""

_FINDINGS = """
select *
from marts.fct_finding
where report_id = $report and ($severity is null or severity = $severity)
order by list_position(['error', 'warning', 'info'], severity), rule_id, subject
"""

# A number that plays several roles is printed at one place.
_PLACES = """
select
    list(mention.mention_id), mention.document_sha256, mention.char_start, mention.char_end, mention.printed_value,
    mention.printed_unit, any_value(mention.corrected_value), any_value(mention.corrected_unit),
    any_value(mention.label), any_value(mention.column_label), any_value(mention.section), any_value(mention.page),
    any_value(mention.table_no), any_value(mention.row_no), any_value(mention.column_no)
from (from marts.fct_mention union all by name from quarantine.fct_mention) as mention
where list_contains($mention_ids, mention.mention_id)
group by mention.document_sha256, mention.char_start, mention.char_end, mention.printed_value, mention.printed_unit
order by mention.document_sha256, mention.char_start
"""


@dataclass(frozen=True)
class Place:
    """Where a number is printed: in the text as read, characters [char_start, char_end), counted from 0; the page,
    table, row and column, counted from 1, where there are any. corrected: what an officer put in its place."""

    document_sha256: str
    char_start: int
    char_end: int
    printed: str
    unit: str | None
    corrected: str | None = None
    label: str | None = None
    column_label: str | None = None
    section: str | None = None
    page: int | None = None
    table_no: int | None = None
    row_no: int | None = None
    column_no: int | None = None

    @property
    def printed_text(self) -> str:
        return self.printed + (self.unit or "")

    @property
    def name(self) -> str:
        """Label and column header as printed."""
        return " · ".join(part for part in (self.label, self.column_label) if part)

    @property
    def where(self) -> str:
        """The place in words, Chinese."""
        table = [
            f"第{number}{what}"
            for number, what in ((self.page, "页"), (self.table_no, "表"), (self.row_no, "行"), (self.column_no, "列"))
            if number is not None
        ]
        characters = f"字符 {self.char_start}–{self.char_end}"
        return "，".join([*([self.section] if self.section else []), *(["".join(table)] if table else []), characters])


@dataclass(frozen=True)
class Finding:
    """A rule that a report does not satisfy; difference is in 万元, or None where it is not money."""

    finding_key: str
    rule_id: str
    subject: str
    severity: str
    status: str
    message: str
    message_en: str
    printed: str | None = None
    computed: str | None = None
    difference: Decimal | None = None
    remedy: str | None = None
    decided_by: str | None = None
    decided_on: date | None = None
    decision_reason: str | None = None
    root_finding_key: str | None = None
    places: tuple[Place, ...] = ()

    @property
    def difference_text(self) -> str | None:
        """The exact difference without trailing zeros."""
        return None if self.difference is None else f"{self.difference.normalize():f}"

    @property
    def decision_text(self) -> str | None:
        if self.decided_by is None:
            return None
        return f"{self.decided_by}，{self.decided_on}：{self.decision_reason}"


@dataclass(frozen=True)
class ReportFindings:
    """A report and its findings, the gravest first, each followed by those that it is the root of."""

    report_id: str
    county: str | None
    department: str
    fiscal_year: int | None
    title: str | None
    source_name: str
    status: str
    findings: tuple[Finding, ...]

    def number_of(self, finding_key: str | None) -> int | None:
        """The place of a finding in the list, counted from 1; None where it is not listed."""
        return next((n for n, finding in enumerate(self.findings, start=1) if finding.finding_key == finding_key), None)

    def consequences_of(self, finding: Finding) -> tuple[int, ...]:
        """The numbers of the findings that this one is the root of."""
        key = finding.finding_key
        return tuple(n for n, other in enumerate(self.findings, start=1) if other.root_finding_key == key)


def read_findings(
    connection: duckdb.DuckDBPyConnection, report: str | None = None, severity: str | None = None
) -> list[ReportFindings]:
    """The reports whose id, county, department, title or file name holds `report` (all without one), each with its
    findings of the severity (all without one). The connection is to a published snapshot."""
    found = []
    for row in connection.execute(_REPORTS, {"report": report}).fetchall():
        cursor = connection.execute(_FINDINGS, {"report": row[0], "severity": severity})
        names = [column[0] for column in cursor.description or ()]
        rows = [dict(zip(names, values, strict=True)) for values in cursor.fetchall()]
        findings = _consequences_behind_roots([_finding(connection, finding) for finding in rows])
        report_id, county, department, year, title, source_name, status = row
        found.append(ReportFindings(report_id, county, department, year, title, source_name, status, findings))
    return found


def _consequences_behind_roots(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """The findings in their order, each moved behind the one that it follows from."""
    place = {finding.finding_key: n for n, finding in enumerate(findings)}

    def order(finding: Finding) -> tuple[int, bool, int]:
        own = place[finding.finding_key]
        root = place.get(finding.root_finding_key or "")
        return own if root is None else root, root is not None, own

    return tuple(sorted(findings, key=order))


def _finding(connection: duckdb.DuckDBPyConnection, row: Mapping[str, Any]) -> Finding:
    return Finding(
        finding_key=row["finding_key"],
        rule_id=row["rule_id"],
        subject=row["subject"],
        severity=row["severity"],
        status=row["status"],
        message=row["message"],
        message_en=row["message_en"],
        printed=row["printed"],
        computed=row["computed"],
        difference=row["difference_wan"],
        remedy=row["remedy"],
        decided_by=row["decided_by"],
        decided_on=row["decided_on"],
        decision_reason=row["decision_reason"],
        root_finding_key=row["root_finding_key"],
        places=_places(connection, row["mention_ids"] or []),
    )


def _places(connection: duckdb.DuckDBPyConnection, mention_ids: Sequence[str]) -> tuple[Place, ...]:
    if not mention_ids:
        return ()
    rows = connection.execute(_PLACES, {"mention_ids": list(mention_ids)}).fetchall()
    places = []
    for _, sha256, start, end, printed, unit, corrected, corrected_unit, *rest in rows:
        correction = None if corrected is None else corrected + (corrected_unit or unit or "")
        places.append(Place(sha256, start, end, printed, unit, correction, *rest))
    return tuple(places)
