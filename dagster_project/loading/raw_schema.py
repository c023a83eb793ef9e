"""What raw_tables.sql says of its tables and columns, for whoever shows them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib import resources

# The tables that documents are loaded into, where set_aside also lists what could not be read; decision is a home's.
BY_DOCUMENT = ("document", "attachment", "printed_value", "conformed_value", "indicator", "report_header", "set_aside")

_TABLE = re.compile(r"((?:^--[^\n]*\n)+)create or replace table raw\.(\w+) \(\n(.*?)^\);", re.MULTILINE | re.DOTALL)
_COLUMN = re.compile(r"^ {4}(\w+)\s+(\w+)([^,\n-]*),?\s*(?:--\s*(.*))?$")


@dataclass(frozen=True)
class RawColumn:
    """A column of a raw table."""

    name: str
    type: str
    nullable: bool
    description: str | None


@dataclass(frozen=True)
class RawTable:
    """A table of the raw schema, as raw_tables.sql writes it down."""

    name: str
    description: str
    columns: tuple[RawColumn, ...]


def raw_tables_sql() -> str:
    """The statements that create the raw schema, empty."""
    return (resources.files("dagster_project.loading") / "raw_tables.sql").read_text(encoding="utf-8")


@cache
def raw_tables() -> tuple[RawTable, ...]:
    """All raw tables, in the order of the file."""
    return tuple(
        RawTable(name, " ".join(re.findall(r"^-- ?(.*)$", comment, re.MULTILINE)), _columns(body))
        for comment, name, body in _TABLE.findall(raw_tables_sql())
    )


def columns_of(table_name: str) -> dict[str, str]:
    """The columns of a raw table, name to type, in their order."""
    return {column.name: column.type for table in raw_tables() if table.name == table_name for column in table.columns}


def _columns(body: str) -> tuple[RawColumn, ...]:
    found = (_COLUMN.match(line) for line in body.splitlines())
    return tuple(
        RawColumn(name=match[1], type=match[2], nullable="not null" not in match[3], description=match[4])
        for match in found
        if match
    )
