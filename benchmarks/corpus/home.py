"""A home whose build file holds a corpus, made of raw rows: what loading would leave, without documents or extracts.

The manifest lists the documents, and raw/extracts has an empty file for each: enough for a run to see that nothing of
them changed, not enough to conform one of them again.
"""

from __future__ import annotations

from pathlib import Path

from benchmarks.corpus.raw_rows import load_raw_rows
from dagster_project.database import connect
from dagster_project.increments import full_plan, write_schema
from dagster_project.increments.inputs import input_hashes
from dagster_project.ingestion import Manifest, ManifestRow
from dagster_project.ingestion.files import write_text
from dagster_project.ingestion.manifest import manifest_text
from dagster_project.paths import Home


def load_home(home: Home, raw: Path, basis: str) -> None:
    """Fill the build file of an empty home from a folder of raw rows, as a full build on this basis."""
    load_raw_rows(raw, home.build_file)
    with connect(home.build_file) as connection:
        documents = connection.execute(
            "select received_no, document_sha256, source_name, media_type, reader_version from raw.document"
            " order by received_no"
        ).fetchall()
        rows = [ManifestRow(*document, extract=f"{document[1][:16]}.jsonl") for document in documents]
        write_text(home.manifest, manifest_text(rows))
        for row in rows:
            (home.extracts / row.extract).touch()
        write_schema(connection, full_plan(basis, input_hashes(home, Manifest(home.manifest).rows, ())))
