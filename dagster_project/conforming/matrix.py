"""Tables of figures: a number takes its account, stage, fund and year from its row's label and its column's heading."""

from __future__ import annotations

import re
from decimal import Decimal

from dagster_project.conforming.grid import FormTable
from dagster_project.conforming.label import LabelReading, pick_account, project_name, read_label
from dagster_project.conforming.lexicon import Lexicon, normalise
from dagster_project.conforming.records import ConformedValue
from dagster_project.extraction.records import PrintedValue

_OWN_ROW = re.compile(
    r"^(?:\d+[、.．])?(?:局机关|机关本级|本级|局本级|机关|委机关|部门本级|单位本级)$|[（(]?本级[）)]?$"
)
_SUM_ROW = re.compile(r"汇总|合计|总计|小计|^计$")
_LEVEL = (
    (1, re.compile(r"^[一二三四五六七八九十]+[、.．]")),
    (2, re.compile(r"^(?:[（(][一二三四五六七八九十]+[）)])")),
    (3, re.compile(r"^(?:其中[：:]?)?\d{1,2}[、.．]")),
)


def _is_stated(value: PrintedValue, text: str) -> bool:
    """Whether a number among words is what they state (基本支出：479.77, 17.2万), not a part of a name (二级机构1)."""
    return value.unit is not None or bool(re.search(rf"[：:]\s*{re.escape(value.printed)}", text))


