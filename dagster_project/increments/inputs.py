"""What each document's rows are made from, as one hash: its line of the manifest, which names the content of its
extract, and the decisions about it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence

from dagster_project.increments.units import SHA_PREFIX, tied_decisions
from dagster_project.reviewing import Decision


def input_hashes(lines: Mapping[str, bytes], decisions: Sequence[Decision]) -> dict[str, str]:
    """The input hash of each document by its SHA-256. lines: those of the manifest by document."""
    # Decisions that are tied count for each of their documents: of two about one number the later is in force.
    decided = {
        prefix: repr(tied).encode() for prefixes, tied in tied_decisions(decisions).items() for prefix in prefixes
    }
    hashes = {sha: hashlib.sha256(line + b"\n").hexdigest() for sha, line in lines.items()}
    if decided:
        for sha, line in lines.items():
            if said := decided.get(sha[:SHA_PREFIX]):
                hashes[sha] = hashlib.sha256(line + b"\n" + said).hexdigest()
    return hashes
