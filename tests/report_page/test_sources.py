"""Reports of the last step are read from it, all others from the snapshot; a step that may be another one is left."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from dagster_project.publish.previous import Previous
from dagster_project.report_page.payload import details_json, read_overview
from dagster_project.report_page.sources import Sources, open_sources

from .snapshots import four_reports

EVERYTHING = ["r1", "r2", "r3", "r4"]
OF_STEP = ["r1", "r4"]


def run(file: Path, sql: str) -> None:
    with duckdb.connect(str(file)) as connection:
        connection.execute(sql)


def told(sources: Sources, report_ids: list[str]) -> tuple[object, dict[str, str]]:
    """What the page tells of reports: the overview, and the details of each."""
    overview = read_overview(sources, {}, report_ids)
    return overview, dict(details_json(sources, overview, report_ids))


@pytest.fixture
def snapshot(tmp_path: Path) -> Path:
    """A published snapshot, kept as publication keeps it, with the step that r1 and r4 came in."""
    folder = tmp_path / "marts.snapshot"
    folder.mkdir()
    database, step, link = folder / "xianzhang.duckdb", folder / "step.duckdb", tmp_path / "marts.duckdb"
    four_reports(database)
    run(database, "create schema built; create table built.state as select 'basis' as basis, 'state' as state")
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
        assert readers(sources) == {"step": ["r1", "r4"], "snapshot": ["r2", "r3"]}
        assert told(sources, EVERYTHING) == told(Sources(sources.snapshot), EVERYTHING)


def test_the_snapshot_is_not_asked_for_reports_of_the_step(snapshot: Path) -> None:
    with open_sources(snapshot) as sources:
        before = told(sources, EVERYTHING)
    database = snapshot.resolve()
    with duckdb.connect(str(database)) as connection:
        for table in ("fct_expenditure", "fct_mention", "fct_finding", "fct_indicator", "fct_version_change"):
            connection.execute(f"delete from marts.{table} where report_id in ('r1', 'r4')")
    Previous(database).settle()
    with open_sources(snapshot) as sources:
        assert told(sources, EVERYTHING) == before


def of_another_state(step: Path) -> None:
    run(step, "update built.state set state = 'another'")
    Previous(step.with_name("xianzhang.duckdb")).settle()


def without_a_state(step: Path) -> None:
    run(step, "drop schema built cascade")
    Previous(step.with_name("xianzhang.duckdb")).settle()


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
    "harm", [of_another_state, without_a_state, changed_since, beside_a_changed_snapshot, damaged, gone]
)
def test_all_is_read_from_the_snapshot_where_a_step_may_not_lead_to_it(
    snapshot: Path, harm: Callable[[Path], None]
) -> None:
    harm(snapshot.resolve().with_name("step.duckdb"))
    with open_sources(snapshot) as sources:
        assert readers(sources) == {"snapshot": EVERYTHING}
        assert told(sources, EVERYTHING) == told(Sources(sources.snapshot), EVERYTHING)


def test_a_snapshot_by_itself_is_read(tmp_path: Path) -> None:
    with open_sources(four_reports(tmp_path / "copied.duckdb")) as sources:
        assert readers(sources) == {"snapshot": EVERYTHING}
