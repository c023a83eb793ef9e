"""The commands: their arguments and their help. Nothing heavy is imported before a command runs."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from dagster_project.cli.exit_codes import ExitCode, exit_code_help
from dagster_project.engine import ENGINE_VARIABLE, Engine, choose_engine
from dagster_project.page_server import DEFAULT_PORT
from dagster_project.paths import HOME_VARIABLE, Home, MemoryLimitError, ProjectNotFoundError, find_home

HomeFolder = Annotated[
    Path | None,
    typer.Option("--home", help=f"Folder of all state; else the variable {HOME_VARIABLE}, else the repository."),
]


class Format(StrEnum):
    """File formats of an export."""

    CSV = "csv"
    PARQUET = "parquet"
    XLSX = "xlsx"


class Severity(StrEnum):
    """Severities of findings."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


class PageFormat(StrEnum):
    """Formats of a page of findings."""

    TEXT = "text"
    MARKDOWN = "markdown"
    XLSX = "xlsx"


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
def run(
    context: typer.Context,
    engine: Annotated[
        Engine | None, typer.Option(help=f"What builds the marts; else the variable {ENGINE_VARIABLE}, else duckdb.")
    ] = None,
    master: Annotated[
        str | None,
        typer.Option(help="With --engine spark: local[2], spark://HOST:PORT, yarn, k8s://…", metavar="MASTER"),
    ] = None,
    full: Annotated[
        bool, typer.Option("--full", help="Build every report again, not only what changed and what it touches.")
    ] = False,
    home: HomeFolder = None,
) -> None:
    """Read the inbox (收件箱), build all marts, check them and publish what passed.

    Running twice changes nothing: the published file stays as it is, byte for byte. What cannot be read is set aside
    (搁置) with its reason; a report that fails the gate is quarantined (隔离) and the rest is published.
    """
    from dagster_project.cli.run import run_pipeline
    from dagster_project.increments.basis import want_full_build

    if master and engine is not Engine.SPARK:
        raise typer.BadParameter("a master is Spark's: add --engine spark", param_hint="--master")
    choose_engine(engine, master)
    want_full_build(full)
    raise typer.Exit(run_pipeline(_home(context, home)))


@app.command(
    epilog="[bold]Example[/bold]\n\n  xianzhang ingest downloads/*.docx\n\n" + exit_code_help(),
)
def ingest(
    context: typer.Context,
    files: Annotated[list[Path], typer.Argument(metavar="FILE…", exists=True, help="Reports, or folders of them.")],
    home: HomeFolder = None,
) -> None:
    """Read documents (文件) into raw/extracts; the files themselves are copied and stay where they are.

    A document that is there already changes nothing. The marts follow with the next run.
    """
    from dagster_project.cli.ingest import ingest as ingest_documents

    raise typer.Exit(ingest_documents(files, _home(context, home)))


@app.command()
def status(context: typer.Context, home: HomeFolder = None) -> None:
    """List the published and quarantined reports (报告), and what was set aside.

    Coverage (覆盖率) is the share of a report's printed numbers that were understood or deliberately left.
    """
    from dagster_project.cli.look import show_status

    raise typer.Exit(show_status(_home(context, home)))


@app.command(
    epilog=(
        "[bold]Examples[/bold]\n\n  xianzhang findings\n\n  xianzhang findings 科技局 --severity error\n\n"
        "  xianzhang findings 科技局 --output 核对意见.xlsx"
    ),
)
def findings(
    context: typer.Context,
    report: Annotated[
        str | None,
        typer.Argument(help="Part of a report's id, county, department, title or file name; else all reports."),
    ] = None,
    severity: Annotated[Severity | None, typer.Option(help="Only findings of this severity.")] = None,
    format: Annotated[  # noqa: A002
        PageFormat | None, typer.Option("--format", help="Else by the ending of the output (.md, .xlsx), else text.")
    ] = None,
    output: Annotated[Path | None, typer.Option("--output", "-o", dir_okay=False, help="File to write.")] = None,
    home: HomeFolder = None,
) -> None:
    """Print the rules that reports do not satisfy (发现的问题) as a page that can be sent back to the department.

    With the figures as printed and as computed, what would reconcile them, the places in the document, and what was
    decided.
    """
    from dagster_project.cli.findings import show_findings

    if output is None and format is PageFormat.XLSX:
        raise typer.BadParameter("xlsx needs --output FILE.xlsx", param_hint="--format")
    raise typer.Exit(show_findings(_home(context, home), report, severity and severity.value, format, output))


@app.command(
    epilog=(
        "[bold]Examples[/bold]\n\n  xianzhang review\n\n  xianzhang review 3f9a12\n\n"
        "  xianzhang review 3f9a12 --accept --by 王某 --reason 已核对决算表\n\n"
        "  xianzhang review 3f9a12 --correct 2=4053.53 --by 王某 --reason 录入笔误"
    ),
)
def review(
    context: typer.Context,
    finding: Annotated[
        str | None, typer.Argument(help="First characters of a finding's key; without it, the open findings.")
    ] = None,
    accept: Annotated[bool, typer.Option("--accept", help="The finding stands, and is accepted.")] = False,
    correct: Annotated[
        list[str] | None,
        typer.Option("--correct", metavar="PLACE=VALUE", help="What should stand at a place, in its unit or another."),
    ] = None,
    withdraw: Annotated[bool, typer.Option("--withdraw", help="Take back what was decided.")] = False,
    by: Annotated[str, typer.Option("--by", help="Who decides.")] = "",
    reason: Annotated[str, typer.Option("--reason", help="Why.")] = "",
    on: Annotated[str, typer.Option("--on", help="The day, as 2024-05-31; else today.")] = "",
    home: HomeFolder = None,
) -> None:
    """Accept a finding or correct a printed number (复核), with name, reason and date.

    Decisions are kept in raw/reviews/decisions.csv; the next run applies them. What is printed stays beside what was
    corrected.
    """
    from dagster_project.cli.review import Verdict, today
    from dagster_project.cli.review import review as review_finding

    verdict = Verdict(accept, withdraw, tuple(correct or ()), by, reason, on or today())
    raise typer.Exit(review_finding(_home(context, home), finding, verdict))


