"""The funding block of a self-evaluation form: totals by stage with weight, rate and score, and their split."""

from __future__ import annotations

import re
from dataclasses import replace

from dagster_project.conforming.funding_split import (
    Part,
    TornLabels,
    lost_project_spending,
    opens_split,
    read_part,
    stage_of,
)
from dagster_project.conforming.grid import FormTable
from dagster_project.conforming.label import LabelReading, read_label
from dagster_project.conforming.label_account import pick_account
from dagster_project.conforming.lexicon import Lexicon, normalise
from dagster_project.conforming.measure_cells import split_points
from dagster_project.conforming.records import ConformedValue, Indicator
from dagster_project.conforming.roles import STAGES, Coordinates, claim, figure, of_indicator
from dagster_project.extraction.marks import DEEPEST, numbering, without_numbering
from dagster_project.extraction.records import PrintedValue

SOURCE = "self_evaluation_form"
_TOTAL = re.compile(r"资金总额|总金额|年度总额|总额|合计|预算总额")
FEWEST_STAGES = 2  # amounts under headings of stages that make a row of the split a row by stage
_ALL_MONEY = re.compile(r"^年度?财政(?:性)?资金总额")  # no fund but all that the form is about
_PLACED = (*STAGES, "addition", "balance", "weight", "execution_rate", "score")


