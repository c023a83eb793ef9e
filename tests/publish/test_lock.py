"""One writer at a time: the others wait, and know for whom."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from multiprocessing.synchronize import Event
from pathlib import Path

import pytest

from dagster_project.publish import Holder, LockTimeoutError, warehouse_lock
from dagster_project.publish.lock import holder_of

PROCESSES = multiprocessing.get_context("spawn")


def hold(path: Path, taken: Event, release: Event) -> None:
    with warehouse_lock(path, "xianzhang run"):
        taken.set()
        release.wait(30)


@pytest.fixture
def lock_file(tmp_path: Path) -> Path:
    return tmp_path / "warehouse" / ".lock"


def test_a_lock_can_be_taken_again(lock_file: Path) -> None:
    for _ in range(2):
        with warehouse_lock(lock_file, "publish", timeout=0):
            assert holder_of(lock_file) == Holder(os.getpid(), "publish")
        assert holder_of(lock_file) is None


def test_a_lock_is_freed_by_an_error(lock_file: Path) -> None:
    with pytest.raises(ZeroDivisionError), warehouse_lock(lock_file):
        raise ZeroDivisionError
    with warehouse_lock(lock_file, timeout=0):
        assert holder_of(lock_file) is not None


def test_who_will_not_wait_is_told_who_holds_it(lock_file: Path) -> None:
    taken, release = PROCESSES.Event(), PROCESSES.Event()
    other = PROCESSES.Process(target=hold, args=(lock_file, taken, release))
    other.start()
    assert taken.wait(30)
    with pytest.raises(LockTimeoutError, match="xianzhang run") as refused, warehouse_lock(lock_file, timeout=0):
        pass
    assert refused.value.holder == Holder(other.pid or 0, "xianzhang run")
    release.set()
    other.join(30)


def test_who_waits_is_told_once_and_gets_it(lock_file: Path) -> None:
    release, told = threading.Event(), []

    def on_wait(holder: Holder | None) -> None:
        told.append(holder)
        release.set()

    def holding() -> None:
        with warehouse_lock(lock_file, "first"):
            taken.set()
            release.wait(30)

    taken = threading.Event()
    thread = threading.Thread(target=holding)
    thread.start()
    assert taken.wait(30)
    with warehouse_lock(lock_file, "second", on_wait=on_wait):
        assert holder_of(lock_file) == Holder(os.getpid(), "second")
    thread.join(30)
    assert told == [Holder(os.getpid(), "first")]


def test_a_killed_holder_frees_the_lock(lock_file: Path) -> None:
    taken, release = PROCESSES.Event(), PROCESSES.Event()
    other = PROCESSES.Process(target=hold, args=(lock_file, taken, release))
    other.start()
    assert taken.wait(30)
    assert other.pid is not None
    os.kill(other.pid, signal.SIGKILL)
    other.join(30)
    with warehouse_lock(lock_file, "after", timeout=5):
        assert holder_of(lock_file) == Holder(os.getpid(), "after")