@app.command()
def versions(
    context: typer.Context,
    report: Annotated[str | None, typer.Argument(help="Part of a report's id or department; else all.")] = None,
    home: HomeFolder = None,
) -> None:
    """Show what a later version of a report (新版本) says otherwise than the one before it."""
    from dagster_project.cli.look import show_versions

    raise typer.Exit(show_versions(_home(context, home), report))


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
    epilog=(
        "[bold]Examples[/bold]\n\n  xianzhang export --format xlsx\n\n  xianzhang export --format csv --out ~/marts-csv"
    ),
)
def export(
    context: typer.Context,
    format: Annotated[  # noqa: A002
        Format, typer.Option("--format", help="xlsx is one workbook; csv opens in Excel with Chinese intact.")
    ] = Format.CSV,
    out: Annotated[Path | None, typer.Option("--out", help="Folder to write to; else warehouse/export.")] = None,
    home: HomeFolder = None,
) -> None:
    """Write the published marts (数据集市) as files: one workbook (工作簿), or a file of its own for every mart."""
    from dagster_project.cli.export import export_marts

    raise typer.Exit(export_marts(_home(context, home), format, out))


@app.command()
def docs(context: typer.Context, home: HomeFolder = None) -> None:
    """Write the pages of dbt on all models (模型文档): columns, tests, SQL, lineage; one file that opens offline."""
    from dagster_project.cli.docs import write_docs

    raise typer.Exit(write_docs(_home(context, home)))


publish = typer.Typer(
    name="publish",
    no_args_is_help=True,
    help="Put the published marts (数据集市) on a server, for the BI tools of many users.",
)
app.add_typer(publish)


@publish.command(
    epilog=(
        "[bold]Examples[/bold]\n\n  export XIANZHANG_POSTGRES_DSN=postgresql://publisher:…@db.example/bi\n\n"
        "  xianzhang publish postgres --reader bi_reader\n\n" + exit_code_help()
    ),
)
def postgres(
    context: typer.Context,
    dsn: Annotated[
        str,
        typer.Option(
            "--dsn",
            envvar="XIANZHANG_POSTGRES_DSN",
            help="URI or keywords of libpq. In the variable, or with ~/.pgpass, no password is in the process list.",
        ),
    ],
    reader: Annotated[
        str | None,
        typer.Option(
            "--reader",
            metavar="ROLE",
            envvar="XIANZHANG_POSTGRES_READER",
            help="Role that may read and write nothing; made (without login) where it is missing.",
        ),
    ] = None,
    home: HomeFolder = None,
) -> None:
    """Make schemas marts and quarantine of a PostgreSQL database the snapshot's, with keys and Chinese comments.

    Readers see the whole old or the whole new version. Both schemas are replaced as a whole and belong to xianzhang.
    """
    from dagster_project.cli.publish import publish_on_postgres

    raise typer.Exit(publish_on_postgres(_home(context, home), dsn, reader))


@app.command(
    epilog=(
        "[bold]Examples[/bold]\n\n  xianzhang serve\n\n  xianzhang serve --schedule --watch\n\n"
        "  XIANZHANG_DAILY_AT=05:00 xianzhang serve --schedule"
    ),
)
def serve(
    context: typer.Context,
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port on this machine.")] = 3000,
    schedule: Annotated[
        bool,
        typer.Option("--schedule", envvar="XIANZHANG_SCHEDULE", help="Run every day, at XIANZHANG_DAILY_AT (06:30)."),
    ] = False,
    watch: Annotated[
        bool, typer.Option("--watch", envvar="XIANZHANG_WATCH", help="Run when files are dropped in the inbox.")
    ] = False,
    home: HomeFolder = None,
) -> None:
    """Open the Dagster UI (数据血缘与运行记录) at http://127.0.0.1:3000, for this machine only. Ctrl-C ends it.

    Nothing runs by itself unless --schedule (每天定时运行) or --watch (收件箱有新文件即运行) says so; the UI can start
    and stop both.
    """
    from dagster_project.cli.serve import serve_ui

    raise typer.Exit(serve_ui(_home(context, home), port, schedule=schedule, watch=watch))


@app.command(epilog="[bold]Example[/bold]\n\n  xianzhang pages --port 3001")
def pages(
    context: typer.Context,
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port on this machine.")] = DEFAULT_PORT,
    home: HomeFolder = None,
) -> None:
    """Serve the pages that the Dagster UI links to, for this machine only: beside a web server and daemon of your own.

    `xianzhang serve` does so by itself. XIANZHANG_PAGES_URL says where runs link to.
    """
    from dagster_project.cli.serve import serve_only_pages

    raise typer.Exit(serve_only_pages(_home(context, home), port))


def _home(context: typer.Context, home: Path | None) -> Home:
    try:
        return find_home(home or context.obj).enter()
    except (ProjectNotFoundError, MemoryLimitError, OSError) as error:
        typer.echo(f"xianzhang: {error}", err=True)
        raise typer.Exit(ExitCode.ERROR) from None
