"""Claims in running text: rates, shares and changes, about the figure before them or the account that they name."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

from dagster_project.conforming.label import LabelReading, read_label
from dagster_project.conforming.label_account import pick_account
from dagster_project.conforming.narrative_about import about_of, base_by_words, change_base, spent_instead
from dagster_project.conforming.narrative_settled import settled
from dagster_project.conforming.narrative_thread import SOURCE, Announced, Change, Figure, Said, Thread
from dagster_project.conforming.records import ConformedValue
from dagster_project.conforming.roles import BUDGET_STAGES, Coordinates, claim, left
from dagster_project.extraction.records import PrintedValue

_BOUND = re.compile(r"(?:小于|低于|高于|大于|不超过|不低于|不高于|控制在)$")
_USAGE = re.compile(r"(?:使用|利用)率(?:为|是|达到?)?")
_OF_BUDGET = re.compile(r"预算(?:数|总额|安排|指标)?的$")
_BARE_OF_BUDGET = re.compile(r"(?:为|是|达到?了?|相当于)?(?:年初|全年|调整后?|当年|年度)?预算(?:数|总额|安排)?的")
_COMPARING_WORDS = re.compile(r"[比较与同上去年的了则]|相|初|幅度")
_COMPLETED = ("完成", "实际完成", "实际完成率", "完成率", "实际完成率为", "完成了")
_BALANCES = ("opening_balance", "closing_balance", "grand_total")
FEWEST_PARTS = 2
_IN_TURN = re.compile(r"占|的?(?:比重|比例)|分别|为$|的$")
_COUNTS = dict(zip("两二三四五六七八九十", (2, 2, 3, 4, 5, 6, 7, 8, 9, 10), strict=True))
_COUNT = re.compile(r"([两二三四五六七八九十])[项者类]")
_ADDED = re.compile(r"追加|追减|调增|调减|核增|核减")
_CONTROLLED_SPENDING = (("三公", "three_public"), ("公用", "expenditure.basic.operating"))


def read_rate(thread: Thread, value: PrintedValue, said: Said) -> ConformedValue | None:
    """The claim that a percentage is; None where its words name none."""
    label = said.label
    if label.is_outside:
        return left(value, "economy", "narrative > economy")
    if ("分别" in label.text or label.text.endswith("各占")) and re.search(r"占|比重|比例", label.text):
        return _shares_in_turn(thread, value, label)
    if label.direction and label.ends_in_change and "分别" in label.text and not label.has("account", "fund"):
        return _changes_in_turn(thread, value, label)
    if not label.text and (rate_of_it := _rate_of_change(thread, value)):
        return rate_of_it
    if not label.text and (share := _bracketed_share(thread, value)):
        return share
    if label.text in _COMPLETED and thread.last and thread.last.at.stage in BUDGET_STAGES:
        return _claim(value, "execution_rate", replace(thread.last.at, stage="final"), thread.last.at.stage or "")
    if label.text in ("", "的") and (followed := _announced(thread, value)):
        return followed
    if thread.sentence.of_function and label.last("rate") in ("share", None):
        return left(value, "function", "narrative > share of an item of the functional classification")
    rate = label.last("rate")
    if rate is None and label.direction is None and "占" not in label.text and _OF_BUDGET.search(label.text):
        rate = "execution_rate"  # 支出为预算的 N%
    if rate == "control_rate":
        return _control_rate(thread, value, label)
    if rate is None and _USAGE.fullmatch(label.text) and _tells_use(thread, value):
        rate = "usage_rate"
    if rate == "usage_rate":
        return _claim(value, rate, Coordinates("assets.fixed_in_use", year=thread.fiscal_year), "assets.fixed_gross")
    about = about_of(thread, label, value)
    if about is None and rate == "execution_rate" and _BARE_OF_BUDGET.fullmatch(label.text) and thread.last:
        about = thread.last.at
    if rate == "share" and about:
        if about is (thread.last and thread.last.at) and thread.unread_no == value.value_no - 1:
            return None  # 某类支出 N，占 N%: a share of what was not understood
        return _share(thread, value, label, about)
    if rate == "execution_rate" and (about or thread.section.account):
        return _execution_rate(thread, value, label, about)
    return _change(thread, value, label, "change_rate", about)


def _tells_use(thread: Thread, value: PrintedValue) -> bool:
    """Whether the figure just before a rate is that of the fixed assets in use, or of all: 其中在用 N，使用率 N%."""
    before = thread.last
    told = before is not None and before.at.account in ("assets.fixed_in_use", "assets.fixed_gross")
    return told and before is not None and before.sentence_no == value.sentence_no


def read_change(thread: Thread, value: PrintedValue, said: Said, of_last: bool = False) -> ConformedValue | None:
    """The claim that an amount or a count is whose label ends in a change (比上年增加 N); None for any other.

    of_last: about the figure before it, whatever its own words name.
    """
    if added := _added_part(thread, value, said):
        return added
    about = thread.last.at if of_last and thread.last else about_of(thread, said.label, value)
    return _change(thread, value, said.label, "change_amount", about)


def _change(
    thread: Thread, value: PrintedValue, label: LabelReading, kind: str, about: Coordinates | None
) -> ConformedValue | None:
    if _ADDED.search(label.text) and label.ends_in_change and thread.last is not None and not label.has("stage"):
        return _addition(thread, value, kind, thread.last.at, label.direction or 1)
    if about is None or label.direction is None or not label.ends_in_change or not _names_no_other(thread, label):
        return None
    if about.account.startswith("staff") and kind == "change_rate" and not label.has("account"):
        return None  # growth beside a number of people is mostly of something else
    if _ADDED.search(label.text):
        return _addition(thread, value, kind, about, label.direction)
    base = change_base(thread, label, value)
    about = settled(thread, value, kind, spent_instead(thread, value, about, base, label), base, label.direction)
    if thread.last is None or thread.last.at != about:
        thread.last = Figure(about, False, value.sentence_no, None)  # 支出总额增加 N，增长 M%: both are of 支出总额
    if kind == "change_amount":
        thread.sentence.changed = Change(value, about, base, label.direction)
    return _claim(value, kind, about, base, label.direction)


def _rate_of_change(thread: Thread, value: PrintedValue) -> ConformedValue | None:
    """增 N 万元、N%: the rate beside a change is of the same change."""
    change = thread.sentence.changed
    if change is None or change.value.value_no + 1 != value.value_no:
        return None
    return _claim(value, "change_rate", change.about, change.base, change.sign)


def _addition(thread: Thread, value: PrintedValue, kind: str, about: Coordinates, sign: int) -> ConformedValue | None:
    """年中追加 N: what the budget grew by during the year, beside the budget it was added to."""
    if about.stage not in BUDGET_STAGES:
        return None
    thread.sentence.adds_to_budget = True
    return _claim(value, kind, replace(about, stage="adjusted_budget"), "initial_budget", sign)


def _added_part(thread: Thread, value: PrintedValue, said: Said) -> ConformedValue | None:
    """年中追加 N，其中人员经费 N: the parts of what was added are changes too, up to the next stage's amount."""
    label = said.label
    if label.has("stage", "base", "rate"):
        thread.sentence.adds_to_budget = False
    if not thread.sentence.adds_to_budget:
        return None
    account, _ = pick_account(thread.lexicon, label, thread.around())
    if account is None and label.ends_in("project_head"):
        account = "expenditure.project"
    if account is None:
        return None
    at = Coordinates(account, label.first("fund"), "adjusted_budget", thread.fiscal_year)
    return _claim(value, "change_amount", at, "initial_budget", label.direction or 1)


