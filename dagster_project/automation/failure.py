"""What is told of a run that failed."""

from __future__ import annotations

import re
import socket
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

import dagster as dg

if TYPE_CHECKING:
    from dagster import DagsterInstance, DagsterRun

STARTED_BY = "xianzhang/started_by"
_SNAPSHOT = dg.AssetKey(["published", "snapshot"])
_MESSAGE_LINES = 12


@dataclass(frozen=True)
class StepError:
    """A step of the run that failed, and why."""

    step: str
    message: str


@dataclass(frozen=True)
class RunFailure:
    """A run that failed: what stopped it, and what that means for what is published."""

    run_id: str | None  # None where it failed before Dagster knew of it
    started_by: str
    errors: tuple[StepError, ...]
    failed_checks: tuple[str, ...] = ()  # of severity error
    published: bool = False  # the marts, before a later step failed
    host: str = field(default_factory=socket.gethostname)
    url: str | None = None  # of the run in the UI

    @property
    def subject(self) -> str:
        run = f" {self.run_id[:8]}" if self.run_id else ""
        return f"县账：运行失败 · xianzhang: run{run} failed ({self.host})"

    @property
    def text(self) -> str:
        """All of it, for people."""
        marts = (
            "数据已发布，之后的步骤失败 · the marts are published, a later step failed"
            if self.published
            else "已发布的数据保持不变 · the published marts are as they were"
        )
        lines = [self.subject, marts, f"由 {self.started_by} 启动 · started by {self.started_by}"]
        lines += [f"未通过 · check failed: {check}" for check in self.failed_checks]
        lines += [f"{error.step}: {error.message}" for error in self.errors]
        return "\n".join(lines + ([self.url] if self.url else []))

    def message(self) -> dict[str, Any]:
        """All of it, for programs; `text` is what chat services show."""
        return {"event": "run_failed", "text": self.text, **asdict(self)}


def essential(message: str) -> str:
    """An error message without its colours and, where it is dbt's, without what stands before its errors."""
    plain = re.sub(r"\x1b\[\d*m|\[\d+m", "", message)
    _, found, errors = plain.partition("Errors parsed from dbt logs:")
    lines = [line.rstrip() for line in (errors if found else plain).splitlines() if line.strip()]
    return "\n    ".join(lines[:_MESSAGE_LINES] + (["…"] if len(lines) > _MESSAGE_LINES else []))


def failure_of(instance: DagsterInstance, run: DagsterRun, ui_url: str | None = None) -> RunFailure:
    """What Dagster's history says of a run that failed."""
    told = {
        dg.DagsterEventType.STEP_FAILURE,
        dg.DagsterEventType.RUN_FAILURE,
        dg.DagsterEventType.ASSET_CHECK_EVALUATION,
        dg.DagsterEventType.ASSET_MATERIALIZATION,
    }
    errors, checks, published, reason = [], [], False, ""
    for entry in instance.all_logs(run.run_id, of_type=told):
        event = entry.dagster_event
        if event is None:
            continue
        if event.event_type == dg.DagsterEventType.STEP_FAILURE:
            error = event.step_failure_data.error
            cause = (error.cause or error).message if error else ""
            errors.append(StepError(event.step_key or "", essential(cause)))
        elif event.event_type == dg.DagsterEventType.RUN_FAILURE:
            reason = event.message or ""
        elif event.event_type == dg.DagsterEventType.ASSET_MATERIALIZATION:
            published = published or event.asset_key == _SNAPSHOT
        else:
            check = event.asset_check_evaluation_data
            if not check.passed and check.severity == dg.AssetCheckSeverity.ERROR:
                checks.append(f"{check.asset_key.path[-1]}: {check.check_name}")
    return RunFailure(
        run_id=run.run_id,
        started_by=run.tags.get(STARTED_BY, "Dagster"),
        errors=tuple(errors) or (StepError(run.job_name, essential(reason)),),
        failed_checks=tuple(checks),
        published=published,
        url=f"{ui_url}/runs/{run.run_id}" if ui_url else None,
    )
