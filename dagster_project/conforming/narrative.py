"""Figures and claims in running text: each number takes what its label says, and the rest from what it hangs from.

A paragraph is read as a stack of figures, the total below, its parts above. 其中 and 主要包括 open a list of parts; a
part takes stage, fund and year from its total. A claim (比上年增加, 占, 完成预算的) is about the figure before it; at the
start of a sentence, about the total of the sentence before.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from dagster_project.conforming.label import LabelReading, pick_account, project_name, read_label
from dagster_project.conforming.lexicon import Lexicon
from dagster_project.conforming.records import ConformedValue
from dagster_project.extraction.records import PrintedValue

SOURCE = "narrative"
_HEADING_NUMBER = re.compile(
    r"^(?:[一二三四五六七八九十]{1,3}[、.．]|[（(][一二三四五六七八九十\d]{1,3}[）)]|\d{1,2}[、.．)）]?)\s*"
)
_NO_PROJECT_HEADING = re.compile(r"(?:情况|分析|措施|问题|目标|管理|概况|结论|建议|意见|工作|职责|方面)[。.]?$")
_NOTHING = re.compile(r"(?:无|未|没有)")
_BOUND = re.compile(r"(?:小于|低于|高于|大于|不超过|不低于|不高于|控制在)$")
_ALWAYS_FINAL = (
    "closing_balance",
    "opening_balance",
    "current_surplus",
    "assets",
    "liabilities",
    "net_assets",
    "staff",
    "buildings",
)
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


@dataclass(frozen=True)
class Coordinates:
    """What a figure is about."""

    account: str
    fund: str | None = None
    stage: str = "final"
    year: int | None = None
    project: str | None = None
    unit: str | None = None


@dataclass(frozen=True)
class _Figure:
    at: Coordinates
    stage_said: bool
    sentence_no: int | None
    value: str | None


@dataclass(frozen=True)
class _Said:
    """A value's own words: its label, the words before, and the words behind."""

    label: LabelReading
    lead: LabelReading
    after: LabelReading
    after_text: str
    sentence_no: int | None