class Matrix:
    """Reads rows of figures one by one; what hangs from a row above (其中, 1. under 二、) hangs from its account."""

    def __init__(self, table: FormTable, lexicon: Lexicon, fiscal_year: int | None, project: str | None) -> None:
        self.table = table
        self.lexicon = lexicon
        self.fiscal_year = fiscal_year
        self.project = project
        self.above: str | None = None  # the account of the last row at the outer level
        self.around: list[str] = []  # accounts of the rows before, nearest first
        self.roles: dict[int, str] = {}
        self._units: list[tuple[ConformedValue, str, PrintedValue]] = []  # figures of sub-unit rows, decided at the end
        self._sums: set[tuple[str | None, str | None, str | None, int | None]] = set()
        self._bare: list[PrintedValue] = []
        self._executed = False  # the heading row sets a budget beside what was executed of it

    def head(self, row: int, roles: dict[int, str]) -> None:
        """Take over the heading roles of a row that holds no numbers."""
        if not any(self.table.lone(row, c.column_no) for c in self.table.row_cells(row)):
            kept = {c: r for c, r in roles.items() if r in ("unit_name", "project_name")}
            if kept or len(roles) >= 2:
                self.roles = roles
                self._executed = any("执行" in cell.text for cell in self.table.row_cells(row))
            self.above = None if len(self.table.row_cells(row)) > 2 else self.above

    def read(self, row: int) -> list[ConformedValue]:
        """Roles of a row's numbers."""
        found: list[ConformedValue] = []
        for cell in self.table.row_cells(row):
            for value in self.table.numbers(row, cell.column_no):
                if value.place == "text" or (value.place == "cell" and not _is_stated(value, cell.text)):
                    continue  # running text in a cell is read as text; a number in a label is part of it
                conformed = self._value(value, row)
                if conformed is not None:
                    found.append(conformed)
        return found

    def finish(self) -> list[ConformedValue]:
        """Figures of sub-unit rows: the department's own where its sum row is empty and only its own row is filled."""
        found = []
        others = {name for figure, name, _ in self._units if not _OWN_ROW.search(normalise(name))}
        for figure, name, _ in self._units:
            own = _OWN_ROW.search(normalise(name)) and not others
            summed = (figure.account_code, figure.fund, figure.stage, figure.fiscal_year) in self._sums
            unit = None if own and not summed else name
            found.append(ConformedValue(**{**figure.__dict__, "organization_unit": unit}))
        return [*found, *self._column_projects()]

    # --- one number ---------------------------------------------------------------------------------------------

    def _value(self, value: PrintedValue, row: int) -> ConformedValue | None:
        row_label = self._row_label(value, row)
        column_text = value.column_label or ""
        reading = read_label(self.lexicon, row_label)
        column = read_label(self.lexicon, column_text.split(" / ")[-1])
        whole_column = read_label(self.lexicon, column_text)
        if value.place == "cell":
            reading = read_label(self.lexicon, value.label)
        rate = (
            column.last("rate")
            or reading.last("rate")
            or ("execution_rate" if self._role(value) == "execution_rate" else None)
        )
        if rate and rate != "share" and (value.form == "percent" or value.unit is None):
            return self._rate(value, rate, reading, row)
        if value.form == "percent":
            return None
        level = self._level(row_label)
        context = tuple(self.around[:3])
        account, term = pick_account(self.lexicon, reading, context)
        from_column, column_term = pick_account(self.lexicon, column, context)
        if from_column and (account is None or self._unit_name(value, row)):
            account, term = from_column, column_term
        elif from_column and account and self.lexicon.is_part(from_column, account):
            account, term = from_column, column_term
        fund = reading.first("fund") or column.first("fund") or whole_column.first("fund")
        if (
            not row_label
            and value.place == "table"
            and (account is None or column.has("account_project") and not column.has("account"))
        ):
            self._bare.append(value)
            return None
        if account is None and fund:
            account = "income" if not re.search("支出", column_text) else "expenditure"
        stage = column.last("stage") or whole_column.last("stage") or reading.last("stage") or None
        if column.text.startswith("预算数") and self._executed:
            stage = "adjusted_budget"  # 预算数 beside 执行数 is the budget that was executed
        year = self._year(column, reading)
        project = self.project
        if account is None and _SUM_ROW.search(normalise(row_label)) and stage and self._sum_of_parts():
            account, term = "expenditure", "合计"
        if account is None and self._is_project_row(row, value, reading, level, stage):
            account = "expenditure.project"
            project = self._project_name(row, value, reading)
            if _SUM_ROW.search(row_label):
                project = None
        elif account is None and self.project and stage and reading.has("stage"):
            account = "expenditure.project"
        if (
            account == "expenditure.project"
            and reading.has("account_project")
            and not reading.has("account")
            and reading.residual
        ):
            project = project or project_name(reading)
        if account is None:
            return None
        if self.project and account == "expenditure":
            account = "expenditure.project"
        if self._kind_differs(account, value):
            return None
        if level in (None, 1, 2) or account.startswith("expenditure"):
            self.above = account if not project else self.above
        self._note(account)
        figure = self._figure(
            value, account, fund, stage, year, project, f"row:{row_label or '-'} column:{column_text or '-'} > {term}"
        )
        unit = self._unit_name(value, row)
        if unit is None:
            return figure
        if _SUM_ROW.search(unit):
            self._sums.add((account, fund, figure.stage, year))
            return figure
        self._units.append((figure, unit, value))
        return None

    def _note(self, account: str) -> None:
        if not self.around or self.around[0] != account:
            self.around.insert(0, account)

    def _row_label(self, value: PrintedValue, row: int) -> str:
        """The row's own words: the last label cell, or the first where the others only describe it."""
        parts = [part for part in (value.label or "").split(" / ") if part]
        if not parts:
            return ""
        for column, role in self.roles.items():
            if role in ("project_name", "unit_name") and (text := self.table.text(row, column)):
                return text
        known = [p for p in reversed(parts) if pick_account(self.lexicon, read_label(self.lexicon, p))[0]]
        return known[0] if known else parts[-1]

    def _unit_name(self, value: PrintedValue, row: int) -> str | None:
        for column, role in self.roles.items():
            if role == "unit_name" and (text := self.table.text(row, column)):
                return text
        return None

    def _role(self, value: PrintedValue) -> str | None:
        return self.roles.get(value.column_no or 0)

    def _level(self, row_label: str) -> int | None:
        return next((level for level, pattern in _LEVEL if pattern.match(row_label)), None)

    def _year(self, column: LabelReading, reading: LabelReading) -> int | None:
        for read in (column, reading):
            if read.years and (read is column or not self._is_name_year(read)):
                return read.years[0]
        for read in (column, reading):
            if read.has("base") and self.fiscal_year:
                return self.fiscal_year - 1
        return self.fiscal_year

    def _is_name_year(self, reading: LabelReading) -> bool:
        """A year in a project's name (2020年县级科技计划) is no year of the figure."""
        return pick_account(self.lexicon, reading)[0] is None

    def _is_project_row(
        self, row: int, value: PrintedValue, reading: LabelReading, level: int | None, stage: str | None
    ) -> bool:
        listed = "project_name" in self.roles.values() and (
            stage or self._role(value) in ("initial_budget", "adjusted_budget", "final")
        )
        under = self.above == "expenditure.project" and level == 3
        return bool((listed or under) and (reading.residual or _SUM_ROW.search(reading.text)))

    def _project_name(self, row: int, value: PrintedValue, reading: LabelReading) -> str | None:
        for column, role in self.roles.items():
            if role == "project_name" and (text := self.table.text(row, column)):
                return re.sub(r"\s+", "", text)
        return project_name(reading) or reading.text

    def _sum_of_parts(self) -> bool:
        return {"expenditure.basic", "expenditure.project"} <= set(self.around)

    def _kind_differs(self, account: str, value: PrintedValue) -> bool:
        kind = self.lexicon.unit_kind(value.unit)
        counts = account.startswith("staff") or account.endswith((".batches", ".visits"))
        if counts:
            return kind == "money"
        if account == "buildings.area":
            return kind == "money"
        return kind not in (None, "money")

    def _rate(self, value: PrintedValue, rate: str, reading: LabelReading, row: int) -> ConformedValue | None:
        account, _ = pick_account(self.lexicon, reading, tuple(self.around[:3]))
        base = "adjusted_budget"
        project = self.project
        year = self.fiscal_year
        text = f"{value.column_label or ''}{value.label or ''}"
        if rate == "control_rate":
            if "规模" in text:
                account, base = "buildings.area", "initial_budget"
            elif "投资" in text or "概算" in text:
                account, base = "buildings.investment", "initial_budget"
            elif account in (None, "staff.actual", "staff.quota"):
                account, base = "staff.actual", "staff.quota"
            if account.startswith("buildings") and reading.years:
                year = reading.years[0]
        elif rate == "usage_rate":
            account, base = "assets.fixed_in_use", "assets.fixed_gross"
        elif account is None and "project_name" in self.roles.values():
            account = "expenditure.project"
            project = None if _SUM_ROW.search(self._row_label(value, row)) else self._project_name(row, value, reading)
        if account is None:
            return None
        return ConformedValue(
            value_no=value.value_no,
            role="claim",
            claim_kind=rate,
            base=base,
            sign=1,
            account_code=account,
            fund=reading.first("fund"),
            stage="final",
            fiscal_year=year,
            project_name=project,
            amount_unit="%",
            source_kind="table",
            conformed_by=f"table > {rate}",
        )

    def _column_projects(self) -> list[ConformedValue]:
        """A row of bare amounts under headings that name projects, whose last column is their sum."""
        if len(self._bare) < 3:
            return []
        amounts = [Decimal(v.value) for v in self._bare if v.value is not None]
        heads = [(v.column_label or "").split(" / ")[-1] for v in self._bare]
        if len(amounts) != len(self._bare) or not _SUM_ROW.search(heads[-1]) or sum(amounts[:-1]) != amounts[-1]:
            return []
        return [
            self._figure(
                v,
                "expenditure.project",
                None,
                "final",
                self.fiscal_year,
                None if _SUM_ROW.search(h) else re.sub(r"\s+", "", h),
                f"column:{h} > projects that add up",
            )
            for v, h in zip(self._bare, heads, strict=True)
        ]

    def _figure(
        self,
        value: PrintedValue,
        account: str,
        fund: str | None,
        stage: str | None,
        year: int | None,
        project: str | None,
        rule: str,
    ) -> ConformedValue:
        counts = account.startswith("staff") or account.endswith((".batches", ".visits"))
        unit = value.unit
        if counts and self.lexicon.unit_kind(unit) != "count":
            unit = "人"
        source = "base_data_form" if len({r for r in self.around}) > 4 else "table"
        role = self._role(value)
        return ConformedValue(
            value_no=value.value_no,
            role="figure",
            account_code=account,
            fund=fund,
            stage="final"
            if counts
            else (stage or (role if role in ("initial_budget", "adjusted_budget") else "final")),
            fiscal_year=year,
            project_name=project,
            amount_unit=unit,
            source_kind=source,
            conformed_by=f"table > {rule}",
        )
