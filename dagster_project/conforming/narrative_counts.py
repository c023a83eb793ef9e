"""Counts in running text: guests received, and the department's staff by kind."""

from __future__ import annotations

import re

from dagster_project.conforming.label import LabelReading, read_label
from dagster_project.conforming.label_account import pick_account
from dagster_project.conforming.narrative_claims import read_change
from dagster_project.conforming.narrative_thread import SOURCE, Figure, Said, Thread
from dagster_project.conforming.records import ConformedValue
from dagster_project.conforming.roles import Coordinates, figure
from dagster_project.extraction.records import PrintedValue

_GUESTS = {"批次": "batches", "批": "batches", "人次": "visits"}
_STAFF_FILLER = re.compile(r"[有共数名中等个及其和、在现单位局委办机关年末底乡镇校院所县市区（）]")
_SUB_UNIT = re.compile(
    r"(?:其中|所属|下属)?((?!全|本|我|该|局)[一-鿿]{3,20}(?:院|站|馆|中心|所|学校|大队))(?:核定|现有|年末)?(?:在编|在职|实有|编制)"
)
_OTHERS = ("其余", "另有", "其他")
_KIND_BEHIND = re.compile(r"(?:为|是|系|属)([^，。；]{2,10})")  # 其余 N 名为事业编制
LONGEST_STAFF_REMARK = 4


def read_count(thread: Thread, value: PrintedValue, said: Said) -> ConformedValue | None:
    """The figure or claim that a count is; None for what the department did or promoted."""
    label = said.label
    if _is_guests(thread, value, said):
        thread.sentence.counts_guests = True
        at = Coordinates(f"three_public.reception.{_GUESTS[value.unit or '']}", year=thread.fiscal_year)
        return figure(value, at, value.unit, SOURCE, "narrative > guests received")
    if value.unit == "人" and not label.text and thread.sentence.counts_guests:
        at = Coordinates("three_public.reception.visits", year=thread.fiscal_year)  # 28批次、265人
        return figure(value, at, value.unit, SOURCE, "narrative > guests received")
    if value.unit not in ("人", "名") and not (value.unit == "个" and label.text.endswith("编制")):
        return None
    about_staff = thread.last is not None and thread.last.at.account.startswith("staff")
    if about_staff and (change := read_change(thread, value, said, of_last=True)):
        return change
    account, term = pick_account(thread.lexicon, label, thread.around())
    if account is None and label.text.endswith("核定") and said.after_text.startswith("编制"):
        account, term = "staff.quota", "核定 N 名编制"
    if account is None and label.text in _OTHERS and (kind := _KIND_BEHIND.match(said.after_text)):
        account, term = pick_account(thread.lexicon, read_label(thread.lexicon, kind.group(1)), thread.around())
        label = read_label(thread.lexicon, kind.group(1))
    others = [m.code for m in label.codes("account") if m.code != account]
    if term.endswith("在岗") and (label.residual or others):
        return None  # 公益性岗位在岗 and 乡村医生在岗 are no staff
    if term.startswith("在册") and not label.text.endswith(term):
        return None  # 在册低保对象 are no staff
    outside_quota = account == "staff.unquotaed" and label.text.endswith(term)  # 聘用保安、保洁等编外人员
    counted = outside_quota or _unit_of(label) is not None or _is_own_staff(label)
    if account is None or not account.startswith("staff") or not counted:
        return None
    at = Coordinates(account, year=thread.year_said(label) or thread.fiscal_year, unit=_unit_of(label))
    thread.remember(Figure(at, False, value.sentence_no, value.value), label)
    return figure(value, at, value.unit, SOURCE, f"narrative > label:{term}")


def _is_guests(thread: Thread, value: PrintedValue, said: Said) -> bool:
    """Batches and visits beside three-public spending; a bare 批 only where it says 接待."""
    label = said.label
    under = any(f.at.account.startswith("three_public") for f in thread.stack) or "公务接待" in label.text
    under = under or "公务接待" in said.lead.text
    under = under or thread.sentence.counts_guests
    return under and value.unit in _GUESTS and ("接待" in label.text or value.unit != "批")


def _unit_of(label: LabelReading) -> str | None:
    """The sub-unit whose staff a label counts (某某福利院在编), None for the department's own."""
    named = _SUB_UNIT.match(label.text)
    return named.group(1) if named else None


def _is_own_staff(label: LabelReading) -> bool:
    """Whether a label that names staff is about the department's own: nothing but filler beside the term."""
    return not label.is_outside and len(_STAFF_FILLER.sub("", label.residual)) <= LONGEST_STAFF_REMARK
