"""Where the columns of an indicator form stand."""

from __future__ import annotations

import re
from dataclasses import dataclass

from dagster_project.conforming.form_rows import INDICATOR_ROLES, is_total
from dagster_project.conforming.grid import FormTable, roles_of_row
from dagster_project.conforming.label import read_label
from dagster_project.conforming.lexicon import Lexicon

_NAMES_INDICATORS = re.compile(r"指\s*标(?:名称|内容)?$")
_MANY_COLUMNS = ("name", "level1", "level2")
HEAD_ROWS = 4
FEWEST_STAGES = 2
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
    named = _column_of_names(roles, table, row, found["target"][0]) if "target" in found else None
    if "name" not in found and named is not None:
        found["name"] = [named]
    width = max((column for _, column in table.covered), default=0)
    by_role = {role: tuple(columns) for role, columns in found.items()}
    return Columns(by_role, tuple(roles[column] for column in sorted(roles)), width)


def _column_of_names(roles: dict[int, str], table: FormTable, row: int, target: int) -> int | None:
    """The column headed 绩效指标 beside the targets: elsewhere these words stand along the whole form."""
    beside = [cell for cell in table.row_cells(row) if cell.column_no not in roles and cell.column_no < target]
    return next((cell.column_no for cell in reversed(beside) if _NAMES_INDICATORS.search(cell.text)), None)


def _has_headings_of_its_own(table: FormTable, lexicon: Lexicon) -> bool:
    """Whether a table begins with a title, or with headings of amounts: it is another table, not the rest of one."""
    first = table.row_cells(table.rows[0])
    titled = len(first) == 1 and table.rows[0] == 1 and len(table.rows) > 1
    headings = [read_label(lexicon, cell.text) for row in table.rows[:HEAD_ROWS] for cell in table.row_cells(row)]
    return titled or sum(label.has("stage", "base") and not label.residual for label in headings) >= FEWEST_STAGES


def continued(before: Columns, table: FormTable, lexicon: Lexicon) -> Columns | None:
    """The columns of a table without a heading row that goes on with the one before: as many columns, in order."""
    roles = {row: roles_of_row(table, row, lexicon) for row in table.rows}
    if _has_headings_of_its_own(table, lexicon):
        return None
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
