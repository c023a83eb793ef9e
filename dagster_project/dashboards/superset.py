"""Superset in an environment of its own: made ready with a bundle, and served on this machine."""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dagster_project.dashboards.bundle import write_bundle
from dagster_project.paths import project_root
from dagster_project.publish.models import marts
from dagster_project.publish.rule_catalogue import rules

LOOPBACK = "127.0.0.1"
SETTINGS = Path("bi") / "superset"


class SupersetError(RuntimeError):
    """Superset is not installed, or it cannot be made ready; the message says what to do, or what Superset says."""


@dataclass(frozen=True)
class Superset:
    """An installation, and the folder of its state: metadata database, secret key, log of preparing.

    environment: the folder that `make install-superset` fills.
    """

    environment: Path
    state: Path

    @property
    def log(self) -> Path:
        return self.state / "prepare.log"

    def prepare(
        self,
        connection: Mapping[str, Any],
        password: str | None = None,
        assets: Path | None = None,
        viewers: Sequence[str] = (),
    ) -> list[str]:
        """Bring the state up to date with the assets; everything that has the uuid of one of them is replaced.

        connection: of the database, see connection.py; password: the administrator's, else one is made with the
        administrator; viewers: names of users who may look and change nothing. Returns what is to be told: the
        passwords that were made. Raises SupersetError.
        """
        self.state.mkdir(parents=True, exist_ok=True)
        project = project_root() / "dbt"
        # The bundle holds the password of the database: in a folder that is nobody else's and does not stay.
        with tempfile.TemporaryDirectory(prefix="xianzhang-bundle") as folder:
            source = assets or project_root() / SETTINGS / "assets"
            write_bundle(source, Path(folder), marts(project), rules(project), connection)
            given = {"SUPERSET_ADMIN_PASSWORD": password} if password else {}
            finished = subprocess.run(  # noqa: S603 - Superset's own interpreter, fixed arguments
                [self._program("python"), str(project_root() / SETTINGS / "prepare.py"), folder, *viewers],
                env={**self.variables(), **given},
                capture_output=True,
                text=True,
                check=False,
            )
        self.log.write_text(finished.stderr, encoding="utf-8")
        if finished.returncode != 0:
            said = finished.stderr.strip().splitlines()[-5:]
            raise SupersetError("\n".join(["Superset cannot be made ready:", *said, f"more in {self.log}"]))
        return [line for line in finished.stdout.splitlines() if line.startswith("用户")]

    def start(self, port: int, **options: Any) -> subprocess.Popen[bytes]:
        """Start the server, on this machine only."""
        return subprocess.Popen(  # noqa: S603 - our own installation, fixed arguments
            [
                self._program("gunicorn"),
                *("--bind", f"{LOOPBACK}:{port}", "--worker-class", "gthread", "--threads", "8", "--timeout", "120"),
                # It would stand in the user's home folder: all state is in one place.
                "--no-control-socket",
                "superset.app:create_app()",
            ],
            env=self.variables(),
            cwd=self.state,
            **options,
        )

    def variables(self) -> dict[str, str]:
        """The environment of its processes: its settings and its state, and nothing of this process's packages."""
        own = {
            "SUPERSET_CONFIG_PATH": str(project_root() / SETTINGS / "superset_config.py"),
            "SUPERSET_HOME": str(self.state),
            "FLASK_APP": "superset.app:create_app()",
        }
        return {**{name: value for name, value in os.environ.items() if name != "PYTHONPATH"}, **own}

    def _program(self, name: str) -> str:
        program = self.environment / "bin" / name
        if not program.exists():
            raise SupersetError("Superset is not installed: make install-superset")
        return str(program)
