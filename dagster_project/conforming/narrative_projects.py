"""Named projects in running text: by the words before 专项经费, in a list under project spending, or behind 拨付."""

from __future__ import annotations

import re
from dataclasses import replace

from dagster_project.conforming.label import LabelReading, project_name
from dagster_project.conforming.label_account import pick_account
from dagster_project.conforming.narrative_thread import Figure, Said, Thread
from dagster_project.conforming.roles import Coordinates
from dagster_project.extraction.records import PrintedValue

_CLAUSE_TAIL = re.compile(r"[，。；、].*$")


def named_project(thread: Thread, label: LabelReading) -> str | None:
    """The project that a label of project money names (高质量发展专项经费), None for project money as such."""
    if len(label.residual) < 2:
        return None
    name = project_name(label)
    if name and thread.fiscal_year:
        name = re.sub(rf"^{thread.fiscal_year}年(?:度)?", "", name)
    return name


def listed_project(thread: Thread, value: PrintedValue, said: Said, stage: str | None) -> tuple[Figure, str] | None:
    """The figure of a number whose label names no account but a project: (figure, rule), None for no project."""
    if said.label.is_outside:
        return None
    paid = _paid_project(thread, value, said, stage)
    return paid or _in_list(thread, value, said, stage)


def _paid_project(thread: Thread, value: PrintedValue, said: Said, stage: str | None) -> tuple[Figure, str] | None:
    """安排 N 万元某某工作经费: the name stands behind the amount."""
    named_behind = bool(said.after.terms) and bool(said.after.terms[-1].of("project_head", "account_project"))
    if not (_ends_in(said.label, "paid", "stage_weak") and named_behind):
        return None
    name = _CLAUSE_TAIL.sub("", said.after_text).strip()
    stage_found = stage or thread.stage_said(said.label) or "final"
    at = Coordinates("expenditure.project", None, stage_found, thread.fiscal_year, name)
    return Figure(at, stage is not None, value.sentence_no, value.value), "paid out under a name"


def _in_list(thread: Thread, value: PrintedValue, said: Said, stage: str | None) -> tuple[Figure, str] | None:
    label = said.label
    has_head = _ends_in(label, "project_head")
    total = next((f for f in reversed(thread.stack) if _is_project_total(f)), None)
    if total is None and said.lead.is_part and pick_account(thread.lexicon, said.lead)[0] == "expenditure.project":
        thread.project_total = thread.project_total or _unprinted_total(thread)  # 项目支出主要用于：…
    if total is None and (has_head or said.opens_parts or (_follows_project(thread) and label.residual)):
        total = thread.project_total
    if total is None or not (said.opens_parts or has_head or _follows_project(thread)):
        return None
    name = project_name(label)
    if name is None or (label.has("paid") and not label.residual):
        name = thread.sentence_label or name
    if not name:
        return None
    at = replace(total.at, project=name, stage=stage or total.at.stage)
    return Figure(at, stage is not None, value.sentence_no, value.value), "named in a list under project spending"


def _ends_in(label: LabelReading, *dimensions: str) -> bool:
    """Whether a label's last words are a term of these dimensions."""
    head = label.terms[-1] if label.terms else None
    return bool(head and head.of(*dimensions) and label.text.endswith(head.text))


def _unprinted_total(thread: Thread) -> Figure:
    """Project spending that heads a list without an amount of its own."""
    at = Coordinates("expenditure.project", None, thread.section.stage or "final", thread.fiscal_year)
    return Figure(at, False, None, None)


def _is_project_total(figure: Figure) -> bool:
    return figure.at.account == "expenditure.project" and not figure.at.project


def _follows_project(thread: Thread) -> bool:
    """Whether the figure before is a named project's."""
    return bool(thread.stack and thread.stack[-1].at.project)
