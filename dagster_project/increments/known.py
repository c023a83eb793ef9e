"""What a snapshot was built from: its schema `built`; and which snapshot a build adds to."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb

from dagster_project.database import connect, is_locked


@dataclass(frozen=True)
class Known:
    """The basis of a snapshot and its documents by SHA-256; state names the two, None where there is no snapshot yet.

    inputs: the hash of each document's inputs. departments: the key of its department. failed: the documents that are
    not in the marts, for conforming failed on them. is_pending: readers do not see the snapshot, for it does not hold
    everything yet.
    """

    basis: str
    state: str | None
    inputs: Mapping[str, str]
    departments: Mapping[str, str]
    failed: frozenset[str] = frozenset()
    is_pending: bool = False


def pending_file(snapshot_file: Path) -> Path:
    """Where a full build that goes in shares gathers them, until it takes the place of the published snapshot.

    Not marts.…: DuckDB names a database after the file up to its first dot, and marts is a schema of it.
    """
    return snapshot_file.with_name(f"{snapshot_file.stem}_pending.duckdb")


def base_of(snapshot_file: Path, basis: str, *, full: bool) -> Known | None:
    """What a build on this basis adds to; None: to nothing.

    A full build under way goes on, where its basis is still this one. full: leave the published snapshot aside. Raises
    duckdb.Error as read_known does.
    """
    pending = read_known(pending_file(snapshot_file))
    if pending and pending.basis == basis:
        return replace(pending, is_pending=True)
    known = None if full else read_known(snapshot_file)
    return known if known and known.basis == basis else None


def read_known(snapshot_file: Path) -> Known | None:
    """What the snapshot was built from; None where there is none, it is damaged, or it does not say.

    Raises duckdb.Error where another program writes to it.
    """
    if not snapshot_file.is_file():
        return None
    try:
        with connect(snapshot_file, read_only=True) as connection:
            state = connection.execute("select basis, state from built.state").fetchone()
            documents, inputs, departments = (
                column.to_pylist()
                for column in connection.execute(
                    "select document_sha256, input_hash, department_key from built.document"
                ).to_arrow_table()
            )
            failed = connection.execute("select document_sha256 from built.document where not is_conformed").fetchall()
    except duckdb.Error as error:
        if is_locked(error):
            raise
        return None
    if not state:
        return None
    basis, name = state
    return Known(
        basis,
        name,
        dict(zip(documents, inputs, strict=True)),
        dict(zip(documents, departments, strict=True)),
        frozenset(sha for (sha,) in failed),
    )


def state_of(basis: str, inputs: Mapping[str, str]) -> str:
    """A name for what is built of documents with these input hashes on this basis."""
    lines = [f"{sha} {inputs[sha]}" for sha in sorted(inputs)]
    return hashlib.sha256("\n".join((basis, *lines)).encode()).hexdigest()
