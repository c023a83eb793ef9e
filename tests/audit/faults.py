"""Changes of one printed number just beyond what rounding can hide, each with the rule that covers it."""

from __future__ import annotations

from collections.abc import Callable
from decimal import ROUND_CEILING, Decimal
from random import Random

from tests.audit.random_details import EVALUATED_TABLE, RATE, RESULT, TARGET, TASKS_TABLE
from tests.audit.random_reports import WORTH, YEAR, Print, Report

Fault = Callable[[Report, Random], None]


def _enlarge(item: Print, hidden: Decimal) -> None:
    """Add the smallest whole number of the figure's last digits that is more than `hidden`, in 万元."""
    worth = WORTH.get(item.unit, Decimal(1))
    digit = Decimal(1).scaleb(int(Decimal(item.value).as_tuple().exponent))
    steps = (hidden / worth / digit).to_integral_value(ROUND_CEILING) + 1
    item.value = f"{Decimal(item.value) + steps * digit:f}"


def figure_fault(account: str, *others: str, **coordinates: object) -> Fault:
    """One of the figures of a sum; the sum as printed is off by its intervals at most, so twice that is beyond."""

    def change(report: Report, _: Random) -> None:
        at = {"role": "figure", "fiscal_year": YEAR, "stage": "final", **coordinates}
        summed = [item for code in (account, *others) for item in report.find_all(**{**at, "account_code": code})]
        _enlarge(report.find(account_code=account, **at), 2 * sum((item.half for item in summed), Decimal(0)))

    return change


def one_fund(report: Report, _: Random) -> None:
    summed = report.find_all(role="figure", account_code="income")
    _enlarge(report.find(account_code="income", fund="government_fund"), 2 * sum((i.half for i in summed), Decimal(0)))


def heads_fault(account: str) -> Fault:
    def change(report: Report, random: Random) -> None:
        item = report.find(account_code=account)
        item.value = str(int(item.value) + random.randint(1, 9))

    return change


def rate_fault(kind: str, base_year: int, base_stage: str) -> Fault:
    """A rate of expenditure, off by more than the whole interval that its two figures leave open."""

    def change(report: Report, _: Random) -> None:
        rate = report.find(role="claim", claim_kind=kind, account_code="expenditure")
        now = report.find(role="figure", account_code="expenditure", fiscal_year=YEAR, stage="final")
        base = report.find(role="figure", account_code="expenditure", fiscal_year=base_year, stage=base_stage)
        highest = (now.amount + now.half) / (base.amount - base.half)
        lowest = (now.amount - now.half) / (base.amount + base.half)
        _enlarge(rate, 100 * (highest - lowest) + 2 * rate.half)

    return change


def one_share(report: Report, _: Random) -> None:
    shares = report.find_all(role="claim", claim_kind="share")
    _enlarge(shares[0], 2 * sum((share.half for share in shares), Decimal(0)))


def implied_base(report: Report, _: Random) -> None:
    """A change of income that takes more from the year before than the rate of change leaves open."""
    income = next(item for item in report.find_all(role="figure", account_code="income") if "fund" not in item.roles[0])
    amount, rate = (
        report.find(role="claim", claim_kind=kind, account_code="income") for kind in ("change_amount", "change_rate")
    )
    sign = int(rate.roles[0]["sign"])
    percent = 100 + sign * rate.amount
    highest = 100 * (income.amount + income.half) / (percent - rate.half)
    lowest = 100 * (income.amount - income.half) / (percent + rate.half)
    _enlarge(amount, highest - lowest + 2 * (income.half + amount.half))


def one_score_less(report: Report, random: Random) -> None:
    row = random.choice(report.indicators[1:10])
    row["score"] = f"{Decimal(row['score']) - Decimal('0.25'):f}"


def one_weight_more(report: Report, random: Random) -> None:
    random.choice(report.indicators[1:10])["weight"] = str(random.randint(11, 30))


def another_total(report: Report, random: Random) -> None:
    report.find(left_reason="score_total").value = f"{Decimal(str(report.self_score)) + random.randint(1, 9):f}"


def execution_rescored(report: Report, _: Random) -> None:
    row = report.indicators[0]
    row["score"] = f"{Decimal(row['score']) - Decimal('0.1'):f}"


def score_above_weight(report: Report, random: Random) -> None:
    random.choice(report.indicators[:10])["score"] = "10.01"


