"""`xianzhang status`, `versions` and `unmatched`: read-only looks at what the last run left."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rich.markup import escape

from dagster_project.cli.exit_codes import ExitCode
from dagster_project.cli.snapshot import NothingThereError, open_snapshot
from dagster_project.cli.terminal import new_console, plain_table
from dagster_project.ingestion import Manifest, list_set_aside
from dagster_project.paths import Home

STATUS_STYLES = {"published": "green", "quarantined": "yellow", "superseded": "dim"}

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

VERSIONS_SQL = """
select
    change.report_id, change.previous_report_id, report.status, change.change,
    concat_ws(
        ' · ', change.fiscal_year::varchar, stage.stage_name, account.account_name,
        case when change.fund <> 'all' then fund.fund_name end, change.project_name, change.organization_unit,
        change.indicator_name, change.indicator_part
    ),
    change.value_before, change.value_after
from (from marts.fct_version_change union all by name from quarantine.fct_version_change) as change
inner join marts.dim_report as report using (report_id)
left join marts.dim_department as department using (department_key)
left join marts.dim_account as account using (account_code)
left join marts.dim_stage as stage using (stage)
left join marts.dim_fund as fund using (fund)
where
    $report is null
    or contains(concat_ws(' ', change.report_id, change.previous_report_id, department.department_name), $report)
order by change.report_id, change.previous_report_id, change.change, 5, change.version_change_key
"""

UNMATCHED_SQL = """
with unmatched as (
    select
        label, column_label, section, count(*) as value_count,
        min_by((document_sha256, printed, char_start), (document_sha256, value_no)) as example
    from built.unmatched_value
    group by all
)
select unmatched.label, unmatched.column_label, unmatched.section, unmatched.value_count, unmatched.example[2],
    report.source_name, unmatched.example[3]
from unmatched
left join marts.dim_report as report on unmatched.example[1] = report.document_sha256
order by unmatched.value_count desc, unmatched.example[1], unmatched.example[3]
limit $limit
"""


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


def show_versions(home: Home, report: str | None) -> ExitCode:
    """What later versions of reports say otherwise than the ones received before them."""
    console = new_console()
    try:
        rows = _rows(home.snapshot_file, VERSIONS_SQL, {"report": report})
    except NothingThereError as error:
        console.print(str(error))
        return ExitCode.ERROR
    pair = None
    for report_id, previous_id, status, change, what, before, after in rows:
        if pair != (report_id, previous_id):
            pair = (report_id, previous_id)
            console.print(f"{previous_id} → {report_id} ({status})", markup=False, style="bold", soft_wrap=True)
        console.print(f"    {change}  {what}: {before or '—'} → {after or '—'}", markup=False, soft_wrap=True)
    console.print(f"{len(rows)} changes" if rows else "no report has come in two versions that differ")
    return ExitCode.WELL


def show_unmatched(home: Home, limit: int) -> ExitCode:
    """Labels of the published reports that the lexicon does not know, the most frequent first."""
    console = new_console()
    try:
        rows = _rows(home.snapshot_file, UNMATCHED_SQL, {"limit": limit})
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
    with open_snapshot(file) as connection:
        return connection.execute(sql, parameters or {}).fetchall()
