"""A step from one snapshot to the next: the rows that arrive, and the keys whose rows give way to them.

It is written once, into the small snapshot of what was built, and taken twice: by the file that is published next, and
a publication later by the one that was published before (see previous.py).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from dagster_project.database import attach
from dagster_project.publish.tables import attach_snapshot, literal, put_together_if_many, quoted

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    import duckdb

    from dagster_project.publish.difference import TableChange

SCHEMA = "step"


def write_step(connection: duckdb.DuckDBPyConnection, changes: Iterable[TableChange]) -> None:
    """Say in schema step of the attached `addition`, which holds the rows that arrive, what changes.

    changed_table: schema, table and key column of each table that differs, NULL where it is replaced as a whole.
    changed_key: the keys whose rows differ; is_gone: it had rows before.
    """
    connection.execute(f"create schema addition.{SCHEMA}")
    connection.execute(
        f"create table addition.{SCHEMA}.changed_table (schema_name varchar, table_name varchar, key_column varchar)"
    )
    connection.execute(
        f"create table addition.{SCHEMA}.changed_key"
        " (schema_name varchar, table_name varchar, key varchar, is_gone boolean)"
    )
    for change in changes:
        if not change.changed:
            continue
        named = [change.schema, change.name]
        column = change.keys.column if change.keys else None
        connection.execute(f"insert into addition.{SCHEMA}.changed_table values (?, ?, ?)", [*named, column])
        if change.keys:
            connection.execute(
                f"insert into addition.{SCHEMA}.changed_key"
                " select $1, $2, key, key in (select unnest($4::varchar[])) from (select unnest($3::varchar[]) as key)",
                [*named, list(change.keys.keys), list(change.keys.gone)],
            )


def take_steps(
    connection: duckdb.DuckDBPyConnection, steps: Sequence[Path], candidate: Path, changes: Iterable[TableChange]
) -> bool:
    """Change the file `candidate` in place by the steps that files hold, one after the other.

    Whether it has as many rows as the last of them ought to leave, which are those of changes. Raises duckdb.Error
    where a file is damaged.
    """
    attach_snapshot(connection, candidate)
    put_together_if_many(connection, "snapshot")
    names = [f"step_{number}" for number, _ in enumerate(steps)]
    for name, step in zip(names, steps, strict=True):
        attach(connection, step, name)
    # At once: every commit waits for the disk.
    connection.execute("begin")
    for name in names:
        _take(connection, name)
    connection.execute("commit")
    connection.execute("checkpoint snapshot")
    is_right = all(_rows(connection, change) == change.rows for change in changes)
    for name in (*names, "snapshot"):
        connection.execute(f"detach {name}")
    return is_right


def _take(connection: duckdb.DuckDBPyConnection, step: str) -> None:
    tables = connection.execute(
        f"select schema_name, table_name, key_column from {step}.{SCHEMA}.changed_table order by rowid"
    ).fetchall()
    for schema, table, column in tables:
        name = f"{quoted(schema)}.{quoted(table)}"
        if column is None:
            connection.execute(f"delete from snapshot.{name}")
            connection.execute(f"insert into snapshot.{name} from {step}.{name}")
            continue
        keys = (
            f"select key from {step}.{SCHEMA}.changed_key"
            f" where schema_name = {literal(schema)} and table_name = {literal(table)}"
        )
        if connection.execute(f"from ({keys} and is_gone) limit 1").fetchone():
            connection.execute(f"delete from snapshot.{name} where {quoted(column)} in ({keys} and is_gone)")
        connection.execute(f"insert into snapshot.{name} from {step}.{name} where {quoted(column)} in ({keys})")


def _rows(connection: duckdb.DuckDBPyConnection, table: TableChange) -> int:
    row = connection.execute(f"select count(*) from snapshot.{quoted(table.schema)}.{quoted(table.name)}").fetchone()
    assert row is not None
    return int(row[0])
