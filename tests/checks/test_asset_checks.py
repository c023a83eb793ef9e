"""The gate in Dagster: a failed check shows its figures, and only publication_possible holds back the publication."""

from __future__ import annotations

from pathlib import Path

import dagster as dg
import pytest

from dagster_project.checks.asset_checks import (
    PUBLICATION_POSSIBLE,
    RULE_RESULTS,
    check_results,
    failing_rows_markdown,
    gate_check_specs,
    gate_checks,
)
from dagster_project.checks.verdict import ExpectationResult, FailingRow, GateResult

from .candidates import EXPECTATIONS, build
from .test_gate import OVERSPENT

RULES = {"A1": "支出不超过收入 · spending within income", "B1": "结余 · balance"}
PAGE = "http://127.0.0.1:3001/validation/index.html"


def rule_result(rule: str, *rows: FailingRow, severity: str = "error") -> ExpectationResult:
    return ExpectationResult(
        "rule_results",
        "audit.audit_rule_result",
        f"rule_{rule}_{severity}",
        f"rule_{rule}",
        severity,
        f"规则 {rule}",
        f"rule {rule}",
        checked_count=3,
        failing=rows,
    )


def shown(*results: ExpectationResult) -> dict[str, dg.AssetCheckResult]:
    """The results of the checks of the rule catalogue, by name."""
    specs = [spec for spec in gate_check_specs(EXPECTATIONS, RULES) if spec.asset_key == RULE_RESULTS]
    gate = GateResult(results, ("r1", "r2"), (), "fingerprint")
    return {str(result.check_name): result for result in check_results(gate, specs, PAGE)}


ROW = FailingRow("r1", "all", (("printed", "120; 100"), ("difference_wan", None)), "支出大于收入", "overspent")


def test_there_is_a_check_for_each_expectation_and_each_rule() -> None:
    specs = {(spec.asset_key.to_user_string(), spec.name) for spec in gate_check_specs(EXPECTATIONS, RULES)}
    assert ("marts/fct_budget", "figure_key_unique") in specs
    assert ("audit/audit_rule_result", "rule_A1") in specs
    assert ("audit/audit_rule_result", "rule_B1") in specs


def test_the_check_of_a_rule_says_what_the_rule_states() -> None:
    [spec] = [spec for spec in gate_check_specs(EXPECTATIONS, RULES) if spec.name == "rule_A1"]
    assert spec.description == "支出不超过收入 · spending within income"


def test_only_one_check_blocks() -> None:
    blocking = [spec.name for spec in gate_check_specs(EXPECTATIONS, RULES) if spec.blocking]
    assert blocking == [PUBLICATION_POSSIBLE]


def test_a_failing_rule_shows_its_figures() -> None:
    result = shown(rule_result("A1", ROW))["rule_A1"]
    assert not result.passed
    assert result.severity == dg.AssetCheckSeverity.ERROR
    assert result.metadata["failing"].value == 1
    assert "| r1 | all | 120; 100 |  | 支出大于收入 | overspent |" in str(result.metadata["failing_rows"].value)


def test_a_result_links_to_its_place_in_the_page() -> None:
    results = shown(rule_result("A1", ROW))

    assert results["rule_A1"].metadata["page"].value == f"{PAGE}#audit.audit_rule_result.rule_A1_error"
    assert results["rule_B1"].metadata["page"].value == PAGE
    assert results[PUBLICATION_POSSIBLE].metadata["page"].value == PAGE


def test_a_warning_is_shown_as_one() -> None:
    result = shown(rule_result("B1", ROW, severity="warning"))["rule_B1"]
    assert not result.passed
    assert result.severity == dg.AssetCheckSeverity.WARN


def test_a_rule_without_results_passes_and_says_that_nothing_was_checked() -> None:
    result = shown(rule_result("A1"))["rule_B1"]
    assert result.passed
    assert result.metadata["checked"].value == 0


