"""The snapshot file that was published before, kept to be published next.

It is one step behind the published one, and a step costs what changed, where a copy costs all that is published. So two
files take turns: while readers have the one, the other is brought up to date. That is done in place, and never to a
file that anybody may still read: one that is open, that has another name, or that is not as it was left is given up,
and the published file is copied.
"""

from __future__ import annotations

import fcntl
import json
import logging
import os
from typing import TYPE_CHECKING

from dagster_project.database import remove_database
from dagster_project.publish.copying import copy_file

if TYPE_CHECKING:
    from pathlib import Path

_log = logging.getLogger(__name__)
_BUILDING = ".building"


class Previous:
    """The file before the published `database`, and beside it the step from the one to the other.

    previous.json says how the three files were left: size and time. Without it there is no previous file.
    """

    def __init__(self, database: Path) -> None:
        self._database = database
        self._file = database.with_name("previous.duckdb")
        self._step = database.with_name("step.duckdb")
        self._record = database.with_name("previous.json")

    def become(self, snapshot_file: Path, candidate: Path) -> Path | None:
        """Give `candidate` the content of the published file, once it takes the step that is returned, if any.

        It is the previous file, or a copy of the published one, which is what readers of snapshot_file see.
        """
        is_ours = self._database.exists() and self._database.samefile(snapshot_file)
        if is_ours and self._is_as_left():
            self._file.replace(candidate)  # nobody finds it any more
            if _is_ours_alone(candidate):
                return self._step if self._step.exists() else None
            candidate.unlink()
        copy_file(snapshot_file, candidate)
        return None

    def hold(self, step: Path) -> None:
        """Keep the published file, which is about to be replaced, and the step that leads from it to the next."""
        self.forget()
        try:
            self._file.hardlink_to(self._database)
        except OSError:  # a file system without links: the next publication copies
            return
        step.replace(self._step)
        _flush(self._step)

    def copy_published(self) -> None:
        """Keep a copy of the file that is published now: no step leads to it from the one before."""
        self.forget()
        building = _unfinished(self._file)
        try:
            copy_file(self._database, building)
            _flush(building)
        except OSError as error:  # such as a full disk: what is published is none the worse
            _log.warning("no second file of the snapshot can be kept, the next publication will copy it: %s", error)
            building.unlink(missing_ok=True)
            return
        building.replace(self._file)
        self.remember()

    def remember(self) -> None:
        """Say how the files were left, once the published one is in its place."""
        if self._file.exists():
            building = _unfinished(self._record)
            building.write_text(json.dumps(self._state()), encoding="utf-8")
            building.replace(self._record)

    def forget(self) -> None:
        """Give up what is kept."""
        self._record.unlink(missing_ok=True)
        for file in (self._file, self._step, _unfinished(self._file), _unfinished(self._record)):
            remove_database(file)

    def _is_as_left(self) -> bool:
        try:
            as_left = json.loads(self._record.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return False
        return bool(as_left == self._state())

    def _state(self) -> dict[str, list[int]]:
        """Size and time in nanoseconds of each of the three files that is there."""
        found = {}
        for file in (self._database, self._file, self._step):
            if file.exists():
                state = file.stat()
                found[file.name] = [state.st_size, state.st_mtime_ns]
        return found


def _is_ours_alone(file: Path) -> bool:
    """Whether the file has no other name and no process has it open: whether Linux leases it for writing."""
    try:
        with file.open("r+b") as opened:
            if os.fstat(opened.fileno()).st_nlink != 1:
                return False
            fcntl.fcntl(opened, fcntl.F_SETLEASE, fcntl.F_WRLCK)
            fcntl.fcntl(opened, fcntl.F_SETLEASE, fcntl.F_UNLCK)
    except (AttributeError, OSError):  # elsewhere, of another's file, on most network file systems: nobody can tell
        return False
    return True


def _unfinished(file: Path) -> Path:
    return file.with_name(f"{file.name}{_BUILDING}")


def _flush(file: Path) -> None:
    with file.open("rb") as opened:
        os.fsync(opened.fileno())
