"""Where the columns of an indicator form stand."""

from __future__ import annotations

from dataclasses import dataclass

from dagster_project.conforming.form_rows import INDICATOR_ROLES, is_total
from dagster_project.conforming.grid import FormTable, roles_of_row
from dagster_project.conforming.lexicon import Lexicon

_MANY_COLUMNS = ("name", "level1", "level2")
FEWEST = 4  # columns of a table that may go on with the one before


@dataclass(frozen=True)
class Columns:
    """Column numbers by role; name and levels may span several."""

    by_role: dict[str, tuple[int, ...]]
    order: tuple[str, ...]  # roles from left to right
    width: int

    def first(self, role: str) -> int | None:
        """The first column of a role."""
        return self.by_role[role][0] if role in self.by_role else None


def columns_of(roles: dict[int, str], table: FormTable, row: int) -> Columns:
    """The columns of a heading row; a heading covers the columns up to the next one."""
    found: dict[str, list[int]] = {}
    for column, role in sorted(roles.items()):
        if role in found and role not in _MANY_COLUMNS:
            continue  # a second 得分 or 备注: the first is the department's own
        cell = table.at(row, column)
        span = cell.column_span if cell is not None else 1
        found.setdefault(role, []).extend(range(column, column + span))
    width = max((column for _, column in table.covered), default=0)
    by_role = {role: tuple(columns) for role, columns in found.items()}
    return Columns(by_role, tuple(roles[column] for column in sorted(roles)), width)


def continued(before: Columns, table: FormTable, lexicon: Lexicon) -> Columns | None:
    """The columns of a table without a heading row that goes on with the one before: as many columns, in order."""
    roles = {row: roles_of_row(table, row, lexicon) for row in table.rows}
    headed = any(len(set(found.values()) & INDICATOR_ROLES) >= 2 for found in roles.values())
    if headed or len({column for _, column in table.cells}) < FEWEST:
        return None
    body = [row for row in table.rows if not is_total(table, row, lexicon)]
    used = sorted({column for row, column in table.cells if row in body})
    order = [role for role in before.order if role in INDICATOR_ROLES]
    if "weight" not in order:
        order += ["weight", "score"]
    if len(used) not in (len(order), len(order) + 1):
        return None
    by_role: dict[str, tuple[int, ...]] = {role: (column,) for role, column in zip(order, used, strict=False)}
    if len(used) > len(order):
        by_role["deviation"] = (used[-1],)
    return Columns(by_role, tuple(order), max(used))
