"""What the environment may say about runs that start by themselves."""

from datetime import timedelta

import pytest

from dagster_project.automation.settings import Settings, SettingsError

DAY = timedelta(hours=26)


def test_nothing_starts_by_itself_unless_asked() -> None:
    settings = Settings.from_environment({})

    assert (settings.schedule, settings.watch, settings.fresh_for) == (False, False, None)


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({"XIANZHANG_SCHEDULE": "1"}, Settings(schedule=True, fresh_for=DAY)),
        ({"XIANZHANG_SCHEDULE": "on", "XIANZHANG_WATCH": "off"}, Settings(schedule=True, fresh_for=DAY)),
        ({"XIANZHANG_WATCH": "true"}, Settings(watch=True)),
        ({"XIANZHANG_DAILY_AT": "5:00"}, Settings(hour=5, minute=0)),
        ({"XIANZHANG_DAILY_AT": "23:59", "XIANZHANG_TIMEZONE": "UTC"}, Settings(hour=23, minute=59, timezone="UTC")),
        ({"XIANZHANG_FRESH_HOURS": "8"}, Settings(fresh_for=timedelta(hours=8))),
        ({"XIANZHANG_SCHEDULE": "1", "XIANZHANG_FRESH_HOURS": "0"}, Settings(schedule=True)),
        ({"XIANZHANG_UI_URL": "https://xz.example/"}, Settings(ui_url="https://xz.example")),
    ],
)
def test_variables_set_what_they_say(environment: dict[str, str], expected: Settings) -> None:
    assert Settings.from_environment(environment) == expected


def test_the_time_of_day_becomes_a_cron_line() -> None:
    assert Settings(hour=6, minute=5).cron == "5 6 * * *"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("XIANZHANG_SCHEDULE", "daily"),
        ("XIANZHANG_DAILY_AT", "24:00"),
        ("XIANZHANG_DAILY_AT", "6.30"),
        ("XIANZHANG_TIMEZONE", "Asia/Nowhere"),
        ("XIANZHANG_FRESH_HOURS", "a day"),
        ("XIANZHANG_FRESH_HOURS", "0.001"),
        ("XIANZHANG_FRESH_HOURS", "inf"),
    ],
)
def test_a_wrong_value_is_refused_by_name(name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=name):
        Settings.from_environment({name: value})
