"""What a new snapshot changes: a comparison of content, table by table, in both directions."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from dagster_project.publish.built import BUILT
from dagster_project.publish.tables import Table, quoted, tables_of

if TYPE_CHECKING:
    import duckdb

PUBLISHED_SCHEMAS = ("marts", "quarantine")

_ROWS_AT_A_TIME = 2_000_000


@dataclass(frozen=True)
class ChangedKeys:
    """Values of a column whose rows are not all what they were: no other row of the table differs.

    gone: those of them that had rows before.
    """

    column: str
    keys: tuple[str, ...]
    gone: tuple[str, ...]


@dataclass(frozen=True)
class TableChange:
    """A table of the new snapshot (or one that is gone: rows = 0), and what differs from the old one.

    added, removed: rows that only the new or only the old snapshot has, duplicates counted. reshaped: the table is
    new, gone, or its columns, key or comments are other ones. keys: where the differing rows are, if an increment
    says so.
    """

    schema: str
    name: str
    rows: int
    added: int
    removed: int
    reshaped: bool
    keys: ChangedKeys | None = field(default=None, compare=False)

    @property
    def changed(self) -> bool:
        return self.reshaped or bool(self.added or self.removed)


def differences(connection: duckdb.DuckDBPyConnection, new: str, old: str | None) -> tuple[TableChange, ...]:
    """Compare two attached snapshots by content, schema built, too; `old` is None before the first."""
    return tuple(
        change
        for schema in (*PUBLISHED_SCHEMAS, BUILT)
        for change in _differences_of_schema(connection, schema, new, old)
    )


def _differences_of_schema(
    connection: duckdb.DuckDBPyConnection, schema: str, new: str, old: str | None
) -> list[TableChange]:
    new_tables = {table.name: table for table in tables_of(connection, new, schema)}
    old_tables = {table.name: table for table in tables_of(connection, old, schema)} if old else {}
    return [
        _difference(connection, schema, (new, new_tables.get(name)), (old or "", old_tables.get(name)))
        for name in sorted({*new_tables, *old_tables})
    ]


def _difference(
    connection: duckdb.DuckDBPyConnection,
    schema: str,
    new: tuple[str, Table | None],
    old: tuple[str, Table | None],
) -> TableChange:
    new_table, old_table = new[1], old[1]
    table = new_table or old_table
    assert table is not None
    new_name = f"{quoted(new[0])}.{quoted(schema)}.{quoted(table.name)}"
    old_name = f"{quoted(old[0])}.{quoted(schema)}.{quoted(table.name)}"
    rows = _count(connection, f"from {new_name}") if new_table else 0
    if new_table is None or old_table is None:
        gone = _count(connection, f"from {old_name}") if old_table else 0
        return TableChange(schema, table.name, rows, added=rows, removed=gone, reshaped=True)
    if [(c.name, c.data_type) for c in new_table.columns] != [(c.name, c.data_type) for c in old_table.columns]:
        # Rows of other columns are other rows.
        gone = _count(connection, f"from {old_name}")
        return TableChange(schema, table.name, rows, added=rows, removed=gone, reshaped=True)
    added = removed = 0
    # Rows that are alike are in the same bucket, and no bucket is more than memory holds.
    buckets = rows // _ROWS_AT_A_TIME + 1
    row_hash = f"hash({', '.join(map(quoted, table.column_names))})"
    for bucket in range(buckets):
        here = f" where {row_hash} % {buckets} = {bucket}" if buckets > 1 else ""
        added += _count(connection, f"from (from {new_name}{here} except all from {old_name}{here})")
        removed += _count(connection, f"from (from {old_name}{here} except all from {new_name}{here})")
    return TableChange(schema, table.name, rows, added, removed, reshaped=new_table != old_table)


def _count(connection: duckdb.DuckDBPyConnection, source: str) -> int:
    row = connection.execute(f"select count(*) {source}").fetchone()
    assert row is not None
    return int(row[0])
