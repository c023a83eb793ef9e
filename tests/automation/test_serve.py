"""A served home as it is used daily: a file dropped in the inbox is published without any other action."""

from __future__ import annotations

import shutil
import socket
import sys
import urllib.request
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from dagster_project.paths import Home, project_root
from dagster_project.publish.lock import warehouse_lock

from .service import (
    Service,
    free_port,
    home_with_the_committed_reports,
    reports,
    served,
    start_xianzhang,
    wait_for,
    xianzhang,
)
from .test_channels import mail_server, webhook

pytestmark = pytest.mark.slow

UNSEEN = project_root() / "tests" / "unseen"
INSTIGATORS = """{ repositoriesOrError { ... on RepositoryConnection { nodes {
  sensors { name sensorState { status } }
  schedules { name cronSchedule executionTimezone scheduleState { status } }
} } } }"""
STARTED_BY_THE_COMMAND = {"key": "xianzhang/started_by", "value": "xianzhang run"}
FINISHED = {"SUCCESS", "FAILURE", "CANCELED"}
# The newest first.
RUNS = "{ runsOrError { ... on Runs { results { runId status tags { key value } } } } }"


Told = tuple[list[tuple[str, str, Any]], list[str]]


@pytest.fixture(scope="module")
def told() -> Iterator[tuple[dict[str, str], Told]]:
    """The variables that name a webhook and a mail server, and what they are told."""
    with webhook() as (address, posted), mail_server() as (smtp, mails):
        variables = {"XIANZHANG_WEBHOOK": address, "XIANZHANG_SMTP": smtp, "XIANZHANG_MAIL_TO": "a@county.example"}
        yield variables, (posted, mails)


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory, told: tuple[dict[str, str], Told]) -> Iterator[Service]:
    home = home_with_the_committed_reports(tmp_path_factory.mktemp("home"))
    assert xianzhang(home, "run").returncode == 0
    with served(home, "--watch", XIANZHANG_DAILY_AT="05:15", XIANZHANG_FRESH_HOURS="0.02", **told[0]) as service:
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
    service: Service, record_property: pytest.RecordProperty, capsys: pytest.CaptureFixture[str]
) -> None:
    before = reports(service.home)

    shutil.copy(UNSEEN / "u03.txt", service.home.inbox)
    seconds = wait_for(lambda: reports(service.home) > before, 600)

    # Generous: other tests may run beside it.
    record_property("seconds_from_drop_to_marts", round(seconds, 1))
    with capsys.disabled():
        sys.stdout.write(f"\nfrom the drop to the marts: {seconds:.1f} s\n")
    assert list(service.home.inbox.iterdir()) == []


def test_what_is_set_aside_starts_one_run(service: Service) -> None:
    wait_for(lambda: set(runs_of_the_inbox(service)) <= FINISHED, 300)
    before = runs_of_the_inbox(service)
    (service.home.inbox / "空.txt").touch()

    wait_for(lambda: runs_of_the_inbox(service) == ["SUCCESS", *before], 600)

    assert [path.name for path in service.home.set_aside.glob("*空.txt")] != []


def test_a_home_is_served_once(service: Service) -> None:
    second = xianzhang(service.home, "serve", "--port", str(service.port + 10))

    assert second.returncode == 1
    assert "served already" in second.stdout


@pytest.mark.parametrize(("taken", "whose"), [(0, "the UI"), (1, "the pages")])
def test_a_port_that_is_taken_is_refused(tmp_path: Path, taken: int, whose: str) -> None:
    home = home_with_the_committed_reports(tmp_path)
    port = free_port()

    with socket.create_server(("127.0.0.1", port + taken)):
        refused = xianzhang(home, "serve", "--port", str(port))

    said = " ".join(refused.stdout.split())
    assert refused.returncode == 1
    assert f"port {port + taken}, where {whose} would be, cannot be used" in said
    assert "choose --port" in said


def test_a_wrong_time_of_day_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XIANZHANG_DAILY_AT", "half past six")
    home = home_with_the_committed_reports(tmp_path)

    refused = xianzhang(home, "serve")

    assert refused.returncode == 2
    assert "XIANZHANG_DAILY_AT" in refused.stdout


@contextmanager
def an_extract_is_missing(home: Home) -> Iterator[None]:
    """What ends a run soon: its second step fails."""
    extract = next(home.extracts.glob("*.jsonl"))
    away = extract.rename(home.root / extract.name)
    try:
        yield
    finally:
        away.rename(extract)


