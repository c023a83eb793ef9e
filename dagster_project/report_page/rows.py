"""Rows that the page asks for: decimals as exact text, report by report where they are many."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from heapq import merge
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import duckdb

    from dagster_project.report_page.sources import Sources

Row = tuple[Any, ...]


@dataclass(frozen=True)
class Table:
    """Rows of a query, with the names of their columns."""

    columns: tuple[str, ...]
    rows: Sequence[Row]

    def column(self, name: str) -> list[Any]:
        at = self.columns.index(name)
        return [row[at] for row in self.rows]

    def by_column(self, *left_out: str) -> dict[str, list[Any]]:
        """One list per column: the shape that compresses best."""
        return {name: self.column(name) for name in self.columns if name not in left_out}

    def split(self, name: str, group_of: Mapping[str, str]) -> dict[str, Table]:
        """The rows by the group that their column `name` belongs to."""
        at = self.columns.index(name)
        groups: dict[str, list[Row]] = {}
        for row in self.rows:
            groups.setdefault(group_of[row[at]], []).append(row)
        return {group: Table(self.columns, rows) for group, rows in groups.items()}


def read(connection: duckdb.DuckDBPyConnection, sql: str, codes: Sequence[str] | None = None) -> Table:
    """The rows of a query; codes: its parameter, where it has one."""
    cursor = connection.execute(sql, None if codes is None else [codes])
    return Table(_names(cursor), [_plain(row) for row in cursor.fetchall()])


def read_reports(sources: Sources, sql: str, report_ids: Sequence[str]) -> Table:
    """The rows of a query that is ordered by report_id, its first column; report_ids: its parameter."""
    return in_order([read(connection, sql, ids) for connection, ids in sources.of(report_ids)])


def in_order(tables: Sequence[Table]) -> Table:
    """Tables of a query that is ordered by report_id, its first column, as one; each report is in one of them."""
    return Table(tables[0].columns, list(merge(*(table.rows for table in tables), key=itemgetter(0))))


class ByReport:
    """The rows of a query that is ordered by report_id, its first column, handed out report by report.

    report_ids: its parameter. Each has its own cursors and fetches as it goes: the mentions of all reports at once
    would not fit in memory.
    """

    def __init__(self, sources: Sources, sql: str, report_ids: Sequence[str]) -> None:
        cursors = [connection.cursor().execute(sql, [ids]) for connection, ids in sources.of(report_ids)]
        self.columns = _names(cursors[0])[1:]
        self._groups = groupby(merge(*map(_fetched, cursors), key=itemgetter(0)), key=itemgetter(0))
        self._next = next(self._groups, None)

    def take(self, report_id: str) -> Table:
        """The rows of the report, without its id. Reports have to be asked for in the order of the query."""
        if self._next is None or self._next[0] != report_id:
            return Table(self.columns, [])
        rows = [_plain(row[1:]) for row in self._next[1]]
        self._next = next(self._groups, None)
        return Table(self.columns, rows)


def _fetched(cursor: duckdb.DuckDBPyConnection) -> Iterator[Row]:
    while rows := cursor.fetchmany(10_000):
        yield from rows


def _names(cursor: duckdb.DuckDBPyConnection) -> tuple[str, ...]:
    return tuple(column[0] for column in cursor.description or ())


def _plain(row: Row) -> Row:
    return tuple(_plain_value(value) for value in row)


def _plain_value(value: Any) -> Any:
    """Decimals as exact text without trailing zeros, so that no reader makes a binary fraction of them."""
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return value.isoformat() if isinstance(value, date) else value
