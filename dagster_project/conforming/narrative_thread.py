"""The thread of a text: the figures that a number which says less than they do may hang from.

A paragraph is a stack of figures, the total below, its parts above. 其中 and 主要包括 open a list of parts; a part
takes stage, fund and year from its total. A new sentence speaks of the total of the one before.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from dagster_project.conforming.label import LabelReading, read_label
from dagster_project.conforming.lexicon import Lexicon
from dagster_project.conforming.narrative_section import Section
from dagster_project.conforming.roles import Coordinates
from dagster_project.extraction.records import PrintedValue

SOURCE = "narrative"
# 年中因正常晋级等调整后预算总额: what led to the amount says nothing of what it is
_CAUSE = re.compile(
    r"^.{0,4}(?:因|由于|受|根据|按照).{2,60}(?:等(?:原因|因素|影响|需要|情况|事项|工作|任务)?|影响|原因|因素)(?=[^，,、]{2,})"
)
_INCLUDING = re.compile(r"[（(](?:含|包含|包括)[^（）()]*[）)]")
_TASKS = ("工作", "任务")  # 等工作追加 N: what was added; 等工作支出 N: what the tasks cost
_REMARK = re.compile(r"^([^（(]+)[（(][^）)]*[）)]$")


@dataclass(frozen=True)
class Figure:
    """A figure of the text, as later numbers look back on it."""

    at: Coordinates
    stage_said: bool  # whether its own words name its stage
    sentence_no: int | None  # None for a comparison, which no later number hangs from
    value: str | None


@dataclass(frozen=True)
class Said:
    """A value's own words: its label, the words before, and the words behind."""

    label: LabelReading
    lead: LabelReading
    after: LabelReading
    after_text: str
    sentence_no: int | None

    @property
    def opens_parts(self) -> bool:
        """Whether it opens a list of parts: 其中, 主要包括, 即."""
        return self.label.is_part or self.lead.is_part


def words_of(lexicon: Lexicon, value: PrintedValue) -> Said:
    """A value's own words, read with the lexicon."""
    return Said(
        label=_bare_label(lexicon, value.label),
        lead=read_label(lexicon, (value.lead or "").split(" | ")[-1]),
        after=read_label(lexicon, value.after),
        after_text=value.after or "",
        sentence_no=value.sentence_no,
    )


def _splits_budget(outer: Coordinates, account: str) -> bool:
    """Whether an account of spending splits up a department's budget: 年初部门预算 N，其中基本支出 N."""
    return outer.account == "income" and outer.stage == "initial_budget" and account.startswith("expenditure.")


def _bare_label(lexicon: Lexicon, label: str | None) -> LabelReading:
    """A label without the cause before it, and without the bracketed remark behind what names it."""
    if caused := _CAUSE.match(label or ""):
        rest = read_label(lexicon, (label or "")[caused.end() :])
        of_tasks = caused.group().endswith(_TASKS) and rest.direction is None
        if rest.terms and not rest.residual and not of_tasks:
            return rest
    label = _INCLUDING.sub("", label or "")
    remarked = _REMARK.match(label)
    if remarked and (head := read_label(lexicon, remarked.group(1))).has("account", "account_generic", "fund"):
        return head
    return read_label(lexicon, label)


@dataclass(frozen=True)
class Change:
    """A change in an amount as the text told it: the number, what it is about, against what, 1 or -1."""

    value: PrintedValue
    about: Coordinates
    base: str
    sign: int


@dataclass(frozen=True)
class Announced:
    """A claim that a percentage still to come will be: its kind, what it is about, its base, 1 or -1."""

    kind: str
    about: Coordinates
    base: str
    sign: int = 1


