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
    path = folder / run_id
    with warehouse_lock(path, run_id):
        yield
    path.unlink(missing_ok=True)


def fail_killed_runs(instance: DagsterInstance, folder: Path) -> list[DagsterRun]:
    """Record the runs as failed whose process is gone, and free what they hold of Dagster's pools; those runs."""
    killed = []
    for record in instance.get_run_records(dg.RunsFilter(statuses=_UNDER_WAY)):
        run, path = record.dagster_run, folder / record.dagster_run.run_id
        if not _is_gone(path, time.time() - record.update_timestamp.timestamp()):
            continue
        instance.report_run_failed(run, _MESSAGE)
        if instance.event_log_storage.supports_global_concurrency_limits:
            instance.event_log_storage.free_concurrency_slots_for_run(run.run_id)
        path.unlink(missing_ok=True)
        killed.append(run)
    return killed


def _is_gone(mark: Path, age: float) -> bool:
    if not mark.exists():
        return age > _STARTING_SECONDS
    try:
        with warehouse_lock(mark, timeout=0):
            return True
    except LockTimeoutError:
        return False
