"""A step from one snapshot to the next: which rows give way, and how the file is left."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from dagster_project.publish.difference import ChangedKeys, TableChange
from dagster_project.publish.step import take_steps, write_step
from dagster_project.publish.tables import attach_snapshot

from .builds import rows

CHANGES = [
    TableChange("marts", "dim_report", 1, 1, 0, reshaped=False, keys=ChangedKeys("report_id", ("new",), ())),
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
            create table snapshot.marts.fact as
                select (i // 2)::varchar as key, i as amount from range(50000) as of (i);
            create table snapshot.marts.list as select 'old' as code;
            create table snapshot.marts.untouched as select 1 as number;
            detach snapshot
        """)
        attach_snapshot(opened, tmp_path / "step.duckdb", "addition")
        opened.execute("""
            create schema addition.marts;
            create table addition.marts.dim_report as select 'new' as report_id;
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
    take_steps(connection, [tmp_path / "step.duckdb"], tmp_path / "candidate.duckdb", CHANGES)
    sizes = row_groups(tmp_path / "candidate.duckdb", "fact")
    assert len(sizes) > 1
    assert max(sizes) <= 40_960


@pytest.mark.parametrize(
    ("reports", "left"),
    [
        (0, 0),  # few reports: what the file would grow by is more than all of them take
        (3_000, 3),
        (50_000, 8),  # at most; 9,040 of them are in a small row group
    ],
)
def test_row_groups_that_are_there_are_left_until_there_are_many_small_ones(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path, reports: int, left: int
) -> None:
    candidate, found = tmp_path / "candidate.duckdb", []
    attach_snapshot(connection, candidate)
    connection.execute(
        "insert into snapshot.marts.dim_report select 'old ' || number from range($1) as of (number)", [reports]
    )
    connection.execute("detach snapshot")
    first = len(row_groups(candidate, "dim_report"))
    for _ in range(left + 1):
        take_steps(connection, [tmp_path / "step.duckdb"], candidate, ())
        found.append(len(row_groups(candidate, "dim_report")))
        assert len(row_groups(candidate, "list")) <= found[-1]  # what is deleted is not kept, either
    assert found[:left] == [*range(first + 1, first + 1 + left)]
    assert found[left] < max(2, left)
    assert rows(candidate, "select count(*) from marts.dim_report") == [(reports + len(found),)]
    assert rows(candidate, "from marts.list") == [("new",)]


def row_groups(snapshot: Path, table: str) -> list[int]:
    """The rows of each row group of a table."""
    sizes = f"select max(count) from pragma_storage_info('marts.{table}') group by row_group_id order by row_group_id"
    return [size for (size,) in rows(snapshot, sizes)]
