"""A served home as it is used daily: a file dropped in the inbox is published without any other action."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from dagster_project.paths import project_root

from .service import Service, home_with_the_committed_reports, reports, served, wait_for, xianzhang

pytestmark = pytest.mark.slow

UNSEEN = project_root() / "tests" / "unseen"
INSTIGATORS = """{ repositoriesOrError { ... on RepositoryConnection { nodes {
  sensors { name sensorState { status ticks(limit: 50) { status skipReason } } }
  schedules { name cronSchedule executionTimezone scheduleState { status } }
} } } }"""
RUNS = "{ runsOrError { ... on Runs { results { runId status tags { key value } } } } }"


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    home = home_with_the_committed_reports(tmp_path_factory.mktemp("home"))
    assert xianzhang(home, "run").returncode == 0
    with served(home, "--watch", XIANZHANG_DAILY_AT="05:15") as service:
        yield service


def runs_of_the_inbox(service: Service) -> list[str]:
    runs = service.ask(RUNS)["runsOrError"]["results"]
    mark = {"key": "xianzhang/started_by", "value": "inbox"}
    return [run["status"] for run in runs if mark in run["tags"]]


def test_only_what_was_asked_for_is_switched_on(service: Service) -> None:
    [repository] = service.ask(INSTIGATORS)["repositoriesOrError"]["nodes"]
    [daily] = repository["schedules"]
    statuses = {sensor["name"]: sensor["sensorState"]["status"] for sensor in repository["sensors"]}

    assert (daily["cronSchedule"], daily["executionTimezone"]) == ("15 5 * * *", "Asia/Shanghai")
    assert daily["scheduleState"]["status"] == "STOPPED"
    assert statuses["inbox"] == "RUNNING"


def test_a_dropped_file_is_published_without_any_other_action(
    service: Service, record_property: pytest.RecordProperty
) -> None:
    before = reports(service.home)

    shutil.copy(UNSEEN / "u03.txt", service.home.inbox)
    seconds = wait_for(lambda: reports(service.home) > before, 240)

    # On two free cores some 35 s: docs/operating.md. Here other tests may run beside it.
    record_property("seconds_from_drop_to_marts", round(seconds, 1))
    assert list(service.home.inbox.iterdir()) == []


def test_what_is_set_aside_starts_one_run(service: Service) -> None:
    wait_for(lambda: runs_of_the_inbox(service) == ["SUCCESS"], 60)
    (service.home.inbox / "空.txt").touch()

    wait_for(lambda: runs_of_the_inbox(service) == ["SUCCESS", "SUCCESS"], 240)

    assert [path.name for path in service.home.set_aside.glob("*空.txt")] != []
    [inbox] = [
        sensor
        for sensor in service.ask(INSTIGATORS)["repositoriesOrError"]["nodes"][0]["sensors"]
        if sensor["name"] == "inbox"
    ]
    reasons = {tick["skipReason"] for tick in inbox["sensorState"]["ticks"] if tick["skipReason"]}
    assert any("waiting for run" in reason for reason in reasons)


def test_a_home_is_served_once(service: Service) -> None:
    second = xianzhang(service.home, "serve", "--port", str(service.port + 10))

    assert second.returncode == 1
    assert "served already" in second.stdout


def test_a_wrong_time_of_day_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XIANZHANG_DAILY_AT", "half past six")
    home = home_with_the_committed_reports(tmp_path)

    refused = xianzhang(home, "serve")

    assert refused.returncode == 2
    assert "XIANZHANG_DAILY_AT" in refused.stdout
