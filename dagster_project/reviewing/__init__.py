"""Reviewing: what officers decided about findings and printed numbers, as a file that is kept and versioned."""

from dagster_project.reviewing.decisions import (
    COLUMNS,
    Decision,
    DecisionError,
    decision_units,
    read_decisions,
    write_decision,
)

__all__ = ["COLUMNS", "Decision", "DecisionError", "decision_units", "read_decisions", "write_decision"]
