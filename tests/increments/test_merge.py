"""Publishing an increment: what it replaces, what it refuses, and the lists across departments."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from dagster_project.increments import full_plan, plan_of
from dagster_project.publish import PublishError, parquet, publish
from dagster_project.publish.version import version_of

from .warehouses import FIRST, A, B, C, D, Documents, Warehouse, content, inputs_of


@pytest.fixture
def warehouse(tmp_path: Path) -> Warehouse:
    made = Warehouse(tmp_path)
    made.full(FIRST, C)
    return made


def test_an_increment_comes_to_what_a_full_build_comes_to(warehouse: Warehouse, tmp_path: Path) -> None:
    steps: list[tuple[Documents, tuple[str, ...]]] = [
        ({**FIRST, D: ("y", 2024, 4)}, (C,)),
        ({**FIRST, B: ("z", 2022, 5)}, (B, C)),
        ({B: ("z", 2022, 5), C: ("y", 2021, 3)}, (B,)),
        ({C: ("y", 2021, 3), A: ("x", 2021, 1)}, ()),
    ]
    for number, (documents, held) in enumerate(steps):
        warehouse.increment(documents, *held)
        at_once = Warehouse(tmp_path / str(number))
        at_once.folder.mkdir()
        at_once.full(documents, *held)
        assert content(warehouse) == content(at_once)


def test_only_the_departments_that_changed_are_counted_as_changed(warehouse: Warehouse) -> None:
    result = warehouse.increment({**FIRST, D: ("z", 2024, 4)})
    assert {(t.schema, t.name): (t.added, t.removed, t.rows) for t in result.changes} == {
        ("marts", "dim_report"): (1, 0, 4),
        ("marts", "dim_department"): (1, 0, 3),
        ("marts", "dim_year"): (1, 0, 4),
        ("marts", "dim_account"): (1, 0, 5),
        ("marts", "fct_budget"): (1, 0, 3),
    }
    assert result.quarantined == (f"1-2-3-{C[:8]}",)
    assert result.rows("fct_budget") == 3


def test_nothing_new_leaves_the_bytes(warehouse: Warehouse) -> None:
    before = warehouse.snapshot.read_bytes()
    result = warehouse.increment(FIRST)
    assert result.unchanged
    assert result.rows("fct_budget") == 2
    assert warehouse.snapshot.read_bytes() == before


def test_the_parquet_follows_and_what_is_the_same_is_not_written_again(warehouse: Warehouse) -> None:
    before = parts(warehouse, "dim_department"), parts(warehouse, "fct_budget")
    warehouse.increment({**FIRST, D: ("y", 2024, 4)})
    assert duckdb.sql(f"select count(*) from '{warehouse.parquet}/fct_budget/*.parquet'").fetchone() == (4,)
    assert parts(warehouse, "dim_department") == before[0]
    assert parts(warehouse, "fct_budget") > before[1]
    assert parquet.is_current(warehouse.parquet, version_of(warehouse.snapshot))


def test_rows_that_stay_as_they_are_stay_where_they_are(warehouse: Warehouse) -> None:
    where = "select rowid, report_id from marts.fct_budget where not ends_with(report_id, 'dddddddd') order by all"
    before = warehouse.rows(where)
    warehouse.increment({**FIRST, D: ("x", 2024, 4)})
    assert warehouse.rows("select count(*) from marts.fct_budget") == [(3,)]
    assert warehouse.rows(where) == before


def parts(warehouse: Warehouse, table: str) -> set[int]:
    """The files of a table, by what a hard link shares."""
    return {path.stat().st_ino for path in (warehouse.parquet / table).glob("*.parquet")}


def test_a_build_that_is_published_twice_changes_nothing(warehouse: Warehouse) -> None:
    warehouse.increment({**FIRST, D: ("z", 2024, 4)})
    before = warehouse.snapshot.read_bytes()
    assert warehouse.again().unchanged
    assert warehouse.snapshot.read_bytes() == before


def test_a_build_for_another_snapshot_is_refused(warehouse: Warehouse, tmp_path: Path) -> None:
    warehouse.increment({**FIRST, D: ("z", 2024, 4)})
    late = tmp_path / "late.duckdb"
    late.write_bytes(warehouse.build_file.read_bytes())
    warehouse.full({A: ("x", 2021, 1)})
    before = content(warehouse)
    with pytest.raises(PublishError, match="xianzhang run"):
        publish(late, warehouse.snapshot, warehouse.parquet, {})
    warehouse.snapshot.unlink()
    with pytest.raises(PublishError, match="xianzhang run"):
        publish(late, warehouse.snapshot, warehouse.parquet, {})
    warehouse.full({A: ("x", 2021, 1)})
    assert content(warehouse) == before


def test_a_department_that_was_told_wrongly_is_refused(warehouse: Warehouse) -> None:
    plan = plan_of(
        "basis", warehouse.base, inputs_of({**FIRST, D: ("y", 2024, 4)}), warehouse.known, {D: "elsewhere"}, []
    )
    with pytest.raises(PublishError, match="--full"):
        warehouse.publish({**FIRST, D: ("y", 2024, 4)}, plan, ())


def test_a_new_basis_is_remembered_though_no_row_differs(warehouse: Warehouse) -> None:
    result = warehouse.publish(FIRST, full_plan("other basis", inputs_of(FIRST)), (C,))
    assert result.unchanged
    assert warehouse.base.basis == "other basis"
