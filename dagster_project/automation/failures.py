"""What watches for runs that failed while the daemon runs; `xianzhang run`, which needs no daemon, tells by itself."""

from __future__ import annotations

from pathlib import Path

import dagster as dg

from dagster_project.automation.channels import Channels
from dagster_project.automation.failure import failure_of
from dagster_project.automation.killed import fail_killed_runs

FAILURES = "failures"
KILLED = "killed_runs"
_SECONDS = 15


def failure_sensor(channels: Channels, ui_url: str | None = None) -> dg.SensorDefinition:
    """Tells of every failed run of this code location; always on, for without a webhook or mail it still logs."""

    @dg.run_failure_sensor(
        name=FAILURES,
        minimum_interval_seconds=_SECONDS,
        default_status=dg.DefaultSensorStatus.RUNNING,
        description=(
            "运行失败时写入日志，并按配置发送网络回调或邮件 · tells of failed runs: in warehouse/logs/failures.log, "
            "and by webhook and mail where the environment names them."
        ),
    )
    def failures(context: dg.RunFailureSensorContext) -> None:
        failure = failure_of(context.instance, context.dagster_run, ui_url)
        context.log.error(failure.text)
        for problem in channels.tell(failure):
            context.log.warning("not told by %s", problem)

    return failures


def killed_runs_sensor(marks: Path, channels: Channels, ui_url: str | None = None) -> dg.SensorDefinition:
    """Records runs as failed whose process is gone, so that the queue and the watch on the inbox go on."""

    @dg.sensor(
        name=KILLED,
        minimum_interval_seconds=60,
        default_status=dg.DefaultSensorStatus.RUNNING,
        description=(
            "进程已不在的运行记为失败，使其他运行不再等待 · records runs as failed whose process was killed, so that "
            "nothing waits for them."
        ),
    )
    def killed(context: dg.SensorEvaluationContext) -> dg.SkipReason:
        runs = fail_killed_runs(context.instance, marks)
        for run in runs:
            if run.remote_job_origin is None:  # of `xianzhang run`: the watch on failures does not see it
                channels.tell(failure_of(context.instance, run, ui_url))
        names = "、".join(run.run_id[:8] for run in runs)
        return dg.SkipReason(f"记为失败 · recorded as failed: {names}" if runs else "没有 · none")

    return killed
