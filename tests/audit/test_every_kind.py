"""Every rule of the catalogue is tested where it holds, where it fails, at both edges of the interval, and untestable.

Rows of a unit test called upper_in, upper_out, lower_in and lower_out are those at the edges: there the rule holds at
the last point of the interval and fails one step beyond it.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

DBT = Path(__file__).parents[2] / "dbt"
RULES: list[str] = yaml.safe_load((DBT / "dbt_project.yml").read_text(encoding="utf-8"))["vars"]["rules"]
UPPER = {("upper_in", "pass"), ("upper_out", "fail")}
LOWER = {("lower_in", "pass"), ("lower_out", "fail")}
KINDS = {"pass", "fail", "not_testable"}


@cache
def model_file(model: str) -> dict[str, Any]:
    (path,) = (DBT / "models").rglob(f"{model}.yml")
    content: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return content


def rows_of(block: dict[str, Any]) -> list[dict[str, Any]]:
    rows = block.get("rows") or []
    return list(csv.DictReader(io.StringIO(rows))) if isinstance(rows, str) else rows


def outcomes(model: str) -> Iterator[tuple[str, str]]:
    """What each expected row of the model's unit tests is called, in any of its columns, and its result."""
    for test in model_file(model)["unit_tests"]:
        for row in rows_of(test["expect"]):
            result = row.get("result")
            if "holds" in row:
                result = "pass" if str(row["holds"]) == "true" else "fail"
            elif "is_conflict" in row and not result:
                result = "fail" if str(row["is_conflict"]) == "true" else "pass"
            yield from ((str(cell), str(result)) for cell in row.values())


def untested_reports(model: str) -> set[str]:
    """Given reports of which no result is expected: for them the catalogue says not_testable."""
    tests = model_file(model)["unit_tests"]
    given = {str(row.get("report_id")) for test in tests for block in test["given"] for row in rows_of(block)}
    expected = {str(row.get("report_id")) for test in tests for row in rows_of(test["expect"])}
    return given - expected


def meta_of(rule: str) -> dict[str, Any]:
    meta: dict[str, Any] = model_file(rule)["models"][0]["config"]["meta"]
    return meta


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_is_tested_where_it_holds_where_it_fails_and_where_it_cannot_be_tested(rule: str) -> None:
    found = {result for _, result in outcomes(rule)}
    if "not_testable" in untested_reports(rule):
        found.add("not_testable")

    never = meta_of(rule).get("never", {})
    assert found >= KINDS - never.keys()
    assert not found & never.keys()
    assert all(never.values()), "why a result cannot be is to be said"


@pytest.mark.parametrize("rule", [rule for rule in RULES if not meta_of(rule)["tolerance"].startswith("none")])
def test_a_rule_with_an_interval_is_tested_at_both_of_its_edges(rule: str) -> None:
    meta = meta_of(rule)
    found = set(outcomes(meta.get("edges_tested_in", rule)))

    assert found >= UPPER
    assert meta.get("one_sided") or found >= LOWER