def test_a_quarantined_report_leaves_publication_possible() -> None:
    result = shown(rule_result("A1", ROW))[PUBLICATION_POSSIBLE]
    assert result.passed
    assert "r1" in str(result.metadata["quarantined_reports"].value)


def test_a_failure_of_no_report_makes_publication_impossible() -> None:
    result = shown(rule_result("A1", FailingRow(None, "all", (), "错", "wrong")))[PUBLICATION_POSSIBLE]
    assert not result.passed
    assert "wrong" not in str(result.metadata["obstacles"].value)
    assert "rule A1" in str(result.metadata["obstacles"].value)


def test_a_rule_that_no_check_shows_is_refused() -> None:
    with pytest.raises(ValueError, match="rule_Z9"):
        shown(rule_result("Z9"))


def test_markdown_is_not_broken_by_what_was_printed() -> None:
    table = failing_rows_markdown([FailingRow("r1", "a|b", (("label", "<b>\n合计"),), "错", "wrong")])
    assert table.splitlines()[2] == r"| r1 | a\|b | &lt;b&gt; 合计 | 错 | wrong |"


def test_a_long_list_is_shortened_with_its_count() -> None:
    table = failing_rows_markdown([FailingRow("r1", f"k{number}", (), "错", "wrong") for number in range(60)])
    assert "k49" in table
    assert "k50" not in table
    assert "10 more" in table


def materialize(build_file: Path, validation_dir: Path) -> dg.ExecuteInProcessResult:
    """Candidates, their checks, and a publication downstream of the rule results."""
    checks = gate_checks(build_file, EXPECTATIONS, validation_dir, RULES, page_address=PAGE)
    keys = sorted({key.asset_key for key in checks.check_keys})

    @dg.multi_asset(specs=[dg.AssetSpec(key) for key in keys])
    def candidates():
        for key in keys:
            yield dg.MaterializeResult(asset_key=key)

    @dg.asset(deps=[RULE_RESULTS])
    def published_snapshot() -> None: ...

    definitions = dg.Definitions(assets=[candidates, published_snapshot], asset_checks=[checks])
    job = definitions.resolve_implicit_global_asset_job_def()
    return job.execute_in_process(instance=dg.DagsterInstance.ephemeral(), raise_on_error=False)


def published(result: dg.ExecuteInProcessResult) -> bool:
    return "published_snapshot" in {
        event.asset_key.to_user_string() for event in result.get_asset_materialization_events() if event.asset_key
    }


@pytest.mark.gx
def test_a_report_that_fails_is_shown_and_the_rest_is_published(tmp_path: Path) -> None:
    result = materialize(build(tmp_path / "build.duckdb", OVERSPENT), tmp_path / "validation")
    failed = {e.check_name: e.severity for e in result.get_asset_check_evaluations() if not e.passed}
    assert failed == {"rule_A1": dg.AssetCheckSeverity.ERROR}
    assert published(result)
    assert sorted(path.name for path in (tmp_path / "validation").iterdir()) == ["index.html", "results.jsonl"]


@pytest.mark.gx
def test_nothing_is_published_where_publication_is_impossible(tmp_path: Path) -> None:
    change = "insert into marts.dim_year from marts.dim_year"
    result = materialize(build(tmp_path / "build.duckdb", change), tmp_path / "validation")
    failed = {e.check_name for e in result.get_asset_check_evaluations() if not e.passed}
    assert failed == {"fiscal_year_unique", PUBLICATION_POSSIBLE}
    assert not published(result)


@pytest.mark.gx
def test_a_missing_rule_catalogue_is_shown_and_blocks(tmp_path: Path) -> None:
    change = "drop table audit.audit_rule_result"
    result = materialize(build(tmp_path / "build.duckdb", change), tmp_path / "validation")
    failed = {e.check_name for e in result.get_asset_check_evaluations() if not e.passed}
    assert PUBLICATION_POSSIBLE in failed
    assert not published(result)
