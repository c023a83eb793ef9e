"""A home that holds a corpus as conformed rows: what loading would have made of its extracts before a build takes them.

The manifest lists the documents, and raw/extracts has an empty file for each: enough for a run to see that nothing of
them changed, not enough to conform one of them again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pyarrow.parquet as pq

from dagster_project.increments.inputs import input_hashes
from dagster_project.ingestion import Manifest, ManifestRow
from dagster_project.ingestion.files import write_text
from dagster_project.ingestion.manifest import manifest_text
from dagster_project.loading.batches import Batch
from dagster_project.loading.conformed import BY_DOCUMENT, ConformedRows
from dagster_project.paths import Home

_EMPTY = hashlib.sha256().hexdigest()
_LISTED = ["received_no", "document_sha256", "source_name", "media_type", "reader_version"]


def conformed_home(home: Home, raw: Path, basis: str) -> None:
    """Fill an empty home from a folder of raw rows, as if they were conformed on this basis."""
    documents = pq.read_table(raw / "document", columns=_LISTED).sort_by("received_no")
    rows = [
        ManifestRow(**said, extract=f"{said['document_sha256'][:16]}.jsonl", extract_sha256=_EMPTY)
        for said in documents.to_pylist()
    ]
    write_text(home.manifest, manifest_text(rows))
    for row in rows:
        (home.extracts / row.extract).touch()
    inputs = input_hashes(Manifest(home.manifest).lines, ())
    ConformedRows(home.conformed_file, basis, inputs).add(_batches(raw))


def _batches(raw: Path) -> Iterator[Batch]:
    """The rows a file at a time: write_raw_rows begins a file of every table with the same report."""
    for part in sorted(path.name for path in (raw / "document").iterdir()):
        tables = {name: pq.read_table(raw / name / part) for name in BY_DOCUMENT if (raw / name / part).is_file()}
        yield Batch(tables, {name: rows.num_rows for name, rows in tables.items()}, ())