class FundingBlock:
    """Reads the rows under a heading row of stages; roles: heading roles by column."""

    def __init__(
        self,
        table: FormTable,
        row: int,
        lexicon: Lexicon,
        roles: dict[int, str],
        fiscal_year: int | None,
        project: str | None,
    ) -> None:
        self.table = table
        self.lexicon = lexicon
        self.fiscal_year = fiscal_year
        self.project = project
        self.closed = False
        self._roles = _covered_roles(table, row, roles)
        self._headed = {column for (at, column), cell in table.covered.items() if at == row and cell.text.strip()}
        self._points = _points_of_rate(table, row, self._roles)
        self._values: list[ConformedValue] = []
        self._totals: dict[str, PrintedValue] = {}
        self._parts: list[Part] = []
        self._unlabelled: list[PrintedValue] = []
        self._indicator: Indicator | None = None
        self._indicator_values: list[tuple[PrintedValue, str]] = []
        self._splitting = False
        self._above: str | None = None  # the account of the row above
        self._torn = TornLabels(lexicon)

    def read(self, row: int) -> None:
        """Read one row of the block."""
        cells = self.table.row_cells(row)
        if any(opens_split(normalise(cell.text)) for cell in cells):
            self._splitting = True
        lone = self.table.lone_numbers(row)
        worded = any(self.table.numbers(row, c.column_no) and not self.table.is_alone(row, c.column_no) for c in cells)
        by_stage = {self._roles.get(value.column_no or 0) for value in lone} & set(STAGES)
        if not lone or ((worded or self._splitting) and len(by_stage) < FEWEST_STAGES):
            self._split_row(row)
        else:
            self._stage_row(row, lone)

    def finish(self, indicator_no: int) -> tuple[list[ConformedValue], Indicator | None]:
        """All roles of the block's numbers, and the indicator 预算执行率 that its total row is."""
        self.closed = True
        values = [*self._values, *self._split_figures()]
        told = {value.value_no for value in values}
        values += [
            ConformedValue(lost.value_no, "unmatched", "form > a number without a label")
            for lost in self._unlabelled
            if lost.value_no not in told
        ]
        if self._indicator is None:
            return values, None
        values += [of_indicator(v, indicator_no, part, "form > funding row") for v, part in self._indicator_values]
        return values, replace(self._indicator, indicator_no=indicator_no)

    # --- rows by stage ------------------------------------------------------------------------------------------

    def _stage_row(self, row: int, numbers: list[PrintedValue]) -> None:
        text = self._label_before(row, numbers)
        label = read_label(self.lexicon, text)
        account, fund, is_total = self._account_of_row(label)
        project = self.project
        if account is None or (self._above == "expenditure.project" and numbering(text)):
            project = self._project_of_row(text)
            account = "expenditure.project" if project else None
        else:
            self._above = account
        if account is None:
            return
        spent = "expenditure.project" if self.project else "expenditure"
        placed = self._place(numbers)
        for role, value in placed.items():
            if role in STAGES:
                executed = role == "final" and account == "income" and "收入" not in label.text
                # what was executed of 当年财政拨款 is spending
                at = Coordinates(spent if executed else account, fund, role, self.fiscal_year, project)
                self._values.append(self._figure(value, at, f"funding row > {label.text}"))
                if is_total:
                    self._totals[role] = value
            elif role == "balance":
                at = Coordinates("closing_balance", fund, "final", self.fiscal_year, self.project)
                self._values.append(self._figure(value, at, "funding row > 结余"))
            elif role == "addition":
                at = Coordinates(account, fund, "adjusted_budget", self.fiscal_year, self.project)
                rule = "form > funding row > 追加"
                self._values.append(claim(value, "change_amount", at, "initial_budget", SOURCE, rule, unit=value.unit))
            elif role == "execution_rate":
                about = spent if account == "income" else account  # a fund's rate of execution is of its spending
                at = Coordinates(about, fund, "final", self.fiscal_year, project)
                rule = "form > funding row > 执行率"
                self._values.append(claim(value, "execution_rate", at, "adjusted_budget", SOURCE, rule))
        if is_total and self._indicator is None:
            self._take_indicator(row, placed)

    def _project_of_row(self, text: str) -> str | None:
        """The project of a numbered row below 项目支出: 1.某某专项; None for any other row without an account."""
        numbered = numbering(text)
        if self._above != "expenditure.project" or self.project or numbered is None or numbered[0] < DEEPEST:
            return None
        return re.sub(r"\s+", "", without_numbering(text)) or None

    def _label_before(self, row: int, numbers: list[PrintedValue]) -> str:
        """The words nearest to the left of a row's numbers."""
        first = min(value.column_no or 0 for value in numbers)
        words = [c.text for c in self.table.row_cells(row) if c.column_no < first]
        if words:
            return words[-1]
        # A label may stand over the heading row, too: 部门整体支出总额 beside 预算数 and the amount below it.
        return next((text for column in range(first - 1, 0, -1) if (text := self.table.text(row, column))), "")

    def _account_of_row(self, label: LabelReading) -> tuple[str | None, str | None, bool]:
        """(account, fund, whether it is the total) of a row; account None where its label names nothing."""
        account, _ = pick_account(self.lexicon, label, ("expenditure",))
        fund = None if _ALL_MONEY.search(label.text) else label.first("fund")
        is_total = bool(_TOTAL.search(label.text)) and fund is None
        if is_total or (account is None and fund is not None):
            account = "expenditure"
        unnamed_basic = account == "expenditure.basic" and not label.has("account")
        if self.project and (account == "expenditure" or unnamed_basic):
            account = "expenditure.project"
        return account, fund, is_total

    def _place(self, numbers: list[PrintedValue]) -> dict[str, PrintedValue]:
        """The row's numbers by role: under their headings; in order, where a scan moved them and as many are left."""
        by_column: dict[str, PrintedValue] = {}
        for value in numbers:
            if role := self._roles.get(value.column_no or 0):
                by_column.setdefault(role, value)
        ordered = dict.fromkeys(self._roles[column] for column in sorted(self._roles))
        wanted = [role for role in ordered if role in _PLACED]
        rate = next((v for v in numbers if v.form == "percent"), None)
        off = any((value.column_no or 0) not in self._headed for value in numbers)
        moved = (rate is not None and by_column.get("execution_rate") is not rate) or off
        if moved and len(numbers) == len(wanted):
            return dict(zip(wanted, numbers, strict=True))
        return by_column

    def _take_indicator(self, row: int, placed: dict[str, PrintedValue]) -> None:
        weight, score, rate = placed.get("weight", self._points), placed.get("score"), placed.get("execution_rate")
        if rate is None or (weight is None and score is None):
            return
        anchor = self.table.row_cells(row)[0]
        self._indicator = Indicator(
            indicator_no=0,
            scope=self.project or "department",
            indicator_name="预算执行率",
            conformed_by="form > funding row",
            level1="预算执行",
            actual_text=f"{rate.printed}{rate.unit or ''}",
            actual_value=rate.value,
            actual_unit=rate.unit or "%",
            weight=weight.value if weight else None,
            score=score.value if score else None,
            table_no=self.table.table_no,
            row_no=row,
            char_start=anchor.char_start,
            char_end=anchor.char_end,
        )
        parts = ((rate, "actual"), (weight, "weight"), (score, "score"))
        self._indicator_values = [(value, part) for value, part in parts if value is not None]

    # --- the split ----------------------------------------------------------------------------------------------

    def _split_row(self, row: int) -> None:
        label = ""
        for cell in self.table.row_cells(row):
            lone = self.table.lone(row, cell.column_no)
            inside = self.table.numbers(row, cell.column_no)
            if lone is None and not inside:
                label = self._torn.whole(cell.text, cell.column_no)
                continue
            if lone is not None:
                self._add_part(lone, label)
            for value in inside if lone is None else ():
                self._add_part(value, value.label or "")
            label = ""

    def _add_part(self, value: PrintedValue, label: str) -> None:
        part = read_part(self.lexicon, value, label) if label else None
        if part is None:
            self._unlabelled.append(value)
        else:
            self._parts.append(part)

    def _split_figures(self) -> list[ConformedValue]:
        values: list[ConformedValue] = []
        for side in ("income", "expenditure"):
            mine = [part for part in self._parts if part.account.startswith(side)]
            stage = stage_of([p for p in mine if not p.is_total] or mine, self._totals, self._unlabelled)
            for part in mine:
                at = Coordinates(part.account, part.fund, stage, self.fiscal_year, self.project)
                values.append(self._figure(part.value, at, f"split of the total > {part.rule}"))
        if not any(part.account == "expenditure.project" for part in self._parts) and (
            lost := lost_project_spending(self._parts, self._totals, self._unlabelled)
        ):
            at = Coordinates("expenditure.project", None, lost[1], self.fiscal_year, self.project)
            rule = "lost label > basic spending + this = the printed total"
            values.append(self._figure(lost[0], at, rule))
        return values

    def _figure(self, value: PrintedValue, at: Coordinates, rule: str) -> ConformedValue:
        """The form's amounts are in 万元 where no unit is printed."""
        unit = value.unit if self.lexicon.unit_kind(value.unit) == "money" else "万元"
        return figure(value, at, unit, SOURCE, f"form > {rule}")


def _points_of_rate(table: FormTable, row: int, roles: dict[int, str]) -> PrintedValue | None:
    """What the rate is worth where its heading says so: 执行率（10分）."""
    for column in (column for column, role in roles.items() if role == "execution_rate"):
        cell = table.at(row, column)
        held = table.numbers(cell.row_no, cell.column_no) if cell is not None else []
        if cell is not None and held and split_points(cell.text)[1] == held[-1].value:
            return held[-1]
    return None


def _covered_roles(table: FormTable, row: int, roles: dict[int, str]) -> dict[int, str]:
    """Role by every column that a heading covers."""
    covered: dict[int, str] = {}
    for column, role in roles.items():
        cell = table.at(row, column)
        for place in range(column, column + (cell.column_span if cell is not None else 1)):
            covered[place] = role
    if "adjusted_budget" not in covered.values():  # 预算数 beside 执行数 is the budget that was executed
        mere = {
            column for column, role in roles.items() if role == "initial_budget" and "初" not in table.text(row, column)
        }
        covered = {place: "adjusted_budget" if place in mere else role for place, role in covered.items()}
    return covered
