"""The daily run."""

from __future__ import annotations

import dagster as dg

from dagster_project.automation.job import main_job
from dagster_project.automation.settings import Settings

DAILY = "daily"


def daily_schedule(settings: Settings) -> dg.ScheduleDefinition:
    """The main job once a day; stopped unless the settings or a click in the UI start it."""
    return dg.ScheduleDefinition(
        name=DAILY,
        job=main_job,
        cron_schedule=settings.cron,
        execution_timezone=settings.timezone,
        tags={"xianzhang/started_by": DAILY},
        default_status=dg.DefaultScheduleStatus.RUNNING if settings.schedule else dg.DefaultScheduleStatus.STOPPED,
        description=(
            f"每天 {settings.hour:02}:{settings.minute:02}（{settings.timezone}）运行一次 · a run every day: takes "
            "what lies in the inbox, reads again what an older reader read, and applies the decisions of the day."
        ),
    )
