"""The gate as a whole: what fails where, which reports it holds back, and when it lets nothing through."""

from __future__ import annotations

from pathlib import Path

import pytest

from dagster_project.checks import GateResult, SuiteError, run_gate
from dagster_project.checks.verdict import ExpectationResult

from .candidates import EXPECTATIONS, build

pytestmark = pytest.mark.gx

OVERSPENT = """
    insert into audit.audit_rule_result values ('A1', 'r2', 'general_public', 'fail', 'error',
        '支出 120 大于可用收入 100', 'spending 120 exceeds income 100', '120; 100', '100', 20, [], false)
"""
CONFLICT = """
    insert into audit.audit_rule_result values ('B1', 'r3', 'expenditure', 'fail', 'warning', '两处不一致',
        'two mentions differ', '100; 101', null, 1, [], false)
"""


@pytest.fixture(scope="module")
def verdict(tmp_path_factory: pytest.TempPathFactory) -> GateResult:
    """One report overspends, one contradicts itself, one has a mention too few."""
    return run_gate(
        build(
            tmp_path_factory.mktemp("gate") / "build.duckdb",
            OVERSPENT,
            CONFLICT,
            "update marts.fct_indicator set score = 11 where report_id = 'r1'",
        ),
        EXPECTATIONS,
    )


def result_of(gate: GateResult, expectation_id: str) -> ExpectationResult:
    (result,) = [r for r in gate.results if r.expectation_id == expectation_id]
    return result


def test_good_candidates_pass(tmp_path: Path) -> None:
    gate = run_gate(build(tmp_path / "build.duckdb"), EXPECTATIONS)
    assert [r.expectation_id for r in gate.results if not r.success] == []
    assert gate.publication_possible
    assert gate.quarantined == {}
    assert gate.report_ids == ("r1", "r2", "r3")


def test_what_an_officer_accepted_holds_nothing_back(tmp_path: Path) -> None:
    gate = run_gate(build(tmp_path / "build.duckdb", OVERSPENT.replace("[], false", "[], true")), EXPECTATIONS)
    assert gate.quarantined == {}
    assert result_of(gate, "rule_A1_error").success


def test_a_report_that_breaks_a_rule_of_severity_error_is_quarantined(verdict: GateResult) -> None:
    assert list(verdict.quarantined) == ["r2"]
    (reason,) = verdict.quarantined["r2"]
    assert reason.expectation_id == "rule_A1_error"
    assert reason.message == "支出 120 大于可用收入 100"
    assert reason.failing_count == 1


def test_a_warning_fails_and_holds_nothing_back(verdict: GateResult) -> None:
    assert not result_of(verdict, "rule_B1_warning").success
    assert not result_of(verdict, "score_within_weight").success
    assert verdict.publication_possible


def test_each_rule_has_its_own_result_with_its_figures(verdict: GateResult) -> None:
    rule = result_of(verdict, "rule_A1_error")
    assert (rule.check_name, rule.severity, rule.checked_count) == ("rule_A1", "error", 4)
    assert dict(rule.failing[0].figures) == {"printed": "120; 100", "computed": "100", "difference_wan": "20"}


def test_not_testable_is_neither_a_pass_nor_a_failure(verdict: GateResult) -> None:
    rule = result_of(verdict, "rule_B1_warning")
    assert (rule.checked_count, rule.not_testable_count, rule.failing_count) == (1, 3, 1)


@pytest.mark.parametrize(
    ("change", "obstacle"),
    [
        ("insert into marts.dim_county from marts.dim_county", "county_key_unique"),
        ("insert into marts.dim_report from marts.dim_report where report_id = 'r1'", "report_id_unique"),
        ("drop table marts.fct_claim", "kind_in_vocabulary"),
        ("alter table marts.fct_income drop column amount_wan", "total_not_negative"),
        ("update audit.audit_rule_result set report_id = null, result = 'fail' where rule_id = 'A1'", "rule_A1_error"),
        ("update audit.audit_rule_result set severity = 'fatal' where rule_id = 'A1'", "severity_in_vocabulary"),
    ],
)
def test_what_belongs_to_no_report_blocks_the_publication(tmp_path: Path, change: str, obstacle: str) -> None:
    gate = run_gate(build(tmp_path / "build.duckdb", change), EXPECTATIONS)
    assert not gate.publication_possible
    assert obstacle in {o.expectation_id for o in gate.obstacles}


def test_the_fingerprint_is_of_the_content(tmp_path: Path) -> None:
    one = run_gate(build(tmp_path / "one.duckdb"), EXPECTATIONS)
    same = run_gate(build(tmp_path / "same.duckdb"), EXPECTATIONS)
    other = run_gate(build(tmp_path / "other.duckdb", CONFLICT), EXPECTATIONS)
    assert one.fingerprint == same.fingerprint != other.fingerprint


def test_without_a_build_there_is_no_verdict(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="dbt"):
        run_gate(tmp_path / "build.duckdb", EXPECTATIONS)


def test_without_suites_there_is_no_verdict(tmp_path: Path) -> None:
    with pytest.raises(SuiteError, match="no suites"):
        run_gate(build(tmp_path / "build.duckdb"), tmp_path)
