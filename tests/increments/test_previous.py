"""The snapshot before is kept and published next: brought up to date by steps, and never while anybody reads it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from dagster_project.publish.files import copy_file
from dagster_project.publish.previous import Previous, _is_ours_alone

from .warehouses import FIRST, A, B, C, D, Documents, Warehouse, content

# Each adds, corrects or takes away.
STEPS: list[Documents] = [
    {**FIRST, D: ("y", 2024, 4)},
    {**FIRST, D: ("y", 2024, 4), B: ("z", 2022, 5)},
    {A: ("x", 2020, 7), B: ("z", 2022, 5), D: ("y", 2024, 4)},
    {**FIRST, D: ("y", 2024, 4)},
]


@pytest.fixture
def warehouse(tmp_path: Path) -> Warehouse:
    made = Warehouse(tmp_path)
    made.full(FIRST, C)
    if not (made.snapshot.parent / "marts.snapshot" / "previous.duckdb").exists():
        pytest.skip("nobody can tell who reads a file of this file system")
    return made


@pytest.fixture
def copies(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The files that are copied as a whole."""
    found = []

    def copy(source: Path, target: Path) -> None:
        found.append(source)
        copy_file(source, target)

    for module in ("increment", "previous", "snapshot"):
        monkeypatch.setattr(f"dagster_project.publish.{module}.copy_file", copy)
    return found


def files_of(warehouse: Warehouse) -> tuple[int, int]:
    """The files of the published snapshot and of the one before."""
    folder = warehouse.snapshot.parent / "marts.snapshot"
    return (folder / "xianzhang.duckdb").stat().st_ino, (folder / "previous.duckdb").stat().st_ino


def in_order(warehouse: Warehouse) -> dict[str, list[tuple[object, ...]]]:
    """Every table with its rows as they stand."""
    return {name: warehouse.rows(f"from {name} order by rowid") for name in content(warehouse)}


def test_two_files_take_turns_and_none_is_copied(warehouse: Warehouse, copies: list[Path]) -> None:
    first, second = files_of(warehouse)
    for number, documents in enumerate(STEPS):
        warehouse.increment(documents)
        assert files_of(warehouse) == ((second, first) if number % 2 == 0 else (first, second))
    assert copies == []


def test_a_file_that_took_its_turn_is_as_one_that_was_copied(warehouse: Warehouse, tmp_path: Path) -> None:
    copied = Warehouse(tmp_path / "copied")
    copied.folder.mkdir()
    copied.full(FIRST, C)
    for documents in STEPS:
        warehouse.increment(documents)
        (copied.snapshot.parent / "marts.snapshot" / "previous.json").unlink()
        copied.increment(documents)
        assert in_order(warehouse) == in_order(copied)


def test_what_changes_nothing_leaves_the_turn(warehouse: Warehouse, copies: list[Path]) -> None:
    warehouse.increment(STEPS[0])
    before = files_of(warehouse)
    warehouse.increment(STEPS[0])
    assert files_of(warehouse) == before
    warehouse.increment(STEPS[1])
    assert files_of(warehouse) == before[::-1]
    assert copies == []


_READER = """
import sys
opened = open(sys.argv[1], "rb")
print(flush=True)
input()
print(opened.read().hex(), end="")
"""


