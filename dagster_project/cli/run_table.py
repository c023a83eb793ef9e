"""The short table at the end of a run."""

from __future__ import annotations

from itertools import groupby
from pathlib import Path

from rich.console import Console
from rich.markup import escape

from dagster_project.cli.ingest import WORDS, print_reason
from dagster_project.cli.run_report import STAGES, RunReport
from dagster_project.cli.terminal import plain_table
from dagster_project.database import connect
from dagster_project.paths import Home

COUNTS = {
    "reports 报告": "select count(*) from marts.dim_report where status = 'published'",
    "figures 数据": (
        "select (select count(*) from marts.fct_budget) + (select count(*) from marts.fct_expenditure)"
        " + (select count(*) from marts.fct_income) + (select count(*) from marts.fct_resource)"
    ),
    "indicators 指标": "select count(*) from marts.fct_indicator",
    "claims 推算数": "select count(*) from marts.fct_claim",
    "findings 问题": "select count(*) from marts.fct_finding",
}


def print_report(console: Console, home: Home, report: RunReport, seconds: float, log_file: Path) -> None:
    """What was published, what was held back and why, where the outputs are, and how long each stage took."""
    _print_headline(console, report, home)
    if home.snapshot_file.is_file():
        _print_counts(console, home.snapshot_file)
        _print_quarantined(console, home.snapshot_file)
    _print_refused(console, report)
    _print_stages(console, report, seconds)
    _print_outputs(console, home, log_file)


def marts_after(report: RunReport | None) -> str:
    """What is published after a run that ended early; None: before its first share was built."""
    if report and report.changed:
        return "what its earlier shares changed is published"
    return "the published marts are as they were"


def _print_headline(console: Console, report: RunReport, home: Home) -> None:
    if report.blocked:
        nothing = "no more was published" if report.changed else "nothing was published"
        console.print(f"[red]{nothing}[/red]: the candidates did not pass; {marts_after(report)}")
        for check in report.failed_checks:
            console.print(f"  failed: {escape(check)}")
    elif not report.succeeded:
        marts = "the marts are published, the page is as it was" if report.page_failed else marts_after(report)
        console.print(f"[red]the run failed[/red]; {marts}")
        for error in report.errors:
            console.print(f"  {error}", markup=False, soft_wrap=True)
    for problem in report.not_told:
        console.print(f"  the failure could not be told: {problem}", markup=False, soft_wrap=True)
    if report.blocked or not report.succeeded:
        return
    if report.changed:
        in_shares = f", built in {report.shares} shares" if report.shares > 1 else ""
        console.print(f"[green]published[/green] {home.snapshot_file.name}{in_shares}")
    else:
        console.print(f"[green]nothing changed[/green]: {home.snapshot_file.name} is as it was, byte for byte")


def _print_counts(console: Console, snapshot_file: Path) -> None:
    table = plain_table("published", "#")
    with connect(snapshot_file, read_only=True) as connection:
        for name, sql in COUNTS.items():
            row = connection.execute(sql).fetchone()
            table.add_row(name, f"{row[0]:,}" if row else "")
    console.print(table)


def _print_quarantined(console: Console, snapshot_file: Path) -> None:
    with connect(snapshot_file, read_only=True) as connection:
        rows = connection.execute(
            "select r.report_id, coalesce(r.title, r.source_name), q.message, q.message_en"
            " from marts.dim_report as r left join quarantine.quarantine_reason as q using (report_id)"
            " where r.status = 'quarantined' order by all"
        ).fetchall()
    for (report_id, title), reasons in groupby(rows, key=lambda row: row[:2]):
        console.print(f"[yellow]quarantined 隔离[/yellow]  {escape(title)}  {escape(report_id)}", soft_wrap=True)
        for *_, message, message_en in reasons:
            console.print(f"    {message}", markup=False, soft_wrap=True)
            console.print(f"    {message_en}", markup=False, style="dim", soft_wrap=True)


def _print_refused(console: Console, report: RunReport) -> None:
    for kind, reason in report.refused:
        console.print(f"{WORDS[kind]}  {escape(reason['source_name'])}", soft_wrap=True)
        print_reason(console, reason["reason_code"], reason["reason"], reason["reason_en"])


def _print_stages(console: Console, report: RunReport, seconds: float) -> None:
    table = plain_table("stage", "#seconds")
    for step_key, took in report.seconds.items():
        table.add_row(STAGES.get(step_key, step_key), f"{took:.1f}")
    table.add_row("all", f"{seconds:.1f}")
    console.print(table)


def _print_outputs(console: Console, home: Home, log_file: Path) -> None:
    table = plain_table("output", "where")
    for name, path in {
        "the page to open": home.report / "index.html",
        "marts": home.snapshot_file,
        "as Parquet": home.parquet,
        "what the gate checked": home.validation / "index.html",
        "log": log_file,
    }.items():
        if path.exists():
            table.add_row(name, str(path.relative_to(home.root)))
    console.print(table)
    console.print(f"in {home.root}", markup=False)
