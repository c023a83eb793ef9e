"""Ingestion: documents become extracts in raw/, or are set aside with the reason; the only writer of raw/."""

from dagster_project.ingestion.ingest import (
    IngestOutcome,
    current_reader_versions,
    ingest_file,
    ingest_files,
    ingest_inbox,
    read_and_extract,
    reread_outdated,
)
from dagster_project.ingestion.manifest import Manifest, ManifestRow
from dagster_project.ingestion.set_aside import SetAside, list_set_aside

__all__ = [
    "IngestOutcome",
    "Manifest",
    "ManifestRow",
    "SetAside",
    "current_reader_versions",
    "ingest_file",
    "ingest_files",
    "ingest_inbox",
    "list_set_aside",
    "read_and_extract",
    "reread_outdated",
]
