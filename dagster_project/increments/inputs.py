"""What each document's rows are made from, as one hash: its extract, its line of the manifest, decisions about it."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Sequence
from pathlib import Path

from dagster_project.increments.units import SHA_PREFIX, tied_decisions
from dagster_project.ingestion import ManifestRow
from dagster_project.ingestion.files import write_text
from dagster_project.paths import Home
from dagster_project.reviewing import Decision


def input_hashes(home: Home, rows: Sequence[ManifestRow], decisions: Sequence[Decision]) -> dict[str, str]:
    """The input hash of each document of the manifest, by its SHA-256.

    Only files whose size or time changed since the last run are read. Raises FileNotFoundError for a missing extract.
    """
    # Decisions that are tied count for each of their documents: of two about one number the later is in force.
    decided = {prefix: tied for prefixes, tied in tied_decisions(decisions).items() for prefix in prefixes}
    contents = content_hashes(home.extracts, [row.extract for row in rows], home.warehouse / "extract_hashes.json")
    hashes: dict[str, str] = {}
    for row in rows:
        parts = (*vars(row).values(), contents[row.extract], decided.get(row.document_sha256[:SHA_PREFIX]))
        hashes[row.document_sha256] = hashlib.sha256(repr(parts).encode()).hexdigest()
    return hashes


def content_hashes(folder: Path, names: Sequence[str], remembered_in: Path) -> dict[str, str]:
    """SHA-256 of files of a folder by their names; remembered_in: what was found the last time, a file that may be
    removed.
    """
    try:
        remembered = json.loads(remembered_in.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        remembered = {}
    found: dict[str, list[int | str]] = {}
    for name in names:
        # Not pathlib: there are as many files as documents, in every run.
        state = os.stat(f"{folder}/{name}")  # noqa: PTH116
        before = remembered.get(name)
        if before and before[:2] == [state.st_size, state.st_mtime_ns]:
            found[name] = before
        else:
            content = hashlib.sha256((folder / name).read_bytes()).hexdigest()
            found[name] = [state.st_size, state.st_mtime_ns, content]
    if found != remembered:
        remembered_in.parent.mkdir(parents=True, exist_ok=True)
        write_text(remembered_in, json.dumps(found))
    return {name: str(state[2]) for name, state in found.items()}
