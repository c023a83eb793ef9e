"""Publishing an increment: what it replaces, what it refuses, and the lists across departments."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import duckdb
import pytest

from dagster_project.checks.verdict import QuarantineReason
from dagster_project.increments import Known, Plan, full_plan, plan_of, read_known, write_schema
from dagster_project.publish import PublishError, PublishResult, parquet, publish
from dagster_project.publish.version import version_of
from dagster_project.reviewing import Decision

A, B, C, D = (letter * 64 for letter in "abcd")
OVERSPENT = QuarantineReason("rule_results", "rule_A1_error", "支出大于收入", "spending exceeds income", 1)

_TABLES = """
create schema marts;
create schema intermediate;
create table marts.dim_report (report_id varchar, document_sha256 varchar, department_key varchar, status varchar);
create table marts.dim_department (department_key varchar, department_name varchar);
create table marts.dim_year (fiscal_year integer);
create table marts.dim_account (account_code varchar);
create table marts.fct_budget (report_id varchar, amount_wan decimal(20, 6));
create table marts.fct_decision (decision_key varchar, report_id varchar, document_sha256 varchar, is_applied boolean);
create table intermediate.int_year_use (document_sha256 varchar, fiscal_year integer);
create table intermediate.int_account_use (document_sha256 varchar, account_code varchar);
create table intermediate.int_unmatched_value (document_sha256 varchar, value_no integer);
insert into marts.dim_account values ('seed');
"""

# Document to department, year and amount.
Documents = Mapping[str, tuple[str, int, int]]
FIRST: Documents = {A: ("x", 2021, 1), B: ("x", 2022, 2), C: ("y", 2023, 3)}


class Warehouse:
    """A warehouse into which builds of documents are published."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.build_file = folder / "build.duckdb"
        self.snapshot = folder / "warehouse" / "marts.duckdb"
        self.parquet = folder / "warehouse" / "marts"

    @property
    def known(self) -> Known:
        known = read_known(self.snapshot)
        assert known
        return known

    def full(self, documents: Documents, *held: str) -> PublishResult:
        return self._publish(documents, full_plan("basis", _inputs(documents)), held)

    def increment(self, documents: Documents, *held: str, decisions: tuple[Decision, ...] = ()) -> PublishResult:
        inputs, known = _inputs(documents), self.known
        changed = {
            sha: documents[sha][0]
            for sha in documents
            if sha not in known.documents or known.documents[sha].input_hash != inputs[sha]
        }
        return self._publish(documents, plan_of("basis", inputs, known, changed, decisions), held)

    def again(self) -> PublishResult:
        return publish(self.build_file, self.snapshot, self.parquet, {})

    def rows(self, query: str) -> list[tuple[object, ...]]:
        with duckdb.connect(str(self.snapshot), read_only=True) as connection:
            return connection.execute(query).fetchall()

    def _publish(self, documents: Documents, plan: Plan, held: tuple[str, ...]) -> PublishResult:
        self.build_file.unlink(missing_ok=True)
        with duckdb.connect(str(self.build_file)) as connection:
            connection.execute(_TABLES)
            built = {sha: documents[sha] for sha in documents if sha in plan.inputs}
            for sha, (department, year, amount) in built.items():
                report = f"1-2-3-{sha[:8]}"
                connection.execute(f"""
                    insert into marts.dim_report values ('{report}', '{sha}', '{department}', 'published');
                    insert into marts.fct_budget values ('{report}', {amount});
                    insert into intermediate.int_year_use values ('{sha}', {year});
                    insert into intermediate.int_account_use values ('{sha}', 'econ.{year}+1');
                    insert into intermediate.int_unmatched_value values ('{sha}', {amount});
                """)
            connection.execute("""
                insert into marts.dim_department select distinct department_key, '某局' from marts.dim_report;
                insert into marts.dim_year select distinct fiscal_year from intermediate.int_year_use;
                insert into marts.dim_account select distinct account_code from intermediate.int_account_use;
            """)
            write_schema(connection, plan)
        verdict = {f"1-2-3-{sha[:8]}": [OVERSPENT] for sha in held if sha in plan.inputs}
        return publish(self.build_file, self.snapshot, self.parquet, verdict)


def _inputs(documents: Documents) -> dict[str, str]:
    return {sha: str(said) for sha, said in documents.items()}


@pytest.fixture
def warehouse(tmp_path: Path) -> Warehouse:
    made = Warehouse(tmp_path)
    made.full(FIRST, C)
    return made


def state(warehouse: Warehouse) -> dict[str, list[tuple[object, ...]]]:
    tables = warehouse.rows("select schema_name || '.' || table_name from duckdb_tables() order by all")
    return {str(name): warehouse.rows(f"from {name} order by all") for (name,) in tables}


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
        assert state(warehouse) == state(at_once)


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
    before = state(warehouse)
    with pytest.raises(PublishError, match="xianzhang run"):
        publish(late, warehouse.snapshot, warehouse.parquet, {})
    warehouse.snapshot.unlink()
    with pytest.raises(PublishError, match="xianzhang run"):
        publish(late, warehouse.snapshot, warehouse.parquet, {})
    warehouse.full({A: ("x", 2021, 1)})
    assert state(warehouse) == before


def test_a_department_that_was_told_wrongly_is_refused(warehouse: Warehouse) -> None:
    plan = plan_of("basis", _inputs({**FIRST, D: ("y", 2024, 4)}), warehouse.known, {D: "elsewhere"}, [])
    with pytest.raises(PublishError, match="--full"):
        warehouse._publish({**FIRST, D: ("y", 2024, 4)}, plan, ())


def test_a_new_basis_is_remembered_though_no_row_differs(warehouse: Warehouse) -> None:
    result = warehouse._publish(FIRST, full_plan("other basis", _inputs(FIRST)), (C,))
    assert result.unchanged
    assert warehouse.known.basis == "other basis"
