"""Results are written whole and read back as they were; a verdict is good for the build it was made on only."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from dagster_project.checks import StaleResultError, candidates_fingerprint, read_results, read_verdict, write_results
from dagster_project.checks.verdict import ExpectationResult, FailingRow, GateResult

from .candidates import build

ROW = FailingRow("r1", "k1", (("amount_wan", "12.5"), ("project_name", None)), "错", "wrong")
RESULTS = (
    ExpectationResult("s", "marts.t", "a", "a", "error", "成立", "holds", 3, 1, (ROW,)),
    ExpectationResult("s", "marts.t", "b", "b", "warning", "成立", "holds", error="no such column"),
)


def test_results_come_back_as_they_were(tmp_path: Path) -> None:
    gate = GateResult(RESULTS, ("r1", "r2"), (), "fingerprint")
    path = write_results(gate, tmp_path)
    assert read_results(tmp_path) == gate
    assert len(path.read_text(encoding="utf-8").splitlines()) == 3


def test_a_verdict_is_read_for_its_build(tmp_path: Path) -> None:
    build_file = build(tmp_path / "build.duckdb")
    gate = GateResult(RESULTS, ("r1",), (), candidates_fingerprint(build_file))
    write_results(gate, tmp_path)
    assert read_verdict(tmp_path, build_file) == gate


@pytest.mark.parametrize(
    "change",
    [
        "insert into marts.fct_budget from marts.fct_budget where report_id = 'r1'",
        "update audit.audit_rule_result set result = 'fail' where rule_id = 'A1'",
        "create table marts.fct_new (report_id varchar)",
    ],
)
def test_a_verdict_on_another_build_is_refused(tmp_path: Path, change: str) -> None:
    build_file = build(tmp_path / "build.duckdb")
    write_results(GateResult(RESULTS, ("r1",), (), candidates_fingerprint(build_file)), tmp_path)
    with duckdb.connect(str(build_file)) as connection:
        connection.execute(change)
    with pytest.raises(StaleResultError):
        read_verdict(tmp_path, build_file)
