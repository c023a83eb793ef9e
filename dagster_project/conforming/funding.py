"""The funding block of a self-evaluation form: totals by stage with weight, rate and score, and their split.

The split by source (按收入性质分) and by kind (按支出性质分) prints no stage. It is the stage whose total its amounts add up
to, or come nearest to.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from difflib import SequenceMatcher

from dagster_project.conforming.grid import FormTable
from dagster_project.conforming.label import LabelReading, pick_account, read_label
from dagster_project.conforming.lexicon import Lexicon, normalise
from dagster_project.conforming.records import ConformedValue, Indicator
from dagster_project.extraction.records import PrintedValue, TableCell

SOURCE = "self_evaluation_form"
_TOTAL = re.compile(r"资金总额|年度总额|总额|合计|预算总额")
_SPLIT = re.compile(r"按收入性质|按资金来源|按支出性质|按收入来源")
STAGES = ("initial_budget", "adjusted_budget", "final")
NEAR = Decimal("0.05")
DAMAGED = 0.7  # likeness that a damaged label must have to a fund's term


@dataclass(frozen=True)
class _Split:
    """An amount of the split: by source (an income) or by kind (an expenditure)."""

    value: PrintedValue
    account: str
    fund: str | None
    total: bool
    rule: str


class FundingBlock:
    """Reads the rows under a heading row of stages."""

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
        self.roles: dict[int, str] = {}  # by every column that a heading covers
        for column, role in roles.items():
            cell = table.at(row, column)
            for covered in range(column, column + (cell.column_span if cell is not None else 1)):
                self.roles[covered] = role
        self.fiscal_year = fiscal_year
        self.project = project
        self.closed = False
        self._values: list[ConformedValue] = []
        self._totals: dict[str, PrintedValue] = {}
        self._splits: list[_Split] = []
        self._unlabelled: list[PrintedValue] = []
        self._indicator: Indicator | None = None
        self._indicator_values: list[tuple[PrintedValue, str]] = []
        self._splitting = False
        self._torn: dict[int, str] = {}  # by column: a label that may go on in the row below

    def read(self, row: int) -> None:
        """Read one row of the block."""
        cells = self.table.row_cells(row)
        if any(_SPLIT.search(normalise(cell.text)) for cell in cells):
            self._splitting = True
        lone = [(cell, value) for cell in cells if (value := self.table.lone(row, cell.column_no)) is not None]
        if (
            self._splitting
            or not lone
            or any(len(self.table.numbers(row, c.column_no)) and not self.table.lone(row, c.column_no) for c in cells)
        ):
            self._split_row(row)
        else:
            self._stage_row(row, [value for _, value in lone])

    def finish(self, indicator_no: int) -> tuple[list[ConformedValue], Indicator | None]:
        """All roles of the block's numbers, and the indicator 预算执行率 that its total row is."""
        self.closed = True
        self._values += self._place_splits()
        indicator = None
        if self._indicator is not None:
            indicator = Indicator(**{**self._indicator.__dict__, "indicator_no": indicator_no})
            self._values += [
                ConformedValue(
                    v.value_no, "indicator", "form > funding row", indicator_no=indicator_no, indicator_part=part
                )
                for v, part in self._indicator_values
            ]
        return self._values, indicator

    # --- rows by stage ------------------------------------------------------------------------------------------

    def _stage_row(self, row: int, numbers: list[PrintedValue]) -> None:
        placed = self._place(numbers)
        label_text = next(
            (
                c.text
                for c in reversed(self.table.row_cells(row))
                if c.column_no < min(v.column_no or 0 for v in numbers) and not self.table.lone(row, c.column_no)
            ),
            "",
        )
        label = read_label(self.lexicon, label_text)
        account, _ = pick_account(self.lexicon, label, ("expenditure",))
        fund = label.first("fund")
        is_total = bool(_TOTAL.search(label.text)) and fund is None
        if account is None and fund is None and not is_total:
            return
        if is_total:
            account = "expenditure"
        elif account is None:
            account = "expenditure"
        if self.project and account in ("expenditure", "expenditure.basic") and not label.has("account"):
            account = "expenditure.project"
        if self.project and account == "expenditure":
            account = "expenditure.project"
        for role, value in placed.items():
            if role in STAGES:
                self._values.append(self._figure(value, account, fund, role, f"funding row > {label.text}"))
                if is_total:
                    self._totals[role] = value
            elif role == "execution_rate":
                self._values.append(self._claim(value, account, fund))
        if is_total and self._indicator is None:
            self._take_indicator(row, placed)

    def _place(self, numbers: list[PrintedValue]) -> dict[str, PrintedValue]:
        """The row's numbers by role: under their headings; in order, where a scan moved them and as many are left."""
        by_column: dict[str, PrintedValue] = {}
        for value in numbers:
            if role := self.roles.get(value.column_no or 0):
                by_column.setdefault(role, value)
        ordered = list(dict.fromkeys(self.roles[column] for column in sorted(self.roles)))
        wanted = [role for role in ordered if role in (*STAGES, "weight", "execution_rate", "score")]
        rate = next((v for v in numbers if v.form == "percent"), None)
        moved = (rate is not None and by_column.get("execution_rate") is not rate) or len(by_column) < len(numbers)
        if moved and len(numbers) == len(wanted):
            return dict(zip(wanted, numbers, strict=True))
        return by_column

    def _take_indicator(self, row: int, placed: dict[str, PrintedValue]) -> None:
        weight, score, rate = placed.get("weight"), placed.get("score"), placed.get("execution_rate")
        if rate is None or (weight is None and score is None):
            return
        anchor = next(iter(self.table.row_cells(row)))
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
        self._indicator_values = [
            (v, part) for v, part in ((rate, "actual"), (weight, "weight"), (score, "score")) if v is not None
        ]

    # --- the split ----------------------------------------------------------------------------------------------

    def _split_row(self, row: int) -> None:
        label = ""
        for cell in self.table.row_cells(row):
            lone = self.table.lone(row, cell.column_no)
            if lone is None:
                inside = self.table.numbers(row, cell.column_no)
                if inside:
                    for value in inside:
                        self._add_split(value, value.label or "")
                    label = ""
                else:
                    label = self._whole_label(cell)
            elif label:
                self._add_split(lone, label)
                label = ""
            else:
                self._unlabelled.append(lone)

    def _whole_label(self, cell: TableCell) -> str:
        """A cell's label; one that a scan tore over two rows ('其中:基本', '支出:') in one piece."""
        text = cell.text.strip()
        above = self._torn.pop(cell.column_no, "")
        if above and text.endswith(("：", ":")):
            account, _ = pick_account(self.lexicon, read_label(self.lexicon, above + text))
            if account and account.startswith("expenditure."):
                return above + text
        if not text.endswith(("：", ":")):
            self._torn[cell.column_no] = text
        return text

    def _add_split(self, value: PrintedValue, label_text: str) -> None:
        label = read_label(self.lexicon, label_text)
        fund = label.first("fund")
        account, term = pick_account(self.lexicon, label)
        if account is None and fund is None and (near := self._nearest_fund(label)):
            fund, term = near
        if account is None and fund is None:
            joined, joined_term = pick_account(self.lexicon, read_label(self.lexicon, label_text + "支出"))
            if joined and joined.startswith("expenditure."):
                account, term = joined, joined_term  # a scan tore 支出 off
        if account is None and fund is not None:
            account, term = "income", term or label.text
        if account is None:
            self._unlabelled.append(value)
            return
        total = bool(_SPLIT.search(label.text))
        self._splits.append(_Split(value, account, fund if account.startswith("income") else None, total, term))

    def _nearest_fund(self, label: LabelReading) -> tuple[str, str] | None:
        """The fund whose term a damaged label is nearest to, if it is near enough that no other fits as well."""
        ranked = sorted(
            (
                (SequenceMatcher(None, label.text.rstrip("：:"), term).ratio(), term, m.code)
                for term, m in self.lexicon.fund_terms()
            ),
            reverse=True,
        )
        if not ranked or ranked[0][0] < DAMAGED:
            return None
        rivals = [r for r in ranked if r[2] != ranked[0][2]]
        return (
            (ranked[0][2], f"damaged label, nearest to {ranked[0][1]}")
            if not rivals or rivals[0][0] < ranked[0][0] - 0.1
            else None
        )

    def _place_splits(self) -> list[ConformedValue]:
        values: list[ConformedValue] = []
        for side in ("income", "expenditure"):
            mine = [s for s in self._splits if s.account.startswith(side)]
            stage = self._stage_of([s for s in mine if not s.total] or mine)
            for split in mine:
                values.append(
                    self._figure(split.value, split.account, split.fund, stage, f"split of the total > {split.rule}")
                )
        values += self._completed()
        told = {v.value_no for v in values}
        values += [
            ConformedValue(v.value_no, "unmatched", "form > a number without a label")
            for v in self._unlabelled
            if v.value_no not in told
        ]
        return values

    def _stage_of(self, parts: list[_Split]) -> str:
        """The stage whose total the parts add up to, or come nearest to; the executed one where none is near."""
        amounts = [Decimal(s.value.value) for s in parts if s.value.value is not None]
        total = sum(amounts, Decimal(0))
        ranked = []
        for stage in ("final", "adjusted_budget", "initial_budget"):
            printed = self._totals.get(stage)
            if printed is None or printed.value is None or Decimal(printed.value) == 0:
                continue
            ranked.append((abs(total - Decimal(printed.value)) / Decimal(printed.value), stage))
        exact = [stage for gap, stage in ranked if gap == 0]
        if exact:
            return exact[0]
        for value in self._unlabelled:
            if value.value is not None:
                for stage, printed in self._totals.items():
                    if printed.value is not None and any(
                        a + Decimal(value.value) == Decimal(printed.value) for a in amounts
                    ):
                        return stage
        near = [(gap, stage) for gap, stage in ranked if gap <= NEAR]
        return min(near)[1] if near else "final"

    def _completed(self) -> list[ConformedValue]:
        """A number whose label is lost, where basic + it = a stage's total to the last digit: the project spending."""
        found: list[ConformedValue] = []
        basics = [s for s in self._splits if s.account == "expenditure.basic" and s.value.value is not None]
        if any(s.account == "expenditure.project" for s in self._splits):
            return found
        for value in self._unlabelled:
            for basic in basics:
                for stage, total in self._totals.items():
                    if value.value is None or total.value is None or basic.value.value is None:
                        continue
                    if Decimal(basic.value.value) + Decimal(value.value) == Decimal(total.value) and not found:
                        rule = "lost label > basic spending + this = the printed total"
                        found.append(self._figure(value, "expenditure.project", None, stage, rule))
        return found

    # --- roles --------------------------------------------------------------------------------------------------

    def _figure(self, value: PrintedValue, account: str, fund: str | None, stage: str, rule: str) -> ConformedValue:
        return ConformedValue(
            value_no=value.value_no,
            role="figure",
            account_code=account,
            fund=fund,
            stage=stage,
            fiscal_year=self.fiscal_year,
            project_name=self.project,
            amount_unit=value.unit if self.lexicon.unit_kind(value.unit) == "money" else "万元",
            source_kind=SOURCE,
            conformed_by=f"form > {rule}",
        )

    def _claim(self, value: PrintedValue, account: str, fund: str | None) -> ConformedValue:
        return ConformedValue(
            value_no=value.value_no,
            role="claim",
            claim_kind="execution_rate",
            base="adjusted_budget",
            sign=1,
            account_code=account,
            fund=fund,
            stage="final",
            fiscal_year=self.fiscal_year,
            project_name=self.project,
            amount_unit="%",
            source_kind=SOURCE,
            conformed_by="form > funding row > 执行率",
        )
