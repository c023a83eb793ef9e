"""No false alarm by construction, and no fault missed: random reports through the whole catalogue, in one build."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from random import Random

import duckdb
import pyarrow as pa
import pytest

from tests.audit.faults import FAULTS
from tests.audit.random_details import report_before
from tests.audit.random_reports import Report, reports, sound_report
from tests.dbt.conftest import dbt
from tests.dbt.raw_reports import ROOT

pytestmark = [pytest.mark.dbt, pytest.mark.slow]

SOUND = 1500
FAULTY_EACH = 25
# Results that really compared two intervals: fewer, and the test would be about nothing.
COMPARED = 100_000
# A head that is not there, and a number under two names: nothing that is computed.
WITHOUT_ARITHMETIC = {"header_complete", "one_name_per_number"}
# Rules that every report made here gives the numbers for.
COVERED = {rule for rule, _ in FAULTS.values()} | {"header_complete"}


def faulty_reports() -> Iterator[Report]:
    for kind, (_, change) in FAULTS.items():
        for number in range(FAULTY_EACH):
            name = f"{kind} {number}"
            report = sound_report(name, seed=10_000 + number)
            change(report, Random(number))
            yield report
            if kind == "a prior year":
                yield report_before(report, report.exact["expenditure before"], Random(number))


def load(connection: duckdb.DuckDBPyConnection, documents: list[Report]) -> None:
    connection.execute((ROOT / "dagster_project" / "loading" / "raw_tables.sql").read_text(encoding="utf-8"))
    tables: dict[str, list[dict[str, object]]] = {}
    for received_no, report in enumerate(documents, start=1):
        for table, rows in report.rows().items():
            if table == "document":
                rows[0]["received_no"] = received_no
            tables.setdefault(table, []).extend(rows)
    for table, rows in tables.items():
        columns = sorted({column for row in rows for column in row})
        arriving = pa.table({column: [row.get(column) for row in rows] for column in columns})
        connection.register("arriving", arriving)
        connection.execute(f"insert into raw.{table} by name select * from arriving")
        connection.unregister("arriving")


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    folder = tmp_path_factory.mktemp("random_reports")
    build_file = folder / "build.duckdb"
    with duckdb.connect(str(build_file)) as connection:
        load(connection, [*reports(SOUND, seed=1), *faulty_reports()])
    select = ["--select", "+audit_version_result", "--exclude-resource-type", "unit_test", "test"]
    finished = dbt(build_file, folder / "target", "build", *select)
    assert finished.returncode == 0, finished.stdout[-6000:] + finished.stderr
    with duckdb.connect(str(build_file), read_only=True) as connection:
        connection.execute(
            "create temp view result as select split_part(source_name, '.txt', 1) as name, result.* "
            "from audit.audit_version_result as result join intermediate.int_report using (report_id)"
        )
        yield connection


def test_a_sound_report_fails_no_rule(results: duckdb.DuckDBPyConnection) -> None:
    alarms = results.execute(
        "select name, rule_id, subject, message from result "
        "where name like 'sound %' and result = 'fail' order by all limit 20"
    ).fetchall()
    assert alarms == []


def test_sound_reports_are_really_tested(results: duckdb.DuckDBPyConnection) -> None:
    counted = dict(
        results.execute(
            "select rule_id, count(*) from result where name like 'sound %' and result = 'pass' group by rule_id"
        ).fetchall()
    )
    assert counted.keys() >= COVERED
    assert sum(counted.values()) >= COMPARED


@pytest.mark.parametrize("kind", FAULTS)
def test_one_changed_figure_fails_the_rule_that_covers_it(results: duckdb.DuckDBPyConnection, kind: str) -> None:
    rule_id, _ = FAULTS[kind]
    found = results.execute(
        "select count(distinct name) from result "
        "where regexp_full_match(name, ? || ' [0-9]+') and rule_id = ? and result = 'fail'",
        [kind, rule_id],
    ).fetchone()
    assert found == (FAULTY_EACH,)


def test_every_rule_of_figures_has_a_fault_made_for_it(results: duckdb.DuckDBPyConnection) -> None:
    rules = {rule for (rule,) in results.execute("select distinct rule_id from result").fetchall()}
    assert rules - {rule for rule, _ in FAULTS.values()} == WITHOUT_ARITHMETIC


def test_every_report_has_a_result_of_every_rule(results: duckdb.DuckDBPyConnection) -> None:
    silent = results.execute(
        "select count(*) from (select distinct rule_id from result) cross join (select distinct name from result) "
        "anti join result using (rule_id, name)"
    ).fetchone()
    assert silent == (0,)


def test_the_build_file_is_made_by_the_repository_project(results: duckdb.DuckDBPyConnection) -> None:
    listed = {path.stem for path in Path(ROOT / "dbt" / "models" / "audit" / "rules").glob("*.sql")}
    assert {rule for (rule,) in results.execute("select distinct rule_id from result").fetchall()} == listed