@dataclass
class Sentence:
    """What a sentence has said that its next numbers depend on."""

    no: int | None
    project: str | None = None  # the project that it begins with
    list_of: Figure | None = None  # what the list is of that 基本支出中，… opens
    members: list[Coordinates] = field(default_factory=list)  # what the next numbers of 甲、乙分别为 N 和 N are
    has_members: bool = False
    fund_of_balance: str | None = None  # the fund that it follows from its opening balance on
    adds_to_budget: bool = False  # it lists what was added to the budget
    is_by_function: bool = False  # it lists the functional classification
    of_function: bool = False  # the last amount was an item of the functional classification
    whole: str | None = None  # the account that it says is made of others: 基本支出由…构成
    counts_guests: bool = False
    of_economy: bool = False  # it told a figure of the county's economy
    total_unread: bool = False  # the amount that an open bracket splits up was not understood
    latest: tuple[Coordinates, PrintedValue] | None = None  # the last amount, of whatever year
    changed: Change | None = None  # the last change in an amount


class Thread:
    """Where the text stands; one per document, moved along value by value."""

    def __init__(self, lexicon: Lexicon, fiscal_year: int | None) -> None:
        self.lexicon = lexicon
        self.fiscal_year = fiscal_year
        self.section = Section(lexicon, None)
        self.stack: list[Figure] = []  # of the paragraph: each contains the next
        self.recent: list[Figure] = []  # of the section: a 其中 may take one up again
        self.last: Figure | None = None  # what a claim without an account of its own is about
        self.change_base: str | None = None  # what the last change was against
        self.project_total: Figure | None = None  # the section's open total of project spending
        self.section_total: Figure | None = None  # the section's total spending
        self.sentence_label = ""  # the sentence's last label
        self.announced: list[Announced] = []  # what the next percentages are: 分别占 A、B 和 C, 分别增长 A 和 B
        self.rate_base: str | None = None  # the budget just printed of which a rate follows: 完成预算 N 万元的 M%
        self.unread_no: int | None = None  # the last amount of which the text says nothing that is understood
        self.sentence = Sentence(None)
        self._place: tuple[int | None, ...] = ()

    # --- moving along -------------------------------------------------------------------------------------------

    def move_to(self, value: PrintedValue) -> None:
        """Go on to a value; a new section, paragraph or sentence leaves figures behind."""
        if value.sentence_no != self.sentence.no:
            self.sentence = Sentence(value.sentence_no)
        place = (value.paragraph_no, value.table_no, value.row_no, value.column_no)
        if value.section != self.section.path:
            self.section = Section(self.lexicon, value.section)
            self.project_total = self.section_total = None
            self.stack, self.last, self.recent = [], None, []
        if place != self._place:
            self._place = place
            self.stack, self.last = [], None
            self.sentence_label = ""
        if self.last and self.last.sentence_no != value.sentence_no and self.stack:
            self.back_to_total(value.sentence_no)
            self.change_base = None
            self.sentence_label = ""

    def back_to_total(self, sentence_no: int | None) -> None:
        """Take up the paragraph's total again."""
        self.last = replace(self.stack[0], sentence_no=sentence_no)

    def remember(self, figure: Figure, label: LabelReading) -> None:
        """Hang a figure where it belongs; a comparison with another year leaves the thread as it is."""
        if figure.sentence_no is None or figure.at.year not in (None, self.fiscal_year):
            if label.compares and label.has("account", "account_generic"):  # 收入较上年的 N 增加 M
                self.change_base = "prior_year"
                self.last = replace(figure, at=replace(figure.at, year=self.fiscal_year))
            return
        if self._is_budget_beside(figure):
            self.recent.append(figure)
            self.last = figure
            return
        while self.stack and not self._contains(self.stack[-1].at, figure.at):
            self.stack.pop()
        self.stack.append(figure)
        self.recent.append(figure)
        self.last = figure
        self.change_base = None
        self.announced, self.rate_base = [], None
        self._note_totals(figure, label)

    def _is_budget_beside(self, figure: Figure) -> bool:
        """Whether a figure is only the budget of the final one before it, whose parts the text goes on to tell."""
        before = self.stack[-1] if self.stack else None
        if before is None or before.at.stage != "final" or before.sentence_no != figure.sentence_no:
            return False
        return figure.at.stage != "final" and replace(figure.at, stage="final") == before.at

    def _note_totals(self, figure: Figure, label: LabelReading) -> None:
        at = figure.at
        if at.account == "expenditure.project" and not at.project:
            self.project_total = figure
        if label.has("account_project") and at.account.startswith("econ.31"):
            self.project_total = replace(figure, at=replace(at, account="expenditure.project"))
        if at.account == "expenditure" and not at.project and not at.fund:
            self.section_total = figure

    def _contains(self, outer: Coordinates, inner: Coordinates) -> bool:
        if outer.stage != inner.stage and not outer.account.startswith("three_public"):
            return False
        if outer.account == inner.account:
            fund_part = inner.fund is not None and outer.fund in (None, "all") and inner.fund != outer.fund
            project_part = inner.project is not None and outer.project is None
            return fund_part or project_part
        return self.lexicon.is_part(inner.account, outer.account) or _splits_budget(outer, inner.account)

    def parts_in_sentence(self, whole: str, sentence_no: int | None) -> list[Coordinates]:
        """The figures of a sentence that are parts of an account, in the order they are printed."""
        return [
            figure.at
            for figure in self.recent
            if figure.sentence_no == sentence_no and self.lexicon.is_part(figure.at.account, whole)
        ]

    @property
    def is_in_project_list(self) -> bool:
        """Whether the figure before is project spending or a project named in its list."""
        return bool(self.stack) and self.stack[-1].at.account == "expenditure.project"

    # --- looking back -------------------------------------------------------------------------------------------

    def around(self) -> tuple[str, ...]:
        """The accounts around the next number, the nearest first, for terms that depend on them."""
        accounts = [figure.at.account for figure in reversed(self.stack)]
        return (*accounts, self.section.account) if self.section.account else tuple(accounts)

    def total_of(self, account: str | None, fund: str | None, said: Said) -> Figure | None:
        """The total that a figure is a part of: the nearest one of the paragraph of which its account is a part.

        其中 may take an earlier figure of the section up again as its total; the thread then goes on from there.
        """
        if account is None and fund is None:
            return None
        beside = self.last if self.last and self.last.sentence_no == said.sentence_no else None
        if beside and beside not in self.stack and self._is_total_of(beside, account, fund, said):
            return beside
        new = said.opens_parts and all(figure.sentence_no != said.sentence_no for figure in self.stack)
        order = range(len(self.stack))  # a new sentence's 其中 is of the paragraph's total
        for n in order if new else reversed(order):
            if self._is_total_of(self.stack[n], account, fund, said):
                self.stack[n] = replace(self.stack[n], sentence_no=said.sentence_no)
                return self.stack[n]
        if said.opens_parts and account is not None:
            for figure in reversed(self.recent):
                if self.lexicon.is_part(account, figure.at.account):
                    self.stack = [replace(figure, sentence_no=said.sentence_no)]
                    return self.stack[0]
        return None

    def _is_total_of(self, figure: Figure, account: str | None, fund: str | None, said: Said) -> bool:
        same_sentence = figure.sentence_no is not None and figure.sentence_no == said.sentence_no
        if not (said.opens_parts or same_sentence):
            return False
        part = account is not None and (
            self.lexicon.is_part(account, figure.at.account) or (same_sentence and _splits_budget(figure.at, account))
        )
        split = fund is not None and figure.at.fund in (None, "all") and account in (None, figure.at.account)
        return part or split

    # --- what a label says of stage and year --------------------------------------------------------------------

    def stage_said(self, label: LabelReading, lead: LabelReading | None = None) -> str | None:
        """The stage that a label names, else its lead; an execution rate's is the final one."""
        for reading in (label, lead):
            if reading is None:
                continue
            codes = [m.code for m in reading.codes("stage") if m.code]
            if codes and reading.last("rate") == "execution_rate":
                return "final"
            if codes:
                return codes[0] if reading is label and label.compares else codes[-1]
            if weak := reading.first("stage_weak"):
                return weak
        return None

    def year_said(self, label: LabelReading) -> int | None:
        """The year that a label names, by its number or as the year before."""
        if label.years:
            return label.years[-1] if label.compares else label.years[0]
        if label.has("base") and self.fiscal_year:
            return self.fiscal_year - 1
        return None
