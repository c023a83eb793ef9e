"""Amounts of money in running text: what their own words name, and the rest from what they hang from."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from dagster_project.conforming.label import LabelReading, read_label
from dagster_project.conforming.label_account import pick_account
from dagster_project.conforming.lexicon import normalise
from dagster_project.conforming.narrative_about import base_by_words
from dagster_project.conforming.narrative_claims import read_change
from dagster_project.conforming.narrative_lists import listed_figure, whole_of
from dagster_project.conforming.narrative_pairs import has_other_stage, paired_figure
from dagster_project.conforming.narrative_projects import (
    budgeted_project,
    listed_project,
    named_project,
    spent_project,
    topic_project,
)
from dagster_project.conforming.narrative_thread import SOURCE, Figure, Said, Thread
from dagster_project.conforming.records import ConformedValue
from dagster_project.conforming.roles import ALWAYS_FINAL, BUDGET_STAGES, Coordinates, figure, left
from dagster_project.extraction.records import PrintedValue

_MADE_OF = re.compile(r"(.{2,12})由.")
_LIST_OF = re.compile(r"中$")
BALANCED = ("income", "expenditure", "closing_balance")  # what a fund's opening balance leads to
TOPIC = "the sentence's first words name the project"
FUND_ALONE = "fund alone is income"
_PARTS_OF_BASIC = {"人员": "expenditure.basic.personnel", "公用": "expenditure.basic.operating"}  # of 基本支出 N（…）
_MERE_TIME = re.compile(r"(?:全年|本年度?|当年|年度)(?:共|合计|实际)?")
_PROVIDED = "预算安排"
LONGEST_FUND_REMARK = 6  # characters beside a fund's name that may still be about the fund


@dataclass(frozen=True)
class _Draft:
    """What is known of a figure so far."""

    account: str | None
    fund: str | None
    stage: str | None  # as its own words say
    year: int | None
    rule: str
    generic: bool  # whether it is called only 收入 or 支出
    total: Figure | None  # what it is a part of
    project: str | None = None


def read_money(thread: Thread, value: PrintedValue, said: Said) -> ConformedValue | None:
    """The figure or claim that an amount is, or why it is left; None where its words say nothing."""
    label = said.label
    _open_list(thread, value, said)
    topic_project(thread, value, said)
    budgeted_project(thread, said)
    if listed := listed_figure(thread, value, said):
        return listed
    if change := read_change(thread, value, said):
        return change
    if base := _budget_of_rate(thread, value, said):
        return base
    if "功能" in said.lead.text:
        thread.sentence.is_by_function = True  # 按功能科目看，…
    if thread.sentence.is_by_function:
        return left(value, "function", "narrative > a list by the functional classification")
    thread.sentence.of_function = False
    if label.ends_in("function") or (thread.section.is_function and not label.has("account", "account_project")):
        thread.sentence.of_function = True
        return left(value, "function", "narrative > an item of the functional classification")
    if label.is_outside and not label.has("account", "fund"):
        thread.sentence.of_economy = True
        return left(value, "economy", "narrative > economy")
    if label.has("total") and not label.has("account", "fund") and len(label.residual) <= 2:
        return _list_total(thread, value, said)
    told = label.years or said.lead.years
    if told and min(told) > (thread.fiscal_year or min(told)):
        return left(value, "plan", "narrative > of a year to come")
    if thread.sentence.total_unread and not label.has("stage"):
        return None  # its stage is that of the amount before the bracket
    found = _figure(thread, value, said)
    if found is None:
        return None
    if found[1] == FUND_ALONE and thread.sentence.of_economy:
        return left(value, "economy", "narrative > revenue beside the county's economy")
    thread.remember(found[0], label)
    thread.sentence.latest = (found[0].at, value)
    return figure(value, found[0].at, value.unit, SOURCE, f"narrative > {found[1]}")


def _open_list(thread: Thread, value: PrintedValue, said: Said) -> None:
    """基本支出中，…: what a list is of that prints its total at its end, if at all."""
    if not _LIST_OF.search(normalise(value.lead or "")):
        return
    account, _ = pick_account(thread.lexicon, said.lead)
    if account and not said.lead.is_outside:
        stage = thread.stage_said(said.lead) or thread.section.stage or "final"
        at = Coordinates(account, said.lead.first("fund"), stage, thread.fiscal_year)
        thread.sentence.list_of = Figure(at, False, value.sentence_no, None)


def _budget_of_rate(thread: Thread, value: PrintedValue, said: Said) -> ConformedValue | None:
    """完成预算 N 万元的 M%: N is the budget of the figure before it, of which a rate follows."""
    label = said.label
    if label.last("rate") != "execution_rate" or not said.after_text.startswith("的") or thread.last is None:
        return None
    thread.rate_base = label.budgets[-1] if label.budgets else base_by_words(label.text)
    at = replace(thread.last.at, stage=thread.rate_base)
    return figure(value, at, value.unit, SOURCE, "narrative > the budget that a rate is of")


def _list_total(thread: Thread, value: PrintedValue, said: Said) -> ConformedValue:
    """合计 at the end of a list: the list's own total, what the list is of, or a subtotal that no account names."""
    for total in reversed([*([thread.project_total] if thread.project_total else []), *thread.stack]):
        if total.value is not None and value.value is not None and _same_amount(total.value, value.value):
            return figure(value, total.at, value.unit, SOURCE, "narrative > total repeats its figure")
    if thread.sentence.list_of:
        total = replace(thread.sentence.list_of, value=value.value)
        thread.stack, thread.last = [total], total
        return figure(value, total.at, value.unit, SOURCE, "narrative > the total of the list's topic")
    if whole := whole_of(thread, value, said.sentence_no):
        thread.stack, thread.last = [whole], whole
        return figure(value, whole.at, value.unit, SOURCE, "narrative > the whole of the parts that make it")
    thread.last = None  # what follows is about the subtotal, not about the list's last item
    return left(value, "subtotal", "narrative > a list's subtotal")