def second_print(**role: object) -> Fault:
    """The last of several prints of one thing, beyond what the rounding of two can hide."""

    def change(report: Report, _: Random) -> None:
        prints = report.find_all(**role)
        _enlarge(prints[-1], 2 * sum((item.half for item in prints), Decimal(0)))

    return change


def one_project(report: Report, _: Random) -> None:
    prints = [p for p in report.prints if "高质量发展专项经费" in str(p.roles[0].get("project_name"))]
    _enlarge(prints[-1], 2 * sum((item.half for item in prints), Decimal(0)))


def number_of(label: str, last: bool = True) -> Fault:
    """A number of a sentence, enlarged by what its own rounding and the one before it can hide."""

    def change(report: Report, _: Random) -> None:
        prints = [p for p in report.prints if p.label == label]
        item = prints[-1] if last else prints[0]
        before = report.prints[report.prints.index(item) - 1]
        hidden = before.half if item.unit == before.unit else Decimal(0)
        _enlarge(item, 2 * (item.half + hidden))

    return change


def ratio_off(report: Report, _: Random) -> None:
    """A ratio of which the product implied is half of the other's."""
    item = [p for p in report.prints if p.label == "高新技术产业增加值占GDP比重"][-1]
    item.value = f"{2 * Decimal(item.value):f}"


def overspent(report: Report, _: Random) -> None:
    """Expenditure above all that was available."""
    at = {"role": "figure", "fiscal_year": YEAR, "stage": "final"}
    summed = [report.find(account_code=code, **at) for code in BALANCE]
    closing = report.find(account_code="closing_balance", **at)
    _enlarge(summed[1], closing.amount + 2 * sum((item.half for item in summed), Decimal(0)))


def overspent_unit(report: Report, _: Random) -> None:
    at = {"role": "figure", "organization_unit": "乙中心"}
    codes = ("income", "opening_balance", "expenditure")
    income, opening, expenditure = (report.find(account_code=code, **at) for code in codes)
    unspent = income.amount + opening.amount - expenditure.amount
    _enlarge(expenditure, unspent + 2 * (income.half + opening.half + expenditure.half))


def balance_of_a_unit(report: Report, _: Random) -> None:
    at = {"role": "figure", "organization_unit": "甲中心"}
    summed = [report.find(account_code=code, **at) for code in BALANCE]
    _enlarge(report.find(account_code="closing_balance", **at), 2 * sum((item.half for item in summed), Decimal(0)))


def one_task_more(report: Report, _: Random) -> None:
    tasks = [p for p in report.find_all(account_code="expenditure.project") if p.table_no == TASKS_TABLE]
    whole = report.find(account_code="expenditure", fiscal_year=YEAR, stage="final")
    _enlarge(tasks[0], 2 * sum((item.half for item in [*tasks, whole]), Decimal(0)))


def list_above_all_projects(report: Report, _: Random) -> None:
    """Projects that add up to their own total, which is more than all project expenditure."""
    whole = report.find(account_code="expenditure.project", fiscal_year=YEAR, stage="final")
    listed = [p for p in report.find_all(account_code="expenditure.project") if p.table_no == EVALUATED_TABLE]
    first, _, total = listed
    for item in (first, total):
        item.value, item.unit = f"{item.amount + whole.amount + 2 * (whole.half + item.half):.6f}", "万元"


def one_unit_more(report: Report, _: Random) -> None:
    units = [p for p in report.find_all(account_code="expenditure") if "organization_unit" in p.roles[0]]
    whole = report.find(account_code="expenditure", fiscal_year=YEAR, stage="final")
    _enlarge(units[0], 2 * sum((item.half for item in [*units, whole]), Decimal(0)))


def item_above_total(report: Report, _: Random) -> None:
    total, item = report.find(account_code="econ.301"), report.find(account_code="econ.30101")
    _enlarge(item, total.amount + 2 * (total.half + item.half))


def in_yuan(report: Report, _: Random) -> None:
    """元 printed for 万元, where the same account of other years and stages is in 万元."""
    prints = [p for p in report.find_all(role="figure", account_code="expenditure") if len(p.roles[0]) == 5]
    for item in prints:
        item.value, item.unit = f"{item.amount:.2f}", "万元"
    prints[0].unit = "元"


