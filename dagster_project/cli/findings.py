"""`xianzhang findings`: what does not add up, as a page for the department."""

from __future__ import annotations

from pathlib import Path

from dagster_project.cli.app import PageFormat
from dagster_project.cli.exit_codes import ExitCode
from dagster_project.cli.snapshot import NothingThereError, open_snapshot
from dagster_project.cli.terminal import new_console
from dagster_project.findings import ReportFindings, as_markdown, as_text, read_findings
from dagster_project.ingestion.files import replace_atomically, write_text
from dagster_project.paths import Home, project_root
from dagster_project.publish.rule_catalogue import rules

SUFFIXES = {".md": PageFormat.MARKDOWN, ".markdown": PageFormat.MARKDOWN, ".xlsx": PageFormat.XLSX}


def show_findings(
    home: Home, report: str | None, severity: str | None, format_: PageFormat | None, output: Path | None
) -> ExitCode:
    """Print the findings of the reports that `report` names, or write them to a file. Without a format it is that of
    the file's ending, else text."""
    console = new_console()
    try:
        with open_snapshot(home.snapshot_file) as connection:
            reports = read_findings(connection, report, severity)
    except NothingThereError as error:
        console.print(str(error), markup=False)
        return ExitCode.ERROR
    if report and not reports:
        console.print(
            f"没有名称含“{report}”的报告。 (No report is named so: xianzhang status lists them.)", markup=False
        )
        return ExitCode.ERROR
    chosen = format_ or SUFFIXES.get(output.suffix.lower() if output else "", PageFormat.TEXT)
    # A page of one report is a page even without findings; of many, those without would bury the others.
    shown = reports if report else [each for each in reports if each.findings]
    try:
        page = _written(shown, chosen, output)
    except OSError as error:
        console.print(f"cannot write {output}: {error}", markup=False)
        return ExitCode.ERROR
    if page is not None:
        console.print(page, markup=False, soft_wrap=True, end="")
    count = sum(len(each.findings) for each in reports)
    if output:
        console.print(f"{count} findings in {output}", markup=False)
    elif chosen is PageFormat.TEXT:
        console.print(f"{count} findings" if count else "no findings")
    return ExitCode.WELL


def rule_names() -> dict[str, str]:
    """Number and Chinese statement of each rule, by its id."""
    return {rule.rule_id: f"{rule.number} {rule.statement_zh}" for rule in rules(project_root() / "dbt")}


def _written(reports: list[ReportFindings], chosen: PageFormat, output: Path | None) -> str | None:
    """The page, or None where it went to a file."""
    names = rule_names()
    if chosen is PageFormat.XLSX:
        from dagster_project.findings import write_workbook

        assert output is not None
        replace_atomically(output, lambda unfinished: write_workbook(unfinished, reports, names))
        return None
    page = (as_markdown if chosen is PageFormat.MARKDOWN else as_text)(reports, names) if reports else ""
    if output is None:
        return page
    write_text(output, page)
    return None
