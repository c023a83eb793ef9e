"""The name of what a snapshot holds."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import duckdb

from dagster_project.database import connect, is_locked
from dagster_project.publish.built import BUILT
from dagster_project.publish.tables import quoted

if TYPE_CHECKING:
    from pathlib import Path


def version_of(snapshot_file: Path) -> str:
    """The version of a snapshot file: after what it was built from, where its schema built says so; else its bytes.

    All rows follow from the state, which names the basis and the inputs, but for these: a document that could not be
    conformed is tried again on the same inputs, and a decision about no document that is there is no document's input.
    Raises duckdb.Error where another program writes to the file.
    """
    try:
        with connect(snapshot_file, read_only=True) as connection:
            # DuckDB names the database after the file: in one named marts, marts.fct_decision alone is ambiguous.
            [(database,)] = connection.execute("select current_database()").fetchall()
            name = quoted(database)
            queries = (
                f"select state from {name}.{BUILT}.state",
                f"select document_sha256 from {name}.{BUILT}.document where not is_conformed order by all",
                f"select decision::varchar from {name}.marts.fct_decision as decision order by all",
            )
            rows = [row for query in queries for row in connection.execute(query).fetchall()]
    except duckdb.Error as error:
        if is_locked(error):
            raise
        return bytes_version_of(snapshot_file)
    return _short(hashlib.sha256("\n".join(row[0] for row in rows).encode()))


def bytes_version_of(snapshot_file: Path) -> str:
    """A version after the bytes of the file, whatever it is said to be built from."""
    with snapshot_file.open("rb") as file:
        return _short(hashlib.file_digest(file, "sha256"))


def _short(digest: hashlib._Hash) -> str:
    return digest.hexdigest()[:16]
