"""Load every extract of a home into the raw tables of a build file."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import duckdb
import pyarrow as pa

from dagster_project.database import connect
from dagster_project.increments import Increments, Plan, full_plan, plan_of, read_known, write_schema
from dagster_project.increments.inputs import input_hashes
from dagster_project.increments.plan import changed_documents, departments_of
from dagster_project.ingestion import Manifest, ManifestRow, SetAside, list_set_aside
from dagster_project.loading.batches import Batch, Conform, LoadingError, ReadExtract, conformed_batches
from dagster_project.loading.raw_schema import columns_of, raw_tables, raw_tables_sql
from dagster_project.loading.rows import decision_records, set_aside_records, to_arrow
from dagster_project.paths import Home
from dagster_project.reviewing import Decision, read_decisions


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


def load(
    home: Home,
    conform: Conform,
    read_extract: ReadExtract,
    processes: int = 1,
    increments: Increments | None = None,
) -> LoadResult:
    """Begin a new build file for the home, with what the extracts of its manifest say in schema raw.

    read_extract, conform: extraction's file reader, and conforming with its lexicon; both are pickled where there are
    several processes, which changes nothing else. increments: load only the departments in which something changed
    since the snapshot was built, where it was built on the same basis, and say so in schema increment; without it all
    documents. Nothing of an earlier build survives. Raises LoadingError, ManifestError and DecisionError; then the
    build file holds no raw tables.
    """
    rows = Manifest(home.manifest).rows
    check_extracts(home, rows)
    set_aside = list_set_aside(home.set_aside)
    decisions = read_decisions(home.decisions)
    selection = _Selection(home, rows, decisions, increments)
    failed: list[SetAside] = []
    home.build_file.unlink(missing_ok=True)
    home.build_file.with_name(f"{home.build_file.name}.wal").unlink(missing_ok=True)
    columns = {table.name: columns_of(table.name) for table in raw_tables()}
    with connect(home.build_file) as connection:
        connection.execute("begin")
        connection.execute(raw_tables_sql())
        sent = dict.fromkeys(columns, 0)

        def insert(rows: Sequence[ManifestRow]) -> Iterator[Batch]:
            for batch in conformed_batches(rows, home.extracts, conform, read_extract, processes):
                failed.extend(batch.failed)
                for table, arriving in batch.tables.items():
                    sent[table] += batch.row_counts[table]
                    _insert(connection, table, arriving)
                yield batch

        plan = selection.load(insert)
        refused = set_aside_records([*set_aside, *failed])
        decided = [record for record in decision_records(decisions) if plan is None or plan.holds(record[0])]
        for table, records in (("set_aside", refused), ("decision", decided)):
            sent[table] += len(records)
            _insert(connection, table, to_arrow(records, columns[table]))
        loaded = tuple(_loaded(connection, table, list(columns[table])) for table in columns)
        for arrived in loaded:
            if arrived.row_count != sent[arrived.name]:
                raise LoadingError(f"raw.{arrived.name}: {sent[arrived.name]} rows sent, {arrived.row_count} arrived")
        if plan:
            write_schema(connection, plan)
        connection.execute("commit")
    return LoadResult(loaded, tuple(failed))


class _Selection:
    """The documents of a build, in the order in which they become known."""

    def __init__(
        self, home: Home, rows: Sequence[ManifestRow], decisions: Sequence[Decision], increments: Increments | None
    ) -> None:
        self._rows = rows
        self._decisions = decisions
        self._increments = increments
        self._inputs = input_hashes(home, rows, decisions) if increments else {}
        self._known = read_known(home.snapshot_file) if increments and not increments.full else None

    def load(self, insert: Callable[[Sequence[ManifestRow]], Iterator[Batch]]) -> Plan | None:
        """Insert what is to be built; what the build is about, or None where nobody asks."""
        increments, known = self._increments, self._known
        if increments is None or known is None or known.basis != increments.basis:
            for _ in insert(self._rows):
                pass
            return full_plan(increments.basis, self._inputs) if increments else None
        # What changed comes first: only its header says which departments it touches.
        changed = changed_documents(self._inputs, known)
        headers: dict[str, Mapping[str, Any]] = {}
        for batch in insert([row for row in self._rows if row.document_sha256 in changed]):
            if "report_header" in batch.tables:
                headers |= {header["document_sha256"]: header for header in batch.tables["report_header"].to_pylist()}
        departments = departments_of(changed, headers, increments.department_of)
        plan = plan_of(increments.basis, self._inputs, known, departments, self._decisions)
        companions = plan.inputs.keys() - changed
        for _ in insert([row for row in self._rows if row.document_sha256 in companions]):
            pass
        return plan


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
