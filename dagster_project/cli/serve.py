"""`xianzhang serve`."""

from __future__ import annotations

import subprocess
import sys

from dagster_project.cli.exit_codes import ExitCode
from dagster_project.paths import Home

LOOPBACK = "127.0.0.1"


def serve_ui(home: Home, port: int) -> ExitCode:
    """Run Dagster's web server and daemon until they are interrupted; both keep their files in the home."""
    command = [sys.executable, "-m", "dagster", "dev", "--module-name", "dagster_project.definitions"]
    # In the warehouse: `dagster dev` reads a pyproject.toml and writes a history where it is started.
    process = subprocess.Popen([*command, "--host", LOOPBACK, "--port", str(port)], cwd=home.warehouse)  # noqa: S603
    try:
        status = process.wait()
    except KeyboardInterrupt:
        # The terminal has told the children too: they end by themselves.
        process.wait()
        return ExitCode.WELL
    return ExitCode.WELL if status == 0 else ExitCode.ERROR
