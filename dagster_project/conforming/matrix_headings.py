"""What the heading row of a table of figures says of the columns below it."""

from __future__ import annotations

import re

from dagster_project.conforming.grid import FormTable
from dagster_project.conforming.label import read_label
from dagster_project.conforming.label_account import pick_account
from dagster_project.conforming.lexicon import Lexicon, normalise
from dagster_project.conforming.matrix_labels import named_in_row, stages_by_column
from dagster_project.extraction.marks import without_numbering
from dagster_project.extraction.records import TableCell

FEWEST_ROLES = 2
_EXECUTED = re.compile(r"执行|完成率")
_ITEMS = ("项目", "收入项目", "支出项目")  # head the lines of a table, whatever these name
_NAMES = ("project_name", "unit_name")


class Headings:
    """The last heading row of a table, as the numbers below it read it."""

    def __init__(self, table: FormTable, lexicon: Lexicon) -> None:
        self._table = table
        self._lexicon = lexicon
        self.roles: dict[int, str] = {}  # by column
        self.stages: dict[int, str] = {}  # by column, a 其中 column taking that of the one before
        self.executed = False  # sets a budget beside what was executed of it
        self.lists_projects = False  # says that a column holds names of projects, not just 项目
        self.lists_tasks = False  # of which not all need be projects
        self.lists_spending = False  # names spending as the only account

    @property
    def names_projects(self) -> bool:
        """Whether a column holds what may be names of projects."""
        return "project_name" in self.roles.values()

    @property
    def names_units(self) -> bool:
        """Whether a column holds names of sub-units."""
        return "unit_name" in self.roles.values()

    def forget(self) -> None:
        """Begin another part of the form."""
        self.roles, self.stages, self.executed = {}, {}, False

    def take(self, cells: list[TableCell], row: int, roles: dict[int, str]) -> None:
        """Take over a row without numbers, if it heads columns."""
        if len(roles) < FEWEST_ROLES and not self._names_rows(cells, roles):
            return
        self.roles = self._spread_names(row, roles)
        self.executed = any(_EXECUTED.search(cell.text) for cell in cells)
        self.lists_tasks = any("任务" in self._table.text(row, column) for column in roles)
        accounts = {pick_account(self._lexicon, read_label(self._lexicon, cell.text))[0] for cell in cells}
        self.lists_spending = accounts - {None} == {"expenditure"}
        names = [self._table.text(row, column) for column, role in roles.items() if role == "project_name"]
        if any(names) or not names:  # else the line above names the column
            self.lists_projects = any(normalise(without_numbering(name)) not in _ITEMS for name in names)
        self.stages = stages_by_column(self._lexicon, cells)
        if self.executed:
            self.stages = {c: "adjusted_budget" if s == "initial_budget" else s for c, s in self.stages.items()}

    def name_in(self, row: int, role: str, left_of: int | None = None) -> str | None:
        """What a row prints in its column of names."""
        return named_in_row(self._table, self.roles, row, role, left_of=left_of)

    def _names_rows(self, cells: list[TableCell], roles: dict[int, str]) -> bool:
        """Whether a row heads a column of names: beside it stand headings, not the one answer (单位名称 | 某局)."""
        if not set(_NAMES) & set(roles.values()):
            return False
        others = (read_label(self._lexicon, cell.text) for cell in cells if cell.column_no not in roles)
        return len(cells) != 2 or any(label.terms and not label.residual for label in others)

    def _spread_names(self, row: int, roles: dict[int, str]) -> dict[int, str]:
        """Roles, those of names at all columns that they span: 公务用车 | 1.公务用车购置费 under 项目."""
        spread = dict(roles)
        for column, role in roles.items():
            heading = self._table.at(row, column)
            if role in _NAMES and heading is not None:
                columns = range(column, heading.column_no + heading.column_span)
                spread.update({c: role for c in columns if c not in roles})
        return spread
