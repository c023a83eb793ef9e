"""The terminal belongs to what a person wants to read; what libraries print goes to a log file."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from rich.console import Console
from rich.table import Table


@contextmanager
def libraries_to(log_file: Path) -> Iterator[Console]:
    """Send everything that this process and its children print to a file; the console given still reaches the terminal.

    File descriptors are redirected, not only sys.stdout: dbt runs as a child.
    """
    sys.stdout.flush()
    sys.stderr.flush()
    terminal, errors = os.dup(1), os.dup(2)
    with log_file.open("wb") as log, os.fdopen(os.dup(terminal), "w", encoding="utf-8") as stream:
        os.dup2(log.fileno(), 1)
        os.dup2(log.fileno(), 2)
        try:
            yield new_console(stream)
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os.dup2(terminal, 1)
            os.dup2(errors, 2)
            os.close(terminal)
            os.close(errors)


def new_console(file: IO[str] | None = None) -> Console:
    """A console that cuts nothing where its output goes to a file or another program."""
    console = Console(file=file, highlight=False)
    if not console.is_terminal and "COLUMNS" not in os.environ:
        console.width = 240
    return console


def plain_table(*headers: str, title: str | None = None) -> Table:
    """A table without lines between its rows; headers that begin with '#' are of numbers, set to the right."""
    table = Table(title=title, title_justify="left", title_style="bold", box=None, pad_edge=False, header_style="dim")
    for header in headers:
        table.add_column(header.removeprefix("#"), justify="right" if header.startswith("#") else "left")
    return table
