"""Files that are there whole or not at all."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path


def replace_atomically(path: Path, write: Callable[[Path], object]) -> None:
    """Let `write` fill a file beside `path`, then put it in path's place."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}.unfinished")
    try:
        write(unfinished)
        os.replace(unfinished, path)  # noqa: PTH105 - the word for what happens here
    finally:
        unfinished.unlink(missing_ok=True)


def write_text(path: Path, text: str) -> None:
    """Write UTF-8 text with the line ends it has, on every system."""
    replace_atomically(path, lambda unfinished: unfinished.write_bytes(text.encode("utf-8")))


def copy(source: Path, target: Path) -> None:
    """Copy the bytes; not the times or rights, which belong to whoever brought the file."""
    replace_atomically(target, lambda unfinished: shutil.copyfile(source, unfinished))
