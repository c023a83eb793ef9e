"""What makes a table of a snapshot a table of PostgreSQL: statements, and nothing that runs them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dagster_project.publish.models import Mart, Reference
from dagster_project.publish.tables import Table, quoted

_DECIMAL = re.compile(r"DECIMAL(\(\d+,\d+\))")
# No binary fractions: every figure of the marts is a decimal and stays one.
_TYPES = {
    "VARCHAR": "text",
    "BOOLEAN": "boolean",
    "SMALLINT": "smallint",
    "INTEGER": "integer",
    "BIGINT": "bigint",
    "DATE": "date",
    "TIMESTAMP": "timestamp",
}


@dataclass(frozen=True)
class Keys:
    """The key of a table (no columns where it has none) and the columns that lead to others of its schema."""

    primary: tuple[str, ...]
    references: tuple[Reference, ...]


def postgres_type(data_type: str) -> str:
    """The type that holds every value of a DuckDB type exactly. Raises ValueError for a type that none is known for."""
    if data_type.endswith("[]"):
        return postgres_type(data_type.removesuffix("[]")) + "[]"
    if match := _DECIMAL.fullmatch(data_type):
        return f"numeric{match[1]}"
    if data_type not in _TYPES:
        raise ValueError(f"DuckDB 类型 {data_type} 没有对应的 PostgreSQL 类型。 (No PostgreSQL type for {data_type}.)")
    return _TYPES[data_type]


def keys_of(tables: Sequence[Table], marts: Sequence[Mart]) -> dict[str, Keys]:
    """By table, the keys that the models declare, those of them whose tables and columns the snapshot has."""
    columns = {table.name: set(table.column_names) for table in tables}
    keys = {table.name: Keys(table.primary_key, ()) for table in tables}
    for mart in marts:
        own = columns.get(mart.name, set())
        if mart.key in own:
            present = (r for r in mart.references if r.column in own and r.key in columns.get(r.table, ()))
            keys[mart.name] = Keys((mart.key,), tuple(present))
    return keys


def create_table(schema: str, table: Table) -> str:
    """An empty table without keys: they are added to what was loaded, which is faster."""
    columns = (
        f"{quoted(c.name)} {postgres_type(c.data_type)}{'' if c.nullable else ' not null'}" for c in table.columns
    )
    return f"create table {_name(schema, table)} ({', '.join(columns)})"


def comments(schema: str, table: Table) -> Iterator[str]:
    """The comments of a table and its columns, from the snapshot."""
    if table.comment:
        yield f"comment on table {_name(schema, table)} is {literal(table.comment)}"
    for column in table.columns:
        if column.comment:
            yield f"comment on column {_name(schema, table)}.{quoted(column.name)} is {literal(column.comment)}"


def primary_key(schema: str, table: Table, keys: Keys) -> Iterator[str]:
    if keys.primary:
        columns = ", ".join(quoted(column) for column in keys.primary)
        yield f"alter table {_name(schema, table)} add primary key ({columns})"


def foreign_keys(schema: str, table: Table, keys: Keys) -> Iterator[str]:
    """To be added once every table of the schema has its primary key."""
    for reference in keys.references:
        target = f"{quoted(schema)}.{quoted(reference.table)} ({quoted(reference.key)})"
        yield f"alter table {_name(schema, table)} add foreign key ({quoted(reference.column)}) references {target}"


def source_columns(table: Table) -> str:
    """The columns as DuckDB selects them for loading: PostgreSQL's text cannot hold the character NUL."""
    return ", ".join(_source_column(quoted(column.name), column.data_type) for column in table.columns)


def literal(text: str) -> str:
    """A string literal, whatever the server takes backslashes for."""
    escaped = text.replace("\\", "\\\\").replace("'", "''")
    return f"E'{escaped}'" if "\\" in text else f"'{escaped}'"


def _source_column(name: str, data_type: str) -> str:
    if data_type == "VARCHAR":
        return f"replace({name}, chr(0), '') as {name}"
    if data_type == "VARCHAR[]":
        return f"list_transform({name}, lambda word: replace(word, chr(0), '')) as {name}"
    return name


def _name(schema: str, table: Table) -> str:
    return f"{quoted(schema)}.{quoted(table.name)}"
