"""Tables of figures: a number takes its account, stage, fund and year from its row's label and its column's heading."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cached_property

from dagster_project.conforming.grid import FormTable
from dagster_project.conforming.label import LabelReading, project_name, read_label
from dagster_project.conforming.label_account import pick_account
from dagster_project.conforming.lexicon import Lexicon, normalise
from dagster_project.conforming.matrix_headings import Headings
from dagster_project.conforming.matrix_labels import Labels, heads_numbering, is_subtotal, is_sum, read_labels
from dagster_project.conforming.matrix_projects import column_projects
from dagster_project.conforming.matrix_rates import rate_of
from dagster_project.conforming.matrix_rows import SUMMED, RowsAbove
from dagster_project.conforming.narrative_section import Section
from dagster_project.conforming.records import ConformedValue
from dagster_project.conforming.roles import ALWAYS_FINAL, BUDGET_STAGES, STAGES, Coordinates, claim, figure, left
from dagster_project.extraction.marks import DEEPEST, without_numbering
from dagster_project.extraction.records import PrintedValue

_OWN_ROW = re.compile(
    r"^(?:\d+[、.．])?(?:局机关|机关本级|本级|局本级|机关|委机关|部门本级|单位本级)$|[（(]?本级[）)]?$"
)
_BUDGET = re.compile(r"预算(?:数|安排|金额)")
_PRINTED_APART = ("three_public", "procurement")  # items of the economic classification are of several wholes
_KINDS = ("expenditure.basic", "expenditure.project")
_BALANCES = ("opening_balance", "closing_balance")  # what a budget may plan with
_AT_A_DAY = ("assets", "liabilities", "net_assets")
_OPENING = re.compile(r"年初|期初")
_UNCONTROLLED = ("staff.retired", "staff.unquotaed")
_KINDS_OF_STAFF = ("staff.quota", "staff.actual")  # 行政, 事业 and 工勤 are kinds of either
BASE_DATA_ACCOUNTS = 4  # a table of more accounts than this is a base-data form


@dataclass(frozen=True)
class _Named:
    """What a number is about, and the term or rule that says so."""

    account: str
    term: str
    project: str | None


class Matrix:
    """Reads rows of figures one by one; what hangs from a row above (其中, 1. under 二、) hangs from its account."""

    def __init__(
        self,
        table: FormTable,
        lexicon: Lexicon,
        fiscal_year: int | None,
        project: str | None,
        unit: str | None = None,
    ) -> None:
        self.table = table
        self.lexicon = lexicon
        self.fiscal_year = fiscal_year
        self.project = project  # that the whole form is about
        self.unit = unit  # that the text of its section proves
        self._headings = Headings(table, lexicon)
        self._above = RowsAbove(lexicon)
        self._sums_above: dict[int, str | None] = {}  # by row: what a 合计 before its parts is of
        self._bare: list[PrintedValue] = []  # amounts without a row label
        self._units: list[tuple[ConformedValue, str]] = []  # figures of sub-unit rows, decided at the end
        self._sums: set[tuple[str | None, str | None, str | None, int | None]] = set()

    def head(self, row: int, roles: dict[int, str]) -> None:
        """Take over the heading roles of a row that holds no numbers."""
        if self.table.lone_numbers(row):
            return
        cells = self.table.row_cells(row)
        self._headings.take(cells, row, roles)
        if len(cells) > 2:
            subject = None if cells[0].column_no in roles else read_label(self.lexicon, cells[0].text)
            bare = subject is not None and not subject.residual
            self._above.outer = pick_account(self.lexicon, subject)[0] if subject and bare else None
        elif cells and not (label := read_label(self.lexicon, cells[0].text)).residual:
            self._above.note_heading(label)

    def head_group(self, row: int) -> None:
        """Take over what a row that heads a group of rows says."""
        self._above.note_group(read_label(self.lexicon, self.table.row_cells(row)[0].text))

    def forget_headings(self) -> None:
        """Begin another part of the form."""
        self._headings.forget()
        self._above.forget()

    def read(self, row: int) -> list[ConformedValue]:
        """Roles of a row's numbers; running text in a cell is read as text, a number in a label is part of it."""
        values = (
            value
            for cell in self.table.row_cells(row)
            for value in self.table.numbers(row, cell.column_no)
            if value.place == "table" or (value.place == "cell" and _is_stated(value, cell.text))
        )
        return [found for value in values if (found := self._role(value, row)) is not None]

    def finish(self) -> list[ConformedValue]:
        """Figures of sub-unit rows: the department's own where its sum row is empty and only its own row is filled."""
        only_own = all(_OWN_ROW.search(normalise(name)) for _, name in self._units)
        found = []
        for figured, name in self._units:
            summed = (figured.account_code, figured.fund, figured.stage, figured.fiscal_year) in self._sums
            found.append(replace(figured, organization_unit=None if only_own and not summed else name))
        for value, heading, project in column_projects(self._bare):
            at = Coordinates("expenditure.project", None, "final", self.fiscal_year, project)
            found.append(self._figure(value, at, f"column:{heading} > projects that add up"))
        return found

    # --- one number ---------------------------------------------------------------------------------------------

    def _role(self, value: PrintedValue, row: int) -> ConformedValue | None:
        if heads_numbering(value.column_label):
            return None
        labels = read_labels(self.table, self.lexicon, self._headings.roles, value, row)
        if labels.rate == "share" and (value.form == "percent" or value.unit is None):
            return self._share(value, labels, row)
        if labels.change is not None:
            return self._change(value, labels, row)
        if labels.rate and labels.rate != "share" and self._may_be_rate(value, labels):
            return self._rate(value, labels, row)
        if value.form == "percent":
            return None
        unit_name = None
        if not labels.apart:
            unit_name = self._headings.name_in(row, "unit_name", left_of=value.column_no)
        account, term = self._labelled_account(labels, unit_name)
        generic = account is None or (labels.column.has("account_project") and not labels.column.has("account"))
        if not labels.row_text and value.place == "table" and generic:
            self._bare.append(value)
            return None
        numbered = self._is_numbered_project(labels)
        if account is None and labels.fund and not self._headings.lists_projects and not numbered:
            account = self._above.account_of_fund(labels)
        stage = self._stage(labels)
        stage = stage or (
            self._headings.stages.get(value.column_no or 0) if labels.column.is_part or labels.fund else None
        )
        if account and account.startswith("econ.") and self._splits_items(labels):
            return left(value, "split", "table > what basic or project spending has of an item")
        named = self._named(labels, row, account, term, stage, Section(self.lexicon, value.section).account)
        if named is None or self._is_of_other_kind(named.account, value):
            return None
        self._above.note(named.account, labels, is_project=bool(named.project))
        stage = self._stage_of(named.account, stage, labels)
        fund = (None if numbered else labels.fund) or self._above.fund_of_group(named.account, labels)
        year = self._year(labels, named.account)
        at = Coordinates(named.account, fund, stage, year, named.project)
        rule = f"row:{labels.row_text or '-'} column:{labels.column_text or '-'} > {named.term}"
        return self._of_unit(self._figure(value, at, rule), unit_name)

    def _labelled_account(self, labels: Labels, unit_name: str | None) -> tuple[str | None, str]:
        """The account that the row names, unless its column names a part of it or the row only names a unit."""
        context = self._above.near
        outer = pick_account(self.lexicon, labels.headings)[0] if labels.column_text else None
        counted, _ = pick_account(self.lexicon, labels.row, context)
        if outer is None and counted in _KINDS_OF_STAFF:
            outer = counted  # 编制数 | 行政 | 事业
        by_column, column_term = pick_account(self.lexicon, labels.column, (outer, *context) if outer else context)
        headed = (by_column,) if by_column in _KINDS_OF_STAFF else ()
        by_row, term = pick_account(self.lexicon, labels.row, (*headed, *context))
        says_stage = not labels.column.has("account") or (by_column == "expenditure" and labels.stage is not None)
        if self._headings.names_projects and says_stage:
            by_column = None  # 支出数 in a list of projects says the stage, not the account
        if by_row and self.lexicon.is_count(by_row) and labels.row.ends_in("project_head", "account_project"):
            by_row = None  # 警务辅助人员保障经费 is money
        if self._headings.lists_projects and by_row and (by_row.startswith("econ.") or labels.row.residual):
            by_row = None  # 委托业务费 and 人员和公用经费保障 in a column of project names are projects' names
        other_staff = by_row in _KINDS_OF_STAFF and (by_column or "").startswith("staff.")  # 年末人数 | 离退休
        if by_column and (by_row is None or unit_name or other_staff or self.lexicon.is_part(by_column, by_row)):
            return by_column, column_term
        return by_row, term

    def _splits_items(self, labels: Labels) -> bool:
        """Whether a column holds only what basic or project spending has of each economic item: 合计 | 基本 | 项目."""
        return pick_account(self.lexicon, labels.column)[0] in _KINDS and self._has_both_kinds

    @cached_property
    def _has_both_kinds(self) -> bool:
        """Whether one heading row names basic and project spending."""
        heads = (self.table.row_cells(row) for row in self.table.rows if not self.table.lone_numbers(row))
        named = ({pick_account(self.lexicon, read_label(self.lexicon, c.text))[0] for c in cells} for cells in heads)
        return any(set(_KINDS) <= accounts for accounts in named)

    def _named(
        self, labels: Labels, row: int, account: str | None, term: str, stage: str | None, subject: str | None
    ) -> _Named | None:
        """The account and project of a number whose labels name the account, or else a project or a sum.

        subject: the account that the headings above the table name.
        """
        project = self.project
        if account is None and labels.is_sum and row not in self._sums_above:
            self._sums_above[row] = None if self._above.accounts else self._sum_of_below(row)
        if account is None and labels.is_sum and (summed := self._sums_above[row]):
            account, term = summed, "the sum of the rows below"
        elif account is None and labels.is_sum and stage and (summed := self._above.sum_of(subject, labels)):
            account, term = summed, "合计"
        elif account is None and labels.names_time and is_sum(labels.column_text) and subject in SUMMED:
            account, term = subject, "合计"
        elif account is None and self._is_project_row(labels, stage, row):
            account, term = "expenditure.project", "a row of a list of projects"
            project = None if labels.is_sum else self._project_of(labels, row)
        elif account is None and stage and self._headings.lists_spending and self._headings.names_units:
            account, term = "expenditure", "a list of units by stage"
        elif (
            account is None
            and subject == "expenditure.project"
            and not self._headings.roles
            and labels.level
            and not labels.is_sum
        ):
            account, project = "expenditure.project", project_name(labels.row)  # 1.某某补贴 | N元
        elif account is None and self.project and stage and labels.row.has("stage"):
            account = "expenditure.project"
        if account is None:
            return None
        by_project = self._headings.lists_projects and not labels.is_sum and not labels.row.has("account")
        if account == "closing_balance" and by_project:
            project = project or self._project_of(labels, row)
        if account == "expenditure.project" and _names_project_money(labels.row):
            project = project or project_name(labels.row)
        if self.project and account == "expenditure":
            account = "expenditure.project"
        return _Named(account, term, project)

    def _sum_of_below(self, row: int) -> str | None:
        """What a 合计 is of that stands before its parts: the one account of which all rows below are parts."""
        parts = self._accounts_below(row)
        if set(parts) == set(_KINDS):
            return "expenditure"
        if parts and set(parts) == {"income"}:
            return "income"
        wholes = (whole for whole in _PRINTED_APART if parts and all(self.lexicon.is_part(p, whole) for p in parts))
        return next(wholes, None)

    def _accounts_below(self, row: int) -> list[str]:
        """The accounts that the rows below name, up to the first that names none."""
        context = (self._above.outer,) if self._above.outer else ()
        found: list[str] = []
        for below in (r for r in self.table.rows if r > row):
            cells = self.table.row_cells(below)
            if not cells or not self.table.lone_numbers(below):
                break
            account, _ = pick_account(self.lexicon, read_label(self.lexicon, cells[0].text), context)
            if account is None:
                break
            found.append(account)
        return found

    def _of_unit(self, figured: ConformedValue, unit_name: str | None) -> ConformedValue | None:
        """A figure without a unit's name; one with it waits for the sum row."""
        if unit_name is None:
            return figured
        if is_sum(unit_name):
            self._sums.add((figured.account_code, figured.fund, figured.stage, figured.fiscal_year))
            return figured
        self._units.append((figured, unit_name))
        return None

    # --- stage, year, project -----------------------------------------------------------------------------------

    def _stage(self, labels: Labels) -> str | None:
        """The stage that the labels name; 预算数 beside 执行数 is the budget that was executed."""
        executed = self._headings.executed and _BUDGET.match(labels.column.text)
        return "adjusted_budget" if executed else labels.stage

    def _stage_of(self, account: str, stage: str | None, labels: Labels) -> str:
        """A count is what it was in the end; an amount's stage is the labels', else the column's role, else final."""
        planned = account in _BALANCES and labels.column.last("stage") in BUDGET_STAGES
        if self.lexicon.is_count(account) or (account.split(".")[0] in ALWAYS_FINAL and not planned):
            return "final"
        return stage or (labels.role if labels.role in BUDGET_STAGES else None) or "final"

    def _year(self, labels: Labels, account: str) -> int | None:
        """The column's year, else the row's; a year in a project's name (2020年县级科技计划) is none of the figure."""
        if years := labels.column.years or labels.headings.years:
            return years[-1]
        if labels.row.years and (labels.names_time or pick_account(self.lexicon, labels.row)[0] is not None):
            return labels.row.years[0]
        if account.split(".")[0] in _AT_A_DAY and _OPENING.search(labels.column.text) and self.fiscal_year:
            return self.fiscal_year - 1  # 年初数 of an asset is last year's 年末数
        compared = labels.column.has("base") or labels.row.has("base")
        return self.fiscal_year - 1 if compared and self.fiscal_year else self.fiscal_year

    def _is_project_row(self, labels: Labels, stage: str | None, row: int) -> bool:
        if labels.is_sum and not self._headings.lists_projects and self._accounts_below(row):
            return False
        others = self._above.accounts - {"expenditure.project"}
        named = self._headings.lists_projects or not (others or labels.row.has("account", "account_generic", "fund"))
        subtotal = is_subtotal(labels.row_text) and not self._above.in_group
        partial = labels.is_sum and (self._headings.lists_tasks or subtotal)
        listed = named and self._headings.names_projects and (stage or labels.role in STAGES) and not partial
        under = self._above.outer == "expenditure.project" and labels.level in (None, 3) and not labels.is_sum
        return bool((listed and labels.row.text) or (under and (labels.row.residual or labels.is_sum)))

    def _is_numbered_project(self, labels: Labels) -> bool:
        """Whether a row is a numbered project below 项目支出, though its name speaks of a fund: 5.某某基金项目."""
        under = self._above.outer == "expenditure.project" and labels.level == DEEPEST
        return under and bool(labels.row.residual) and not labels.row.has("account")

    def _project_of(self, labels: Labels, row: int) -> str:
        if name := self._headings.name_in(row, "project_name"):
            return re.sub(r"\s+", "", without_numbering(name))
        return project_name(labels.row) or labels.row.text

    # --- claims -------------------------------------------------------------------------------------------------

    def _change(self, value: PrintedValue, labels: Labels, row: int) -> ConformedValue | None:
        """A number in a column of changes (增减额, 增减率): a claim about the row's account."""
        account, _ = pick_account(self.lexicon, labels.row, self._above.near)
        at = self._claimed(account, labels, row, value)
        if at is None or labels.change is None:
            return None
        rate = value.form == "percent" or labels.is_rate_of_change
        kind = "change_rate" if rate else "change_amount"
        budgets = [] if labels.headings.has("base") else labels.headings.budgets
        base = budgets[0] if budgets else "prior_year"
        at = replace(at, fund=labels.fund)
        return claim(value, kind, at, base, "table", f"table > {kind}", labels.change, "%" if rate else value.unit)

    def _rate(self, value: PrintedValue, labels: Labels, row: int) -> ConformedValue | None:
        """A number in a column of rates (执行率, 控制率): a claim about the row's account."""
        kind = labels.rate or ""
        account, _ = pick_account(self.lexicon, labels.row, self._above.near)
        if self._headings.lists_projects and account and (account.startswith("econ.") or labels.row.residual):
            account = None  # the name of a project
        of = rate_of(kind, f"{value.column_label or ''}{value.label or ''}", account)
        at = self._claimed(of.account, labels, row, value)
        if at is None:
            return None
        if at.account.startswith("buildings") and labels.row.years:
            at = replace(at, year=labels.row.years[0])
        at = replace(at, fund=labels.row.first("fund") or self._above.fund_of_group(at.account, labels))
        return claim(value, kind, at, of.base, "table", f"table > {kind}")

    def _may_be_rate(self, value: PrintedValue, labels: Labels) -> bool:
        """Whether a number under a rate's heading is one: no quota controls the retired, whose 88 there is a count."""
        if value.form == "percent":
            return True
        account, _ = pick_account(self.lexicon, labels.row, self._above.near)
        heads = labels.rate == "control_rate" and account in _UNCONTROLLED and (value.value or "").isdigit()
        alone = value.row_no is not None and len(self.table.lone_numbers(value.row_no)) == 1
        return value.unit in (None, "%") and not (heads and alone)

    def _claimed(self, account: str | None, labels: Labels, row: int, value: PrintedValue) -> Coordinates | None:
        """What a claim in a row is about: the account named, else what the row sums up, its fund or its project."""
        project = self.project
        if account is None and labels.is_sum:
            account = self._above.sum_of(Section(self.lexicon, value.section).account, labels)
        if account is None and labels.fund and not self._headings.lists_projects:
            account = self._above.account_of_fund(labels)
        if account is None and self._is_project_row(labels, "final", row):
            account = "expenditure.project"
            project = None if labels.is_sum else self._project_of(labels, row)
        return Coordinates(account, None, "final", self.fiscal_year, project) if account else None

    def _share(self, value: PrintedValue, labels: Labels, row: int) -> ConformedValue | None:
        """A number in a column of shares (占总支出比重): a claim about the row's account."""
        account, _ = pick_account(self.lexicon, labels.row, self._above.near)
        project = self.project
        if account is None and not labels.is_sum and self._is_project_row(labels, "final", row):
            account, project = "expenditure.project", self._project_of(labels, row)
        whole, _ = pick_account(self.lexicon, read_label(self.lexicon, labels.column_text.rpartition("占")[2]))
        if account is None or not (whole and (self.lexicon.is_part(account, whole) or (project and account == whole))):
            return None
        at = Coordinates(account, labels.fund, "final", self.fiscal_year, project)
        return claim(value, "share", at, whole, "table", "table > share")

    # --- roles --------------------------------------------------------------------------------------------------

    def _is_of_other_kind(self, account: str, value: PrintedValue) -> bool:
        """Whether a number's unit shows that it is no amount of the account."""
        kind = self.lexicon.unit_kind(value.unit)
        if self.lexicon.account_kinds.get(account, "money") == "money":
            return kind not in (None, "money")
        return kind == "money" and value.unit_place not in ("header", "caption")  # a form in 万元 counts people, too

    def _figure(self, value: PrintedValue, at: Coordinates, rule: str) -> ConformedValue:
        source = "base_data_form" if len(self._above.accounts) > BASE_DATA_ACCOUNTS else "table"
        counted = self.lexicon.is_count(at.account) and self.lexicon.unit_kind(value.unit) != "count"
        if value.unit is None and self.unit and self.lexicon.account_kinds.get(at.account, "money") == "money":
            return figure(value, at, self.unit, source, f"table > {rule} > unit that the text proves")
        return figure(value, at, "人" if counted else value.unit, source, f"table > {rule}")


def _names_project_money(reading: LabelReading) -> bool:
    """Whether a label names a project's money: words before 专项经费 and no account of its own."""
    return reading.has("account_project") and not reading.has("account") and bool(reading.residual)


def _is_stated(value: PrintedValue, text: str) -> bool:
    """Whether a number among words is what they state (基本支出：479.77, 17.2万), not a part of a name (二级机构1)."""
    return value.unit is not None or bool(re.search(rf"[：:]\s*{re.escape(value.printed)}", text))