def _announced(thread: Thread, value: PrintedValue) -> ConformedValue | None:
    """A percentage whose words stand before the number before it: 分别占…的 A 和 B, 完成预算 N 万元的 M%."""
    if thread.announced:
        return _fulfil(value, thread.announced.pop(0))
    if thread.rate_base and thread.last:
        base, thread.rate_base = thread.rate_base, None
        return _claim(value, "execution_rate", replace(thread.last.at, stage="final"), base)
    return None


def _bracketed_share(thread: Thread, value: PrintedValue) -> ConformedValue | None:
    """甲收入 N 万元（N%）: the share of a part in its total, where the two amounts make it."""
    part = thread.last
    if part is None or part.value is None or value.value is None or not (value.label or "").startswith(("（", "(")):
        return None
    base = _whole_of(thread, part.at)
    whole = next((f for f in thread.recent if f.at.account == base and f.at.fund in (None, "all") and f.value), None)
    if base is None or whole is None or whole.value is None or Decimal(whole.value) == 0:
        return None
    computed = 100 * Decimal(part.value) / Decimal(whole.value)
    step = Decimal(1).scaleb(int(Decimal(value.value).as_tuple().exponent))
    return _claim(value, "share", part.at, base) if abs(computed - Decimal(value.value)) <= step else None


def _shares_in_turn(thread: Thread, value: PrintedValue, label: LabelReading) -> ConformedValue | None:
    """三项分别占 N%、N% 和 N%: the shares of the parts before, in the order they were printed."""
    named, _ = pick_account(thread.lexicon, read_label(thread.lexicon, _IN_TURN.sub("", label.text)))
    parts = [f for f in thread.recent if f.sentence_no == value.sentence_no and _part_of(thread, f.at, named)]
    count = _COUNT.match(label.text)
    if count and len(parts) != _COUNTS[count.group(1)]:
        return None
    if len(parts) < 2:
        return None
    whole = [(f.at, named or _whole_of(thread, f.at)) for f in parts]
    if len(whole) < FEWEST_PARTS or any(base is None for _, base in whole):
        return None
    first, *thread.announced = [Announced("share", at, base or "") for at, base in whole]
    return _fulfil(value, first)


