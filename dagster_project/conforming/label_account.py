"""Which account a label names, where a term depends on it in the context of the accounts around the label."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from dagster_project.conforming.label import LabelReading
from dagster_project.conforming.lexicon import Lexicon, Meaning, Term

_ECONOMIC_ITEM = re.compile(r"econ\.[\d+]+")
_BETWEEN_ITEMS = re.compile(r"[、和及与,，]")
_WHOLES = ("expenditure", "income")


@dataclass(frozen=True)
class _Named:
    code: str
    term: Term


def pick_account(lexicon: Lexicon, reading: LabelReading, context: tuple[str, ...] = ()) -> tuple[str | None, str]:
    """(account code, the term) a label names: the last specific one; where a term depends on it, in its context.

    context: account codes around the label, the nearest first. A generic term (收入, 支出) counts only where nothing
    but filler stands beside it. Several items printed as one amount (水费、电费、差旅费) give econ.A+B+C.
    """
    named = _named(lexicon, reading, context)
    specific, by_project = named["account"], named["account_project"]
    totals_only = all(each.code in _WHOLES for each in specific)
    if by_project and totals_only and (not specific or specific[-1].term.end <= by_project[-1].term.start):
        return by_project[-1].code, by_project[-1].term.text
    if specific:
        if joined := _joined_items(reading, specific):
            return joined, "、".join(each.term.text for each in specific)
        head = _head(specific)
        return head.code or None, head.term.text
    generic = named["account_generic"]
    if generic and not reading.residual and not reading.is_outside:
        return generic[-1].code, generic[-1].term.text
    return None, ""


def _named(lexicon: Lexicon, reading: LabelReading, context: tuple[str, ...]) -> dict[str, list[_Named]]:
    found: dict[str, list[_Named]] = {"account": [], "account_project": [], "account_generic": []}
    for term in reading.terms:
        if meaning := _in_context(lexicon, term, context):
            found[meaning.dimension].append(_Named(meaning.code, term))
    return found


def _in_context(lexicon: Lexicon, term: Term, context: tuple[str, ...]) -> Meaning | None:
    choices = term.of("account", "account_generic", "account_project")
    plain = next((m for m in choices if not m.within), None)
    for around in context:
        for meaning in choices:
            if meaning.within and (around == meaning.within or lexicon.is_part(around, meaning.within)):
                return meaning
        if plain and not around.startswith(_WHOLES) and lexicon.is_part(plain.code, around):
            return plain  # 公务接待费 under 三公经费, though 公用经费 stood above
    return plain


def _head(specific: list[_Named]) -> _Named:
    """The account that a noun phrase is about: its last, unless that is a mere total after a more specific one."""
    last = specific[-1]
    if len(specific) > 1 and last.code in _WHOLES and specific[-2].code.startswith(last.code + "."):
        return specific[-2]
    return last


def _joined_items(reading: LabelReading, specific: list[_Named]) -> str | None:
    """econ.A+B+C of items joined by 、 or 和 with nothing else between them."""
    if len(specific) < 2 or not all(_ECONOMIC_ITEM.fullmatch(each.code) for each in specific):
        return None
    for left, right in pairwise(specific):
        if not _BETWEEN_ITEMS.fullmatch(reading.text[left.term.end : right.term.start]):
            return None
    items = {item for each in specific for item in each.code.removeprefix("econ.").split("+")}
    return "econ." + "+".join(sorted(items))
