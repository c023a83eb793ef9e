"""The workbook of the marts: an overview, a sheet per kind of fact, the places where all is printed, the dictionary."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from dagster_project.database import attach, connect
from dagster_project.findings.records import REPORT_STATUSES, SEVERITIES, STATUSES
from dagster_project.publish.tables import Table, quoted, tables_of
from dagster_project.publish.version import version_of
from dagster_project.spreadsheet import Book, Column, Link, Row, text_width
from dagster_project.spreadsheet.book import EXCEL_ROWS
from dagster_project.workbook.overview import OVERVIEW, write_overview
from dagster_project.workbook.sheets import HEADERS, PLACE, PLACES, PREPARATION, SHEETS, SheetPlan

DICTIONARY = "数据字典"
_DICTIONARY_COLUMNS = (
    Column("表", 24),
    Column("表名", 20),
    Column("列", 26),
    Column("名称", 26),
    Column("类型", 16),
    Column("说明", 90, wraps=True),
)
_ROLES = {"figure": "数据", "claim": "推算数", "indicator": "绩效指标"}
_WORDS: dict[str, Mapping[str, str]] = {
    "severity": SEVERITIES,
    "status": STATUSES,
    "report_status": REPORT_STATUSES,
    "role": _ROLES,
}
_WIDEST, _FILTER_BUTTON = 48, 3
_ROWS_AT_ONCE = 5_000


@dataclass(frozen=True)
class SheetRows:
    """A sheet of the workbook, its rows without the header, and what it shows."""

    name: str
    rows: int
    meaning: str


def write_marts(
    snapshot_file: Path, path: Path, rule_names: Mapping[str, str], rows_a_sheet: int = EXCEL_ROWS
) -> tuple[SheetRows, ...]:
    """Write the published marts to an .xlsx file, replacing what is there; the same snapshot makes the same file.

    rule_names: by rule id, number and statement. A figure is a number where a cell can hold its digits exactly, else
    text; what is missing is an empty cell. A table longer than `rows_a_sheet` goes on in the next sheet. Raises
    FileNotFoundError where nothing is published and OSError where the file cannot be written.
    """
    if not snapshot_file.exists():
        raise FileNotFoundError(f"尚未发布：{snapshot_file.name}。请先运行 xianzhang run。 (Nothing published yet.)")
    path.parent.mkdir(parents=True, exist_ok=True)
    published = datetime.fromtimestamp(snapshot_file.stat().st_mtime, UTC).replace(tzinfo=None)
    with (
        connect(spill_to=snapshot_file.parent) as connection,
        Book(path, "县账", published, rows_a_sheet) as book,
    ):
        attach(connection, snapshot_file, "snapshot")
        _prepare(connection, rule_names)
        tables = {table.name: table for table in tables_of(connection, "snapshot", "marts")}
        overview = book.page(OVERVIEW, (24, 12, 90))
        sheets = [_write_sheet(book, connection, plan, tables) for plan in SHEETS]
        sheets.append(_write_dictionary(book, tables.values()))
        counts = connection.execute("select status, count(*) from report group by 1 order by 1").fetchall()
        write_overview(book, overview, version_of(snapshot_file), dict(counts), sheets)
    return tuple(sheets)


def _prepare(connection: duckdb.DuckDBPyConnection, rule_names: Mapping[str, str]) -> None:
    connection.execute("create temp table rule (rule_id varchar, rule_name varchar)")
    if rule_names:
        connection.executemany("insert into rule values (?, ?)", list(rule_names.items()))
    connection.execute(PREPARATION)


def _write_sheet(
    book: Book, connection: duckdb.DuckDBPyConnection, plan: SheetPlan, tables: Mapping[str, Table]
) -> SheetRows:
    relation = connection.sql(plan.query)
    names, types = relation.columns, [str(data_type) for data_type in relation.types]
    widths = _widths(connection, plan.query, names, types)
    printed = names.index(plan.last_printed)
    columns = [
        replace(_column(name, _header(name, tables[plan.mart], tables.values()), kind, width), prints=number <= printed)
        for number, (name, kind, width) in enumerate(zip(names, types, widths, strict=True))
    ]
    sheet = book.sheet(plan.name, columns, plan.frozen_columns)
    sheet.write_rows(_rows(book, connection, plan.query, names))
    sheet.close()
    return SheetRows(plan.name, sheet.rows, plan.meaning)


def _rows(book: Book, connection: duckdb.DuckDBPyConnection, query: str, names: Sequence[str]) -> Iterator[Row]:
    """The rows of a query with words for codes and links for places."""
    worded = [(number, _WORDS[name]) for number, name in enumerate(names) if name in _WORDS]
    place = names.index(PLACE) if PLACE in names else None
    result = connection.execute(query)
    while rows := result.fetchmany(_ROWS_AT_ONCE):
        for found in rows:
            row = list(found)
            for number, words in worded:
                row[number] = words.get(row[number], row[number])
            if place is not None and row[place] is not None:
                sheet, at = book.row_of(PLACES, row[place])
                row[place] = Link(f"{sheet} {at}", sheet, at)
            yield row


def _widths(
    connection: duckdb.DuckDBPyConnection, query: str, names: Sequence[str], types: Sequence[str]
) -> list[tuple[float, float]]:
    """How wide the values of each column are: all but the widest twentieth, and all."""
    wide = [_width(quoted(name), data_type) for name, data_type in zip(names, types, strict=True)]
    measured = ", ".join(f"quantile_disc({width}, 0.95), max({width})" for width in wide)
    found = [width or 0 for width in connection.execute(f"select {measured} from ({query})").fetchone() or ()]
    return list(zip(found[::2], found[1::2], strict=True))


def _width(name: str, data_type: str) -> str:
    """SQL for the width of a value. Of text, as text_width counts; of a number, with a separator every three digits."""
    if data_type == "VARCHAR":
        return f"(length({name}) + strlen({name})) / 2"
    if data_type.startswith("DECIMAL"):
        return f"length(rtrim({name}::varchar, '0')) * 4 / 3 + 3"
    return f"length({name}::varchar) + 2"


def _column(name: str, header: str, data_type: str, width: tuple[float, float]) -> Column:
    common, widest = width
    # A header may go over three lines, beside the button of the filter.
    least = max(9.0, math.ceil(text_width(header) / 3) + _FILTER_BUTTON)
    if data_type != "VARCHAR":
        return Column(header, max(least, widest), money=name.endswith("_wan"))
    if name in _WORDS:
        return Column(header, least, severity=name == "severity")
    chosen = max(least, min(common + 2, _WIDEST))
    return Column(header, chosen, wraps=widest > chosen)


def _header(name: str, mart: Table, tables: Iterable[Table]) -> str:
    """The Chinese name of a column in its mart, or else in the first that has one of this name."""
    if name in HEADERS:
        return HEADERS[name]
    comments = (column.comment for table in (mart, *tables) for column in table.columns if column.name == name)
    return next((_chinese(comment) for comment in comments if comment), name)


def _chinese(comment: str | None) -> str:
    """The name before the description."""
    return (comment or "").partition(" · ")[0]


def _write_dictionary(book: Book, tables: Iterable[Table]) -> SheetRows:
    sheet = book.sheet(DICTIONARY, _DICTIONARY_COLUMNS, 1)
    for table in tables:
        sheet.write_rows(
            (
                table.name,
                _chinese(table.comment),
                column.name,
                _chinese(column.comment),
                column.data_type,
                (column.comment or "").partition(" · ")[2],
            )
            for column in table.columns
        )
    sheet.close()
    return SheetRows(DICTIONARY, sheet.rows, "每张表、每一列的名称与含义；列名与数据库、CSV、Parquet 相同")
