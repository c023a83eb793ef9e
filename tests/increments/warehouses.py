"""A warehouse into which small builds are published: as a whole, or as increments."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import duckdb

from dagster_project.checks.verdict import QuarantineReason
from dagster_project.increments import Base, Known, Plan, full_plan, plan_of, read_base, read_known, write_schema
from dagster_project.publish import PublishResult
from dagster_project.publish import publish as publish_build
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
    def base(self) -> Base:
        base = read_base(self.snapshot)
        assert base
        return base

    @property
    def known(self) -> Known:
        return read_known(self.base)

    def full(self, documents: Documents, *held: str) -> PublishResult:
        return self.publish(documents, full_plan("basis", inputs_of(documents)), held)

    def increment(self, documents: Documents, *held: str, decisions: tuple[Decision, ...] = ()) -> PublishResult:
        inputs, known = inputs_of(documents), self.known
        changed = {sha: documents[sha][0] for sha in documents if known.inputs.get(sha) != inputs[sha]}
        return self.publish(documents, plan_of("basis", self.base, inputs, known, changed, decisions), held)

    def again(self) -> PublishResult:
        return publish_build(self.build_file, self.snapshot, self.parquet, {})

    def rows(self, query: str) -> list[tuple[object, ...]]:
        with duckdb.connect(str(self.snapshot), read_only=True) as connection:
            return connection.execute(query).fetchall()

    def publish(self, documents: Documents, plan: Plan, held: tuple[str, ...]) -> PublishResult:
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
        return publish_build(self.build_file, self.snapshot, self.parquet, verdict)


# A snapshot that nothing is read from.
BASE = Base(Path("snapshot.duckdb"), "basis", "0" * 64)


def known_of(documents: Mapping[str, tuple[str, str]], *failed: str) -> Known:
    """What a snapshot was built from; documents: of each the hash of its inputs and its department."""
    inputs, departments = ({sha: said[at] for sha, said in documents.items()} for at in (0, 1))
    return Known(inputs, departments, frozenset(failed))


def inputs_of(documents: Documents) -> dict[str, str]:
    return {sha: str(said) for sha, said in documents.items()}


def content(warehouse: Warehouse) -> dict[str, list[tuple[object, ...]]]:
    tables = warehouse.rows("select schema_name || '.' || table_name from duckdb_tables() order by all")
    return {str(name): warehouse.rows(f"from {name} order by all") for (name,) in tables}
