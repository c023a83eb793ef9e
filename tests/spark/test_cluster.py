"""A run on a cluster of a master and two workers, one of which dies midway, publishes what a run on DuckDB does."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import duckdb
import pytest

from dagster_project.paths import Home, project_root
from tests.spark.cluster import Cluster, cluster
from tests.spark.compare import differing_rows, tables

pytestmark = pytest.mark.spark

ROOT = project_root()
# Built halfway: the figures stand, their identities and the rules do not.
HALFWAY, LATER = "intermediate.db/int_figure", "audit.db/audit_rule_result"
RUN_SECONDS = 1800


def new_home(folder: Path) -> Home:
    """A home with the committed extracts, and documents of every format in its inbox."""
    home = Home(folder).create()
    shutil.copytree(ROOT / "raw" / "extracts", home.extracts, dirs_exist_ok=True)
    shutil.copy(ROOT / "raw" / "manifest.csv", home.manifest)
    for document in sorted((ROOT / "tests" / "specimens").iterdir()):
        shutil.copy(document, home.inbox)
    (home.inbox / "空.txt").touch()
    return home


def start(home: Home, *words: str, environment: dict[str, str] | None = None) -> subprocess.Popen[str]:
    command = [str(Path(sys.executable).with_name("xianzhang")), "run", "--home", str(home.root), *words]
    inherited = {name: value for name, value in (environment or os.environ).items() if name not in home.environment()}
    return subprocess.Popen(command, env=inherited, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


def finish(run: subprocess.Popen[str], home: Home) -> str:
    output, _ = run.communicate(timeout=RUN_SECONDS)
    log = home.logs / "run.log"
    assert "published" in output, output + (log.read_text(encoding="utf-8")[-6000:] if log.is_file() else "")
    return output


def kill_a_worker_halfway(run: subprocess.Popen[str], home: Home, machines: Cluster) -> None:
    deadline = time.monotonic() + RUN_SECONDS
    while not (home.spark_tables / HALFWAY / "_SUCCESS").exists():
        assert run.poll() is None, run.communicate()[0]
        assert time.monotonic() < deadline
        time.sleep(0.1)
    machines.kill_a_worker()
    assert not (home.spark_tables / LATER).exists()


@pytest.fixture(scope="module")
def homes(tmp_path_factory: pytest.TempPathFactory) -> tuple[Home, Home]:
    """A home run on DuckDB, and one run on the cluster."""
    folder = tmp_path_factory.mktemp("spark")
    on_duckdb, on_spark = new_home(folder / "duckdb"), new_home(folder / "spark")
    finish(start(on_duckdb), on_duckdb)
    with cluster(folder / "cluster") as machines:
        words = ["--engine", "spark", "--master", machines.master]
        run = start(on_spark, *words, environment=machines.environment)
        kill_a_worker_halfway(run, on_spark, machines)
        finish(run, on_spark)
    return on_duckdb, on_spark


def test_the_inbox_becomes_the_same_extracts(homes: tuple[Home, Home]) -> None:
    on_duckdb, on_spark = (
        {path.relative_to(home.raw): path.read_bytes() for path in home.raw.rglob("*") if path.is_file()}
        for home in homes
    )
    assert len(list(homes[1].extracts.glob("*.jsonl"))) == 9
    assert on_spark == on_duckdb


def test_every_raw_table_has_the_same_rows(homes: tuple[Home, Home]) -> None:
    on_duckdb, on_spark = homes
    with duckdb.connect(str(on_duckdb.build_file), read_only=True) as connection:
        for table in tables(connection, "raw"):
            landed = f"read_parquet('{on_spark.spark_raw / table}/**/*.parquet', union_by_name = true)"
            assert differing_rows(connection, f"raw.{table}", landed) == [], table


def test_every_mart_and_every_result_of_a_rule_is_the_same(homes: tuple[Home, Home]) -> None:
    on_duckdb, on_spark = homes
    with duckdb.connect(str(on_duckdb.build_file), read_only=True) as connection:
        connection.execute(f"attach '{on_spark.build_file}' as on_spark (read_only)")
        compared = [f"marts.{table}" for table in tables(connection, "marts")]
        compared += [f"audit.{table}" for table in tables(connection, "audit")]
        assert {"marts.fct_finding", "marts.mart_department_year", "audit.audit_rule_result"} <= set(compared)
        for table in compared:
            assert differing_rows(connection, table, f"on_spark.{table}") == [], table


def test_the_snapshots_are_the_same(homes: tuple[Home, Home]) -> None:
    on_duckdb, on_spark = homes
    with duckdb.connect(str(on_duckdb.snapshot_file), read_only=True) as connection:
        connection.execute(f"attach '{on_spark.snapshot_file}' as on_spark (read_only)")
        for schema in ("marts", "quarantine"):
            for table in tables(connection, schema):
                assert differing_rows(connection, f"{schema}.{table}", f"on_spark.{schema}.{table}") == [], table


def test_duckdb_goes_on_from_what_spark_published(homes: tuple[Home, Home]) -> None:
    _, on_spark = homes
    before = on_spark.snapshot_file.read_bytes()

    assert "nothing changed" in finish(start(on_spark), on_spark)

    assert on_spark.snapshot_file.read_bytes() == before
    with duckdb.connect(str(on_spark.build_file), read_only=True) as connection:
        assert connection.execute("select count(*) from raw.document").fetchone() == (0,)
