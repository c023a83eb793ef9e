"""Forms: each table is walked row by row, and each run of rows is read as what its heading row says it is.

A heading row with stages (年初预算数, 全年预算数, 全年执行数) heads a funding block, one with targets and results heads
indicators, 预期目标 and 实际完成情况 alone head the goals; all else is a matrix of figures under row and column labels.
"""

from __future__ import annotations

import re

from dagster_project.conforming.form_rows import (
    ends_indicators,
    heads_goals,
    heads_group,
    heads_indicators,
    heads_stages,
    is_list,
    is_sum,
    is_title,
    is_total,
    project_in_row,
    project_of,
)
from dagster_project.conforming.funding import FundingBlock
from dagster_project.conforming.goals import read_goals
from dagster_project.conforming.grid import FormTable, roles_of_row, tables_of
from dagster_project.conforming.indicator_columns import Columns, columns_of, continued
from dagster_project.conforming.indicator_rows import IndicatorRows
from dagster_project.conforming.lexicon import Lexicon
from dagster_project.conforming.matrix import Matrix
from dagster_project.conforming.records import ConformedValue, Indicator
from dagster_project.conforming.roles import STAGES, left
from dagster_project.conforming.table_unit import proven_unit
from dagster_project.extraction.records import Extract, PrintedValue

_OF_THE_WHOLE = re.compile(r"(?:部门|单位|本级)[^项]*整体|整体支出")


class FormReader:
    """Reads the tables of one extract; its results are values, indicators and the totals of 总分 rows."""

    def __init__(self, extract: Extract, lexicon: Lexicon, fiscal_year: int | None) -> None:
        self.lexicon = lexicon
        self.fiscal_year = fiscal_year
        self.values: list[ConformedValue] = []
        self.indicators: list[Indicator] = []
        self._extract = extract
        self.columns: Columns | None = None  # the indicator columns a continued table goes on with
        self.open_project: str | None = None  # of a form whose indicators the next table may hold
        self._totals: list[PrintedValue] = []
        self._project_totals: list[PrintedValue] = []
        for table in tables_of(extract):
            _TableReader(self, table).read()

    @property
    def totals(self) -> list[PrintedValue]:
        """The score of each 总分 row, the department's first."""
        return [*self._totals, *self._project_totals]

    def total_row(self, table: FormTable, row: int, project: str | None) -> None:
        """Take the score of a 总分 row; its numbers are sums of others."""
        numbers = [v for c in table.row_cells(row) for v in table.numbers(row, c.column_no) if v.value is not None]
        self.values += [left(value, "score_total", "form > total row") for value in numbers]
        scores = [v for v in numbers if v.place == "table" or v.unit == "分"]
        if scores:
            (self._project_totals if project else self._totals).append(scores[-1])

    def unit_of(self, table: FormTable) -> str | None:
        """The unit of a table's amounts that the text of its section proves, where the table prints none."""
        return proven_unit(table, self._extract, self.lexicon)

    def take(self, indicators: list[Indicator], values: list[ConformedValue]) -> None:
        """Add what was read."""
        self.indicators += indicators
        self.values += values

    @property
    def next_indicator(self) -> int:
        """The number of the next indicator."""
        return len(self.indicators) + 1


