"""Named projects in running text: by the words before 专项经费, in a list under project spending, or behind 拨付."""

from __future__ import annotations

import re
from dataclasses import replace

from dagster_project.conforming.label import LabelReading, project_name, read_label
from dagster_project.conforming.label_account import pick_account
from dagster_project.conforming.narrative_section import money_account
from dagster_project.conforming.narrative_thread import Figure, Said, Thread
from dagster_project.conforming.roles import Coordinates
from dagster_project.extraction.records import PrintedValue

SHORTEST_TOPIC, LONGEST_TOPIC = 5, 30
_ADVERBIAL = re.compile(
    r"^(?:按照|根据|围绕|通过|为了?|在|对|依据|结合|全年|其中|主要|用于|实施|开展|完成|推进|支持|加强)"
)
_OF_THE_COUNTY = re.compile(r"全[县市区旗省乡镇]|全社会")
_NUMBERED = re.compile(r"\s*(?:\d{1,2}[.．、]|[（(]\d{1,2}[）)])")
_HEADS_LIST = re.compile(r"(?:主要|重点)项目(?:有|包括|为|如下)?$")
_SPENT = re.compile(r"(?:支出|投入)$")
_CLAUSE_TAIL = re.compile(r"[，。；、].*$")


def named_project(thread: Thread, label: LabelReading) -> str | None:
    """The project that a label of project money names (高质量发展专项经费), None for project money as such."""
    if len(label.residual) < 2:
        return None
    name = project_name(label)
    if name and thread.fiscal_year:
        name = re.sub(rf"^{thread.fiscal_year}年(?:度)?", "", name)
    return name


def topic_project(thread: Thread, value: PrintedValue, said: Said) -> None:
    """某某工程：年初预算 N，支出 N: a sentence that begins with a project's name is about the project's money."""
    name = said.lead.text
    first = not thread.sentence_label and thread.last is None
    account = money_account(thread.lexicon, said.lead)
    listed = bool(_NUMBERED.match(value.lead or "")) and "项目" in (thread.section.path or "")
    named = _ends_in(said.lead, "project_head") or listed
    if not first or account not in (None, "expenditure.project") or not named:
        return
    if SHORTEST_TOPIC <= len(name) <= LONGEST_TOPIC and said.lead.residual and not _ADVERBIAL.match(name):
        thread.sentence.project = name


def budgeted_project(thread: Thread, said: Said) -> None:
    """某某经费年初预算 N，追加后预算 N，实际支出 N below project spending: all is its money up to the next name."""
    label = said.label
    if thread.section.account != "expenditure.project" or not _ends_in(label, "stage") or label.is_outside:
        return
    name = project_name(label)
    account = money_account(thread.lexicon, read_label(thread.lexicon, name))
    named = name and len(name) >= SHORTEST_TOPIC and label.residual and not _ADVERBIAL.match(name)
    if named and account in (None, "expenditure.project") and not label.compares:
        thread.sentence.project = name


def spent_project(thread: Thread, label: LabelReading) -> str | None:
    """The project of 某某工程支出 under a heading of projects."""
    name = _SPENT.sub("", label.text)
    if name == label.text or "项目" not in (thread.section.path or "") or not label.residual:
        return None
    head = read_label(thread.lexicon, name)
    account, _ = pick_account(thread.lexicon, head)
    named = account is None and _ends_in(head, "project_head") and len(name) >= SHORTEST_TOPIC
    name = project_name(head) or name
    return name if named and not head.is_outside and not _OF_THE_COUNTY.search(name) else None


def listed_project(thread: Thread, value: PrintedValue, said: Said, stage: str | None) -> tuple[Figure, str] | None:
    """The figure of a number whose label names no account but a project: (figure, rule), None for no project."""
    if said.label.is_outside or "分别" in said.label.text:
        return None
    if itemised := _itemised_project(thread, value, said, stage):
        return itemised
    paid = _paid_project(thread, value, said, stage)
    return paid or _in_list(thread, value, said, stage)


def _itemised_project(thread: Thread, value: PrintedValue, said: Said, stage: str | None) -> tuple[Figure, str] | None:
    """1.某某补贴 N 元。: a numbered line of its own under a heading of project spending."""
    alone = not said.after_text and not said.lead.text and thread.last is None
    if thread.section.account != "expenditure.project":
        return None
    inline = (value.label or "").startswith(("（", "("))  # 依次为：（1）某某补贴，N 元；（2）…
    if not (alone or inline) or not _NUMBERED.match(value.label or ""):
        return None
    name = project_name(said.label)
    if name is None or not said.label.residual:
        return None
    at = Coordinates("expenditure.project", None, stage or thread.section.stage or "final", thread.fiscal_year, name)
    return Figure(at, stage is not None, value.sentence_no, value.value), "a numbered line under project spending"


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
    heads = bool(_HEADS_LIST.search(said.lead.text))
    if heads:
        thread.project_total = thread.project_total or _unprinted_total(thread)
    if total is None and (heads or has_head or said.opens_parts or (_follows_project(thread) and label.residual)):
        total = thread.project_total
    if total is None or not (heads or said.opens_parts or has_head or _follows_project(thread)):
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
