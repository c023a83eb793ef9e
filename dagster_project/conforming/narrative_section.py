"""What the headings above a number say of it, where its own words say less."""

from __future__ import annotations

import re
from functools import cached_property

from dagster_project.conforming.label import LabelReading, read_label
from dagster_project.conforming.label_account import pick_account
from dagster_project.conforming.lexicon import Lexicon
from dagster_project.conforming.roles import BUDGET_STAGES
from dagster_project.extraction.marks import levels_of, without_numbering

_NAMES_NO_PROJECT = re.compile(r"(?:情况|分析|措施|问题|目标|管理|概况|结论|建议|意见|工作|职责|方面)[。.]?$")
_FUNCTION = re.compile(r"[（(][类款项][）)]")
_WHOLES = ("income", "expenditure")
_ALL_MONEY = "财政资金"  # in a heading all that the department is given
_SEVERAL_STAGES = re.compile(r"预算.{0,6}[与及和、].{0,6}(?:支出|执行|决算|使用|收入)")
NEAREST = 2  # headings that may say which account or fund a number is about
SHORTEST_PROJECT = 4


def money_account(lexicon: Lexicon, label: LabelReading) -> str | None:
    """The account of money that a name names: 规划编制 is no quota of staff."""
    account, _ = pick_account(lexicon, label)
    return None if account and lexicon.is_count(account) else account


class Section:
    """The headings that stand above a number, read with the lexicon."""

    def __init__(self, lexicon: Lexicon, path: str | None) -> None:
        self.lexicon = lexicon
        self.path = path

    @cached_property
    def _levels(self) -> list[str]:
        return levels_of(self.path)

    @cached_property
    def _headings(self) -> list[LabelReading]:
        return [read_label(self.lexicon, level) for level in reversed(self._levels)]

    @cached_property
    def stage(self) -> str | None:
        """The one stage of the innermost heading that names any."""
        for depth, heading in enumerate(self._headings):
            if _SEVERAL_STAGES.search(heading.text):
                return None
            stages = {m.code for m in heading.codes("stage") if m.code}
            if stages:
                # 二、预算资金情况 does not make a budget of what a heading within it tells.
                outer = depth > 0 and stages <= set(BUDGET_STAGES)
                return stages.pop() if len(stages) == 1 and not outer else None
        return None

    @cached_property
    def fund(self) -> str | None:
        """The fund of a heading that names an account of one fund."""
        for heading in self._headings[:NEAREST]:
            funds = {m.code for m in heading.codes("fund")}
            named = any(term.of("fund") and term.text != _ALL_MONEY for term in heading.terms)
            if len(funds) == 1 and named and "收支" not in heading.text and pick_account(self.lexicon, heading)[0]:
                return funds.pop()
        return None

    @cached_property
    def account(self) -> str | None:
        """The account of a heading, unless that is a whole (收入, 支出), which says nothing of its numbers."""
        for heading in self._headings[:NEAREST]:
            account, _ = pick_account(self.lexicon, heading)
            if account and account not in _WHOLES:
                return account
        return None

    @cached_property
    def whole(self) -> str | None:
        """收入 or 支出, where the innermost heading is nothing but that."""
        heading = self._headings[0] if self._headings else None
        if heading is None or heading.residual or heading.text not in ("收入", "支出", "收入情况", "支出情况"):
            return None
        return "income" if heading.text.startswith("收入") else "expenditure"

    @cached_property
    def is_function(self) -> bool:
        """Whether the innermost heading is an item of the functional classification: …（类）…（款）…（项）."""
        return bool(self._levels) and bool(_FUNCTION.search(self._levels[-1]))

    @cached_property
    def project(self) -> str | None:
        """The project that a heading under 项目支出 names."""
        if len(self._levels) < 2:
            return None
        *outer, inner = self._levels
        if not any("项目" in heading or "专项" in heading for heading in outer) or _NAMES_NO_PROJECT.search(inner):
            return None
        name = without_numbering(inner)
        reading = read_label(self.lexicon, name)
        account = money_account(self.lexicon, reading)
        named = account in (None, "expenditure.project") and reading.residual
        return name if named and len(name) >= SHORTEST_PROJECT else None
