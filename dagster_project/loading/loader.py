"""Load every extract of a home into the raw tables of a build file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import duckdb
import pyarrow as pa

from dagster_project.ingestion import Manifest, ManifestRow, SetAside, list_set_aside
from dagster_project.loading.batches import Conform, LoadingError, ReadExtract, conformed_batches
from dagster_project.loading.raw_schema import columns_of, raw_tables, raw_tables_sql
from dagster_project.loading.rows import decision_records, set_aside_records, to_arrow
from dagster_project.paths import Home
from dagster_project.reviewing import read_decisions


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


def load(home: Home, conform: Conform, read_extract: ReadExtract, processes: int = 1) -> LoadResult:
    """Begin a new build file for the home, with what the extracts of its manifest say in schema raw.

    read_extract, conform: extraction's file reader, and conforming with its lexicon; both are pickled where there are
    several processes, which changes nothing else. Nothing of an earlier build survives. Raises LoadingError,
    ManifestError and DecisionError; then the build file holds no raw tables.
    """
    rows = Manifest(home.manifest).rows
    check_extracts(home, rows)
    set_aside = list_set_aside(home.set_aside)
    decisions = read_decisions(home.decisions)
    failed: list[SetAside] = []
    home.build_file.unlink(missing_ok=True)
    home.build_file.with_name(f"{home.build_file.name}.wal").unlink(missing_ok=True)
    columns = {table.name: columns_of(table.name) for table in raw_tables()}
    with duckdb.connect(str(home.build_file)) as connection:
        connection.execute("begin")
        connection.execute(raw_tables_sql())
        sent = dict.fromkeys(columns, 0)
        for batch in conformed_batches(rows, home.extracts, conform, read_extract, processes):
            failed += batch.failed
            for table, arriving in batch.tables.items():
                sent[table] += batch.row_counts[table]
                _insert(connection, table, arriving)
        refused = set_aside_records([*set_aside, *failed])
        for table, records in (("set_aside", refused), ("decision", decision_records(decisions))):
            sent[table] += len(records)
            _insert(connection, table, to_arrow(records, columns[table]))
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


def _insert(connection: duckdb.DuckDBPyConnection, table: str, arriving: pa.Table) -> None:
    connection.register("arriving", arriving)
    connection.execute(f"insert into raw.{table} by name select * from arriving")
    connection.unregister("arriving")


def _loaded(connection: duckdb.DuckDBPyConnection, table: str, column_names: list[str]) -> LoadedTable:
    counted = connection.execute(f"select count(*) from raw.{table}").fetchone()
    sample = connection.execute(f"select * from raw.{table} limit 5").fetchall()
    return LoadedTable(table, counted[0] if counted else 0, tuple(column_names), tuple(sample))
