"""What a snapshot was built from: its schema `built`; and which snapshot a build adds to."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

import duckdb

from dagster_project.database import connect, is_locked
from dagster_project.increments.units import SHA_PREFIX


@dataclass(frozen=True)
class Base:
    """A snapshot that a build adds to: its file, its basis, and the name of what it holds.

    is_pending: readers do not see it, for it does not hold everything yet.
    """

    file: Path
    basis: str
    state: str
    is_pending: bool = False


@dataclass(frozen=True)
class Known:
    """Documents of a snapshot by SHA-256: the hash of each one's inputs, and the key of its department.

    failed: those that are not in the marts, for conforming failed on them.
    """

    inputs: Mapping[str, str]
    departments: Mapping[str, str]
    failed: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Touched:
    """Documents that a build may be about: those that failed, those named, and those of all departments named, or that
    these are of, or those that decisions tie together.

    tied, decided: the first characters of the SHA-256 of documents that are tied to others, and of documents that are
    looked for without their departments.
    """

    documents: Collection[str] = ()
    departments: Collection[str] = ()
    tied: Collection[str] = ()
    decided: Collection[str] = ()


class DamagedError(RuntimeError):
    """What a snapshot was built from cannot be read."""


def pending_file(snapshot_file: Path) -> Path:
    """Where a full build that goes in shares gathers them, until it takes the place of the published snapshot.

    Not marts.…: DuckDB names a database after the file up to its first dot, and marts is a schema of it.
    """
    return snapshot_file.with_name(f"{snapshot_file.stem}_pending.duckdb")


def base_of(snapshot_file: Path, basis: str, *, full: bool) -> Base | None:
    """What a build on this basis adds to; None: to nothing.

    A full build under way goes on, where its basis is still this one. full: leave the published snapshot aside. Raises
    duckdb.Error as read_base does.
    """
    pending = read_base(pending_file(snapshot_file), is_pending=True)
    if pending and pending.basis == basis:
        return pending
    base = None if full else read_base(snapshot_file)
    return base if base and base.basis == basis else None


def read_base(snapshot_file: Path, *, is_pending: bool = False) -> Base | None:
    """A snapshot as one to add to; None where there is none, it is damaged, or it does not say what it was built from.

    Raises duckdb.Error where another program writes to it.
    """
    if not snapshot_file.is_file():
        return None
    try:
        with connect(snapshot_file, read_only=True) as connection:
            said = connection.execute("select basis, state from built.state").fetchone()
    except duckdb.Error as error:
        if is_locked(error):
            raise
        return None
    return Base(snapshot_file, said[0], said[1], is_pending) if said else None


def read_known(base: Base, touched: Touched | None = None) -> Known:
    """The documents that a snapshot was built from; touched: those that a build may be about. Raises DamagedError, and
    duckdb.Error where another program writes to it.
    """
    try:
        with connect(base.file, read_only=True) as connection:
            documents = connection.execute(*_query(touched)).to_arrow_table()
    except duckdb.Error as error:
        if is_locked(error):
            raise
        raise DamagedError(f"{base.file.name}: {error}") from error
    shas, inputs, departments, conformed = (column.to_pylist() for column in documents)
    return Known(
        dict(zip(shas, inputs, strict=True)),
        dict(zip(shas, departments, strict=True)),
        frozenset(sha for sha, is_conformed in zip(shas, conformed, strict=True) if not is_conformed),
    )


def _query(touched: Touched | None) -> tuple[str, dict[str, list[str]]]:
    """The query, and its parameters."""
    documents = "select document_sha256, input_hash, department_key, is_conformed from built.document"
    if touched is None:
        return documents, {}
    prefix = f"left(document_sha256, {SHA_PREFIX})"
    of_these = (
        f"document_sha256 in (select unnest($documents::varchar[])) or not is_conformed"
        f" or {prefix} in (select unnest($tied::varchar[]))"
    )
    reached = f"select department_key from built.document where {of_these} union select unnest($departments::varchar[])"
    return (
        f"{documents} where department_key in ({reached}) or {prefix} in (select unnest($decided::varchar[]))",
        {name: list(named) for name, named in vars(touched).items()},
    )