def _changes_in_turn(thread: Thread, value: PrintedValue, label: LabelReading) -> ConformedValue | None:
    """收入 N、支出 N，分别增长 N% 和 N%: the changes of the figures before, in the order they were printed."""
    told = [f.at for f in thread.recent if f.sentence_no == value.sentence_no and f.at.stage == "final"]
    if len(told) < FEWEST_PARTS:
        return None
    base, sign = change_base(thread, label, value), label.direction or 1
    first, *thread.announced = [Announced("change_rate", at, base, sign) for at in told]
    return _fulfil(value, first)


def _fulfil(value: PrintedValue, announced: Announced) -> ConformedValue:
    return _claim(value, announced.kind, announced.about, announced.base, announced.sign)


def _part_of(thread: Thread, at: Coordinates, whole: str | None) -> bool:
    if whole is not None:
        return thread.lexicon.is_part(at.account, whole) or (at.account == whole and at.fund not in (None, "all"))
    return _whole_of(thread, at) is not None


def _whole_of(thread: Thread, at: Coordinates) -> str | None:
    """What a bare 占 is of: the total that a fund or an account is a part of."""
    if at.fund not in (None, "all") and at.account in ("income", "expenditure"):
        return at.account
    if at.account.startswith("econ."):  # of basic spending or of all: of the one that the text splits up
        if thread.sentence.whole:
            return thread.sentence.whole
        told = (*reversed(thread.stack), *reversed(thread.recent))
        return next((f.at.account for f in told if f.at.account.startswith("expenditure")), None)
    return thread.lexicon.parents.get(at.account)


def _share(thread: Thread, value: PrintedValue, label: LabelReading, about: Coordinates) -> ConformedValue | None:
    """占 N%: of the account that its words name, if what it is about is a part of that; of its total where none is."""
    behind = label.text[next(term.end for term in label.terms if term.of("rate")) :]
    base, _ = pick_account(thread.lexicon, read_label(thread.lexicon, behind))
    if "分别" in label.text and base and (parts := thread.parts_in_sentence(base, value.sentence_no)):
        first, *thread.announced = [Announced("share", part, base) for part in parts]
        return _fulfil(value, first)
    if not re.sub(r"比例?|重|为|的|达|约", "", behind):
        base = _whole_of(thread, about)
    opens = label.terms and label.terms[0].of("rate", "account", "account_generic", "fund")
    if base and opens and (thread.lexicon.is_part(about.account, base) or base in ("expenditure", "income")):
        return _claim(value, "share", about, base)
    return None


def _execution_rate(
    thread: Thread, value: PrintedValue, label: LabelReading, about: Coordinates | None
) -> ConformedValue:
    if about is not None and about.account in _BALANCES:  # 年末结转 N，预算执行率 N%: of the sentence's spending
        spent = [f.at for f in thread.recent if f.sentence_no == value.sentence_no and f.at.account == "expenditure"]
        about = spent[-1] if spent else None
    account = about.account if about else thread.section.account or "expenditure"
    base = label.budgets[-1] if label.budgets else base_by_words(label.text)
    thread.change_base = base
    at = Coordinates(account, year=thread.fiscal_year)
    if about:
        at = Coordinates(account, about.fund, "final", about.year, about.project, about.unit)
        at = settled(thread, value, "execution_rate", at, base)
    if thread.last is None or thread.last.at.stage in BUDGET_STAGES:
        thread.last = Figure(at, False, value.sentence_no, None)  # the text is back at what was spent of the budget
    return _claim(value, "execution_rate", at, base)


def _control_rate(thread: Thread, value: PrintedValue, label: LabelReading) -> ConformedValue:
    if _BOUND.search(label.text):
        return left(value, "bound", "narrative > a bound, not a rate")
    for word, account in _CONTROLLED_SPENDING:
        if word in label.text:
            return _claim(value, "control_rate", Coordinates(account, year=thread.fiscal_year), "initial_budget")
    staff = Coordinates("staff.actual", year=thread.fiscal_year)
    if thread.last and thread.last.at.account.startswith("staff"):
        thread.last = Figure(staff, False, value.sentence_no, None)  # what follows is about the staff as a whole
    return _claim(value, "control_rate", staff, "staff.quota")


def _names_no_other(thread: Thread, label: LabelReading) -> bool:
    """Whether nothing in a change's label names something that is no account."""
    if label.is_outside:
        return False
    account, _ = pick_account(thread.lexicon, label, thread.around())
    return bool(account) or len(_COMPARING_WORDS.sub("", label.residual)) <= 2


def _claim(value: PrintedValue, kind: str, at: Coordinates, base: str, sign: int = 1) -> ConformedValue:
    return claim(value, kind, at, base, SOURCE, f"narrative > {kind} of the figure before", sign, value.unit)
