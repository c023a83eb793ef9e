"""Readers in other processes see the whole old or the whole new snapshot, while it is published again and again."""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
from multiprocessing.synchronize import Event
from pathlib import Path

import duckdb
import pytest

from dagster_project.publish import publish
from dagster_project.publish.version import version_of

from .builds import OVERSPENT, build, rows

VERSIONS = 20
REPORTS = [f"r{number}" for number in range(50)]
_QUERY = """
    select version, count(*) from (
        select version from marts.fct_budget union all select version from marts.fct_mention
        union all select version from marts.dim_year
    ) group by version
"""


def read_again_and_again(snapshot_file: Path, ended: Event, seen: multiprocessing.Queue) -> None:
    """Put (versions seen, first fault or None)."""
    found: set[int] = set()
    fault = None
    one_thread = {"threads": "1"}
    while fault is None and not ended.is_set():
        try:
            with duckdb.connect(str(snapshot_file), read_only=True, config=one_thread) as connection:
                result = connection.execute(_QUERY).fetchall()
        except duckdb.Error as error:
            fault = str(error)
        else:
            if len(result) != 1 or result[0][1] != 2 * len(REPORTS) + 1:
                fault = f"a mixture: {result}"
            found.add(result[0][0])
        time.sleep(0.005)
    seen.put((found, fault))


def publish_forever(build_files: list[Path], snapshot_file: Path) -> None:
    while True:
        for build_file in build_files:
            publish(build_file, snapshot_file, snapshot_file.with_name("marts"), {})


@pytest.mark.slow
def test_readers_see_whole_versions_only(tmp_path: Path) -> None:
    processes = multiprocessing.get_context("spawn")
    snapshot_file = tmp_path / "marts.duckdb"
    build_file = build(tmp_path / "build.duckdb", REPORTS, version=0)
    publish(build_file, snapshot_file, tmp_path / "marts", {})
    ended, seen = processes.Event(), processes.Queue()
    readers = [processes.Process(target=read_again_and_again, args=(snapshot_file, ended, seen)) for _ in range(2)]
    for reader in readers:
        reader.start()
    for version in range(1, VERSIONS + 1):
        with duckdb.connect(str(build_file)) as connection:
            for table in ("fct_budget", "fct_mention", "dim_year"):
                connection.execute(f"update marts.{table} set version = {version}")
        publish(build_file, snapshot_file, tmp_path / "marts", {})
    ended.set()
    outcomes = [seen.get(timeout=30) for _ in readers]
    for reader in readers:
        reader.join(timeout=30)
    assert [fault for _, fault in outcomes] == [None, None]
    assert len(set().union(*(found for found, _ in outcomes))) > 2


@pytest.mark.slow
def test_a_killed_publisher_leaves_a_whole_snapshot(tmp_path: Path) -> None:
    processes = multiprocessing.get_context("spawn")
    snapshot_file = tmp_path / "marts.duckdb"
    build_files = [build(tmp_path / f"build{n}.duckdb", REPORTS, version=n) for n in (1, 2)]
    publish(build_files[0], snapshot_file, tmp_path / "marts", {})
    for delay in (0.0, 0.05, 0.15):
        first = version_of(snapshot_file)
        publisher = processes.Process(target=publish_forever, args=(build_files, snapshot_file))
        publisher.start()
        deadline = time.monotonic() + 30
        while version_of(snapshot_file) == first and time.monotonic() < deadline:
            time.sleep(0.01)
        time.sleep(delay)
        assert publisher.pid is not None
        os.kill(publisher.pid, signal.SIGKILL)
        publisher.join()
        ((version, count),) = rows(snapshot_file, _QUERY)
        assert version in (1, 2)
        assert count == 2 * len(REPORTS) + 1
    result = publish(build_files[0], snapshot_file, tmp_path / "marts", {"r0": [OVERSPENT]})
    assert result.rows("fct_budget") == len(REPORTS) - 1
    assert not list(tmp_path.glob("*.building*"))
