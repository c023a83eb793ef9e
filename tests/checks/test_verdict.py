"""From results to the verdict: which reports are held back, and what forbids publishing at all."""

from __future__ import annotations

import pytest

from dagster_project.checks.verdict import ExpectationResult, FailingRow, GateResult


def failing(*reports: str | None, severity: str = "error", error: str | None = None) -> ExpectationResult:
    rows = tuple(FailingRow(report, f"key {report}", (), f"错 {report}", f"wrong {report}") for report in reports)
    return ExpectationResult(
        "facts", "marts.facts", "holds", "holds", severity, "成立", "holds", len(rows), failing=rows, error=error
    )


def verdict(*results: ExpectationResult) -> GateResult:
    return GateResult(results, ("r1", "r2", "r3"), (), "fingerprint")


@pytest.mark.parametrize(
    ("result", "quarantined", "possible"),
    [
        (failing(), [], True),
        (failing("r1", "r2", "r1"), ["r1", "r2"], True),
        (failing("r1", severity="warning"), [], True),
        (failing("r1", severity="info"), [], True),
        (failing(None), [], False),
        (failing("r1", None), ["r1"], False),
        (failing("unknown report"), [], False),
        (failing(None, severity="warning"), [], True),
        (failing(error="no such column"), [], False),
        (failing(error="no such column", severity="warning"), [], False),
    ],
)
def test_verdict(result: ExpectationResult, quarantined: list[str], possible: bool) -> None:
    gate = verdict(result)
    assert list(gate.quarantined) == quarantined
    assert gate.publication_possible is possible


def test_a_report_keeps_every_reason() -> None:
    gate = verdict(failing("r1", "r1"), failing("r1", "r2"))
    assert [reason.failing_count for reason in gate.quarantined["r1"]] == [2, 1]
    assert gate.quarantined["r1"][0].message == "错 r1"


def test_a_superseded_report_has_nothing_to_hold_back() -> None:
    gate = GateResult((failing("r1", "r2"),), ("r1", "r2"), ("r1",), "fingerprint")
    assert list(gate.quarantined) == ["r2"]
    assert gate.publication_possible
