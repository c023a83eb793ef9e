"""The goals of a form: what was set for the year beside what was done, a cell of each, several goals in one cell."""

from __future__ import annotations

import re

from dagster_project.conforming.grid import FormTable
from dagster_project.conforming.records import ConformedValue, Indicator
from dagster_project.conforming.roles import of_indicator
from dagster_project.conforming.target_cells import Target, indicator_of, pair_targets
from dagster_project.extraction.marks import is_filler

LEVEL = "年度总体目标"
RULE = "form > goals"


def read_goals(
    table: FormTable, row: int, columns: dict[str, int], scope: str, section: str | None, number: int
) -> tuple[list[Indicator], list[ConformedValue]] | None:
    """The goals of a row, numbered from number on, and the roles of its numbers; None where the row holds none.

    columns: the columns of target and actual.
    """
    target = table.text(row, columns["target"])
    actual = table.text(row, columns["actual"]) or None
    if is_filler(target) or re.search(r"指标", " ".join(cell.text for cell in table.row_cells(row)[:2])):
        return None
    goals = pair_targets(target, actual)
    cell = table.at(row, columns["target"])
    indicators = []
    for place, goal in enumerate(goals):
        name = LEVEL if len(goals) == 1 and goal.target_measure.value is None else goal.name
        indicators.append(
            indicator_of(goal, number + place, name, scope, (LEVEL, None), section, (table.table_no, row), cell, RULE)
        )
    roles = [
        of_indicator(value, number + _owner(goals, value.printed, part), part, RULE)
        for part in ("target", "actual")
        for value in table.numbers(row, columns[part])
    ]
    return indicators, roles


def _owner(goals: list[Target], printed: str, part: str) -> int:
    """The first goal whose part prints a number."""
    return next((n for n, goal in enumerate(goals) if printed in (getattr(goal, part) or "")), 0)
