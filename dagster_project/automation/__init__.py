"""What starts runs, and what tells of those that failed: the main job, its daily schedule, the watch on the inbox."""

from dagster_project.automation.channels import Channels
from dagster_project.automation.daily import DAILY, daily_schedule
from dagster_project.automation.failures import failure_sensor, killed_runs_sensor
from dagster_project.automation.inbox import INBOX, inbox_sensor
from dagster_project.automation.job import MAIN, main_job
from dagster_project.automation.settings import Settings, SettingsError
from dagster_project.automation.shares import shares_sensor

__all__ = [
    "DAILY",
    "INBOX",
    "MAIN",
    "Channels",
    "Settings",
    "SettingsError",
    "daily_schedule",
    "failure_sensor",
    "inbox_sensor",
    "killed_runs_sensor",
    "main_job",
    "shares_sensor",
]
