"""The watch on raw/inbox: what is dropped there starts a run, once."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

import dagster as dg

from dagster_project.automation.job import MAIN, main_job
from dagster_project.ingestion.inbox import DroppedFile, dropped_files, state_of
from dagster_project.paths import Home

if TYPE_CHECKING:
    from collections.abc import Mapping

INBOX = "inbox"
# The daemon looks no more often than this.
_SECONDS = 5
_NAMED = 5
_UNFINISHED = [
    dg.DagsterRunStatus.QUEUED,
    dg.DagsterRunStatus.NOT_STARTED,
    dg.DagsterRunStatus.STARTING,
    dg.DagsterRunStatus.STARTED,
    dg.DagsterRunStatus.CANCELING,
]


@dataclass(frozen=True)
class Cursor:
    """What the watch remembers: stamps of files seen at its last look, and of those that a run was asked for."""

    seen: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()

    @classmethod
    def read(cls, text: str | None) -> Cursor:
        kept: Mapping[str, Sequence[str]] = json.loads(text) if text else {}
        return cls(tuple(kept.get("seen", ())), tuple(kept.get("asked", ())))

    def write(self) -> str:
        return json.dumps(asdict(self))


@dataclass(frozen=True)
class Look:
    """What a look at the inbox comes to: the files to ask a run for, or why none is asked for."""

    take: tuple[DroppedFile, ...]
    reason: str
    cursor: Cursor


def look(files: Sequence[DroppedFile], cursor: Cursor, now: float, run_under_way: str | None) -> Look:
    """Decide what to do about the files of the inbox.

    run_under_way: the unfinished run, if there is one: it takes what lies there, or the next look sees what it left.
    A file that has had its run and lies there still starts no other.
    """
    lying = {file.stamp for file in files}
    asked = tuple(sorted(lying & set(cursor.asked)))
    remembered = Cursor(tuple(sorted(lying)), asked)
    new = [file for file in files if file.stamp not in asked]
    # Where the clock of a file server is ahead of ours, a second look has to do.
    moving = [file for file in new if not file.is_still(now) and file.stamp not in cursor.seen]
    if not files:
        return Look((), "收件箱是空的 · the inbox is empty", remembered)
    if run_under_way:
        return Look((), f"等待运行 {run_under_way} 结束 · waiting for run {run_under_way} to end", remembered)
    if not new:
        kept = f"{_named(files)} 已运行过，但仍在收件箱中 · had their run and lie in the inbox still: see that run"
        return Look((), kept, remembered)
    if moving:
        return Look((), f"等待复制完成：{_named(moving)} · waiting until it is copied", remembered)
    return Look(tuple(new), "", Cursor(remembered.seen, remembered.seen))


def _named(files: Sequence[DroppedFile]) -> str:
    names = "、".join(file.name for file in files[:_NAMED])
    return names + (f" … ({len(files)})" if len(files) > _NAMED else "")


def inbox_sensor(home: Home, *, running: bool) -> dg.SensorDefinition:
    """The sensor of a home's inbox; stopped unless `running` or a click in the UI start it."""

    @dg.sensor(
        name=INBOX,
        job=main_job,
        minimum_interval_seconds=_SECONDS,
        default_status=dg.DefaultSensorStatus.RUNNING if running else dg.DefaultSensorStatus.STOPPED,
        description=(
            "收件箱有新文件时运行一次 · a run when files are dropped in raw/inbox and are no longer being copied. What "
            "lies there after its run (a file that could not even be moved) starts no other."
        ),
    )
    def inbox(context: dg.SensorEvaluationContext) -> dg.SensorResult:
        cursor = Cursor.read(context.cursor)
        looked = look(dropped_files(home.inbox), cursor, time.time(), _run_under_way(context.instance))
        if not looked.take:
            return dg.SensorResult(skip_reason=looked.reason, cursor=looked.cursor.write())
        request = dg.RunRequest(
            run_key=state_of(looked.take),
            tags={"xianzhang/started_by": INBOX, "xianzhang/files": str(len(looked.take))},
        )
        return dg.SensorResult(run_requests=[request], cursor=looked.cursor.write())

    return inbox


def _run_under_way(instance: dg.DagsterInstance) -> str | None:
    """The beginning of the id of an unfinished run of the main job, as the UI shows it."""
    runs = instance.get_runs(dg.RunsFilter(job_name=MAIN, statuses=_UNFINISHED), limit=1)
    return runs[0].run_id[:8] if runs else None
