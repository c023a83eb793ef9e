"""Every expectation of the suites finds all the rows it is there for, and nothing in good candidates."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from dagster_project.checks.failing_rows import look
from dagster_project.checks.suite import Expectation, Suite, load_suites

from .breakages import BREAKAGES, Breakage
from .candidates import EXPECTATIONS, build

SUITES = load_suites(EXPECTATIONS)
FIXED = [(suite, expectation) for suite in SUITES for expectation in suite.expectations if not expectation.for_each]


def looked_at(build_file: Path, suite: Suite, expectation: Expectation):
    with duckdb.connect(str(build_file), read_only=True) as connection:
        return look(connection, suite, expectation)


def find(name: str) -> tuple[Suite, Expectation]:
    return next((s, e) for s, e in FIXED if f"{s.name}.{e.expectation_id}" == name)


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("good") / "build.duckdb")


@pytest.mark.parametrize(("suite", "expectation"), FIXED, ids=[f"{s.name}.{e.expectation_id}" for s, e in FIXED])
def test_good_candidates_fail_nothing(good: Path, suite: Suite, expectation: Expectation) -> None:
    assert looked_at(good, suite, expectation).failing == ()


@pytest.mark.parametrize("breakage", BREAKAGES, ids=[b.fails for b in BREAKAGES])
def test_a_breakage_fails_its_expectation(tmp_path: Path, breakage: Breakage) -> None:
    suite, expectation = find(breakage.fails)
    failing = looked_at(build(tmp_path / "build.duckdb", breakage.change), suite, expectation).failing
    assert sorted(row.key for row in failing) == sorted(breakage.keys)
    assert tuple(row.report_id for row in failing) == breakage.reports


def test_a_sum_over_items_of_the_classification_is_an_account(tmp_path: Path) -> None:
    change = "update marts.fct_expenditure set account_code = 'econ.30205+30206' where report_id = 'r1'"
    suite, expectation = find("fct_expenditure.account_code_in_vocabulary")
    assert looked_at(build(tmp_path / "build.duckdb", change), suite, expectation).failing == ()


def test_a_missing_score_is_not_testable(tmp_path: Path) -> None:
    change = "update marts.fct_indicator set score = null where report_id = 'r1'"
    looked = looked_at(build(tmp_path / "build.duckdb", change), *find("fct_indicator.score_within_weight"))
    assert (looked.checked_count, looked.not_testable_count, looked.failing) == (2, 1, ())


def test_figures_of_a_failing_row_are_exact_and_null_stays_null(tmp_path: Path) -> None:
    change = "update marts.fct_expenditure set amount_wan = -7277.440000 where report_id = 'r1'"
    looked = looked_at(build(tmp_path / "build.duckdb", change), *find("fct_expenditure.total_not_negative"))
    figures = dict(looked.failing[0].figures)
    assert figures["amount_wan"] == "-7277.44"
    assert figures["project_name"] is None


def test_all_failing_rows_are_collected(tmp_path: Path) -> None:
    change = """
        insert into marts.fct_budget (figure_key, report_id, stage, fund, account_code)
        select 'k' || i, 'r1', 'initial_budget', 'nowhere', 'expenditure' from range(500) as t (i)
    """
    looked = looked_at(build(tmp_path / "build.duckdb", change), *find("fct_budget.fund_in_vocabulary"))
    assert len(looked.failing) == 500
