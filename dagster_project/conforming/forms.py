"""Forms: each table is walked row by row, and each run of rows is read as what its heading row says it is.

A heading row with stages (年初预算数, 全年预算数, 全年执行数) heads a funding block, one with targets and results heads
indicators, 预期目标 and 实际完成情况 alone head the goals; all else is a matrix of figures under row and column labels.
"""

from __future__ import annotations

import re

from dagster_project.conforming.funding import FundingBlock
from dagster_project.conforming.grid import FormTable, role_of, roles_of_row, tables_of
from dagster_project.conforming.indicator_rows import Columns, IndicatorRows, columns_of
from dagster_project.conforming.label import read_label
from dagster_project.conforming.lexicon import Lexicon, normalise
from dagster_project.conforming.matrix import Matrix
from dagster_project.conforming.records import ConformedValue, Indicator
from dagster_project.conforming.target_cells import EMPTY, pair_targets
from dagster_project.extraction.records import Extract, PrintedValue

STAGES = {"initial_budget", "adjusted_budget", "final"}
_INDICATOR_ROLES = {"level1", "level2", "name", "target", "actual", "weight", "score", "comparator", "criterion"}
_GOALS = re.compile(r"总体目标|年度目标|绩效目标|定性目标|预期目标")


def _ends_indicators(table: FormTable, row: int) -> bool:
    """Whether a row below indicators begins another part of the form: a title of its own, or labelled answers."""
    cells = table.row_cells(row)
    title = len(cells) == 1 and bool(re.match(r"[一二三四五六七八九十]+[、.．]|备注|说明|填表|填报|附", cells[0].text))
    answer = (
        bool(cells)
        and cells[0].column_no == 1
        and bool(re.search(r"得分|等次|等级|评价人员|联系|签字|签章", cells[0].text))
    )
    return title or answer


