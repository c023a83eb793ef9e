"""The snapshot file that was published before, kept to be published next.

It is one step behind the published one, and a step costs what changed, where a copy costs all that is published. So two
files take turns: while readers have the one, the other is brought up to date. That is done in place, and never to a
file that anybody may still read: one that is open, that has another name, or that is not as it was left is given up,
and the published file is copied. Where nobody can tell, as on most network file systems, none is kept.
"""

from __future__ import annotations

import fcntl
import json
import logging
import os
import signal
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from dagster_project.database import remove_database
from dagster_project.ingestion.files import write_text
from dagster_project.publish.files import copy_file, flush, unfinished

if TYPE_CHECKING:
    from collections.abc import Iterator

_log = logging.getLogger(__name__)

# Where every reader is a process of this machine, which Linux knows.
_LOCAL = frozenset({"ext2", "ext3", "ext4", "xfs", "btrfs", "f2fs", "zfs", "tmpfs", "overlay"})


class Previous:
    """The file before the published `database`, and beside it the step from the one to the other.

    previous.json says how the three files were left: size and time. Without it there is no previous file. What goes
    wrong with keeping one is logged, and costs the next publication a copy.
    """

    def __init__(self, database: Path) -> None:
        self._database = database
        self._file = database.with_name("previous.duckdb")
        self._step = database.with_name("step.duckdb")
        self._record = database.with_name("previous.json")

    @property
    def steps(self) -> tuple[Path, ...]:
        """What the previous file has to take to come to what is published: a file, or none."""
        return (self._step,) if self._step.exists() else ()

    @property
    def last_step(self) -> Path | None:
        """The step that led to what is published, where all files are as they were left.

        It is the small snapshot of what was built last; the published one has the same rows of its reports.
        """
        return self._step if self._is_as_left() and self._step.exists() else None

    def become(self, snapshot_file: Path, candidate: Path) -> bool:
        """Have the previous file be `candidate`, for which there are `steps` to take; whether there is one that can.

        snapshot_file: what readers open.
        """
        is_ours = self._database.exists() and self._database.samefile(snapshot_file)
        if not (is_ours and self._is_as_left()):
            return False
        self._file.replace(candidate)  # nobody finds it any more
        return _is_ours_alone(candidate)

    def hold(self, step: Path | None) -> None:
        """Keep the published file, which is about to be replaced, where `step` leads from it to the next."""
        with self._given_up_on_error():
            self.forget()
            if step and _is_local(self._database):
                self._file.hardlink_to(self._database)
                step.replace(self._step)
                flush(self._step)

    def settle(self) -> None:
        """Once the new file is in its place: say how the files were left, or keep a copy where no step leads to it."""
        with self._given_up_on_error():
            if not self._step.exists():
                if not _is_local(self._database):
                    return
                copy_file(self._database, unfinished(self._file))
                flush(unfinished(self._file))
                unfinished(self._file).replace(self._file)
            write_text(self._record, json.dumps(self._state()))

    def forget(self) -> None:
        """Give up what is kept."""
        self._record.unlink(missing_ok=True)
        for file in (self._file, self._step, unfinished(self._file)):
            remove_database(file)

    @contextmanager
    def _given_up_on_error(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:  # such as a full disk: what is published is none the worse
            _log.warning("no second file of the snapshot is kept, the next publication copies it: %s", error)
            with suppress(OSError):
                self.forget()

    def _is_as_left(self) -> bool:
        try:
            as_left = json.loads(self._record.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return False
        return bool(as_left == self._state())

    def _state(self) -> dict[str, list[int]]:
        """Size and time in nanoseconds of each of the three files that is there, and of a log that a writer left."""
        found = {}
        for file in (self._database, self._file, self._step):
            for path in (file, file.with_name(f"{file.name}.wal")):
                with suppress(FileNotFoundError):
                    state = path.stat()
                    found[path.name] = [state.st_size, state.st_mtime_ns]
        return found


def _is_ours_alone(file: Path) -> bool:
    """Whether the file has no other name and no process has it open: whether Linux leases it for writing."""
    try:
        with file.open("r+b") as opened:
            if os.fstat(opened.fileno()).st_nlink != 1:
                return False
            # Who opens it meanwhile would end this process by the usual signal.
            fcntl.fcntl(opened, fcntl.F_SETSIG, signal.SIGURG)
            fcntl.fcntl(opened, fcntl.F_SETLEASE, fcntl.F_WRLCK)
            fcntl.fcntl(opened, fcntl.F_SETLEASE, fcntl.F_UNLCK)
    except (AttributeError, OSError):  # elsewhere, or a file of somebody else's: nobody can tell
        return False
    return True


def _is_local(file: Path) -> bool:
    """Whether the file is on a disk of this machine, as Linux tells it."""
    device = file.stat().st_dev
    wanted = f"{os.major(device)}:{os.minor(device)}"
    try:
        mounts = Path("/proc/self/mountinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return False
    return any(line.split()[2] == wanted and line.split(" - ")[1].split()[0] in _LOCAL for line in mounts)
