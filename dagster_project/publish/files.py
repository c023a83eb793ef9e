"""Whole files: copies, and what is on the disk for good."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

BUILDING = ".building"
_AT_ONCE = 1 << 30  # bytes


def copy_file(source: Path, target: Path) -> None:
    """Copy a file's content; where the file system can, both share it until one of them is written to."""
    try:
        with source.open("rb") as reading, target.open("wb") as writing:
            while os.copy_file_range(reading.fileno(), writing.fileno(), _AT_ONCE):
                pass
    except (AttributeError, OSError):  # Linux alone has it, and not between all file systems
        shutil.copyfile(source, target)


def flush(path: Path) -> None:
    """Have a file's content, or a folder's names, survive a loss of power."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def unfinished(path: Path) -> Path:
    """Where a file or folder is written before it takes its place."""
    return path.with_name(f"{path.name}{BUILDING}")
