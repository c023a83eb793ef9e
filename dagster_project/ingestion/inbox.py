"""What lies in the inbox, and whether it is still being copied."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

# A copy that is under way touches its file more often than this.
STILL_SECONDS = 2.0


@dataclass(frozen=True)
class DroppedFile:
    """A file of the inbox as it was when looked at."""

    name: str  # below the inbox
    size: int
    changed_at: float  # seconds since the epoch; unlike the time of modification, no copy can set it back

    @property
    def stamp(self) -> str:
        """A short name for this file as it lies there: dropped again, or touched, it has another."""
        return hashlib.sha256(f"{self.name}\0{self.size}\0{self.changed_at}".encode()).hexdigest()[:16]

    def is_still(self, now: float) -> bool:
        """Whether nothing has touched it for a moment; false where its clock is ahead of ours."""
        return now - self.changed_at >= STILL_SECONDS


def dropped_paths(inbox: Path) -> list[Path]:
    """Files of the inbox and its folders; not those that editors and file systems leave behind."""
    if not inbox.is_dir():
        return []
    found = (path for path in inbox.rglob("*") if path.is_file() and not path.is_symlink())
    return sorted(path for path in found if not path.name.startswith((".", "~$")))


def dropped_files(inbox: Path) -> list[DroppedFile]:
    """The files of dropped_paths as they are now; one that is taken away meanwhile is not among them."""
    files = []
    for path in dropped_paths(inbox):
        try:
            status = path.stat()
        except FileNotFoundError:
            continue
        name = path.relative_to(inbox).as_posix()
        files.append(DroppedFile(name, status.st_size, status.st_ctime))
    return files


def state_of(files: Iterable[DroppedFile]) -> str:
    """One name for a set of dropped files."""
    return hashlib.sha256("\n".join(sorted(file.stamp for file in files)).encode()).hexdigest()[:16]
