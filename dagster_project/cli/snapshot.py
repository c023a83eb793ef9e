"""Opening what a run built, read-only, with words for what may be in the way."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from dagster_project.database import connect


class NothingThereError(RuntimeError):
    """The file that a look would read has not been made yet; the message says how to make it."""


@contextmanager
def open_snapshot(file: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A read-only connection to a snapshot or a build file. Raises NothingThereError."""
    if not file.is_file():
        raise NothingThereError("Nothing is built yet: xianzhang run.")
    try:
        with connect(file, read_only=True) as connection:
            yield connection
    except duckdb.IOException:
        raise NothingThereError(f"{file.name} is being written: wait for the run to end.") from None
    except (duckdb.CatalogException, duckdb.BinderException):
        raise NothingThereError(f"{file.name} is not complete or of an earlier version: xianzhang run.") from None
