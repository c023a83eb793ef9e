"""Which engine a run uses: DuckDB in this process, or Spark on a master."""

from __future__ import annotations

import os
from enum import StrEnum

ENGINE_VARIABLE = "XIANZHANG_ENGINE"
MASTER_VARIABLE = "XIANZHANG_SPARK_MASTER"
LOCAL_MASTER = "local[2]"


class Engine(StrEnum):
    """The engines on which the dbt project runs; the names are those of the targets in dbt/profiles.yml."""

    DUCKDB = "duckdb"
    SPARK = "spark"


def chosen_engine() -> Engine:
    """The engine of the variable XIANZHANG_ENGINE, else DuckDB. Raises ValueError for a name that is none."""
    return Engine(os.environ.get(ENGINE_VARIABLE) or Engine.DUCKDB)


def chosen_master() -> str:
    """Spark's master of the variable XIANZHANG_SPARK_MASTER, else two threads of this machine."""
    return os.environ.get(MASTER_VARIABLE) or LOCAL_MASTER


def choose_engine(engine: Engine | None, master: str | None) -> None:
    """Choose for this process and those that it starts; what is None stays as the environment has it."""
    if engine:
        os.environ[ENGINE_VARIABLE] = engine.value
    if master:
        os.environ[MASTER_VARIABLE] = master
