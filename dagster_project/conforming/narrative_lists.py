"""Lists with a shared head: 甲费、乙费和丙费分别为 N、N 和 N; 三项分别占 N、N 和 N."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from dagster_project.conforming.label import LabelReading, read_label
from dagster_project.conforming.label_account import pick_account
from dagster_project.conforming.narrative_thread import SOURCE, Figure, Said, Thread
from dagster_project.conforming.records import ConformedValue
from dagster_project.conforming.roles import Coordinates, figure
from dagster_project.extraction.records import PrintedValue

_HEADS = re.compile(r"(?:分别|各)(?:为|是|支出|达到?|完成|安排|收入)?$")
_JOINS = re.compile(r"[、,，]|(?<=[费款出入程物务算])(?:和|及|与|以及)")
_BETWEEN = re.compile(r"^[、，,和及与\s]*$")
RULE = "narrative > one of a list with a shared head"


def listed_figure(thread: Thread, value: PrintedValue, said: Said) -> ConformedValue | None:
    """The figure that a number of such a list is; None for a number of no list, or of one with an unknown member."""
    if _HEADS.search(said.label.text):
        thread.sentence.members = _members(thread, said.label)
        thread.sentence.has_members = bool(thread.sentence.members)
    elif not _BETWEEN.match(said.label.text):
        return None
    if not thread.sentence.members:
        return None
    at = thread.sentence.members.pop(0)
    thread.remember(Figure(at, False, value.sentence_no, value.value), said.label)
    unit = value.unit or ("万元" if value.value == "0" else None)  # a zero of the list takes any unit
    return figure(value, at, unit, SOURCE, RULE)


def _members(thread: Thread, label: LabelReading) -> list[Coordinates]:
    """What the members of a list are; empty unless each names an account or a fund."""
    head = _HEADS.sub("", label.text)
    stage = thread.stage_said(label)
    found: list[Coordinates] = []
    for words in _split(thread, head):
        reading = read_label(thread.lexicon, words)
        around = tuple(at.account for at in reversed(found))
        account, _ = pick_account(thread.lexicon, reading, (*around, *thread.around()))
        fund = reading.first("fund")
        project = _known_project(thread, words)
        if project is not None:
            account, fund = "expenditure.project", None
        if account is None and fund is None:
            return []
        year = thread.year_said(label) or thread.fiscal_year
        told = stage or _stage_of_whole(thread, account) or thread.section.stage or "final"
        found.append(Coordinates(account or "income", fund, told, year, project))
    return found if len(found) > 1 else []


def _split(thread: Thread, head: str) -> list[str]:
    """The members' names; projects that the section has named before are found whole: 优抚补助和优待金."""
    names = sorted({f.at.project for f in thread.recent if f.at.project}, key=len, reverse=True)
    known = re.compile(f"({'|'.join(map(re.escape, names))})(?:[、,，]|和|及|与|以及)") if names else None
    found: list[str] = []
    while known and (first := known.match(head)):
        found.append(first.group(1))
        head = head[first.end() :]
    return [*found, *_JOINS.split(head)]


def _known_project(thread: Thread, words: str) -> str | None:
    """The project that the section has named before in just these words."""
    return next(
        (f.at.project for f in reversed(thread.recent) if f.at.project and words.startswith(f.at.project)), None
    )


def _stage_of_whole(thread: Thread, account: str | None) -> str | None:
    """The stage of the figure of which the members are parts: 调整后预算 N，基本支出、项目支出分别为 N 和 N."""
    before = thread.last if thread.last and thread.last.sentence_no == thread.sentence.no else None
    part = before is not None and account is not None and thread.lexicon.is_part(account, before.at.account)
    return before.at.stage if before and part else None


def whole_of(thread: Thread, value: PrintedValue, sentence_no: int | None) -> Figure | None:
    """What 合计 N behind a list is of: the account whose parts the sentence has printed, if they make N."""
    parts = [f for f in thread.recent if f.sentence_no == sentence_no]
    if len(parts) < 2 or value.value is None or any(part.value is None for part in parts):
        return None
    same = all(replace(part.at, account="", fund=None) == replace(parts[0].at, account="", fund=None) for part in parts)
    if not same or sum(Decimal(part.value or 0) for part in parts) != Decimal(value.value):
        return None
    whole = _common_whole(thread, [part.at.account for part in parts])
    if whole is None:
        return None
    return Figure(replace(parts[0].at, account=whole), False, sentence_no, value.value)


def _common_whole(thread: Thread, accounts: Sequence[str]) -> str | None:
    if any(account.startswith("econ.") for account in accounts):
        return None  # items are of basic and of project spending
    code: str | None = accounts[0]
    while code:
        code = thread.lexicon.parents.get(code) or (code.rpartition(".")[0] or None)
        if code and all(thread.lexicon.is_part(account, code) for account in accounts):
            return code
    return None
