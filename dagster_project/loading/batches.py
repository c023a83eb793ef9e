"""Extracts of manifest rows, conformed, as Arrow tables of the raw schema: in batches, in several processes, in order.

This is all that loading does per document; which rows are loaded, and into what, is the loader's.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pyarrow as pa

from dagster_project.conforming.records import Conformed
from dagster_project.extraction.records import Extract
from dagster_project.ingestion import ManifestRow, SetAside
from dagster_project.loading.raw_schema import columns_of
from dagster_project.loading.rows import LoadedDocument, records_by_table, to_arrow
from dagster_project.processes import in_order

# Documents turned to Arrow at a time: some 50,000 rows, which bounds memory whatever the number of documents.
BATCH = 100

ReadExtract = Callable[[Path], Extract]
Conform = Callable[[Extract], Conformed]


class LoadingError(RuntimeError):
    """raw/ is not in order, or not every row arrived; the message says what to do."""


@dataclass(frozen=True)
class Batch:
    """The rows of some documents by raw table; failed: documents that could not be conformed, not among the rows.

    row_counts: how many rows there ought to be.
    """

    tables: dict[str, pa.Table]
    row_counts: dict[str, int]
    failed: tuple[SetAside, ...]


def conformed_batches(
    rows: Sequence[ManifestRow], extracts: Path, conform: Conform, read_extract: ReadExtract, processes: int = 1
) -> Iterator[Batch]:
    """The documents of manifest rows, in their order, BATCH at a time.

    extracts: the folder of their extracts. With several processes conform and read_extract are pickled; the batches are
    the same. Raises LoadingError where an extract is not the one that its row says.
    """
    batches = (rows[start : start + BATCH] for start in range(0, len(rows), BATCH))
    work = partial(_batch, extracts=extracts, conform=conform, read_extract=read_extract)
    return in_order(work, batches, processes, preload=("dagster_project.conforming", __name__))


def _batch(rows: Sequence[ManifestRow], extracts: Path, conform: Conform, read_extract: ReadExtract) -> Batch:
    documents: list[LoadedDocument] = []
    failed: list[SetAside] = []
    for row in rows:
        require_as_ingested(row, _content(extracts / row.extract))
        extract = read_extract(extracts / row.extract)
        require_document(row, extract)
        try:
            documents.append(LoadedDocument(row, extract, conform(extract)))
        except Exception as error:  # one document must not keep the others from the marts
            failed.append(conforming_failed(row, error))
    records = {table: found for table, found in records_by_table(documents).items() if found}
    return Batch(
        {table: to_arrow(found, columns_of(table)) for table, found in records.items()},
        {table: len(found) for table, found in records.items()},
        tuple(failed),
    )


def _content(extract: Path) -> bytes:
    try:
        return extract.read_bytes()
    except FileNotFoundError:
        raise LoadingError(
            f"not in {extract.parent.name}/, though the manifest lists it: {extract.name}; ingest it again"
        ) from None


def require_as_ingested(row: ManifestRow, content: bytes) -> None:
    """Raise LoadingError where a file's content is not the extract that was written when the document came in."""
    if hashlib.sha256(content).hexdigest() != row.extract_sha256:
        raise LoadingError(
            f"{row.extract} is not as it was written when {row.source_name} came in: restore it, or ingest that again"
        )


def require_document(row: ManifestRow, extract: Extract) -> None:
    """Raise LoadingError where an extract is of another document than its row says."""
    if extract.document.document_sha256 != row.document_sha256:
        raise LoadingError(f"{row.extract} is not of the document that the manifest names; ingest it again")


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
