"""Suites are read strictly: a mistake in one is named, not passed over."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from dagster_project.checks.suite import SuiteError, load_suite, load_suites

from .candidates import EXPECTATIONS


def suite_with(**changes: Any) -> dict[str, Any]:
    expectation = {
        "type": "expect_column_values_to_not_be_null",
        "kwargs": {"column": "fund"},
        "severity": "critical",
        "meta": {"id": "fund_present", "zh": "有资金来源", "en": "has a fund"},
    }
    meta = {**expectation["meta"], **changes.pop("meta", {})}
    return {
        "name": "facts",
        "table": "marts.facts",
        "key_column": "figure_key",
        "report_column": "report_id",
        "expectations": [{**expectation, **changes, "meta": meta}],
    }


def written(tmp_path: Path, content: dict[str, Any]) -> Path:
    path = tmp_path / "facts.json"
    path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (suite_with(severity="error"), "severity error"),
        (suite_with(type="expect_column_sum_to_be_between"), "no failing rows"),
        (suite_with(meta={"id": "fund-present"}), "letters, digits"),
        (suite_with(meta={"shown": ["fund"]}), "shown"),
        ({**suite_with(), "tables": []}, "tables"),
        ({"name": "facts"}, "'table'"),
        ({**suite_with(), "table": "facts"}, "facts.json"),
        ({**suite_with(), "expectations": suite_with()["expectations"] * 2}, "twice"),
    ],
)
def test_mistakes_are_named(tmp_path: Path, content: dict[str, Any], message: str) -> None:
    with pytest.raises(SuiteError, match=message):
        load_suite(written(tmp_path, content))


def test_an_expectation_may_be_about_no_report(tmp_path: Path) -> None:
    (expectation,) = load_suite(written(tmp_path, suite_with(meta={"report_column": None}))).expectations
    assert expectation.report_column is None


def test_every_mart_has_a_suite() -> None:
    marts = {path.stem for path in (EXPECTATIONS.parent / "dbt" / "models" / "marts").glob("*.sql")}
    assert marts
    assert marts <= {suite.table for suite in load_suites(EXPECTATIONS) if suite.schema == "marts"}


def test_every_expectation_says_in_two_languages_what_it_holds() -> None:
    for suite in load_suites(EXPECTATIONS):
        for expectation in suite.expectations:
            assert any("\u4e00" <= character <= "\u9fff" for character in expectation.message), expectation
            assert expectation.message_en.isascii(), expectation


def test_a_rule_makes_an_expectation_of_its_own() -> None:
    suite = load_suite(EXPECTATIONS / "rule_results.json")
    (template,) = [expectation for expectation in suite.expectations if expectation.for_each]
    made = template.for_values({"rule_id": "C23.1", "severity": "warning"})
    assert made.expectation_id == "rule_C23_1_warning"
    assert made.check_name == "rule_C23_1"
    assert made.severity == "warning"
    assert made.message == "规则 C23.1 全部满足"
    assert "rule_id = 'C23.1' and severity = 'warning'" in made.kwargs["unexpected_rows_query"]


def test_a_rule_id_is_a_plain_name() -> None:
    suite = load_suite(EXPECTATIONS / "rule_results.json")
    (template,) = [expectation for expectation in suite.expectations if expectation.for_each]
    with pytest.raises(SuiteError, match="rule_id"):
        template.for_values({"rule_id": "A1' or true --", "severity": "error"})
