"""Runs whose process is gone are recorded as failed; others are left alone."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from multiprocessing.connection import Connection
from pathlib import Path

import dagster as dg
import pytest

from dagster_project.automation.killed import fail_killed_runs, run_mark


@pytest.fixture
def instance(tmp_path: Path) -> dg.DagsterInstance:
    folder = tmp_path / "dagster"
    folder.mkdir()
    return dg.DagsterInstance.local_temp(str(folder))


def started(instance: dg.DagsterInstance, **tags: str) -> dg.DagsterRun:
    return instance.add_run(dg.DagsterRun("main", status=dg.DagsterRunStatus.STARTED, tags=tags))


def status(instance: dg.DagsterInstance, run: dg.DagsterRun) -> dg.DagsterRunStatus:
    found = instance.get_run_by_id(run.run_id)
    assert found is not None
    return found.status


def failed(instance: dg.DagsterInstance, folder: Path) -> list[dg.DagsterRun]:
    return fail_killed_runs(instance, folder / "running", settling_seconds=0)


def _hold(folder: Path, run_id: str, held: Connection) -> None:
    with run_mark(folder, run_id):
        held.send(True)
        signal.pause()


def test_a_run_ends_with_its_process(instance: dg.DagsterInstance, tmp_path: Path) -> None:
    run = started(instance)
    here, there = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(target=_hold, args=(tmp_path / "running", run.run_id, there))
    process.start()
    assert here.recv()

    assert failed(instance, tmp_path) == []
    assert process.pid is not None
    os.kill(process.pid, signal.SIGKILL)
    process.join()

    assert [killed.run_id for killed in failed(instance, tmp_path)] == [run.run_id]
    assert status(instance, run) == dg.DagsterRunStatus.FAILURE
    assert list((tmp_path / "running").iterdir()) == []
    assert failed(instance, tmp_path) == []


def test_a_run_that_has_just_begun_has_no_mark_yet(instance: dg.DagsterInstance, tmp_path: Path) -> None:
    run = started(instance)

    assert failed(instance, tmp_path) == []
    assert status(instance, run) == dg.DagsterRunStatus.STARTED


def test_a_run_that_never_got_a_process_is_given_up(instance: dg.DagsterInstance, tmp_path: Path) -> None:
    run = started(instance)
    with instance.run_storage.connect() as connection:
        connection.exec_driver_sql("update runs set update_timestamp = datetime('now', '-1 hour')")

    assert [killed.run_id for killed in failed(instance, tmp_path)] == [run.run_id]


def test_a_run_that_is_recorded_as_ended_meanwhile_is_left_alone(instance: dg.DagsterInstance, tmp_path: Path) -> None:
    run = started(instance)
    with run_mark(tmp_path / "running", run.run_id):
        pass
    ending = threading.Timer(0.5, instance.report_run_canceled, [run])
    ending.start()

    assert fail_killed_runs(instance, tmp_path / "running", settling_seconds=3) == []
    assert status(instance, run) == dg.DagsterRunStatus.CANCELED
    assert list((tmp_path / "running").iterdir()) == [], "the mark of a run that ended is removed"


def test_what_a_killed_run_held_of_a_pool_is_free(tmp_path: Path) -> None:
    with dg.instance_for_test(temp_dir=str(tmp_path)) as instance:
        storage = instance.event_log_storage
        storage.set_concurrency_slots("build_file", 1)
        run = started(instance)
        storage.claim_concurrency_slot("build_file", run.run_id, "publish")
        (tmp_path / "running").mkdir()
        (tmp_path / "running" / run.run_id).touch()

        failed(instance, tmp_path)

        assert storage.get_concurrency_info("build_file").active_slot_count == 0
