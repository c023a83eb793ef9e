"""What is tried again, and what is not."""

from __future__ import annotations

import errno
import multiprocessing
import signal
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path

import dagster as dg
import duckdb
import pytest

from dagster_project.assets.retries import RETRIES, passes, retried


@pytest.mark.parametrize(
    "error",
    [
        OSError(errno.EBUSY, "busy"),
        OSError(errno.ESTALE, "the drive was away"),
        OSError(errno.EMFILE, "too many open files"),
        ConnectionResetError(),
        TimeoutError(),
        RuntimeError('dbt: IO Error: Could not set lock on file "build.duckdb": Conflicting lock is held'),
    ],
)
def test_what_passes_by_itself(error: Exception) -> None:
    assert passes(error)


@pytest.mark.parametrize(
    "error",
    [
        OSError(errno.ENOSPC, "disk full"),
        PermissionError(errno.EACCES, "forbidden"),
        FileNotFoundError(errno.ENOENT, "gone"),
        ValueError("a program's mistake"),
        dg.Failure("the gate"),
        duckdb.CatalogException("no such table"),
    ],
)
def test_what_needs_someone(error: Exception) -> None:
    assert not passes(error)


def run(body: Callable[[], object]) -> dg.ExecuteInProcessResult:
    """A run of one step."""

    @dg.asset
    def step() -> None:
        with retried(wait_seconds=0):
            body()

    with dg.DagsterInstance.ephemeral() as instance:
        job = dg.Definitions(assets=[step]).resolve_implicit_global_asset_job_def()
        return job.execute_in_process(instance=instance, raise_on_error=False)


def failing(error: Exception, calls: list[int]) -> Callable[[], object]:
    def body() -> None:
        calls.append(1)
        raise error

    return body


def test_a_step_gives_up_in_the_end_and_says_why() -> None:
    calls: list[int] = []

    result = run(failing(OSError(errno.EBUSY, "the file is open elsewhere"), calls))

    [failure] = result.get_step_failure_events()
    error = failure.step_failure_data.error
    assert len(calls) == 1 + RETRIES
    assert error is not None
    assert error.cause is not None
    assert "the file is open elsewhere" in error.cause.message


@pytest.mark.parametrize("error", [dg.Failure("the gate"), OSError(errno.ENOSPC, "disk full"), ValueError("wrong")])
def test_a_failed_gate_is_not_tried_again(error: Exception) -> None:
    calls: list[int] = []

    assert not run(failing(error, calls)).success
    assert len(calls) == 1


def _hold_open(path: Path, opened: Connection) -> None:
    with duckdb.connect(str(path)):
        opened.send(True)
        signal.pause()


def test_a_file_that_another_program_holds_is_tried_until_it_lets_go(tmp_path: Path) -> None:
    path = tmp_path / "build.duckdb"
    here, there = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(target=_hold_open, args=(path, there))
    process.start()
    assert here.recv()
    errors: list[str] = []

    def body() -> None:
        try:
            duckdb.connect(str(path)).close()
        except duckdb.IOException as error:
            errors.append(str(error))
            process.kill()
            process.join()
            raise

    assert run(body).success
    assert len(errors) == 1
