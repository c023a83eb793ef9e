"""`xianzhang export`."""

from __future__ import annotations

from pathlib import Path

from dagster_project.cli.app import Format
from dagster_project.cli.exit_codes import ExitCode
from dagster_project.cli.findings import rule_names
from dagster_project.cli.terminal import new_console, plain_table
from dagster_project.ingestion.files import replace_atomically
from dagster_project.paths import Home
from dagster_project.publish import export

WORKBOOK = "marts.xlsx"


def export_marts(home: Home, file_format: Format, out: Path | None) -> ExitCode:
    """Write the published marts as files and list them, or the sheets of the workbook."""
    console = new_console()
    folder = out or home.exports
    try:
        if file_format is Format.XLSX:
            what, written, where = "sheet", _write_workbook(home, folder), folder / WORKBOOK
        else:
            files = export(home.snapshot_file, folder, file_format.value)
            what, written, where = "file", [(file.path.name, file.rows) for file in files], folder
    except OSError as error:
        is_published = home.snapshot_file.exists()
        console.print(_not_written(folder, error) if is_published else str(error), markup=False)
        return ExitCode.ERROR
    table = plain_table(what, "#rows")
    for name, rows in written:
        table.add_row(name, str(rows))
    console.print(table)
    console.print(f"in {where}", markup=False)
    return ExitCode.WELL


def _not_written(folder: Path, error: OSError) -> str:
    return f"不能写入 {folder}：请用 --out 另选文件夹。 (cannot write to {folder}: choose another --out: {error})"


def _write_workbook(home: Home, folder: Path) -> list[tuple[str, int]]:
    from dagster_project.workbook import SheetRows, write_marts

    sheets: list[SheetRows] = []
    path = folder / WORKBOOK
    replace_atomically(
        path, lambda unfinished: sheets.extend(write_marts(home.snapshot_file, unfinished, rule_names()))
    )
    return [(sheet.name, sheet.rows) for sheet in sheets]
