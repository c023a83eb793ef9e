"""The resource that every stage works in: the home folder, held by one run at a time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import dagster as dg

from dagster_project.automation.killed import run_mark
from dagster_project.paths import Home, project_root
from dagster_project.publish import Holder, warehouse_lock

OWNERS = ["team:data"]
# Shown in the UI; the lock below is what holds, for other processes too.
WRITER_POOL = "build_file"


class Warehouse(dg.ConfigurableResource["Warehouse"]):
    """A home folder. Runs are executed in one process, so the lock taken here lasts for the whole run."""

    home_folder: str

    @property
    def home(self) -> Home:
        return Home(Path(self.home_folder))

    @property
    def seeds(self) -> Path:
        return project_root() / "dbt" / "seeds"

    @property
    def expectations(self) -> Path:
        return project_root() / "expectations"

    @contextmanager
    def yield_for_execution(self, context: dg.InitResourceContext) -> Iterator[Warehouse]:
        self.home.enter()

        def tell(holder: Holder | None) -> None:
            if context.log:
                who = holder or "another process"
                context.log.warning("等待 %s 释放数据仓库 · waiting for the warehouse: held by %s", who, who)

        with (
            run_mark(self.home.running, str(context.run_id)),
            warehouse_lock(self.home.lock_file, f"run {context.run_id}", on_wait=tell),
        ):
            yield self
