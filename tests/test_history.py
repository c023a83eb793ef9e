"""Dagster's history of runs: the same files as its own storage writes, with fewer connections."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import dagster as dg
import pytest
from dagster._core.events import DagsterEventType
from dagster._core.storage.event_log import SqliteEventLogStorage

from dagster_project.history import EventLog
from dagster_project.paths import Home


@dg.asset
def published() -> dg.MaterializeResult[None]:
    return dg.MaterializeResult(metadata={"rows": 3})


@dg.asset_check(asset=published)
def is_whole() -> dg.AssetCheckResult:
    return dg.AssetCheckResult(passed=True)


JOB = dg.Definitions(assets=[published], asset_checks=[is_whole]).resolve_implicit_global_asset_job_def()


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    home = Home(tmp_path).create()
    for name, value in home.environment().items():
        monkeypatch.setenv(name, value)
    return home


@pytest.fixture
def instance(home: Home) -> Iterator[dg.DagsterInstance]:
    with dg.DagsterInstance.get() as instance:
        assert isinstance(instance.event_log_storage, EventLog)
        yield instance


@contextmanager
def dagsters_own(home: Home) -> Iterator[SqliteEventLogStorage]:
    storage = SqliteEventLogStorage(str(home.dagster / "history" / "runs"))
    try:
        yield storage
    finally:
        storage.dispose()


def test_a_run_is_found_by_dagsters_own_storage(home: Home, instance: dg.DagsterInstance) -> None:
    run = JOB.execute_in_process(instance=instance)

    with dagsters_own(home) as own:
        types = [entry.dagster_event_type for entry in own.get_logs_for_run(run.run_id)]
        materialized = own.get_latest_materialization_events([published.key])[published.key]

    assert types == [entry.dagster_event_type for entry in instance.all_logs(run.run_id)]
    assert {DagsterEventType.ASSET_MATERIALIZATION, DagsterEventType.ASSET_CHECK_EVALUATION} < set(types)
    assert materialized is not None
    assert materialized.run_id == run.run_id


def test_a_history_begun_by_dagsters_own_storage_goes_on(home: Home) -> None:
    with dagsters_own(home) as own:
        own.get_logs_for_run("before")
    with dg.DagsterInstance.get() as instance:
        assert JOB.execute_in_process(instance=instance).success


def open_files() -> list[str]:
    found = []
    for entry in Path("/proc/self/fd").iterdir():
        try:
            found.append(str(entry.readlink()))
        except OSError:
            continue
    return found


def test_few_files_are_held_open_however_many_runs_there_are(instance: dg.DagsterInstance) -> None:
    runs = [JOB.execute_in_process(instance=instance).run_id for _ in range(8)]

    held = [name for name in open_files() if name.endswith(".db") and Path(name).stem in runs]
    assert 0 < len(held) <= 4
    assert all(instance.all_logs(run_id) for run_id in runs)


def test_who_watches_a_run_sees_it_while_it_goes_on(instance: dg.DagsterInstance) -> None:
    told = threading.Event()
    run = instance.create_run_for_job(JOB)

    def tell(entry: dg.EventLogEntry, _cursor: str) -> None:
        if "under way" in entry.message:
            told.set()

    instance.watch_event_logs(run.run_id, None, tell)
    instance.report_engine_event("under way", run)

    assert told.wait(30)
    instance.end_watch_event_logs(run.run_id, tell)


def test_threads_share_a_connection(instance: dg.DagsterInstance) -> None:
    run = instance.create_run_for_job(JOB)
    before = len(instance.all_logs(run.run_id))
    threads = [threading.Thread(target=instance.report_engine_event, args=(f"{n}", run)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)

    assert len(instance.all_logs(run.run_id)) == before + 8
