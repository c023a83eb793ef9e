"""Conformed rows on their way into a build: a file of raw tables that grows by batches of documents.

Where one build takes all of them, the file becomes the build file. Else it stays until the last share is taken, and a
run that dies while documents are conformed goes on behind the last batch.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from dagster_project.database import attach, connect, remove_database
from dagster_project.ingestion import SetAside
from dagster_project.loading.batches import Batch, LoadingError
from dagster_project.loading.raw_schema import BY_DOCUMENT, columns_of, raw_tables_sql
from dagster_project.loading.rows import set_aside_records, to_arrow

_HEADER = ("county_code", "department_name", "department_stem", "fiscal_year")
# Not the name of the file: DuckDB would take it for the database.
_OWN = "arrived"


class ConformedRows:
    """The rows of documents by raw table, and what they were conformed from."""

    def __init__(self, file: Path, basis: str, inputs: Mapping[str, str]) -> None:
        """Go on with a file, or begin it.

        inputs: input hashes of documents, all that will be added among them; what was conformed on another basis or of
        other inputs is dropped, and what failed. numbers: the printed numbers of each document that is there.
        """
        self._file = file
        self._inputs = inputs
        if file.exists() and not _is_of(file, basis):
            remove_database(file)
        with connect(file) as connection:
            connection.execute(f"create schema if not exists {_OWN}")
            connection.execute(f"create table if not exists {_OWN}.basis as select ?::varchar as basis", [basis])
            connection.execute(
                f"create table if not exists {_OWN}.document"
                " (document_sha256 varchar, input_hash varchar, numbers integer)"
            )
            if not connection.execute("from duckdb_tables() where schema_name = 'raw'").fetchone():
                connection.execute(raw_tables_sql())
            _drop_others(connection, inputs)
            rows = connection.execute(f"select document_sha256, numbers from {_OWN}.document").fetchall()
        self.numbers: dict[str, int] = dict(rows)

    def add(self, batches: Iterable[Batch]) -> None:
        """Take the documents of batches, each as soon as it is there. Raises LoadingError where a row is lost."""
        with connect(self._file) as connection:
            for batch in batches:
                connection.execute("begin")
                self._add(connection, batch)
                connection.execute("commit")

    def _add(self, connection: duckdb.DuckDBPyConnection, batch: Batch) -> None:
        insert_batch(connection, batch)
        numbers = Counter(_documents(batch, "printed_value"))
        failed = [record.document_sha256 for record in batch.failed if record.document_sha256]
        documents = {sha: numbers[sha] for sha in (*_documents(batch, "document"), *failed)}
        hashes = [self._inputs.get(sha, "") for sha in documents]
        arriving = pa.table(
            [pa.array(documents, pa.string()), pa.array(hashes, pa.string()), pa.array(documents.values(), pa.int32())],
            names=["document_sha256", "input_hash", "numbers"],
        )
        connection.register("arriving", arriving)
        connection.execute(f"insert into {_OWN}.document by name from arriving")
        connection.unregister("arriving")
        self.numbers |= documents

    def headers(self) -> dict[str, Mapping[str, Any]]:
        """What tells the department of each document: county_code, department_name, department_stem, fiscal_year."""
        with connect(self._file) as connection:
            found = connection.execute(
                f"select document_sha256, {', '.join(_HEADER)} from raw.report_header"
            ).fetchall()
        return {sha: dict(zip(_HEADER, said, strict=True)) for sha, *said in found}

    def failed(self) -> tuple[SetAside, ...]:
        """The documents that conforming failed on."""
        columns = [field.name for field in fields(SetAside)]
        with connect(self._file) as connection:
            rows = connection.execute(f"select {', '.join(columns)} from raw.set_aside").fetchall()
        return tuple(SetAside(*row) for row in rows)

    def become(self, build_file: Path) -> None:
        """Hand over everything: the file is the build file from now on. Raises OSError where it cannot be moved."""
        with connect(self._file) as connection:
            connection.execute(f"drop schema {_OWN} cascade")
        self._file.replace(build_file)

    def copy_to(self, build_file: Path, documents: Collection[str]) -> None:
        """Begin a build file with the rows of some documents. Raises duckdb.Error where it cannot be written."""
        with connect(build_file) as connection:
            connection.execute(raw_tables_sql())
            attach(connection, self._file, "source")
            connection.register("held", pa.table({"document_sha256": pa.array(sorted(documents), pa.string())}))
            for table in BY_DOCUMENT:
                rows = f"from source.raw.{table} where"
                # Of the rows of others their document alone is read.
                of_documents = f"select rowid {rows} document_sha256 in (from held)"
                connection.execute(f"insert into raw.{table} by name {rows} rowid in ({of_documents})")


def insert_batch(connection: duckdb.DuckDBPyConnection, batch: Batch) -> None:
    """Insert the rows of a batch, and the reasons of documents that failed. Raises LoadingError as insert does."""
    for table, arriving in batch.tables.items():
        insert(connection, table, arriving, batch.row_counts[table])
    failed = to_arrow(set_aside_records(batch.failed), columns_of("set_aside"))
    insert(connection, "set_aside", failed, len(batch.failed))


def insert(connection: duckdb.DuckDBPyConnection, table: str, arriving: pa.Table, rows: int) -> None:
    """Insert rows into a raw table. Raises LoadingError where they are not as many as there ought to be."""
    connection.register("arriving", arriving)
    (arrived,) = connection.execute(f"insert into raw.{table} by name select * from arriving").fetchall()[0]
    connection.unregister("arriving")
    if arrived != rows:
        raise LoadingError(f"raw.{table}: {rows} rows sent, {arrived} arrived")


def _documents(batch: Batch, table: str) -> list[str]:
    return batch.tables[table]["document_sha256"].to_pylist() if table in batch.tables else []


def _is_of(file: Path, basis: str) -> bool:
    try:
        with connect(file) as connection:
            return connection.execute(f"select basis from {_OWN}.basis").fetchall() == [(basis,)]
    except duckdb.Error:  # of another kind, or damaged
        return False


def _drop_others(connection: duckdb.DuckDBPyConnection, inputs: Mapping[str, str]) -> None:
    there = connection.execute(f"select document_sha256, input_hash from {_OWN}.document").fetchall()
    failed = {sha for (sha,) in connection.execute("select document_sha256 from raw.set_aside").fetchall()}
    others = [sha for sha, input_hash in there if inputs.get(sha) != input_hash or sha in failed]
    if others:
        connection.execute("begin")
        for table in (f"{_OWN}.document", *(f"raw.{table}" for table in BY_DOCUMENT)):
            connection.execute(f"delete from {table} where document_sha256 in (select unnest(?))", [others])
        connection.execute("commit")
