"""The split of a funding block by source (按收入性质分) and by kind (按支出性质分), which prints no stage.

It is the stage whose total its amounts add up to, or come nearest to.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from difflib import SequenceMatcher

from dagster_project.conforming.label import LabelReading, read_label
from dagster_project.conforming.label_account import pick_account
from dagster_project.conforming.lexicon import Lexicon
from dagster_project.extraction.records import PrintedValue

_SPLIT = re.compile(r"按收入性质|按资金来源|按支出性质|按收入来源")
_LATEST_FIRST = ("final", "adjusted_budget", "initial_budget")
NEAR = Decimal("0.05")  # a split may miss its total by so much of it
DAMAGED = 0.7  # likeness that a damaged label must have to a fund's term
AHEAD = 0.1  # by which it must be likelier than any other fund's


@dataclass(frozen=True)
class Part:
    """An amount of the split: by source (an income) or by kind (an expenditure)."""

    value: PrintedValue
    account: str
    fund: str | None
    rule: str
    is_total: bool = False  # the amount of a whole split, not of one of its parts


def opens_split(text: str) -> bool:
    """Whether a label opens a split: 按收入性质分, 按支出性质分."""
    return bool(_SPLIT.search(text))


def read_part(lexicon: Lexicon, value: PrintedValue, label_text: str) -> Part | None:
    """The part that a label makes of an amount; None where it names neither account nor fund."""
    label = read_label(lexicon, label_text)
    fund = label.first("fund")
    account, rule = pick_account(lexicon, label)
    if account is None and fund is None:
        fund, rule = _nearest_fund(lexicon, label) or (None, "")
    if account is None and fund is None:
        account, rule = _torn_expenditure(lexicon, label_text)
    if account is None and fund is None:
        return None
    if account is None:
        account, rule = "income", rule or label.text
    return Part(value, account, fund if account.startswith("income") else None, rule, opens_split(label.text))


def _nearest_fund(lexicon: Lexicon, label: LabelReading) -> tuple[str, str] | None:
    """(fund, rule) whose term a damaged label is nearest to, if it is near enough that no other fits as well."""
    text = label.text.rstrip("：:")
    ranked = sorted(
        ((SequenceMatcher(None, text, term).ratio(), term, m.code) for term, m in lexicon.fund_terms()), reverse=True
    )
    if not ranked or ranked[0][0] < DAMAGED:
        return None
    likeness, term, fund = ranked[0]
    rival = next((other for other, _, code in ranked if code != fund), 0.0)
    return (fund, f"damaged label, nearest to {term}") if rival < likeness - AHEAD else None


def _torn_expenditure(lexicon: Lexicon, label_text: str) -> tuple[str | None, str]:
    """The kind of spending of a label that a scan tore 支出 off."""
    account, term = pick_account(lexicon, read_label(lexicon, label_text + "支出"))
    return (account, term) if account and account.startswith("expenditure.") else (None, "")


def stage_of(parts: Iterable[Part], totals: Mapping[str, PrintedValue], unlabelled: Iterable[PrintedValue]) -> str:
    """The stage whose total the parts add up to, or come nearest to; the final one where none is near.

    A part and a number whose label is lost may add up to a total as well.
    """
    amounts = _amounts(part.value for part in parts)
    printed = {stage: amount for stage in _LATEST_FIRST if (amount := _amount(totals.get(stage)))}
    gaps = {stage: abs(sum(amounts, Decimal(0)) - amount) / amount for stage, amount in printed.items()}
    for stage, gap in gaps.items():
        if gap == 0:
            return stage
    lost = _amounts(unlabelled)
    for stage, total in totals.items():
        if any(amount + other == _amount(total) for other in lost for amount in amounts):
            return stage
    near = [(gap, stage) for stage, gap in gaps.items() if gap <= NEAR]
    return min(near)[1] if near else "final"


def lost_project_spending(
    parts: Iterable[Part], totals: Mapping[str, PrintedValue], unlabelled: Iterable[PrintedValue]
) -> tuple[PrintedValue, str] | None:
    """(number, stage) of a lost label where basic spending + it = a stage's total, to the last digit."""
    basics = _amounts(part.value for part in parts if part.account == "expenditure.basic")
    for value in unlabelled:
        for stage, total in totals.items():
            amount = _amount(value)
            if amount is not None and any(basic + amount == _amount(total) for basic in basics):
                return value, stage
    return None


def _amount(value: PrintedValue | None) -> Decimal | None:
    return Decimal(value.value) if value is not None and value.value is not None else None


def _amounts(values: Iterable[PrintedValue]) -> list[Decimal]:
    return [amount for value in values if (amount := _amount(value)) is not None]


class TornLabels:
    """Joins labels that a scan tore over two rows: '其中:基本' and '支出:' below it."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self._open: dict[int, str] = {}  # by column: a label that may go on in the row below

    def whole(self, text: str, column: int) -> str:
        """A cell's label, in one piece with the cell's above where both together name a kind of spending."""
        text = text.strip()
        above = self._open.pop(column, "")
        ends = text.endswith(("：", ":"))
        if above and ends:
            account, _ = pick_account(self.lexicon, read_label(self.lexicon, above + text))
            if account and account.startswith("expenditure."):
                return above + text
        if not ends:
            self._open[column] = text
        return text