class FormReader:
    """Reads the tables of one extract; its results are values, indicators and the totals of 总分 rows."""

    def __init__(self, extract: Extract, lexicon: Lexicon, fiscal_year: int | None) -> None:
        self.extract = extract
        self.lexicon = lexicon
        self.fiscal_year = fiscal_year
        self.values: list[ConformedValue] = []
        self.indicators: list[Indicator] = []
        self.totals: list[PrintedValue] = []  # the score of each 总分 row, the department's first
        self._told: set[int] = set()
        self._open: Columns | None = None  # the indicator columns a continued table goes on with
        self._project_totals: list[PrintedValue] = []
        for table in tables_of(extract):
            self._read_table(table)
        self.totals += self._project_totals

    # --- one table ----------------------------------------------------------------------------------------------

    def _read_table(self, table: FormTable) -> None:
        project = self._project_of(table)
        scope = project or "department"
        section = next((v.section for vs in table.values.values() for v in vs), None)
        funding: FundingBlock | None = None
        rows: IndicatorRows | None = self._continued(table, scope, section)
        goals: dict[str, int] | None = None
        matrix = Matrix(table, self.lexicon, self.fiscal_year, project)
        for row in table.rows:
            roles = roles_of_row(table, row, self.lexicon)
            named = set(roles.values())
            if self._is_total(table, row, roles) or (rows is not None and self._is_sum(table, row)):
                self._total_row(table, row, project)
                continue
            if self._heads_indicators(named, table, row):
                self._close(funding)
                funding, goals = None, None
                self._open = columns_of(roles, table, row)
                rows = IndicatorRows(table, self._open, scope, section)
            elif len(named & STAGES) >= 2 and (named & {"weight", "execution_rate", "score"} or named >= STAGES):
                rows, goals = None, None
                if not self._is_list(named):
                    funding = FundingBlock(table, row, self.lexicon, roles, self.fiscal_year, project)
                else:
                    matrix.head(row, roles)
            elif (
                {"target", "actual"} <= named
                and not named & {"name", "weight", "score"}
                and self._heads_goals(table, row, roles)
            ):
                self._close(funding)
                funding, rows = None, None
                goals = {role: column for column, role in roles.items()}
            elif rows is not None and _ends_indicators(table, row):
                rows = None
                matrix.head(row, roles)
                self._add(matrix.read(row))
            elif rows is not None:
                self._take(*rows.read(row, len(self.indicators) + 1))
            elif goals is not None and self._goal_row(table, row, goals, scope, section):
                pass
            elif funding is not None:
                funding.read(row)
            else:
                goals = None
                matrix.head(row, roles)
                self._add(matrix.read(row))
        self._close(funding)
        self._add(matrix.finish())

    def _is_list(self, named: set[str]) -> bool:
        """Whether a heading row with stages heads a list of projects or units rather than a funding block."""
        return bool(named & {"project_name", "unit_name"}) and "weight" not in named and "score" not in named

    def _heads_indicators(self, named: set[str], table: FormTable, row: int) -> bool:
        kinds = named & _INDICATOR_ROLES
        if {"target", "actual"} <= kinds and kinds & {"name", "level1", "level2"}:
            return True
        if "name" in kinds and kinds & {"target", "actual"} and kinds & {"weight", "score"}:
            return True
        return "name" in kinds and {"weight", "score"} <= kinds

    def _heads_goals(self, table: FormTable, row: int, roles: dict[int, str]) -> bool:
        texts = [cell.text for cell in table.row_cells(row) if cell.column_no not in roles]
        return all(_GOALS.search(normalise(text)) or "完成情况" in text for text in texts) if texts else True

    def _continued(self, table: FormTable, scope: str, section: str | None) -> IndicatorRows | None:
        """A table without a heading row that goes on with the indicators of the one before: as many columns, in order."""
        if self._open is None or not table.rows:
            return None
        headed = [
            row
            for row in table.rows
            if len(set(roles_of_row(table, row, self.lexicon).values()) & _INDICATOR_ROLES) >= 2
        ]
        used = sorted({column for (_, column) in table.cells})
        order = [role for role in self._open.order if role in _INDICATOR_ROLES]
        if headed or len(used) < 4:
            return None
        body = [row for row in table.rows if not self._is_total(table, row, roles_of_row(table, row, self.lexicon))]
        used = sorted({column for (row, column) in table.cells if row in body})
        if "weight" not in order:
            order += ["weight", "score"]
        elif len(used) not in (len(order), len(order) + 1):
            return None
        if not len(order) <= len(used) <= len(order) + 1:
            return None
        by_role = {role: (column,) for role, column in zip(order, used, strict=False)}
        if len(used) > len(order):
            by_role["deviation"] = (used[-1],)
        return IndicatorRows(table, Columns(by_role, tuple(order), max(used)), scope, section)

    def _is_total(self, table: FormTable, row: int, roles: dict[int, str]) -> bool:
        cells = table.row_cells(row)
        heads = [c for c in cells if role_of(c.text, self.lexicon) == "total_score"]
        return bool(heads) and any(table.numbers(row, c.column_no) for c in cells) and heads[0] in cells[:2]

    def _is_sum(self, table: FormTable, row: int) -> bool:
        """Whether a row below indicators only adds their weights and scores up."""
        first = table.row_cells(row)[0]
        return normalise(first.text) in ("合计", "总计", "小计") and first.column_no == 1

    def _total_row(self, table: FormTable, row: int, project: str | None) -> None:
        numbers = [v for c in table.row_cells(row) for v in table.numbers(row, c.column_no) if v.value is not None]
        for value in numbers:
            self._add([ConformedValue(value.value_no, "left", "form > total row", left_reason="score_total")])
        scores = [v for v in numbers if v.place == "table" or v.unit == "分"]
        if scores:
            (self._project_totals if project else self.totals).append(scores[-1])

    # --- goals --------------------------------------------------------------------------------------------------

    def _goal_row(self, table: FormTable, row: int, goals: dict[str, int], scope: str, section: str | None) -> bool:
        target = table.text(row, goals["target"])
        actual = table.text(row, goals["actual"]) or None
        if EMPTY.match(target) or re.search(r"指标", " ".join(c.text for c in table.row_cells(row)[:2])):
            return False
        first = len(self.indicators) + 1
        pairs = pair_targets(target, actual)
        cell = table.at(row, goals["target"])
        for number, pair in enumerate(pairs, first):
            self.indicators.append(
                Indicator(
                    indicator_no=number,
                    scope=scope,
                    indicator_name="年度总体目标"
                    if len(pairs) == 1 and pair.target_measure.value is None
                    else pair.name,
                    conformed_by="form > goals",
                    level1="年度总体目标",
                    target_text=pair.target,
                    actual_text=pair.actual,
                    target_comparator=pair.target_measure.comparator,
                    target_value=pair.target_measure.value,
                    target_unit=pair.target_measure.unit,
                    actual_value=pair.actual_measure.value,
                    actual_unit=pair.actual_measure.unit,
                    section=section,
                    table_no=table.table_no,
                    row_no=row,
                    char_start=cell.char_start if cell else None,
                    char_end=cell.char_end if cell else None,
                )
            )
        for role in ("target", "actual"):
            for value in table.numbers(row, goals[role]):
                owner = next((n for n, p in enumerate(pairs) if value.printed in (getattr(p, role) or "")), 0)
                self._add(
                    [
                        ConformedValue(
                            value.value_no, "indicator", "form > goals", indicator_no=first + owner, indicator_part=role
                        )
                    ]
                )
        return True

    # --- results ------------------------------------------------------------------------------------------------

    def _close(self, funding: FundingBlock | None) -> None:
        if funding is None or funding.closed:
            return
        values, indicator = funding.finish(len(self.indicators) + 1)
        if indicator is not None:
            self.indicators.append(indicator)
        self._add(values)

    def _take(self, indicators: list[Indicator], roles: list[ConformedValue]) -> None:
        self.indicators += indicators
        self._add(roles)

    def _add(self, values: list[ConformedValue]) -> None:
        self.values += values
        self._told.update(value.value_no for value in values)

    def _project_of(self, table: FormTable) -> str | None:
        """The project a form is about: the cell beside 项目名称, in a row that heads no columns."""
        for row in table.rows[:6]:
            cells = table.row_cells(row)
            roles = [role_of(cell.text, self.lexicon) for cell in cells]
            if "project_name" not in roles or set(roles) & (STAGES | {"weight", "score", "target", "unit_name"}):
                continue
            at = roles.index("project_name")
            if at + 1 >= len(cells) or roles[at + 1] is not None or table.lone(row, cells[at + 1].column_no):
                continue
            beside = read_label(self.lexicon, cells[at + 1].text)
            if not beside.has("stage", "account"):
                return re.sub(r"\s+", "", cells[at + 1].text)
        return None
