"""The published marts as Parquet, one file per table, in a folder that changes from one version to the next at once.

`<folder>` is a symbolic link to `<folder>.versions/<version>`; a version is named after the SHA-256 of the snapshot it
was written from. A reader that opens several files should resolve the link once: the version that was replaced stays
until the next one is published.
"""

from __future__ import annotations

import hashlib
import shutil
from typing import TYPE_CHECKING

from dagster_project.database import connect
from dagster_project.publish.tables import literal, quoted, tables_of

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

_BUILDING = ".building"


def version_of(snapshot_file: Path) -> str:
    """The name of the Parquet version that belongs to a snapshot file."""
    with snapshot_file.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()[:16]


def is_current(folder: Path, version: str) -> bool:
    """Whether readers of `folder` see this version."""
    return folder.is_symlink() and folder.resolve() == (_versions(folder) / version).resolve() and folder.is_dir()


def write_version(
    snapshot_file: Path, folder: Path, version: str, same: Collection[str] = (), before: str | None = None
) -> None:
    """Write schema marts of a snapshot as a version beside `folder`; readers do not see it yet.

    same: tables that are as in version `before`, whose files are taken over where readers see that version.
    """
    taken_over = set(same) if before and is_current(folder, before) else set()
    target = _versions(folder) / version
    building = _versions(folder) / f"{version}{_BUILDING}"
    building.mkdir(parents=True)
    connection = connect(spill_to=folder.parent)
    try:
        connection.execute(f"attach {literal(str(snapshot_file))} as snapshot (read_only)")
        for table in tables_of(connection, "snapshot", "marts"):
            file = building / f"{table.name}.parquet"
            if table.name in taken_over and _link(folder / file.name, file):
                continue
            connection.execute(
                f"copy snapshot.marts.{quoted(table.name)} to {literal(str(file))} (format parquet, compression zstd)"
            )
    finally:
        connection.close()
    if target.exists():
        shutil.rmtree(target)
    building.replace(target)


def _link(source: Path, target: Path) -> bool:
    try:
        target.hardlink_to(source.resolve())
    except OSError:  # a file system without links, or the file is gone
        return False
    return True


def show_version(folder: Path, version: str) -> None:
    """Let readers of `folder` see this version, and remove all but it and the one before."""
    before = folder.resolve().name if folder.is_symlink() else None
    link = folder.with_name(f"{folder.name}.link{_BUILDING}")
    link.unlink(missing_ok=True)
    link.symlink_to(_versions(folder).name + "/" + version, target_is_directory=True)
    if folder.is_dir() and not folder.is_symlink():
        # A folder that was copied or unpacked here: a link cannot replace it in one step.
        shutil.rmtree(folder)
    link.replace(folder)
    for path in _versions(folder).iterdir():
        if path.name not in {version, before}:
            shutil.rmtree(path)


def remove_unfinished(folder: Path) -> None:
    """Remove what a killed run left half written."""
    folder.with_name(f"{folder.name}.link{_BUILDING}").unlink(missing_ok=True)
    for path in _versions(folder).glob(f"*{_BUILDING}"):
        shutil.rmtree(path)


def _versions(folder: Path) -> Path:
    return folder.with_name(f"{folder.name}.versions")
