"""The published marts as Parquet, a folder of parts per table, in a folder that changes from one version to the next at
once.

`<folder>` is a symbolic link to `<folder>.versions/<version>`; a version is named after the snapshot that it was
written from. A reader that opens several files should resolve the link once: the version that was replaced stays until
the next one is published. `parts.json` in a version lists its parts as they were written; where one of them is another
file now, the next version takes nothing over from its table.
"""

from __future__ import annotations

import json
import shutil
from dataclasses import asdict
from typing import TYPE_CHECKING

from dagster_project.database import attach, connect
from dagster_project.publish.files import BUILDING, unfinished
from dagster_project.publish.parts import Part, link_all, write_after, write_whole
from dagster_project.publish.tables import tables_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    import duckdb

    from dagster_project.publish.difference import TableChange
    from dagster_project.publish.tables import Table

LISTING = "parts.json"


def is_current(folder: Path, version: str) -> bool:
    """Whether readers of `folder` see this version."""
    return folder.is_symlink() and folder.resolve() == (_versions(folder) / version).resolve() and folder.is_dir()


def write_version(
    snapshot_file: Path,
    folder: Path,
    version: str,
    changes: Sequence[TableChange] = (),
    before: str | None = None,
    addition: Path | None = None,
) -> None:
    """Write schema marts of a snapshot as a version beside `folder`; readers do not see it yet.

    changes: what it changes from version `before`, whose parts are taken over where readers see that version.
    addition: the small snapshot that the changed keys' rows stand in, where there is one.
    """
    shown = folder.resolve() if before and is_current(folder, before) else None
    changed = {change.name: change for change in changes if change.schema == "marts"}
    target = _versions(folder) / version
    building = unfinished(_versions(folder) / version)
    building.mkdir(parents=True)
    connection = connect(spill_to=folder.parent)
    try:
        attach(connection, snapshot_file, "snapshot")
        if addition and addition.exists():
            attach(connection, addition, "addition")
        listed = _intact(shown) if shown else {}
        written: dict[str, list[Part]] = {}
        for table in tables_of(connection, "snapshot", "marts"):
            into, change = building / table.name, changed.get(table.name)
            if shown and change and table.name in listed:
                written[table.name] = _follow(connection, table, change, listed[table.name], shown, into)
            else:
                written[table.name] = write_whole(connection, table, into)
    finally:
        connection.close()
    _write_listing(building, written)
    if target.exists():
        shutil.rmtree(target)
    building.replace(target)


def _follow(
    connection: duckdb.DuckDBPyConnection,
    table: Table,
    change: TableChange,
    parts: Sequence[Part],
    shown: Path,
    into: Path,
) -> list[Part]:
    """Write a table after its parts of the version that is shown, or whole, where these are not known to fit."""
    before = shown / table.name
    if not change.changed:
        written = link_all(parts, before, into)
    elif change.keys and not change.reshaped:
        written = write_after(connection, table, change.keys, parts, before, into)
    else:
        return write_whole(connection, table, into)
    if sum(part.rows for part in written) == change.rows:
        return written
    shutil.rmtree(into)
    return write_whole(connection, table, into)


def show_version(folder: Path, version: str) -> None:
    """Let readers of `folder` see this version, and remove all but it and the one before."""
    before = folder.resolve().name if folder.is_symlink() else None
    link = unfinished(folder.with_name(f"{folder.name}.link"))
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
    unfinished(folder.with_name(f"{folder.name}.link")).unlink(missing_ok=True)
    for path in _versions(folder).glob(f"*{BUILDING}"):
        shutil.rmtree(path)


def _write_listing(version: Path, parts: Mapping[str, Sequence[Part]]) -> None:
    listing = {table: [asdict(part) for part in of_table] for table, of_table in parts.items()}
    (version / LISTING).write_text(json.dumps(listing), encoding="utf-8")


def _intact(version: Path) -> dict[str, list[Part]]:
    """The parts of a version by table, without tables whose folder is not as it was written."""
    try:
        listing = json.loads((version / LISTING).read_text(encoding="utf-8"))
        parts = {table: [Part(**said) for said in of_table] for table, of_table in listing.items()}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}
    return {
        table: of_table
        for table, of_table in parts.items()
        if all(part.is_intact(version / table) for part in of_table)
        and {path.name for path in (version / table).iterdir()} == {part.name for part in of_table}
    }


def _versions(folder: Path) -> Path:
    return folder.with_name(f"{folder.name}.versions")
