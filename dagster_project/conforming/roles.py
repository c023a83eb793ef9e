"""The roles that a printed number is given: a figure or a claim with its coordinates, or left for a reason."""

from __future__ import annotations

from dataclasses import dataclass

from dagster_project.conforming.records import ConformedValue
from dagster_project.extraction.records import PrintedValue

BUDGET_STAGES = ("initial_budget", "adjusted_budget")
STAGES = (*BUDGET_STAGES, "final")
# accounts that are what they were in the end
ALWAYS_FINAL = (
    "closing_balance",
    "opening_balance",
    "current_surplus",
    "assets",
    "liabilities",
    "net_assets",
    "staff",
)


@dataclass(frozen=True)
class Coordinates:
    """What a figure is about."""

    account: str
    fund: str | None = None
    stage: str = "final"
    year: int | None = None
    project: str | None = None
    unit: str | None = None  # the organization unit


def figure(value: PrintedValue, at: Coordinates, unit: str | None, source_kind: str, rule: str) -> ConformedValue:
    """A printed amount or count. unit: the unit it is in; rule: what led here."""
    return ConformedValue(
        value_no=value.value_no,
        role="figure",
        account_code=at.account,
        fund=at.fund,
        stage=at.stage,
        fiscal_year=at.year,
        project_name=at.project,
        organization_unit=at.unit,
        amount_unit=unit,
        source_kind=source_kind,
        conformed_by=rule,
    )


def claim(
    value: PrintedValue,
    kind: str,
    at: Coordinates,
    base: str,
    source_kind: str,
    rule: str,
    sign: int = 1,
    unit: str | None = "%",
) -> ConformedValue:
    """A printed figure that is computed from others: kind of it, about what, against which base."""
    return ConformedValue(
        value_no=value.value_no,
        role="claim",
        claim_kind=kind,
        base=base,
        sign=sign,
        account_code=at.account,
        fund=at.fund,
        stage=at.stage,
        fiscal_year=at.year,
        project_name=at.project,
        organization_unit=at.unit,
        amount_unit=unit,
        source_kind=source_kind,
        conformed_by=rule,
    )


def left(value: PrintedValue, reason: str, rule: str) -> ConformedValue:
    """A number that is deliberately neither figure, claim nor indicator."""
    return ConformedValue(value.value_no, "left", rule, left_reason=reason)


def of_indicator(value: PrintedValue, number: int, part: str, rule: str, unit: str | None = None) -> ConformedValue:
    """A number printed in an indicator's part: name, target, actual, weight, score, criterion, deviation."""
    return ConformedValue(value.value_no, "indicator", rule, amount_unit=unit, indicator_no=number, indicator_part=part)
