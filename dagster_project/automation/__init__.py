"""What starts runs, and what tells of those that failed: the main job, its daily schedule, the watch on the inbox."""

from dagster_project.automation.daily import DAILY, daily_schedule
from dagster_project.automation.inbox import INBOX, inbox_sensor
from dagster_project.automation.job import MAIN, main_job
from dagster_project.automation.settings import Settings, SettingsError

__all__ = ["DAILY", "INBOX", "MAIN", "Settings", "SettingsError", "daily_schedule", "inbox_sensor", "main_job"]
