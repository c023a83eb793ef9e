"""What a claim in running text is about, and against what: where its own words do not say so, its sentence does."""

from __future__ import annotations

import re
from dataclasses import replace

from dagster_project.conforming.label import LabelReading, read_label
from dagster_project.conforming.label_account import pick_account
from dagster_project.conforming.narrative_thread import Thread
from dagster_project.conforming.roles import BUDGET_STAGES, Coordinates
from dagster_project.extraction.records import PrintedValue

_BEFORE_COMPARISON = re.compile(r"[比较占]|完成")
_COMPARED_WITH_YEAR = re.compile(r"[比较](?:19|20)\d\d")
_AGAINST_YEAR = re.compile(r"(?:(?:19|20)\d\d年|上年|去年|上一年度?)(?:度|同期|决算数?)?相?比$")
_RATE_OF_BUDGET = re.compile(r"执行率|完成率")
LATEST_SUBJECT = 4  # characters before the account that a clause is about: 其中, 全年
_BASES_BY_WORDS = (
    (re.compile(r"年初预算"), "initial_budget"),
    (re.compile(r"全年预算|调整后?预算|年度预算"), "adjusted_budget"),
)


def about_of(thread: Thread, label: LabelReading, value: PrintedValue) -> Coordinates | None:
    """What a claim is about: the account its own label names, else its sentence's subject or the figure before it."""
    head = read_label(thread.lexicon, _BEFORE_COMPARISON.split(label.text, maxsplit=1)[0])
    account, _ = pick_account(thread.lexicon, head, thread.around())
    spent = account == "expenditure" and not head.has("account", "fund") and _kind_just_told(thread)
    if account and not spent:
        fund = head.first("fund")
        if thread.last and thread.last.at.account == account and fund in (None, thread.last.at.fund):
            return thread.last.at
        return Coordinates(account, fund, thread.stage_said(head) or "final", thread.fiscal_year)
    if (fund := head.first("fund")) and not head.residual:
        return Coordinates("income", fund, "final", thread.fiscal_year)
    if len(head.residual) > 1 and not head.has("base", "direction", "rate"):
        return None
    return _subject(thread, value) or (thread.last.at if thread.last else None)


def _subject(thread: Thread, value: PrintedValue) -> Coordinates | None:
    """What a sentence is about whose first number is a claim: “三公”经费从严控制，比预算少 N."""
    if any(figure.sentence_no == value.sentence_no for figure in thread.recent):
        return None
    for clause in reversed((value.lead or "").split(" | ")):
        led = read_label(thread.lexicon, clause)
        account, _ = pick_account(thread.lexicon, led, thread.around())
        opens = bool(led.terms) and any(term.start <= LATEST_SUBJECT for term in led.terms if term.of("account"))
        if account and opens and not led.is_outside and not thread.lexicon.is_count(account):
            return Coordinates(account, led.first("fund"), "final", thread.fiscal_year)
    return None


def _kind_just_told(thread: Thread) -> bool:
    """Whether the sentence tells of one kind of spending only: 公用经费预算 N，实际支出为预算的 M%."""
    before = thread.last
    if before is None or before.sentence_no != thread.sentence.no:
        return False
    told = {figure.at.account for figure in thread.recent if figure.sentence_no == thread.sentence.no}
    return len(told) == 1 and before.at.account.startswith(("expenditure.", "three_public", "procurement", "econ."))


def spent_instead(
    thread: Thread, value: PrintedValue, about: Coordinates, base: str, label: LabelReading
) -> Coordinates:
    """支出 N，控制在预算 N 以内，比上年减少 N: a change since the year before is of what was spent."""
    if base != "prior_year" or about.stage not in BUDGET_STAGES or label.has("stage"):
        return about
    spent = replace(about, stage="final")
    told = any(f.at == spent and f.sentence_no == value.sentence_no for f in thread.recent)
    return spent if told else about


def change_base(thread: Thread, label: LabelReading, value: PrintedValue) -> str:
    """What a change is against; a change that does not say so is against what the one before it was."""
    if _AGAINST_YEAR.search(value.lead or "") and not label.budgets:
        thread.change_base = "prior_year"  # 与2022年相比，收入增加 N
    elif label.has("base") or (not label.budgets and _COMPARED_WITH_YEAR.search(label.text)):
        thread.change_base = "prior_year"
    elif label.budgets:
        thread.change_base = label.budgets[-1]
    return thread.change_base or "prior_year"


def base_by_words(text: str) -> str:
    """The budget that an execution rate is of, where no term names it: the initial one, with 执行率 the other."""
    for words, base in _BASES_BY_WORDS:
        if words.search(text):
            return base
    return "adjusted_budget" if _RATE_OF_BUDGET.search(text) else "initial_budget"
