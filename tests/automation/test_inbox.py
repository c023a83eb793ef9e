"""The watch on the inbox: what starts a run, what it waits for, and what starts none."""

from __future__ import annotations

import os
from pathlib import Path

import dagster as dg
import pytest

from dagster_project.automation.inbox import Cursor, Look, inbox_sensor, look
from dagster_project.automation.job import main_job
from dagster_project.ingestion.inbox import DroppedFile, dropped_files, state_of
from dagster_project.paths import Home

NOW = 1_000_000.0
A = DroppedFile("a.docx", 10, NOW - 60)
B = DroppedFile("B县/b.pdf", 20, NOW - 60)


def copying(name: str, size: int) -> DroppedFile:
    return DroppedFile(name, size, NOW - 0.5)


def looked(*files: DroppedFile, cursor: Cursor | None = None, run: str | None = None) -> Look:
    return look(files, cursor or Cursor(), NOW, run)


def test_an_empty_inbox_starts_nothing() -> None:
    assert looked().take == ()
    assert "收件箱是空的" in looked().reason


def test_files_that_lie_still_start_a_run() -> None:
    assert looked(A, B).take == (A, B)


def test_what_had_its_run_starts_no_other() -> None:
    again = looked(A, B, cursor=looked(A, B).cursor)

    assert again.take == ()
    assert "a.docx" in again.reason
    assert "had their run" in again.reason
    assert looked(B, cursor=again.cursor).take == (), "nor what is left of them"


def test_a_new_file_starts_a_run_beside_one_that_had_its_own() -> None:
    assert looked(A, B, cursor=looked(A).cursor).take == (B,)


def test_a_file_dropped_again_after_it_was_taken_starts_a_run() -> None:
    taken = looked(cursor=looked(A).cursor).cursor

    assert looked(A, cursor=taken).take == (A,)


def test_a_file_that_was_touched_since_starts_a_run() -> None:
    touched = DroppedFile(A.name, 10, NOW - 30)

    assert looked(touched, cursor=looked(A).cursor).take == (touched,)


def test_a_file_that_is_still_being_copied_is_waited_for_and_so_are_those_beside_it() -> None:
    first = looked(A, copying("b.pdf", 100))
    second = looked(A, copying("b.pdf", 200), cursor=first.cursor)

    assert (first.take, second.take) == ((), ())
    assert "b.pdf" in second.reason
    assert "waiting until it is copied" in second.reason


def test_a_clock_that_is_ahead_delays_a_file_by_one_look() -> None:
    ahead = DroppedFile("a.docx", 10, NOW + 3600)

    assert looked(ahead).take == ()
    assert looked(ahead, cursor=looked(ahead).cursor).take == (ahead,)


def test_nothing_is_queued_behind_a_run_under_way_and_nothing_is_forgotten() -> None:
    waiting = looked(A, cursor=Cursor(), run="0a1b2c3d")

    assert waiting.take == ()
    assert "0a1b2c3d" in waiting.reason
    assert looked(A, cursor=waiting.cursor).take == (A,)


def test_a_cursor_is_read_as_it_was_written() -> None:
    cursor = looked(A).cursor

    assert Cursor.read(cursor.write()) == cursor
    assert Cursor.read(None) == Cursor()


def test_files_are_found_in_folders_without_what_editors_leave(tmp_path: Path) -> None:
    (tmp_path / "某县").mkdir()
    for name in ("a.txt", "某县/b.txt", ".hidden", "~$a.docx"):
        (tmp_path / name).write_text("x")

    files = dropped_files(tmp_path)

    assert [file.name for file in files] == ["a.txt", "某县/b.txt"]
    assert not files[0].is_still(files[0].changed_at + 1)
    assert files[0].is_still(files[0].changed_at + 2)


def test_no_copy_can_set_back_when_a_file_was_touched(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("x")
    os.utime(path, (0, 0))

    [file] = dropped_files(tmp_path)

    assert not file.is_still(file.changed_at + 0.1)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path).create()


def evaluated(home: Home, instance: dg.DagsterInstance, cursor: str | None = None) -> dg.SensorResult:
    @dg.asset
    def anything() -> None: ...

    definitions = dg.Definitions(assets=[anything], jobs=[main_job])
    context = dg.build_sensor_context(
        instance, cursor=cursor, repository_def=definitions.get_repository_def(), sensor_name="inbox"
    )
    result = inbox_sensor(home, running=False)(context)
    assert isinstance(result, dg.SensorResult)
    return result


def test_the_sensor_is_stopped_unless_it_is_switched_on(home: Home) -> None:
    assert inbox_sensor(home, running=False).default_status is dg.DefaultSensorStatus.STOPPED
    assert inbox_sensor(home, running=True).default_status is dg.DefaultSensorStatus.RUNNING


def test_the_sensor_asks_for_one_run_of_one_state_of_the_inbox(home: Home) -> None:
    (home.inbox / "a.txt").write_text("x")
    with dg.DagsterInstance.ephemeral() as instance:
        first = evaluated(home, instance)  # just written
        second = evaluated(home, instance, first.cursor)
        third = evaluated(home, instance, second.cursor)

    assert first.run_requests == []
    assert [request.run_key for request in second.run_requests or []] == [state_of(dropped_files(home.inbox))]
    assert third.run_requests == []
    assert third.skip_reason is not None
    assert "a.txt" in str(third.skip_reason.skip_message)


def test_the_sensor_waits_for_a_run_under_way(home: Home) -> None:
    (home.inbox / "a.txt").write_text("x")
    with dg.DagsterInstance.ephemeral() as instance:
        run = instance.add_run(dg.DagsterRun("main", status=dg.DagsterRunStatus.STARTED))
        waiting = evaluated(home, instance, evaluated(home, instance).cursor)
        instance.report_run_failed(run)
        after = evaluated(home, instance, waiting.cursor)

    assert waiting.run_requests == []
    assert run.run_id[:8] in str(waiting.skip_reason)
    assert len(after.run_requests or []) == 1
