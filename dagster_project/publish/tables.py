"""What a schema of a DuckDB file holds: tables, columns, comments, keys; how a table is made like another; and the row
groups of a snapshot.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dagster_project.database import attach

if TYPE_CHECKING:
    from pathlib import Path

    import duckdb

# A third of what is usual: who looks for the rows of a county reads all of the row groups that have some of them. The
# file is a fourteenth larger.
_ROW_GROUP_ROWS = 40_960
# Row groups that a table may have beyond those that its rows need: one for a thousand rows, at most eight. One in each
# table that a publication adds to takes some three megabytes of the file.
_ROWS_FOR_ONE_MORE = 1_000
_MOST_MORE = 8
# Where a publication adds rows at all, it adds some to one of these, but for what a withdrawal leads to.
_ADDED_TO = ("marts.dim_report", "built.document")


@dataclass(frozen=True)
class Column:
    """A column, its DuckDB type and its comment."""

    name: str
    data_type: str
    nullable: bool
    comment: str | None


@dataclass(frozen=True)
class Table:
    """A table of a schema: columns in their order, primary key (empty where none is declared), comment."""

    name: str
    columns: tuple[Column, ...]
    primary_key: tuple[str, ...]
    comment: str | None

    @property
    def column_names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)

    def without_key(self) -> Table:
        """The same table without its primary key and NOT NULL: a place for rows that failed the gate."""
        columns = tuple(Column(c.name, c.data_type, True, c.comment) for c in self.columns)
        return Table(self.name, columns, (), self.comment)


def quoted(name: str) -> str:
    """An SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str | None) -> str:
    """An SQL string literal, or NULL."""
    return "null" if text is None else "'" + text.replace("'", "''") + "'"


def tables_of(connection: duckdb.DuckDBPyConnection, database: str, schema: str) -> tuple[Table, ...]:
    """Tables and views of a schema of an attached database, by name."""
    comments: dict[str, str | None] = dict(
        connection.execute(
            """
            select table_name, comment from duckdb_tables() where database_name = $1 and schema_name = $2
            union all
            select view_name, comment from duckdb_views() where database_name = $1 and schema_name = $2
            """,
            [database, schema],
        ).fetchall()
    )
    keys: dict[str, tuple[str, ...]] = {
        name: tuple(columns)
        for name, columns in connection.execute(
            """
            select table_name, constraint_column_names from duckdb_constraints()
            where database_name = $1 and schema_name = $2 and constraint_type = 'PRIMARY KEY'
            """,
            [database, schema],
        ).fetchall()
    }
    columns: dict[str, list[Column]] = {name: [] for name in sorted(comments)}
    for table, *column in connection.execute(
        """
        select table_name, column_name, data_type, is_nullable, comment from duckdb_columns()
        where database_name = $1 and schema_name = $2 order by table_name, column_index
        """,
        [database, schema],
    ).fetchall():
        columns[table].append(Column(*column))
    return tuple(Table(name, tuple(columns[name]), keys.get(name, ()), comments[name]) for name in sorted(comments))


def create_like(connection: duckdb.DuckDBPyConnection, table: Table, schema: str) -> None:
    """Make an empty table with the same columns, key and comments in `schema` (qualified with its database)."""
    lines = [f"{quoted(c.name)} {c.data_type}" + ("" if c.nullable else " not null") for c in table.columns]
    if table.primary_key:
        lines.append(f"primary key ({', '.join(quoted(name) for name in table.primary_key)})")
    name = f"{schema}.{quoted(table.name)}"
    connection.execute(f"create table {name} ({', '.join(lines)})")
    if table.comment:
        connection.execute(f"comment on table {name} is {literal(table.comment)}")
    for column in table.columns:
        if column.comment:
            connection.execute(f"comment on column {name}.{quoted(column.name)} is {literal(column.comment)}")


def attach_snapshot(connection: duckdb.DuckDBPyConnection, file: Path, name: str = "snapshot") -> None:
    """Attach a snapshot file to write to it. Raises duckdb.Error where it cannot be opened."""
    attach(connection, file, name, read_only=False, row_group_rows=_ROW_GROUP_ROWS)


def put_together_if_many(connection: duckdb.DuckDBPyConnection, database: str) -> None:
    """Have the checkpoints of a connection put row groups of the attached snapshot together only where it has many.

    DuckDB would do so by a rule of its own at every checkpoint, which can cost more than a small publication adds. Row
    groups whose rows were all deleted go in any case.
    """
    many = any(_has_many_row_groups(connection, f"{database}.{table}") for table in _ADDED_TO)
    connection.execute("reset max_vacuum_tasks" if many else "set max_vacuum_tasks = 0")


def _has_many_row_groups(connection: duckdb.DuckDBPyConnection, table: str) -> bool:
    """Whether one row group more would be one too many for the rows that are there."""
    counted = f"(select count(distinct row_group_id) from pragma_storage_info({literal(table)}))"
    found = connection.execute(f"select count(*), {counted} from {table}").fetchone()
    assert found is not None
    rows, groups = found
    needed = -(-rows // _ROW_GROUP_ROWS)
    return bool(groups + 1 - needed > min(_MOST_MORE, rows // _ROWS_FOR_ONE_MORE))
