"""Reports of the last step are read from it, all others from the snapshot; a step that may be another one is left."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from dagster_project.publish.previous import Previous
from dagster_project.report_page.sources import Sources, open_sources

from .snapshots import four_reports, told
from .test_directory import run

EVERYTHING = ["r1", "r2", "r3", "r4"]
OF_STEP = ["r1", "r3", "r4"]  # r3 is quarantined


@pytest.fixture
def snapshot(tmp_path: Path) -> Path:
    """A published snapshot, kept as publication keeps it, with the step that three came in."""
    folder = tmp_path / "marts.snapshot"
    folder.mkdir()
    database, step, link = folder / "xianzhang.duckdb", folder / "step.duckdb", tmp_path / "marts.duckdb"
    four_reports(database)
    shutil.copy(database, step)
    run(step, f"delete from marts.dim_report where report_id not in ({str(OF_STEP)[1:-1]})")
    link.symlink_to(database)
    Previous(database).settle()
    return link


def readers(sources: Sources) -> dict[str, list[str]]:
    """Which reports are asked for where, of all."""
    return {"snapshot" if connection is sources.snapshot else "step": ids for connection, ids in sources.of(EVERYTHING)}


def test_what_is_told_is_the_same_with_and_without_a_step(snapshot: Path) -> None:
    with open_sources(snapshot) as sources:
        assert readers(sources) == {"step": OF_STEP, "snapshot": ["r2"]}
        assert told(sources, EVERYTHING) == told(Sources(sources.snapshot), EVERYTHING)


def test_the_snapshot_is_not_asked_for_reports_of_the_step(snapshot: Path) -> None:
    with open_sources(snapshot) as sources:
        before = told(sources, EVERYTHING)
    database = snapshot.resolve()
    with duckdb.connect(str(database)) as connection:
        for table in ("fct_expenditure", "fct_mention", "fct_finding", "fct_indicator", "fct_version_change"):
            connection.execute(f"delete from marts.{table} where report_id <> 'r2'")
        connection.execute("delete from quarantine.fct_expenditure")
        connection.execute("delete from quarantine.quarantine_reason")
    Previous(database).settle()
    with open_sources(snapshot) as sources:
        assert told(sources, EVERYTHING) == before


def killed_in_the_midst_of_writing(file: Path) -> None:
    """What a writer leaves that is killed once it has committed: the file as it was, and a log."""
    script = (
        "import duckdb, os, sys\n"
        "connection = duckdb.connect(sys.argv[1])\n"
        "connection.execute('delete from marts.fct_expenditure')\n"
        "os._exit(0)\n"
    )
    subprocess.run([sys.executable, "-c", script, str(file)], check=True)
    assert file.with_name(f"{file.name}.wal").exists()


def with_a_log(step: Path) -> None:
    killed_in_the_midst_of_writing(step)


def beside_a_snapshot_with_a_log(step: Path) -> None:
    killed_in_the_midst_of_writing(step.with_name("xianzhang.duckdb"))


def changed_since(step: Path) -> None:
    run(step, "delete from marts.fct_expenditure")


def beside_a_changed_snapshot(step: Path) -> None:
    run(step.with_name("xianzhang.duckdb"), "delete from marts.fct_expenditure")


def damaged(step: Path) -> None:
    step.write_bytes(b"\0" * step.stat().st_size)
    Previous(step.with_name("xianzhang.duckdb")).settle()


def gone(step: Path) -> None:
    step.unlink()


@pytest.mark.parametrize(
    "harm",
    [
        with_a_log,
        beside_a_snapshot_with_a_log,
        changed_since,
        beside_a_changed_snapshot,
        damaged,
        gone,
    ],
)
def test_all_is_read_from_the_snapshot_where_a_step_may_not_lead_to_it(
    snapshot: Path, harm: Callable[[Path], None]
) -> None:
    harm(snapshot.resolve().with_name("step.duckdb"))
    with open_sources(snapshot) as sources:
        assert readers(sources) == {"snapshot": EVERYTHING}


def test_the_step_to_a_later_snapshot_is_left(snapshot: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    database = snapshot.resolve()

    def published_meanwhile(_: Previous) -> Path:
        shutil.copy(database, database.with_name("next.duckdb"))
        database.with_name("next.duckdb").replace(database)
        Previous(database).settle()
        return database.with_name("step.duckdb")

    monkeypatch.setattr(Previous, "last_step", property(published_meanwhile))
    with open_sources(snapshot) as sources:
        assert readers(sources) == {"snapshot": EVERYTHING}


def test_a_snapshot_by_itself_is_read(tmp_path: Path) -> None:
    with open_sources(four_reports(tmp_path / "copied.duckdb")) as sources:
        assert readers(sources) == {"snapshot": EVERYTHING}
