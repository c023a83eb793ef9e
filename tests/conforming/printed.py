"""What a printed text says, in one line per figure, claim and indicator: what these tests are written in.

A figure is `VALUE ACCOUNT` with what differs from a final figure of the report's year over all funds, in this order:
`fund=`, `stage=`, `year=`, `project=`, `unit=` (the organization unit). A claim is `KIND VALUE ACCOUNT vs BASE`.
An indicator is `NAME | target | actual | weight | score`, numbers with comparator and unit, '-' for what is not
printed. What is left is `VALUE REASON`, or `VALUE unmatched`.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from dagster_project.conforming import Conformed, Lexicon, conform
from dagster_project.conforming.records import ConformedValue, Indicator
from dagster_project.extraction import Extract, extract
from dagster_project.reading import read

SEEDS = Path(__file__).parents[2] / "dbt" / "seeds"
YEAR = 2023
TITLE = f"{YEAR}年度部门整体支出绩效自评报告\n\n"


@cache
def lexicon() -> Lexicon:
    return Lexicon.from_seeds(SEEDS)


def extracted(text: str) -> Extract:
    """The extract of a plain text; TABs part the cells of a table's row."""
    return extract(read(text.encode(), "report.txt"))


def conformed(text: str) -> tuple[Extract, Conformed]:
    """A text below the title of a report on 2023, conformed."""
    extract_ = extracted(TITLE + text)
    return extract_, conform(extract_, lexicon())


def figures(text: str) -> list[str]:
    """The figures of a text."""
    extract_, result = conformed(text)
    return [_figure(role, _value(extract_, role)) for role in result.values if role.role == "figure"]


def claims(text: str) -> list[str]:
    """The claims of a text."""
    extract_, result = conformed(text)
    return [_claim(role, _value(extract_, role)) for role in result.values if role.role == "claim"]


def indicators(text: str) -> list[str]:
    """The indicators of a text."""
    return [indicator_line(indicator) for indicator in conformed(text)[1].indicators]


def left(text: str) -> list[str]:
    """The quantities of a text that are left, each with the reason, and those that are not understood."""
    extract_, result = conformed(text)
    return [
        f"{_value(extract_, role)} {role.left_reason or role.role}"
        for role in result.values
        if role.role in ("left", "unmatched") and extract_.values[role.value_no - 1].is_quantity
    ]


def table(*rows: str) -> str:
    """A table as OCR prints it: a row a line; '|' stands for the TAB between two cells."""
    return "\n".join("\t".join(cell.strip() for cell in row.split("|")) for row in rows) + "\n"


def indicator_line(indicator: Indicator) -> str:
    """One line of an indicator."""
    target = f"{indicator.target_comparator or ''}{indicator.target_value or ''}{indicator.target_unit or ''}"
    actual = f"{indicator.actual_value or ''}{indicator.actual_unit or ''}"
    parts = (indicator.indicator_name, target, actual, indicator.weight, indicator.score)
    return " | ".join(part or "-" for part in parts)


def _value(extract_: Extract, role: ConformedValue) -> str:
    value = extract_.values[role.value_no - 1]
    assert value.value_no == role.value_no
    return value.value or f"None {value.printed}"


def _figure(role: ConformedValue, value: str) -> str:
    said = {
        "fund": role.fund,
        "stage": None if role.stage == "final" else role.stage,
        "year": None if role.fiscal_year == YEAR else role.fiscal_year,
        "project": role.project_name,
        "unit": role.organization_unit,
    }
    return " ".join([f"{value} {role.account_code}", *(f"{name}={code}" for name, code in said.items() if code)])


def _claim(role: ConformedValue, value: str) -> str:
    sign = "-" if role.sign == -1 else ""
    return f"{role.claim_kind} {sign}{value} {role.account_code} vs {role.base}"
