"""What goes on with a build in shares: each run takes one, and asks for the next."""

from __future__ import annotations

from collections.abc import Iterator

import dagster as dg

from dagster_project.automation.job import main_job
from dagster_project.increments.shares import REMAINING

SHARES = "shares"
_SECONDS = 15


def shares_sensor() -> dg.SensorDefinition:
    """Asks for the next run where one left documents behind; always on. `xianzhang run` goes on by itself."""

    @dg.run_status_sensor(
        name=SHARES,
        run_status=dg.DagsterRunStatus.SUCCESS,
        monitored_jobs=[main_job],
        request_job=main_job,
        minimum_interval_seconds=_SECONDS,
        default_status=dg.DefaultSensorStatus.RUNNING,
        description=(
            "一次容不下的文件分批构建，每批之后再运行一次 · documents that are too many for one build are built in "
            "shares: a run for each."
        ),
    )
    def shares(context: dg.RunStatusSensorContext) -> Iterator[dg.RunRequest | dg.SkipReason]:
        run_id = context.dagster_run.run_id
        left = remaining_after(context.instance, run_id)
        if left:
            yield dg.RunRequest(run_key=run_id, tags={"xianzhang/started_by": SHARES, "xianzhang/remaining": str(left)})
        else:
            yield dg.SkipReason("没有剩余文件 · nothing is left")

    return shares


def remaining_after(instance: dg.DagsterInstance, run_id: str) -> int:
    """The documents that a run left for the next."""
    for entry in instance.all_logs(run_id, of_type=dg.DagsterEventType.ASSET_MATERIALIZATION):
        materialization = entry.asset_materialization
        if materialization and REMAINING in materialization.metadata:
            return int(str(materialization.metadata[REMAINING].value))
    return 0
