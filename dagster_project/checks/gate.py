"""The gate between candidate marts and the published snapshot."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import duckdb

from dagster_project.checks.failing_rows import look
from dagster_project.checks.suite import Expectation, Suite, load_suites
from dagster_project.checks.validation import Outcome, validate
from dagster_project.checks.verdict import ExpectationResult, GateResult
from dagster_project.database import connect

if TYPE_CHECKING:
    from pathlib import Path

# What a publication depends on: the candidates, and the rule results that decide about them.
_FINGERPRINTED_SCHEMAS = ("audit", "marts")


def run_gate(build_file: Path, expectations_dir: Path) -> GateResult:
    """Check the candidate marts of `build_file` (read-only) against the suites of `expectations_dir`.

    Never raises for what the data hold: an expectation that cannot run is a result with an error, and an obstacle to
    publication. Raises FileNotFoundError without a build file and SuiteError for a suite that is wrong.
    """
    if not build_file.exists():
        raise FileNotFoundError(f"没有可检验的数据：{build_file.name}。请先运行 dbt。 (No build file: run dbt first.)")
    suites = load_suites(expectations_dir)
    connection = connect(build_file, read_only=True)
    try:
        present = _tables(connection)
        expanded = [_expanded(connection, suite) for suite in suites if suite.qualified_table in present]
        outcomes = validate(build_file, expanded)
        results = [
            _result(connection, suite, expectation, outcomes[suite.name, expectation.expectation_id])
            for suite in expanded
            for expectation in suite.expectations
        ]
        results += [
            _not_run(suite, expectation, f"table {suite.qualified_table} does not exist")
            for suite in suites
            if suite.qualified_table not in present
            for expectation in suite.expectations
        ]
        return GateResult(
            results=tuple(results),
            report_ids=_report_ids(connection, present, "true"),
            superseded_ids=_report_ids(connection, present, "status = 'superseded'"),
            fingerprint=_fingerprint(connection),
        )
    finally:
        connection.close()


def candidates_fingerprint(build_file: Path) -> str:
    """A fingerprint of the content of the candidates: tells whether a verdict is about this build."""
    connection = connect(build_file, read_only=True)
    try:
        return _fingerprint(connection)
    finally:
        connection.close()


def _expanded(connection: duckdb.DuckDBPyConnection, suite: Suite) -> Suite:
    """The suite with one expectation for each combination of values that for_each asks for."""
    expectations: list[Expectation] = []
    for expectation in suite.expectations:
        if not expectation.for_each:
            expectations.append(expectation)
            continue
        columns = ", ".join(expectation.for_each)
        present = " and ".join(f"{column} is not null" for column in expectation.for_each)
        rows = connection.execute(
            f"select distinct {columns} from {suite.qualified_table} where {present} order by all"
        ).fetchall()
        for values in rows:
            named = dict(zip(expectation.for_each, (str(value) for value in values), strict=True))
            expectations.append(expectation.for_values(named))
    return replace(suite, expectations=tuple(expectations))


def _result(
    connection: duckdb.DuckDBPyConnection, suite: Suite, expectation: Expectation, outcome: Outcome
) -> ExpectationResult:
    if outcome.error is not None:
        return _not_run(suite, expectation, outcome.error)
    try:
        looked = look(connection, suite, expectation)
    except (duckdb.Error, KeyError) as error:
        return _not_run(suite, expectation, str(error).splitlines()[0])
    result = replace(
        _not_run(suite, expectation, None),
        checked_count=looked.checked_count,
        not_testable_count=looked.not_testable_count,
        failing=looked.failing,
    )
    if outcome.failing_count != result.failing_count or outcome.success != result.success:
        counts = f"Great Expectations found {outcome.failing_count} failing rows, the query {result.failing_count}"
        return replace(result, error=counts)
    return result


def _not_run(suite: Suite, expectation: Expectation, error: str | None) -> ExpectationResult:
    return ExpectationResult(
        suite=suite.name,
        table=suite.qualified_table,
        expectation_id=expectation.expectation_id,
        check_name=expectation.check_name,
        severity=expectation.severity,
        message=expectation.message,
        message_en=expectation.message_en,
        error=error,
    )


def _tables(connection: duckdb.DuckDBPyConnection) -> frozenset[str]:
    rows = connection.execute("select table_schema || '.' || table_name from information_schema.tables").fetchall()
    return frozenset(row[0] for row in rows)


def _report_ids(connection: duckdb.DuckDBPyConnection, present: frozenset[str], condition: str) -> tuple[str, ...]:
    if "marts.dim_report" not in present:
        return ()
    rows = connection.execute(
        f"select distinct report_id from marts.dim_report where report_id is not null and {condition} order by all"
    ).fetchall()
    return tuple(row[0] for row in rows)


def _fingerprint(connection: duckdb.DuckDBPyConnection) -> str:
    # Not of views: what they hold stands in audit_version_result, and every rule would be evaluated anew.
    rows = connection.execute(
        "select schema_name || '.' || table_name from duckdb_tables()"
        " where not temporary and list_contains($1, schema_name) order by all",
        [list(_FINGERPRINTED_SCHEMAS)],
    ).fetchall()
    parts = []
    for (table,) in rows:
        # The sum sees a row that stands twice, which the exclusive or of hashes would not.
        row = connection.execute(f"select md5(count(*) || '|' || sum(hash(t)::hugeint)) from {table} as t").fetchone()
        assert row is not None
        parts.append(f"{table}={row[0]}")
    digest = connection.execute("select md5($1)", ["\n".join(parts)]).fetchone()
    assert digest is not None
    return str(digest[0])
