"""`xianzhang run`: the main job in this process, with its stages on the terminal and a short table at the end."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.markup import escape

from dagster_project.cli.exit_codes import ExitCode
from dagster_project.cli.run_report import PAGE_STEP, STAGES, RunReport
from dagster_project.cli.terminal import libraries_to
from dagster_project.increments.shares import REMAINING
from dagster_project.paths import Home
from dagster_project.publish.lock import Holder, warehouse_lock

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dagster import DagsterInstance, EventLogEntry, ExecuteInProcessResult

    from dagster_project.automation.failure import RunFailure

COMMAND = "xianzhang run"


def run_pipeline(home: Home) -> ExitCode:
    """Run the main job on a home and say what came of it."""
    from dagster_project.automation.failure import RunFailure, StepError
    from dagster_project.cli.run_table import marts_after, print_report

    log_file = home.logs / "run.log"
    with libraries_to(log_file) as console:
        _wait_for_others(console, home)
        started = time.monotonic()
        built: RunReport | None = None  # the shares that went well
        try:
            report = _execute(console, home, started)
            while report.succeeded and report.remaining:
                built = report
                console.print(f"share {report.shares} is built; {report.remaining:,} documents are left")
                report = built.before(_execute(console, home, time.monotonic()))
        except KeyboardInterrupt:
            console.print(f"interrupted; {marts_after(built)}")
            return ExitCode.ERROR
        except Exception as error:  # what a person can read; the rest is in the log
            import traceback

            traceback.print_exc()
            report = RunReport(succeeded=False, errors=[f"{type(error).__name__}: {error}"])
            _tell(home, report, RunFailure(None, COMMAND, (StepError("start", report.errors[0]),)))
            report = built.before(report) if built else report
        print_report(console, home, report, time.monotonic() - started, log_file)
    return report.exit_code


def _wait_for_others(console: Console, home: Home) -> None:
    """Say whom this run waits for; the run itself takes the lock again when it begins."""

    def tell(holder: Holder | None) -> None:
        console.print(f"waiting for {escape(str(holder or 'another process'))} to end …")

    with warehouse_lock(home.lock_file, "run", on_wait=tell):
        pass


def _execute(console: Console, home: Home, started: float) -> RunReport:
    with console.status("starting …") as status:
        from dagster import DagsterInstance

        from dagster_project.automation import MAIN
        from dagster_project.automation.failure import STARTED_BY, failure_of
        from dagster_project.automation.killed import fail_killed_runs
        from dagster_project.definitions import build_definitions

        job = build_definitions(home).resolve_job_def(MAIN)
        starting = time.monotonic() - started
        with DagsterInstance.get() as instance, _watched(instance, status.update) as run_id:
            fail_killed_runs(instance, home.running)
            result = job.execute_in_process(
                instance=instance, run_id=run_id, raise_on_error=False, tags={STARTED_BY: COMMAND}
            )
            report = _report(instance, result)
            if not result.success:
                _tell(home, report, failure_of(instance, result.dagster_run))
    report.seconds = {"start": starting, **report.seconds}
    return report


def _tell(home: Home, report: RunReport, failure: RunFailure) -> None:
    """Tell of a failure as the daemon would, which knows nothing of the runs of this command."""
    from dagster_project.automation import Channels, SettingsError

    try:
        report.not_told = Channels.from_environment(home.failure_log).tell(failure)
    except SettingsError as error:
        report.not_told = [str(error)]


@contextmanager
def _watched(instance: DagsterInstance, show: Callable[[str], None]) -> Iterator[str]:
    """A run id whose steps are shown as they begin."""
    from dagster import DagsterEventType
    from dagster._core.utils import make_new_run_id

    run_id = make_new_run_id()

    def tell(entry: EventLogEntry) -> None:
        event = entry.dagster_event
        if event is None:
            return
        stage = STAGES.get(event.step_key or "", event.step_key)
        if event.event_type in (DagsterEventType.STEP_START, DagsterEventType.STEP_RESTARTED):
            show(f"{stage} …")
        elif event.event_type == DagsterEventType.STEP_UP_FOR_RETRY:
            show(f"{stage}: 稍后重试 · will be tried again …")

    # The run is in this process: nothing has to watch its file, which would read every event once more.
    instance.add_event_listener(run_id, tell)
    yield run_id


def _report(instance: DagsterInstance, result: ExecuteInProcessResult) -> RunReport:
    from dagster_project.automation.failure import essential

    report = RunReport(succeeded=result.success)
    stats = {step.step_key: step for step in instance.get_run_step_stats(result.run_id)}
    for step_key in STAGES:
        step = stats.get(step_key)
        if step and step.start_time and step.end_time:
            report.seconds[step_key] = step.end_time - step.start_time
    for event in result.get_asset_materialization_events():
        metadata: dict[str, Any] = {name: value.value for name, value in event.materialization.metadata.items()}
        report.outcomes += metadata.get("outcomes", [])
        report.conforming_failed += metadata.get("conforming_failed", [])
        report.quarantined += metadata.get("quarantined", [])
        report.changed = report.changed or metadata.get("unchanged") is False
        report.remaining = report.remaining or int(metadata.get(REMAINING, 0))
    for check in result.get_asset_check_evaluations():
        if not check.passed and check.severity.value == "ERROR":
            report.failed_checks.append(f"{check.asset_key.path[-1]}: {check.check_name}")
            report.blocked = report.blocked or check.blocking is True
    for failure in result.get_step_failure_events():
        error = failure.step_failure_data.error
        if error:
            cause = error.cause or error
            report.errors.append(f"{STAGES.get(failure.step_key or '', failure.step_key)}: {essential(cause.message)}")
    failed_steps = {failure.step_key for failure in result.get_step_failure_events()}
    report.page_failed = PAGE_STEP in failed_steps
    # dbt fails as a step when one of its tests does.
    report.blocked = report.blocked or ("dbt_build" in failed_steps and bool(report.failed_checks))
    return report
