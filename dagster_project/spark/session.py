"""The Spark session of a run, on the master that was chosen. Exact arithmetic is dbt/profiles.yml's to ask for."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from dagster_project.engine import chosen_master
from dagster_project.paths import Home

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

# For one machine, where there are many tables and each is small: few tasks.
LOCAL_SETTINGS = {
    "spark.driver.memory": "3g",
    "spark.sql.shuffle.partitions": "4",
}

SETTINGS = {
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.log.level": "ERROR",
}


class SparkMissingError(RuntimeError):
    """Spark is not installed; the message says how it is."""


def open_session(master: str, tables: Path, settings: Mapping[str, str] | None = None) -> SparkSession:
    """A session on a master (local[2], spark://…, yarn, k8s://…), with dbt's tables in the folder given.

    settings: Spark's own, by name; they win over those here. Anything else is said in spark-defaults.conf, where Spark
    looks for it (SPARK_CONF_DIR). Workers need this environment at the same path, or spark.pyspark.python.
    Raises SparkMissingError.
    """
    try:
        from pyspark.sql import SparkSession
    except ImportError as error:
        raise SparkMissingError(
            "没有安装 Spark：请先运行 make install-spark。 (Spark is not installed: make install-spark.)"
        ) from error
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    builder = SparkSession.builder.master(master).appName("xianzhang")
    local = LOCAL_SETTINGS if master.startswith("local") else {}
    chosen = {"spark.sql.warehouse.dir": tables.as_uri(), **SETTINGS, **local, **(settings or {})}
    for name, value in chosen.items():
        builder = builder.config(name, value)
    return builder.getOrCreate()


@contextmanager
def chosen_session(home: Home) -> Iterator[SparkSession]:
    """A session on the chosen master for one stage of a run; it ends with the stage and frees what it held."""
    session = open_session(chosen_master(), home.spark_tables)
    try:
        yield session
    finally:
        session.stop()