def _same_amount(one: str, other: str) -> bool:
    return one.rstrip("0").rstrip(".") == other.rstrip("0").rstrip(".")


def _figure(thread: Thread, value: PrintedValue, said: Said) -> tuple[Figure, str] | None:
    if made := _MADE_OF.match(label_text := said.label.text):
        thread.sentence.whole, _ = pick_account(thread.lexicon, read_label(thread.lexicon, label_text[: made.end(1)]))
    draft = _labelled(thread, said)
    if draft is None:
        return None
    if "分别" in label_text and draft.account in (None, "expenditure.project"):
        return None  # 甲、乙分别支出 N、N of which not both are known
    draft = _under_project_heading(thread, said.label, draft)
    draft = _spent_of_budget(thread, value, said.label, draft)
    answers = draft.generic and draft.stage is not None and has_other_stage(thread, draft.stage)
    if (draft.account is None or answers) and (pair := paired_figure(thread, value, said, draft.stage, draft.year)):
        return pair
    if draft.account is None:
        if listed := listed_project(thread, value, said, draft.stage):
            return listed
        draft = _of_section(thread, said.label, draft)
    if draft.account is None or thread.lexicon.is_count(draft.account):
        return None
    draft = _of_project_before(thread, value, said.label, draft)
    return _finished(thread, value, said.label, draft)


def _spent_of_budget(thread: Thread, value: PrintedValue, label: LabelReading, draft: _Draft) -> _Draft:
    """“三公”经费预算 N，支出 N: a bare 支出 behind the budget of a kind of spending is what was spent of it."""
    before = thread.last if thread.last and thread.last.sentence_no == value.sentence_no else None
    bare = draft.generic and draft.stage is None and not label.residual and not draft.fund
    if before is None or not bare or before.at.stage not in BUDGET_STAGES:
        return draft
    return replace(draft, stage="final") if before.at.account.startswith(("three_public", "procurement")) else draft


def _labelled(thread: Thread, said: Said) -> _Draft | None:
    """What the label says; a fund alone is the income of it, or its part of the total. None for a mere remark."""
    label = said.label
    account, term = pick_account(thread.lexicon, label, thread.around())
    if account in (None, "expenditure") and (led := pick_account(thread.lexicon, said.lead)[0]):
        account, term = pick_account(thread.lexicon, label, (led, *thread.around()))  # 公务用车购置及运行费：购置费 N
    if account is None and "expenditure.basic" in thread.around():
        account, term = _PARTS_OF_BASIC.get(label.text), label.text
    fund = label.first("fund")
    draft = _Draft(
        account=account,
        fund=fund,
        stage=thread.stage_said(label, said.lead),
        year=thread.year_said(label),
        rule=f"label:{term}" if term else "label",
        generic=bool(account) and not label.has("account", "account_project"),
        total=thread.total_of(account, fund, said),
    )
    if account and account.startswith("econ.") and label.residual and thread.is_in_project_list:
        return replace(draft, account=None)  # 乡村医生生活补助 in a list of projects names a project
    if account == "expenditure.project" and not label.has("account") and label.has("account_project"):
        return replace(draft, project=named_project(thread, label))
    if account is not None or fund is None or label.is_outside:
        return draft
    if draft.total is None and len(label.residual) > LONGEST_FUND_REMARK:
        return None
    of_total = draft.total.at.account if draft.total else None
    rule = "fund of the total" if of_total else FUND_ALONE
    return replace(draft, account=of_total if of_total in ("income", "expenditure") else "income", rule=rule)


