"""Every connection keeps to the memory limit that is set in one place."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from dagster_project.database import connect, remove_spills
from dagster_project.increments import numbers_per_build
from dagster_project.paths import MEMORY_VARIABLE, Home, MemoryLimitError, memory_bytes, project_root

LIMIT = "select current_setting('memory_limit')"


SPILL = "select current_setting('temp_directory')"


def test_a_connection_keeps_to_the_variable(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv(MEMORY_VARIABLE, "512MiB")

    with connect(tmp_path / "a.duckdb") as of_file, connect(spill_to=tmp_path) as of_none:
        assert of_file.execute(LIMIT).fetchone() == ("512.0 MiB",)
        assert of_none.execute(LIMIT).fetchone() == ("512.0 MiB",)


def test_without_it_a_connection_takes_what_duckdb_takes(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv(MEMORY_VARIABLE, raising=False)

    with duckdb.connect() as its_own, connect(spill_to=tmp_path) as ours:
        (own, own_unit), (limit, unit) = (
            str(connection.execute(LIMIT).fetchall()[0][0]).split() for connection in (its_own, ours)
        )
    # It is told in tenths.
    assert (float(limit), unit) == (pytest.approx(float(own), abs=0.11), own_unit)


@pytest.mark.parametrize(
    ("said", "number"), [("2500MB", 2_500_000_000), ("1.5 GiB", 1_610_612_736), ("4gb", 4_000_000_000)]
)
def test_the_limit_in_bytes_says_what_a_build_takes(monkeypatch: pytest.MonkeyPatch, said: str, number: int) -> None:
    monkeypatch.setenv(MEMORY_VARIABLE, said)
    assert memory_bytes() == number
    assert numbers_per_build() == number // 1250


def test_no_two_connections_write_into_one_folder(tmp_path: Path) -> None:
    """DuckDB's files there have the same names in every process: each would read the other's rows."""
    with connect(spill_to=tmp_path) as one, connect(spill_to=tmp_path) as other, connect(tmp_path / "a.db") as third:
        folders = {Path(connection.execute(SPILL).fetchall()[0][0]) for connection in (one, other, third)}

    assert len(folders) == 3
    assert {folder.parent for folder in folders} == {tmp_path}
    assert all(str(os.getpid()) in folder.name for folder in folders)


def test_what_killed_processes_left_is_removed(tmp_path: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", ""]) as ended:
        pass
    mine, left, others = (tmp_path / name for name in (f"spill-{os.getpid()}-1", f"spill-{ended.pid}-1", "spill-notes"))
    for folder in (mine, left, others):
        folder.mkdir()

    remove_spills(tmp_path)

    assert sorted(tmp_path.iterdir()) == sorted([mine, others])


def test_a_connection_has_to_know_where_it_may_write() -> None:
    with pytest.raises(ValueError, match="where it may write"):
        connect()


@pytest.mark.parametrize("said", ["lots", "4", "4 parsecs", "-1GB", "80%", "0GB", "４GB"])
def test_what_is_no_amount_is_refused(monkeypatch: pytest.MonkeyPatch, said: str) -> None:
    monkeypatch.setenv(MEMORY_VARIABLE, said)

    with pytest.raises(MemoryLimitError, match=f"{MEMORY_VARIABLE}={said}: give an amount such as 4GB"):
        Home(Path("home")).environment()


@pytest.mark.dbt
def test_dbt_keeps_to_it(tmp_path: Path) -> None:
    dbt = project_root() / "dbt"
    finished = subprocess.run(
        [
            *(str(Path(sys.executable).with_name("dbt")), "--quiet", "show", "--inline", LIMIT, "--output", "json"),
            *("--project-dir", str(dbt), "--profiles-dir", str(dbt), "--target-path", str(tmp_path)),
        ],
        env={**os.environ, MEMORY_VARIABLE: "512MiB", "DBT_LOG_PATH": str(tmp_path), "DO_NOT_TRACK": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "512.0 MiB" in finished.stdout, finished.stdout + finished.stderr
