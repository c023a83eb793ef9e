"""The guard of a file that only one process may write at a time.

DuckDB refuses a second writer with an error; here the second writer waits, and is told whom it waits for.
"""

from __future__ import annotations

import fcntl
import json
import logging
import os
import time
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

_log = logging.getLogger(__name__)
_POLL_SECONDS = 0.1


@dataclass(frozen=True)
class Holder:
    """Who holds a lock: a process and what it holds the lock for."""

    process_id: int
    purpose: str

    def __str__(self) -> str:
        return f"process {self.process_id}" + (f" ({self.purpose})" if self.purpose else "")


class LockTimeoutError(TimeoutError):
    """The lock stayed taken for longer than the caller would wait."""

    def __init__(self, path: Path, holder: Holder | None, seconds: float) -> None:
        self.holder = holder
        who = holder or "another process"
        super().__init__(
            f"{path.name} 被占用已超过 {seconds:g} 秒：{who}。请等它结束后再运行。"
            f" ({path.name} has been held for more than {seconds:g} s by {who}: run again when it has ended.)"
        )


def _log_wait(holder: Holder | None) -> None:
    _log.warning("waiting for the warehouse: held by %s", holder or "another process")


def holder_of(path: Path) -> Holder | None:
    """Who says it holds the lock file; None where nobody does or the file cannot be understood."""
    try:
        return Holder(**json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


@contextmanager
def warehouse_lock(
    path: Path,
    purpose: str = "",
    *,
    timeout: float | None = None,
    on_wait: Callable[[Holder | None], None] = _log_wait,
) -> Iterator[None]:
    """Hold the lock file `path` (made if absent) while the block runs.

    purpose: what the lock is held for, shown to those who wait. timeout: seconds to wait, None for as long as it
    takes, 0 to refuse at once. on_wait: called once with the holder when the lock is taken. The operating system
    frees the lock of a killed process. Raises LockTimeoutError. Not re-entrant: a second lock on the same path in one
    process waits for the first.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    # The file is never removed: a waiter would hold the lock of a file that nobody else sees.
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        _acquire(descriptor, path, timeout, on_wait)
        _write(descriptor, json.dumps(asdict(Holder(os.getpid(), purpose)), ensure_ascii=False))
        try:
            yield
        finally:
            _write(descriptor, "")
    finally:
        os.close(descriptor)


def _acquire(descriptor: int, path: Path, timeout: float | None, on_wait: Callable[[Holder | None], None]) -> None:
    deadline = None if timeout is None else time.monotonic() + timeout
    told = False
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if timeout is not None and deadline is not None and time.monotonic() >= deadline:
                raise LockTimeoutError(path, holder_of(path), timeout) from None
            if not told:
                on_wait(holder_of(path))
                told = True
            time.sleep(_POLL_SECONDS)
        else:
            return


def _write(descriptor: int, text: str) -> None:
    os.ftruncate(descriptor, 0)
    os.pwrite(descriptor, text.encode("utf-8"), 0)
