"""Runs whose process is gone are recorded as failed; others are left alone."""

from __future__ import annotations

import multiprocessing
import os
import signal
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


def _hold(folder: Path, run_id: str, held: Connection) -> None:
    with run_mark(folder, run_id):
        held.send(True)
        signal.pause()


def test_a_run_ends_with_its_process(instance: dg.DagsterInstance, tmp_path: Path) -> None:
    run = started(instance)
    here, there = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(target=_hold, args=(tmp_path, run.run_id, there))
    process.start()
    assert here.recv()

    assert fail_killed_runs(instance, tmp_path) == []
    assert process.pid is not None
    os.kill(process.pid, signal.SIGKILL)
    process.join()

    assert [killed.run_id for killed in fail_killed_runs(instance, tmp_path)] == [run.run_id]
    assert status(instance, run) == dg.DagsterRunStatus.FAILURE
    assert not (tmp_path / run.run_id).exists()
    assert fail_killed_runs(instance, tmp_path) == []


def test_a_run_that_has_just_begun_has_no_mark_yet(instance: dg.DagsterInstance, tmp_path: Path) -> None:
    run = started(instance)

    assert fail_killed_runs(instance, tmp_path) == []
    assert status(instance, run) == dg.DagsterRunStatus.STARTED


def test_a_run_that_ended_leaves_no_mark(tmp_path: Path) -> None:
    with run_mark(tmp_path, "r"):
        assert (tmp_path / "r").exists()
    assert list(tmp_path.iterdir()) == []


def test_what_a_killed_run_held_of_a_pool_is_free(tmp_path: Path) -> None:
    with dg.instance_for_test(temp_dir=str(tmp_path)) as instance:
        storage = instance.event_log_storage
        storage.set_concurrency_slots("build_file", 1)
        run = started(instance)
        storage.claim_concurrency_slot("build_file", run.run_id, "publish")
        (tmp_path / run.run_id).touch()

        fail_killed_runs(instance, tmp_path)

        assert storage.get_concurrency_info("build_file").active_slot_count == 0
