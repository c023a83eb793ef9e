"""`xianzhang publish`: the published marts on a server."""

from __future__ import annotations

from dagster_project.cli.exit_codes import ExitCode
from dagster_project.cli.terminal import new_console, plain_table
from dagster_project.paths import Home, project_root
from dagster_project.publish.models import marts


def publish_on_postgres(home: Home, dsn: str, reader: str | None) -> ExitCode:
    """Publish the snapshot on a PostgreSQL server and list its tables there."""
    from dagster_project.publish.postgres import PostgresError, publish_to_postgres

    console = new_console()
    try:
        published = publish_to_postgres(home.snapshot_file, dsn, marts(project_root() / "dbt"), reader)
    except (FileNotFoundError, PostgresError) as error:
        console.print(str(error), markup=False, soft_wrap=True)
        return ExitCode.ERROR
    table = plain_table("table", "#rows")
    for each in published.tables:
        table.add_row(f"{each.schema}.{each.name}", str(each.rows))
    console.print(table)
    console.print(f"snapshot {published.version}" + (f", read by role {reader}" if reader else ""), markup=False)
    return ExitCode.WELL
