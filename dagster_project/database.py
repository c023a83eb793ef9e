"""Connections to DuckDB, each within the memory limit of paths.py."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb

from dagster_project.paths import memory_limit

# The folder beside what is written, while something is: for connections without a file of their own.
SPILL = "spill"


def connect(
    file: Path | None = None, *, read_only: bool = False, spill_to: Path | None = None
) -> duckdb.DuckDBPyConnection:
    """A connection to a DuckDB file, or to no file for what attaches others.

    spill_to: where what does not fit into memory is written, beside the file where None is said. All connections of a
    process to one file have to be made alike. Raises MemoryLimitError and duckdb.Error.
    """
    settings: dict[str, Any] = {"memory_limit": memory_limit()}
    if spill_to:
        settings["temp_directory"] = str(spill_to)
    return duckdb.connect(str(file or ":memory:"), read_only=read_only, config=settings)
