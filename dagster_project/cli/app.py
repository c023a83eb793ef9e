"""The commands: their arguments and their help. Nothing heavy is imported before a command runs."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from dagster_project.cli.exit_codes import ExitCode, exit_code_help
from dagster_project.paths import HOME_VARIABLE, Home, ProjectNotFoundError, find_home

HomeFolder = Annotated[
    Path | None,
    typer.Option("--home", help=f"Folder of all state; else the variable {HOME_VARIABLE}, else the repository."),
]


class Format(StrEnum):
    """File formats of an export."""

    CSV = "csv"
    PARQUET = "parquet"


app = typer.Typer(
    name="xianzhang",
    rich_markup_mode="rich",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help=(
        "县账: performance self-evaluation reports (部门整体支出绩效自评报告) of county departments, as marts "
        "that can be trusted.\n\n"
        "Drop reports into raw/inbox, run, and read warehouse/marts.duckdb."
    ),
    epilog=(
        "[bold]Examples[/bold]\n\n"
        "  xianzhang run                         read the inbox, build, check, publish\n\n"
        "  xianzhang ingest report.docx          read a report into raw/extracts\n\n"
        "  xianzhang findings                    what does not add up, and where\n\n"
        "  xianzhang --home ~/marts run          the same, with all state under ~/marts\n\n" + exit_code_help()
    ),
)


@app.callback()
def choose_home(context: typer.Context, home: HomeFolder = None) -> None:
    context.obj = home


@app.command(
    epilog="[bold]Example[/bold]\n\n  cp *.docx raw/inbox/ && xianzhang run\n\n" + exit_code_help(),
)
def run(context: typer.Context, home: HomeFolder = None) -> None:
    """Read the inbox (收件箱), build all marts, check them and publish what passed.

    Running twice changes nothing: the published file stays as it is, byte for byte. What cannot be read is set aside
    (搁置) with its reason; a report that fails the gate is quarantined (隔离) and the rest is published.
    """
    from dagster_project.cli.run import run_pipeline

    raise typer.Exit(run_pipeline(_home(context, home)))


@app.command(
    epilog="[bold]Example[/bold]\n\n  xianzhang ingest downloads/*.docx\n\n" + exit_code_help(),
)
def ingest(
    context: typer.Context,
    files: Annotated[list[Path], typer.Argument(metavar="FILE…", exists=True, dir_okay=False, help="Reports to read.")],
    home: HomeFolder = None,
) -> None:
    """Read documents (文件) into raw/extracts; the files themselves are copied and stay where they are.

    A document that is there already changes nothing. The marts follow with the next run.
    """
    from dagster_project.cli.ingest import ingest_files

    raise typer.Exit(ingest_files(files, _home(context, home)))


@app.command()
def status(context: typer.Context, home: HomeFolder = None) -> None:
    """List the published and quarantined reports (报告), and what was set aside.

    Coverage (覆盖率) is the share of a report's printed numbers that were understood or deliberately left.
    """
    from dagster_project.cli.look import show_status

    raise typer.Exit(show_status(_home(context, home)))


@app.command(
    epilog="[bold]Examples[/bold]\n\n  xianzhang findings\n\n  xianzhang findings 科技局 --severity error",
)
def findings(
    context: typer.Context,
    report: Annotated[
        str | None, typer.Argument(help="Part of a report's id, county, department or title; else all reports.")
    ] = None,
    severity: Annotated[str | None, typer.Option(help="Only error, warning or info.")] = None,
    home: HomeFolder = None,
) -> None:
    """List the rules that reports do not satisfy (发现的问题), with the figures as printed and as computed."""
    from dagster_project.cli.look import show_findings

    raise typer.Exit(show_findings(_home(context, home), report, severity))


@app.command()
def unmatched(
    context: typer.Context,
    limit: Annotated[int, typer.Option(min=1, help="How many labels to show, the most frequent first.")] = 50,
    home: HomeFolder = None,
) -> None:
    """List labels that were not understood (未识别的项目名), with where they are printed.

    To have one understood, add a line to dbt/seeds/lexicon/labels.csv and run again.
    """
    from dagster_project.cli.look import show_unmatched

    raise typer.Exit(show_unmatched(_home(context, home), limit))


@app.command(
    epilog="[bold]Example[/bold]\n\n  xianzhang export --format csv --out ~/marts-csv",
)
def export(
    context: typer.Context,
    format: Annotated[Format, typer.Option("--format", help="csv opens in Excel with Chinese intact.")] = Format.CSV,  # noqa: A002
    out: Annotated[Path | None, typer.Option("--out", help="Folder to write to; else warehouse/export.")] = None,
    home: HomeFolder = None,
) -> None:
    """Write every published mart (数据集市) as a file of its own."""
    from dagster_project.cli.export import export_marts

    raise typer.Exit(export_marts(_home(context, home), format.value, out))


@app.command()
def serve(
    context: typer.Context,
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port on this machine.")] = 3000,
    home: HomeFolder = None,
) -> None:
    """Open the Dagster UI (数据血缘与运行记录) at http://127.0.0.1:3000, for this machine only. Ctrl-C ends it."""
    from dagster_project.cli.serve import serve_ui

    raise typer.Exit(serve_ui(_home(context, home), port))


def _home(context: typer.Context, home: Path | None) -> Home:
    try:
        return find_home(home or context.obj).enter()
    except (ProjectNotFoundError, OSError) as error:
        typer.echo(f"xianzhang: {error}", err=True)
        raise typer.Exit(ExitCode.ERROR) from None
