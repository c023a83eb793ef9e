"""Runs whose process is gone without a word (a kill, a reboot).

Dagster knows nothing of it: to it they run for ever, and whatever waits for them to end waits for ever. So a running
process holds a mark, which the operating system frees with it.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import dagster as dg

from dagster_project.publish.lock import LockTimeoutError, warehouse_lock

if TYPE_CHECKING:
    from dagster import DagsterInstance, DagsterRun

# Between the record that a run is about to start and its mark lies the start of a process.
_STARTING_SECONDS = 180
_UNDER_WAY = [dg.DagsterRunStatus.STARTING, dg.DagsterRunStatus.STARTED, dg.DagsterRunStatus.CANCELING]
_MESSAGE = (
    "运行的进程已不在（被终止，或机器重启）：已发布的数据保持不变，请重新运行。 · The process of this run is gone "
    "(killed, or the machine was restarted). What was published stays as it was: run again."
)


@contextmanager
def run_mark(folder: Path, run_id: str) -> Iterator[None]:
    """Hold the mark of a run in `folder` while the block runs."""
    with warehouse_lock(folder / run_id, run_id):
        yield


def fail_killed_runs(instance: DagsterInstance, folder: Path, settling_seconds: float = 5) -> list[DagsterRun]:
    """Record the runs as failed whose process is gone, and free what they hold of Dagster's pools; those runs.

    settling_seconds: what a process may need between its mark and the record that its run began or ended.
    """
    if _without_process(instance, folder):
        time.sleep(settling_seconds)
    killed = _without_process(instance, folder)
    for run in killed:
        instance.report_run_failed(run, _MESSAGE)
        if instance.event_log_storage.supports_global_concurrency_limits:
            instance.event_log_storage.free_concurrency_slots_for_run(run.run_id)
    _clear(instance, folder)
    return killed


def _without_process(instance: DagsterInstance, folder: Path) -> list[DagsterRun]:
    records = instance.get_run_records(dg.RunsFilter(statuses=_UNDER_WAY))
    return [
        record.dagster_run
        for record in records
        if _is_gone(folder / record.dagster_run.run_id, time.time() - record.update_timestamp.timestamp())
    ]


def _is_gone(mark: Path, age: float) -> bool:
    if not mark.exists():
        return age > _STARTING_SECONDS
    try:
        with warehouse_lock(mark, timeout=0):
            return True
    except LockTimeoutError:
        return False


def _clear(instance: DagsterInstance, folder: Path) -> None:
    """Remove the marks of runs that ended."""
    for mark in folder.glob("*"):
        run = instance.get_run_by_id(mark.name)
        if run is None or run.is_finished:
            mark.unlink(missing_ok=True)
