"""Runs that fail in Dagster, and what is told of them."""

from __future__ import annotations

import json
from pathlib import Path

import dagster as dg
import pytest

from dagster_project.automation import Channels, failure_sensor
from dagster_project.automation.failure import STARTED_BY, StepError, failure_of

from .test_channels import mail_server, webhook

CHECKED = dg.AssetKey(["audit", "audit_rule_result"])


@dg.asset(key=CHECKED)
def candidates() -> None: ...


@dg.asset_check(asset=CHECKED, blocking=True)
def publication_possible() -> dg.AssetCheckResult:
    return dg.AssetCheckResult(passed=False, severity=dg.AssetCheckSeverity.ERROR)


@dg.asset(key=dg.AssetKey(["published", "snapshot"]))
def snapshot() -> None: ...


@dg.asset(deps=[snapshot])
def report_page() -> None:
    raise ValueError("no library of the page")


DEFINITIONS = dg.Definitions(
    assets=[candidates, snapshot, report_page],
    asset_checks=[publication_possible],
    jobs=[
        dg.define_asset_job("checks", selection=dg.AssetSelection.assets(candidates)),
        dg.define_asset_job("page", selection=dg.AssetSelection.assets(snapshot, report_page)),
    ],
)


@pytest.fixture
def instance(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dg.DagsterInstance:
    return dg.DagsterInstance.local_temp(str(tmp_path))


def failed(instance: dg.DagsterInstance, job: str) -> dg.DagsterRun:
    definition = DEFINITIONS.resolve_job_def(job)
    result = definition.execute_in_process(instance=instance, raise_on_error=False, tags={STARTED_BY: "daily"})
    assert not result.success
    return result.dagster_run


def test_a_step_that_fails_is_told_with_its_error_and_what_is_published(instance: dg.DagsterInstance) -> None:
    failure = failure_of(instance, failed(instance, "page"), "http://127.0.0.1:3000")

    assert failure.errors == (StepError("report_page", "ValueError: no library of the page"),)
    assert failure.published
    assert failure.started_by == "daily"
    assert failure.url == f"http://127.0.0.1:3000/runs/{failure.run_id}"


def test_a_check_that_blocks_is_told_by_name(instance: dg.DagsterInstance) -> None:
    failure = failure_of(instance, failed(instance, "checks"))

    assert failure.failed_checks == ("audit_rule_result: publication_possible",)
    assert not failure.published
    assert "保持不变" in failure.text


def test_the_daemon_tells_once_of_every_failed_run(instance: dg.DagsterInstance, tmp_path: Path) -> None:
    with webhook() as (address, posted), mail_server() as (smtp, mails):
        variables = {"XIANZHANG_WEBHOOK": address, "XIANZHANG_SMTP": smtp, "XIANZHANG_MAIL_TO": "a@county.example"}
        sensor = failure_sensor(Channels.from_environment(tmp_path / "failures.log", variables))
        cursor = None
        for _ in range(2):
            ran = [failed(instance, "page")] if cursor else []
            # As the daemon does it: look, and keep where it was.
            context = dg.build_sensor_context(
                instance, cursor=cursor, repository_def=DEFINITIONS.get_repository_def(), sensor_name="failures"
            )
            cursor = sensor.evaluate_tick(context).cursor
        again = dg.build_sensor_context(
            instance, cursor=cursor, repository_def=DEFINITIONS.get_repository_def(), sensor_name="failures"
        )
        sensor.evaluate_tick(again)

    assert [message["run_id"] for *_, message in posted] == [run.run_id for run in ran]
    assert len(mails) == 1
    assert "no library of the page" in (tmp_path / "failures.log").read_text(encoding="utf-8")


def test_a_webhook_that_fails_fails_no_look(instance: dg.DagsterInstance) -> None:
    with webhook(status=503) as (address, posted):
        sensor = failure_sensor(Channels.from_environment(None, {"XIANZHANG_WEBHOOK": address}))
        run = failed(instance, "page")
        event = instance.all_logs(run.run_id, of_type=dg.DagsterEventType.RUN_FAILURE)[0].dagster_event
        assert event is not None
        sensor(
            dg.build_run_status_sensor_context(
                sensor_name="failures", dagster_instance=instance, dagster_run=run, dagster_event=event
            ).for_run_failure()
        )

    assert json.dumps(posted[0][2])  # it was asked, and answered 503
