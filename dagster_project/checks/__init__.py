"""The gate: Great Expectations on the candidate marts, and what its results mean for the publication.

The asset checks stand apart in asset_checks, so that the gate runs without Dagster.
"""

from dagster_project.checks.gate import candidates_fingerprint, run_gate
from dagster_project.checks.page import write_page
from dagster_project.checks.result_file import StaleResultError, read_results, read_verdict, write_results
from dagster_project.checks.suite import SuiteError
from dagster_project.checks.verdict import ExpectationResult, FailingRow, GateResult, Obstacle, QuarantineReason

__all__ = [
    "ExpectationResult",
    "FailingRow",
    "GateResult",
    "Obstacle",
    "QuarantineReason",
    "StaleResultError",
    "SuiteError",
    "candidates_fingerprint",
    "read_results",
    "read_verdict",
    "run_gate",
    "write_page",
    "write_results",
]