class _TableReader:
    """Reads one table; at each row it knows which part of the form it is in."""

    def __init__(self, form: FormReader, table: FormTable) -> None:
        self.form = form
        self.table = table
        self.lexicon = form.lexicon
        self.project = project_of(table, form.lexicon) or self._project_before()
        self.scope = self.project or "department"
        self.section = next((v.section for values in table.values.values() for v in values), None)
        self.matrix = Matrix(table, form.lexicon, form.fiscal_year, self.project, form.unit_of(table))
        self.funding: FundingBlock | None = None
        self.rows: IndicatorRows | None = None
        self.headed: tuple[int, dict[int, str]] = (0, {})  # the last row of headings
        self.goals: dict[str, int] | None = None  # columns of target and actual
        if form.columns is not None and table.rows and (columns := continued(form.columns, table, form.lexicon)):
            self.rows = IndicatorRows(table, columns, self.scope, self.section)

    def read(self) -> None:
        """Read the table into the form's results."""
        for row in self.table.rows:
            if is_total(self.table, row, self.lexicon) or (self.rows is not None and is_sum(self.table, row)):
                self.form.total_row(self.table, row, self.project)
                continue
            roles = self._with_row_above(row, roles_of_row(self.table, row, self.lexicon))
            if is_title(self.table, row) and heads_group(self.table, row, self.lexicon):
                self.matrix.head_group(row)
                continue
            if is_title(self.table, row):
                self._leave_part()
                if _OF_THE_WHOLE.search(self.table.row_cells(row)[0].text):
                    self._leave_project()
            if project := project_in_row(self.table, row, self.lexicon):
                self._enter_project(project)
            if not self._enter(row, roles):
                self._read_row(row, roles)
        self._close_funding()
        funded = self.funding is not None and self.rows is None
        self.form.open_project = self.project if funded else None
        self.form.take([], self.matrix.finish())

    def _project_before(self) -> str | None:
        """The project whose funding the table before held, where this one begins with the headings of indicators."""
        if self.form.open_project is None or not self.table.rows:
            return None
        roles = roles_of_row(self.table, self.table.rows[0], self.lexicon)
        return self.form.open_project if heads_indicators(set(roles.values())) else None

    def _enter_project(self, project: str) -> None:
        """A row that names a project: what follows is about it."""
        if project != self.project:
            self._leave_part()
        self.project = self.scope = self.matrix.project = project

    def _with_row_above(self, row: int, roles: dict[int, str]) -> dict[int, str]:
        """The roles of a heading row of two lines: 项目名称 in the first, 年初预算 and 实际支出 in the second."""
        above_row, above = self.headed
        if roles and not self.table.lone_numbers(row):
            if above_row == row - 1 and set(roles.values()) & set(STAGES) and "project_name" in above.values():
                roles = {**above, **roles}
            self.headed = (row, roles)
        return roles

    def _leave_project(self) -> None:
        """A title of the department's own part: what follows is about no project."""
        self.project = self.matrix.project = None
        self.scope = "department"

    def _leave_part(self) -> None:
        """A title: what the headings above it said no longer holds."""
        self._close_funding()
        self.funding, self.rows, self.goals = None, None, None
        self.matrix.forget_headings()

    def _enter(self, row: int, roles: dict[int, str]) -> bool:
        """Whether a row heads another part of the form, which is entered."""
        named = set(roles.values())
        if heads_indicators(named):
            self._close_funding()
            self.funding, self.goals = None, None
            self.form.columns = columns_of(roles, self.table, row)
            self.rows = IndicatorRows(self.table, self.form.columns, self.scope, self.section)
        elif heads_stages(named):
            self._close_funding()
            self.funding, self.rows, self.goals = None, None, None
            if is_list(named):
                self.matrix.head(row, roles)
            else:
                year = self.form.fiscal_year
                self.funding = FundingBlock(self.table, row, self.lexicon, roles, year, self.project)
        elif heads_goals(self.table, row, roles):
            self._close_funding()
            self.funding, self.rows = None, None
            self.goals = {role: column for column, role in roles.items()}
        else:
            return False
        return True

    def _read_row(self, row: int, roles: dict[int, str]) -> None:
        if self.rows is not None and not ends_indicators(self.table, row):
            self.form.take(*self.rows.read(row, self.form.next_indicator))
        elif self.rows is not None:
            self.rows = None
            self._matrix_row(row, roles)
        elif goals := self._goals(row):
            self.form.take(*goals)
        elif self.funding is not None:
            self.funding.read(row)
        else:
            self.goals = None
            self._matrix_row(row, roles)

    def _goals(self, row: int) -> tuple[list[Indicator], list[ConformedValue]] | None:
        if self.goals is None:
            return None
        return read_goals(self.table, row, self.goals, self.scope, self.section, self.form.next_indicator)

    def _matrix_row(self, row: int, roles: dict[int, str]) -> None:
        self.matrix.head(row, roles)
        self.form.take([], self.matrix.read(row))

    def _close_funding(self) -> None:
        if self.funding is None or self.funding.closed:
            return
        values, indicator = self.funding.finish(self.form.next_indicator)
        self.form.take([indicator] if indicator is not None else [], values)
