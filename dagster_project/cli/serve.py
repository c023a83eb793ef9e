"""`xianzhang serve`."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from types import FrameType
from typing import TYPE_CHECKING

from dagster_project.cli.exit_codes import ExitCode
from dagster_project.cli.terminal import new_console
from dagster_project.paths import Home
from dagster_project.publish.lock import Holder, LockTimeoutError, warehouse_lock

if TYPE_CHECKING:
    from dagster_project.automation import Settings

LOOPBACK = "127.0.0.1"


def serve_ui(home: Home, port: int, *, schedule: bool = False, watch: bool = False) -> ExitCode:
    """Run Dagster's web server and daemon until they are interrupted; both keep their files in the home.

    schedule, watch: switch on the daily schedule and the watch on the inbox. One home is served once at a time.
    """
    console = new_console()
    try:
        with warehouse_lock(home.dagster / "serve.lock", "xianzhang serve", timeout=0):
            return _serve(home, port, schedule=schedule, watch=watch)
    except LockTimeoutError as error:
        console.print(f"this home is served already, by {error.holder or Holder(0, '')}", markup=False)
        return ExitCode.ERROR


def _serve(home: Home, port: int, *, schedule: bool, watch: bool) -> ExitCode:
    from dagster_project.automation import Settings, SettingsError
    from dagster_project.automation.settings import SCHEDULE_VARIABLE, WATCH_VARIABLE

    switches = {SCHEDULE_VARIABLE: str(int(schedule)), WATCH_VARIABLE: str(int(watch))}
    environment = {**os.environ, **switches}
    try:
        settings = Settings.from_environment(environment)
    except SettingsError as error:
        new_console().print(str(error), markup=False)
        return ExitCode.USAGE
    _forget_stops(settings)
    command = [sys.executable, "-m", "dagster", "dev", "--module-name", "dagster_project.definitions"]
    # Interrupts reach the child too, even where we were started with them ignored (in the background of a script).
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _interrupt)
    # In the warehouse: `dagster dev` reads a pyproject.toml and writes a history where it is started. In a session of
    # its own: it is told to end once, by us, not by the terminal as well.
    process = subprocess.Popen(  # noqa: S603 - our own interpreter, fixed arguments
        [*command, "--host", LOOPBACK, "--port", str(port)],
        cwd=home.warehouse,
        env=environment,
        start_new_session=True,
    )
    try:
        status = process.wait()
    except KeyboardInterrupt:
        process.send_signal(signal.SIGINT)
        process.wait()
        return ExitCode.WELL
    return ExitCode.WELL if status == 0 else ExitCode.ERROR


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _forget_stops(settings: Settings) -> None:
    """Let what is switched on start, even if someone stopped it in the UI of an earlier service."""
    from dagster import DagsterInstance
    from dagster._core.scheduler.instigation import InstigatorStatus

    from dagster_project.automation import DAILY, INBOX

    wanted = {name for name, on in ((DAILY, settings.schedule), (INBOX, settings.watch)) if on}
    with DagsterInstance.get() as instance:
        for state in instance.all_instigator_state(instigator_statuses={InstigatorStatus.STOPPED}):
            if state.instigator_name in wanted:
                instance.delete_instigator_state(state.instigator_origin_id, state.selector_id)