class Narrative:
    """Reads the values of running text in order; one instance per document."""

    def __init__(self, lexicon: Lexicon, fiscal_year: int | None) -> None:
        self.lexicon = lexicon
        self.fiscal_year = fiscal_year
        self.stack: list[_Figure] = []
        self.last: _Figure | None = None
        self.change_base: str | None = None
        self.place: tuple[int | None, ...] = ()
        self.section: str | None = None
        self.project_total: _Figure | None = None  # an open total of project spending in this section
        self.section_total: _Figure | None = None  # total spending, or the section's own account
        self.sentence_label = ""
        self.recent: list[_Figure] = []  # the figures of the paragraph, for a 其中 after another figure came between

    def read(self, value: PrintedValue) -> ConformedValue | None:
        """What the text says of a number: a figure, a claim, or a number left on purpose; None where it says nothing."""
        self._move_to(value)
        said = _Said(
            read_label(self.lexicon, value.label),
            read_label(self.lexicon, (value.lead or "").split(" | ")[-1]),
            read_label(self.lexicon, value.after),
            value.after or "",
            value.sentence_no,
        )
        if _NOTHING.match(value.lead or "") and said.label.compares and self.stack:
            self.last = replace(
                self.stack[0], sentence_no=value.sentence_no
            )  # after 无..., the text is back at the total
        kind = self.lexicon.unit_kind(value.unit)
        if kind == "rate":
            found = self._rate(value, said)
        elif kind == "money":
            found = self._money(value, said)
        elif kind == "count":
            found = self._count(value, said)
        else:
            found = None
        if said.label.text:
            self.sentence_label = said.label.text
        return found

    # --- where we are -------------------------------------------------------------------------------------------

    def _move_to(self, value: PrintedValue) -> None:
        place = (value.paragraph_no, value.table_no, value.row_no, value.column_no)
        if value.section != self.section:
            self.section = value.section
            self.project_total = self.section_total = None
            self.stack, self.last, self.recent = [], None, []
        if place != self.place:
            self.place = place
            self.stack, self.last = [], None
            self.sentence_label = ""
        if self.last and self.last.sentence_no != value.sentence_no and self.stack:
            # a new sentence speaks of the total of the one before
            self.last = replace(self.stack[0], sentence_no=value.sentence_no)
            self.change_base = None
            self.sentence_label = ""

    def _headings(self) -> list[LabelReading]:
        path = [part for part in (self.section or "").split(" / ") if part]
        return [read_label(self.lexicon, part) for part in reversed(path)]

    def _section_stage(self) -> str | None:
        for heading in self._headings():
            stages = {m.code for m in heading.codes("stage") if m.code}
            if len(stages) == 1:
                return stages.pop()
            if stages:
                return None
        return None

    def _section_fund(self) -> str | None:
        for heading in self._headings()[:2]:
            funds = {m.code for m in heading.codes("fund")}
            if len(funds) == 1 and pick_account(self.lexicon, heading)[0]:
                return funds.pop()
        return None

    def _section_account(self) -> str | None:
        for heading in self._headings()[:2]:
            account, _ = pick_account(self.lexicon, heading)
            if account and account not in ("income", "expenditure"):
                return account
        return None

    def _section_project(self) -> str | None:
        """The project that a heading under 项目支出 names."""
        path = [part for part in (self.section or "").split(" / ") if part]
        if len(path) < 2:
            return None
        inner, outer = path[-1], path[:-1]
        if not any("项目" in heading or "专项" in heading for heading in outer) or _NO_PROJECT_HEADING.search(inner):
            return None
        name = _HEADING_NUMBER.sub("", inner).strip()
        reading = read_label(self.lexicon, name)
        account, _ = pick_account(self.lexicon, reading)
        return name if account in (None, "expenditure.project") and len(name) >= 4 and reading.residual else None

    # --- rates --------------------------------------------------------------------------------------------------

    def _rate(self, value: PrintedValue, said: _Said) -> ConformedValue | None:
        label = said.label
        if label.has("economy", "won"):
            return _left(value, "economy", "economy")
        rate = label.last("rate")
        about = self._about(label)
        if rate == "control_rate":
            return self._control_rate(value, label)
        if rate == "usage_rate":
            return self._claim(
                value, "usage_rate", Coordinates("assets.fixed_in_use", year=self.fiscal_year), "assets.fixed_gross", 1
            )
        if rate == "share" and about:
            tail = label.text[next(t.end for t in label.terms if t.of("rate")) :]
            base, _ = pick_account(self.lexicon, read_label(self.lexicon, tail))
            opens = label.terms and (label.terms[0].of("rate", "account", "account_generic"))
            if base and opens and (self.lexicon.is_part(about.account, base) or base in ("expenditure", "income")):
                return self._claim(value, "share", about, base, 1)
            return None
        if rate == "execution_rate" and (about or self._section_account()):
            about = about or Coordinates(self._section_account() or "expenditure", year=self.fiscal_year)
            base = next(
                (m.code for m in reversed(label.codes("stage")) if m.code in ("initial_budget", "adjusted_budget")),
                None,
            )
            if base is None:
                base = _base_in(label.text) or (
                    "adjusted_budget" if "执行率" in label.text or "完成率" in label.text else "initial_budget"
                )
            self.change_base = base
            return self._claim(value, "execution_rate", replace(about, stage="final"), base, 1)
        if label.direction is not None and label.ends_in_change and self._plain(label) and about:
            return self._claim(value, "change_rate", about, self._base(label), label.direction)
        return None

    def _control_rate(self, value: PrintedValue, label: LabelReading) -> ConformedValue | None:
        if _BOUND.search(label.text):
            return _left(value, "bound", "a bound, not a rate")
        if "三公" in label.text:
            return self._claim(
                value, "control_rate", Coordinates("three_public", year=self.fiscal_year), "initial_budget", 1
            )
        if "公用" in label.text:
            return self._claim(
                value,
                "control_rate",
                Coordinates("expenditure.basic.operating", year=self.fiscal_year),
                "initial_budget",
                1,
            )
        return self._claim(value, "control_rate", Coordinates("staff.actual", year=self.fiscal_year), "staff.quota", 1)

    def _about(self, label: LabelReading) -> Coordinates | None:
        """What a claim is about: the account its own label names, else the figure before it."""
        named = LabelReading("", (), label.years, "")
        head = re.split(r"[比较占]|完成", label.text, maxsplit=1)[0]
        if head:
            named = read_label(self.lexicon, head)
        account, _ = pick_account(self.lexicon, named, self._context())
        if account:
            fund = named.first("fund")
            if self.last and self.last.at.account == account and (fund is None or fund == self.last.at.fund):
                return self.last.at
            stage = self._stage(named, None) or "final"
            return Coordinates(account, fund, stage, self.fiscal_year)
        if named.residual and not named.has("base", "direction", "rate"):
            return None
        return replace(self.last.at, stage=self.last.at.stage) if self.last else None

    def _base(self, label: LabelReading) -> str:
        if label.has("base"):
            self.change_base = "prior_year"
        else:
            stages = [m.code for m in label.codes("stage") if m.code in ("initial_budget", "adjusted_budget")]
            if stages:
                self.change_base = stages[-1]
            elif re.search(r"[比较](?:19|20)\d\d", label.text):
                self.change_base = "prior_year"
        return self.change_base or "prior_year"

    def _plain(self, label: LabelReading) -> bool:
        """Whether nothing in a change's label names something that is no account."""
        if label.has("economy", "won"):
            return False
        account, _ = pick_account(self.lexicon, label, self._context())
        rest = re.sub(r"[比较与同上去年的了则]|相|初|幅度", "", label.residual)
        return bool(account) or len(rest) <= 2

    # --- money --------------------------------------------------------------------------------------------------

    def _money(self, value: PrintedValue, said: _Said) -> ConformedValue | None:
        label = said.label
        if label.direction is not None and label.ends_in_change and not label.has("economy", "won"):
            about = self._about(label) if self._plain(label) else None
            if about:
                return self._claim(value, "change_amount", about, self._base(label), label.direction)
        if label.has("economy", "won") and not label.has("account", "fund"):
            return _left(value, "economy", "economy")
        total = label.first("total")
        if total and not label.has("account", "fund") and len(label.residual) <= 2:
            return self._total(value, total)
        found = self._figure(value, said)
        if found is None:
            return None
        figure, rule = found
        self._remember(figure, label)
        return _figure_value(value, figure.at, rule)

    def _total(self, value: PrintedValue, total: str) -> ConformedValue | None:
        """合计 at the end of a list: the list's own total, or a subtotal that no account names."""
        for figure in reversed([*([self.project_total] if self.project_total else []), *self.stack]):
            if figure.value is not None and value.value is not None and _same(figure.value, value.value):
                return _figure_value(value, figure.at, "total repeats its figure")
        return _left(value, "subtotal", "a list's subtotal")

    def _figure(self, value: PrintedValue, said: _Said) -> tuple[_Figure, str] | None:
        label = said.label
        context = self._context()
        account, term = pick_account(self.lexicon, label, context)
        fund = label.first("fund")
        generic = bool(account) and not label.has("account", "account_project")
        stage_said = self._stage(label, said.lead)
        year = self._year(label)
        project: str | None = None
        rule = f"label:{term}" if term else "label"
        parent = self._parent(account, fund, said) if account or fund else None

        if account == "expenditure.project" and not label.has("account") and label.has("account_project"):
            project = self._named(label)  # 高质量发展专项经费: the words before 专项经费 name it
        if account is None and fund and not label.has("economy", "won"):
            parent_account = parent.at.account if parent else None
            account = parent_account if parent_account in ("income", "expenditure") else "income"
            rule = "fund of the total" if parent_account else "fund alone is income"
            if label.residual and not parent and len(label.residual) > 6:
                return None
        heading_project = self._section_project()
        if heading_project and (account is None or generic) and not label.residual and (stage_said or generic):
            project, account, rule = heading_project, "expenditure.project", "heading names the project"
        if account is None or (generic and stage_said and self._pair_for(label, stage_said)):
            if paired := self._paired(value, said, stage_said, year):
                return paired
        if account is None:
            if listed := self._listed_project(value, said, stage_said):
                return listed
            if stage_said and not label.residual and label.text:
                known = self._section_account() or (self.section_total.at.account if self.section_total else None)
                if known:
                    account, rule = known, "stage alone: the section's account"
        if account is None:
            return None
        if account.startswith("staff") or account.endswith((".batches", ".visits")):
            return None
        if (
            generic
            and account == "expenditure"
            and self.last
            and self.last.at.project
            and self.last.sentence_no == value.sentence_no
        ):
            account, project, rule = "expenditure.project", self.last.at.project, "spending of the project before"
        if (
            account == "income"
            and label.first("stage") == "final"
            and self.last
            and self.last.at.project
            and "投入" in label.text
        ):
            project = self.last.at.project
        inherited = parent.at if parent else None
        if project and label.has("stage_weak") and not label.has("stage"):
            stage_said = None  # 批复 and 安排 before a project's name do not say that the amount is a budget
        stage = stage_said or (inherited.stage if inherited else None) or self._section_stage() or "final"
        if account.split(".")[0] in _ALWAYS_FINAL:
            stage = "final"
        fund = (
            fund
            or (inherited.fund if inherited and account not in ("income",) else None)
            or self._section_fund_for(account)
        )
        if year is None:
            year = inherited.year if inherited and inherited.year else self.fiscal_year
        at = Coordinates(account, fund, stage, year, project, inherited.unit if inherited else None)
        if parent:
            rule += " > part of " + parent.at.account
        return _Figure(at, stage_said is not None, value.sentence_no, value.value), rule

    def _section_fund_for(self, account: str) -> str | None:
        return self._section_fund() if account.startswith(("expenditure", "econ")) else None

    def _named(self, label: LabelReading) -> str | None:
        if len(label.residual) < 2:
            return None
        name = project_name(label)
        if name and self.fiscal_year:
            name = re.sub(rf"^{self.fiscal_year}年(?:度)?", "", name)
        return name

    def _pair_for(self, label: LabelReading, stage: str) -> bool:
        return any(
            f.at.stage != stage and f.at.account.startswith(("three_public", "procurement", "econ", "expenditure."))
            for f in self.stack
        )

    def _paired(
        self, value: PrintedValue, said: _Said, stage: str | None, year: int | None
    ) -> tuple[_Figure, str] | None:
        """A number whose label names only a stage or a year (决算 N, 上年 N, 约合 N): the figure before in another one."""
        label = said.label
        if label.has("economy", "won", "paid", "account_project") or len(label.residual) > 2 or not self.stack:
            return None
        if label.compares or year not in (None, self.fiscal_year):
            about = self.last or self.stack[0]
            at = replace(about.at, year=year or (self.fiscal_year or 0) - 1 if not stage else about.at.year)
            if stage and year is None and not label.has("base"):
                at = replace(about.at, stage=stage)
            elif stage:
                at = replace(at, stage=stage, year=year or (self.fiscal_year or 0) - 1)
            return _Figure(at, True, None, value.value), "compared with: same account, other year or stage"
        if stage:
            for figure in reversed(self.stack):
                if figure.stage_said and figure.at.stage != stage and figure.at.account.split(".")[0] not in _NO_BUDGET:
                    return _Figure(
                        replace(figure.at, stage=stage), True, value.sentence_no, value.value
                    ), "same account, other stage"
            top = self.stack[0]
            if (
                top.at.stage != stage
                and top.at.account.split(".")[0] not in _NO_BUDGET
                and top.sentence_no == value.sentence_no
            ):
                return _Figure(
                    replace(top.at, stage=stage), True, value.sentence_no, value.value
                ), "same account, other stage"
            return None
        same = re.sub(r"[约合即]|大", "", label.text)
        if self.last and value.sentence_no == self.last.sentence_no and not same:
            return replace(self.last, value=value.value), "the same figure in another unit"
        return None

    def _listed_project(self, value: PrintedValue, said: _Said, stage: str | None) -> tuple[_Figure, str] | None:
        """A label that names no account, in a list under project spending, or paid out under a name: a named project."""
        label = said.label
        parent = next(
            (f for f in reversed(self.stack) if f.at.account == "expenditure.project" and not f.at.project), None
        )
        head = label.terms[-1] if label.terms else None
        has_head = bool(head and head.of("project_head") and label.text.endswith(head.text))
        paid_before = bool(head and head.of("paid", "stage_weak") and label.text.endswith(head.text))
        if (
            paid_before
            and said.after.terms
            and said.after.terms[-1].of("project_head", "account_project")
            and not label.has("economy", "won")
        ):
            name = re.sub(r"[，。；、].*$", "", said.after_text).strip()
            at = Coordinates(
                "expenditure.project", None, stage or self._stage(label, None) or "final", self.fiscal_year, name
            )
            return _Figure(at, stage is not None, value.sentence_no, value.value), "paid out under a name"
        if parent is None and self.project_total is not None and (has_head or self._in_project_list(label)):
            parent = self.project_total
        if parent is None or label.has("economy", "won"):
            return None
        if not self._in_list(value, said, parent) and not has_head:
            return None
        name = project_name(label)
        if name is None or (head and label.has("paid") and len(label.residual) == 0):
            name = self.sentence_label or name
        if not name:
            return None
        at = replace(parent.at, project=name, stage=stage or parent.at.stage)
        return _Figure(at, stage is not None, value.sentence_no, value.value), "named in a list under project spending"

    def _in_project_list(self, label: LabelReading) -> bool:
        return bool(self.stack and self.stack[-1].at.project and label.residual)

    def _in_list(self, value: PrintedValue, said: _Said, parent: _Figure) -> bool:
        if said.label.is_part or said.lead.is_part:
            return True
        top = self.stack[-1] if self.stack else None
        return bool(top and top.at.project and top.at.account == "expenditure.project")

    # --- counts -------------------------------------------------------------------------------------------------

    def _count(self, value: PrintedValue, said: _Said) -> ConformedValue | None:
        label = said.label
        three_public = any(f.at.account.startswith("three_public") for f in self.stack)
        if value.unit in ("批次", "批", "人次") and three_public and ("接待" in label.text or value.unit != "批"):
            code = "three_public.reception." + ("visits" if value.unit == "人次" else "batches")
            return _figure_value(value, Coordinates(code, None, "final", self.fiscal_year), "guests received")
        if value.unit not in ("人", "名") and not (value.unit == "个" and label.text.endswith("编制")):
            return None
        about_staff = self.last and self.last.at.account.startswith("staff")
        if label.direction is not None and label.ends_in_change and about_staff and self._plain(label) and self.last:
            return self._claim(value, "change_amount", self.last.at, self._base(label), label.direction)
        account, term = pick_account(self.lexicon, label, self._context())
        if (
            account is None
            or not account.startswith("staff")
            or label.has("economy", "won")
            or not self._staff_label(label)
        ):
            return None
        figure = _Figure(
            Coordinates(account, None, "final", self._year(label) or self.fiscal_year),
            False,
            value.sentence_no,
            value.value,
        )
        self._remember(figure, label)
        return _figure_value(value, figure.at, f"label:{term}")

    def _staff_label(self, label: LabelReading) -> bool:
        """Whether a label that names staff is about the department's own: nothing but filler beside the term."""
        rest = re.sub(r"[有共数名中等个及其和、在现单位局委办机关年末底乡镇校院所县市区（）]", "", label.residual)
        return len(rest) <= 4

    # --- shared -------------------------------------------------------------------------------------------------

    def _context(self) -> tuple[str, ...]:
        around = [f.at.account for f in reversed(self.stack)]
        section = self._section_account()
        return tuple([*around, section] if section else around)

    def _stage(self, label: LabelReading, lead: LabelReading | None) -> str | None:
        for reading in (label, lead):
            if reading is None:
                continue
            codes = [m.code for m in reading.codes("stage") if m.code]
            if label.compares and reading is label and len(codes) > 1:
                codes = codes[:1]
            if codes:
                return "final" if reading.has("rate") and reading.last("rate") == "execution_rate" else codes[-1]
            weak = reading.first("stage_weak")
            if weak:
                return weak
        return None

    def _year(self, label: LabelReading) -> int | None:
        if label.years:
            return label.years[-1] if label.compares else label.years[0]
        if label.has("base") and self.fiscal_year:
            return self.fiscal_year - 1
        return None

    def _parent(self, account: str | None, fund: str | None, said: _Said) -> _Figure | None:
        """The total that a figure is a part of: the nearest one of the paragraph of which its account is a part."""
        opened = said.label.is_part or said.lead.is_part
        for figure in reversed(self.stack):
            if not opened and self.last and figure.sentence_no != self.last.sentence_no and self.stack[0] is not figure:
                continue
            part = (
                account is not None
                and self.lexicon.is_part(account, figure.at.account)
                and account != figure.at.account
            )
            split = fund is not None and figure.at.fund in (None, "all") and account in (None, figure.at.account)
            same_sentence = figure.sentence_no is not None and figure.sentence_no == said.sentence_no
            if (part or split) and (opened or same_sentence):
                return figure
        if opened and account is not None:
            for figure in reversed(self.recent):
                if self.lexicon.is_part(account, figure.at.account):
                    self.stack = [replace(figure, sentence_no=said.sentence_no)]  # 其中 takes its total up again
                    return self.stack[0]
        return None

    def _remember(self, figure: _Figure, label: LabelReading) -> None:
        if figure.sentence_no is None or (figure.at.year not in (None, self.fiscal_year)):
            return  # a comparison: the text goes on about the figure before it
        while self.stack and not self._contains(self.stack[-1].at, figure.at):
            self.stack.pop()
        self.stack.append(figure)
        self.recent.append(figure)
        self.last = figure
        self.change_base = None
        if figure.at.account == "expenditure.project" and not figure.at.project:
            self.project_total = figure
        if label.has("account_project") and figure.at.account.startswith("econ.31"):
            self.project_total = replace(figure, at=replace(figure.at, account="expenditure.project"))
        if figure.at.account == "expenditure" and not figure.at.project and not figure.at.fund:
            self.section_total = figure

    def _contains(self, outer: Coordinates, inner: Coordinates) -> bool:
        if outer.stage != inner.stage and not outer.account.startswith("three_public"):
            return False
        if outer.account == inner.account:
            fund_part = inner.fund is not None and outer.fund in (None, "all") and inner.fund != outer.fund
            project_part = inner.project is not None and outer.project is None
            return fund_part or project_part
        return self.lexicon.is_part(inner.account, outer.account)

    def _claim(self, value: PrintedValue, kind: str, at: Coordinates, base: str, sign: int) -> ConformedValue:
        return ConformedValue(
            value_no=value.value_no,
            role="claim",
            claim_kind=kind,
            base=base,
            sign=sign,
            account_code=at.account,
            fund=at.fund,
            stage=at.stage,
            fiscal_year=at.year,
            project_name=at.project,
            organization_unit=at.unit,
            amount_unit=value.unit,
            source_kind=SOURCE,
            conformed_by=f"narrative > {kind} of the figure before",
        )


def _base_in(text: str) -> str | None:
    if re.search(r"年初预算", text):
        return "initial_budget"
    if re.search(r"全年预算|调整后?预算|年度预算", text):
        return "adjusted_budget"
    return None


def _same(a: str, b: str) -> bool:
    return a.rstrip("0").rstrip(".") == b.rstrip("0").rstrip(".")


def _figure_value(value: PrintedValue, at: Coordinates, rule: str) -> ConformedValue:
    return ConformedValue(
        value_no=value.value_no,
        role="figure",
        account_code=at.account,
        fund=at.fund,
        stage=at.stage,
        fiscal_year=at.year,
        project_name=at.project,
        organization_unit=at.unit,
        amount_unit=value.unit,
        source_kind=SOURCE,
        conformed_by=f"narrative > {rule}",
    )


def _left(value: PrintedValue, reason: str, rule: str) -> ConformedValue:
    return ConformedValue(value.value_no, "left", f"narrative > {rule}", left_reason=reason)