def _under_project_heading(thread: Thread, label: LabelReading, draft: _Draft) -> _Draft:
    open_to_it = draft.generic or (draft.account is None and draft.stage is not None)
    bare = open_to_it or (draft.account == "expenditure" and not draft.fund)
    if bare and not label.residual and (project := thread.section.project):
        return replace(draft, project=project, account="expenditure.project", rule="heading names the project")
    if project := thread.sentence.project:
        by_fund = draft.rule == FUND_ALONE
        named = draft.account in (None, "expenditure.project") and draft.stage and label.text.startswith(project)
        if (bare and not label.residual) or by_fund or named:
            before = thread.last.at if thread.last and thread.last.at.project == project else None
            fund = draft.fund or (before.fund if before else None)
            rule = TOPIC
            return replace(draft, project=project, account="expenditure.project", fund=fund, rule=rule)
    if draft.account is None and (project := spent_project(thread, label)):
        return replace(draft, project=project, account="expenditure.project", rule="a project's name before 支出")
    return draft


def _of_section(thread: Thread, label: LabelReading, draft: _Draft) -> _Draft:
    """A stage alone is about the section's account, else about its total spending."""
    if draft.stage is None and _MERE_TIME.fullmatch(label.text) and thread.last is None and thread.section.account:
        return replace(draft, account=thread.section.account, rule="the year alone: the section's account")
    if not (draft.stage and label.text and not label.residual):
        return draft
    account = (
        thread.section.whole
        or thread.section.account
        or (thread.section_total.at.account if thread.section_total else None)
    )
    if account is None and draft.stage in BUDGET_STAGES:
        return replace(draft, account="expenditure", rule="a budget alone is the department's spending")
    return replace(draft, account=account, rule="stage alone: the section's account")


def _of_project_before(thread: Thread, value: PrintedValue, label: LabelReading, draft: _Draft) -> _Draft:
    """支出 after a project's budget is that project's spending, 投入 its income."""
    project = thread.last.at.project if thread.last else None
    if not project or thread.last is None:
        return draft
    if draft.generic and draft.account == "expenditure" and thread.last.sentence_no == value.sentence_no:
        rule = "spending of the project before"
        return replace(draft, account="expenditure.project", project=project, rule=rule)
    if draft.account == "income" and label.first("stage") == "final" and "投入" in label.text:
        return replace(draft, project=project)
    return draft


def _finished(thread: Thread, value: PrintedValue, label: LabelReading, draft: _Draft) -> tuple[Figure, str]:
    """The figure, with what its words do not say taken from its total, its section and the report's year."""
    account = draft.account or ""
    total = draft.total.at if draft.total else None
    # 批复 and 安排 before a project's name do not say that the amount is a budget
    weak = draft.project and draft.rule != TOPIC and label.has("stage_weak") and not label.has("stage")
    said = None if weak else draft.stage
    if draft.project and label.text.removeprefix(draft.project) == _PROVIDED:
        said = "adjusted_budget"  # what a project was given to spend in the year
    if said is None and draft.year not in (None, thread.fiscal_year):
        said = "final"  # what was spent the year before, whatever the section is about
    stage = said or (total.stage if total else None) or thread.section.stage or "final"
    if account.split(".")[0] in ALWAYS_FINAL:
        stage = "final"
    fund = draft.fund or (total.fund if total and account != "income" else None)
    if account in BALANCED:
        fund = fund or thread.sentence.fund_of_balance
    if account == "opening_balance" and draft.fund:
        thread.sentence.fund_of_balance = draft.fund
    if fund is None and account.startswith(("expenditure", "econ")):
        fund = thread.section.fund
    brought = account == "opening_balance" and draft.year == (thread.fiscal_year or 0) - 1
    said_year = None if brought else draft.year  # 2022年结转本年使用 is what 2023 opened with
    year = said_year or (total.year if total else None) or thread.fiscal_year
    at = Coordinates(account, fund, stage, year, draft.project, total.unit if total else None)
    rule = f"{draft.rule} > part of {total.account}" if total else draft.rule
    return Figure(at, said is not None, value.sentence_no, value.value), rule
