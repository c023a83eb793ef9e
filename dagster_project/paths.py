"""Where everything is: the project's own folders, and the home folder that holds all state."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path

HOME_VARIABLE = "XIANZHANG_HOME"
MEMORY_VARIABLE = "XIANZHANG_MEMORY_LIMIT"
_AMOUNT = re.compile(r"(?=.*[1-9])([0-9]+(?:\.[0-9]+)?) ?([KMGT])(i?)B", re.IGNORECASE)

# Runs leave their history in the home folder and send nothing anywhere. One run at a time; the others queue. The first
# start of a code location parses the dbt project: on a busy machine that takes minutes.
DAGSTER_SETTINGS = """\
telemetry:
  enabled: false
nux:
  enabled: false
concurrency:
  runs:
    max_concurrent_runs: 1
  pools:
    granularity: op
    default_limit: 1
run_queue:
  dequeue_interval_seconds: 1
code_servers:
  local_startup_timeout: 600
freshness:
  enabled: true
event_log_storage:
  module: dagster_project.history
  class: EventLog
  config:
    dagster_home:
      env: DAGSTER_HOME
"""


class MemoryLimitError(ValueError):
    """The variable for memory cannot be used; the message says what it should be."""


class ProjectNotFoundError(RuntimeError):
    """The package is installed without the folders (dbt, expectations) that it works with."""


def memory_limit() -> str:
    """What a connection to DuckDB may take before it writes to disk: XIANZHANG_MEMORY_LIMIT, else what DuckDB itself
    would take of this machine or container. Raises MemoryLimitError where the variable is no amount.
    """
    said = os.environ.get(MEMORY_VARIABLE)
    if said and not _AMOUNT.fullmatch(said):
        raise MemoryLimitError(f"{MEMORY_VARIABLE}={said}: give an amount such as 4GB")
    return said or _own_limit()


def memory_bytes() -> int:
    """The memory limit in bytes. Raises MemoryLimitError."""
    found = _AMOUNT.fullmatch(memory_limit())
    assert found
    amount, unit, binary = found.groups()
    return int(Decimal(amount) * (1024 if binary else 1000) ** (" KMGT".index(unit.upper())))


@cache
def _own_limit() -> str:
    import duckdb

    with duckdb.connect() as connection:
        (limit,) = connection.execute("select current_setting('memory_limit')").fetchall()[0]
    return str(limit)


def project_root() -> Path:
    """The repository that holds this package, dbt/ and expectations/."""
    root = Path(__file__).resolve().parent.parent
    if not (root / "dbt" / "dbt_project.yml").is_file():
        raise ProjectNotFoundError(
            f"no dbt/dbt_project.yml beside {root.name}/dagster_project: install xianzhang from a clone of its "
            "repository (make install), not as a wheel on its own"
        )
    return root


@dataclass(frozen=True)
class Home:
    """The folder of all state: what came in (raw/) and what is built from it (warehouse/)."""

    root: Path

    @property
    def raw(self) -> Path:
        return self.root / "raw"

    @property
    def extracts(self) -> Path:
        return self.raw / "extracts"

    @property
    def inbox(self) -> Path:
        return self.raw / "inbox"

    @property
    def documents(self) -> Path:
        return self.raw / "documents"

    @property
    def set_aside(self) -> Path:
        return self.raw / "set_aside"

    @property
    def reviews(self) -> Path:
        return self.raw / "reviews"

    @property
    def decisions(self) -> Path:
        """What officers decided about findings and printed numbers."""
        return self.reviews / "decisions.csv"

    @property
    def manifest(self) -> Path:
        return self.raw / "manifest.csv"

    @property
    def warehouse(self) -> Path:
        return self.root / "warehouse"

    @property
    def build_file(self) -> Path:
        """The candidates: one process writes it at a time, nobody else reads it."""
        return self.warehouse / "build.duckdb"

    @property
    def conformed_file(self) -> Path:
        """Conformed rows of documents on their way into a build."""
        return self.warehouse / "conformed.duckdb"

    @property
    def covered_file(self) -> Path:
        """How much of the manifest a snapshot holds."""
        return self.warehouse / "covered.json"

    @property
    def spark_extracts(self) -> Path:
        """What Spark's workers read out of the inbox, until it is in raw/extracts."""
        return self.warehouse / "spark" / "extracts"

    @property
    def spark_raw(self) -> Path:
        """The raw tables as Parquet, which Spark reads."""
        return self.warehouse / "spark" / "raw"

    @property
    def spark_tables(self) -> Path:
        """The tables that dbt builds on Spark, a folder for each schema."""
        return self.warehouse / "spark" / "tables"

    @property
    def snapshot_file(self) -> Path:
        """The published marts, replaced as a whole."""
        return self.warehouse / "marts.duckdb"

    @property
    def parquet(self) -> Path:
        return self.warehouse / "marts"

    @property
    def validation(self) -> Path:
        return self.warehouse / "validation"

    @property
    def report(self) -> Path:
        """The offline page, index.html, and the pages of counties beside it."""
        return self.warehouse / "report"

    @property
    def exports(self) -> Path:
        return self.warehouse / "export"

    @property
    def model_docs(self) -> Path:
        """The page of the models, with their lineage."""
        return self.warehouse / "docs" / "index.html"

    @property
    def superset(self) -> Path:
        """Superset's state: its metadata database and its secret key."""
        return self.warehouse / "superset"

    @property
    def logs(self) -> Path:
        return self.warehouse / "logs"

    @property
    def failure_log(self) -> Path:
        """Every run that failed, one after the other."""
        return self.logs / "failures.log"

    @property
    def lock_file(self) -> Path:
        return self.warehouse / "write.lock"

    @property
    def dagster(self) -> Path:
        return self.warehouse / "dagster"

    @property
    def running(self) -> Path:
        """A mark for each run whose process is alive."""
        return self.dagster / "running"

    @property
    def dbt_target(self) -> Path:
        return self.warehouse / "dbt"

    def create(self) -> Home:
        """Make the folders and Dagster's settings where they are missing."""
        for folder in (self.extracts, self.inbox, self.documents, self.set_aside, self.reviews):
            folder.mkdir(parents=True, exist_ok=True)
        for folder in (self.warehouse, self.logs, self.dagster, self.dbt_target):
            folder.mkdir(parents=True, exist_ok=True)
        settings = self.dagster / "dagster.yaml"
        if not settings.is_file() or settings.read_text(encoding="utf-8") != DAGSTER_SETTINGS:
            settings.write_text(DAGSTER_SETTINGS, encoding="utf-8")
        return self

    def environment(self) -> dict[str, str]:
        """The variables by which dbt and Dagster, here and in child processes, find this home."""
        return {
            HOME_VARIABLE: str(self.root),
            "XIANZHANG_BUILD_FILE": str(self.build_file),
            MEMORY_VARIABLE: memory_limit(),
            "DAGSTER_HOME": str(self.dagster),
            "DBT_TARGET_PATH": str(self.dbt_target),
            "DBT_LOG_PATH": str(self.logs),
            # What dbt says goes to the log of the run: writing it twice is seconds of each.
            "DBT_LOG_LEVEL_FILE": "none",
            "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
            "DO_NOT_TRACK": "1",
        }

    def enter(self) -> Home:
        """Create the home and make it this process's: what the command line and Dagster do first."""
        self.create()
        os.environ.update(self.environment())
        return self


def find_home(folder: Path | str | None = None) -> Home:
    """The home in use: the folder given, else the variable XIANZHANG_HOME, else the repository itself."""
    chosen = folder or os.environ.get(HOME_VARIABLE) or project_root()
    return Home(Path(chosen).expanduser().resolve())
