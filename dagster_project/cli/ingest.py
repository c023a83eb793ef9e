"""`xianzhang ingest`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from dagster_project.cli.exit_codes import ExitCode
from dagster_project.cli.terminal import new_console
from dagster_project.ingestion import IngestOutcome, ingest_files
from dagster_project.ingestion.inbox import dropped_paths
from dagster_project.paths import Home
from dagster_project.processes import process_count
from dagster_project.publish import Holder, warehouse_lock

WORDS = {
    "ingested": "[green]ingested[/green]",
    "reread": "[green]reread[/green]",
    "already_there": "already there",
    "kept": "[yellow]kept as it was 保留原结果[/yellow]",
    "set_aside": "[yellow]set aside 搁置[/yellow]",
}


def ingest(paths: Sequence[Path], home: Home) -> ExitCode:
    """Ingest files, and those of folders, in the order of their names; say what became of each."""
    console = new_console()
    documents = [file for path in paths for file in (dropped_paths(path) if path.is_dir() else [path])]
    documents.sort(key=lambda path: path.name)
    refused = False

    def tell(holder: Holder | None) -> None:
        console.print(f"waiting for {holder or 'another process'} to end …", markup=False)

    with warehouse_lock(home.lock_file, "ingest", on_wait=tell), _progress(console) as progress:
        task = progress.add_task("reading", total=len(documents))
        for outcomes in ingest_files(documents, home, processes=process_count()):
            progress.advance(task)
            for outcome in outcomes:
                print_outcome(progress.console, outcome)
                refused = refused or outcome.reason is not None
    return ExitCode.ATTENTION if refused else ExitCode.WELL


def _progress(console: Console) -> Progress:
    """A bar below what is printed, on a terminal only; gone when all is done."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    return Progress(*columns, console=console, transient=True, disable=not console.is_terminal)


def print_outcome(console: Console, outcome: IngestOutcome) -> None:
    """One line per document, and what to do about one that was set aside."""
    from rich.markup import escape

    counted = "" if outcome.reason else f"  {outcome.value_count} printed numbers"
    console.print(f"{WORDS[outcome.kind]}  {escape(outcome.source_name)}{counted}")
    for name, address in outcome.attachments:
        console.print(f"    attached, not read 附件未读: {name}  {address}", markup=False, style="dim", soft_wrap=True)
    if outcome.reason:
        print_reason(console, outcome.reason.reason_code, outcome.reason.reason, outcome.reason.reason_en)


def print_reason(console: Console, reason_code: str, reason: str, reason_en: str) -> None:
    console.print(f"    {reason_code}: {reason}", markup=False, soft_wrap=True)
    console.print(f"    {reason_en}", markup=False, style="dim", soft_wrap=True)
