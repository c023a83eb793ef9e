"""The marts of a generated corpus, built on both engines: `make test-spark-corpus REPORTS=5000`."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from dagster_project.loading.raw_schema import BY_DOCUMENT
from dagster_project.paths import Home, project_root
from dagster_project.spark.landed import PROVINCE, UNKNOWN_PROVINCE
from dagster_project.spark.models import bring_back
from tests.spark.compare import differing_rows, tables

pytestmark = pytest.mark.spark

corpus = pytest.importorskip("benchmarks.corpus.raw_rows")

REPORTS = int(os.environ.get("XIANZHANG_CORPUS_REPORTS", "100"))


def build(home: Home, command: str) -> None:
    """All models of a home, without their tests."""
    project = str(project_root() / "dbt")
    words = ["build", "--exclude-resource-type", "test", "--exclude-resource-type", "unit_test"]
    words += ["--target", "spark" if command.endswith("spark") else "duckdb"]
    words += ["--project-dir", project, "--profiles-dir", project]
    finished = subprocess.run(
        [str(Path(sys.executable).with_name(command)), *words],
        env={**os.environ, **home.environment()},
        capture_output=True,
        text=True,
        check=False,
    )
    assert finished.returncode == 0, finished.stdout[-6000:] + finished.stderr[-2000:]


def test_the_marts_of_a_corpus_are_the_same(tmp_path: Path) -> None:
    home = Home(tmp_path).create()
    written = tmp_path / "corpus"
    corpus.write_raw_rows(written, REPORTS, seed=1)
    corpus.load_raw_rows(written, home.build_file)
    build(home, "dbt")
    on_duckdb = home.build_file.rename(tmp_path / "duckdb.duckdb")

    for folder in written.iterdir():
        landed = home.spark_raw / folder.name / (f"{PROVINCE}={UNKNOWN_PROVINCE}" if folder.name in BY_DOCUMENT else "")
        landed.parent.mkdir(parents=True, exist_ok=True)
        folder.rename(landed)
    build(home, "xianzhang-dbt-spark")
    bring_back(home.spark_tables, home.spark_raw, home.build_file)

    with duckdb.connect(str(on_duckdb), read_only=True) as connection:
        connection.execute(f"attach '{home.build_file}' as on_spark (read_only)")
        assert connection.execute("select count(*) from marts.dim_report").fetchone() == (REPORTS,)
        for schema in ("marts", "audit"):
            for table in tables(connection, schema):
                assert differing_rows(connection, f"{schema}.{table}", f"on_spark.{schema}.{table}") == [], table
