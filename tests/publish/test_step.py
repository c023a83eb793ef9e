"""A step from one snapshot to the next: which rows give way, and how the file is left."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from dagster_project.publish.difference import ChangedKeys, TableChange
from dagster_project.publish.step import take_steps, write_step
from dagster_project.publish.tables import attach_snapshot

from .builds import row_groups, rows

CHANGES = [
    TableChange("marts", "fact", 50_001, 3, 2, reshaped=False, keys=ChangedKeys("key", ("1", "new"), ("1",))),
    TableChange("marts", "list", 1, 1, 1, reshaped=False),
    TableChange("marts", "untouched", 1, 0, 0, reshaped=False),
]


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as opened:
        attach_snapshot(opened, tmp_path / "candidate.duckdb")
        opened.execute("""
            create schema snapshot.marts;
            create table snapshot.marts.dim_report (report_id varchar);
            create schema snapshot.built;
            create table snapshot.built.document (document_sha256 varchar);
            create table snapshot.marts.fact as
                select (i // 2)::varchar as key, i as amount from range(50000) as of (i);
            create table snapshot.marts.list as select 'old' as code;
            create table snapshot.marts.untouched as select 1 as number;
            detach snapshot
        """)
        attach_snapshot(opened, tmp_path / "step.duckdb", "addition")
        opened.execute("""
            create schema addition.marts;
            create table addition.marts.fact as
                from (values ('1', 7), ('new', 8), ('new', 9), ('2', 0)) as arriving (key, amount);
            create table addition.marts.list as select 'new' as code;
            create table addition.marts.untouched as select 2 as number;
        """)
        write_step(opened, CHANGES)
        opened.execute("detach addition")
        yield opened


def test_rows_of_changed_keys_give_way_and_lists_as_a_whole(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    assert take_steps(connection, [tmp_path / "step.duckdb"], tmp_path / "candidate.duckdb", CHANGES)
    changed = "select key, amount from marts.fact where key in ('0', '1', '2', 'new') order by all"
    assert rows(tmp_path / "candidate.duckdb", changed) == [
        ("0", 0),
        ("0", 1),
        ("1", 7),
        ("2", 4),
        ("2", 5),
        ("new", 8),
        ("new", 9),
    ]
    assert rows(tmp_path / "candidate.duckdb", "from marts.list") == [("new",)]
    assert rows(tmp_path / "candidate.duckdb", "from marts.untouched") == [(1,)]


def test_other_numbers_of_rows_than_were_counted_are_told(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    steps = [tmp_path / "step.duckdb"]
    assert take_steps(connection, steps, tmp_path / "candidate.duckdb", CHANGES)
    with duckdb.connect(str(tmp_path / "candidate.duckdb")) as opened:
        opened.execute("delete from marts.fact where key = '0' or key = '3'")
    assert not take_steps(connection, steps, tmp_path / "candidate.duckdb", CHANGES)


def test_row_groups_stay_small(connection: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    arriving = "select 'new' as key, i as amount from range(50000) as of (i)"
    step = write_one(connection, tmp_path, "marts.fact", ChangedKeys("key", ("new",), ()), arriving)
    take_steps(connection, [step], tmp_path / "candidate.duckdb", ())
    assert sum(row_groups(tmp_path / "candidate.duckdb", "marts.fact")) == 100_000
    assert max(row_groups(tmp_path / "candidate.duckdb", "marts.fact")) == 40_960


@pytest.mark.parametrize(("table", "key"), [("marts.dim_report", "report_id"), ("built.document", "document_sha256")])
@pytest.mark.parametrize(
    ("there", "needed", "more"),
    [
        (0, 1, 0),  # few rows: what the file would grow by is more than all of them take
        (5, 1, 0),
        (3_000, 1, 3),
        (50_000, 2, 8),
    ],
)
def test_row_groups_are_put_together_once_there_are_many(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path, table: str, key: str, there: int, needed: int, more: int
) -> None:
    fill(connection, tmp_path, f"select 'old' from range({there})")
    step = write_one(connection, tmp_path, table, ChangedKeys(key, ("new",), ()), f"select 'new' as {key}")
    found = []
    for _ in range(12):
        take_steps(connection, [step], tmp_path / "candidate.duckdb", ())
        found.append(len(row_groups(tmp_path / "candidate.duckdb", table)))
    assert max(found) == needed + more
    assert sum(row_groups(tmp_path / "candidate.duckdb", table)) == there + 12


def test_row_groups_that_lost_most_of_their_rows_are_put_together(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    table, key, candidate = "built.document", "document_sha256", tmp_path / "candidate.duckdb"
    fill(connection, tmp_path, "select case i % 10 when 0 then 'old' else 'gone' end from range(500000) as of (i)")
    step = write_one(connection, tmp_path, table, ChangedKeys(key, ("gone",), ("gone",)), f"select 'gone' as {key}")
    take_steps(connection, [step], candidate, ())
    assert len(row_groups(candidate, table)) > 12
    take_steps(connection, [step], candidate, ())
    assert len(row_groups(candidate, table)) <= 3
    assert rows(candidate, f"select count(*) from {table}") == [(50_001,)]


def test_a_list_that_is_replaced_again_and_again_has_one_row_group(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    fill(connection, tmp_path, "select 'old' from range(50000)")
    for _ in range(3):
        take_steps(connection, [tmp_path / "step.duckdb"], tmp_path / "candidate.duckdb", CHANGES)
    assert row_groups(tmp_path / "candidate.duckdb", "marts.list") == [1]


def fill(connection: duckdb.DuckDBPyConnection, folder: Path, keys: str) -> None:
    """Give the candidate reports and documents with the keys of a query."""
    attach_snapshot(connection, folder / "candidate.duckdb")
    for table in ("marts.dim_report", "built.document"):
        connection.execute(f"insert into snapshot.{table} {keys}")
    connection.execute("detach snapshot")


def write_one(
    connection: duckdb.DuckDBPyConnection, folder: Path, table: str, keys: ChangedKeys, arriving: str
) -> Path:
    """A step that changes one table, to which the rows of a query arrive."""
    file, (schema, name) = folder / "one.duckdb", table.split(".")
    attach_snapshot(connection, file, "addition")
    connection.execute(f"create schema addition.{schema}")
    connection.execute(f"create table addition.{table} as {arriving}")
    write_step(connection, [TableChange(schema, name, 1, added=1, removed=0, reshaped=False, keys=keys)])
    connection.execute("detach addition")
    return file
