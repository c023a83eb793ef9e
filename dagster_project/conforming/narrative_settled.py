"""Which figure a claim behind a list is about: the last part, or the whole of which the amounts make the claim.

实际采购 N，其中货物 N、服务 N，完成预算的 M%: the words leave it open, the printed budget does not.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from dagster_project.conforming.narrative_thread import Thread
from dagster_project.conforming.roles import BUDGET_STAGES, Coordinates
from dagster_project.extraction.records import PrintedValue


def settled(thread: Thread, value: PrintedValue, kind: str, at: Coordinates, base: str, sign: int = 1) -> Coordinates:
    """What a claim against a budget is about: at, unless only a whole that at is a part of makes the printed number."""
    if base not in BUDGET_STAGES or value.value is None:
        return at
    printed = sign * Decimal(value.value)
    step = Decimal(1).scaleb(int(Decimal(value.value).as_tuple().exponent))
    for candidate in (at, *_wholes(thread, at, value.sentence_no)):
        made = _made(thread, kind, candidate, base)
        if made is not None and abs(made - printed) <= step:
            return candidate
    return at


def _wholes(thread: Thread, part: Coordinates, sentence_no: int | None) -> Iterator[Coordinates]:
    """The figures of the sentence that a figure is a part of, the nearest first."""
    for figure in reversed(thread.recent):
        whole = figure.at
        by_fund = whole.account == part.account and part.fund not in (None, "all") and whole.fund in (None, "all")
        if figure.sentence_no == sentence_no and (by_fund or thread.lexicon.is_part(part.account, whole.account)):
            yield replace(whole, stage=part.stage)


def _made(thread: Thread, kind: str, at: Coordinates, base: str) -> Decimal | None:
    """The claim that the printed amounts make; None where one of them is not printed in the section."""
    amount, budget = _printed(thread, replace(at, stage="final")), _printed(thread, replace(at, stage=base))
    if amount is None or not budget:
        return None
    if kind == "execution_rate":
        return 100 * amount / budget
    return amount - budget if kind == "change_amount" else 100 * (amount - budget) / budget


def _printed(thread: Thread, at: Coordinates) -> Decimal | None:
    found = next((figure.value for figure in reversed(thread.recent) if figure.at == at), None)
    return None if found is None else Decimal(found)
