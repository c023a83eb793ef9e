"""`xianzhang export`."""

from __future__ import annotations

from pathlib import Path

from dagster_project.cli.exit_codes import ExitCode
from dagster_project.cli.terminal import new_console, plain_table
from dagster_project.paths import Home
from dagster_project.publish import export


def export_marts(home: Home, file_format: str, out: Path | None) -> ExitCode:
    """Write the published marts as files and list them."""
    console = new_console()
    folder = out or home.exports
    try:
        written = export(home.snapshot_file, folder, file_format)
    except FileNotFoundError as error:
        console.print(str(error), markup=False)
        return ExitCode.ERROR
    table = plain_table("file", "#rows")
    for file in written:
        table.add_row(file.path.name, str(file.rows))
    console.print(table)
    console.print(f"in {folder}", markup=False)
    return ExitCode.WELL
