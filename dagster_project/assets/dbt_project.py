"""The dbt project, parsed for the home in use: dbt itself writes nothing outside the home folder."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from functools import cached_property
from importlib.metadata import version
from pathlib import Path
from typing import Any

from dagster_dbt import DbtCliResource, DbtProject
from packaging.version import Version

from dagster_project.dbt_command import project_files
from dagster_project.engine import Engine, chosen_engine
from dagster_project.paths import Home, project_root
from dagster_project.publish import warehouse_lock

DBT = Path(sys.executable).with_name("xianzhang-dbt")
# The same command line, in a process that holds a Spark session.
DBT_ON_SPARK = Path(sys.executable).with_name("xianzhang-dbt-spark")


class DbtParseError(RuntimeError):
    """dbt cannot parse the project; the message is dbt's own."""


def dbt_project(home: Home) -> DbtProject:
    """The project with an up-to-date manifest in the home; parses (seconds) only if a file of it changed."""
    project = DbtProject(project_root() / "dbt", target_path=home.dbt_target)
    stamp = home.dbt_target / "parsed.sha256"
    current = _checksum(project.project_dir)
    # A web server and a daemon started together both want it: the second finds it done.
    with warehouse_lock(home.dbt_target / "parse.lock", "dbt parse"):
        if not (project.manifest_path.is_file() and stamp.is_file() and stamp.read_text() == current):
            _parse(project.project_dir, home)
            stamp.write_text(current)
    return project


class DbtCli(DbtCliResource):
    """Dagster's resource without two things that it does before each command and that a run has no use for."""

    @cached_property
    def _cli_version(self) -> Version:
        """The version of dbt that is installed; Dagster starts dbt once more to ask."""
        return Version(version("dbt-core"))

    def _initialize_dbt_core_adapter(self, args: Any) -> None:  # type: ignore[override]
        """No adapter of dbt's in this process: seconds of importing, for the lineage of columns only, which takes
        minutes for SQL like ours. Types of columns are those of the contracts."""


def dbt_resource(project: DbtProject) -> DbtCli:
    engine = chosen_engine()
    executable = DBT_ON_SPARK if engine is Engine.SPARK else DBT
    # Its own __init__ takes a project; checkers of types see that of its fields.
    return DbtCli(project, dbt_executable=str(executable), target=engine.value)  # type: ignore[arg-type, misc]


def _checksum(project_dir: Path) -> str:
    """SHA-256 over the names and contents of the files that dbt parses."""
    digest = hashlib.sha256()
    for path in project_files(project_dir):
        digest.update(str(path.relative_to(project_dir)).encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _parse(project_dir: Path, home: Home) -> None:
    finished = subprocess.run(  # noqa: S603 - our own dbt, fixed arguments
        [str(DBT), "--quiet", "parse", "--project-dir", str(project_dir), "--profiles-dir", str(project_dir)],
        cwd=home.warehouse,
        capture_output=True,
        text=True,
        check=False,
    )
    if finished.returncode != 0:
        raise DbtParseError(f"dbt cannot parse {project_dir.name}/:\n{finished.stdout}{finished.stderr}")
