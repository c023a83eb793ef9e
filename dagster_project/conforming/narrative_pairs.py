"""Numbers whose label names only a stage or a year: the figure before them, in another stage or year."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

from dagster_project.conforming.label import LabelReading
from dagster_project.conforming.lexicon import normalise
from dagster_project.conforming.narrative_thread import Figure, Said, Thread
from dagster_project.extraction.records import PrintedValue

_NO_BUDGET = (
    "closing_balance",
    "opening_balance",
    "current_surplus",
    "staff",
    "assets",
    "liabilities",
    "net_assets",
    "income",
)
_PAIRED_ACCOUNTS = ("three_public", "procurement", "econ", "expenditure.")
_APPROXIMATELY = re.compile(r"[约合即]|大")
SAME = "the same figure in another unit"
_OTHER_STAGE = "same account, other stage"


def has_other_stage(thread: Thread, stage: str) -> bool:
    """Whether the paragraph holds a figure that a bare 支出 or 决算 of this stage may answer."""
    return any(
        f.at.stage != stage and (f.at.account.startswith(_PAIRED_ACCOUNTS) or f.at.fund not in (None, "all"))
        for f in thread.stack
    )


def paired_figure(
    thread: Thread, value: PrintedValue, said: Said, stage: str | None, year: int | None
) -> tuple[Figure, str] | None:
    """The figure before in another stage, year or unit (决算 N, 上年 N, 约合 N): (figure, rule), None for none."""
    label = said.label
    if (latest := thread.sentence.latest) and _restates(thread, latest[1], value):
        return Figure(latest[0], True, None, value.value), SAME
    if not thread.stack or label.is_outside or label.has("paid", "account_project") or len(label.residual) > 2:
        return None
    if label.compares or year not in (None, thread.fiscal_year):
        thread.change_base = stage if stage and year is None and not label.has("base") else "prior_year"
        return _compared(thread, value, label, stage, year), "compared with: same account, other year or stage"
    if stage:
        return _in_other_stage(thread, value, stage)
    if thread.last and value.sentence_no == thread.last.sentence_no and not _APPROXIMATELY.sub("", label.text):
        return replace(thread.last, value=value.value), SAME
    return None


def _restates(thread: Thread, before: PrintedValue, value: PrintedValue) -> bool:
    """Whether a bracket behind a figure prints it again in another unit: 9.85亿元（98,462.15万元）."""
    if normalise(value.label or "") or not (value.label or "").startswith(("（", "(")):
        return False
    units = thread.lexicon.money_units
    if None in (before.value, value.value) or before.unit == value.unit or before.value_no + 1 != value.value_no:
        return False
    if before.unit not in units or value.unit not in units:
        return False
    amounts = [(Decimal(v.value or 0), units[v.unit or ""]) for v in (before, value)]
    (one, by_one), (other, by_other) = amounts
    step = max(Decimal(1).scaleb(int(amount.as_tuple().exponent)) * by for amount, by in amounts)
    return abs(one * by_one - other * by_other) <= step


def _compared(thread: Thread, value: PrintedValue, label: LabelReading, stage: str | None, year: int | None) -> Figure:
    at = (thread.last or thread.stack[0]).at
    year_before = year or (thread.fiscal_year or 0) - 1
    if stage and year is None and not label.has("base"):
        at = replace(at, stage=stage)
    elif stage:
        at = replace(at, stage=stage, year=year_before)
    else:
        at = replace(at, year=year_before)
    return Figure(at, True, None, value.value)


def _in_other_stage(thread: Thread, value: PrintedValue, stage: str) -> tuple[Figure, str] | None:
    """The nearest figure that names another stage, else the total of the sentence."""
    total = thread.stack[0]
    for figure in (*(f for f in reversed(thread.stack) if f.stage_said), total):
        answered = figure.stage_said or figure.sentence_no == value.sentence_no
        if answered and figure.at.stage != stage and figure.at.account.split(".")[0] not in _NO_BUDGET:
            return Figure(replace(figure.at, stage=stage), True, value.sentence_no, value.value), _OTHER_STAGE
    return None
