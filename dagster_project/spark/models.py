"""dbt on Spark: what `xianzhang-dbt-spark` runs in place of `dbt`, and the candidates that come back from it."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from dagster_project.database import connect, remove_database
from dagster_project.engine import chosen_master
from dagster_project.paths import find_home
from dagster_project.spark.loading_job import INCREMENT, register_raw_tables
from dagster_project.spark.session import open_session

# dbt's commands that touch tables; the others need no session.
_COMMANDS = {"build", "run", "seed", "test", "show", "compile"}

# What the gate and publication read of a build.
_CANDIDATES = (
    "marts.db/*",
    "audit.db/audit_*",
    "intermediate.db/int_unmatched_value",
    "intermediate.db/int_year_use",
    "intermediate.db/int_account_use",
)


def main() -> None:
    """dbt's command line, in a process whose Spark session has the raw tables of the home."""
    if _COMMANDS & set(sys.argv):
        home = find_home()
        if "build" in sys.argv:
            shutil.rmtree(home.spark_tables, ignore_errors=True)  # a build begins with nothing of an earlier one
        spark = open_session(chosen_master(), home.spark_tables)
        register_raw_tables(spark, home.spark_raw)
    from dbt.cli.main import cli

    cli()


def bring_back(tables: Path, raw: Path, build_file: Path) -> None:
    """Begin a new build file with the candidates that dbt built on Spark, and the documents they are about."""
    remove_database(build_file)
    folders = [folder for pattern in _CANDIDATES for folder in sorted(tables.glob(pattern))]
    if any((raw / "document").rglob("*.parquet")):
        folders.append(raw / "document")
    folders += sorted((raw / INCREMENT).glob("*"))
    with connect(build_file) as connection:
        for folder in folders:
            schema = folder.parent.stem
            connection.execute(f"create schema if not exists {schema}")
            connection.execute(
                f"create table {schema}.{folder.name} as select * from read_parquet('{folder}/**/*.parquet')"
            )
