"""What a table of the snapshot becomes on PostgreSQL, without a server."""

from __future__ import annotations

import pytest

from dagster_project.paths import project_root
from dagster_project.publish.models import Mart, MartColumn, Reference, marts
from dagster_project.publish.postgres import ddl
from dagster_project.publish.postgres.server import PostgresError, connected
from dagster_project.publish.tables import Column, Table


def table(name: str, *columns: str) -> Table:
    return Table(name, tuple(Column(column, "VARCHAR", True, None) for column in columns), (), None)


def mart(name: str, key: str, *references: Reference) -> Mart:
    return Mart(name, name, name, name, (MartColumn(key, key, key, key, "varchar"),), key, references)


@pytest.mark.parametrize(
    ("duckdb_type", "postgres_type"),
    [
        ("VARCHAR", "text"),
        ("VARCHAR[]", "text[]"),
        ("DECIMAL(20,6)", "numeric(20,6)"),
        ("INTEGER", "integer"),
        ("DATE", "date"),
        ("BOOLEAN", "boolean"),
    ],
)
def test_a_type_holds_what_the_snapshot_holds(duckdb_type: str, postgres_type: str) -> None:
    assert ddl.postgres_type(duckdb_type) == postgres_type


@pytest.mark.parametrize("inexact", ["DOUBLE", "FLOAT", "STRUCT(a INTEGER)"])
def test_a_type_that_none_is_exact_for_is_refused(inexact: str) -> None:
    with pytest.raises(ValueError, match="No PostgreSQL type"):
        ddl.postgres_type(inexact)


def test_every_type_of_the_marts_is_known() -> None:
    types = {column.data_type.upper() for mart in marts(project_root() / "dbt") for column in mart.columns}
    assert {ddl.postgres_type(data_type) for data_type in types} >= {"text", "text[]", "numeric(20,6)"}


def test_keys_are_those_whose_tables_and_columns_the_snapshot_has() -> None:
    tables = [table("fct", "figure_key", "fund", "stage"), table("dim_fund", "fund"), table("dim_stage", "other")]
    to_fund, to_stage = Reference("fund", "dim_fund", "fund"), Reference("stage", "dim_stage", "stage")
    declared = [
        mart("fct", "figure_key", to_fund, to_stage, Reference("year", "dim_year", "year")),
        mart("dim_fund", "fund"),
        mart("dim_stage", "stage"),
        mart("dim_year", "year"),
    ]
    assert ddl.keys_of(tables, declared) == {
        "fct": ddl.Keys(("figure_key",), (to_fund,)),
        "dim_fund": ddl.Keys(("fund",), ()),
        "dim_stage": ddl.Keys((), ()),
    }


@pytest.mark.parametrize(
    ("text", "sql"), [("预算数", "'预算数'"), ("it's", "'it''s'"), ("a\\'b", "E'a\\\\''b'"), ("", "''")]
)
def test_a_literal_is_text_whatever_it_holds(text: str, sql: str) -> None:
    assert ddl.literal(text) == sql


@pytest.mark.parametrize(
    ("dsn", "words"),
    [
        ("host=127.0.0.1 port=1 user=a password=hunter2", "Connection refused"),
        ("postgresql://a:hunter2@127.0.0.1:1/b", "Connection refused"),
        ("postgresql://a:p@hunter2@127.0.0.1:1/b", "could not translate host name …"),
        ("postgresql://a:hunter2%zz@127.0.0.1:1/b", "invalid percent-encoded token: …"),
        ("hunter2", "missing …"),
        ('postgresql://a:p"@x"hunter2@127.0.0.1:1/b', "DSN 无效"),
    ],
)
def test_a_server_that_is_not_reached_is_named_without_the_password(dsn: str, words: str) -> None:
    with pytest.raises(PostgresError) as error, connected(dsn):
        pass
    assert words in str(error.value)
    assert "hunter2" not in str(error.value)
    assert error.value.__cause__ is None
