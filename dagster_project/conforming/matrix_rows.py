"""What the rows above a number in a table of figures tell of it: the account it is a part of, the fund of its group."""

from __future__ import annotations

import re

from dagster_project.conforming.label import LabelReading
from dagster_project.conforming.label_account import pick_account
from dagster_project.conforming.lexicon import Lexicon
from dagster_project.conforming.matrix_labels import Labels, is_subtotal

SUMMED = ("three_public", "procurement", "expenditure.project")
_OF_ITEMS = ("expenditure.basic", "expenditure.basic.personnel", "expenditure.basic.operating")
_BALANCES = {"opening_balance", "closing_balance"}
_GRAND = re.compile(r"总\s*计")
_OUTER_LEVELS = (None, 1, 2)
CONTEXT = 3  # accounts of the rows before that a term may depend on


class RowsAbove:
    """The rows of a table read so far, as later rows hang from them; one per table."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self.outer: str | None = None  # the account of the last row at the outer level
        self._accounts: list[str] = []  # of the rows, nearest first, each run of one account once
        self._group_fund: str | None = None  # of the group of rows that a row of its own heads

    @property
    def near(self) -> tuple[str, ...]:
        """The accounts of the last rows, the nearest first, for terms that depend on them."""
        return tuple(self._accounts[:CONTEXT])

    @property
    def accounts(self) -> set[str]:
        """The accounts of all rows so far."""
        return set(self._accounts)

    @property
    def in_group(self) -> bool:
        """Whether a row of its own heads the rows that are read."""
        return self._group_fund is not None

    def forget(self) -> None:
        """Begin another part of the form."""
        self.outer, self._accounts = None, []

    def note(self, account: str, labels: Labels, is_project: bool) -> None:
        """Remember a row's account for the rows below it."""
        if not is_project and (labels.level in _OUTER_LEVELS or account.startswith("expenditure")):
            self.outer = account
        if self._accounts[:1] != [account]:
            self._accounts.insert(0, account)

    def note_heading(self, label: LabelReading) -> None:
        """Remember the account of a row that holds only a heading: 二、项目支出 without an amount of its own."""
        self.outer = pick_account(self._lexicon, label)[0] or self.outer

    def note_group(self, label: LabelReading) -> None:
        """Remember what a row that heads a group of rows says: 一、政府性基金预算项目, alone in its row."""
        self._group_fund = label.first("fund")
        self.note_heading(label)

    def fund_of_group(self, account: str, labels: Labels) -> str | None:
        """The fund of the group that a row stands in, up to the group's 小计."""
        if labels.is_sum and not is_subtotal(labels.row_text):
            self._group_fund = None
        return self._group_fund if account.startswith(("expenditure", "income")) else None

    def account_of_fund(self, labels: Labels) -> str:
        """What a row that names only a fund is: a part of the 收入 or 支出 above it, else what its column says."""
        above = (self.outer or "").split(".")[0]
        if above in ("income", "expenditure"):
            return above
        return "expenditure" if "支出" in labels.column_text else "income"

    def sum_of(self, subject: str | None, labels: Labels) -> str | None:
        """What a 合计 row sums up: spending by kind, or the one account of which all the rows are parts.

        subject: the account that the headings above the table name. A 总计 below a row of balances is the grand total;
        any other sum below one is not told.
        """
        rows = self.accounts
        if rows & _BALANCES:
            return "grand_total" if _GRAND.search(labels.row_text) else None
        if {"expenditure.basic", "expenditure.project"} <= rows:
            return "expenditure"
        if subject in (*SUMMED, *_OF_ITEMS) and all(a == subject or self._lexicon.is_part(a, subject) for a in rows):
            return subject
        if all(account.startswith("econ.") for account in rows):
            return None  # items are of basic and of project spending
        return next((whole for whole in SUMMED if all(self._lexicon.is_part(a, whole) for a in rows)), None)
