"""`xianzhang status`, `findings` and `unmatched`: read-only looks at what the last run left."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
from rich.markup import escape

from dagster_project.cli.exit_codes import ExitCode
from dagster_project.cli.terminal import new_console, plain_table
from dagster_project.ingestion import Manifest, list_set_aside
from dagster_project.paths import Home

STATUS_STYLES = {"published": "green", "quarantined": "yellow", "superseded": "dim"}
SEVERITY_STYLES = {"error": "red", "warning": "yellow", "info": "dim"}

# Understood or deliberately left, of all printed numbers; coverage counts numbers, each once.
STATUS_SQL = """
select
    report.report_id,
    county.county_name,
    department.department_name,
    report.fiscal_year,
    report.status,
    1 - report.unmatched_values / nullif(report.printed_values, 0) as coverage,
    count(finding.finding_key) as findings
from marts.dim_report as report
left join marts.dim_county as county using (county_key)
left join marts.dim_department as department using (department_key)
left join marts.fct_finding as finding using (report_id)
group by all
order by all
"""

FINDINGS_SQL = """
select
    finding.severity,
    finding.rule_id,
    coalesce(department.department_name, report.source_name) as department_name,
    report.fiscal_year,
    finding.message,
    finding.message_en,
    finding.printed,
    finding.computed,
    finding.difference_wan,
    finding.report_id
from marts.fct_finding as finding
inner join marts.dim_report as report using (report_id)
left join marts.dim_county as county using (county_key)
left join marts.dim_department as department using (department_key)
where
    ($severity is null or finding.severity = $severity)
    and (
        $report is null
        or contains(
            concat_ws(' ', report.report_id, county.county_name, department.department_name, report.title), $report
        )
    )
order by list_position(['error', 'warning', 'info'], finding.severity), finding.report_id, finding.rule_id,
    finding.finding_key
"""

UNMATCHED_SQL = """
select unmatched.label, unmatched.column_label, unmatched.section, unmatched.value_count, unmatched.example_printed,
    document.source_name, unmatched.example_char_start
from intermediate.int_unmatched_label as unmatched
left join raw.document as document on unmatched.example_document_sha256 = document.document_sha256
order by unmatched.value_count desc, unmatched.example_document_sha256, unmatched.example_char_start
limit $limit
"""


class NothingThereError(RuntimeError):
    """The file that a look would read has not been made yet; the message says how to make it."""


def show_status(home: Home) -> ExitCode:
    """The reports of the snapshot, the documents that no run has published yet, and what is set aside."""
    console = new_console()
    received = len(Manifest(home.manifest))
    try:
        rows = _rows(home.snapshot_file, STATUS_SQL)
    except NothingThereError as error:
        console.print(f"{received} documents received. {error}")
        rows = []
    if rows:
        table = plain_table("county 县", "department 部门", "#year", "status", "#coverage", "#findings", "report")
        for report_id, county, department, year, status, coverage, findings in rows:
            style = STATUS_STYLES.get(status, "")
            table.add_row(
                escape(county or "?"),
                escape(department or "?"),
                str(year or "?"),
                f"[{style}]{status}[/{style}]" if style else status,
                "" if coverage is None else f"{coverage:.1%}",
                str(findings),
                escape(report_id),
            )
        console.print(table)
    for record in list_set_aside(home.set_aside):
        console.print(f"[yellow]set aside 搁置[/yellow]  {escape(record.source_name)}  {record.reason_code}")
        console.print(f"    {record.reason}", markup=False, soft_wrap=True)
    return ExitCode.WELL if rows else ExitCode.ERROR


def show_findings(home: Home, report: str | None, severity: str | None) -> ExitCode:
    """Findings, errors first, with the figures as printed and as computed."""
    console = new_console()
    try:
        rows = _rows(home.snapshot_file, FINDINGS_SQL, {"report": report, "severity": severity})
    except NothingThereError as error:
        console.print(str(error))
        return ExitCode.ERROR
    for level, rule_id, department, year, message, message_en, printed, computed, difference, report_id in rows:
        style = SEVERITY_STYLES.get(level, "")
        console.print(
            f"[{style}]{level}[/{style}]  {escape(rule_id)}  {escape(department)} {year or ''}", soft_wrap=True
        )
        console.print(f"    {message}", markup=False, soft_wrap=True)
        console.print(f"    {message_en}", markup=False, style="dim", soft_wrap=True)
        figures = {
            "printed": printed,
            "computed": computed,
            "difference in 万元": _plain(difference),
            "report": report_id,
        }
        for name, value in figures.items():
            if value is not None:
                console.print(f"    {name}: {value}", markup=False, soft_wrap=True)
    console.print(f"{len(rows)} findings" if rows else "no findings")
    return ExitCode.WELL


def show_unmatched(home: Home, limit: int) -> ExitCode:
    """Labels of the last build that the lexicon does not know, the most frequent first."""
    console = new_console()
    try:
        rows = _rows(home.build_file, UNMATCHED_SQL, {"limit": limit})
    except NothingThereError as error:
        console.print(str(error))
        return ExitCode.ERROR
    for label, column, section, times, printed, source_name, char_start in rows:
        names = "  ·  ".join(name for name in (label, column) if name) or "(no label)"
        console.print(f"{times} ×  {names}", markup=False, style="bold", soft_wrap=True)
        where = f"{printed} at character {char_start} of {source_name}" + (f", in {section}" if section else "")
        console.print(f"    {where}", markup=False, soft_wrap=True)
    if not rows:
        console.print("every label was understood")
    return ExitCode.WELL


def _rows(file: Path, sql: str, parameters: dict[str, Any] | None = None) -> Sequence[tuple[Any, ...]]:
    with _open(file) as connection:
        return connection.execute(sql, parameters or {}).fetchall()


@contextmanager
def _open(file: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    if not file.is_file():
        raise NothingThereError("Nothing is built yet: xianzhang run.")
    try:
        with duckdb.connect(str(file), read_only=True) as connection:
            yield connection
    except duckdb.IOException:
        raise NothingThereError(f"{file.name} is being written: wait for the run to end.") from None
    except duckdb.CatalogException:
        raise NothingThereError(f"{file.name} is not complete, the last run failed: xianzhang run.") from None


def _plain(amount: Any) -> str | None:
    """An exact amount without trailing zeros."""
    return None if amount is None else f"{amount.normalize():f}"
