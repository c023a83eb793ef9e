"""What each document's rows are made from, as one hash: its line of the manifest, which names the content of its
extract, and the decisions about it."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from dagster_project.increments.units import SHA_PREFIX, tied_decisions
from dagster_project.ingestion import ManifestRow
from dagster_project.reviewing import Decision


def input_hashes(rows: Sequence[ManifestRow], decisions: Sequence[Decision]) -> dict[str, str]:
    """The input hash of each document of the manifest, by its SHA-256."""
    # Decisions that are tied count for each of their documents: of two about one number the later is in force.
    decided = {prefix: repr(tied) for prefixes, tied in tied_decisions(decisions).items() for prefix in prefixes}
    hashes: dict[str, str] = {}
    for row in rows:
        decisions_about = decided.get(row.document_sha256[:SHA_PREFIX], "") if decided else ""
        said = "\x1f".join((str(row.received_no), *row[1:], decisions_about))
        hashes[row.document_sha256] = hashlib.sha256(said.encode()).hexdigest()
    return hashes