def test_runs_never_write_at_the_same_time(service: Service) -> None:
    """Of two of Dagster the second is queued, the first waits for the lock and says for whom; no two write at once."""
    with an_extract_is_missing(service.home):
        with warehouse_lock(service.home.lock_file, "another program"):
            first = launch(service)
            wait_for(lambda: status(service, first) == "STARTED", 300)
            second = launch(service)
            command = start_xianzhang(service.home, "run")
            wait_for(lambda: any("another program" in message for message in messages(service, first)), 300)
            wait_for(lambda: status(service, second) == "QUEUED", 300)
        command.communicate(timeout=600)
        wait_for(lambda: {status(service, first), status(service, second)} == {"FAILURE"}, 600)

    assert command.returncode == 1
    runs = service.ask(RUNS)["runsOrError"]["results"]
    of_the_command = next(run["runId"] for run in runs if STARTED_BY_THE_COMMAND in run["tags"])
    assert not overlapping(spans(service, [first, second, of_the_command]))


def test_a_run_that_fails_is_told_once(service: Service, told: tuple[dict[str, str], Told]) -> None:
    posted, mails = told[1]

    def mine() -> list[Any]:
        return [message for _, _, message in posted if message["run_id"] == run_id]

    with an_extract_is_missing(service.home):
        run_id = launch(service)
        wait_for(lambda: mine() and len(mails) == len(posted), 300)

    [message] = mine()
    assert message["published"] is False
    assert message["url"] == f"http://127.0.0.1:{service.port}/runs/{run_id}"
    [error] = message["errors"]
    assert error["step"] == "raw_tables"
    assert "ingest it again" in error["message"]


def test_marts_that_are_too_old_show_as_overdue(service: Service) -> None:
    query = """{ assetNodes(assetKeys: [{path: ["published", "snapshot"]}]) {
      freshnessStatusInfo { freshnessStatus } } }"""

    def overdue() -> bool:
        [node] = service.ask(query)["assetNodes"]
        return bool(node["freshnessStatusInfo"]["freshnessStatus"] == "DEGRADED")

    wait_for(overdue, 300, every=2)


def test_a_check_links_to_a_page_that_opens(service: Service) -> None:
    query = """{ assetCheckExecutions(assetKey: {path: ["audit", "audit_rule_result"]},
      checkName: "publication_possible", limit: 20) { evaluation { metadataEntries { label
      ... on UrlMetadataEntry { url } } } } }"""
    evaluations = [execution["evaluation"] for execution in service.ask(query)["assetCheckExecutions"]]
    last = next(evaluation for evaluation in evaluations if evaluation)  # runs that failed before it have none
    [address] = [entry["url"] for entry in last["metadataEntries"] if entry["label"] == "page"]

    assert address == f"http://127.0.0.1:{service.port + 1}/validation/index.html"
    with urllib.request.urlopen(address, timeout=30) as page:
        assert "数据检验" in page.read().decode()


def launch(service: Service) -> str:
    """The id of a run of the main job, started as by a click."""
    mutation = """mutation { launchRun(executionParams: {runConfigData: {}, selector: {jobName: "main",
      repositoryLocationName: "dagster_project.definitions", repositoryName: "__repository__"}}) {
      ... on LaunchRunSuccess { run { runId } } } }"""
    return str(service.ask(mutation)["launchRun"]["run"]["runId"])


def status(service: Service, run_id: str) -> str:
    query = "query($run: ID!) { runOrError(runId: $run) { ... on Run { status } } }"
    return str(service.ask(query, run=run_id)["runOrError"]["status"])


def messages(service: Service, run_id: str) -> list[str]:
    query = """query($run: ID!) { logsForRun(runId: $run) { ... on EventConnection {
      events { ... on MessageEvent { message } } } } }"""
    return [event.get("message", "") for event in service.ask(query, run=run_id)["logsForRun"]["events"]]


def spans(service: Service, run_ids: Iterable[str]) -> list[tuple[float, float]]:
    """When the steps of each run began and ended."""
    query = """query($run: ID!) { runOrError(runId: $run) { ... on Run { stepStats { startTime endTime } } } }"""
    found = []
    for run_id in run_ids:
        steps = service.ask(query, run=run_id)["runOrError"]["stepStats"]
        found.append((min(step["startTime"] for step in steps), max(step["endTime"] for step in steps)))
    return sorted(found)


def overlapping(found: list[tuple[float, float]]) -> bool:
    return any(after[0] < before[1] for before, after in pairwise(found))
