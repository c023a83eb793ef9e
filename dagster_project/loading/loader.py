"""Load every extract of a home into the raw tables of a build file."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from dagster_project.conforming.records import Conformed
from dagster_project.extraction.records import Extract
from dagster_project.ingestion import Manifest, ManifestRow, SetAside, list_set_aside
from dagster_project.loading.raw_schema import raw_tables, raw_tables_sql
from dagster_project.loading.rows import (
    LoadedDocument,
    Record,
    decision_records,
    records_by_table,
    set_aside_records,
    to_arrow,
)
from dagster_project.paths import Home
from dagster_project.reviewing import read_decisions

# Documents turned to Arrow at a time: some 100,000 rows, which bounds memory whatever the number of documents.
BATCH = 500

ReadExtract = Callable[[Path], Extract]
Conform = Callable[[Extract], Conformed]


class LoadingError(RuntimeError):
    """raw/ is not in order, or not every row arrived; the message says what to do."""


@dataclass(frozen=True)
class LoadedTable:
    """A raw table as loaded: its rows, and the first of them to look at."""

    name: str
    row_count: int
    column_names: tuple[str, ...]
    sample: tuple[tuple[object, ...], ...]


@dataclass(frozen=True)
class LoadResult:
    """All raw tables as loaded; set_aside: documents that conforming failed on, loaded as such only."""

    tables: tuple[LoadedTable, ...]
    set_aside: tuple[SetAside, ...]


def load(home: Home, conform: Conform, read_extract: ReadExtract) -> LoadResult:
    """Begin a new build file for the home, with what the extracts of its manifest say in schema raw.

    read_extract, conform: extraction's file reader, and conforming with its lexicon. Nothing of an earlier build
    survives. Raises LoadingError, ManifestError and DecisionError; then the build file holds no raw tables.
    """
    rows = Manifest(home.manifest).rows
    check_extracts(home, rows)
    set_aside = list_set_aside(home.set_aside)
    decisions = read_decisions(home.decisions)
    failed: list[SetAside] = []
    home.build_file.unlink(missing_ok=True)
    home.build_file.with_name(f"{home.build_file.name}.wal").unlink(missing_ok=True)
    columns = {table.name: {column.name: column.type for column in table.columns} for table in raw_tables()}
    with duckdb.connect(str(home.build_file)) as connection:
        connection.execute("begin")
        connection.execute(raw_tables_sql())
        sent = dict.fromkeys(columns, 0)
        for batch in _batches(rows):
            documents = list(_conformed(home, batch, conform, read_extract, failed))
            for table, records in records_by_table(documents).items():
                sent[table] += _insert(connection, table, records, columns[table])
        refused = set_aside_records([*set_aside, *failed])
        sent["set_aside"] += _insert(connection, "set_aside", refused, columns["set_aside"])
        sent["decision"] += _insert(connection, "decision", decision_records(decisions), columns["decision"])
        loaded = tuple(_loaded(connection, table, list(columns[table])) for table in columns)
        for arrived in loaded:
            if arrived.row_count != sent[arrived.name]:
                raise LoadingError(f"raw.{arrived.name}: {sent[arrived.name]} rows sent, {arrived.row_count} arrived")
        connection.execute("commit")
    return LoadResult(loaded, tuple(failed))


def check_extracts(home: Home, rows: Sequence[ManifestRow]) -> None:
    """Raise LoadingError where raw/extracts is not what the manifest lists."""
    listed = {row.extract for row in rows}
    there = {path.name for path in home.extracts.glob("*.jsonl")}
    if missing := sorted(listed - there):
        raise LoadingError(f"not in {home.extracts.name}/, though the manifest lists it: {missing[0]}; ingest it again")
    if unlisted := sorted(there - listed):
        raise LoadingError(f"in {home.extracts.name}/, but not in the manifest: {unlisted[0]}; ingest it again")


def _batches(rows: Sequence[ManifestRow]) -> Iterator[Sequence[ManifestRow]]:
    for start in range(0, len(rows), BATCH):
        yield rows[start : start + BATCH]


def _conformed(
    home: Home, rows: Sequence[ManifestRow], conform: Conform, read_extract: ReadExtract, failed: list[SetAside]
) -> Iterator[LoadedDocument]:
    for row in rows:
        extract = read_extract(home.extracts / row.extract)
        if extract.document.document_sha256 != row.document_sha256:
            raise LoadingError(f"{row.extract} is not of the document that the manifest names; ingest it again")
        try:
            yield LoadedDocument(row, extract, conform(extract))
        except Exception as error:  # one document must not keep the others from the marts
            failed.append(conforming_failed(row, error))


def conforming_failed(row: ManifestRow, error: Exception) -> SetAside:
    """What is loaded of a document that conforming failed on."""
    named = f"{type(error).__name__}: {error}"
    return SetAside(
        row.source_name,
        row.document_sha256,
        "conforming_error",
        f"归类其数字时程序出错（{named}）。文件已读入，修正程序后重新运行即可；请把此错误告知维护人员。",
        f"Conforming its figures failed ({named}). It is read; report the error, and run again once it is mended.",
    )


def _insert(
    connection: duckdb.DuckDBPyConnection, table: str, records: Sequence[Record], columns: dict[str, str]
) -> int:
    arrow = to_arrow(records, columns)
    connection.register("arriving", arrow)
    connection.execute(f"insert into raw.{table} by name select * from arriving")
    connection.unregister("arriving")
    return len(records)


def _loaded(connection: duckdb.DuckDBPyConnection, table: str, column_names: list[str]) -> LoadedTable:
    counted = connection.execute(f"select count(*) from raw.{table}").fetchone()
    sample = connection.execute(f"select * from raw.{table} limit 5").fetchall()
    return LoadedTable(table, counted[0] if counted else 0, tuple(column_names), tuple(sample))