def another_prior_year(report: Report, _: Random) -> None:
    prior = report.find(role="figure", account_code="expenditure", fiscal_year=YEAR - 1, stage="final")
    _enlarge(prior, 4 * prior.half + Decimal(20000))


def another_grade(report: Report, _: Random) -> None:
    report.grade = "中"


def missed_in_full(report: Report, _: Random) -> None:
    report.indicators[3] |= {"actual_value": "18", "actual_text": "18家", "score": "10"}


def missed_as_met(report: Report, _: Random) -> None:
    report.indicators[3] |= {"actual_value": "18", "actual_text": "18家，完成年度目标", "score": "9.5"}


EXPENDITURE = ("expenditure.basic", "expenditure.project")
BASIC = ("expenditure.basic", "expenditure.basic.operating")
BALANCE = ("income", "expenditure", "opening_balance", "closing_balance")

FAULTS: dict[str, tuple[str, Fault]] = {
    "a total": ("parts_make_totals", figure_fault("expenditure", *EXPENDITURE)),
    "a part": ("parts_make_totals", figure_fault("expenditure.basic.personnel", *BASIC)),
    "three public funds": (
        "parts_make_totals",
        figure_fault("three_public.reception", "three_public", "three_public.abroad", "three_public.vehicle"),
    ),
    "procurement": (
        "parts_make_totals",
        figure_fault("procurement", "procurement.goods", "procurement.works", "procurement.services"),
    ),
    "a budget": ("parts_make_totals", figure_fault("expenditure", *EXPENDITURE, stage="adjusted_budget")),
    "a fund": ("funds_make_totals", one_fund),
    "assets": ("assets_equal_liabilities", figure_fault("net_assets", "assets", "liabilities")),
    "the balance": ("balance_carried_forward", figure_fault("closing_balance", *BALANCE)),
    "the balance before": ("balance_carried_forward", figure_fault("opening_balance", *BALANCE)),
    "the balance of a unit": ("balance_carried_forward", balance_of_a_unit),
    "a task": ("projects_make_totals", one_task_more),
    "a list above all projects": ("one_value_per_figure", list_above_all_projects),
    "a project": ("projects_make_totals", figure_fault("expenditure.project", fiscal_year=YEAR - 2)),
    "a kind of staff": ("staff_kinds_make_staff", heads_fault("staff.actual.support")),
    "the quota": ("staff_kinds_make_staff", heads_fault("staff.quota")),
    "a rate of change": ("claims_follow", rate_fault("change_rate", YEAR - 1, "final")),
    "an execution rate": ("claims_follow", rate_fault("execution_rate", YEAR, "adjusted_budget")),
    "an implied base": ("claims_agree", implied_base),
    "a share": ("shares_make_hundred", one_share),
    "a score": ("scores_make_total", one_score_less),
    "a score by criterion": ("score_follows_criterion", one_score_less),
    "a score above its weight": ("score_within_weight", score_above_weight),
    "a weight": ("weights_make_hundred", one_weight_more),
    "a second total": ("scores_make_total", another_total),
    "the score of execution": ("execution_score", execution_rescored),
    "economic items": (
        "economic_items_make_basic",
        figure_fault("expenditure.basic", "econ.301", "econ.302", "econ.303"),
    ),
    "an item": ("items_within_totals", item_above_total),
    "a unit": ("units_within_totals", one_unit_more),
    "spending": ("spending_within_income", overspent),
    "spending of a unit": ("spending_within_income", overspent_unit),
    "a second print": ("one_value_per_figure", second_print(account_code="income", fiscal_year=YEAR - 2)),
    "a project elsewhere": ("one_value_per_project", one_project),
    "a share of staff": ("share_of_staff", number_of("占总人数的")),
    "a result": ("one_value_per_result", number_of(RESULT)),
    "a target": ("targets_agree", number_of(TARGET)),
    "a rate of completion": ("completion_rate_follows", number_of(RATE)),
    "an equated amount": ("equated_amounts", number_of("即拨付")),
    "a product of the region": ("ratios_imply_one_gdp", ratio_off),
    "a unit of money": ("unit_of_neighbours", in_yuan),
    "a prior year": ("prior_year_agrees", another_prior_year),
    "a grade": ("grade_fits_score", another_grade),
    "a missed target": ("target_missed_at_full_score", missed_in_full),
    "a missed target as met": ("target_missed_but_reported_met", missed_as_met),
}
