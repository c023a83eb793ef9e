"""The name of what a snapshot holds: by it a build and the snapshot that it was made for know each other again."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

_NAMES = 2**256


def state_of(basis: str, inputs: Mapping[str, str]) -> str:
    """The state of documents with these input hashes, built on this basis."""
    return state_after(hashlib.sha256(basis.encode()).hexdigest(), {}, inputs)


def state_after(state: str, gone: Mapping[str, str], arriving: Mapping[str, str]) -> str:
    """The state once documents are gone and others are there, each with the hash of its inputs.

    It is a sum of hashes: the way that led to the same documents does not matter, and it costs what changes.
    """
    return f"{(int(state, 16) - _sum(gone) + _sum(arriving)) % _NAMES:064x}"


def _sum(inputs: Mapping[str, str]) -> int:
    return sum(
        int.from_bytes(hashlib.sha256(f"{sha} {input_hash}".encode()).digest()) for sha, input_hash in inputs.items()
    )
