"""Great Expectations and the queries for failing rows see the same; what cannot run is an error, not a failure."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from dagster_project.checks.suite import Suite, load_suites
from dagster_project.checks.validation import Outcome, validate

from .breakages import BREAKAGES, Breakage
from .candidates import EXPECTATIONS, build

pytestmark = pytest.mark.gx

SUITES = {suite.name: suite for suite in load_suites(EXPECTATIONS)}


def suite_of(name: str) -> Suite:
    """A suite with one expectation only: 'suite.expectation'."""
    suite = SUITES[name.split(".")[0]]
    return replace(suite, expectations=tuple(e for e in suite.expectations if name.endswith(f".{e.expectation_id}")))


def outcome(build_file: Path, suite: Suite) -> Outcome:
    (found,) = validate(build_file, [suite]).values()
    return found


@pytest.mark.parametrize("breakage", BREAKAGES, ids=[b.fails for b in BREAKAGES])
def test_great_expectations_counts_the_failing_rows(tmp_path: Path, breakage: Breakage) -> None:
    build_file = build(tmp_path / "build.duckdb", breakage.change)
    assert outcome(build_file, suite_of(breakage.fails)) == Outcome(success=False, failing_count=len(breakage.keys))


def test_an_empty_table_fails_nothing(tmp_path: Path) -> None:
    build_file = build(tmp_path / "build.duckdb", "delete from marts.fct_budget")
    assert outcome(build_file, suite_of("fct_budget.stage_in_vocabulary")) == Outcome(success=True, failing_count=0)


@pytest.mark.parametrize("name", ["fct_income.amount_wan_present", "fct_income.total_not_negative"])
def test_a_missing_column_is_an_error(tmp_path: Path, name: str) -> None:
    build_file = build(tmp_path / "build.duckdb", "alter table marts.fct_income drop column amount_wan")
    found = outcome(build_file, suite_of(name))
    assert not found.success
    assert found.error is not None
    assert "amount_wan" in found.error


def test_the_build_file_is_free_afterwards(tmp_path: Path) -> None:
    build_file = build(tmp_path / "build.duckdb")
    validate(build_file, [suite_of("fct_income.amount_wan_present")])
    with duckdb.connect(str(build_file)) as connection:
        connection.execute("create table marts.written_again (i integer)")
