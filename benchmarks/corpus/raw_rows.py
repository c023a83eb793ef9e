"""The raw rows of a corpus as Parquet, a folder a raw table: what loading makes of its text reports, without them.

Ten million figures take minutes; memory does not grow with their number.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from functools import lru_cache, partial
from itertools import groupby
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks.corpus.documents import fill, words_of
from benchmarks.corpus.reports import Report, reports
from benchmarks.corpus.templates import Template, filled, template_of
from benchmarks.corpus.wording import Wording
from dagster_project.database import connect
from dagster_project.ingestion import ManifestRow
from dagster_project.loading.raw_schema import columns_of, raw_tables, raw_tables_sql
from dagster_project.loading.rows import LoadedDocument, records_by_table, to_arrow
from dagster_project.processes import in_order, process_count

CHUNK = 2_000  # reports of a file
_OFFSETS = ("char_start", "char_end")
_OURS = ("media_type", "reader_version", "account_code", "conformed_by")  # digits in them are no report's


def write_raw_rows(folder: Path, count: int, seed: int, first: int = 0) -> dict[str, int]:
    """Write the raw tables of text reports number first to first + count - 1; returns the rows of each."""
    totals = dict.fromkeys((table.name for table in raw_tables()), 0)
    for name in totals:
        (folder / name).mkdir(parents=True, exist_ok=True)
        pq.write_table(to_arrow([], columns_of(name)), folder / name / "part-none.parquet")
    chunks = ((at, min(CHUNK, first + count - at)) for at in range(first, first + count, CHUNK))
    work = partial(_write_chunk, folder, seed)
    for counts in in_order(work, chunks, process_count(), preload=(__name__,)):
        for name, rows in counts.items():
            totals[name] += rows
    return totals


def load_raw_rows(folder: Path, build_file: Path) -> None:
    """Make the raw schema of a new build file and fill it from what write_raw_rows wrote."""
    build_file.unlink(missing_ok=True)
    with connect(build_file) as connection:
        connection.execute(raw_tables_sql())
        for table in raw_tables():
            files = f"{folder / table.name}/*.parquet"
            connection.execute(f"insert into raw.{table.name} by name select * from read_parquet(?)", [files])


def raw_rows(told: Sequence[Report]) -> dict[str, pa.Table]:
    """The raw rows of text reports by table, in the order of the reports."""
    parts: dict[str, list[pa.Table]] = {}
    for wording, alike in groupby(sorted(told, key=lambda report: report.wording), key=lambda report: report.wording):
        for name, rows in _Rows.of(wording).filled(list(alike)).items():
            parts.setdefault(name, []).append(rows)
    ordered = {}
    for name, tables in parts.items():
        rows = pa.concat_tables(tables)
        numbers = rows["report_number"].to_numpy()
        ordered[name] = rows.take(np.argsort(numbers, kind="stable")).drop_columns("report_number").combine_chunks()
    return ordered


def _write_chunk(folder: Path, seed: int, chunk: tuple[int, int]) -> dict[str, int]:
    first, count = chunk
    tables = raw_rows(list(reports(count, seed, first=first)))
    for name, rows in tables.items():
        pq.write_table(rows, folder / name / f"part-{first:07d}.parquet", compression="zstd", compression_level=1)
    return {name: rows.num_rows for name, rows in tables.items()}


class _Rows:
    """The raw rows of a wording's sample, and which of their cells are another report's own."""

    def __init__(self, template: Template) -> None:
        document = template.extract.document
        row = ManifestRow(1, document.document_sha256, "", document.media_type, document.reader_version, "", "")
        records = records_by_table([LoadedDocument(row, template.extract, template.conformed)])
        self._template = template
        self._rows = {name: to_arrow(found, columns_of(name)) for name, found in records.items() if found}
        self._patterns = {
            name: {
                column: found
                for column in rows.column_names
                if rows.schema.field(column).type == pa.string()
                and column not in _OURS
                and (found := template.patterns(rows[column].to_pylist()))
            }
            for name, rows in self._rows.items()
        }

    @staticmethod
    @lru_cache(maxsize=2048)
    def of(wording: Wording) -> _Rows:
        return _Rows(template_of(wording))

    def filled(self, told: Sequence[Report]) -> dict[str, pa.Table]:
        """The rows of reports of this wording by table, one report after the other, with a column report_number."""
        words = [words_of(report) for report in told]
        heads = [_head(report, self._template, own) for report, own in zip(told, words, strict=True)]
        return {name: self._table(name, told, words, heads) for name in self._rows}

    def _table(
        self, name: str, told: Sequence[Report], words: list[dict[str, str]], heads: list[dict[str, Any]]
    ) -> pa.Table:
        rows, patterns = self._rows[name], self._patterns[name]
        again = np.tile(np.arange(rows.num_rows), len(told))
        columns = {}
        for column in rows.column_names:
            kind = rows.schema.field(column).type
            if column in heads[0]:
                values = [head[column] for head in heads for _ in range(rows.num_rows)]
                columns[column] = pa.array(values, kind)
            elif column in patterns:
                columns[column] = pa.array(_own_texts(rows[column].to_pylist(), patterns[column], words), kind)
            elif column in _OFFSETS and rows[column].null_count == 0:
                columns[column] = pa.array(self._template.moved(rows[column].to_pylist(), words).ravel(), kind)
            elif column in _OFFSETS:
                columns[column] = self._offsets_with_gaps(rows[column].to_pylist(), words)
            else:
                columns[column] = rows[column].take(again)
        columns["report_number"] = pa.array(np.repeat([report.number for report in told], rows.num_rows), pa.int64())
        return pa.table(columns)

    def _offsets_with_gaps(self, offsets: list[int | None], words: list[dict[str, str]]) -> pa.Array:
        moved = self._template.moved([offset or 0 for offset in offsets], words)
        gaps = np.tile([offset is None for offset in offsets], len(words))
        return pa.array(moved.ravel(), pa.int32(), mask=gaps)


def _own_texts(sample: list[str | None], patterns: Mapping[int, Any], words: list[dict[str, str]]) -> list[str | None]:
    """A column's texts of all reports: the sample's, with their own words in the places of the patterns."""
    alone = [(at, names[0]) for at, (fixed, names) in patterns.items() if fixed == ("", "")]
    others = [(at, pattern) for at, pattern in patterns.items() if pattern[0] != ("", "")]
    texts: list[str | None] = []
    for own in words:
        told = sample.copy()
        for at, name in alone:
            told[at] = own[name]
        for at, pattern in others:
            told[at] = filled(pattern, own)
        texts += told
    return texts


def _head(report: Report, template: Template, words: dict[str, str]) -> dict[str, Any]:
    """What the rows of a report say of it as a whole."""
    text = fill(template.text, words)
    return {
        "document_sha256": hashlib.sha256(text.encode()).hexdigest(),
        "source_name": report.name,
        "character_count": len(text),
        "received_no": report.number + 1,
        "county_code": report.county.code,
    }
