"""The real marts on a real server: keys and comments by which a BI tool draws the star, and every value exact."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest

from dagster_project.paths import project_root
from dagster_project.publish import comments_of_models, publish
from dagster_project.publish.models import marts
from dagster_project.publish.postgres import publish_to_postgres
from dagster_project.publish.tables import Table, quoted, tables_of
from tests.dbt.conftest import Built, built

from .builds import OVERSPENT
from .postgres_server import Server, rows, server

__all__ = ["built", "server"]
pytestmark = [pytest.mark.postgres, pytest.mark.dbt]

MARTS = marts(project_root() / "dbt")


@dataclass(frozen=True)
class Star:
    """What was published: the snapshot and the database that holds it."""

    snapshot: Path
    dsn: str

    def tables(self, schema: str) -> tuple[Table, ...]:
        with duckdb.connect() as connection:
            connection.execute(f"attach '{self.snapshot}' as snapshot (read_only)")
            return tables_of(connection, "snapshot", schema)


@pytest.fixture(scope="module")
def star(tmp_path_factory: pytest.TempPathFactory, built: Built, server: Server) -> Star:
    folder = tmp_path_factory.mktemp("star")
    ((build_file,),) = built.rows("select path from duckdb_databases() where path like '%build.duckdb'")
    manifest = folder / "manifest.json"
    manifest.write_text(json.dumps(built.manifest), encoding="utf-8")
    held = built.rows("select report_id from marts.dim_report where status = 'quarantined'")
    verdict = {report_id: [OVERSPENT] for (report_id,) in held}
    publish(Path(build_file), folder / "marts.duckdb", folder / "marts", verdict, comments_of_models(manifest))
    published = Star(folder / "marts.duckdb", server.dsn(server.new_database()))
    publish_to_postgres(published.snapshot, published.dsn, MARTS)
    return published


def test_the_star_is_declared(star: Star) -> None:
    primary = rows(
        star.dsn,
        """
        select table_name, column_name
        from information_schema.table_constraints
        join information_schema.key_column_usage using (constraint_schema, constraint_name, table_name)
        where constraint_type = 'PRIMARY KEY' and constraint_schema = 'marts'
        """,
    )
    foreign = rows(
        star.dsn,
        """
        select own.table_name, own.column_name, target.table_name, target.column_name
        from information_schema.referential_constraints as reference
        join information_schema.key_column_usage as own using (constraint_schema, constraint_name)
        join information_schema.key_column_usage as target
            on target.constraint_schema = reference.unique_constraint_schema
            and target.constraint_name = reference.unique_constraint_name
        where reference.constraint_schema = 'marts'
        """,
    )
    assert set(primary) == {(mart.name, mart.key) for mart in MARTS}
    assert set(foreign) == {(mart.name, r.column, r.table, r.key) for mart in MARTS for r in mart.references}


def test_every_table_and_column_has_a_comment_in_chinese(star: Star) -> None:
    comments = rows(
        star.dsn,
        """
        select relation.oid::regclass::text, attname, col_description(relation.oid, coalesce(attnum, 0))
        from pg_class as relation
        left join pg_attribute on attrelid = relation.oid and attnum > 0
        where relnamespace in ('marts'::regnamespace, 'quarantine'::regnamespace) and relkind = 'r'
        union all
        select oid::regclass::text, null, obj_description(oid) from pg_class
        where relnamespace in ('marts'::regnamespace, 'quarantine'::regnamespace) and relkind = 'r'
        """,
    )
    assert len(comments) > 300
    assert [row for row in comments if not re.search(r"[\u4e00-\u9fff]", row[2] or "")] == []


@pytest.mark.parametrize("schema", ["marts", "quarantine"])
def test_every_value_is_that_of_the_snapshot(star: Star, schema: str) -> None:
    tables = star.tables(schema)
    for table in tables:
        # The same text of every type on both sides: decimals with all their places, lists with all their members.
        columns = [
            f"array_to_string({quoted(c.name)}, '|')" if c.data_type.endswith("[]") else f"{quoted(c.name)}::varchar"
            for c in table.columns
        ]
        query = f"select {', '.join(columns)} from {schema}.{table.name}"
        with duckdb.connect(str(star.snapshot), read_only=True) as connection:
            expected = connection.execute(query).fetchall()
        assert sorted(rows(star.dsn, query), key=str) == sorted(expected, key=str), table.name
    assert {table.name for table in tables} >= {"fct_expenditure", "fct_mention", "mart_department_year"}
