"""What the environment says about starting runs by themselves; all of it is off unless it says otherwise."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

SCHEDULE_VARIABLE = "XIANZHANG_SCHEDULE"
WATCH_VARIABLE = "XIANZHANG_WATCH"
DAILY_AT_VARIABLE = "XIANZHANG_DAILY_AT"
TIMEZONE_VARIABLE = "XIANZHANG_TIMEZONE"
FRESH_HOURS_VARIABLE = "XIANZHANG_FRESH_HOURS"
UI_VARIABLE = "XIANZHANG_UI_URL"

# A day, and the time that a late run may take.
_FRESH_HOURS_OF_A_SCHEDULE = "26"
# Dagster looks no more often.
_SHORTEST_AGE = timedelta(minutes=1)
_ON = {"1", "true", "yes", "on"}
_OFF = {"", "0", "false", "no", "off"}


class SettingsError(ValueError):
    """A variable cannot be used; the message says which and what it should be."""


@dataclass(frozen=True)
class Settings:
    """Whether the schedule and the watch run from the start, when a day's run begins, and how old marts may be."""

    schedule: bool = False
    watch: bool = False
    hour: int = 6
    minute: int = 30
    timezone: str = "Asia/Shanghai"
    fresh_for: timedelta | None = None
    ui_url: str | None = None  # where people find the UI, for links to it

    @property
    def cron(self) -> str:
        return f"{self.minute} {self.hour} * * *"

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> Settings:
        """The settings of the variables XIANZHANG_*. Raises SettingsError."""
        schedule = _switch(environment, SCHEDULE_VARIABLE)
        hours = _FRESH_HOURS_OF_A_SCHEDULE if schedule else "0"
        hour, minute = _time(environment.get(DAILY_AT_VARIABLE) or "06:30")
        return cls(
            schedule=schedule,
            watch=_switch(environment, WATCH_VARIABLE),
            hour=hour,
            minute=minute,
            timezone=_timezone(environment.get(TIMEZONE_VARIABLE) or cls.timezone),
            fresh_for=_hours(environment.get(FRESH_HOURS_VARIABLE) or hours),
            ui_url=(environment.get(UI_VARIABLE) or "").rstrip("/") or None,
        )


def _switch(environment: Mapping[str, str], name: str) -> bool:
    value = environment.get(name, "").strip().lower()
    if value not in _ON | _OFF:
        raise SettingsError(f"{name} is {value!r}: 1 is on, 0 is off")
    return value in _ON


def _time(value: str) -> tuple[int, int]:
    found = re.fullmatch(r"([01]?\d|2[0-3]):([0-5]\d)", value.strip())
    if not found:
        raise SettingsError(f"{DAILY_AT_VARIABLE} is {value!r}: a time of day such as 06:30")
    return int(found[1]), int(found[2])


def _timezone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise SettingsError(f"{TIMEZONE_VARIABLE} is {value!r}: a name such as Asia/Shanghai") from None
    return value


def _hours(value: str) -> timedelta | None:
    try:
        age = timedelta(hours=float(value))
    except (ValueError, OverflowError):
        raise SettingsError(f"{FRESH_HOURS_VARIABLE} is {value!r}: a number of hours, 0 for any age") from None
    if timedelta(0) < age < _SHORTEST_AGE:
        raise SettingsError(f"{FRESH_HOURS_VARIABLE} is {value!r}: a minute (0.02) is the shortest age")
    return age if age > timedelta(0) else None
