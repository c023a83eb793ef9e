"""A snapshot of conformed reports as the scorer reads it: the columns of the marts that it compares, without dbt."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb

from dagster_project.conforming import Conformed, Lexicon
from dagster_project.conforming.records import ConformedValue
from dagster_project.extraction import Extract

TABLES = {
    "dim_report": "report_id, source_name, status, county_code, fiscal_year, department_key, self_score, grade",
    "dim_department": "department_key, department_name",
    "fct_mention": "report_id, fiscal_year, stage, account_code, fund, project_name, organization_unit, amount_wan,"
    " quantity, claim_key, indicator_key",
    "fct_claim": "report_id, kind, fiscal_year, account_code, printed_value",
    "fct_indicator": "report_id, indicator_name, weight, score, target_value, actual_value",
    "fct_finding": "report_id, rule_id, severity, message, printed",
}


@dataclass(frozen=True)
class Score:
    """How a snapshot compares with gold files, over all reports."""

    figures_recall: float
    figures_precision: float
    claims: float  # F1
    indicators: float  # F1
    header: float


def score(tool: Path, snapshot: Path, gold: Iterable[Path]) -> Score:
    """The score of a snapshot by the acceptance tool."""
    command = [sys.executable, str(tool), str(snapshot), *map(str, gold), "--json"]
    printed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    total = json.loads(printed.splitlines()[-1])
    figures, claims, indicators = total["figures"], total["claims"], total["indicators"]
    return Score(
        figures_recall=_ratio(figures[0], figures[1]),
        figures_precision=_ratio(figures[2], figures[3]),
        claims=_f1(_ratio(claims[2], claims[3]), _ratio(claims[0], claims[1])),
        indicators=_f1(_ratio(indicators[0], indicators[2] + indicators[3]), _ratio(indicators[0], indicators[1])),
        header=_ratio(*total["header"]),
    )


def write_snapshot(path: Path, reports: Iterable[tuple[Extract, Conformed]], lexicon: Lexicon, units: Path) -> None:
    """Write conformed reports as a snapshot; units: the seed of units, with their factors to 万元."""
    factors = {row[0]: Decimal(row[1]) for row in duckdb.sql(_FACTORS, params=[str(units)]).fetchall()}
    with duckdb.connect(path) as con:
        con.execute("create schema marts")
        for name, columns in TABLES.items():
            con.execute(f"create table marts.{name} ({', '.join(c + ' varchar' for c in columns.split(', '))})")
        for extract, conformed in reports:
            for name, rows in _tables(extract, conformed, lexicon, factors).items():
                for row in rows:
                    con.execute(f"insert into marts.{name} values ({', '.join('?' * len(row))})", row)


_FACTORS = "select unit, factor_to_wan from read_csv(?, all_varchar = true) where factor_to_wan is not null"


def _tables(
    extract: Extract, conformed: Conformed, lexicon: Lexicon, factors: dict[str, Decimal]
) -> dict[str, list[list[Any]]]:
    name, head = extract.document.source_name, conformed.header
    printed = {value.value_no: value.value for value in extract.values}

    def mention(role: ConformedValue) -> list[Any]:
        value = printed[role.value_no]
        money = lexicon.unit_kind(role.amount_unit) == "money"
        amount = str(Decimal(value) * factors[role.amount_unit or ""]) if value and money else None
        where = [role.fiscal_year, role.stage, role.account_code, role.fund or "all"]
        unit = [role.project_name, role.organization_unit]
        return [name, *where, *unit, amount, None if money else value, None, None]

    def claim(role: ConformedValue) -> list[Any]:
        value = printed[role.value_no]
        signed = str(Decimal(value) * (role.sign or 1)) if value else None
        return [name, role.claim_kind, role.fiscal_year, role.account_code, signed]

    return {
        "dim_report": [
            [name, name, "published", head.county_code, head.fiscal_year, name, head.self_score, head.grade]
        ],
        "dim_department": [[name, head.department_name]],
        "fct_mention": [mention(role) for role in conformed.values if role.role == "figure"],
        "fct_claim": [claim(role) for role in conformed.values if role.role == "claim"],
        "fct_indicator": [
            [name, i.indicator_name, i.weight, i.score, i.target_value, i.actual_value] for i in conformed.indicators
        ],
    }


def _ratio(part: float, whole: float) -> float:
    return part / whole if whole else 1.0


def _f1(precision: float, recall: float) -> float:
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0
