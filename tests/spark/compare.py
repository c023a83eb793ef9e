"""Tables compared row by row, whatever engine wrote them."""

from __future__ import annotations

import duckdb


def tables(connection: duckdb.DuckDBPyConnection, schema: str) -> list[str]:
    """The tables of a schema of the file that the connection was opened on; there must be some."""
    found = connection.execute(
        "select table_name from information_schema.tables where table_type = 'BASE TABLE' and table_schema = ?"
        " and table_catalog = current_database() order by 1",
        [schema],
    ).fetchall()
    assert found
    return [name for (name,) in found]


def differing_rows(connection: duckdb.DuckDBPyConnection, one: str, other: str) -> list[tuple[object, ...]]:
    """Rows of one relation that the other lacks, and the other way round; in the columns of the first, five at most."""
    described = connection.execute(f"describe select * from {one}").fetchall()
    # A decimal of another scale would be another type of the same value: all are compared as the first has them.
    columns = ", ".join(f'"{name}"' for (name, *_) in described)
    typed = ", ".join(f'cast("{name}" as {kind}) as "{name}"' for (name, kind, *_) in described)
    other = f"(select {typed} from {other})"
    return connection.execute(
        f"(select 'lacks' as what, {columns} from {one} except all select 'lacks', {columns} from {other})"
        f" union all (select 'adds', {columns} from {other} except all select 'adds', {columns} from {one}) limit 5"
    ).fetchall()
