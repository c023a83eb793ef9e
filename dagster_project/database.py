"""Connections to DuckDB, each within the memory limit of paths.py, and with a folder of its own to write the rest to.

DuckDB gives the files in such a folder the same names in every process, and does not lock them: two connections in one
folder read each other's rows.
"""

from __future__ import annotations

import os
import re
import shutil
from itertools import count
from pathlib import Path
from typing import Any

import duckdb

from dagster_project.paths import memory_limit

_SPILL = "spill"
_SPILL_OF = re.compile(rf"{_SPILL}-(\d+)-.+")
_NUMBERS = count(1)


def connect(
    file: Path | None = None, *, read_only: bool = False, spill_to: Path | None = None
) -> duckdb.DuckDBPyConnection:
    """A connection to a DuckDB file, or to no file for what attaches others.

    spill_to: the folder in which it may write what does not fit into memory; that of the file where none is said. All
    connections of a process to one file are made alike. Raises MemoryLimitError, duckdb.Error, and ValueError where
    neither is given.
    """
    folder = spill_to or (file and file.parent)
    if folder is None:
        raise ValueError("a connection to no file has to be told where it may write")
    spill = folder / f"{_SPILL}-{os.getpid()}-{file.name if file else next(_NUMBERS)}"
    settings: dict[str, Any] = {"memory_limit": memory_limit(), "temp_directory": str(spill)}
    return duckdb.connect(str(file or ":memory:"), read_only=read_only, config=settings)


def attach(
    connection: duckdb.DuckDBPyConnection,
    file: Path,
    name: str,
    *,
    read_only: bool = True,
    row_group_rows: int | None = None,
) -> None:
    """Attach a DuckDB file under a name.

    row_group_rows: how many rows a row group that is written has, a multiple of 2,048; None: as many as usual, 122,880.
    A file that has smaller ones has to be attached as they are, or they are all put together. Raises duckdb.Error where
    it cannot be opened.
    """
    path = str(file).replace("'", "''")
    option = " (read_only)" if read_only else f" (row_group_size {row_group_rows})" if row_group_rows else ""
    connection.execute(f"attach '{path}' as {name}{option}")


def is_locked(error: BaseException) -> bool:
    """Whether DuckDB, also where dbt passes on its words, refused a file because another program has it open."""
    return "Could not set lock on file" in str(error)


def remove_database(file: Path) -> None:
    """Remove a DuckDB file, and the log of a writer that died."""
    file.unlink(missing_ok=True)
    file.with_name(f"{file.name}.wal").unlink(missing_ok=True)


def remove_spills(folder: Path) -> None:
    """Remove what connections of processes that were killed left in a folder."""
    for path in folder.glob(f"{_SPILL}-*"):
        found = _SPILL_OF.fullmatch(path.name)
        if found and not _is_alive(int(found[1])):
            shutil.rmtree(path, ignore_errors=True)


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:  # somebody else's
        pass
    return True
