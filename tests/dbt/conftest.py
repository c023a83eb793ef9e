"""The whole dbt project, built once over a raw schema written by hand."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pytest

from dagster_project.database import connect
from tests.dbt.raw_reports import DEPARTMENTS, ROOT, RawSchema, figure, overspending_report, sound_report

PROJECT = ROOT / "dbt"


@dataclass(frozen=True)
class Built:
    """A built project: the file's content and dbt's manifest and results."""

    connection: duckdb.DuckDBPyConnection
    manifest: dict[str, Any]
    results: list[dict[str, Any]]

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        return self.connection.execute(query).fetchall()


def dbt(build_file: Path, target: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "XIANZHANG_BUILD_FILE": str(build_file), "DO_NOT_TRACK": "1"}
    command = [
        str(Path(sys.executable).with_name("dbt")),
        *arguments,
        "--project-dir",
        str(PROJECT),
        "--profiles-dir",
        str(PROJECT),
        "--target-path",
        str(target),
        "--log-path",
        str(target),
    ]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Built]:
    """Two reports with figures (one spends more than it has), one without a head, and departments of many kinds."""
    folder = tmp_path_factory.mktemp("dbt_project")
    build_file = folder / "build.duckdb"
    with duckdb.connect(str(build_file)) as connection:
        raw = RawSchema(connection)
        sound_report(raw)
        overspending_report(raw)
        raw.value(raw.document("without a head"), 1, "7", "万元", figure("expenditure", 2023))
        for stem in DEPARTMENTS:
            raw.document(stem, county_code="360722", department_name=f"信丰县{stem}", department_stem=stem)
    finished = dbt(build_file, folder / "target", "build")
    assert finished.returncode == 0, finished.stdout[-6000:] + finished.stderr
    # As the program connects: a process opens a file in one way only.
    with connect(build_file, read_only=True) as connection:
        yield Built(
            connection,
            json.loads((folder / "target" / "manifest.json").read_text(encoding="utf-8")),
            json.loads((folder / "target" / "run_results.json").read_text(encoding="utf-8"))["results"],
        )