def open_in_another_process(file: Path) -> Callable[[], bytes]:
    """Have another process open the file now; what it reads when it is asked to."""
    process = subprocess.Popen(
        [sys.executable, "-c", _READER, str(file)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert process.stdout
    process.stdout.readline()
    return lambda: bytes.fromhex(process.communicate(b"\n")[0].decode())


def test_a_file_that_somebody_still_reads_is_not_changed(warehouse: Warehouse, copies: list[Path]) -> None:
    before, published = warehouse.snapshot.read_bytes(), files_of(warehouse)[0]
    read = open_in_another_process(warehouse.snapshot)
    for documents in STEPS[:2]:
        warehouse.increment(documents)
    assert read() == before
    assert published not in files_of(warehouse)
    assert len(copies) == 1
    assert warehouse.rows("select count(*) from marts.fct_budget") == [(4,)]


def test_a_file_with_another_name_is_not_changed(warehouse: Warehouse, tmp_path: Path) -> None:
    backup = tmp_path / "backup.duckdb"
    backup.hardlink_to(warehouse.snapshot.resolve())
    before = backup.read_bytes()
    for documents in STEPS[:2]:
        warehouse.increment(documents)
    assert backup.read_bytes() == before
    assert backup.stat().st_ino not in files_of(warehouse)


@pytest.mark.parametrize("name", ["xianzhang.duckdb", "previous.duckdb", "step.duckdb"])
def test_a_file_that_is_not_as_it_was_left_has_no_turn(warehouse: Warehouse, name: str) -> None:
    warehouse.increment(STEPS[0])
    previous = files_of(warehouse)[1]
    os.utime(warehouse.snapshot.parent / "marts.snapshot" / name)
    warehouse.increment(STEPS[1])
    assert files_of(warehouse)[0] != previous
    assert warehouse.rows("select count(*) from marts.fct_budget") == [(4,)]


def test_what_was_changed_by_hand_does_not_come_and_go(warehouse: Warehouse) -> None:
    warehouse.increment(STEPS[0])
    with duckdb.connect(str(warehouse.snapshot)) as connection:
        connection.execute("update xianzhang.marts.dim_department set department_name = '他局'")
    names = []
    for documents in STEPS[1:]:
        warehouse.increment(documents)
        names.append(warehouse.rows("select department_name from marts.dim_department where department_key = 'y'"))
    assert names == [[("他局",)], [("某局",)], [("某局",)]]  # the second of these builds y anew


class KilledError(Exception):
    """Stands for the end of the process."""


def test_a_run_that_ends_at_its_turn_leaves_what_is_published(
    warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    def kill(*_arguments: object) -> None:
        raise KilledError

    warehouse.increment(STEPS[0])
    before = content(warehouse)
    for module, step in (("increment", "take_steps"), ("previous", "flush"), ("snapshot", "_replace")):
        with monkeypatch.context() as patch:
            patch.setattr(f"dagster_project.publish.{module}.{step}", kill)
            with pytest.raises(KilledError):
                warehouse.increment(STEPS[1])
        assert content(warehouse) == before
    warehouse.increment(STEPS[1])
    after = content(warehouse)
    warehouse.full(STEPS[1])
    assert content(warehouse) == after


def test_a_previous_file_with_other_rows_is_given_up(warehouse: Warehouse, copies: list[Path]) -> None:
    warehouse.increment(STEPS[0])
    folder = warehouse.snapshot.parent / "marts.snapshot"
    with duckdb.connect(str(folder / "previous.duckdb")) as connection:
        connection.execute("delete from marts.fct_budget")
    Previous(folder / "xianzhang.duckdb").settle()
    warehouse.increment(STEPS[1])
    assert warehouse.rows("select count(*) from marts.fct_budget") == [(4,)]
    assert copies == [warehouse.snapshot]


def test_a_disk_without_room_for_a_second_file_does_not_keep_the_first_from_readers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def is_full(*_arguments: object) -> None:
        raise OSError(28, "No space left on device")

    warehouse = Warehouse(tmp_path)
    with monkeypatch.context() as patch:
        patch.setattr("dagster_project.publish.previous.copy_file", is_full)
        warehouse.full(FIRST)
    assert warehouse.rows("select count(*) from marts.fct_budget") == [(3,)]
    with monkeypatch.context() as patch:
        patch.setattr("dagster_project.publish.previous.flush", is_full)
        warehouse.increment(STEPS[0])
    assert warehouse.rows("select count(*) from marts.fct_budget") == [(4,)]
    warehouse.increment(STEPS[1])
    assert content(warehouse) == content_of_a_full_build(STEPS[1], tmp_path / "full")


def content_of_a_full_build(documents: Documents, folder: Path) -> dict[str, list[tuple[object, ...]]]:
    folder.mkdir()
    at_once = Warehouse(folder)
    at_once.full(documents)
    return content(at_once)


@pytest.mark.parametrize("told_by", ["_is_local", "_is_ours_alone"])
def test_where_nobody_can_tell_who_reads_a_file_it_is_copied(
    warehouse: Warehouse, copies: list[Path], monkeypatch: pytest.MonkeyPatch, told_by: str
) -> None:
    monkeypatch.setattr(f"dagster_project.publish.previous.{told_by}", lambda _file: False)
    for documents in STEPS[:2]:
        warehouse.increment(documents)
    assert warehouse.rows("select count(*) from marts.fct_budget") == [(4,)]
    assert warehouse.snapshot in copies


def test_a_file_that_may_not_be_written_to_is_nobodys_turn(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    assert not _is_ours_alone(folder)
    assert not _is_ours_alone(tmp_path / "none")
