"""`xianzhang serve`."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping
from types import FrameType
from typing import TYPE_CHECKING

from dagster_project.cli.exit_codes import ExitCode
from dagster_project.cli.terminal import new_console
from dagster_project.page_server import ADDRESS_VARIABLE, LOOPBACK, pages_served, serve_pages
from dagster_project.paths import Home
from dagster_project.publish.lock import Holder, LockTimeoutError, warehouse_lock

if TYPE_CHECKING:
    from dagster_project.automation import Settings

_LAST_PORT = 65535


def serve_only_pages(home: Home, port: int) -> ExitCode:
    """Serve the pages that the Dagster UI links to until interrupted: for a web server and daemon started otherwise."""
    try:
        serve_pages(home, port)
    except OSError as error:
        return _refuse(f"port {port} cannot be used: {error.strerror}")
    return ExitCode.WELL


def serve_ui(home: Home, port: int, *, schedule: bool = False, watch: bool = False) -> ExitCode:
    """Run Dagster's web server and daemon until they are interrupted; both keep their files in the home.

    The pages that the UI links to are served on the next port. schedule, watch: switch on the daily schedule and the
    watch on the inbox. One home is served once at a time.
    """
    try:
        with warehouse_lock(home.dagster / "serve.lock", "xianzhang serve", timeout=0):
            return _serve(home, port, schedule=schedule, watch=watch)
    except LockTimeoutError as error:
        return _refuse(f"this home is served already, by {error.holder or Holder(0, '')}")


def _refuse(reason: str, code: ExitCode = ExitCode.ERROR) -> ExitCode:
    new_console().print(reason, markup=False)
    return code


def _serve(home: Home, port: int, *, schedule: bool, watch: bool) -> ExitCode:
    from dagster_project.automation import Channels, Settings, SettingsError
    from dagster_project.automation.settings import SCHEDULE_VARIABLE, UI_VARIABLE, WATCH_VARIABLE

    pages_port = port + 1 if port < _LAST_PORT else port - 1
    found_at = {UI_VARIABLE: f"http://{LOOPBACK}:{port}", ADDRESS_VARIABLE: f"http://{LOOPBACK}:{pages_port}"}
    switches = {SCHEDULE_VARIABLE: str(int(schedule)), WATCH_VARIABLE: str(int(watch))}
    environment = {**found_at, **os.environ, **switches}
    try:
        settings = Settings.from_environment(environment)
        Channels.from_environment(environment=environment)
    except SettingsError as error:
        return _refuse(str(error), ExitCode.USAGE)
    try:
        # Dagster says nothing to us where it cannot listen: it goes on without its UI.
        socket.create_server((LOOPBACK, port)).close()
    except OSError as error:
        return _refuse(f"port {port}, where the UI would be, cannot be used ({error.strerror}): choose --port")
    _prepare(home, settings)
    try:
        with pages_served(home, pages_port):
            return _run_dagster(home, port, environment)
    except OSError as error:
        return _refuse(f"port {pages_port}, where the pages would be, cannot be used ({error.strerror}): choose --port")


def _run_dagster(home: Home, port: int, environment: Mapping[str, str]) -> ExitCode:
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


def _prepare(home: Home, settings: Settings) -> None:
    """Let what is switched on start, even if it was stopped in the UI of an earlier service; wait for no dead run."""
    from dagster import DagsterInstance
    from dagster._core.scheduler.instigation import InstigatorStatus

    from dagster_project.automation import DAILY, INBOX
    from dagster_project.automation.killed import fail_killed_runs

    wanted = {name for name, on in ((DAILY, settings.schedule), (INBOX, settings.watch)) if on}
    with DagsterInstance.get() as instance:
        fail_killed_runs(instance, home.running)
        for state in instance.all_instigator_state(instigator_statuses={InstigatorStatus.STOPPED}):
            if state.instigator_name in wanted:
                instance.delete_instigator_state(state.instigator_origin_id, state.selector_id)
