"""What conforming makes of an extract; fields carry the names of columns of loading/raw_tables.sql."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class ConformedValue:
    """One role of one printed number."""

    value_no: int
    role: str
    conformed_by: str
    left_reason: str | None = None
    claim_kind: str | None = None
    base: str | None = None
    sign: int | None = None
    account_code: str | None = None
    fund: str | None = None
    stage: str | None = None
    fiscal_year: int | None = None
    project_name: str | None = None
    organization_unit: str | None = None
    amount_unit: str | None = None
    source_kind: str | None = None
    indicator_no: int | None = None
    indicator_part: str | None = None
    header_field: str | None = None


@dataclass(frozen=True)
class Indicator:
    """One indicator line, cells as printed, numbers parsed to plain decimals (text)."""

    indicator_no: int
    scope: str
    indicator_name: str
    conformed_by: str
    level1: str | None = None
    level2: str | None = None
    target_text: str | None = None
    actual_text: str | None = None
    target_comparator: str | None = None
    target_value: str | None = None
    target_unit: str | None = None
    actual_value: str | None = None
    actual_unit: str | None = None
    weight: str | None = None
    score: str | None = None
    criterion: str | None = None
    deviation: str | None = None
    section: str | None = None
    page: int | None = None
    table_no: int | None = None
    row_no: int | None = None
    column_no: int | None = None
    printed: str | None = None
    char_start: int | None = None
    char_end: int | None = None


@dataclass(frozen=True)
class ReportHeader:
    """The head of the report."""

    conformed_by: str
    county_code: str | None = None
    department_name: str | None = None
    department_stem: str | None = None
    fiscal_year: int | None = None
    title: str | None = None
    published_on: str | None = None
    prepared_on: str | None = None
    self_score: str | None = None
    grade: str | None = None


@dataclass(frozen=True)
class Conformed:
    """Everything conforming says of one document."""

    header: ReportHeader
    values: tuple[ConformedValue, ...]
    indicators: tuple[Indicator, ...]
